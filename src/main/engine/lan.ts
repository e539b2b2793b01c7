import { algorithmOf } from '#engine/drivers/algorithm.ts';
import { driverFor } from '#engine/drivers/driver-for.ts';
import { familyName } from '#engine/drivers/family-names.ts';
import { ReportListener } from '#engine/discovery/listen/report-listener.ts';
import type { ListenOptions } from '#engine/discovery/listen/report-listener.ts';
import { suggestNetworks } from '#engine/discovery/scan/interfaces.ts';
import { Scanner } from '#engine/discovery/scan/scanner.ts';
import { Strangers } from '#engine/discovery/scan/strangers.ts';
import type { MinerFamily } from '#engine/discovery/families.ts';
import type { SecretBox } from '#engine/lib/secret-box.ts';
import { Machines } from '#engine/machines/machines.ts';
import { type MinerPorts, STANDARD_PORTS } from '#engine/miner-api/miner-host.ts';
import { Pointing } from '#engine/pointing/pointing.ts';
import type { AuditStore } from '#engine/store/audit-store.ts';
import type { Database } from '#engine/store/database.ts';
import { toStableId } from '#engine/registry/miner-name.ts';
import { PointingStore } from '#engine/store/pointing-store.ts';
import { SettingsStore } from '#engine/store/settings-store.ts';
import { AppError } from '#shared/errors.ts';
import {
  type ChangeRun,
  type CredentialView,
  type DiscoveryView,
  type MachineAction,
  type MachineRules,
  type MachineView,
  type NetworkSuggestion,
  type PointPreviewLine,
  type PointRequest,
  type RestoreRequest,
  type ScanRequest,
  type ScanSchedule,
  scanSchedule,
} from '#shared/model/machine.ts';

import type { FarmParts } from './farm-parts.ts';
import type { LanDesk } from './lan-desk.ts';
import { type LanRooms, wireLan } from './lan-wiring.ts';
import { OwnAddresses } from './own-addresses.ts';
import { StandbyNeed } from './standby-need.ts';

/** Key of the rescan's settings. */
const SCHEDULE_KEY = 'discovery.schedule';
const BAD_HEALTH = new Set(['silent', 'offline', 'below-standard']);

export interface LanDeps {
  parts: FarmParts;
  database: Database;
  secretBox: SecretBox;
  audit: AuditStore;
  /** Standby miners that stand in for others now. */
  standIns: () => readonly { forMinerId: string; minerIds: readonly string[] }[];
  /** Where the proxy listens; null = it does not. */
  listening: () => { host: string; port: number } | null;
  /** Something that the window shows has changed. */
  touch: () => void;
}

export interface LanOptions {
  /** Ports of miners; those of real ones unless given. */
  ports?: MinerPorts | undefined;
  listen?: ListenOptions | undefined;
}

/** The machines on the LAN: looking for them, knowing them, and pointing them here. */
export class Lan implements LanDesk {
  readonly machinesRoom: Machines;
  readonly pointing: Pointing;
  readonly scanner: Scanner;
  readonly reports: ReportListener;
  readonly #deps: LanDeps;
  readonly #settings: SettingsStore;
  readonly #strangers: Strangers;

  constructor(deps: LanDeps, { ports = STANDARD_PORTS, listen = {} }: LanOptions = {}) {
    this.#deps = deps;
    const { parts, database, secretBox, audit } = deps;
    const { clock, log, registry, health } = parts;
    this.#settings = new SettingsStore(database);
    const own = new OwnAddresses(deps.listening, () => clock.monotonicMs());
    const need = new StandbyNeed(parts, deps.standIns, {
      worksElsewhere: (minerId) => this.machinesRoom.worksElsewhere(minerId),
    });
    const machines = new Machines({
      ...{ database, secretBox, clock, log, familyName },
      algorithmOf: (family, model, reading) => algorithmOf(family, model, reading ?? undefined),
      drivers: driverFor,
      host: (address, signal) => ({ address, ports, clock, signal }),
      isOurs: (url) => own.isOurs(url),
      canRestore: (id) => this.pointing.canRestore(id),
      isChanging: (id) => this.pointing.isChanging(id),
      sickness: (minerId) => {
        const verdict = health.verdictOf(minerId);
        if (!verdict || !BAD_HEALTH.has(verdict.state)) return null;
        return { sinceMs: verdict.sinceMs, text: verdict.evidence };
      },
      standby: (minerId) => need.of(minerId),
      httpPort: ports.http,
    });
    this.machinesRoom = machines;
    const rooms: LanRooms = wireLan({ ...deps, machines });
    this.pointing = new Pointing({
      ...{ secretBox, clock, log, audit, drivers: driverFor },
      machine: (id) => machines.get(id),
      withCredential: (id, action) => machines.withCredential(id, action),
      hold: (id) => machines.hold(id),
      release: (id) => machines.release(id),
      proxyAddressFor: (link) => own.toward(link),
      workerTaken: (name) =>
        registry.get(toStableId(name)) !== undefined || machines.book.byWorker(name).length > 0,
      shareAccepted: rooms.shareAccepted,
      isOurs: (url) => own.isOurs(url),
      store: new PointingStore(database),
    });
    rooms.follow(this.pointing);
    this.scanner = new Scanner(
      { clock, log, known: (address) => knownFamily(machines.book.at(address)?.family) },
      { ports },
    );
    this.#strangers = new Strangers({ clock, log, ports }, (address, { identity }) => {
      if (identity.family !== 'unknown') machines.sight({ ...identity, address, mac: null, serial: null });
    });
    this.reports = new ReportListener(clock, listen);
    this.#wireSightings();
  }

  /** Begins to read machines, to rescan, and to finish what a stopped program left half way. */
  start(): void {
    const stored = scanSchedule.safeParse(this.#settings.get(SCHEDULE_KEY));
    if (stored.success) this.scanner.setSchedule(stored.data);
    this.machinesRoom.start();
    this.pointing.resume();
  }

  /** Leaves every change of pools where it is; the next start goes on with it. */
  async stop(): Promise<void> {
    this.reports.stop();
    await Promise.all([this.scanner.stop(), this.#strangers.stop()]);
    await this.pointing.stop();
    await this.machinesRoom.stop();
  }

  /** The program has put the miner's machine to sleep and not woken it since. */
  isAsleep(minerId: string): boolean {
    return this.machinesRoom.book.byMiner(minerId)?.putToSleepAtMs != null;
  }

  discovery(): DiscoveryView {
    return { scan: this.scanner.view(), schedule: this.scanner.schedule, ...this.reports.view() };
  }

  networks(): NetworkSuggestion[] {
    return suggestNetworks();
  }

  scan(request: ScanRequest, by: string): DiscoveryView {
    this.scanner.start(request);
    this.#audit(by, 'discovery.scan', '', { ranges: request.ranges });
    return this.discovery();
  }

  controlScan(action: 'pause' | 'resume' | 'cancel'): DiscoveryView {
    const state = this.scanner.view()?.state;
    if (state !== 'running' && state !== 'paused') throw new AppError('CONFLICT', 'No scan is going on.');
    this.scanner[action]();
    return this.discovery();
  }

  setSchedule(schedule: ScanSchedule, by: string): DiscoveryView {
    this.scanner.setSchedule(schedule);
    this.#settings.set(SCHEDULE_KEY, schedule);
    this.#audit(by, 'discovery.schedule', '', schedule);
    return this.discovery();
  }

  async listenForReports(isOn: boolean): Promise<DiscoveryView> {
    if (isOn) await this.reports.listen();
    else this.reports.stop();
    return this.discovery();
  }

  machines(): MachineView[] {
    return this.machinesRoom.views();
  }

  async control(id: string, action: MachineAction, by: string): Promise<MachineView> {
    const view = await this.machinesRoom.control(id, action);
    if (action !== 'read') this.#audit(by, `machine.${action}`, id, {});
    return view;
  }

  forget(id: string, by: string): void {
    this.#demandUnchanging(id);
    this.machinesRoom.forget(id);
    this.#audit(by, 'machine.forget', id, {});
  }

  merge(id: string, fromId: string, by: string): MachineView {
    this.#demandUnchanging(id, fromId);
    const view = this.machinesRoom.merge(id, fromId);
    this.#audit(by, 'machine.merge', id, { fromId });
    return view;
  }

  split(id: string, by: string): MachineView {
    this.#demandUnchanging(id);
    const view = this.machinesRoom.split(id);
    this.#audit(by, 'machine.split', id, {});
    return view;
  }

  previewPoint(
    request: Pick<PointRequest, 'machineIds' | 'proxyAddress'>,
    signal?: AbortSignal,
  ): Promise<PointPreviewLine[]> {
    return this.pointing.preview(request, signal);
  }

  point(request: PointRequest, by: string): ChangeRun {
    return this.pointing.point(request, by);
  }

  restore(request: RestoreRequest, by: string): ChangeRun {
    return this.pointing.restore(request, by);
  }

  runs(): ChangeRun[] {
    return this.pointing.runs();
  }

  cancelRun(id: string, by: string): ChangeRun {
    return this.pointing.cancel(id, by);
  }

  credentials(): CredentialView[] {
    return this.machinesRoom.listCredentials();
  }

  addCredential(input: Parameters<LanDesk['addCredential']>[0], by: string): CredentialView[] {
    const { id, scope } = this.machinesRoom.addCredential(input);
    this.#audit(by, 'machine.addCredential', String(id), { scope });
    return this.credentials();
  }

  removeCredential(id: number, by: string): CredentialView[] {
    this.machinesRoom.removeCredential(id);
    this.#audit(by, 'machine.removeCredential', String(id), {});
    return this.credentials();
  }

  rules(): MachineRules {
    return this.machinesRoom.rules();
  }

  setRules(rules: MachineRules, by: string): MachineRules {
    const set = this.machinesRoom.setRules(rules);
    this.#audit(by, 'machine.rules', '', set);
    return set;
  }

  exportSnapshots(passphrase: string, by: string): Promise<{ file: string; machines: number }> {
    return this.pointing.exportSnapshots(passphrase, by);
  }

  importSnapshots(file: string, passphrase: string, by: string): Promise<{ machines: number }> {
    return this.pointing.importSnapshots(file, passphrase, by);
  }

  /** A run must find its machine again under the record that it began with. Throws `AppError` CONFLICT. */
  #demandUnchanging(...ids: string[]): void {
    if (!ids.some((id) => this.pointing.isChanging(this.machinesRoom.get(id)?.id ?? id))) return;
    throw new AppError('CONFLICT', 'The pools of this machine are being changed just now; wait for that.');
  }

  #wireSightings(): void {
    const { machinesRoom: machines } = this;
    this.scanner.sighted.on(({ address, family, model, firmware }) => {
      machines.sight({ address, family, model, firmware, mac: null, serial: null });
    });
    machines.book.wantsIdentifying.on((address) => this.#strangers.ask(address));
    this.reports.reported.on(({ address, mac }) => {
      machines.noteReport({ address, mac });
      this.#strangers.ask(address);
    });
  }

  #audit(by: string, action: string, subject: string, detail: Record<string, unknown>): void {
    this.#deps.audit.add({ atMs: this.#deps.parts.clock.nowMs(), by, action, subject, detail });
  }
}

/** A machine of unknown family is asked everything again. */
function knownFamily(family: MinerFamily | undefined): MinerFamily | null {
  return family === undefined || family === 'unknown' ? null : family;
}
