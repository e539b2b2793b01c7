import type { AccountInput, AccountSettings } from '#shared/model/account.ts';
import type { AccountView } from '#shared/model/snapshot.ts';

/** Names of the first customers. */
export const ACCOUNT_NAMES = [
  'alice',
  'bob',
  'carol',
  'dave',
  'erin',
  'frank',
  'grace',
  'heidi',
  'ivan',
  'judy',
];
/** What miners call themselves. */
export const AGENTS = [
  'bmminer/2.0.0',
  'bitaxe/BM1370/v2.9.0',
  'cgminer/4.12.1',
  'braiins-os/25.07',
  'whatsminer/3.1',
];

/** An account that has just been added. */
export function newAccount(
  settings: AccountSettings,
  options: { order: number; targetWork: number; poolDifficulty: number },
): AccountView {
  const account: AccountView = {
    id: settings.id,
    name: settings.name,
    order: options.order,
    overflow: settings.overflow,
    targetWork: settings.overflow ? null : options.targetWork,
    creditedWork: 0,
    verifiedWork: 0,
    acceptedShares: 0,
    rejectedShares: 0,
    staleShares: 0,
    pendingShares: 0,
    inDoubtShares: 0,
    straddlingShares: 0,
    upToStandard: false,
    upToStandardAtMs: null,
    state: 'idle',
    hashrate: null,
    etaMs: null,
    pools: settings.pools.map((pool) => ({
      id: pool.id,
      url: pool.url,
      state: 'standby',
      active: false,
      difficulty: options.poolDifficulty,
      markedFailed: null,
    })),
  };
  activateFirst(account);
  return account;
}

/** Puts the first endpoint without a mark to use. */
export function activateFirst(account: AccountView): void {
  let isFound = false;
  for (const pool of account.pools) {
    pool.active = !isFound && pool.markedFailed === null;
    if (pool.markedFailed === null) pool.state = pool.active ? 'up' : 'standby';
    isFound ||= pool.active;
  }
}

/** Settings as the engine would store them. */
export function settingsOf(
  id: string,
  input: AccountInput,
  old: AccountSettings | undefined,
): AccountSettings {
  return {
    id,
    name: input.name,
    pools: input.pools.map((pool, index) => ({ ...pool, id: `${id}~${index + 1}` })),
    worker: input.worker,
    hasPassword: input.password !== undefined || (old?.hasPassword ?? false),
    quota: input.quota,
    overflow: input.overflow,
    carryOver: input.carryOver,
    upstream: input.upstream,
    minRate: input.minRate ?? null,
    maxRate: input.maxRate ?? null,
  };
}
