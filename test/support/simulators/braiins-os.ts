import { realClock, type Clock } from '#engine/lib/clock.ts';

import type { Place } from './places.ts';
import type { HttpAnswer, HttpCall } from './simulated-http.ts';
import { SimulatedMiner } from './simulated-miner.ts';
import type { MiningOptions } from './simulated-mining.ts';

export interface BosPool {
  uid: string;
  url: string;
  user: string;
  password?: string;
  enabled: boolean;
}

export interface BosGroup {
  uid: string;
  name: string;
  strategy: object;
  pools: BosPool[];
}

export interface BraiinsOptions {
  groups?: readonly {
    name: string;
    strategy?: object;
    pools: readonly (Omit<BosPool, 'uid' | 'enabled'> & { enabled?: boolean })[];
  }[];
  clock?: Clock;
  login?: { username: string; password: string };
  /** `configuration/miner` has passwords. */
  tellsPasswords?: boolean;
  /** False: a version before 25.07. */
  hasRest?: boolean;
}

export interface BraiinsFaults {
  ignoresWrites: boolean;
  /** A refusal of every write, in the API's own words. */
  refusal: string | null;
  /** After a write the API is away for so long. */
  awayMs: number;
  isReadOnly: boolean;
}

/** The state of one machine with Braiins OS. */
export class BraiinsRules {
  groups: BosGroup[];
  readonly faults: BraiinsFaults = { ignoresWrites: false, refusal: null, awayMs: 0, isReadOnly: false };
  readonly writes: string[] = [];
  readonly state = { isLocating: false, isPaused: false, reboots: 0 };
  readonly tokens = new Set<string>();
  readonly #options: Required<Omit<BraiinsOptions, 'groups' | 'clock'>>;
  readonly #clock: Clock;
  #backMs = 0;
  #count = 0;

  constructor(options: BraiinsOptions, clock: Clock) {
    this.#clock = clock;
    const { groups = [], ...rest } = options;
    this.#options = {
      login: { username: 'root', password: '' },
      tellsPasswords: true,
      hasRest: true,
      ...rest,
    };
    this.groups = groups.map((group) => this.#withIds(group.name, group.strategy, group.pools));
  }

  /** Everything that a change of pools can touch; the ids are made anew by every write. */
  configuration(): unknown {
    return this.groups.map(({ name, strategy, pools }) => ({
      name,
      strategy: structuredClone(strategy),
      pools: pools.map(({ uid: _uid, ...pool }) => ({ ...pool })),
    }));
  }

  answer({ method, path, headers, body }: HttpCall): HttpAnswer {
    if (!this.#options.hasRest || !path.startsWith('/api/v1/')) return { status: 404, body: 'not found' };
    if (this.#clock.monotonicMs() < this.#backMs) return { status: 503, body: 'starting' };
    const what = `${method} ${path.slice('/api/v1/'.length)}`;
    if (what === 'POST auth/login') return this.#login(body);
    if (!this.tokens.has(String(headers.authorization)))
      return { status: 401, body: { error: 'unauthenticated' } };
    return this.#answerKnown(what, body);
  }

  #answerKnown(what: string, body: string): HttpAnswer {
    switch (what) {
      case 'GET pools':
        return { body: this.groups.map((group) => ({ ...group, pools: group.pools.map(live) })) };
      case 'GET configuration/miner':
        return {
          body: { pool_groups: this.groups.map((group) => this.#configured(group)), temperature: {} },
        };
      case 'PUT pools/batch':
        return this.#write(body);
      case 'PUT actions/locate':
        this.state.isLocating = body === 'true';
        return { body: { enabled: this.state.isLocating } };
      case 'PUT actions/pause':
      case 'PUT actions/resume':
        this.state.isPaused = what.endsWith('pause');
        return { body: {} };
      case 'PUT actions/reboot':
        this.state.reboots += 1;
        this.tokens.clear();
        return { body: {} };
      default:
        return this.#telemetry(what);
    }
  }

  #telemetry(what: string): HttpAnswer {
    switch (what) {
      case 'GET miner/details':
        return {
          body: {
            miner_identity: { brand: 1, miner_model: 'Antminer S19 XP' },
            bos_version: { current: '2025-07-22-0-abc-25.07-plus' },
            mac_address: '02:CC:00:00:00:01',
            serial_number: 'SIM-BOS-1',
            status: 2,
            sticker_hashrate: { gigahash_per_second: 140_000 },
          },
        };
      case 'GET miner/stats':
        return {
          body: {
            miner_stats: {
              real_hashrate: {
                last_5s: { gigahash_per_second: 139_500.5 },
                last_15m: { gigahash_per_second: 139_000 },
              },
              nominal_hashrate: { gigahash_per_second: 141_000 },
            },
            power_stats: { approximated_consumption: { watt: 3010 } },
          },
        };
      case 'GET cooling/state':
        return { body: { fans: [{ position: 0, rpm: 3900 }] } };
      default:
        return { status: 404, body: { error: 'not found' } };
    }
  }

  #login(body: string): HttpAnswer {
    const { username, password } = JSON.parse(body) as { username?: string; password?: string };
    if (username !== this.#options.login.username || password !== this.#options.login.password)
      return { status: 401, body: { error: 'invalid username or password' } };
    this.#count += 1;
    const token = `token-${this.#count}`;
    this.tokens.add(token);
    return { body: { token, timeout_s: 3600 } };
  }

  /** Replaces all groups; an id in the body is refused. */
  #write(body: string): HttpAnswer {
    if (this.faults.isReadOnly) return { status: 403, body: { error: 'permission denied' } };
    if (this.faults.refusal !== null) return { status: 400, body: { error: this.faults.refusal } };
    const groups = JSON.parse(body) as { name?: string; load_balance_strategy?: object; pools?: BosPool[] }[];
    const pools = groups.flatMap((group) => group.pools ?? []);
    if (
      pools.some(
        (pool) => Object.hasOwn(pool, 'uid') || typeof pool.url !== 'string' || typeof pool.user !== 'string',
      )
    )
      return { status: 422, body: { error: 'invalid pool configuration' } };
    this.writes.push(`pools/batch ${pools.map((pool) => pool.url).join(' ')}`);
    if (!this.faults.ignoresWrites)
      this.groups = groups.map((group) =>
        this.#withIds(group.name ?? 'Default', group.load_balance_strategy, group.pools ?? []),
      );
    this.#backMs = this.#clock.monotonicMs() + this.faults.awayMs;
    return { body: this.groups.map((group) => this.#configured(group)) };
  }

  #configured({ uid, name, strategy, pools }: BosGroup): object {
    const shown = pools.map(({ password, ...pool }) =>
      this.#options.tellsPasswords && password !== undefined ? { ...pool, password } : pool,
    );
    return { uid, name, load_balance_strategy: strategy, pools: shown };
  }

  #withIds(
    name: string,
    strategy: object | undefined,
    pools: readonly (Omit<BosPool, 'uid' | 'enabled'> & { enabled?: boolean })[],
  ): BosGroup {
    const next = (): string => `u${(this.#count += 1)}`;
    return {
      uid: next(),
      name,
      strategy: strategy ?? { quota: { value: 1 } },
      pools: pools.map((pool) => ({ enabled: true, ...pool, uid: next() })),
    };
  }
}

export interface SimulatedBraiins {
  body: SimulatedMiner;
  rules: BraiinsRules;
  writes: string[];
  mine(options?: Partial<MiningOptions>): void;
  stop(): Promise<void>;
}

/** Starts one at a place, with REST on its HTTP port and a reading API on port 4028. */
export async function startBraiins(place: Place, options: BraiinsOptions = {}): Promise<SimulatedBraiins> {
  const clock = options.clock ?? realClock;
  const rules = new BraiinsRules(options, clock);
  const body = new SimulatedMiner(place, clock);
  await body.serveHttp((call) => {
    const before = rules.groups;
    const answer = rules.answer(call);
    if (rules.groups !== before) body.mining?.reconnect();
    return answer;
  });
  await body.serveCgminer(({ command }) => answer4028(rules, command));
  return {
    body,
    rules,
    writes: rules.writes,
    mine: (mining = {}) =>
      void body.mine({
        pools: () => rules.groups.flatMap((group) => group.pools.filter((pool) => pool.enabled)),
        ...mining,
      }),
    stop: () => body.stop(),
  };
}

function live({ uid, url, user, enabled }: BosPool, index: number): object {
  return {
    uid,
    url,
    user,
    enabled,
    alive: true,
    active: index === 0,
    stats: { accepted_shares: 5, rejected_shares: 0 },
  };
}

function answer4028(rules: BraiinsRules, command: string): object {
  const said = (letter: string, code: number, message: string) => ({
    STATUS: [{ STATUS: letter, When: 1_790_000_000, Code: code, Msg: message, Description: 'BOSer 0.1.0' }],
    id: 1,
  });
  const pools = rules.groups.flatMap((group) => group.pools);
  switch (command) {
    case 'version':
      return {
        ...said('S', 22, 'BOSer versions'),
        VERSION: [{ API: '3.7', BOSer: 'boser-buildroot 0.1.0-sim' }],
      };
    case 'summary':
      return {
        ...said('S', 11, 'Summary'),
        SUMMARY: [{ Elapsed: 600, 'MHS 5s': 139_500_500, 'MHS av': 139_000_000 }],
      };
    case 'pools':
      return {
        ...said('S', 7, `${pools.length} Pool(s)`),
        POOLS: pools.map(({ url, user }, index) => ({
          POOL: index,
          Priority: index,
          URL: url,
          User: user,
          Status: 'Alive',
          'Stratum Active': index === 0,
        })),
      };
    default:
      return said('E', 14, 'invalid command');
  }
}
