import type { LanDesk } from '#engine/lan-desk.ts';
import { AppError } from '#shared/errors.ts';
import type {
  ChangeLine,
  ChangeRun,
  CredentialView,
  DiscoveryView,
  MachineRules,
  MachineView,
  PointRequest,
  ScanView,
} from '#shared/model/machine.ts';

const AT_MS = Date.UTC(2026, 0, 1, 12);

/** Machines on a LAN that is written down: what the window is shown in tests of its own. */
export class ScriptedLan implements LanDesk {
  readonly known = new Map<string, MachineView>();
  readonly changeRuns: ChangeRun[] = [];
  scanView: ScanView | null = null;
  #credentials: CredentialView[] = [];
  #schedule: DiscoveryView['schedule'] = { ranges: '', everyMinutes: null };
  #listeningUntilMs: number | null = null;
  #rules: MachineRules = {
    automaticRestart: false,
    restartEveryHours: 6,
    restartAtMostPercent: 5,
    coldStandby: false,
  };

  constructor() {
    for (const [index, [family, familyName, model]] of LOOKS.entries()) {
      const machine = scriptedMachine(index + 1, { family, familyName, model });
      this.known.set(machine.id, machine);
    }
  }

  discovery(): DiscoveryView {
    return {
      scan: this.scanView,
      schedule: this.#schedule,
      listeningUntilMs: this.#listeningUntilMs,
      listenTrouble: null,
      reports: [],
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

  scan({ ranges }: { ranges: string }): DiscoveryView {
    this.scanView = { ...DONE_SCAN, ranges, miners: this.known.size };
    return this.discovery();
  }

  controlScan(action: 'pause' | 'resume' | 'cancel'): DiscoveryView {
    if (!this.scanView) throw new AppError('CONFLICT', 'No scan is running.');
    const state = ({ pause: 'paused', resume: 'running', cancel: 'cancelled' } as const)[action];
    this.scanView = { ...this.scanView, state };
    return this.discovery();
  }

  setSchedule(schedule: DiscoveryView['schedule']): DiscoveryView {
    this.#schedule = schedule;
    return this.discovery();
  }

  listenForReports(isOn: boolean): Promise<DiscoveryView> {
    this.#listeningUntilMs = isOn ? AT_MS + 300_000 : null;
    return Promise.resolve(this.discovery());
  }

  machines(): MachineView[] {
    return [...this.known.values()];
  }

  control(id: string): Promise<MachineView> {
    return Promise.resolve(this.#machine(id));
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

  previewPoint({ machineIds }: Pick<PointRequest, 'machineIds'>): ReturnType<LanDesk['previewPoint']> {
    return Promise.resolve(
      machineIds.map((id) => {
        const { controls, telemetry } = this.#machine(id);
        const pools = (telemetry?.pools ?? []).map(({ url, user }) => ({ url, user: user ?? '' }));
        const isWhatsminer = this.#machine(id).family === 'whatsminer';
        return {
          machineId: id,
          can: controls.pools,
          proxyUrl: 'stratum+tcp://10.9.8.2:3333',
          worker: `w-${id.slice(2)}`,
          pools,
          promise: isWhatsminer ? ('typed' as const) : ('exact' as const),
          passwordsAsked: isWhatsminer ? pools : [],
        };
      }),
    );
  }

  point(request: PointRequest): ChangeRun {
    if (!request.acceptsUnseen) {
      throw new AppError('BAD_INPUT', 'Accept the words "not yet seen on real hardware" first.');
    }
    for (const id of request.machineIds) this.#change(id, { point: 'pointed', canRestore: true });
    return this.#run('point', request.machineIds);
  }

  restore(request: { machineIds: string[] }): ChangeRun {
    for (const id of request.machineIds) this.#change(id, { point: 'elsewhere', canRestore: false });
    return this.#run('restore', request.machineIds);
  }

  runs(): ChangeRun[] {
    return this.changeRuns;
  }

  cancelRun(id: string): ChangeRun {
    const run = this.changeRuns.find((one) => one.id === id);
    if (!run) throw new AppError('NOT_FOUND', `There is no run "${id}".`);
    return run;
  }

  credentials(): CredentialView[] {
    return this.#credentials;
  }

  addCredential({ scope, user }: Parameters<LanDesk['addCredential']>[0]): CredentialView[] {
    this.#credentials = [...this.#credentials, { id: this.#credentials.length + 1, scope, user }];
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

  #run(kind: ChangeRun['kind'], machineIds: readonly string[]): ChangeRun {
    const lines = machineIds.map((id, index): ChangeLine => {
      const { address, model } = this.#machine(id);
      const text = kind === 'point' ? 'The first share was accepted.' : 'Its previous pools are back.';
      return {
        machineId: id,
        address,
        model,
        step: 'done',
        isCanary: index === 0,
        text,
        pools: [],
        atMs: AT_MS,
      };
    });
    const id = `r-${this.changeRuns.length + 1}`;
    const times = { startedAtMs: AT_MS, endedAtMs: AT_MS };
    const run: ChangeRun = { id, kind, state: 'done', note: null, by: 'test', ...times, lines };
    this.changeRuns.unshift(run);
    return run;
  }
}

const LOOKS: readonly (readonly [family: string, familyName: string, model: string])[] = [
  ['antminer-stock', 'Antminer (stock)', 'Antminer S19j Pro'],
  ['whatsminer', 'Whatsminer', 'M50S VH20'],
  ['bitaxe', 'Bitaxe (AxeOS)', 'Bitaxe Gamma'],
];

const DONE_SCAN: ScanView = {
  state: 'done',
  ranges: '',
  phase: 'finished',
  addresses: 254,
  swept: 254,
  open: 5,
  identified: 5,
  miners: 3,
  otherDevices: 2,
  socketsNow: 0,
  socketsMost: 256,
  startedAtMs: AT_MS,
  endedAtMs: AT_MS + 4000,
  leftMs: null,
  note: null,
};

/** A machine that answers and mines elsewhere. */
export function scriptedMachine(
  number: number,
  look: { family: string; familyName: string; model: string },
): MachineView {
  const address = `10.9.8.${10 + number}`;
  const hashrate = { now: 104e12, average: 103e12, nominal: 104e12 };
  return {
    id: `m-${number.toString(16).padStart(12, '0')}`,
    address,
    mac: `02:00:00:00:00:${number.toString(16).padStart(2, '0')}`,
    serial: null,
    ...look,
    firmware: '1.0',
    algorithm: 'sha256d',
    minerId: null,
    firstSeenAtMs: AT_MS,
    lastSeenAtMs: AT_MS,
    state: 'answering',
    trouble: null,
    leftAloneUntilMs: null,
    point: 'elsewhere',
    canRestore: false,
    hasCredential: false,
    controls: {
      pools: true,
      blink: true,
      restart: true,
      sleep: true,
      page: `http://${address}/`,
      needsCredential: 'to-write',
    },
    telemetry: {
      atMs: AT_MS,
      hashrate,
      isRateDoubtful: false,
      boards: [0, 1, 2].map((board) => ({
        name: String(board),
        serial: null,
        hashrate: 34e12,
        nominalHashrate: 35e12,
        chips: 126,
        boardTemperature: 55,
        chipTemperature: 70,
      })),
      chips: 378,
      temperatures: { board: 55, chip: 70, inlet: 25, outlet: 45 },
      fansRpm: [5800, 5900],
      powerWatts: 3068,
      uptimeSeconds: 86_400,
      isAsleep: false,
      pools: [
        {
          url: 'stratum+tcp://pool.example:3333',
          user: `farm.${number}`,
          status: 'alive',
          isActive: true,
          accepted: 1000,
          rejected: 2,
          isOurs: false,
        },
      ],
      faults: [],
    },
  };
}
