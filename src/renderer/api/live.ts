import type { FarmEvent, FarmExtras, FarmSnapshot } from '#shared/model/snapshot.ts';

/** What the window knows of the farm, and when it heard it (by this machine's clock). */
export interface LiveFarm {
  snapshot: FarmSnapshot;
  extras: FarmExtras;
  receivedAtMs: number;
}

interface Identified {
  id: string;
}

function mergeById<T extends Identified>(
  old: readonly T[],
  changed: readonly T[],
  removed: readonly string[],
): T[] {
  const changedById = new Map(changed.map((record) => [record.id, record]));
  const gone = new Set(removed);
  const merged: T[] = [];
  for (const record of old) {
    const next = changedById.get(record.id);
    changedById.delete(record.id);
    if (next) merged.push(next);
    else if (!gone.has(record.id)) merged.push(record);
  }
  merged.push(...changedById.values());
  return merged;
}

/**
 * Applies one event to what is known. `'gap'` means that something was missed and the snapshot has to
 * be fetched again. A delta that is older than what is known changes nothing; one that begins earlier but ends
 * later is whole, since deltas carry changed records whole.
 */
export function applyFarmEvent(
  known: LiveFarm | undefined,
  event: FarmEvent,
  nowMs: number,
): LiveFarm | 'gap' {
  if (event.type === 'snapshot') {
    return { snapshot: event.snapshot, extras: event.extras, receivedAtMs: nowMs };
  }
  if (!known || event.baseRevision > known.snapshot.revision) return 'gap';
  if (event.revision <= known.snapshot.revision) return { ...known, receivedAtMs: nowMs };
  const { snapshot } = known;
  const accounts =
    event.accounts.length === 0 && event.removedAccountIds.length === 0
      ? snapshot.accounts
      : mergeById(snapshot.accounts, event.accounts, event.removedAccountIds).toSorted(
          (a, b) => a.order - b.order,
        );
  const miners =
    event.miners.length === 0 && event.removedMinerIds.length === 0
      ? snapshot.miners
      : mergeById(snapshot.miners, event.miners, event.removedMinerIds);
  return {
    snapshot: {
      revision: event.revision,
      atMs: event.atMs,
      policy: event.policy ?? snapshot.policy,
      round: event.round ?? snapshot.round,
      accounts,
      miners,
    },
    extras: event.extras ?? known.extras,
    receivedAtMs: nowMs,
  };
}

/** Replaces one record in what is known: the answer to a command, shown before its event arrives. */
export function withMiner(known: LiveFarm, miner: FarmSnapshot['miners'][number]): LiveFarm {
  return withMiners(known, [miner]);
}

/** The same for several. */
export function withMiners(known: LiveFarm, miners: FarmSnapshot['miners']): LiveFarm {
  return {
    ...known,
    snapshot: { ...known.snapshot, miners: mergeById(known.snapshot.miners, miners, []) },
  };
}

/** The same for a pool endpoint, wherever it stands. */
export function withEndpoint(
  known: LiveFarm,
  endpoint: FarmSnapshot['accounts'][number]['pools'][number],
): LiveFarm {
  const accounts = known.snapshot.accounts.map((account) =>
    account.pools.some((pool) => pool.id === endpoint.id)
      ? { ...account, pools: mergeById(account.pools, [endpoint], []) }
      : account,
  );
  return { ...known, snapshot: { ...known.snapshot, accounts } };
}
