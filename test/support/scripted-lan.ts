import type { LanDesk } from '#engine/lan-desk.ts';
import { AppError } from '#shared/errors.ts';
import type {
  ChangeLine,
  ChangeRun,
  ChangeStep,
  CredentialView,
  DiscoveryView,
  MachineAction,
  MachineRules,
  MachineView,
  PointRequest,
  RestoreRequest,
  ScanRequest,
  ScanView,
} from '#shared/model/machine.ts';

import { LAN_AT_MS, scriptedMachine } from './scripted-machines.ts';

const PROXY_URL = 'stratum+tcp://10.9.8.2:3333';
/** Looks at a scan until it is over; each one moves it on. */
const SCAN_LOOKS = 8;
const ORDINARY_STEPS: readonly ChangeStep[] = ['reading', 'writing', 'checking', 'awaiting-share', 'done'];

export interface ScriptedLanOptions {
  /** Machines on the LAN; three are without a fault, the further ones each have something the matter. */
  machines?: number;
  /** They are known from the start; else a scan finds them. Default true. */
  areKnown?: boolean;
}

/**
 * Machines on a LAN that is written down: what the window is shown in tests of its own. A scan and a run move
 * on each time somebody looks at them, so that they go the same way every time.
 */
export class ScriptedLan implements LanDesk {
  readonly known = new Map<string, MachineView>();
  readonly changeRuns: ChangeRun[] = [];
  scanView: ScanView | null = null;
  /** Machines that do not come when they are pointed, by id, and why. */
  readonly failing = new Map<string, string>();
  readonly orders: { id: string; action: MachineAction }[] = [];
  #toFind: MachineView[] = [];
  #credentials: CredentialView[] = [];
  #schedule: DiscoveryView['schedule'] = { ranges: '', everyMinutes: null };
  #listeningUntilMs: number | null = null;
  #rules: MachineRules = {
    automaticRestart: false,
    restartEveryHours: 6,
    restartAtMostPercent: 5,
    coldStandby: false,
  };

  constructor({ machines = 3, areKnown = true }: ScriptedLanOptions = {}) {
    const all = Array.from({ length: machines }, (_, index) => scriptedMachine(index + 1));
    if (areKnown) for (const machine of all) this.known.set(machine.id, machine);
    else this.#toFind = all;
  }

  discovery(): DiscoveryView {
    this.#moveScan();
    return {
      scan: this.scanView,
      schedule: this.#schedule,
      listeningUntilMs: this.#listeningUntilMs,
      listenTrouble: null,
      reports:
        this.#listeningUntilMs === null
          ? []
          : [{ address: '10.9.8.11', mac: '02:00:00:00:00:01', maker: 'Bitmain', atMs: LAN_AT_MS }],
    };
  }

  networks(): ReturnType<LanDesk['networks']> {
    return [
      { cidr: '10.9.8.0/24', interfaceName: 'eth0', address: '10.9.8.2', addresses: 254, isVirtual: false },
      {
        cidr: '172.17.0.0/16',
        interfaceName: 'docker0',
        address: '172.17.0.1',
        addresses: 65_534,
        isVirtual: true,
      },
    ];
  }

  scan({ ranges, insist }: ScanRequest): DiscoveryView {
    if (ranges.includes('8.8.8') && insist !== true)
      throw new AppError('BAD_INPUT', `"${ranges}" is not private; others are scanned only if you insist.`);
    if (/[a-z]/i.test(ranges))
      throw new AppError('BAD_INPUT', `"${ranges}" is a name; allowed are IPv4 ranges such as 10.0.4.10-50.`);
    this.scanView = { ...NEW_SCAN, ranges, startedAtMs: Date.now() };
    return this.discovery();
  }

  controlScan(action: 'pause' | 'resume' | 'cancel'): DiscoveryView {
    if (this.scanView?.state !== 'running' && this.scanView?.state !== 'paused')
      throw new AppError('CONFLICT', 'No scan is going on.');
    const state = ({ pause: 'paused', resume: 'running', cancel: 'cancelled' } as const)[action];
    const end = action === 'cancel' ? { endedAtMs: Date.now(), socketsNow: 0, leftMs: null } : {};
    this.scanView = { ...this.scanView, state, ...end };
    return this.discovery();
  }

  setSchedule(schedule: DiscoveryView['schedule']): DiscoveryView {
    this.#schedule = schedule;
    return this.discovery();
  }

  listenForReports(isOn: boolean): Promise<DiscoveryView> {
    this.#listeningUntilMs = isOn ? Date.now() + 300_000 : null;
    return Promise.resolve(this.discovery());
  }

  machines(): MachineView[] {
    return [...this.known.values()];
  }

  control(id: string, action: MachineAction): Promise<MachineView> {
    const machine = this.#machine(id);
    if (machine.state !== 'answering')
      throw new AppError('UNAVAILABLE', machine.trouble ?? 'It does not answer.');
    this.orders.push({ id, action });
    if (action !== 'sleep' && action !== 'wake') return Promise.resolve(machine);
    const telemetry = machine.telemetry && { ...machine.telemetry, isAsleep: action === 'sleep' };
    return Promise.resolve(this.#change(id, { telemetry }));
  }

  forget(id: string): void {
    this.known.delete(id);
  }

  merge(id: string, fromId: string): MachineView {
    this.known.delete(fromId);
    return this.#machine(id);
  }

  split(id: string): MachineView {
    return this.#change(id, { minerId: null });
  }

  previewPoint({
    machineIds,
    proxyAddress,
  }: Pick<PointRequest, 'machineIds' | 'proxyAddress'>): ReturnType<LanDesk['previewPoint']> {
    return Promise.resolve(
      machineIds.map((id) => {
        const { controls, telemetry, family, algorithm, point } = this.#machine(id);
        const pools = poolsOf(telemetry);
        const isTyped = family === 'whatsminer';
        const isOther = algorithm === 'other';
        return {
          machineId: id,
          can: isOther
            ? 'It mines by another algorithm than SHA-256d and can never be pointed here.'
            : point === 'pointed'
              ? 'It points here already.'
              : controls.pools,
          proxyUrl: proxyAddress ? `stratum+tcp://${proxyAddress}` : PROXY_URL,
          worker: `w-${id.slice(-4)}`,
          pools,
          promise: isTyped ? ('typed' as const) : ('exact' as const),
          passwordsAsked: isTyped ? pools : [],
        };
      }),
    );
  }

  point(request: PointRequest): ChangeRun {
    this.#checkAccepted(request);
    return this.#run('point', request.machineIds);
  }

  restore(request: RestoreRequest): ChangeRun {
    this.#checkAccepted(request);
    return this.#run('restore', request.machineIds);
  }

  runs(): ChangeRun[] {
    for (const run of this.changeRuns) if (run.state === 'running') this.#moveRun(run);
    return structuredClone(this.changeRuns);
  }

  cancelRun(id: string): ChangeRun {
    const run = this.changeRuns.find((one) => one.id === id);
    if (!run) throw new AppError('NOT_FOUND', 'There is no such run.');
    for (const line of run.lines) {
      if (line.step === 'waiting')
        Object.assign(line, { step: 'cancelled', text: 'Cancelled before its turn; nothing was written.' });
    }
    Object.assign(run, { state: 'cancelled', endedAtMs: Date.now() });
    return run;
  }

  credentials(): CredentialView[] {
    return this.#credentials;
  }

  addCredential({ scope, user }: Parameters<LanDesk['addCredential']>[0]): CredentialView[] {
    const id = Math.max(0, ...this.#credentials.map((one) => one.id)) + 1;
    this.#credentials = [...this.#credentials, { id, scope, user }];
    return this.#credentials;
  }

  removeCredential(id: number): CredentialView[] {
    this.#credentials = this.#credentials.filter((one) => one.id !== id);
    return this.#credentials;
  }

  rules(): MachineRules {
    return this.#rules;
  }

  setRules(rules: MachineRules): MachineRules {
    this.#rules = rules;
    return rules;
  }

  exportSnapshots(): Promise<{ file: string; machines: number }> {
    return Promise.resolve({ file: '{}', machines: 0 });
  }

  importSnapshots(): Promise<{ machines: number }> {
    return Promise.resolve({ machines: 0 });
  }

  #checkAccepted({ acceptsUnseen }: { acceptsUnseen: boolean }): void {
    if (!acceptsUnseen)
      throw new AppError('BAD_INPUT', 'Accept the words "not yet seen on real hardware" first.');
  }

  #machine(id: string): MachineView {
    const machine = this.known.get(id);
    if (!machine) throw new AppError('NOT_FOUND', `There is no machine with the id "${id}".`);
    return machine;
  }

  #change(id: string, change: Partial<MachineView>): MachineView {
    const machine = { ...this.#machine(id), ...change };
    this.known.set(id, machine);
    return machine;
  }

  #moveScan(): void {
    const scan = this.scanView;
    if (scan?.state !== 'running') return;
    const swept = Math.min(scan.addresses, scan.swept + Math.ceil(scan.addresses / SCAN_LOOKS));
    for (const machine of this.#toFind.splice(0, Math.ceil(this.#toFind.length / 3)))
      this.known.set(machine.id, machine);
    const isOver = swept >= scan.addresses;
    if (isOver) for (const machine of this.#toFind.splice(0)) this.known.set(machine.id, machine);
    const miners = this.known.size;
    this.scanView = {
      ...scan,
      swept,
      open: miners + 2,
      identified: miners + 2,
      miners,
      otherDevices: 2,
      socketsNow: isOver ? 0 : 37,
      leftMs: isOver ? null : ((scan.addresses - swept) / scan.addresses) * 20_000,
      phase: isOver ? 'finished' : swept > scan.addresses / 2 ? 'identify' : 'sweep',
      ...(isOver ? { state: 'done', endedAtMs: Date.now() } : {}),
    };
  }

  #run(kind: ChangeRun['kind'], machineIds: readonly string[]): ChangeRun {
    const lines = machineIds.map((id, index): ChangeLine => {
      const { address, model, telemetry } = this.#machine(id);
      return {
        ...{ machineId: id, address, model, step: 'waiting', isCanary: kind === 'point' && index === 0 },
        ...{ text: null, pools: poolsOf(telemetry), atMs: Date.now() },
      };
    });
    const times = { startedAtMs: Date.now(), endedAtMs: null };
    const id = `r-${this.changeRuns.length + 1}`;
    const run: ChangeRun = { id, kind, state: 'running', note: null, by: 'test', ...times, lines };
    this.changeRuns.unshift(run);
    return structuredClone(run);
  }

  /** The canary takes all its steps alone; then the others, five at a time. */
  #moveRun(run: ChangeRun): void {
    const open = run.lines.filter(({ step }) => !isOver(step));
    const canary = open.find(({ isCanary }) => isCanary);
    for (const line of canary ? [canary] : open.slice(0, 5)) this.#moveLine(run, line);
    if (run.lines.every(({ step }) => isOver(step)))
      Object.assign(run, { state: 'done', endedAtMs: Date.now() });
  }

  #moveLine(run: ChangeRun, line: ChangeLine): void {
    const trouble = this.failing.get(line.machineId);
    const steps =
      run.kind === 'point' ? ORDINARY_STEPS : ORDINARY_STEPS.filter((s) => s !== 'awaiting-share');
    const next = steps[steps.indexOf(line.step) + 1] ?? 'done';
    if (next === 'done' && trouble !== undefined) {
      Object.assign(line, { step: 'rolled-back', text: `${trouble} It has its previous pools.` });
    } else if (next === 'done' && run.kind === 'point') {
      Object.assign(line, { step: next, text: 'Its first share was accepted.' });
      this.#change(line.machineId, { point: 'pointed', canRestore: true });
    } else if (next === 'done') {
      Object.assign(line, { step: next, text: 'It has its previous pools again.' });
      this.#change(line.machineId, { point: 'elsewhere', canRestore: false });
    } else {
      line.step = next;
    }
  }
}

function isOver(step: ChangeStep): boolean {
  return ['done', 'failed', 'rolled-back', 'cancelled'].includes(step);
}

function poolsOf(telemetry: MachineView['telemetry']): { url: string; user: string }[] {
  return (telemetry?.pools ?? []).map(({ url, user }) => ({ url, user: user ?? '' }));
}

const NEW_SCAN: ScanView = {
  state: 'running',
  ranges: '',
  phase: 'sweep',
  addresses: 254,
  swept: 0,
  open: 0,
  identified: 0,
  miners: 0,
  otherDevices: 0,
  socketsNow: 0,
  socketsMost: 256,
  startedAtMs: LAN_AT_MS,
  endedAtMs: null,
  leftMs: null,
  note: null,
};
