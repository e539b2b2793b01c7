import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';

import { needsWork, planAllocation, type Order, type PlanAccount, type PlanInput } from './plan.ts';

/** Read-only views of what the plan is made from. */
export interface PlanSource {
  planInput(): PlanInput;
  planAccounts(): readonly PlanAccount[];
  isServable(accountId: string): boolean;
}

/** Carries an order out; the proxy. */
export interface Mover {
  assign(minerId: string, accountId: string | null, cause: string): void;
}

/**
 * The thin loop around the plan: looks when something has changed, and once a second in any case, plans
 * anew, and hands the orders that differ to the mover.
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #source: PlanSource;
  readonly #mover: Mover;
  /** The last order of every miner that is connected. */
  readonly #orders = new Map<string, Order>();
  #situation = '';

  constructor(deps: { clock: Clock; log: Log; source: PlanSource; mover: Mover }) {
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#source = deps.source;
    this.#mover = deps.mover;
  }

  /** After every commit: plans only if an account's need or servability is another one than at the last plan. */
  replanIfNeeded(): void {
    if (this.#describe() !== this.#situation) this.replan();
  }

  /** Plans now and carries out what differs. */
  replan(): void {
    this.#situation = this.#describe();
    const startedMs = this.#clock.monotonicMs();
    for (const order of planAllocation(this.#source.planInput())) this.#carryOut(order);
    const tookMs = this.#clock.monotonicMs() - startedMs;
    if (tookMs > 50) this.#log.warn({ tookMs }, 'planning took long');
  }

  /** A miner that has connected has no order yet; one that has left has none any more. */
  forget(minerId: string): void {
    this.#orders.delete(minerId);
  }

  /** Changes whenever a plan could come out differently because of an account. */
  #describe(): string {
    return this.#source
      .planAccounts()
      .map(
        (account) =>
          `${account.id}:${needsWork(account) ? 1 : 0}${account.upToStandard ? 1 : 0}${this.#source.isServable(account.id) ? 1 : 0}`,
      )
      .join(' ');
  }

  #carryOut(order: Order): void {
    const last = this.#orders.get(order.minerId);
    if (last && last.accountId === order.accountId) return;
    this.#orders.set(order.minerId, order);
    this.#mover.assign(order.minerId, order.accountId, order.cause);
  }
}
