import type { Clock } from '#engine/lib/clock.ts';

import { type Answered, HANG_UP } from './manners.ts';
import type { HttpAnswer, HttpCall } from './simulated-http.ts';

export interface VnishPool {
  url: string;
  user: string;
  pass: string;
  order?: number;
  id?: number;
}
type Members = Record<string, unknown>;

export interface VnishOptions {
  pools?: VnishPool[];
  password?: string;
}

/** Ways in which it can go wrong, all off. */
export interface VnishFaults {
  ignoresWrites: boolean;
  /** So many readings of the settings after a write show what was before. */
  staleReadings: number;
  staysAway: boolean;
  /** A change of pools wants the whole machine restarted. */
  needsReboot: boolean;
  /** The token is not enough for the settings. */
  wantsApiKey: boolean;
  /** `/status` and `/summary` are for those with a token. */
  hidesState: boolean;
  /** The mining process refuses to stop. */
  cannotStop: boolean;
  masksPasswords: boolean;
}

const TRIES = 5;
const LOCK_MS = 300_000;

/** VNish's REST API as its documentation and the captures have it. */
export class VnishRules {
  readonly faults: VnishFaults = {
    ignoresWrites: false,
    staleReadings: 0,
    staysAway: false,
    needsReboot: false,
    wantsApiKey: false,
    hidesState: false,
    cannotStop: false,
    masksPasswords: false,
  };
  /** All settings, as stored. */
  readonly settings: { miner: Members & { pools: VnishPool[] } } & Members;
  /** What the mining process works with: read at its start. */
  running: VnishPool[];
  state = 'mining';
  isFinding = false;
  isDown = false;
  /** Every change that was taken, as it came. */
  readonly writes: string[] = [];
  /** Told when the process or the machine restarts; the caller says when it is up again. */
  onRestart: (what: 'mining' | 'system') => void = () => undefined;
  readonly #clock: Clock;
  readonly #password: string;
  readonly #tokens = new Set<string>();
  #wrong = 0;
  #lockedUntilMs = 0;
  #before: { settings: string; readings: number } | null = null;

  constructor(clock: Clock, { pools = DEFAULT_POOLS, password = 'door-secret' }: VnishOptions) {
    this.#clock = clock;
    this.#password = password;
    this.settings = {
      miner: {
        pools: structuredClone(pools),
        overclock: { preset: '3150', globals: { freq: 545, volt: 1370 } },
        misc: { quiet_mode: false, restart_temp: 95 },
        cooling: { mode: { name: 'auto', param: 65 } },
      },
      network: { dhcp: true, hostname: 'shelf-4' },
      ui: { theme: 'dark' },
    };
    this.running = structuredClone(pools);
  }

  get tokensGiven(): number {
    return this.#tokens.size;
  }

  /** The mining process, or the whole machine, has started. */
  start(what: 'mining' | 'system'): void {
    if (what === 'system') {
      this.#tokens.clear();
      this.isFinding = false;
    }
    this.isDown = false;
    this.state = 'mining';
    this.running = structuredClone(this.settings.miner.pools);
  }

  answer(call: HttpCall): Answered<HttpAnswer> {
    if (this.isDown) return HANG_UP;
    if (call.path === '/')
      return { headers: { 'Content-Type': 'text/html' }, body: '<title>AnthillOS</title>' };
    if (call.path.startsWith('/cgi-bin/')) return { status: 405 };
    const path = /^\/api\/v1(\/.+)$/.exec(call.path)?.[1] ?? '';
    if (call.method === 'GET') return this.#read(path, call);
    if (path === '/unlock') return this.#unlock(call.body);
    if (path === '/find-miner') return this.#find();
    if (!this.#isAllowed(call)) return { status: 401 };
    return this.#change(path, call.body);
  }

  #read(path: string, call: HttpCall): HttpAnswer {
    switch (path) {
      case '/info':
        return { body: INFO };
      case '/status':
        return this.#isHidden(call) ? { status: 401 } : { body: this.#status() };
      case '/summary':
        return this.#isHidden(call) ? { status: 401 } : { body: this.#summary() };
      case '/settings':
        // Without a token the answer is empty, not an error (seen by one documentation).
        if (this.faults.wantsApiKey) return { status: 401 };
        return this.#isAllowed(call) ? { body: this.#readSettings() } : { body: '' };
      default:
        return { status: 404, body: { err: 'Not found' } };
    }
  }

  #readSettings(): string {
    const before = this.#before;
    if (before && before.readings > 0) {
      before.readings -= 1;
      return before.settings;
    }
    if (!this.faults.masksPasswords) return JSON.stringify(this.settings);
    const pools = this.settings.miner.pools.map((pool) => ({ ...pool, pass: '*****' }));
    return JSON.stringify({ ...this.settings, miner: { ...this.settings.miner, pools } });
  }

  #status(): Members {
    return {
      miner_state: this.state,
      miner_state_time: 4711,
      find_miner: this.isFinding,
      restart_required: this.#isDue && !this.faults.needsReboot,
      reboot_required: this.#isDue && this.faults.needsReboot,
      unlocked: this.#tokens.size > 0,
    };
  }

  #summary(): Members {
    const pools = this.running.map((pool, id) => ({
      id,
      url: pool.url,
      user: pool.user,
      pool_type: 'UserPool',
      status: id === 0 ? 'active' : 'working',
      accepted: 12,
      rejected: 1,
    }));
    const fee = {
      id: 9,
      url: 'DevFee',
      user: '',
      pool_type: 'DevFee',
      status: 'working',
      accepted: 1,
      rejected: 0,
    };
    return {
      miner: {
        miner_status: { miner_state: this.state, miner_state_time: 4711 },
        hr_realtime: 102_500.5,
        hr_nominal: 104_000,
        hr_average: 101_500.25,
        power_consumption: 3050,
        pcb_temp: { min: 40, max: 55 },
        chip_temp: { min: 50, max: 72 },
        pools: [...pools.filter(({ url }) => url !== ''), fee],
        cooling: { fans: [{ id: 0, rpm: 4000 }] },
        chains: [{ id: 1, hashrate_rt: 34_000.5, hashrate_ideal: 34_600, chip_temp: { max: 72 } }],
      },
    };
  }

  get #isDue(): boolean {
    return JSON.stringify(this.running) !== JSON.stringify(this.settings.miner.pools);
  }

  #unlock(body: string): HttpAnswer {
    if (this.#clock.monotonicMs() < this.#lockedUntilMs)
      return { status: 429, body: { unlock_timeout: 300 } };
    if (parse(body)?.['pw'] === this.#password) {
      const token = `token-${this.#tokens.size + 1}`;
      this.#tokens.add(token);
      this.#wrong = 0;
      return { body: { token } };
    }
    this.#wrong += 1;
    if (this.#wrong >= TRIES) this.#lockedUntilMs = this.#clock.monotonicMs() + LOCK_MS;
    return { status: 403, body: { unlock_timeout: 0 } };
  }

  #isAllowed(call: HttpCall): boolean {
    const authorization = call.headers['authorization'];
    return typeof authorization === 'string' && this.#tokens.has(authorization.replace(/^Bearer /, ''));
  }

  #isHidden(call: HttpCall): boolean {
    return this.faults.hidesState && !this.#isAllowed(call);
  }

  #find(): HttpAnswer {
    this.isFinding = !this.isFinding;
    return { body: { on: this.isFinding } };
  }

  #change(path: string, body: string): HttpAnswer {
    switch (path) {
      case '/settings':
        return this.#save(body);
      case '/mining/restart':
        this.#restart('mining');
        return {};
      case '/system/reboot':
        this.#restart('system');
        return { body: { after: 3 } };
      case '/mining/stop':
        if (this.faults.cannotStop)
          return { status: 500, body: { err: 'CGMiner err: Cgminer error failed-to-activate-pause-mode ' } };
        return this.#setState('stopped');
      case '/mining/pause':
        return this.#setState('paused');
      case '/mining/resume':
        return this.state === 'paused'
          ? this.#setState('mining')
          : { status: 500, body: { err: 'not paused' } };
      case '/mining/start':
        this.start('mining');
        return {};
      default:
        return { status: 404, body: { err: 'Not found' } };
    }
  }

  #save(body: string): HttpAnswer {
    const pools = (parse(body)?.['miner'] as Members | undefined)?.['pools'];
    if (!Array.isArray(pools) || !pools.every(isPool))
      return { status: 500, body: { err: `Bad config: ${body}` } };
    const answer = { restart_required: true, reboot_required: this.faults.needsReboot };
    if (this.faults.ignoresWrites) return { body: answer };
    this.#before = { settings: JSON.stringify(this.settings), readings: this.faults.staleReadings };
    // The list is replaced as a whole; everything else stays.
    this.settings.miner.pools = pools;
    this.writes.push(body);
    return { body: { ...answer, restart_required: this.#isDue && !this.faults.needsReboot } };
  }

  #restart(what: 'mining' | 'system'): void {
    this.writes.push(`restart ${what}`);
    this.state = 'restarting';
    this.isDown = what === 'system';
    this.onRestart(what);
  }

  #setState(state: string): HttpAnswer {
    this.state = state;
    return {};
  }
}

export const DEFAULT_POOLS: VnishPool[] = [
  { url: 'stratum+tcp://pool.one.example:3333', user: 'owner.s19', pass: 'first secret' },
  { url: 'stratum+tcp://pool.two.example:3333', user: 'owner.s19', pass: 'second secret' },
  { url: 'stratum+tcp://pool.three.example:25', user: 'owner.s19', pass: '' },
];

const INFO = {
  miner: 'Antminer S19j Pro',
  model: 's19jpro',
  fw_name: 'Vnish',
  fw_version: '1.2.6',
  algorithm: 'sha256d',
  hr_measure: 'GH/s',
  serial: 'SERIAL1',
  system: { network_status: { mac: '02:00:00:AA:BB:CC', hostname: 'shelf-4' } },
};

function isPool(pool: unknown): pool is VnishPool {
  if (typeof pool !== 'object' || pool === null) return false;
  const { url, user, pass, ...rest } = pool as Members;
  const areTexts = [url, user, pass].every((text) => typeof text === 'string');
  return (
    areTexts &&
    Object.entries(rest).every(([key, value]) => /^(?:order|id)$/.test(key) && typeof value === 'number')
  );
}

function parse(text: string): Members | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Members) : null;
  } catch {
    return null;
  }
}
