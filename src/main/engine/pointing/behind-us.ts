import type { PoolSnapshot } from '#engine/drivers/driver.ts';

import type { PointingDeps } from './pointing-deps.ts';
import { isSamePool, namesOf, type PoolName } from './pool-lists.ts';
import type { SnapshotVault } from './snapshot-vault.ts';

interface Rooms {
  deps: PointingDeps;
  vault: SnapshotVault;
}

/**
 * What stands behind us: the owner's pools where they are kept, for what is read now can be somebody else's. Where
 * pools are chosen in a list that stays, it is that list. Follows from `before`, also after a restart.
 */
export function behindOf(parts: Rooms, machineId: string, before: PoolSnapshot): PoolSnapshot {
  const kept = ownersPools(parts, machineId, before);
  return kept && !isListThatStays(parts, before) ? kept : before;
}

/** Pools in a list that stays which are neither the owner's nor ours. */
export function strangersIn(parts: Rooms, machineId: string, before: PoolSnapshot): PoolName[] {
  const kept = isListThatStays(parts, before) ? ownersPools(parts, machineId, before) : null;
  if (!kept) return [];
  return namesOf(before.pools).filter(
    (pool) => !parts.deps.isOurs(pool.url) && !kept.pools.some((own) => isSamePool(own, pool)),
  );
}

/** Null where it is what it has now, and nothing of that is somebody else's. */
export function willStandBehind(
  parts: Rooms,
  machineId: string,
  { before, behind }: { before: PoolSnapshot; behind: PoolSnapshot },
): PoolName[] | null {
  const strangers = strangersIn(parts, machineId, before);
  if (strangers.length === 0) return isSameList(before.pools, behind.pools) ? null : namesOf(behind.pools);
  const canRemove = parts.deps.drivers(before.family)?.remove !== undefined;
  return namesOf(before.pools).filter(
    (pool) => !canRemove || !strangers.some((stranger) => isSamePool(stranger, pool)),
  );
}

function isSameList(one: readonly PoolName[], other: readonly PoolName[]): boolean {
  return (
    one.length === other.length &&
    one.every((pool, place) => other[place] !== undefined && isSamePool(pool, other[place]))
  );
}

function isListThatStays({ deps }: Rooms, before: PoolSnapshot): boolean {
  return deps.drivers(before.family)?.switchesInList?.(before) === true;
}

/** The kept pools of a machine, as far as they can be opened and fit its firmware still. */
function ownersPools({ vault, deps }: Rooms, machineId: string, before: PoolSnapshot): PoolSnapshot | null {
  if (!vault.isKept(machineId)) return null;
  try {
    const kept = vault.get(machineId)?.snapshot;
    const formOf = ({ family, raw }: PoolSnapshot): string => [family, ...Object.keys(raw)].join(' ');
    return kept && formOf(kept) === formOf(before) ? kept : null;
  } catch (error) {
    deps.log.warn({ err: error, machineId }, 'the kept pools of a machine cannot be opened');
    return null;
  }
}
