import type { PoolEntry, PoolSnapshot } from '#engine/drivers/driver.ts';
import { backoffMs } from '#engine/lib/backoff.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { ChangeRun } from '#shared/model/machine.ts';

import { behindOf } from './behind-us.ts';
import type { OpenLine } from './change-book.ts';
import { OUR_PASSWORD } from './examine.ts';
import { type ChangeParts, proveShare, rollBack } from './machine-change.ts';
import { putBack } from './machine-restore.ts';
import { isWhole, namesOf } from './pool-lists.ts';
import { sentenceOf } from './talk.ts';
import { pause, StoppedError } from './waiting.ts';

/** How long a machine that was left half way is tried before a person must look after it. */
const PATIENCE_MS = 24 * 3_600_000;
const RETRY = { firstMs: 30_000, maxMs: 15 * 60_000 };
/** Some firmware shows what was written only after a while: a write may be on its way for so long. */
const SETTLE_MS = 60_000;

/** Finishes a line in which something was, or may have been, written when the program stopped. */
export async function resumeLine(parts: ChangeParts, line: OpenLine, kind: ChangeRun['kind']): Promise<void> {
  const { clock, log } = parts.deps;
  const endMs = clock.monotonicMs() + PATIENCE_MS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await (kind === 'point' ? resumePoint(parts, line) : resumeRestore(parts, line));
      return;
    } catch (error) {
      if (error instanceof StoppedError) throw error;
      const why = sentenceOf(error);
      const delayMs = backoffMs(attempt, RETRY);
      if (!(error instanceof MinerError) || clock.monotonicMs() + delayMs > endMs) {
        if (!(error instanceof MinerError))
          log.error({ err: error }, 'a change of pools could not be resumed');
        line.set({
          step: 'failed',
          text: `The program stopped half way, and it could not be finished: ${why}`,
        });
        return;
      }
      const text = `The program stopped half way; the machine is tried again for up to 24 hours: ${why}`;
      line.set({ text });
      await pause(clock, delayMs, parts.talk.signal);
    }
  }
}

async function resumeRestore(parts: ChangeParts, line: OpenLine): Promise<void> {
  const before = beforeOf(parts, line);
  await parts.talk.held(line.machineId, () => putBack(parts, line, before));
}

async function resumePoint(parts: ChangeParts, line: OpenLine): Promise<void> {
  const { row } = line;
  const before = beforeOf(parts, line);
  const target = { url: row.targetUrl ?? '', user: row.targetWorker ?? '', password: OUR_PASSWORD };
  const halfWay = new MinerError('closed', 'The program stopped half way.');
  const isPatient = (error: unknown): boolean => error instanceof MinerError;
  if (row.step === 'rolling-back') return rollBack(parts, line, { before, error: halfWay, isPatient });
  const found = await parts.talk.held(line.machineId, () => look(parts, line, { target, before }));
  switch (found) {
    case 'pointed':
      parts.pointed(line.machineId, target);
      await proveShare(parts, line, { target, before });
      return;
    case 'before':
      noteUnchanged(parts, line, before);
      return;
    case 'half':
      await rollBack(parts, line, { before, error: halfWay, isPatient });
  }
}

/** What the machine has, once a write that was on its way must have shown. */
async function look(
  parts: ChangeParts,
  line: OpenLine,
  { target, before }: { target: PoolEntry; before: PoolSnapshot },
): Promise<'pointed' | 'before' | 'half'> {
  const { talk, deps } = parts;
  const id = line.machineId;
  const sinceMs = Math.max(deps.clock.nowMs() - line.row.atMs, 0);
  let isPointed = await talk.isPointed(id, target);
  if (!isPointed && sinceMs < SETTLE_MS) {
    await pause(deps.clock, SETTLE_MS - sinceMs, talk.signal);
    isPointed = await talk.isPointed(id, target);
  }
  if (isPointed) {
    const pools = await talk.poolsNow(id, [{ url: target.url, user: target.user }]);
    const isHalf = line.row.step === 'writing' && !isWhole(pools, behindOf(parts, id, before).pools);
    line.set({ pools });
    return isHalf ? 'half' : 'pointed';
  }
  return (await talk.isRestored(id, before)) ? 'before' : 'half';
}

function noteUnchanged({ deps, vault, restored }: ChangeParts, line: OpenLine, before: PoolSnapshot): void {
  const { snapshotSeq, step } = line.row;
  const text =
    step === 'writing'
      ? 'The program stopped before it was written; it has its previous pools.'
      : 'The program stopped half way; the machine has its previous pools.';
  deps.store.transaction(() => {
    if (snapshotSeq !== null) vault.markUsed(line.machineId, snapshotSeq, deps.clock.nowMs());
    line.set({ step: 'rolled-back', text, pools: namesOf(before.pools) });
  });
  if (snapshotSeq !== null) restored(line.machineId);
}

function beforeOf({ vault }: ChangeParts, line: OpenLine): PoolSnapshot {
  const { sealedBefore } = line.row;
  if (!sealedBefore) throw new Error('a line that was begun has no pools to go back to');
  return vault.unseal(sealedBefore);
}
