import { DEFAULT_STANDARD, type StandardSettings } from './below-standard.ts';
import { DEFAULT_REFUSALS, type RefusalSettings } from './rejects.ts';
import { DEFAULT_SILENCE, type SilenceSettings } from './silence.ts';

export type HealthState = 'ok' | 'silent' | 'offline' | 'below-standard' | 'rejecting';
/** All states but `ok`. */
export type Fault = Exclude<HealthState, 'ok'>;

/** Faults by weight: the first that is found names the verdict. */
export const FAULTS = [
  'offline',
  'silent',
  'rejecting',
  'below-standard',
] as const satisfies readonly Fault[];

/** What is observed of a miner, with its evidence in words and numbers. */
export interface MinerVerdict {
  state: HealthState;
  evidence: string;
  sinceMs: number;
  /** H/s of its standard: nominal, or learned; null = not known. */
  expectedHashrate: number | null;
  /** H/s that led to the verdict; while ok, over its last 200 shares; null = not known. */
  observedHashrate: number | null;
}

export interface HealthSettings {
  silence: SilenceSettings;
  standard: StandardSettings;
  refusals: RefusalSettings;
  /** A miner this far below its nominal hashrate is still up to standard. Makers state ±3 %. */
  nominalTolerance: number;
  /** A closed connection may be back within this without a verdict. */
  offlineAfterMs: number;
  /** After connecting, silence is not judged for this long … */
  connectGraceMs: number;
  /** … nor the hashrate: a miner tunes itself first. */
  warmUpMs: number;
  /** After a change of account neither is judged for this long. */
  moveGraceMs: number;
  /** A verdict on a miner that has had no work for this long lapses, so that it is tried again. */
  lapseMs: number;
}

/** What a miner's own interface says of it: hearsay beside its shares, but the only one that knows boards. */
export interface Declaration {
  /** Faults in words, `board 2 of 3 is dead`; none when it says that it is well. */
  faults: string[];
  /** A part of it is gone for good, so it cannot reach its standard, whatever luck its shares have. */
  isBelowStandard: boolean;
}

/** The job that a miner works on. */
export interface WatchedJob {
  difficulty: number;
  /** H/s measured before, where its own shares do not tell yet; null = not known. */
  expectedHashrate: number | null;
  /** Null: parked. */
  accountId: string | null;
}

export const DEFAULT_HEALTH: HealthSettings = {
  silence: DEFAULT_SILENCE,
  standard: DEFAULT_STANDARD,
  refusals: DEFAULT_REFUSALS,
  nominalTolerance: 0.03,
  offlineAfterMs: 3_000,
  connectGraceMs: 30_000,
  warmUpMs: 120_000,
  moveGraceMs: 10_000,
  lapseMs: 3_600_000,
};
