import type { PlanView } from '#shared/model/planning.ts';

import { nextMoveOf, plannedByAccount } from './planned-bands.ts';

/** A miner in the table: for whom it works, since when, why, and where it goes next. */
export interface AllocationRow {
  id: string;
  name: string;
  accountId: string | null;
  accountName: string;
  sinceMs: number | null;
  cause: string;
  nextMs: number | null;
  /** Null where only some of the account's miners move, or nothing is foreseen. */
  nextAccountId: string | null;
  nextAccountName: string;
}

/** What accounts and miners are called. */
export interface Names {
  accounts: readonly { id: string; name: string }[];
  miners: readonly { id: string; name: string }[];
}

/** The plan's places with names, and what it foresees. */
export function allocationRows(plan: PlanView, { miners, accounts }: Names): AllocationRow[] {
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const minerNames = new Map(miners.map(({ id, name }) => [id, name]));
  const planned = plannedByAccount(plan, plan.map, plan.atMs);
  return plan.map.map(({ minerId, accountId, sinceMs, cause }) => {
    const next = nextMoveOf(accountId === null ? undefined : planned.get(accountId));
    const nextId = next?.band?.accountId ?? null;
    return {
      id: minerId,
      name: minerNames.get(minerId) ?? minerId,
      accountId,
      accountName: accountId === null ? '' : (names.get(accountId) ?? accountId),
      sinceMs,
      cause,
      nextMs: next?.atMs ?? null,
      nextAccountId: nextId,
      nextAccountName: nextId === null ? '' : (names.get(nextId) ?? nextId),
    };
  });
}

/** Rows in which every word of a search occurs somewhere. */
export function matchingRows(rows: readonly AllocationRow[], query: string): readonly AllocationRow[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = `${row.name} ${row.accountName} ${row.nextAccountName} ${row.cause}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
