import type { AlertView } from '#shared/model/alert.ts';
import type {
  AccountView,
  EndpointView,
  FarmExtras,
  FarmSnapshot,
  MinerView,
  Notice,
} from '#shared/model/snapshot.ts';

/** Noon UTC of a day in November 2026. */
export const NOON_MS = Date.UTC(2026, 10, 18, 12);

export function endpoint(change: Partial<EndpointView> = {}): EndpointView {
  return {
    id: 'alice~1',
    url: 'stratum+tcp://pool-a.example:3333',
    state: 'up',
    active: true,
    difficulty: 65_536,
    markedFailed: null,
    ...change,
  };
}

export function account(change: Partial<AccountView> = {}): AccountView {
  const id = change.id ?? 'alice';
  return {
    id,
    name: id,
    order: 0,
    overflow: false,
    targetWork: 1000,
    creditedWork: 400,
    verifiedWork: 410,
    acceptedShares: 40,
    rejectedShares: 0,
    staleShares: 0,
    pendingShares: 0,
    inDoubtShares: 0,
    straddlingShares: 0,
    upToStandard: false,
    upToStandardAtMs: null,
    state: 'working',
    hashrate: 300e12,
    etaMs: NOON_MS + 3_600_000,
    pools: [endpoint({ id: `${id}~1` })],
    ...change,
  };
}

export function overflow(change: Partial<AccountView> = {}): AccountView {
  return account({
    id: 'owner',
    overflow: true,
    targetWork: null,
    etaMs: null,
    state: 'idle',
    order: 9,
    ...change,
  });
}

export function miner(change: Partial<MinerView> = {}): MinerView {
  const id = change.id ?? 'rack1-01';
  return {
    id,
    name: id,
    address: '192.168.1.41',
    userAgent: 'bmminer/2.0.0',
    role: 'active',
    state: 'working',
    markedFailed: null,
    accountId: 'alice',
    hashrate: 100e12,
    nominalHashrate: 104e12,
    difficulty: 65_536,
    acceptedShares: 100,
    rejectedShares: 1,
    staleShares: 2,
    lastShareAtMs: NOON_MS - 3000,
    switches: 0,
    ...change,
  };
}

/** A mark set a minute before noon. */
export function mark(
  change: Partial<NonNullable<MinerView['markedFailed']>> = {},
): NonNullable<MinerView['markedFailed']> {
  return { reason: 'failed', note: '', by: 'window', atMs: NOON_MS - 60_000, ...change };
}

export function snapshot(change: Partial<FarmSnapshot> = {}): FarmSnapshot {
  return {
    revision: 10,
    atMs: NOON_MS,
    policy: 'sequential',
    round: { id: 'r1', startedAtMs: NOON_MS - 43_200_000, endsAtMs: NOON_MS + 43_200_000 },
    accounts: [account(), overflow()],
    miners: [miner()],
    ...change,
  };
}

export function extras(change: Partial<FarmExtras> = {}): FarmExtras {
  return { version: '1', demo: false, stratumAddress: null, notices: [], poolCounts: [], ...change };
}

export function notice(change: Partial<Notice> = {}): Notice {
  return { id: 'offline', severity: 'info', text: '', sinceMs: NOON_MS, subject: null, ...change };
}

/** An alert that has fired two minutes before noon. */
export function alert(change: Partial<AlertView> = {}): AlertView {
  return {
    id: 'a1',
    rule: 'pool-down',
    cause: 'pool-down alice',
    severity: 'critical',
    state: 'firing',
    title: 'Pool of alice is down',
    text: 'No endpoint answers.',
    next: 'Look at its pools.',
    numbers: {},
    subjects: [{ kind: 'account', id: 'alice', name: 'alice' }],
    subjectCount: 1,
    sinceMs: NOON_MS - 180_000,
    firedAtMs: NOON_MS - 120_000,
    resolvedAtMs: null,
    durationMs: 0,
    occurrences: 1,
    acknowledged: null,
    snoozedUntilMs: null,
    ...change,
  };
}

/** No-break spaces as plain ones. */
export function plain(text: string): string {
  return text.replaceAll(/[\u00a0\u202f]/g, ' ');
}
