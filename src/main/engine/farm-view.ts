import type { MinerRecord } from '#engine/registry/registry.ts';
import type { StoredAccount } from '#engine/accounts/account-book.ts';
import type {
  AccountState,
  AccountView,
  EndpointView,
  FarmSnapshot,
  MinerState,
  MinerView,
} from '#shared/model/snapshot.ts';

import type { FarmParts } from './farm-parts.ts';
import type { FarmPlanSource } from './plan-source.ts';

/** A miner whose connection closed is given this long to come back before it is called offline. */
const OFFLINE_AFTER_MS = 3_000;

/** The contract's snapshot, read from the parts. Holds nothing. */
export class FarmView {
  readonly #parts: FarmParts;
  readonly #source: FarmPlanSource;

  constructor(parts: FarmParts, source: FarmPlanSource) {
    this.#parts = parts;
    this.#source = source;
  }

  body(): Omit<FarmSnapshot, 'revision' | 'atMs'> {
    const { rounds, book, registry } = this.#parts;
    const round = rounds.current();
    const forecast = this.#source.forecast();
    return {
      policy: this.#parts.settings.policy,
      round: { id: round.id, startedAtMs: round.startedAtMs, endsAtMs: round.endsAtMs },
      accounts: book
        .list()
        .map((account, order) => this.account(account, order, forecast.get(account.id) ?? null)),
      miners: [...registry.all()].map((record) => this.miner(record)),
    };
  }

  account(account: StoredAccount, order: number, etaMs: number | null): AccountView {
    const { ledger, verdicts, accountMeters, clock } = this.#parts;
    const totals = ledger.accountTotals(account.id);
    const standing = verdicts.standing(account.id);
    return {
      id: account.id,
      name: account.name,
      order,
      overflow: account.overflow,
      targetWork: standing.targetWork,
      creditedWork: totals.creditedWork,
      verifiedWork: totals.verifiedWork,
      acceptedShares: totals.acceptedShares,
      rejectedShares: totals.rejectedShares,
      staleShares: totals.staleShares,
      pendingShares: totals.pendingShares,
      inDoubtShares: totals.inDoubtShares,
      straddlingShares: totals.straddlingShares,
      upToStandard: standing.upToStandard,
      upToStandardAtMs: standing.upToStandardAtMs,
      state: this.#accountState(account.id, standing.upToStandard),
      hashrate: accountMeters.hashrate(account.id, clock.monotonicMs()),
      etaMs: etaMs === null ? null : Math.round(etaMs),
      pools: this.endpoints(account.id),
    };
  }

  endpoints(accountId: string): EndpointView[] {
    const upstream = this.#parts.upstreams.get(accountId);
    if (!upstream) return [];
    return upstream.endpoints.map((endpoint) => ({
      id: endpoint.id,
      url: endpoint.settings.url,
      state: upstream.stateOf(endpoint),
      active: upstream.active === endpoint && upstream.isServable,
      difficulty: upstream.difficultyOf(endpoint),
      markedFailed: this.#parts.marks.get('pool', endpoint.id),
    }));
  }

  miner(record: MinerRecord): MinerView {
    const { ledger, marks, proxy, clock, registry } = this.#parts;
    const session = proxy.sessionOf(record.id);
    const totals = ledger.minerTotals(record.id);
    return {
      id: record.id,
      name: record.name,
      address: record.address,
      userAgent: record.userAgent,
      role: record.role,
      state: this.#minerState(record),
      markedFailed: marks.get('miner', record.id),
      accountId: proxy.workingFor(record.id),
      hashrate: session ? proxy.minerMeters.hashrate(record.id, clock.monotonicMs()) : null,
      nominalHashrate: registry.nominalOf(record.id),
      difficulty: session?.currentJob?.difficulty ?? null,
      acceptedShares: totals.acceptedShares,
      rejectedShares: totals.rejectedShares,
      staleShares: totals.staleShares,
      lastShareAtMs: totals.lastShareAtMs,
      switches: record.switches,
    };
  }

  #accountState(accountId: string, upToStandard: boolean): AccountState {
    if (upToStandard) return 'up-to-standard';
    const trouble = this.#parts.upstreams.get(accountId)?.trouble ?? null;
    if (trouble) return trouble.kind;
    return this.#parts.workCount.of(accountId) > 0 ? 'working' : 'idle';
  }

  #minerState(record: MinerRecord): MinerState {
    const { marks, proxy, health } = this.#parts;
    if (marks.get('miner', record.id)) return 'failed';
    const session = proxy.sessionOf(record.id);
    if (!session && !this.#isJustGone(record.id)) return 'offline';
    const observed = health.verdictOf(record.id)?.state ?? 'ok';
    // A miner whose shares are refused does not give what it should either.
    if (observed !== 'ok') return observed === 'rejecting' ? 'below-standard' : observed;
    if (session?.assignedAccountId === null) return 'parked';
    return record.role === 'standby' ? 'standby' : 'working';
  }

  #isJustGone(minerId: string): boolean {
    const { closedAt, clock } = this.#parts;
    const closedMs = closedAt.get(minerId);
    return closedMs !== undefined && clock.monotonicMs() - closedMs < OFFLINE_AFTER_MS;
  }
}
