import type { FarmSample, SampledAccount, SampledMiner } from '#engine/alerts/farm-sample.ts';

/** A farm with which all is well; `change` makes it another one. */
export function sampleOf(change: Partial<FarmSample> = {}): FarmSample {
  return {
    atMs: Date.UTC(2026, 10, 18, 12),
    monotonicMs: 7_200_000,
    accounts: [],
    miners: [],
    outage: null,
    gaps: [],
    freeBytes: 5e10,
    databaseError: null,
    changedMachines: [],
    newMachines: [],
    update: null,
    ...change,
  };
}

export function accountOf(id: string, change: Partial<SampledAccount> = {}): SampledAccount {
  const url = 'stratum+tcp://pool-a.example:3333';
  return {
    id,
    name: id,
    isServable: true,
    servedBy: url,
    endpoints: [{ url, state: 'up', trouble: null }],
    workingMiners: 3,
    hashrate: 3e14,
    shareDifficulty: 65_536,
    quietSinceMs: null,
    answers: { accepted: 1000, rejected: 0, stale: 0 },
    missing: null,
    ...change,
  };
}

export function minerOf(id: string, change: Partial<SampledMiner> = {}): SampledMiner {
  return {
    id,
    name: id,
    isMarked: false,
    isExpected: true,
    fault: null,
    lastSeenAtMs: Date.UTC(2026, 10, 18, 11),
    firstSeenAtMs: Date.UTC(2026, 0, 1),
    isSettled: true,
    hashrate: 1e14,
    expectedHashrate: 1e14,
    difficulty: 65_536,
    ...change,
  };
}
