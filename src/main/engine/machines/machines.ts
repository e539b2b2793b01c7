import { AppError } from '#shared/errors.ts';
import type {
  CredentialView,
  MachineAction,
  MachineAlgorithm,
  MachineRules,
  MachineView,
} from '#shared/model/machine.ts';

import type { MinerFamily } from '#engine/discovery/families.ts';
import type { MinerReading } from '#engine/discovery/miner-reading.ts';
import type { MinerDriver, MinerLink } from '#engine/drivers/driver.ts';
import { type Clock, every } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import type { SecretBox } from '#engine/lib/secret-box.ts';
import { MinerError, type MinerHost } from '#engine/miner-api/miner-host.ts';
import type { Database } from '#engine/store/database.ts';
import { MachineCredentialStore } from '#engine/store/machine-credential-store.ts';
import { MachineStore } from '#engine/store/machine-store.ts';
import { SettingsStore } from '#engine/store/settings-store.ts';

import { CredentialBook, type CredentialInput } from './credential-book.ts';
import type { Sighting } from './identity.ts';
import { type AccessOptions, MachineAccess } from './machine-access.ts';
import { MachineBook } from './machine-book.ts';
import { MachineCare, type Sickness } from './machine-care.ts';
import type { MachineRecord } from './machine-record.ts';
import { MachineRuleBook } from './machine-rules.ts';
import { type MachineViewDeps, viewOf } from './machine-view.ts';
import { Poller } from './poller.ts';
import { type MinerSession, SessionLinks } from './session-links.ts';
import type { IsOurs } from './tamper.ts';
import { TamperGuard } from './tamper-guard.ts';

export interface MachinesDeps {
  database: Database;
  secretBox: SecretBox;
  clock: Clock;
  log: Log;
  drivers: (family: MinerFamily) => MinerDriver;
  /** How a machine is reached; `signal` ends its calls. */
  host: (address: string, signal: AbortSignal) => MinerHost;
  familyName: (family: MinerFamily) => string;
  algorithmOf: (family: MinerFamily, model: string | null, reading: MinerReading | null) => MachineAlgorithm;
  /** Whether a pool address is this program's own proxy. */
  isOurs: IsOurs;
  /** A snapshot of its previous pools is kept. */
  canRestore: (machineId: string) => boolean;
  /** A run changes its pools, or waits for its first share still. */
  isChanging: (machineId: string) => boolean;
  /** What is observed of a miner by its shares; null = it is well, or nobody can tell. */
  sickness: (minerId: string) => Sickness | null;
  /** Null = the miner is not known. */
  standby: (minerId: string) => { isStandby: boolean; isNeeded: boolean } | null;
  httpPort?: number;
  /** 0 to 1; for tests. */
  random?: () => number;
}

const LOOK_MS = 5000;
const FLUSH_MS = 60_000;

/** The machines on the LAN: who they are, how to log in to them, what they say, and what is done to them. */
export class Machines {
  readonly book: MachineBook;
  readonly sessions: SessionLinks;
  readonly credentials: CredentialBook;
  readonly poller: Poller;
  readonly tamper: TamperGuard;
  readonly care: MachineCare;
  /** A machine was read. `minerId` null: it is no known miner of the proxy. */
  readonly telemetry = new Emitter<[machineId: string, minerId: string | null, reading: MinerReading]>();
  /** Something that `view` shows is another one now. */
  readonly changed = new Emitter<[machineId: string]>();
  readonly #deps: MachinesDeps;
  readonly #access: MachineAccess;
  readonly #rules: MachineRuleBook;
  readonly #views: MachineViewDeps;
  #stopTimers: (() => void)[] = [];

  constructor(deps: MachinesDeps) {
    this.#deps = deps;
    const { database, clock, log, drivers, isOurs, secretBox } = deps;
    const book = new MachineBook({ clock, log, store: new MachineStore(database) });
    this.book = book;
    this.sessions = new SessionLinks({ book, clock });
    const store = new MachineCredentialStore(database);
    this.credentials = new CredentialBook({ clock, store, secretBox });
    this.#rules = new MachineRuleBook(new SettingsStore(database));
    this.#access = new MachineAccess({
      book,
      credentials: this.credentials,
      clock,
      drivers,
      host: deps.host,
    });
    const access = this.#access;
    this.poller = new Poller({ book, access, clock, log, drivers, random: deps.random ?? Math.random });
    const { poller, sessions } = this;
    this.tamper = new TamperGuard({ book, poller, sessions, clock, isOurs });
    const rules = (): MachineRules => this.#rules.get();
    const isAway = (machine: MachineRecord): boolean => this.#isAway(machine);
    this.care = new MachineCare({ ...deps, book, access, poller, rules, isAway });
    const { credentials, tamper } = this;
    this.#views = { ...deps, credentials, poller, tamper, httpPort: deps.httpPort ?? 80 };
    this.#wire();
  }

  /** Begins to read the machines and to carry out the rules. */
  start(): void {
    this.poller.start();
    this.#stopTimers = [
      every(this.#deps.clock, LOOK_MS, () => {
        this.tamper.tick();
        this.care.tick();
      }),
      every(this.#deps.clock, FLUSH_MS, () => this.book.flush()),
    ];
  }

  /** Ends what is under way and stores what is not stored yet. To be called before the database closes. */
  async stop(): Promise<void> {
    for (const stop of this.#stopTimers.splice(0)) stop();
    await this.poller.stop();
    await this.care.settle();
    this.book.flush();
  }

  get(id: string): MachineRecord | undefined {
    return this.book.get(id);
  }

  /** A scan or a button report found a machine. Returns its id; null where it cannot be remembered. */
  sight(sighting: Sighting): string | null {
    return this.book.sight(sighting);
  }

  /**
   * A packet said that a machine with this MAC is at this address. It moves no machine that is known elsewhere: what
   * answers there decides.
   */
  noteReport({ address, mac }: { address: string; mac: string | null }): void {
    if (this.book.isElsewhere(mac, address)) return;
    this.sight({ address, family: 'unknown', model: null, firmware: null, mac, serial: null });
  }

  /** Its machine is known to have other pools than ours, by its owner’s will: it was put back, or never pointed here. */
  worksElsewhere(minerId: string): boolean {
    const machine = this.book.byMiner(minerId);
    if (!machine || this.sessions.isLive(minerId)) return false;
    return this.tamper.pointState(machine) === 'elsewhere';
  }

  noteSession(session: MinerSession): void {
    this.sessions.noteSession(session);
  }

  noteSessionClosed(minerId: string): void {
    this.sessions.noteSessionClosed(minerId);
  }

  minersMerged(fromId: string, intoId: string): void {
    this.sessions.minersMerged(fromId, intoId);
  }

  /** Our proxy was written into it as first pool, under this worker name. */
  notePointed(id: string, written: { url: string; worker: string }): void {
    const { url, worker } = written;
    this.book.update(id, { worker, pointedUrl: url, pointedAtMs: this.#deps.clock.nowMs() });
  }

  /** Its previous pools are in it again: it is no machine of ours any more. */
  noteRestored(id: string): void {
    this.book.update(id, { worker: null, pointedUrl: null, pointedAtMs: null });
  }

  /** A run changes the machine: it is not read until `release`. Holds are counted. */
  hold(id: string): void {
    this.poller.hold(id);
    this.changed.emit(id);
  }

  release(id: string): void {
    this.poller.release(id);
    this.changed.emit(id);
  }

  /** See `MachineAccess.withCredential`. */
  withCredential<T>(
    id: string,
    action: (link: MinerLink) => Promise<T>,
    options?: AccessOptions,
  ): Promise<T> {
    return this.#access.withCredential(id, action, options);
  }

  readNow(id: string): Promise<void> {
    return this.poller.readNow(id);
  }

  /** Does to one machine what its owner asks. Throws `AppError` with a sentence when it does not work. */
  async control(id: string, action: MachineAction): Promise<MachineView> {
    const machine = this.book.need(id);
    if (this.poller.isHeld(machine.id)) {
      throw new AppError('CONFLICT', 'The pools of this machine are being changed just now; wait for that.');
    }
    if (action === 'read') {
      await this.poller.readNow(machine.id);
      return this.view(machine.id);
    }
    try {
      await this.#access.withCredential(machine.id, (link) => this.#order(link, action));
    } catch (error) {
      if (!(error instanceof MinerError)) throw error;
      const code = error.trouble === 'unsupported' ? 'BAD_INPUT' : 'UNAVAILABLE';
      throw new AppError(code, error.message, { cause: error });
    }
    if (action === 'restart') this.book.update(machine.id, { restartedAtMs: this.#deps.clock.nowMs() });
    if (action === 'wake') this.book.update(machine.id, { putToSleepAtMs: null });
    return this.view(machine.id);
  }

  /** `fromId` is the same machine as `intoId`, by the owner's word. */
  merge(intoId: string, fromId: string): MachineView {
    const into = this.book.need(intoId);
    this.book.merge(fromId, into.id);
    return this.view(into.id);
  }

  /** Takes it apart from its miner and from machines merged into it, for good. */
  split(id: string): MachineView {
    return this.view(this.book.split(id).id);
  }

  /** This machine is that miner, by the owner's word. */
  link(id: string, minerId: string): MachineView {
    this.book.link(id, minerId, 'hand');
    return this.view(id);
  }

  /** Removes what is known of it; it is found again when it is seen again. */
  forget(id: string): void {
    this.book.forget(this.book.need(id).id);
  }

  listCredentials(): CredentialView[] {
    return this.credentials.list();
  }

  /** Stores a login; the machines it is for may be tried again at once. */
  addCredential(input: CredentialInput): CredentialView {
    const { scope } = input;
    const machineId = scope.kind === 'machine' ? this.book.need(scope.machineId).id : null;
    const added = this.credentials.add(
      machineId === null ? input : { ...input, scope: { kind: 'machine', machineId } },
    );
    for (const machine of this.book.all()) {
      const isMeant = scope.kind === 'family' ? machine.family === scope.family : machine.id === machineId;
      if (isMeant) this.#access.forgive(machine.id);
    }
    return added;
  }

  removeCredential(id: number): void {
    const scope = this.credentials.remove(id);
    if (!scope) throw new AppError('NOT_FOUND', 'There is no such login any more.');
    for (const machine of this.book.all()) {
      if (machine.workedCredential === id) this.book.update(machine.id, { workedCredential: null });
    }
  }

  rules(): MachineRules {
    return this.#rules.get();
  }

  setRules(rules: MachineRules): MachineRules {
    return this.#rules.set(rules);
  }

  /** Throws `AppError` where there is none. */
  view(id: string): MachineView {
    return viewOf(this.book.need(id), this.#views);
  }

  views(): MachineView[] {
    return [...this.book.all()].map((machine) => viewOf(machine, this.#views));
  }

  #order(link: MinerLink, action: Exclude<MachineAction, 'read'>): Promise<void> {
    const driver = this.#deps.drivers(link.family);
    switch (action) {
      case 'blink-on':
      case 'blink-off':
        return driver.blink(link, action === 'blink-on');
      case 'restart':
        return driver.restart(link);
      case 'sleep':
        return driver.sleep(link);
      case 'wake':
        return driver.wake(link);
    }
  }

  #wire(): void {
    this.book.removed.on((id, intoId) => this.credentials.moveMachine(id, intoId));
    this.book.sighted.on((id) => this.#noteAlgorithm(id));
    this.book.changed.on((id) => this.changed.emit(id));
    this.poller.stateChanged.on((id) => this.changed.emit(id));
    this.poller.read.on((id, reading) => {
      this.#noteAlgorithm(id);
      this.telemetry.emit(id, this.book.get(id)?.minerId ?? null, reading);
    });
  }

  #isAway(machine: MachineRecord): boolean {
    const { minerId } = machine;
    if (minerId !== null && this.sessions.isLive(minerId)) return false;
    const point = this.tamper.pointState(machine);
    return point === 'elsewhere' || point === 'changed';
  }

  #noteAlgorithm(id: string): void {
    const machine = this.book.get(id);
    if (!machine) return;
    const reading = this.poller.stateOf(id)?.reading ?? null;
    const algorithm = this.#deps.algorithmOf(machine.family, machine.model, reading);
    if (algorithm !== machine.algorithm) this.book.update(id, { algorithm });
  }
}
