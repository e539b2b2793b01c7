import type { AccountInput, QuotaSpec, UpstreamMode } from './account.ts';
import type { MinerRole, PolicyName } from './snapshot.ts';

/** Round settings as written: `every` is `<n>s|m|h|d` from 10 s up, or `never`. */
export interface RoundSettings {
  every: string;
  /** `HH:MM`, civil time in `timeZone`. */
  anchor: string;
  /** IANA name. */
  timeZone: string;
}

/** Vardiff settings; the upstream's difficulty wins over all of them. */
export interface DifficultySettings {
  start: number;
  min: number;
  /** Null = no upper limit of our own. */
  max: number | null;
  sharesPerMinute: number;
}

export interface FarmFileAccount {
  name: string;
  pools: AccountInput['pools'];
  worker: string;
  password: string;
  quota: QuotaSpec | null;
  overflow: boolean;
  carryOver: boolean;
  upstream: UpstreamMode;
  /** As written, such as `10 TH/s`; absent or null = no limit. */
  minRate?: string | null | undefined;
  maxRate?: string | null | undefined;
}

export interface FarmFileMiner {
  worker: string;
  /** Absent = as it was. */
  role?: MinerRole;
  /** H/s. */
  nominalHashrate?: number;
}

/** A farm file after reading: defaults filled in, passwords resolved, every value checked. */
export interface FarmFile {
  version: 1;
  proxy: { listen: string | null; allow: string[]; difficulty: DifficultySettings };
  round: RoundSettings;
  policy: PolicyName;
  /** In order of priority. */
  accounts: FarmFileAccount[];
  miners: FarmFileMiner[];
}

export const DEFAULT_ROUND: RoundSettings = { every: '24h', anchor: '00:00', timeZone: 'UTC' };
export const DEFAULT_DIFFICULTY: DifficultySettings = {
  start: 65_536,
  min: 1,
  max: null,
  sharesPerMinute: 20,
};
/** Who may connect when nothing is said: private, link-local and loopback ranges. */
export const DEFAULT_ALLOW: string[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '127.0.0.0/8',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
];
