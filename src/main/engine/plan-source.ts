import { forecastSequential } from '#engine/scheduler/forecast.ts';
import { landingRate, remainingWork } from '#engine/scheduler/landing.ts';
import { planAllocation } from '#engine/scheduler/plan.ts';
import type {
  PlanAccount,
  PlanInput,
  PlanMiner,
  PlanSettings,
  Unavailable,
} from '#engine/scheduler/plan-types.ts';
import type { PlanMemory, PlanSource } from '#engine/scheduler/scheduler.ts';

import { lookAheadEndMs, simulateFluid } from '#engine/scheduler/what-if.ts';

import type { OperatorMark } from '#shared/model/snapshot.ts';

import type { FarmParts } from './farm-parts.ts';

const FORECAST_PERIOD_MS = 10_000;

/** The farm as the plan sees it: read-only views of ledger, registry, health and proxy. */
export class FarmPlanSource implements PlanSource {
  readonly #parts: FarmParts;
  /** Since when a miner has been available without a break, by the monotonic clock. */
  readonly #availableSince = new Map<string, number>();
  #forecast: ReadonlyMap<string, number | null> = new Map();
  #forecastAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: FarmParts) {
    this.#parts = parts;
  }

  planInput(memory: PlanMemory): PlanInput {
    const ids = new Set(this.#parts.proxy.liveMiners());
    for (const id of this.#parts.closedAt.keys()) ids.add(id);
    for (const { forMinerId } of memory.promotions) ids.add(forMinerId);
    return this.#inputFor([...ids], memory);
  }

  planAccounts(): readonly PlanAccount[] {
    const { book, ledger, verdicts, rounds, upstreams } = this.#parts;
    const round = rounds.current();
    return book.list().map((account) => {
      const standing = verdicts.standing(account.id);
      const upstream = upstreams.get(account.id);
      return {
        id: account.id,
        name: account.name,
        isOverflow: account.overflow,
        targetWork: standing.targetWork,
        creditedWork: standing.creditedWork,
        inFlightWork: ledger.accountTotals(account.id).pendingWork,
        upToStandard: standing.upToStandard,
        startsAtMs: Math.max(round.startedAtMs, account.addedAtMs),
        shareWork: upstream?.active ? upstream.difficultyOf(upstream.active) : null,
        ...account.limits,
      };
    });
  }

  situation(): string {
    return this.planAccounts()
      .map((account) => {
        const flags = [remainingWork(account, 0) > 0, account.upToStandard, this.isServable(account.id)];
        return `${account.id}:${flags.map(Number).join('')}`;
      })
      .join(' ');
  }

  isLanding(): boolean {
    const { clock, rounds, proxy, accountMeters } = this.#parts;
    const nowMonotonicMs = clock.monotonicMs();
    return this.planAccounts().some((account) => {
      const remaining = remainingWork(account, 0);
      if (remaining <= 0) return false;
      const rate = accountMeters.hashrate(account.id, nowMonotonicMs);
      if (rate === null || proxy.sessionCount === 0) return false;
      const now = { nowMs: clock.nowMs(), round: rounds.current(), settings: this.#settings() };
      return landingRate(remaining, account, now) < rate;
    });
  }

  isServable(accountId: string): boolean {
    return this.#parts.upstreams.get(accountId)?.isServable ?? false;
  }

  /** The operator's mark of a miner; one that comes back beside its own half-open connection is still marked. */
  markOf(minerId: string): OperatorMark | null {
    const { marks, proxy } = this.#parts;
    const twin = proxy.twinOf(minerId);
    return marks.get('miner', minerId) ?? (twin === null ? null : marks.get('miner', twin));
  }

  /** Whether a miner that is not connected would get an account if it were. */
  wouldServe(minerId: string): boolean {
    const memory = { promotions: [], departures: [], recentMoves: 0, movedAtMs: () => null };
    const input = this.#inputFor([minerId], memory);
    const miners = input.miners.map((miner) => {
      const isMarked = miner.unavailable?.kind.startsWith('marked') ?? false;
      return { ...miner, isConnected: true, unavailable: isMarked ? miner.unavailable : null };
    });
    return planAllocation({ ...input, miners }).orders.some((order) => order.accountId !== null);
  }

  /** Expected finish of each account, ms since 1970. */
  forecast(): ReadonlyMap<string, number | null> {
    const { clock, proxy, registry, marks } = this.#parts;
    if (this.#parts.settings.policy === 'parallel') return this.#forecastByPlan();
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

  /** By carrying the plan forward; the farm is looked at every few seconds, not with every snapshot. */
  #forecastByPlan(): ReadonlyMap<string, number | null> {
    const { clock } = this.#parts;
    const nowMs = clock.monotonicMs();
    if (nowMs - this.#forecastAtMs >= FORECAST_PERIOD_MS) {
      const memory = { promotions: [], departures: [], recentMoves: 0, movedAtMs: () => null };
      const input = this.planInput(memory);
      this.#forecast = simulateFluid(input, lookAheadEndMs(input)).finish;
      this.#forecastAtMs = nowMs;
    }
    return this.#forecast;
  }

  #inputFor(minerIds: readonly string[], memory: PlanMemory): PlanInput {
    const { clock, proxy, rounds } = this.#parts;
    const accounts = this.planAccounts();
    const round = rounds.current();
    const { movedAtMs, ...history } = memory;
    return {
      nowMs: clock.nowMs(),
      miners: minerIds.map((id) => this.#miner(id, movedAtMs(id))),
      accounts,
      pools: accounts.map(({ id }) => ({ accountId: id, isServable: this.isServable(id) })),
      round: { startedAtMs: round.startedAtMs, endsAtMs: round.endsAtMs },
      history: { ...history, ineligible: proxy.binder.ineligible() },
      settings: this.#settings(),
    };
  }

  #settings(): PlanSettings {
    return { ...this.#parts.settings.plan, policy: this.#parts.settings.policy };
  }

  #miner(id: string, movedAtMs: number | null): PlanMiner {
    const { clock, registry, proxy } = this.#parts;
    const record = registry.get(id);
    const session = proxy.sessionOf(id);
    const unavailable = this.#unavailable(id);
    if (unavailable) this.#availableSince.delete(id);
    else if (!this.#availableSince.has(id)) this.#availableSince.set(id, clock.monotonicMs());
    const since = this.#availableSince.get(id);
    const measured = session
      ? proxy.minerMeters.hashrate(id, clock.monotonicMs())
      : (this.#parts.lastHashrates.get(id) ?? null);
    const expected = registry.nominalOf(id) ?? this.#parts.health.verdictOf(id)?.expectedHashrate ?? null;
    return {
      id,
      role: record?.role ?? 'active',
      unavailable,
      availableSinceMs: since === undefined ? null : since + clock.nowMs() - clock.monotonicMs(),
      isConnected: session !== undefined,
      hashrate: unavailable ? lostRate(measured, expected) : (measured ?? expected),
      accountId: session?.assignedAccountId ?? null,
      movedAtMs,
    };
  }

  /** The operator's mark outweighs all that is observed. */
  #unavailable(id: string): Unavailable | null {
    const { proxy, health, closedAt } = this.#parts;
    const mark = this.markOf(id);
    if (mark) {
      const note = mark.note === '' ? '' : `: ${mark.note}`;
      return mark.reason === 'failed'
        ? { kind: 'marked-failed', text: `marked failed by you${note}` }
        : { kind: 'marked-below-standard', text: `marked below standard by you${note}` };
    }
    const verdict = health.verdictOf(id);
    if (verdict && verdict.state !== 'ok') return { kind: verdict.state, text: verdict.evidence };
    // A miner that was lost before the program started is not known to health.
    if (proxy.sessionOf(id) || closedAt.has(id)) return null;
    return { kind: 'offline', text: 'it is not connected' };
  }
}

/** What customers lose with a miner, H/s: what it did, or should have done. */
function lostRate(measured: number | null, expected: number | null): number | null {
  return measured === null || expected === null ? (measured ?? expected) : Math.max(measured, expected);
}
