import { realClock, type Clock } from '#engine/lib/clock.ts';

import { HANG_UP, type Answered } from './manners.ts';
import type { Place } from './places.ts';
import { SimulatedMiner } from './simulated-miner.ts';
import type { MiningOptions } from './simulated-mining.ts';

export interface AvalonPool {
  url: string;
  user: string;
  pass: string;
}

export interface AvalonOptions {
  pools?: readonly AvalonPool[];
  clock?: Clock;
  model?: string;
  /** `index`: `setpool` with a place; `plain`: the older one, which knows the first place only. */
  form?: 'index' | 'plain';
  /** Number of the first place. */
  firstIndex?: 0 | 1;
  showsPasswords?: boolean;
  canClear?: boolean;
  login?: { user: string; password: string };
}

export interface AvalonFaults {
  /** `setpool` says yes and keeps nothing. */
  ignoresWrites: boolean;
  /** It restarts by itself at the nth `setpool` from now, before it answers; 0 = does not. */
  restartsAtWrite: number;
}

const PLACES = 3;
const BOOT_MS = 40_000;
const MM =
  'Ver[1246-83-21072802_4ec6bb0] DNA[0123456789abcdef] Elapsed[3600] ITemp[25] OTemp[70] TMax[83] TAvg[75] ' +
  'Fan1[4200] Fan2[0] GHSspd[90000.50] GHSavg[89500.00] GHSmm[91000.00] MGHS[30000.00 30000.25 30000.25] ' +
  'MTmax[80 83 81] PS[0 1200 1300 230 3300 1300] ECHU[0 0 0] ECMM[0] SYSTEMSTATU[Work: In Work, Hash Board: 3 ]';

/** The state of one Avalon: what is kept, what it works with, and its switches. */
export class AvalonRules {
  /** Kept settings, by place; null = empty. They count after a restart. */
  readonly kept: (AvalonPool | null)[];
  /** What it works with. */
  running: AvalonPool[] = [];
  readonly faults: AvalonFaults = { ignoresWrites: false, restartsAtWrite: 0 };
  readonly writes: string[] = [];
  light = 0;
  hashpower = 1;
  softTimes: string[] = [];
  #bootedMs = Number.NEGATIVE_INFINITY;
  readonly #clock: Clock;
  readonly #options: Required<Omit<AvalonOptions, 'clock' | 'pools'>>;

  constructor(options: AvalonOptions, clock: Clock) {
    this.#clock = clock;
    this.#options = {
      model: 'AvalonMiner 1246',
      form: 'index',
      firstIndex: 0,
      showsPasswords: false,
      canClear: true,
      login: { user: 'root', password: 'root' },
      ...options,
    };
    const pools = options.pools ?? [];
    this.kept = Array.from({ length: PLACES }, (_, place) => structuredClone(pools[place] ?? null));
    this.#load();
  }

  configuration(): unknown {
    return structuredClone(this.kept);
  }

  restart(): void {
    this.#bootedMs = this.#clock.monotonicMs();
    this.hashpower = 1;
    this.#load();
  }

  answer(command: string, parameter: string | null): Answered<string | object> {
    if (this.#clock.monotonicMs() - this.#bootedMs < BOOT_MS) return HANG_UP;
    switch (command) {
      case 'version':
        return {
          ...state('S', 22, 'CGMiner versions'),
          VERSION: [
            { PROD: this.#options.model, MAC: '02bb00000001', DNA: '0123456789abcdef', LVERSION: '21072802' },
          ],
        };
      case 'summary':
        return { ...state('S', 11, 'Summary'), SUMMARY: [{ Elapsed: 3600, 'MHS av': 89_500_000 }] };
      case 'stats':
        return { ...state('S', 70, 'CGMiner stats'), STATS: [{ STATS: 0, ID: 'AVA100', 'MM ID0': MM }] };
      case 'pools':
        return { ...state('S', 7, `${this.running.length} Pool(s)`), POOLS: this.running.map(this.#row) };
      case 'ascset':
        return this.#set((parameter ?? '').split(','));
      default:
        return state('E', 14, 'Invalid command');
    }
  }

  readonly #row = ({ url, user, pass }: AvalonPool, index: number): object => ({
    POOL: index,
    URL: url,
    Status: 'Alive',
    Priority: index,
    User: user,
    ...(this.#options.showsPasswords ? { Password: pass } : {}),
    'Stratum Active': index === 0,
  });

  #set([asc, name, ...values]: string[]): Answered<string | object> {
    if (asc !== '0') return state('E', 107, 'Invalid ASC id');
    switch (name) {
      case 'led':
        if (!/^1-(?:0|1)$/.test(values[0] ?? '')) return info(`LED[${this.light}]`);
        this.light = values[0] === '1-1' ? 1 : 0;
        return state('S', 119, 'ASC 0 set OK');
      case 'hashpower':
        this.hashpower = Number(values[0]);
        return state('S', 119, 'ASC 0 set OK');
      case 'softon':
      case 'softoff':
        this.softTimes.push(`${name} ${values[0]}`);
        return info(`success ${name}:${values[0]}`);
      case 'reboot':
        this.restart();
        return HANG_UP;
      case 'setpool':
        return this.#setPool(values);
      default:
        return info('help|led|reboot|setpool|');
    }
  }

  #setPool(values: readonly string[]): Answered<string | object> {
    const { form, firstIndex, canClear, login } = this.#options;
    const wantedCount = form === 'index' ? 6 : 5;
    if (values.length !== wantedCount) return info(`setpool: we need ${wantedCount} arguments`);
    const [user = '', password = '', ...rest] = values;
    if (user !== login.user || password !== login.password) return info('setpool: auth failed');
    const place = form === 'index' ? Number(rest.shift()) - firstIndex : 0;
    if (!(place >= 0 && place < PLACES)) return info('setpool: wrong index');
    const [url = '', worker = '', pass = ''] = rest;
    if (url === '' && !canClear) return info('setpool: empty url');
    if (this.faults.restartsAtWrite > 0) {
      this.faults.restartsAtWrite -= 1;
      if (this.faults.restartsAtWrite === 0) {
        this.restart();
        return HANG_UP;
      }
    }
    if (!this.faults.ignoresWrites) this.kept[place] = url === '' ? null : { url, user: worker, pass };
    this.writes.push(`setpool ${place} ${url}`);
    return info(
      `\npool success set to ${url}\nworker is ${worker}\nworkerpassword is ${pass}\nPlease reboot miner to make config work.\n`,
    );
  }

  #load(): void {
    this.running = this.kept.filter((pool) => pool !== null).map((pool) => ({ ...pool }));
  }
}

export interface SimulatedAvalon {
  body: SimulatedMiner;
  rules: AvalonRules;
  writes: string[];
  mine(options?: Partial<MiningOptions>): void;
  stop(): Promise<void>;
}

/** Starts one at a place. A second connection at the same time is hung up on. */
export async function startAvalon(place: Place, options: AvalonOptions = {}): Promise<SimulatedAvalon> {
  const clock = options.clock ?? realClock;
  const rules = new AvalonRules(options, clock);
  const body = new SimulatedMiner(place, clock);
  let isBusy = false;
  await body.serveCgminer(async ({ command, parameter }) => {
    if (isBusy) return HANG_UP;
    isBusy = true;
    // Long enough for a second asker to be noticed.
    await new Promise((resolve) => setTimeout(resolve, 2));
    isBusy = false;
    const before = rules.running;
    const answer = rules.answer(command, parameter);
    if (rules.running !== before) body.mining?.reconnect();
    return answer;
  });
  return {
    body,
    rules,
    writes: rules.writes,
    mine: (mining = {}) =>
      void body.mine({
        pools: () => rules.running.map(({ url, user, pass }) => ({ url, user, password: pass })),
        ...mining,
      }),
    stop: () => body.stop(),
  };
}

function info(message: string): object {
  return state('I', 118, `ASC 0 set info: ${message}`);
}

function state(letter: 'S' | 'I' | 'E', code: number, message: string): object {
  return {
    STATUS: [
      { STATUS: letter, When: 1_790_000_123, Code: code, Msg: message, Description: 'cgminer 4.11.1' },
    ],
    id: 1,
  };
}
