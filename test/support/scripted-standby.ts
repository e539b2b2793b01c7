import type { StandIn } from '#shared/model/planning.ts';
import type { MinerView } from '#shared/model/snapshot.ts';

/** Each lost active miner with the next free standby miner, in the order of the farm. */
export function standInsOf(
  miners: readonly MinerView[],
  { atMs, pinned }: { atMs: number; pinned: ReadonlySet<string> },
): StandIn[] {
  const free = miners.filter(
    ({ role, state, markedFailed }) => role === 'standby' && state !== 'offline' && markedFailed === null,
  );
  const lost = miners.filter(
    ({ id, role, state, markedFailed }) =>
      role === 'active' && (state === 'offline' || markedFailed !== null || pinned.has(id)),
  );
  return lost.slice(0, free.length).map((miner, index) => ({
    forMinerId: miner.id,
    minerIds: [free[index]?.id ?? ''],
    accountId: free[index]?.accountId ?? null,
    sinceMs: miner.markedFailed?.atMs ?? atMs,
    pinned: pinned.has(miner.id),
  }));
}
