import type { FailureReason, MinerRole, PolicyName } from '#shared/model/snapshot.ts';

/** A connected miner as the plan sees it. */
export interface PlanMiner {
  id: string;
  role: MinerRole;
  /** The operator's mark, which outweighs all that is observed. */
  mark: { reason: FailureReason } | null;
  /** H/s, measured; null = not known yet. */
  hashrate: number | null;
  /** Where it is sent now; null = parked or new. */
  accountId: string | null;
}

/** An account as the plan sees it; in the owner's order. */
export interface PlanAccount {
  id: string;
  name: string;
  isOverflow: boolean;
  /** Work to be credited this round; null for the overflow account. */
  targetWork: number | null;
  creditedWork: number;
  /** Submitted to the pool and not answered yet. */
  inFlightWork: number;
  upToStandard: boolean;
}

/** Whether an account can be served now: a usable endpoint, logged in, with a job. */
export interface PlanPool {
  accountId: string;
  isServable: boolean;
}

export interface PlanSettings {
  policy: PolicyName;
}

/** Why a miner cannot work for an account; missing entries are eligible. Keys: miner id, then account id. */
export type Ineligible = ReadonlyMap<string, ReadonlyMap<string, string>>;

export interface PlanInput {
  nowMs: number;
  miners: readonly PlanMiner[];
  accounts: readonly PlanAccount[];
  pools: readonly PlanPool[];
  /** What has been done before: moves and dwell times are judged by it. */
  history: { ineligible: Ineligible };
  settings: PlanSettings;
}

/** One miner's place, with the reason in a sentence. Null = parked. */
export interface Order {
  minerId: string;
  accountId: string | null;
  cause: string;
}

/**
 * Where every miner works next: pure, the same inputs give the same orders. Sequential (the patent's
 * policy): all miners serve the first account, in the owner's order, that is not up to standard and
 * can be served. An account whose credited and in-flight work reach its target is left (the pool's
 * answers will decide); if they do not come, it is the first again and the miners return.
 */
export function planAllocation(input: PlanInput): Order[] {
  const servable = new Set(input.pools.filter((pool) => pool.isServable).map((pool) => pool.accountId));
  const wanting = input.accounts.filter((account) => servable.has(account.id) && needsWork(account));
  const overflow = input.accounts.find((account) => account.isOverflow && servable.has(account.id)) ?? null;
  const surplusCause = causeOfSurplus(input.accounts, servable);
  return input.miners.map((miner) => place(miner, { input, wanting, overflow, surplusCause }));
}

/** True while an account's own work and what is on its way to the pool do not reach its target. */
export function needsWork(account: PlanAccount): boolean {
  if (account.isOverflow || account.targetWork === null || account.upToStandard) return false;
  return account.creditedWork + account.inFlightWork < account.targetWork;
}

interface Situation {
  input: PlanInput;
  wanting: readonly PlanAccount[];
  overflow: PlanAccount | null;
  surplusCause: string;
}

function place(miner: PlanMiner, situation: Situation): Order {
  if (miner.mark) {
    const word = miner.mark.reason === 'failed' ? 'marked failed by you' : 'marked below standard by you';
    return toOverflow(miner, situation, word);
  }
  if (miner.role === 'standby') return toOverflow(miner, situation, 'standby');
  const ineligible = situation.input.history.ineligible.get(miner.id);
  const account = situation.wanting.find((one) => !ineligible?.has(one.id));
  if (!account) return toOverflow(miner, situation, situation.surplusCause);
  const credited = percent(account.creditedWork, account.targetWork ?? 0);
  const cause = `${account.name} is the first account below its quota (${credited} credited)`;
  return { minerId: miner.id, accountId: account.id, cause };
}

function toOverflow(miner: PlanMiner, { input, overflow }: Situation, why: string): Order {
  if (overflow && !input.history.ineligible.get(miner.id)?.has(overflow.id)) {
    return { minerId: miner.id, accountId: overflow.id, cause: `${why}; mines for ${overflow.name}` };
  }
  return {
    minerId: miner.id,
    accountId: null,
    cause: `${why}; parked, as no overflow account can be served`,
  };
}

function causeOfSurplus(accounts: readonly PlanAccount[], servable: ReadonlySet<string>): string {
  const short = accounts.filter((account) => !account.isOverflow && !account.upToStandard);
  if (short.length === 0) return 'all accounts are up to standard';
  if (short.every((account) => !servable.has(account.id))) return 'no account below its quota can be served';
  return 'the last shares of the quotas are on their way to the pool';
}

function percent(part: number, whole: number): string {
  return whole > 0 ? `${((part / whole) * 100).toFixed(1)} %` : '0 %';
}
