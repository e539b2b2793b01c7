import type { TimeGap } from '#engine/ledger/rounds.ts';
import type { EndpointState } from '#shared/model/snapshot.ts';

/** What pools answered to an account's shares in the last ten minutes. */
export interface AnswerCounts {
  accepted: number;
  rejected: number;
  stale: number;
}

export interface SampledEndpoint {
  url: string;
  state: EndpointState;
  /** Why it failed or refused, in words; null = it did not. */
  trouble: string | null;
}

export interface SampledAccount {
  id: string;
  name: string;
  isServable: boolean;
  /** Address of the endpoint that serves it; null = none does. */
  servedBy: string | null;
  endpoints: SampledEndpoint[];
  /** Miners that work for it now. */
  workingMiners: number;
  /** H/s over the last ten minutes; null = not known. */
  hashrate: number | null;
  /** Difficulty of one share at its pool; null = not known. */
  shareDifficulty: number | null;
  /** Monotonic time since when it has had miners and a pool, but no accepted share. */
  quietSinceMs: number | null;
  answers: AnswerCounts;
  /** Part of its quota that is expected to be missing at the round's end; null = no quota, or not known. */
  missing: { fraction: number; work: number } | null;
}

export interface SampledMiner {
  id: string;
  name: string;
  isMarked: boolean;
  /** It was here once, and is expected to be. */
  isExpected: boolean;
  fault: 'offline' | 'silent' | null;
  lastSeenAtMs: number | null;
  firstSeenAtMs: number;
  /** It has had work for ten minutes without a break: its meter's window is full. */
  isSettled: boolean;
  /** H/s; null = not known. */
  hashrate: number | null;
  expectedHashrate: number | null;
  /** Difficulty of its present job; null = it has none. */
  difficulty: number | null;
}

/** A machine on the LAN. */
export interface SampledMachine {
  id: string;
  name: string;
}

/** The farm as the rules see it at one moment: plain data. */
export interface FarmSample {
  /** Wall clock, ms since 1970. */
  atMs: number;
  monotonicMs: number;
  accounts: readonly SampledAccount[];
  miners: readonly SampledMiner[];
  outage: { evidence: string; miners: number } | null;
  /** Jumps and pauses of the last hour. */
  gaps: readonly (Pick<TimeGap, 'kind' | 'byMs'> & { atMs: number })[];
  /** Space left for the data folder; null = not known. */
  freeBytes: number | null;
  /** Why shares cannot be recorded; null = they can. */
  databaseError: string | null;
  /** Machines whose pools somebody else has changed. */
  changedMachines: readonly SampledMachine[];
  /** Machines first seen in the last hour that do not mine here. */
  newMachines: readonly SampledMachine[];
  /** Version that may be installed; null = none. */
  update: string | null;
}
