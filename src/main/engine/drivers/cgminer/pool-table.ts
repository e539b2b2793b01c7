import { isObject } from '#engine/discovery/json.ts';
import type { Json, JsonObject } from '#engine/discovery/json.ts';
import { rootsOf, sectionOf } from '#engine/discovery/read/cgminer.ts';
import { readCount, readFlag } from '#engine/discovery/read/values.ts';
import { statusOf } from '#engine/miner-api/cgminer-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerHost } from '#engine/miner-api/miner-host.ts';
import type { PoolEntry } from '../driver.ts';
import type { Ask } from './commands.ts';

/** One row of a miner's `pools`, texts exactly as the miner says them. */
export interface PoolRow {
  id: number;
  priority: number;
  url: string;
  user: string;
  /** Null: the miner does not say it, as most do not. */
  password: string | null;
  isDisabled: boolean;
  isActive: boolean;
  /** LuxOS splits its pools into groups; 0 elsewhere. */
  group: number;
}

/** cgminer's code of "no pools" (cgminer API-README). */
const NO_POOLS = 8;
/** How firmware names its author's own pool, which is neither shown nor touched. */
const HIDDEN: ReadonlySet<string> = new Set(['', 'DevFee', '*']);

/**
 * The miner's pools in the order in which it tries them. Throws `MinerError` where the reply is cut or is
 * none: half a table must never be taken for the whole.
 */
export async function readPoolTable(host: MinerHost, ask: Ask): Promise<PoolRow[]> {
  const { value, repairs } = await ask({ command: 'pools' });
  const status = statusOf(value);
  if (status.code === NO_POOLS) return [];
  if (value === null || repairs.includes('partial') || status.letter === 'E' || status.letter === 'F')
    throw new MinerError('bad-reply', `${host.address} did not give a whole list of its pools.`);
  const roots = rootsOf([{ command: 'pools', value }]);
  if (!roots.some((root) => Array.isArray(root['POOLS'])))
    throw new MinerError('bad-reply', `${host.address} answered “pools” without a list of pools.`);
  const rows = sectionOf(roots, 'POOLS').map(readRow);
  return rows
    .filter((row) => !HIDDEN.has(row.url))
    .toSorted((a, b) => a.priority - b.priority || a.id - b.id);
}

function readRow(entry: JsonObject, index: number): PoolRow {
  const id = readCount(entry['POOL']) ?? index;
  return {
    id,
    priority: readCount(entry['Priority']) ?? id,
    url: textOf(entry['URL']),
    user: textOf(entry['User']),
    password: typeof entry['Password'] === 'string' ? entry['Password'] : null,
    isDisabled: entry['Status'] === 'Disabled',
    isActive: readFlag(entry['Stratum Active']) === true,
    group: readCount(entry['GROUP']) ?? 0,
  };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/**
 * Ends the call if a pool cannot be told to a miner as it is. `without` lists characters that this family's
 * form cannot carry.
 */
export function demandWritable(pool: PoolEntry, without = ''): void {
  const fields: [string, string][] = [
    ['address', pool.url],
    ['worker', pool.user],
    ['password', pool.password ?? ''],
  ];
  for (const [name, text] of fields) {
    if (/\p{Cc}/u.test(text) || !text.isWellFormed())
      throw new MinerError('declined', `A pool's ${name} has characters that no miner can be told.`);
    const stranger = [...without].find((character) => text.includes(character));
    if (stranger !== undefined)
      throw new MinerError(
        'declined',
        `This kind of miner cannot be told a pool's ${name} with “${stranger}” in it: choose another ${name}.`,
      );
  }
  if (pool.url.trim() === '' || pool.user.trim() === '')
    throw new MinerError('declined', 'A pool needs an address and a worker name before it can be written.');
}

/** Ends the call if the kept list is empty: exact as it would be, a miner is not left without a pool. */
export function demandPools(host: MinerHost, pools: readonly unknown[]): void {
  if (pools.length === 0)
    throw new MinerError(
      'declined',
      `${host.address} had no pool before, and a miner is not left without one: set its pools at the miner.`,
    );
}

/** Rows of a snapshot's `raw`, as `rawRows` wrote them. */
export interface KeptRow {
  url: string;
  user: string;
  isDisabled: boolean;
}

/** What a snapshot keeps of each row beside its `pools`. */
export function rawRows(rows: readonly PoolRow[]): Json[] {
  return rows.map(({ url, user, isDisabled }) => ({ url, user, isDisabled }));
}

/** The rows of a snapshot; throws if it was not taken by this family's driver. */
export function keptRows(raw: JsonObject): KeptRow[] {
  const rows = raw['rows'];
  if (!Array.isArray(rows)) throw notOurs();
  return rows.map((row) => {
    if (!isObject(row) || typeof row['url'] !== 'string' || typeof row['user'] !== 'string') throw notOurs();
    return { url: row['url'], user: row['user'], isDisabled: row['isDisabled'] === true };
  });
}

function notOurs(): MinerError {
  return new MinerError('unsupported', 'The kept pool settings belong to another kind of miner.');
}
