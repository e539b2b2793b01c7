import { AppError } from '#shared/errors.ts';
import type { AccountInput, AccountSettings } from '#shared/model/account.ts';
import type { AllocationInterval } from '#shared/model/history.ts';
import type { StandIn } from '#shared/model/planning.ts';
import type {
  AccountView,
  EndpointView,
  FailureReason,
  FarmExtras,
  FarmSnapshot,
  MinerRole,
  MinerView,
  Notice,
  OperatorMark,
  PolicyName,
} from '#shared/model/snapshot.ts';
import { workFromHashrate } from '#shared/units.ts';

import { ACCOUNT_NAMES, activateFirst, AGENTS, newAccount, settingsOf } from './scripted-accounts.ts';
import { standInsOf } from './scripted-standby.ts';

export interface ScriptedFarmOptions {
  miners: number;
  /** So many of them, the last ones, are standby. */
  standby?: number;
  /** Customer accounts; an overflow account called `owner` is added. */
  accounts: number;
  /** Mean H/s of a miner. */
  hashrate: number;
  /** How long the whole farm needs for one account's quota. */
  quotaSpanMs: number;
  nowMs: number;
}

interface Mark {
  id: string;
  failed: boolean;
  note?: string | undefined;
  reason?: FailureReason | undefined;
}

const KEPT_MS = 3_600_000;

/**
 * A farm that lives in memory and moves only when told: the sequential policy, one account after the
 * other, with every command of the contract having its effect. It is the same on every run.
 */
export class ScriptedFarm {
  readonly accounts: AccountView[] = [];
  readonly archived = new Map<string, { view: AccountView; settings: AccountSettings }>();
  readonly miners: MinerView[] = [];
  readonly settings: AccountSettings[] = [];
  readonly notices: Notice[] = [];
  readonly pinned = new Set<string>();
  policy: PolicyName = 'sequential';
  intervals: AllocationInterval[] = [];
  nowMs: number;
  roundStartMs: number;
  revision = 1;
  #random: number;
  readonly #openIntervals = new Map<string, AllocationInterval>();
  readonly #options: ScriptedFarmOptions;
  readonly #listeners = new Set<() => void>();

  constructor(options: ScriptedFarmOptions) {
    this.#options = options;
    this.#random = 7;
    this.nowMs = options.nowMs;
    this.roundStartMs = options.nowMs;
    for (let i = 0; i < options.accounts; i++) this.#seedAccount(i);
    this.addAccount({
      name: 'owner',
      pools: [{ url: 'stratum+tcp://pool-b.example:3333' }],
      worker: 'owner.farm1',
      quota: null,
      overflow: true,
      carryOver: false,
      upstream: 'aggregated',
    });
    for (let i = 0; i < options.miners; i++) this.#seedMiner(i);
    this.#plan('connected');
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  snapshot(): FarmSnapshot {
    return structuredClone({
      revision: this.revision,
      atMs: this.nowMs,
      policy: this.policy,
      round: {
        id: new Date(this.roundStartMs).toISOString().slice(0, 16) + 'Z',
        startedAtMs: this.roundStartMs,
        endsAtMs: null,
      },
      accounts: this.accounts,
      miners: this.miners,
    });
  }

  standIns(): StandIn[] {
    return standInsOf(this.miners, { atMs: this.roundStartMs, pinned: this.pinned });
  }

  extras(): FarmExtras {
    return {
      version: '0.1.0',
      demo: this.#options.miners < 20,
      stratumAddress: '192.168.1.10:3333',
      notices: structuredClone(this.notices),
      poolCounts:
        this.#options.miners < 20
          ? this.accounts.map((account) => ({
              accountId: account.id,
              poolWork: account.creditedWork,
              poolShares: account.acceptedShares,
              ledgerWork: account.creditedWork,
              ledgerShares: account.acceptedShares,
            }))
          : [],
    };
  }

  /** Mines for `ms`, in steps of at most a second. */
  advance(ms: number): void {
    for (let left = ms; left > 0; left -= 1000) this.#step(Math.min(left, 1000));
    this.changed();
  }

  addAccount(input: AccountInput): AccountSettings {
    if (this.accounts.some((account) => account.name === input.name)) {
      throw new AppError('CONFLICT', `There is already an account named “${input.name}”.`);
    }
    const id = input.name.replaceAll(/[^A-Za-z0-9._~-]/g, '_');
    const settings = settingsOf(id, input, undefined);
    this.settings.push(settings);
    this.accounts.push(this.#newAccount(settings));
    this.#renumber();
    return settings;
  }

  updateAccount(id: string, input: AccountInput): AccountSettings {
    const index = this.settings.findIndex((settings) => settings.id === id);
    const old = this.settings[index];
    const view = this.accounts.find((account) => account.id === id);
    if (!old || !view) throw new AppError('ACCOUNT_NOT_FOUND', 'No account with this id.');
    const settings = settingsOf(id, input, old);
    this.settings[index] = settings;
    const fresh = this.#newAccount(settings);
    Object.assign(view, {
      name: fresh.name,
      overflow: fresh.overflow,
      targetWork: fresh.targetWork,
      pools: fresh.pools,
    });
    this.changed();
    return settings;
  }

  reorder(ids: readonly string[]): AccountSettings[] {
    const place = (id: string) => (ids.indexOf(id) + ids.length) % ids.length;
    this.settings.sort((a, b) => place(a.id) - place(b.id));
    this.accounts.sort((a, b) => place(a.id) - place(b.id));
    this.#renumber();
    return this.settings;
  }

  archive(id: string): void {
    const view = this.accounts.find((account) => account.id === id);
    const settings = this.settings.find((entry) => entry.id === id);
    if (!view || !settings) throw new AppError('ACCOUNT_NOT_FOUND', 'No account with this id.');
    this.archived.set(id, { view, settings });
    this.accounts.splice(this.accounts.indexOf(view), 1);
    this.settings.splice(this.settings.indexOf(settings), 1);
    this.#renumber();
  }

  restore(id: string): AccountSettings {
    const entry = this.archived.get(id);
    if (!entry) throw new AppError('ACCOUNT_NOT_FOUND', 'No archived account with this id.');
    this.archived.delete(id);
    this.accounts.splice(entry.view.order, 0, entry.view);
    this.settings.splice(entry.view.order, 0, entry.settings);
    this.#renumber();
    return entry.settings;
  }

  markMiner(mark: Mark): MinerView {
    const miner = this.miners.find((entry) => entry.id === mark.id);
    if (!miner) throw new AppError('MINER_NOT_FOUND', 'No miner with this id.');
    miner.markedFailed = this.#mark(mark);
    miner.state = mark.failed ? 'failed' : miner.role === 'standby' ? 'standby' : 'working';
    this.#plan(mark.failed ? 'marked failed by you' : 'put back by you');
    this.changed();
    return structuredClone(miner);
  }

  markEndpoint(mark: Mark): EndpointView {
    for (const account of this.accounts) {
      const endpoint = account.pools.find((pool) => pool.id === mark.id);
      if (!endpoint) continue;
      endpoint.markedFailed = this.#mark(mark);
      endpoint.state = mark.failed ? 'failed' : 'standby';
      activateFirst(account);
      this.changed();
      return structuredClone(endpoint);
    }
    throw new AppError('POOL_NOT_FOUND', 'No pool endpoint with this id.');
  }

  setRole(id: string, role: MinerRole): MinerView {
    const miner = this.miners.find((entry) => entry.id === id);
    if (!miner) throw new AppError('MINER_NOT_FOUND', 'No miner with this id.');
    miner.role = role;
    miner.state = role === 'standby' ? 'standby' : 'working';
    this.#plan('role changed by you');
    this.changed();
    return structuredClone(miner);
  }

  /** Counts a change and tells the listeners. */
  changed(): void {
    this.revision += 1;
    for (const listener of this.#listeners) listener();
  }

  #mark({ failed, note, reason }: Mark): OperatorMark | null {
    return failed ? { reason: reason ?? 'failed', note: note ?? '', by: 'window', atMs: this.nowMs } : null;
  }

  #step(ms: number): void {
    this.nowMs += ms;
    for (const miner of this.miners) this.#mine(miner, ms);
    for (const account of this.accounts) {
      const isDone = account.targetWork !== null && account.creditedWork >= account.targetWork;
      if (isDone && !account.upToStandard) {
        account.upToStandard = true;
        account.upToStandardAtMs = this.nowMs;
        this.#plan(`${account.name} is up to standard`);
      }
    }
    if (this.nowMs - this.roundStartMs > this.#options.quotaSpanMs * (this.#options.accounts + 1))
      this.#newRound();
    this.#forecast();
  }

  #mine(miner: MinerView, ms: number): void {
    if (miner.state === 'offline' || miner.accountId === null) return;
    const mean = miner.nominalHashrate ?? this.#options.hashrate;
    miner.hashrate = mean * (0.97 + 0.06 * this.#next());
    const account = this.accounts.find((entry) => entry.id === miner.accountId);
    const difficulty = miner.difficulty ?? 1;
    const shares = Math.floor(
      (workFromHashrate(miner.hashrate, ms) / difficulty) * 2 * this.#next() + this.#next(),
    );
    if (!account || shares === 0) return;
    miner.acceptedShares += shares;
    miner.lastShareAtMs = this.nowMs;
    account.verifiedWork += shares * difficulty;
    account.creditedWork += shares * difficulty;
    account.acceptedShares += shares;
    if (this.#next() < 0.002) account.staleShares += 1;
  }

  #forecast(): void {
    let startMs = this.nowMs;
    const total = this.miners.reduce(
      (sum, miner) => sum + (miner.accountId === null ? 0 : (miner.hashrate ?? 0)),
      0,
    );
    for (const account of this.accounts) {
      const serving = this.miners.filter((miner) => miner.accountId === account.id);
      account.hashrate =
        serving.length === 0 ? null : serving.reduce((sum, miner) => sum + (miner.hashrate ?? 0), 0);
      account.state = account.upToStandard ? 'up-to-standard' : serving.length > 0 ? 'working' : 'idle';
      account.etaMs = null;
      if (account.targetWork === null || account.upToStandard || total === 0) continue;
      const left = account.targetWork - account.creditedWork;
      startMs += (left / workFromHashrate(total, 1000)) * 1000;
      account.etaMs = startMs;
    }
  }

  #newRound(): void {
    this.roundStartMs = this.nowMs;
    for (const account of this.accounts) {
      Object.assign(account, {
        creditedWork: 0,
        verifiedWork: 0,
        acceptedShares: 0,
        staleShares: 0,
        upToStandard: false,
        upToStandardAtMs: null,
      });
    }
    this.#plan('a new round began');
  }

  #plan(cause: string): void {
    this.intervals = this.intervals.filter((entry) => (entry.toMs ?? this.nowMs) > this.nowMs - KEPT_MS);
    const overflow = this.accounts.find((account) => account.overflow) ?? null;
    const due = this.accounts.find((account) => !account.overflow && !account.upToStandard) ?? overflow;
    const called = new Set(this.standIns().flatMap(({ minerIds }) => minerIds));
    for (const miner of this.miners) {
      const isStandby = miner.role === 'standby' && !called.has(miner.id);
      const isHeldBack = miner.markedFailed !== null || isStandby;
      const target = miner.state === 'offline' ? null : isHeldBack ? overflow : due;
      this.#move(miner, target?.id ?? null, cause);
    }
    this.#forecast();
  }

  #move(miner: MinerView, accountId: string | null, cause: string): void {
    const open = this.#openIntervals.get(miner.id);
    if (open?.accountId === accountId) return;
    if (open) {
      open.toMs = this.nowMs;
      miner.switches += 1;
    }
    miner.accountId = accountId;
    if (miner.state === 'offline') return;
    const interval: AllocationInterval = {
      minerId: miner.id,
      accountId,
      fromMs: this.nowMs,
      toMs: null,
      cause,
    };
    this.#openIntervals.set(miner.id, interval);
    this.intervals.push(interval);
  }

  #renumber(): void {
    this.accounts.forEach((account, index) => (account.order = index));
    this.#plan('the order of accounts changed');
    this.changed();
  }

  #newAccount(settings: AccountSettings): AccountView {
    const farmHashrate = this.#options.hashrate * this.#options.miners;
    return newAccount(settings, {
      order: this.accounts.length,
      targetWork: workFromHashrate(farmHashrate, this.#options.quotaSpanMs),
      poolDifficulty: this.#shareDifficulty() * 4,
    });
  }

  #seedAccount(index: number): void {
    const name = ACCOUNT_NAMES[index] ?? `customer-${index + 1}`;
    this.addAccount({
      name,
      pools: [
        { url: `stratum+tcp://pool-a.example:${3333 + index}` },
        { url: 'stratum+ssl://pool-a2.example:443' },
      ],
      worker: `${name}.farm1`,
      quota: { hashrate: '120 TH/s' },
      overflow: false,
      carryOver: false,
      upstream: 'aggregated',
    });
  }

  #seedMiner(index: number): void {
    const name = `rack${Math.floor(index / 40) + 1}-${String((index % 40) + 1).padStart(2, '0')}`;
    const isOffline = index % 97 === 13;
    const isStandby = index >= this.#options.miners - (this.#options.standby ?? 0);
    this.miners.push({
      id: name,
      name,
      address: isOffline ? null : `192.168.${1 + Math.floor(index / 250)}.${1 + (index % 250)}`,
      userAgent: AGENTS[index % AGENTS.length] ?? null,
      role: isStandby ? 'standby' : 'active',
      state: isOffline ? 'offline' : isStandby ? 'standby' : 'working',
      markedFailed: null,
      accountId: null,
      hashrate: null,
      nominalHashrate: this.#options.hashrate * (0.8 + 0.4 * this.#next()),
      difficulty: this.#shareDifficulty(),
      acceptedShares: 0,
      rejectedShares: 0,
      staleShares: 0,
      lastShareAtMs: null,
      switches: 0,
    });
  }

  /** About one share every three seconds from one miner. */
  #shareDifficulty(): number {
    return workFromHashrate(this.#options.hashrate, 3000);
  }

  #next(): number {
    this.#random = (this.#random * 48_271) % 2_147_483_647;
    return this.#random / 2_147_483_647;
  }
}
