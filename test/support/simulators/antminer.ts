import type { Clock } from '#engine/lib/clock.ts';
import type { MinerCredential, MinerHost } from '#engine/miner-api/miner-host.ts';
import { commandReply, modernPage, systemInfo } from './antminer-replies.ts';
import type { AntminerFacts } from './antminer-replies.ts';
import { formSettings, modernSettings, printSettings, takeForm, takeModern } from './antminer-settings.ts';
import type { SettingsFile } from './antminer-settings.ts';
import type { DigestGate } from './digest-gate.ts';
import { HANG_UP } from './manners.ts';
import type { Answered } from './manners.ts';
import type { Place } from './places.ts';
import type { HttpAnswer, HttpCall } from './simulated-http.ts';
import { SimulatedMiner } from './simulated-miner.ts';
import type { MiningOptions, SimulatedMining } from './simulated-mining.ts';

/**
 * What goes wrong at the next writes: they are `forbidden` (403), `refused` (M001), `ignored` though the miner
 * says yes, taken while the machine `reboots` or lost in that (`reboots-first`), or reset a setting
 * (`resets-frequency`).
 */
export type WriteFault =
  'forbidden' | 'refused' | 'ignored' | 'reboots' | 'reboots-first' | 'resets-frequency';

export interface AntminerOptions {
  /** Default `modern`. */
  generation?: 'modern' | 'form';
  facts?: Partial<AntminerFacts>;
  settings?: SettingsFile;
  /** Default root and root. */
  credential?: MinerCredential;
  realm?: string;
  /** A build that puts the factory's value where a write leaves a field out. Default true. */
  resets?: boolean;
  /** Default true. */
  hasCommandPort?: boolean;
  clock?: Clock;
  /** It mines for its pools, with these manners. */
  mining?: Omit<MiningOptions, 'clock' | 'localAddress' | 'pools'>;
}

const REBOOT_MS = 40_000;

const S19: AntminerFacts = {
  model: 'Antminer S19 Pro',
  firmware: 'Tue Dec  6 16:12:30 CST 2022',
  mac: '02:A0:55:00:00:19',
  serial: 'SIM0000000000019',
  program: 'cgminer 1.0.0',
  programVersion: 'uart_trans.1.3',
  boards: [36_700.25, 36_800.5, 36_500.25],
  nominal: 110_000,
  chipsPerBoard: 114,
};
const S9: AntminerFacts = {
  model: 'Antminer S9',
  firmware: 'Fri Nov 17 17:37:49 CST 2017',
  mac: '02:A0:55:00:00:09',
  serial: null,
  program: 'bmminer 2.0.0',
  programVersion: '16.8.1.3',
  boards: [4500.5, 4490.25, 4510.25],
  nominal: 13_500,
  chipsPerBoard: 63,
};

/** Starts a simulated Antminer at a place: web pages behind a digest login, and a read-only port 4028. */
export async function startAntminer(place: Place, options: AntminerOptions = {}): Promise<SimulatedAntminer> {
  const miner = new SimulatedAntminer(place, options);
  await miner.serve();
  return miner;
}

/** An Antminer with one of Bitmain's two web interfaces; its settings file is its state. */
export class SimulatedAntminer {
  readonly body: SimulatedMiner;
  readonly facts: AntminerFacts;
  /** What it works with. Take a copy to compare. */
  file: SettingsFile;
  /** Every write that changed the file, the file as it was after it. */
  readonly writes: SettingsFile[] = [];
  writeFault: WriteFault | null = null;
  /** How long its page shows the old settings after a write. */
  showsOldForMs = 0;
  /** The answer to a blink is B001 and the light stays as it is. */
  cannotBlink = false;
  isBlinking = false;
  restarts = 0;
  gate: DigestGate | null = null;
  readonly #options: AntminerOptions;
  #shown: SettingsFile;
  #cancelShown: () => void = () => undefined;
  #cancelReboot: () => void = () => undefined;

  constructor(place: Place, options: AntminerOptions) {
    this.#options = options;
    this.body = new SimulatedMiner(place, options.clock);
    const isForm = options.generation === 'form';
    this.facts = { ...(isForm ? S9 : S19), ...options.facts };
    this.file = structuredClone(options.settings ?? (isForm ? formSettings() : modernSettings()));
    this.#shown = this.file;
  }

  get pools(): SettingsFile['pools'] {
    return this.file.pools;
  }

  get mining(): SimulatedMining | null {
    return this.body.mining;
  }

  get isAsleep(): boolean {
    return this.file.fields['bitmain-work-mode'] === (this.#isForm ? '254' : '1');
  }

  get #isForm(): boolean {
    return this.#options.generation === 'form';
  }

  /** Its owner has set it up anew. */
  load(file: SettingsFile): void {
    this.file = structuredClone(file);
    this.#shown = this.file;
    this.writes.length = 0;
    this.body.mining?.follow();
  }

  host(clock?: Clock): MinerHost {
    return this.body.host(clock);
  }

  async serve(): Promise<void> {
    const { credential = { user: 'root', password: 'root' }, realm = 'antMiner Configuration' } =
      this.#options;
    const login = { ...credential, realm };
    this.gate = await this.body.serveHttp((call) => this.#answer(call), login);
    if (this.#options.hasCommandPort !== false) {
      await this.body.serveCgminer(({ command }) =>
        commandReply(command, { facts: this.facts, file: this.file, isAsleep: this.isAsleep }, this.#isForm),
      );
    }
    this.#mine();
  }

  async stop(): Promise<void> {
    this.#cancelReboot();
    this.#cancelShown();
    await this.body.stop();
  }

  #mine(): void {
    const { mining } = this.#options;
    if (mining === undefined) return;
    const pools = (): { url: string; user: string; password: string }[] =>
      this.isAsleep
        ? []
        : this.pools
            .filter((pool) => pool.url !== '')
            .map(({ url, user, pass }) => ({ url, user, password: pass }));
    this.body.mine({ ...mining, pools }).follow();
  }

  #answer(call: HttpCall): Answered<HttpAnswer> {
    const name = /^\/cgi-bin\/(\w+)\.cgi$/.exec(call.path)?.[1] ?? '';
    const live = { facts: this.facts, file: this.file, isAsleep: this.isAsleep };
    switch (name) {
      case 'get_system_info':
        return { body: systemInfo(this.facts) };
      case 'get_miner_conf':
        return { body: printSettings(this.#shown) };
      case 'set_miner_conf':
        return call.method === 'POST' ? this.#write(call.body) : { status: 405 };
      case 'blink':
        return this.#isForm ? this.#blinkByForm(call.body) : this.#blink(call.body);
      case 'reboot':
        return this.#reboot();
      case 'summary':
      case 'stats':
      case 'pools':
        return this.#isForm ? { status: 404 } : { body: modernPage(name, live) };
      default:
        return { status: 404 };
    }
  }

  #write(body: string): Answered<HttpAnswer> {
    const fault = this.writeFault;
    if (fault === 'forbidden') return { status: 403 };
    if (fault === 'reboots-first') return this.#reboot();
    const { resets = true } = this.#options;
    const taken = this.#isForm ? takeForm(body) : takeModern(this.file, body, resets);
    if (taken === null || fault === 'refused') {
      return {
        body: this.#isForm ? 'error' : { stats: 'error', code: 'M001', msg: 'Invalid configuration' },
      };
    }
    if (fault !== 'ignored') {
      if (fault === 'resets-frequency') taken.fields['bitmain-freq'] = '100';
      this.#take(taken);
    }
    if (fault === 'reboots') return this.#reboot();
    return { body: this.#isForm ? 'ok' : { stats: 'success', code: 'M000', msg: 'OK!' } };
  }

  #take(file: SettingsFile): void {
    this.file = file;
    this.writes.push(structuredClone(file));
    this.#cancelShown();
    if (this.showsOldForMs === 0) this.#shown = file;
    else {
      this.#cancelShown = this.body.clock.after(this.showsOldForMs, () => {
        this.#shown = this.file;
      });
    }
    this.body.mining?.follow();
  }

  #reboot(): typeof HANG_UP {
    this.restarts += 1;
    this.isBlinking = false;
    this.#shown = this.file;
    void this.body.stop().then(() => {
      this.#cancelReboot = this.body.clock.after(REBOOT_MS, () => void this.serve());
    });
    return HANG_UP;
  }

  #blink(body: string): HttpAnswer {
    const wish = /^\{"blink":"(true|false)"\}$/.exec(body.replaceAll(/\s/g, ''))?.[1];
    if (wish === undefined || this.cannotBlink) return { body: { code: 'B001' } };
    this.isBlinking = wish === 'true';
    return { body: { code: this.isBlinking ? 'B000' : 'B100' } };
  }

  #blinkByForm(body: string): HttpAnswer {
    const action = new URLSearchParams(body).get('action');
    if (action === 'startBlink' && !this.cannotBlink) this.isBlinking = true;
    if (action === 'stopBlink' && !this.cannotBlink) this.isBlinking = false;
    return { body: { isBlinking: this.isBlinking } };
  }
}
