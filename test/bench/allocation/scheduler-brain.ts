import type { Clock } from '#engine/lib/clock.ts';
import { silentLog } from '#engine/lib/log.ts';
import { landingRate, remainingWork } from '#engine/scheduler/landing.ts';
import {
  DEFAULT_PLAN_SETTINGS,
  type PlanAccount,
  type PlanInput,
  type PlanMiner,
  type PlanSettings,
  type Unavailable,
} from '#engine/scheduler/plan-types.ts';
import { Scheduler, type PlanMemory, type PlanSource } from '#engine/scheduler/scheduler.ts';
import type { PolicyName } from '#shared/model/snapshot.ts';

import { OFFLINE_AFTER_MS, SILENT_AFTER_MS } from './noise.ts';
import type { Brain, SimFarm, SimMiner } from './sim-farm.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The engine's own scheduler, plan and bookkeeping on the simulated farm. Account i is pool i. */
export class SchedulerBrain implements Brain {
  readonly #farm: SimFarm;
  readonly #settings: PlanSettings;
  readonly #endsAtMs: number;
  readonly #miners: Mutable<PlanMiner>[];
  readonly #accounts: Mutable<PlanAccount>[];
  readonly #indexOf: ReadonlyMap<string, number>;
  readonly #scheduler: Scheduler;
  readonly #availableSince: Float64Array;
  /** How long every plan took by the wall clock, ms. */
  readonly planMs: number[] = [];
  /** Processor time of all plans together, ms: the thread's own, whatever else the machine does. */
  planCpuMs = 0;

  constructor(
    farm: SimFarm,
    options: { policy: PolicyName; endsAtMs: number; settings?: Partial<PlanSettings> },
  ) {
    this.#farm = farm;
    this.#settings = { ...DEFAULT_PLAN_SETTINGS, ...options.settings, policy: options.policy };
    this.#endsAtMs = options.endsAtMs;
    this.#miners = farm.miners.map((miner) => planMinerOf(miner));
    this.#accounts = farm.targets.map((target, index) => planAccountOf(index, target));
    this.#indexOf = new Map(this.#accounts.map(({ id }, index) => [id, index]));
    this.#availableSince = new Float64Array(farm.miners.length);
    const clock: Clock = {
      nowMs: () => farm.nowMs,
      monotonicMs: () => farm.nowMs,
      after: () => () => undefined,
    };
    const source: PlanSource = {
      planInput: (memory) => this.#planInput(memory),
      situation: () => this.#situation(),
      isLanding: () => this.#isLanding(),
    };
    const minerIndex = new Map(farm.miners.map(({ id, index }) => [id, index]));
    const mover = {
      assign: (minerId: string, accountId: string | null): void => {
        const account = accountId === null ? -1 : (this.#indexOf.get(accountId) ?? -1);
        farm.assign(minerIndex.get(minerId) ?? -1, account);
      },
    };
    const store = { load: () => [], save: () => undefined };
    this.#scheduler = new Scheduler({ clock, log: silentLog, source, mover, store });
  }

  start(): void {
    this.#replan();
  }

  opened(minerIndex: number): void {
    this.#scheduler.forget(this.#miners[minerIndex]?.id ?? '');
    this.#replan();
  }

  closed(minerIndex: number): void {
    this.#scheduler.forget(this.#miners[minerIndex]?.id ?? '');
  }

  tick(): void {
    this.#replan();
  }

  #replan(): void {
    const startedMs = performance.now();
    const before = process.threadCpuUsage();
    this.#scheduler.replan();
    const { user, system } = process.threadCpuUsage(before);
    this.planCpuMs += (user + system) / 1000;
    this.planMs.push(performance.now() - startedMs);
  }

  #planInput({ movedAtMs, ...history }: PlanMemory): PlanInput {
    this.#refreshAccounts();
    for (const miner of this.#farm.miners) this.#refreshMiner(miner, movedAtMs);
    return {
      nowMs: this.#farm.nowMs,
      miners: this.#miners,
      accounts: this.#accounts,
      pools: this.#accounts.map(({ id }, index) => ({
        accountId: id,
        isServable: this.#farm.pools[index]?.isServable ?? false,
      })),
      round: { startedAtMs: 0, endsAtMs: this.#endsAtMs },
      history: { ...history, ineligible: new Map() },
      settings: this.#settings,
    };
  }

  #refreshAccounts(): void {
    for (const [index, account] of this.#accounts.entries()) {
      const pool = this.#farm.pools[index];
      if (!pool) continue;
      account.creditedWork = pool.creditedWork;
      account.inFlightWork = pool.pendingWork;
      account.shareWork = pool.difficulty;
      account.upToStandard = account.targetWork !== null && pool.creditedWork >= account.targetWork;
    }
  }

  #refreshMiner(miner: SimMiner, movedAtMs: PlanMemory['movedAtMs']): void {
    const { nowMs, meters } = this.#farm;
    const own = this.#miners[miner.index];
    if (!own) return;
    own.isConnected = miner.isConnected;
    own.unavailable = this.#unavailable(miner);
    if (own.unavailable) this.#availableSince[miner.index] = nowMs;
    own.availableSinceMs = own.unavailable ? null : (this.#availableSince[miner.index] ?? 0);
    const measured = meters.measured[miner.index] ?? Number.NaN;
    if (own.unavailable === null && miner.isConnected)
      own.hashrate = Number.isNaN(measured) ? miner.nominal : measured;
    if (miner.isConnected) own.accountId = this.#accounts[miner.assigned]?.id ?? null;
    own.movedAtMs = movedAtMs(miner.id);
  }

  #unavailable(miner: SimMiner): Unavailable | null {
    const { nowMs } = this.#farm;
    if (!miner.isConnected && nowMs - miner.closedAtMs >= OFFLINE_AFTER_MS)
      return { kind: 'offline', text: 'its connection closed and is not back' };
    if (nowMs - miner.silentSinceMs >= SILENT_AFTER_MS) return { kind: 'silent', text: 'no share for 95 s' };
    return null;
  }

  #situation(): string {
    this.#refreshAccounts();
    return this.#accounts
      .map((account, index) => {
        const isServable = this.#farm.pools[index]?.isServable ?? false;
        return `${remainingWork(account, 0) > 0}${account.upToStandard}${isServable}`;
      })
      .join(' ');
  }

  #isLanding(): boolean {
    const now = {
      nowMs: this.#farm.nowMs,
      round: { startedAtMs: 0, endsAtMs: this.#endsAtMs },
      settings: this.#settings,
    };
    return this.#accounts.some((account, index) => {
      const remaining = remainingWork(account, 0);
      return remaining > 0 && landingRate(remaining, account, now) < this.#farm.rateOf(index);
    });
  }
}

function planMinerOf(miner: SimMiner): Mutable<PlanMiner> {
  return {
    id: miner.id,
    role: miner.role,
    unavailable: null,
    availableSinceMs: 0,
    isConnected: true,
    hashrate: miner.nominal,
    accountId: null,
    movedAtMs: null,
  };
}

/** Accounts are in the owner's order; an infinite target marks the overflow account. */
function planAccountOf(index: number, target: number): Mutable<PlanAccount> {
  const isOverflow = target === Number.POSITIVE_INFINITY;
  return {
    id: `account-${index}`,
    name: `account-${index}`,
    isOverflow,
    targetWork: isOverflow ? null : target,
    creditedWork: 0,
    inFlightWork: 0,
    upToStandard: false,
    startsAtMs: 0,
    shareWork: null,
    minRate: null,
    maxRate: null,
  };
}
