import type { MinerView } from '#shared/model/snapshot.ts';

import { matchesFilter, MINER_FILTERS, type MinerFilter } from '../../app/header-view.ts';
import { answersAgain } from '../overview/overview-view.ts';

/** A row of the table: the miner and what the table needs beside it. */
export interface MinerRow extends MinerView {
  accountName: string;
  /** Hashrate now of nominal; null where either is not known. */
  ofNominal: number | null;
  answersAgain: boolean;
  /** Names of the miners it stands in for; null when it does not. */
  standsInFor: string | null;
}

export function rowOf(
  miner: MinerView,
  accountNames: ReadonlyMap<string, string>,
  standsInFor: ReadonlyMap<string, string> = new Map(),
): MinerRow {
  const { hashrate, nominalHashrate } = miner;
  return {
    ...miner,
    accountName: miner.accountId === null ? '' : (accountNames.get(miner.accountId) ?? miner.accountId),
    ofNominal: hashrate === null || !nominalHashrate ? null : hashrate / nominalHashrate,
    answersAgain: answersAgain(miner),
    standsInFor: standsInFor.get(miner.id) ?? null,
  };
}

/** Every word of the query has to occur somewhere in what is known of the miner. */
function matchesQuery(row: MinerRow, query: string): boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = [
    row.name,
    row.id,
    row.address,
    row.userAgent,
    row.accountName,
    row.role,
    row.state,
    row.markedFailed?.note ?? null,
    row.standsInFor,
  ]
    .filter((part) => part !== null)
    .join('\n')
    .toLowerCase();
  return words.every((word) => text.includes(word));
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
  return rows.filter((row) => matchesFilter(row, filter) && matchesQuery(row, query));
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
