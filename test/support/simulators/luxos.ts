import { realClock, type Clock } from '#engine/lib/clock.ts';

import { asMined } from './cgminer.ts';
import { CgminerRules, status, type CgminerPool } from './cgminer-rules.ts';
import { HANG_UP, type Answered } from './manners.ts';
import type { Place } from './places.ts';
import { SimulatedMiner } from './simulated-miner.ts';
import type { MiningOptions } from './simulated-mining.ts';

export interface LuxosOptions {
  pools?: readonly Partial<CgminerPool>[];
  clock?: Clock;
  /** Newer versions might ask for a session for pools too. */
  wantsSessionForPools?: boolean;
}

const SESSION_MS = 60_000;
const POOL_COMMANDS = new Set([
  'addpool',
  'removepool',
  'switchpool',
  'enablepool',
  'disablepool',
  'poolpriority',
]);

const READS: Record<string, object> = {
  version: {
    ...status('S', 22, 'LUXminer versions'),
    VERSION: [{ API: '3.7', LUXminer: '2025.4.8.1', Miner: '2025.4.8.1', Type: 'Antminer S19k Pro' }],
  },
  config: {
    ...status('S', 33, 'LUXminer config'),
    CONFIG: [
      {
        Model: 'Antminer S19k Pro',
        MACAddr: '02:aa:00:00:00:01',
        SerialNumber: 'SIM-LUX-1',
        NameplateTHS: 120,
        CurtailMode: 'None',
      },
    ],
  },
  summary: {
    ...status('S', 11, 'Summary'),
    SUMMARY: [{ Elapsed: 7200, 'GHS 5s': 118_500.5, 'GHS av': 119_000 }],
  },
  devs: {
    ...status('S', 9, '1 ASC(s)'),
    DEVS: [{ ASC: 0, ID: 0, 'MHS 5s': 118_500_500, 'Nominal MHS': 120_000_000, SerialNumber: 'B-1' }],
  },
  power: { ...status('S', 322, 'Power'), POWER: [{ Watts: 2760 }] },
  fans: { ...status('S', 305, 'Fans'), FANS: [{ FAN: 0, RPM: 4200, Speed: 70 }] },
  temps: { ...status('S', 201, 'Temps'), TEMPS: [{ ID: 0, Board: 55, Chip: 70 }] },
};

/** LuxOS's lock: one session at a time, gone a minute after its last use. */
export class LuxosSession {
  readonly #clock: Clock;
  #id = '';
  #usedMs = 0;
  #count = 0;
  /** Sessions given out and given back. */
  readonly log: string[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get id(): string {
    return this.#clock.monotonicMs() - this.#usedMs < SESSION_MS ? this.#id : '';
  }

  /** Null while another one is open. */
  open(): string | null {
    if (this.id !== '') return null;
    this.#count += 1;
    this.#id = `sess${this.#count}x`;
    this.#usedMs = this.#clock.monotonicMs();
    this.log.push(`on ${this.#id}`);
    return this.#id;
  }

  use(id: string): boolean {
    if (id === '' || id !== this.id) return false;
    this.#usedMs = this.#clock.monotonicMs();
    return true;
  }

  close(): void {
    this.log.push(`off ${this.#id}`);
    this.#id = '';
  }
}

export interface SimulatedLuxos {
  body: SimulatedMiner;
  rules: CgminerRules;
  session: LuxosSession;
  /** `refuses`: a command that is refused in its session. */
  state: { light: string; isAsleep: boolean; reboots: number; refuses: string };
  pools: CgminerPool[];
  writes: string[];
  mine(options?: Partial<MiningOptions>): void;
  stop(): Promise<void>;
}

/** Starts a simulated LuxOS machine at a place. Its pool commands follow cgminer's rules. */
export async function startLuxos(place: Place, options: LuxosOptions = {}): Promise<SimulatedLuxos> {
  const { pools = [], clock = realClock, wantsSessionForPools = false } = options;
  const rules = new CgminerRules(pools);
  const session = new LuxosSession(clock);
  const state = { light: 'auto', isAsleep: false, reboots: 0, refuses: '' };
  const body = new SimulatedMiner(place, clock);

  function inSession(command: string, parameter: string): Answered<string | object> {
    const [id = '', ...rest] = parameter.split(',');
    if (!session.use(id)) return status('E', 402, 'Invalid session ID or session has expired');
    if (POOL_COMMANDS.has(command)) return rules.answer(command, rest.join(','));
    if (command === state.refuses) return status('E', 405, 'Not now');
    switch (command) {
      case 'logoff':
        session.close();
        return status('S', 317, 'Session terminated');
      case 'ledset':
        if (rest[0] !== 'red' || rest[1] === undefined) return status('E', 403, 'Invalid LED');
        state.light = rest[1];
        return status('S', 325, 'LED set');
      case 'curtail':
        if (rest[0] !== 'sleep' && rest[0] !== 'wakeup') return status('E', 404, 'Invalid mode');
        state.isAsleep = rest[0] === 'sleep';
        return status('S', 326, 'Curtailed');
      default:
        state.reboots += 1;
        session.close();
        return HANG_UP;
    }
  }

  await body.serveCgminer(({ command, parameter }) => {
    const read = READS[command];
    if (read !== undefined) return read;
    if (command === 'logon') {
      const id = session.open();
      if (id === null) return status('E', 318, 'Another session is active');
      return { ...status('S', 316, 'Session created'), SESSION: [{ SessionID: id }] };
    }
    const isSessionCommand = ['logoff', 'ledset', 'curtail', 'rebootdevice'].includes(command);
    if (isSessionCommand || (wantsSessionForPools && POOL_COMMANDS.has(command)))
      return inSession(command, parameter ?? '');
    const before = rules.writes.length;
    const answer = rules.answer(command, parameter);
    if (rules.writes.length > before) body.mining?.follow();
    return answer;
  });

  return {
    body,
    rules,
    session,
    state,
    pools: rules.pools,
    writes: rules.writes,
    mine: (mining = {}) => void body.mine({ pools: () => asMined(rules), ...mining }),
    stop: () => body.stop(),
  };
}
