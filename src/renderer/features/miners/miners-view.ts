import type { MachineView } from '#shared/model/machine.ts';
import type { MinerView } from '#shared/model/snapshot.ts';

import { matchesFilter, MINER_FILTERS, type MinerFilter } from '../../app/header-view.ts';
import { answersAgain } from '../overview/needs-view.ts';
import { machineFacts, type MachineFacts } from './machine-facts.ts';
import { searchFor } from './miners-search.ts';

/** A row of the table: the miner and what the table needs beside it. */
export interface MinerRow extends MinerView, MachineFacts {
  accountName: string;
  /** Hashrate now of nominal; null where either is not known. */
  ofNominal: number | null;
  answersAgain: boolean;
  /** Names of the miners it stands in for; null when it does not. */
  standsInFor: string | null;
}

/** What rows are made of beside the miners. */
export interface RowContext {
  accountNames: ReadonlyMap<string, string>;
  standsInFor?: ReadonlyMap<string, string>;
  /** By the miner's id. */
  machines?: ReadonlyMap<string, MachineView>;
}

export function rowOf(miner: MinerView, { accountNames, standsInFor, machines }: RowContext): MinerRow {
  const { hashrate, nominalHashrate } = miner;
  return {
    ...miner,
    ...machineFacts(machines?.get(miner.id)),
    accountName: miner.accountId === null ? '' : (accountNames.get(miner.accountId) ?? miner.accountId),
    ofNominal: hashrate === null || !nominalHashrate ? null : hashrate / nominalHashrate,
    answersAgain: answersAgain(miner),
    standsInFor: standsInFor?.get(miner.id) ?? null,
  };
}

interface KnownRow {
  row: MinerRow;
  miner: MinerView;
  machine: MachineView | undefined;
  standsIn: string | undefined;
}

/** Makes rows, and makes only those anew whose miner, machine or neighbours have changed since the last time. */
export class RowMaker {
  #known = new Map<string, KnownRow>();
  #accountNames = '';

  rowsOf(miners: readonly MinerView[], context: RowContext): MinerRow[] {
    const accountNames = JSON.stringify([...context.accountNames]);
    if (accountNames !== this.#accountNames) this.#known = new Map();
    this.#accountNames = accountNames;
    const next = new Map<string, KnownRow>();
    const rows = miners.map((miner) => {
      const machine = context.machines?.get(miner.id);
      const standsIn = context.standsInFor?.get(miner.id);
      const old = this.#known.get(miner.id);
      const isSame = old?.miner === miner && old.machine === machine && old.standsIn === standsIn;
      const known = isSame ? old : { row: rowOf(miner, context), miner, machine, standsIn };
      next.set(miner.id, known);
      return known.row;
    });
    this.#known = next;
    return rows;
  }
}

/** The chosen rows, in the order shown. */
export function chosenRows(
  rows: readonly MinerRow[],
  selection: { type: 'include' | 'exclude'; ids: ReadonlySet<unknown> },
): MinerRow[] {
  return rows.filter(({ id }) => selection.ids.has(id) === (selection.type === 'include'));
}

/** The same choice with one miner more, or one less. */
export function withToggled<T extends { type: 'include' | 'exclude'; ids: ReadonlySet<string | number> }>(
  selection: T,
  id: string,
) {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ...selection, ids };
}

/** The rows that search and filter leave. */
export function visibleRows(rows: readonly MinerRow[], query: string, filter: MinerFilter): MinerRow[] {
  const matches = searchFor(query);
  return rows.filter((row) => matchesFilter(row, filter) && matches(row));
}

/** A filter from the address, which may be anything. */
export function acceptFilter(text: string | undefined): MinerFilter {
  return MINER_FILTERS.find((filter) => filter === text) ?? 'all';
}

/** How many miners each filter would show. */
export function filterCounts(miners: readonly MinerView[]): Record<MinerFilter, number> {
  const counts = { all: 0, working: 0, standby: 0, offline: 0, marked: 0, attention: 0 };
  for (const miner of miners) {
    for (const filter of MINER_FILTERS) if (matchesFilter(miner, filter)) counts[filter] += 1;
  }
  return counts;
}

/** A sort order as remembered by the browser, which may be anything. */
export interface SortItem {
  field: string;
  sort: 'asc' | 'desc';
}

export function acceptSort(stored: unknown): SortItem[] | undefined {
  if (!Array.isArray(stored)) return undefined;
  return stored.filter(
    (item): item is SortItem =>
      typeof item?.field === 'string' && (item.sort === 'asc' || item.sort === 'desc'),
  );
}

/** Orders by text the way people do (rack2 before rack10), unknown values last in both directions. */
const collator = new Intl.Collator('en', { numeric: true });

export function compareText(a: string | null, b: string | null): number {
  return collator.compare(a ?? '', b ?? '');
}
