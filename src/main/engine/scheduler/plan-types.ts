import type { MinerRole, PolicyName } from '#shared/model/snapshot.ts';

/** Why a miner may not serve customers: the operator's mark, or what was observed. */
export interface Unavailable {
  kind: 'marked-failed' | 'marked-below-standard' | 'offline' | 'silent' | 'below-standard' | 'rejecting';
  /** Evidence in words and numbers. */
  text: string;
}

/** A miner as the plan sees it. */
export interface PlanMiner {
  id: string;
  role: MinerRole;
  /** Null = may serve customers. */
  unavailable: Unavailable | null;
  /** Null while unavailable; else since when it has been available without a break. */
  availableSinceMs: number | null;
  /** False: gets no order, but what it served may need standby miners. */
  isConnected: boolean;
  /** H/s to expect of it: measured, else nominal; null = not known yet. */
  hashrate: number | null;
  /** Where its last order sent it; null = parked or none yet. */
  accountId: string | null;
  /** When it was last moved; null = never. */
  movedAtMs: number | null;
}

/** An account as the plan sees it; in the owner's order. Work in difficulty-1 shares, rates in H/s. */
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
  /** Start of its target curve: the round's start, or when the account was added. */
  startsAtMs: number;
  /** Work of one share at its pool now; null = not known. */
  shareWork: number | null;
  /** It is never to have less (while it wants work) or more than this; null = no limit. */
  minRate: number | null;
  maxRate: number | null;
}

/** Whether an account can be served now: a usable endpoint, logged in, with a job. */
export interface PlanPool {
  accountId: string;
  isServable: boolean;
}

export interface PlanRound {
  startedAtMs: number;
  /** Null: the round never ends. */
  endsAtMs: number | null;
}

/** How quotas that cannot all be met fall short: later accounts first, or all by the same part. */
export type ShortfallRule = 'priority' | 'pro-rata';

export interface PlanSettings {
  policy: PolicyName;
  shortfall: ShortfallRule;
  /** A miner that has moved stays at least this long, unless it has to leave. */
  dwellMs: number;
  /** Moves of choice per hour, over all miners. Moves that have to be are not counted. */
  movesPerHour: number;
  /** How long after a move shares of the job left behind still come. */
  lateMs: number;
}

export const DEFAULT_PLAN_SETTINGS: Omit<PlanSettings, 'policy'> = {
  shortfall: 'priority',
  dwellMs: 60_000,
  movesPerHour: 600,
  lateMs: 1_500,
};

/** Why a miner cannot work for an account; missing entries are eligible. Keys: miner id, then account id. */
export type Ineligible = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Standby miners that stand in for one that was lost. */
export interface Promotion {
  /** The miner that was lost. */
  forMinerId: string;
  /** Who stands in. */
  minerIds: string[];
  /** The account it served; null = whoever is served. */
  accountId: string | null;
  sinceMs: number;
  /** The owner keeps them in place when the miner recovers. */
  isPinned: boolean;
}

/** A miner that left an account: shares of its old job still come for a while. */
export interface Departure {
  accountId: string;
  hashrate: number;
  atMs: number;
}

/** What has been done before: moves and dwell times are judged by it. */
export interface PlanHistory {
  ineligible: Ineligible;
  promotions: readonly Promotion[];
  departures: readonly Departure[];
  /** Moves of choice in the last hour. */
  recentMoves: number;
}

export interface PlanInput {
  nowMs: number;
  miners: readonly PlanMiner[];
  accounts: readonly PlanAccount[];
  pools: readonly PlanPool[];
  round: PlanRound;
  history: PlanHistory;
  settings: PlanSettings;
}

/** One miner's place, with the reason in a sentence. Null = parked. */
export interface Order {
  minerId: string;
  accountId: string | null;
  cause: string;
  /** It could have stayed where it is: counts against the budget of moves. */
  isChoice: boolean;
}

/** What an account is to have now, and why. */
export interface Demand {
  accountId: string;
  /** H/s that the farm gives it now. */
  rate: number;
  /** H/s it could use now. */
  wantedRate: number;
  /** H/s that its quota needs from now on; above `rate` when the farm cannot give it. */
  neededRate: number;
  cause: string;
}

export interface Plan {
  orders: Order[];
  promotions: Promotion[];
  demands: Demand[];
}
