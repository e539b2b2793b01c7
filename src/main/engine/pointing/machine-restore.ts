import type { PoolSnapshot } from '#engine/drivers/driver.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';

import type { OpenLine } from './change-book.ts';
import { canWrite } from './examine.ts';
import { askFor, type ChangeParts } from './machine-change.ts';
import type { PointableMachine } from './pointing-deps.ts';
import {
  fillPasswords,
  isSamePool,
  isSameUrl,
  missingPasswords,
  namesOf,
  type PoolName,
  type TypedPassword,
} from './pool-lists.ts';
import type { KeptSnapshot } from './snapshot-vault.ts';
import { sentenceOf } from './talk.ts';
import { StoppedError } from './waiting.ts';

/** How the owner wants pools to be put back. */
export interface RestoreOrder {
  passwords: readonly TypedPassword[];
  /** Also where somebody else has changed the pools since. */
  overwriteChanged: boolean;
}

/** Puts the previous pools of one machine back, unless they are there already or somebody else changed them. */
export async function restoreOne(
  parts: ChangeParts,
  line: OpenLine,
  { machine, order }: { machine: PointableMachine; order: RestoreOrder },
): Promise<void> {
  const { talk, deps } = parts;
  await talk.held(machine.id, async () => {
    line.set({ step: 'reading' });
    try {
      const before = await prepare(parts, line, { machine, order });
      if (before) await putBack(parts, line, before);
    } catch (error) {
      if (error instanceof StoppedError) throw error;
      if (!(error instanceof MinerError)) deps.log.error({ err: error }, 'putting pools back failed');
      const { step, pools } = line.row;
      if (step === 'reading') line.set({ step: 'failed', text: sentenceOf(error) });
      else
        line.set({ step: 'failed', text: sentenceOf(error), pools: await talk.poolsNow(machine.id, pools) });
    }
  });
}

/** Writes and reads back; the line is done afterwards. Throws what went wrong, with the line as it was. */
export async function putBack(parts: ChangeParts, line: OpenLine, before: PoolSnapshot): Promise<void> {
  const { talk } = parts;
  await talk.putBack(line.machineId, before, {
    onWritten: () => {
      if (line.row.step !== 'checking') line.set({ step: 'checking' });
    },
  });
  const pools = await talk.poolsNow(line.machineId, namesOf(before.pools));
  finish(parts, line, { seq: line.row.snapshotSeq, text: 'It has its previous pools again.', pools });
}

/** The pools to write, committed to the journal; null when the line is over without a write. */
async function prepare(
  parts: ChangeParts,
  line: OpenLine,
  { machine, order }: { machine: PointableMachine; order: RestoreOrder },
): Promise<PoolSnapshot | null> {
  const { deps, talk, vault } = parts;
  const kept = vault.get(machine.id);
  const allowed = kept ? canWrite(machine, deps) : 'No previous pools of this machine are kept here.';
  if (!kept || allowed !== true) {
    line.set({ step: 'failed', text: String(allowed) });
    return null;
  }
  const before = fillPasswords(kept.snapshot, [order.passwords]);
  const missing = missingPasswords(before);
  const { pools } = await talk.ask(machine.id, (driver, link) => driver.snapshot(link));
  if (missing.length > 0) {
    line.set({ step: 'failed', text: askFor(missing.length), pools: namesOf(pools) });
    return null;
  }
  if (await talk.isRestored(machine.id, before)) {
    const text = 'It has its previous pools already; nothing was written.';
    finish(parts, line, { seq: kept.row.seq, text, pools: namesOf(pools) });
    return null;
  }
  const foreign = order.overwriteChanged ? null : foreignPool(parts, kept, pools);
  if (foreign) {
    line.set({ step: 'failed', text: changedBySomebody(foreign), pools: namesOf(pools) });
    return null;
  }
  deps.store.durably(() =>
    line.noteWrite({
      sealedBefore: vault.seal(before),
      snapshotSeq: kept.row.seq,
      pools: namesOf(pools),
      targetUrl: null,
      targetWorker: null,
    }),
  );
  return before;
}

/** A pool that neither this program nor the snapshot put there, where the first one is not ours. */
function foreignPool(
  { deps }: ChangeParts,
  { row, snapshot }: KeptSnapshot,
  pools: readonly PoolName[],
): PoolName | null {
  const isOurs = ({ url }: PoolName): boolean =>
    deps.isOurs(url) || (row.pointedUrl !== null && isSameUrl(url, row.pointedUrl));
  const first = pools[0];
  if (first && isOurs(first)) return null;
  const isKnown = (pool: PoolName): boolean =>
    isOurs(pool) || snapshot.pools.some((previous) => isSamePool(previous, pool));
  return pools.find((pool) => !isKnown(pool)) ?? null;
}

function changedBySomebody({ url, user }: PoolName): string {
  return (
    `Somebody else has changed its pools since: it has ${url} as ${user}. Nothing was written; ` +
    'say that changed pools may be overwritten to put the previous ones back.'
  );
}

function finish(
  { deps, vault, restored }: ChangeParts,
  line: OpenLine,
  { seq, text, pools }: { seq: number | null; text: string; pools: PoolName[] },
): void {
  deps.store.transaction(() => {
    if (seq !== null) vault.markUsed(line.machineId, seq, deps.clock.nowMs());
    line.set({ step: 'done', text, pools });
  });
  restored(line.machineId);
}
