import { join } from 'node:path';

import { AccountBook } from '#engine/accounts/account-book.ts';
import { Verdicts } from '#engine/accounts/verdicts.ts';
import { HealthWatch } from '#engine/health/health-watch.ts';
import { Marks } from '#engine/health/marks.ts';
import { AllocationLog } from '#engine/history/allocation-log.ts';
import { WorkMeters } from '#engine/history/work-meter.ts';
import { Ledger } from '#engine/ledger/ledger.ts';
import { RoundClock } from '#engine/ledger/rounds.ts';
import { every, type Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import type { SecretBox } from '#engine/lib/secret-box.ts';
import { Granularity } from '#engine/proxy/granularity.ts';
import { StratumListener } from '#engine/proxy/listener.ts';
import { Proxy } from '#engine/proxy/proxy.ts';
import { UpstreamSet } from '#engine/proxy/upstream-set.ts';
import { WorkCount } from '#engine/proxy/work-count.ts';
import { Registry } from '#engine/registry/registry.ts';
import { Scheduler } from '#engine/scheduler/scheduler.ts';
import { AuditStore } from '#engine/store/audit-store.ts';
import { Database } from '#engine/store/database.ts';
import { IntervalStore } from '#engine/store/interval-store.ts';
import { MarkStore } from '#engine/store/mark-store.ts';
import { MinerStore } from '#engine/store/miner-store.ts';
import { SettingsStore } from '#engine/store/settings-store.ts';
import { AppError } from '#shared/errors.ts';
import type { FarmFile } from '#shared/model/farm-file.ts';
import type { EndpointView, FarmExtras, FarmSnapshot, MinerView } from '#shared/model/snapshot.ts';

import type { BackupRoom } from '#engine/backup/backup-room.ts';
import { alertsSection } from '#engine/backup/sections/alerts-section.ts';

import { openBackupRoom } from './backup-wiring.ts';
import { FarmNotices } from './farm-notices.ts';
import { FarmSettings } from './farm-settings.ts';
import type { FarmParts } from './farm-parts.ts';
import { FarmView } from './farm-view.ts';
import { LearnedRates } from './learned-rates.ts';
import { LiveFeed } from './live-feed.ts';
import { EventNotices } from './notices.ts';
import { Office } from './office.ts';
import { Operations } from './operations.ts';
import { Lan, type LanOptions } from './lan.ts';
import { FarmPlanSource } from './plan-source.ts';
import { StoredPromotions } from './stored-promotions.ts';
import { createRouter, type EngineRouter } from './router.ts';
import { wire } from './wiring.ts';

const DATABASE_FILE = 'hashquota.db';
/** A clean stop waits so long for the pools' answers. */
const ANSWER_WAIT_MS = 3_000;
const UPKEEP_PERIOD_MS = 60_000;
const DEFAULT_LISTEN = { host: '0.0.0.0', port: 3333 };

/** The demo's own pools, counting by themselves. */
interface DemoCounts {
  poolCounts(): { accountId: string; work: number; shares: number }[];
}

export interface EngineOptions {
  dataDir: string;
  clock: Clock;
  log: Log;
  version: string;
  secretBox: SecretBox;
  demo: DemoCounts | null;
  /** How machines on the LAN are reached; as real ones unless given. */
  lan?: LanOptions | undefined;
  /** Stops this engine and starts another on the same folder, soon; null or absent = the shell cannot. */
  restart?: (() => void) | null | undefined;
  /** The data folder goes with the engine: no daily backups. That of a demo unless said otherwise. */
  isPassing?: boolean | undefined;
}

/** Builds all parts in order and knows them all; everything that mines is in here, no window and no HTTP. */
export class Engine {
  readonly database: Database;
  readonly rounds: RoundClock;
  readonly ledger: Ledger;
  readonly book: AccountBook;
  readonly verdicts: Verdicts;
  readonly registry: Registry;
  readonly marks: Marks;
  readonly health: HealthWatch;
  readonly upstreams: UpstreamSet;
  readonly proxy: Proxy;
  readonly scheduler: Scheduler;
  readonly operations: Operations;
  readonly allocationLog: AllocationLog;
  readonly feed: LiveFeed;
  readonly lan: Lan;
  readonly office: Office;
  readonly backup: BackupRoom;
  readonly router: EngineRouter;
  readonly farmSettings: FarmSettings;
  readonly options: EngineOptions;
  readonly #learned: LearnedRates;
  readonly #granularity: Granularity;
  readonly #listener: StratumListener;
  readonly #view: FarmView;
  readonly #farmNotices: FarmNotices;
  /** The demo's pools begin to count with each start; what the ledger had before is left out beside them. */
  readonly #creditedBefore = new Map<string, { work: number; shares: number }>();
  #address: { host: string; port: number } | null = null;
  #stopTicking: () => void = () => {};
  #stopUpkeep: () => void = () => {};
  #isStopped = false;

  /** Opens the data folder. Throws `AppError` where the database cannot be used. */
  static open(options: EngineOptions): Engine {
    return new Engine(options);
  }

  private constructor(options: EngineOptions) {
    const { clock, log } = options;
    this.options = options;
    const database = Database.open({ clock, log }, { file: join(options.dataDir, DATABASE_FILE) });
    this.database = database;
    const audit = new AuditStore(database);
    const settings = new SettingsStore(database);
    this.farmSettings = new FarmSettings(settings);
    this.rounds = new RoundClock({ database, clock, log });
    this.ledger = new Ledger({ database, clock, log, rounds: this.rounds });
    for (const { accountId } of options.demo?.poolCounts() ?? [])
      this.#creditedBefore.set(accountId, this.ledger.lifetimeCredited(accountId));
    this.book = new AccountBook({ database, clock, secretBox: options.secretBox, rounds: this.rounds });
    this.registry = new Registry({ clock, store: new MinerStore(database) });
    this.marks = new Marks(new MarkStore(database));
    this.health = new HealthWatch({ clock, log });
    this.#learned = new LearnedRates(settings, this.health);
    const lastAliveMs = this.ledger.lastShareAtMs() ?? clock.nowMs();
    this.allocationLog = new AllocationLog({ clock, store: new IntervalStore(database) }, lastAliveMs);
    this.upstreams = new UpstreamSet(
      { clock, log, ledger: this.ledger },
      {
        userAgent: `hashquota/${options.version}`,
        passwordOf: (accountId) => this.book.passwordOf(accountId),
        isMarkedFailed: (endpointId) => this.marks.get('pool', endpointId) !== null,
      },
    );
    this.proxy = new Proxy(
      { clock, log, ledger: this.ledger, registry: this.registry, upstreams: this.upstreams },
      this.farmSettings.difficulty,
    );
    this.#granularity = new Granularity(this.upstreams);
    this.verdicts = new Verdicts({
      database,
      clock,
      log,
      book: this.book,
      ledger: this.ledger,
      rounds: this.rounds,
      farmHashrate: () => this.#farmHashrate(),
    });
    const parts: FarmParts = {
      clock,
      log,
      version: options.version,
      settings: this.farmSettings,
      rounds: this.rounds,
      ledger: this.ledger,
      book: this.book,
      verdicts: this.verdicts,
      registry: this.registry,
      marks: this.marks,
      health: this.health,
      upstreams: this.upstreams,
      proxy: this.proxy,
      allocationLog: this.allocationLog,
      notices: new EventNotices(),
      accountMeters: new WorkMeters(),
      workCount: new WorkCount(),
      closedAt: new Map(),
      lastHashrates: new Map(),
    };
    const source = new FarmPlanSource(parts);
    this.scheduler = new Scheduler({
      clock,
      log,
      source,
      mover: this.proxy,
      store: new StoredPromotions(settings),
      inOneWrite: (run) => database.transaction(run),
    });
    this.proxy.wouldServe = (minerId) => source.wouldServe(minerId);
    this.proxy.binder.mayLinger = (minerId) => source.markOf(minerId) === null;
    this.operations = new Operations({ ...parts, scheduler: this.scheduler, audit });
    this.#view = new FarmView(parts, source);
    this.lan = new Lan(
      {
        ...{ parts, database, audit, secretBox: options.secretBox },
        standIns: () => this.scheduler.promotions,
        listening: () => this.#address,
        touch: () => this.feed.touch(),
      },
      options.lan,
    );
    this.#farmNotices = new FarmNotices(parts, (minerId) => this.lan.isAsleep(minerId));
    this.feed = new LiveFeed({ clock, look: () => this.#view.body(), lookExtras: () => this.#lookExtras() });
    this.#listener = new StratumListener({
      log,
      onSocket: (socket, address) => this.proxy.open(socket, address),
    });
    this.office = new Office({
      ...{ parts, database, audit, source, scheduler: this.scheduler },
      ...{ secretBox: options.secretBox, dataDir: options.dataDir, machines: this.lan.machinesRoom },
    });
    this.backup = openBackupRoom({
      ...{ parts, database, audit, secretBox: options.secretBox, lan: this.lan },
      sections: [alertsSection(this.office.alerts)],
      imported: () => this.#takeUpSettings(),
      restart: options.restart ?? null,
      isPassing: options.isPassing ?? options.demo !== null,
    });
    const { alerts, charts, statements } = this.office;
    this.router = createRouter({
      ...{ lan: this.lan, backup: this.backup, alerts, charts, statements },
      parts,
      planning: { parts, source, scheduler: this.scheduler },
      feed: this.feed,
      operations: this.operations,
      applyFarmFile: (file, by) => this.applyFarmFile(file, by),
      minerView: (id) => this.minerView(id),
      endpointView: (id) => this.endpointView(id),
    });
    wire({
      ...parts,
      scheduler: this.scheduler,
      feed: this.feed,
      audit,
      isStarted: () => this.#address !== null && !this.#isStopped,
    });
  }

  /** Takes a farm file over as the whole truth for accounts, order, endpoints, quotas and listed miners. */
  applyFarmFile(file: FarmFile, by: string): void {
    this.farmSettings.apply(file);
    this.rounds.change(file.round);
    this.book.applyFile(file.accounts, by);
    this.registry.applyFile(file.miners);
    this.#takeUpSettings();
  }

  /** Connects to the pools and listens for miners. Rejects with `EADDRINUSE` when the port is taken. */
  async start(listen: { host: string; port: number } | null): Promise<{ host: string; port: number }> {
    const { clock } = this.options;
    const wanted = listen ?? this.farmSettings.listen ?? DEFAULT_LISTEN;
    this.#listener.allow(this.farmSettings.allow);
    this.#address = await this.#listener.listen(wanted.host, wanted.port);
    this.upstreams.sync(this.book.upstreamAccounts());
    this.#stopTicking = every(clock, 1000, () => this.#tick());
    this.#stopUpkeep = every(clock, UPKEEP_PERIOD_MS, () => this.#keepUp());
    this.lan.start();
    this.office.start();
    this.backup.start();
    this.scheduler.replan();
    return this.#address;
  }

  /** Takes no more shares, waits up to 3 s for the pools' answers, writes everything, closes. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    await Promise.all([this.lan.stop(), this.office.stop(), this.backup.stop()]);
    this.proxy.beginClosing();
    this.#listener.stopListening();
    this.ledger.flush();
    await this.#waitForAnswers();
    this.#stopTicking();
    this.#stopUpkeep();
    await this.#listener.close();
    this.upstreams.stop();
    this.feed.close();
    this.verdicts.close();
    this.registry.flush();
    this.#learned.save(this.registry);
    this.ledger.close();
    this.rounds.close();
    this.database.close();
  }

  isAlive(): boolean {
    return !this.#isStopped && this.database.isOpen;
  }

  snapshot(): FarmSnapshot {
    return this.feed.snapshot();
  }

  extras(): FarmExtras {
    return this.feed.extras();
  }

  minerView(id: string): MinerView {
    const record = this.registry.get(id);
    if (!record) throw new AppError('MINER_NOT_FOUND', `There is no miner with the id "${id}".`);
    return this.#view.miner(record);
  }

  endpointView(id: string): EndpointView {
    for (const account of this.book.list()) {
      const view = this.#view.endpoints(account.id).find((endpoint) => endpoint.id === id);
      if (view) return view;
    }
    throw new AppError('POOL_NOT_FOUND', `There is no pool endpoint with the id "${id}".`);
  }

  #lookExtras(): FarmExtras {
    const counts = this.options.demo?.poolCounts() ?? [];
    return {
      version: this.options.version,
      demo: this.options.demo !== null,
      stratumAddress: this.#address ? `${this.#address.host}:${this.#address.port}` : null,
      notices: this.#farmNotices.all(),
      poolCounts: counts.map(({ accountId, work, shares }) => {
        const ours = this.ledger.lifetimeCredited(accountId);
        const before = this.#creditedBefore.get(accountId);
        return {
          accountId,
          poolWork: work,
          poolShares: shares,
          ledgerWork: ours.work - (before?.work ?? 0),
          ledgerShares: ours.shares - (before?.shares ?? 0),
        };
      }),
    };
  }

  #farmHashrate(): number | null {
    const nowMs = this.options.clock.monotonicMs();
    let sum: number | null = null;
    for (const minerId of this.proxy.liveMiners()) {
      const hashrate = this.proxy.minerMeters.hashrate(minerId, nowMs);
      if (hashrate !== null) sum = (sum ?? 0) + hashrate;
    }
    return sum;
  }

  /** Once a minute: what is not urgent. */
  #keepUp(): void {
    this.allocationLog.forgetOld();
    this.#granularity.ask((accountId) => this.verdicts.standing(accountId).targetWork, this.#farmHashrate());
  }

  /** Settings were stored that parts keep a copy of. */
  #takeUpSettings(): void {
    this.proxy.binder.difficulty = this.farmSettings.difficulty;
    this.#listener.allow(this.farmSettings.allow);
    this.scheduler.replan();
    this.feed.touch();
  }

  #tick(): void {
    this.rounds.current();
    this.proxy.tick();
    this.health.tick();
    this.#learned.saveNowAndThen(this.options.clock.monotonicMs(), this.registry);
    this.scheduler.replan();
    this.database.transaction(() => this.registry.flush());
    this.feed.touch();
  }

  #waitForAnswers(): Promise<void> {
    const { clock } = this.options;
    const untilMs = clock.monotonicMs() + ANSWER_WAIT_MS;
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.upstreams.pendingShares() === 0 || clock.monotonicMs() >= untilMs) resolve();
        else clock.after(20, look);
      };
      look();
    });
  }
}
