import type { PoolEntry, PoolSnapshot } from '#engine/drivers/driver.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';

import type { OpenLine } from './change-book.ts';
import { examine, type ExamineOrder, type ExamineParts, OUR_PASSWORD } from './examine.ts';
import { removeStrangers } from './strangers-in-list.ts';
import type { PointableMachine } from './pointing-deps.ts';
import { isWhole, namesOf, type PoolName } from './pool-lists.ts';
import { sentenceOf } from './talk.ts';
import { ShareWatch, StoppedError } from './waiting.ts';

/** How long a pointed machine may take to its first accepted share: it restarts and tunes itself before. */
const SHARE_LIMIT_MS = 10 * 60_000;

/** `untouched`: nothing was written. `lost`: written, then not confirmed; it was put back or has failed. */
export type Outcome = 'done' | 'untouched' | 'lost';

export interface ChangeParts extends ExamineParts {
  /** A worker name is now this machine's. */
  pointed: (machineId: string, target: PoolEntry) => void;
  /** A machine has its previous pools again. */
  restored: (machineId: string) => void;
}

/** Points one machine: its pools are kept, then written, read back, and proven by an accepted share. */
export async function pointOne(
  parts: ChangeParts,
  line: OpenLine,
  { machine, order }: { machine: PointableMachine; order: ExamineOrder },
): Promise<Outcome> {
  const { talk } = parts;
  const plan = await talk.held(machine.id, async () => {
    line.set({ step: 'reading' });
    const seen = await examine(parts, machine, order);
    const pools = seen.pools.length > 0 ? seen.pools : line.row.pools;
    if (seen.can !== true || !seen.before || !seen.behind || !seen.target) {
      line.set({ step: 'failed', text: seen.can === true ? null : seen.can, pools });
      return null;
    }
    if (seen.isHere) {
      line.set({ step: 'done', text: 'It points here already; nothing was written.', pools });
      return null;
    }
    if (seen.asked.length > 0) {
      line.set({ step: 'failed', text: askFor(seen.asked.length), pools });
      return null;
    }
    const target = { url: seen.target.url, user: seen.target.worker, password: OUR_PASSWORD };
    noteWrite(parts, line, { target, before: seen.before, pools, keptSeq: seen.keptSeq });
    // A machine that mines here at another address of ours goes on with that until it has taken the new one.
    const sinceMs = seen.isOurs ? parts.deps.clock.monotonicMs() : Number.NEGATIVE_INFINITY;
    return { target, before: seen.before, behind: seen.behind, sinceMs };
  });
  return plan ? writeAndProve(parts, line, plan) : 'untouched';
}

/** Goes on with a machine that is pointed already: waits for its share, else puts its pools back. */
export async function proveShare(
  parts: ChangeParts,
  line: OpenLine,
  { target, before }: { target: PoolEntry; before: PoolSnapshot },
): Promise<Outcome> {
  const share = new ShareWatch(parts.deps.shareAccepted, target.user);
  try {
    await awaitShare(parts, line, share);
    await removeStrangers(parts, line, before);
    return 'done';
  } catch (error) {
    await rollBack(parts, line, { before, error });
    return 'lost';
  } finally {
    share.stop();
  }
}

async function writeAndProve(
  parts: ChangeParts,
  line: OpenLine,
  {
    target,
    before,
    behind,
    sinceMs,
  }: { target: PoolEntry; before: PoolSnapshot; behind: PoolSnapshot; sinceMs: number },
): Promise<Outcome> {
  const { talk, deps } = parts;
  const id = line.machineId;
  const share = new ShareWatch(deps.shareAccepted, target.user, sinceMs);
  let isRefused = false;
  try {
    parts.pointed(id, target);
    await talk.held(id, async () => {
      const isConfirmed = await talk.point(id, target, behind).catch((error: unknown) => {
        isRefused = error instanceof MinerError;
        throw error;
      });
      line.set({ step: 'checking' });
      await checkWrite(parts, line, { target, behind, isConfirmed });
    });
    await awaitShare(parts, line, share);
    await removeStrangers(parts, line, before);
    return 'done';
  } catch (error) {
    await rollBack(parts, line, { before, error, isWritten: !isRefused });
    return 'lost';
  } finally {
    share.stop();
  }
}

/** Reads back until it shows. What was not confirmed and does not show whole is written once more. */
async function checkWrite(
  { talk }: ChangeParts,
  line: OpenLine,
  write: { target: PoolEntry; behind: PoolSnapshot; isConfirmed: boolean },
): Promise<void> {
  const { target, behind } = write;
  const id = line.machineId;
  const readBack = async (): Promise<PoolName[]> => {
    await talk.confirmed(() => talk.isPointed(id, target));
    const pools = await talk.poolsNow(id, [{ url: target.url, user: target.user }]);
    line.set({ pools });
    return pools;
  };
  if (isWhole(await readBack(), behind.pools) || write.isConfirmed) return;
  const isConfirmed = await talk.point(id, target, behind);
  if (isWhole(await readBack(), behind.pools) || isConfirmed) return;
  throw new MinerError('closed', 'It broke off in the middle of the change.');
}

async function awaitShare({ deps, talk }: ChangeParts, line: OpenLine, share: ShareWatch): Promise<void> {
  line.set({ step: 'awaiting-share', text: null });
  if (!(await share.within(deps.clock, SHARE_LIMIT_MS, talk.signal))) {
    throw new MinerError('timeout', 'No share of it came through this program within 10 minutes.');
  }
  line.set({ step: 'done', text: 'Its first share was accepted.' });
}

/**
 * Puts the pools back that the machine had before this run. With `isPatient` a machine that cannot be reached
 * is no failure yet: the error is thrown, and the line stays open.
 */
export async function rollBack(
  parts: ChangeParts,
  line: OpenLine,
  change: {
    before: PoolSnapshot;
    error: unknown;
    isWritten?: boolean;
    isPatient?: (error: unknown) => boolean;
  },
): Promise<void> {
  const { talk, vault, deps } = parts;
  const { before, error, isWritten = true } = change;
  if (error instanceof StoppedError) throw error;
  if (!(error instanceof MinerError)) deps.log.error({ err: error }, 'pointing a machine failed');
  const reason = sentenceOf(error);
  const id = line.machineId;
  if (line.row.step !== 'rolling-back') line.set({ step: 'rolling-back', reason, text: reason });
  const { reason: why } = line.row;
  await talk.held(id, async () => {
    try {
      await talk.putBack(id, before, { ifOther: !isWritten });
    } catch (failure) {
      if (failure instanceof StoppedError || change.isPatient?.(failure)) throw failure;
      if (!(failure instanceof MinerError)) deps.log.error({ err: failure }, 'putting pools back failed');
      const text = `${why} Its previous pools are kept but could not be put back: ${sentenceOf(failure)}`;
      line.set({ step: 'failed', text, pools: await talk.poolsNow(id, line.row.pools) });
      return;
    }
    const pools = await talk.poolsNow(id, namesOf(before.pools));
    deps.store.transaction(() => {
      const { snapshotSeq } = line.row;
      if (snapshotSeq !== null) vault.markUsed(id, snapshotSeq, deps.clock.nowMs());
      line.set({ step: 'rolled-back', text: `${why} It has its previous pools.`, pools });
    });
    if (isPrevious(parts, before)) parts.restored(id);
  });
}

/** Pools that are an owner's own, not ones that were written here. */
function isPrevious({ deps }: ChangeParts, { pools }: PoolSnapshot): boolean {
  return pools[0] === undefined || !deps.isOurs(pools[0].url);
}

/** Commits what is about to be written and what it replaces; on the disk before the machine hears of it. */
function noteWrite(
  parts: ChangeParts,
  line: OpenLine,
  write: { target: PoolEntry; before: PoolSnapshot; pools: PoolName[]; keptSeq: number | null },
): void {
  const { deps, vault } = parts;
  const { target, before, pools, keptSeq } = write;
  deps.store.durably(() => {
    const seq = isPrevious(parts, before) ? vault.keep(line.machineId, before, target.url) : null;
    line.noteWrite({
      sealedBefore: vault.seal(before),
      snapshotSeq: keptSeq ?? seq,
      pools,
      targetUrl: target.url,
      targetWorker: target.user,
    });
  });
}

/** Why nothing is written while passwords are not known. */
export function askFor(count: number): string {
  const what = count === 1 ? 'The password of one of its pools' : `The passwords of ${count} of its pools`;
  return `${what} cannot be read from it; type what was set, so that it can be put back. Nothing was written.`;
}
