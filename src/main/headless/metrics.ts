import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

import type { AccountView, FarmSnapshot, MinerView } from '#shared/model/snapshot.ts';

/** A figure of one record; null = not known, and then it is left out rather than shown as 0. */
type Figure<T> = [name: string, help: string, value: (record: T) => number | null];

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);

const ACCOUNT_TOTALS: Figure<AccountView>[] = [
  ['credited_work_difficulty_total', 'Work the pool accepted in this round', (a) => a.creditedWork],
  ['verified_work_difficulty_total', 'Work the proxy verified in this round', (a) => a.verifiedWork],
  ['accepted_shares_total', 'Shares the pool accepted in this round', (a) => a.acceptedShares],
  ['rejected_shares_total', 'Shares the pool rejected in this round', (a) => a.rejectedShares],
  ['stale_shares_total', 'Shares the pool called stale in this round', (a) => a.staleShares],
  ['straddling_shares_total', 'Shares whose difficulty changed under way', (a) => a.straddlingShares],
];
const ACCOUNT_GAUGES: Figure<AccountView>[] = [
  ['target_work_difficulty', "The quota as this round's work", (a) => a.targetWork],
  ['pending_shares', 'Shares without an answer yet', (a) => a.pendingShares],
  ['in_doubt_shares', 'Shares whose answer never came', (a) => a.inDoubtShares],
  ['up_to_standard', '1 when the quota of this round is reached', (a) => (a.upToStandard ? 1 : 0)],
  ['hashrate_hashes_per_second', 'Verified work of the last ten minutes', (a) => a.hashrate],
  ['eta_timestamp_seconds', 'When the quota is expected to be reached', (a) => seconds(a.etaMs)],
];
const MINER_TOTALS: Figure<MinerView>[] = [
  ['accepted_shares_total', 'Shares we accepted since first seen', (m) => m.acceptedShares],
  ['rejected_shares_total', 'Shares we rejected since first seen', (m) => m.rejectedShares],
  ['stale_shares_total', 'Shares we called stale since first seen', (m) => m.staleShares],
  ['switches_total', 'Changes of account', (m) => m.switches],
];
const MINER_GAUGES: Figure<MinerView>[] = [
  ['hashrate_hashes_per_second', 'Verified work of the last ten minutes', (m) => m.hashrate],
  ['nominal_hashrate_hashes_per_second', 'What the miner should make', (m) => m.nominalHashrate],
  ['difficulty', "Difficulty of the miner's current job", (m) => m.difficulty],
  ['last_share_timestamp_seconds', 'When its last share came', (m) => seconds(m.lastShareAtMs)],
  ['marked_failed', '1 while the operator has marked it', (m) => (m.markedFailed ? 1 : 0)],
];

/** The farm in Prometheus' words. Account totals begin anew with each round. */
export class FarmMetrics {
  readonly #registry = new Registry();
  readonly #writers: ((snapshot: FarmSnapshot) => void)[] = [];
  readonly #snapshot: () => FarmSnapshot;

  constructor(snapshot: () => FarmSnapshot, version: string) {
    this.#snapshot = snapshot;
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    new Gauge({ name: 'hashquota_build_info', help: 'Version', labelNames: ['version'], registers }).set(
      { version },
      1,
    );
    this.#addFigures('account', (snapshot) => snapshot.accounts, ACCOUNT_TOTALS, ACCOUNT_GAUGES);
    this.#addFigures('miner', (snapshot) => snapshot.miners, MINER_TOTALS, MINER_GAUGES);
    this.#addStates();
    this.#addRound();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async text(): Promise<string> {
    const snapshot = this.#snapshot();
    for (const write of this.#writers) write(snapshot);
    return await this.#registry.metrics();
  }

  #addFigures<T extends { id: string }>(
    subject: 'account' | 'miner',
    records: (snapshot: FarmSnapshot) => T[],
    totals: Figure<T>[],
    gauges: Figure<T>[],
  ): void {
    const registers = [this.#registry];
    const base = (name: string, help: string) => ({
      name: `hashquota_${subject}_${name}`,
      help,
      labelNames: [subject],
      registers,
    });
    for (const [name, help, value] of totals) {
      const counter = new Counter(base(name, help));
      this.#writers.push((snapshot) => {
        counter.reset();
        for (const record of records(snapshot)) counter.inc({ [subject]: record.id }, value(record) ?? 0);
      });
    }
    for (const [name, help, value] of gauges) {
      const gauge = new Gauge(base(name, help));
      this.#writers.push((snapshot) => {
        gauge.reset();
        for (const record of records(snapshot)) {
          const figure = value(record);
          if (figure !== null) gauge.set({ [subject]: record.id }, figure);
        }
      });
    }
  }

  #addStates(): void {
    const registers = [this.#registry];
    const gauge = (name: string, help: string, labelNames: string[]) =>
      new Gauge({ name: `hashquota_${name}`, help, labelNames, registers });
    const account = gauge('account_state', '1 for the state it is in', ['account', 'state']);
    const miner = gauge('miner_state', '1 for the state it is in', ['miner', 'state']);
    const serves = gauge('miner_account', '1 for the account it works for', ['miner', 'account']);
    const pool = gauge('pool_state', '1 for the state it is in', ['account', 'pool', 'state']);
    const active = gauge('pool_active', '1 for the endpoint in use', ['account', 'pool']);
    const difficulty = gauge('pool_difficulty', 'Difficulty the pool asks for', ['account', 'pool']);
    this.#writers.push((snapshot) => {
      for (const each of [account, miner, serves, pool, active, difficulty]) each.reset();
      for (const { id, state, pools } of snapshot.accounts) {
        account.set({ account: id, state }, 1);
        for (const endpoint of pools) {
          const labels = { account: id, pool: endpoint.id };
          pool.set({ ...labels, state: endpoint.state }, 1);
          active.set(labels, endpoint.active ? 1 : 0);
          if (endpoint.difficulty !== null) difficulty.set(labels, endpoint.difficulty);
        }
      }
      for (const { id, state, accountId } of snapshot.miners) {
        miner.set({ miner: id, state }, 1);
        if (accountId !== null) serves.set({ miner: id, account: accountId }, 1);
      }
    });
  }

  #addRound(): void {
    const registers = [this.#registry];
    const started = new Gauge({
      name: 'hashquota_round_started_timestamp_seconds',
      help: 'Start of the current round',
      registers,
    });
    const ends = new Gauge({
      name: 'hashquota_round_ends_timestamp_seconds',
      help: 'End of the current round, when it has one',
      labelNames: ['round'],
      registers,
    });
    this.#writers.push(({ round }) => {
      started.set(round.startedAtMs / 1000);
      ends.reset();
      if (round.endsAtMs !== null) ends.set({ round: round.id }, round.endsAtMs / 1000);
    });
  }
}
