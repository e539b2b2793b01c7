import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

import type { PlanAccount } from './plan-types.ts';

/**
 * When each account is expected to reach its quota under the sequential policy, ms since 1970: the
 * whole farm serves one after another. Null where it is reached already, has no quota, or the
 * hashrate is not known or 0. `isServable` false: its turn is skipped, its own time unknown.
 */
export function forecastSequential(
  nowMs: number,
  farmHashrate: number | null,
  accounts: readonly (PlanAccount & { isServable: boolean })[],
): Map<string, number | null> {
  const finish = new Map<string, number | null>();
  let atMs = nowMs;
  for (const account of accounts) {
    const isOpen = !account.isOverflow && account.targetWork !== null && !account.upToStandard;
    if (!isOpen || !account.isServable || farmHashrate === null || farmHashrate <= 0) {
      finish.set(account.id, null);
      continue;
    }
    const missing = Math.max((account.targetWork ?? 0) - account.creditedWork - account.inFlightWork, 0);
    atMs += ((missing * HASHES_PER_DIFFICULTY_1) / farmHashrate) * 1000;
    finish.set(account.id, atMs);
  }
  return finish;
}
