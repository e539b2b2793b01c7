import { forecastSequential } from '#engine/scheduler/forecast.ts';
import { planAllocation, type PlanAccount, type PlanInput, type PlanMiner } from '#engine/scheduler/plan.ts';
import type { PlanSource } from '#engine/scheduler/scheduler.ts';

import type { FarmParts } from './farm-parts.ts';

/** The farm as the plan sees it: read-only views of ledger, registry, health and proxy. */
export class FarmPlanSource implements PlanSource {
  readonly #parts: FarmParts;

  constructor(parts: FarmParts) {
    this.#parts = parts;
  }

  planInput(): PlanInput {
    return this.#inputFor([...this.#parts.proxy.liveMiners()]);
  }

  planAccounts(): readonly PlanAccount[] {
    const { book, ledger, verdicts } = this.#parts;
    return book.list().map((account) => {
      const standing = verdicts.standing(account.id);
      return {
        id: account.id,
        name: account.name,
        isOverflow: account.overflow,
        targetWork: standing.targetWork,
        creditedWork: standing.creditedWork,
        inFlightWork: ledger.accountTotals(account.id).pendingWork,
        upToStandard: standing.upToStandard,
      };
    });
  }

  isServable(accountId: string): boolean {
    return this.#parts.upstreams.get(accountId)?.isServable ?? false;
  }

  /** Whether a miner that is not connected would get an account if it were. */
  wouldServe(minerId: string): boolean {
    return planAllocation(this.#inputFor([minerId])).some((order) => order.accountId !== null);
  }

  /** Expected finish of each account, ms since 1970. */
  forecast(): ReadonlyMap<string, number | null> {
    const { clock, proxy, registry, marks } = this.#parts;
    const nowMonotonicMs = clock.monotonicMs();
    let hashrate: number | null = null;
    for (const minerId of proxy.liveMiners()) {
      if (registry.get(minerId)?.role === 'standby' || marks.get('miner', minerId)) continue;
      const own = proxy.minerMeters.hashrate(minerId, nowMonotonicMs);
      if (own !== null) hashrate = (hashrate ?? 0) + own;
    }
    const accounts = this.planAccounts().map((account) => ({
      ...account,
      isServable: this.isServable(account.id),
    }));
    return forecastSequential(clock.nowMs(), hashrate, accounts);
  }

  #inputFor(minerIds: readonly string[]): PlanInput {
    const { clock, settings, proxy } = this.#parts;
    const accounts = this.planAccounts();
    return {
      nowMs: clock.nowMs(),
      miners: minerIds.map((id) => this.#miner(id)),
      accounts,
      pools: accounts.map(({ id }) => ({ accountId: id, isServable: this.isServable(id) })),
      history: { ineligible: proxy.binder.ineligible() },
      settings: { policy: settings.policy },
    };
  }

  #miner(id: string): PlanMiner {
    const { clock, registry, marks, proxy } = this.#parts;
    return {
      id,
      role: registry.get(id)?.role ?? 'active',
      mark: marks.get('miner', id),
      hashrate: proxy.minerMeters.hashrate(id, clock.monotonicMs()),
      accountId: proxy.sessionOf(id)?.assignedAccountId ?? null,
    };
  }
}
