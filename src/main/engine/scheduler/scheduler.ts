import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';

import { planAllocation } from './plan.ts';
import type { Demand, Departure, Order, PlanInput, Promotion } from './plan-types.ts';

const HOUR_MS = 3_600_000;
/** Late shares of a move are over by then, whatever the settings say. */
const DEPARTURE_KEPT_MS = 30_000;
/** While an account lands, plans are made with its shares, but not more often than this. */
const LANDING_PERIOD_MS = 100;
/** Planning that takes longer than this is worth a line in the log. */
const SLOW_PLAN_MS = 50;

/** Plans made in a row when carrying one out changes the next; the rest waits for the next second. */
const MAX_ROUNDS = 5;

/** What the scheduler itself remembers between plans. */
export interface PlanMemory {
  promotions: readonly Promotion[];
  departures: readonly Departure[];
  recentMoves: number;
  movedAtMs: (minerId: string) => number | null;
}

/** Read-only views of what the plan is made from. */
export interface PlanSource {
  planInput(memory: PlanMemory): PlanInput;
  /** Changes whenever a plan must be made at once: an account's need or servability is another one. */
  situation(): string;
  /** True while an account is so near its quota that each share can change the plan. */
  isLanding(): boolean;
}

/** Carries an order out; the proxy. */
export interface Mover {
  assign(minerId: string, accountId: string | null, cause: string): void;
}

/** Where promotions outlive a restart. */
export interface PromotionStore {
  load(): Promotion[];
  save(promotions: readonly Promotion[]): void;
}

export interface SchedulerDeps {
  clock: Clock;
  log: Log;
  source: PlanSource;
  mover: Mover;
  store: PromotionStore;
  /** Joins what carrying out a plan writes, so that moving a farm is one write to the disk. */
  inOneWrite?: (run: () => void) => void;
}

/**
 * The thin loop around the plan: looks when something has changed, and once a second in any case, plans
 * anew, hands the orders that differ to the mover, and remembers what was moved when.
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #source: PlanSource;
  readonly #mover: Mover;
  readonly #store: PromotionStore;
  readonly #inOneWrite: (run: () => void) => void;
  /** The last order of every miner that is connected. */
  readonly #orders = new Map<string, Order>();
  // Kept by the monotonic clock, since the wall clock may jump; the plan is told wall times.
  readonly #movedAt = new Map<string, number>();
  #departures: Departure[] = [];
  #choicesAtMs: number[] = [];
  #promotions: Promotion[];
  #demands: readonly Demand[] = [];
  #situation = '';
  #isPlanning = false;
  #isAgainDue = false;
  #plannedMonotonicMs = Number.NEGATIVE_INFINITY;

  constructor(deps: SchedulerDeps) {
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#source = deps.source;
    this.#mover = deps.mover;
    this.#store = deps.store;
    this.#inOneWrite = deps.inOneWrite ?? ((run) => run());
    this.#promotions = deps.store.load();
  }

  get promotions(): readonly Promotion[] {
    return this.#promotions;
  }

  /** What every account was to have at the last plan. */
  get demands(): readonly Demand[] {
    return this.#demands;
  }

  orderOf(minerId: string): Order | null {
    return this.#orders.get(minerId) ?? null;
  }

  /** After every commit: plans only when it can matter. */
  replanIfNeeded(): void {
    const isDue = this.#clock.monotonicMs() - this.#plannedMonotonicMs >= LANDING_PERIOD_MS;
    if (this.#source.situation() !== this.#situation || (isDue && this.#source.isLanding())) this.replan();
  }

  /** Plans now and carries out what differs. What carrying out turns up is planned for once, afterwards. */
  replan(): void {
    this.#isAgainDue = true;
    if (this.#isPlanning) return;
    this.#isPlanning = true;
    try {
      for (let round = 0; this.#isAgainDue && round < MAX_ROUNDS; round += 1) {
        this.#isAgainDue = false;
        this.#planOnce();
      }
    } finally {
      this.#isPlanning = false;
    }
  }

  #planOnce(): void {
    const startedMs = this.#clock.monotonicMs();
    this.#plannedMonotonicMs = startedMs;
    this.#situation = this.#source.situation();
    const input = this.#source.planInput(this.memory());
    const plan = planAllocation(input);
    this.#demands = plan.demands;
    this.#keepPromotions(plan.promotions);
    const hashrates = new Map(input.miners.map((miner) => [miner.id, miner.hashrate ?? 0]));
    this.#inOneWrite(() => {
      for (const order of plan.orders) this.#carryOut(order, hashrates.get(order.minerId) ?? 0);
    });
    const tookMs = this.#clock.monotonicMs() - startedMs;
    if (tookMs > SLOW_PLAN_MS) this.#log.warn({ tookMs }, 'planning took long');
  }

  /** A miner that has connected has no order yet; one that has left has none any more. */
  forget(minerId: string): void {
    this.#orders.delete(minerId);
  }

  /** Keeps the stand-ins of a miner in place when it recovers, or lets them go then. */
  pin(forMinerId: string, isPinned: boolean): void {
    this.#keepPromotions(
      this.#promotions.map((one) => (one.forMinerId === forMinerId ? { ...one, isPinned } : one)),
    );
    this.replan();
  }

  memory(): PlanMemory {
    const monotonicMs = this.#clock.monotonicMs();
    const toWallMs = this.#clock.nowMs() - monotonicMs;
    this.#departures = this.#departures.filter(({ atMs }) => monotonicMs - atMs < DEPARTURE_KEPT_MS);
    this.#choicesAtMs = this.#choicesAtMs.filter((atMs) => monotonicMs - atMs < HOUR_MS);
    return {
      promotions: this.#promotions,
      departures: this.#departures.map((departure) => ({ ...departure, atMs: departure.atMs + toWallMs })),
      recentMoves: this.#choicesAtMs.length,
      movedAtMs: (minerId) => {
        const movedAtMs = this.#movedAt.get(minerId);
        return movedAtMs === undefined ? null : Math.round(movedAtMs + toWallMs);
      },
    };
  }

  #carryOut(order: Order, hashrate: number): void {
    const last = this.#orders.get(order.minerId);
    if (last && last.accountId === order.accountId) return;
    this.#orders.set(order.minerId, order);
    if (last) {
      const atMs = this.#clock.monotonicMs();
      this.#movedAt.set(order.minerId, atMs);
      if (last.accountId !== null) this.#departures.push({ accountId: last.accountId, hashrate, atMs });
      if (order.isChoice) this.#choicesAtMs.push(atMs);
    }
    this.#mover.assign(order.minerId, order.accountId, order.cause);
  }

  #keepPromotions(promotions: Promotion[]): void {
    const isSame =
      promotions.length === this.#promotions.length &&
      promotions.every((promotion, index) => promotion === this.#promotions[index]);
    this.#promotions = promotions;
    if (!isSame) this.#store.save(promotions);
  }
}
