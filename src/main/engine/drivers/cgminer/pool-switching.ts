import { joinFields } from '#engine/miner-api/cgminer-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerHost } from '#engine/miner-api/miner-host.ts';
import type { PoolEntry, PoolSnapshot } from '../driver.ts';
import { pollUntil } from '../poll.ts';
import { isSamePool } from '../pool-url.ts';
import { demandPools, demandWritable, keptRows } from './pool-table.ts';
import type { KeptRow, PoolRow } from './pool-table.ts';

/** How a family with `addpool`, `switchpool` and `removepool` is read and told. */
export interface PoolDesk {
  host: MinerHost;
  rows(): Promise<PoolRow[]>;
  /** Ends the call with the owner's way out if this miner does not take changes from here. */
  demandAccess(): Promise<void>;
  tell(command: string, parameter: string, secrets?: readonly string[]): Promise<void>;
  /** Characters that the family's `addpool` cannot carry in a field. */
  without: string;
}

/** After a write the list may show the old state for a while. */
const READ_BACK = { everyMs: 1000, limitMs: 30_000 };
/** A pool that is worked on cannot be removed; the change to another takes as long as its login. */
const LET_GO = { everyMs: 2000, limitMs: 60_000 };

/** Is the pool the first that the miner tries, and not switched off? */
export function isFirst(rows: readonly PoolRow[], pool: PoolEntry): boolean {
  const first = rows[0];
  return first !== undefined && isSamePool(first, pool) && !first.isDisabled;
}

/**
 * Adds the pool (unless it is there) and makes it the first; the others move down one place, each with the
 * password that only the miner knows. A miner that is pointed already is not written to.
 */
export async function pointBySwitching(desk: PoolDesk, pool: PoolEntry): Promise<void> {
  demandWritable(pool, desk.without);
  const rows = await desk.rows();
  if (isFirst(rows, pool)) return;
  await desk.demandAccess();
  if (!rows.some((row) => isSamePool(row, pool))) await addPool(desk, pool);
  const ours = (await desk.rows()).findLast((row) => isSamePool(row, pool));
  if (ours === undefined) throw unchanged(desk, 'the pool is not in its list');
  await switchTo(desk, ours);
}

/**
 * Puts the snapshot's pools back: its first is switched to, what was added since is removed, order and
 * switched-off pools are as they were. At no moment the miner is without a pool.
 */
export async function restoreBySwitching(desk: PoolDesk, before: PoolSnapshot): Promise<void> {
  const wanted = keptRows(before.raw);
  const rows = await desk.rows();
  if (isSameTable(rows, wanted)) return;
  demandPools(desk.host, wanted);
  const missing = missingPools(match(rows, wanted).found, before);
  for (const pool of missing) demandWritable(pool, desk.without);
  await desk.demandAccess();
  for (const pool of missing) await addPool(desk, pool);
  const top = Math.max(
    wanted.findIndex((row) => !row.isDisabled),
    0,
  );
  const first = match(await desk.rows(), wanted).found[top];
  if (first === undefined) throw unchanged(desk, 'one of its previous pools is not in its list');
  await switchTo(desk, first);
  await removeStrangers(desk, wanted);
  await putInOrder(desk, wanted);
  await switchOff(desk, wanted);
  if (!(await pollUntil(desk.host, READ_BACK, async () => isSameTable(await desk.rows(), wanted))))
    throw unchanged(desk, 'its list is not as it was');
}

/** Takes pools out of the list, but never the one that is worked on first. */
export async function removeFromList(
  desk: PoolDesk,
  unwanted: readonly Pick<PoolEntry, 'url' | 'user'>[],
): Promise<void> {
  const rows = await desk.rows();
  const wanted = rows.filter(
    ({ url, user }, index) => index === 0 || !unwanted.some((pool) => pool.url === url && pool.user === user),
  );
  if (wanted.length === rows.length) return;
  await desk.demandAccess();
  await removeStrangers(desk, wanted);
}

/** Are these the kept rows, in order, switched off where they were? */
export function isSameTable(rows: readonly PoolRow[], wanted: readonly KeptRow[]): boolean {
  return (
    rows.length === wanted.length &&
    wanted.every(({ url, user, isDisabled }, index) => {
      const row = rows[index];
      return row?.url === url && row.user === user && row.isDisabled === isDisabled;
    })
  );
}

interface Match {
  /** The row of each wanted one. */
  found: (PoolRow | undefined)[];
  /** Rows that nobody wants. */
  strangers: PoolRow[];
}

function match(rows: readonly PoolRow[], wanted: readonly KeptRow[]): Match {
  const left = new Set(rows);
  const found = wanted.map(({ url, user }) => {
    const row = [...left].find((one) => one.url === url && one.user === user);
    if (row !== undefined) left.delete(row);
    return row;
  });
  return { found, strangers: [...left] };
}

/** Pools of the snapshot that are no longer in the miner's list; they can be added only with their passwords. */
function missingPools(found: Match['found'], before: PoolSnapshot): PoolEntry[] {
  return before.pools.filter((pool, index) => {
    if (found[index] !== undefined) return false;
    if (pool.password === null)
      throw new MinerError(
        'declined',
        `Somebody removed ${pool.url} from the miner's list, and its password is not known: enter it at the miner.`,
      );
    return true;
  });
}

async function addPool(desk: PoolDesk, pool: PoolEntry): Promise<void> {
  const password = pool.password ?? '';
  const isIn = (rows: readonly PoolRow[]) => rows.filter((row) => isSamePool(row, pool)).length;
  const before = isIn(await desk.rows());
  await desk.tell('addpool', joinFields([pool.url, pool.user, password]), [password]);
  if (!(await pollUntil(desk.host, READ_BACK, async () => isIn(await desk.rows()) > before)))
    throw unchanged(desk, `it does not list ${pool.url}`);
}

async function switchTo(desk: PoolDesk, pool: PoolRow): Promise<void> {
  const isDone = async () => isFirst(await desk.rows(), pool);
  if (await isDone()) return;
  await desk.tell('switchpool', String(pool.id));
  if (!(await pollUntil(desk.host, READ_BACK, isDone)))
    throw unchanged(desk, `${pool.url} is not the first in its list`);
}

async function removeStrangers(desk: PoolDesk, wanted: readonly KeptRow[]): Promise<void> {
  let refusal: MinerError | null = null;
  const isClean = await pollUntil(desk.host, LET_GO, async () => {
    // The ids move up when one is removed: the list is read anew each time.
    for (;;) {
      const stranger = match(await desk.rows(), wanted).strangers.toSorted((a, b) => b.id - a.id)[0];
      if (stranger === undefined) return true;
      try {
        await desk.tell('removepool', String(stranger.id));
      } catch (error) {
        if (!(error instanceof MinerError) || error.trouble !== 'declined') throw error;
        refusal = error;
        return false;
      }
      const isGone = async () =>
        !(await desk.rows()).some((row) => row.id === stranger.id && isSamePool(row, stranger));
      if (!(await pollUntil(desk.host, READ_BACK, isGone)))
        throw unchanged(desk, `it still lists ${stranger.url}`);
    }
  });
  if (isClean) return;
  throw new MinerError(
    'declined',
    `${desk.host.address} has its previous pools first again, but does not let go of the other one, most likely because the previous ones do not answer.`,
    { cause: refusal },
  );
}

async function putInOrder(desk: PoolDesk, wanted: readonly KeptRow[]): Promise<void> {
  const rows = await desk.rows();
  const found = match(rows, wanted).found.filter((row) => row !== undefined);
  if (found.every((row, index) => rows[index] === row)) return;
  await desk.tell('poolpriority', found.map((row) => row.id).join(','));
}

async function switchOff(desk: PoolDesk, wanted: readonly KeptRow[]): Promise<void> {
  const { found } = match(await desk.rows(), wanted);
  for (const [index, row] of found.entries()) {
    const isDisabled = wanted[index]?.isDisabled === true;
    if (row === undefined || row.isDisabled === isDisabled) continue;
    await desk.tell(isDisabled ? 'disablepool' : 'enablepool', String(row.id));
  }
}

function unchanged(desk: PoolDesk, what: string): MinerError {
  return new MinerError(
    'declined',
    `${desk.host.address} said yes to the change of its pools, but ${what}: its firmware ignores such changes.`,
  );
}
