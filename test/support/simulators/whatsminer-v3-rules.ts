import { createHash } from 'node:crypto';

import { type Clock, realClock } from '#engine/lib/clock.ts';

import { type Answered, HANG_UP } from './manners.ts';

/** All that a machine of the third API keeps, as far as is simulated. */
export interface WhatsminerV3Config {
  pools: { url: string; account: string; password: string }[];
  isOff: boolean;
  led: unknown;
}

export interface WhatsminerV3Options {
  firmware?: string;
  /** Of the account `super`. */
  password?: string;
  clock?: Clock;
}

type Members = Record<string, unknown>;

const SALT = 'Tz81LmQ4';
/** A token of another time is not taken; how far off is a guess. */
const TOKEN_SECONDS = 60;

/** The rules of Whatsminer's third API on port 4433. Shares no code with the driver. */
export class WhatsminerV3Rules {
  readonly config: WhatsminerV3Config = {
    pools: [
      { url: 'stratum+tcp://pool.example:3333', account: 'farm.wm3', password: 'x' },
      { url: 'stratum+tcp://other.example:443', account: 'farm.wm3', password: 'x' },
    ],
    isOff: false,
    led: 'auto',
  };
  readonly failures = {
    /** The API switch is off: no account may write. */
    apiOff: false,
    ignoresWrites: false,
    /** Does it, then hangs up instead of answering, on this command. */
    cutsOn: null as string | null,
    declines: null as { cmd: string; words: string } | null,
  };
  readonly writes: string[] = [];
  password: string;
  /** Seconds that its clock is ahead of ours. */
  clockAheadS = 7_200;
  readonly #firmware: string;
  readonly #clock: Clock;

  constructor(options: WhatsminerV3Options = {}) {
    this.password = options.password ?? 'super-barn-7';
    this.#firmware = options.firmware ?? '20250409.15.REL';
    this.#clock = options.clock ?? realClock;
  }

  answer(request: Members): Answered<object> {
    const cmd = String(request['cmd']);
    switch (cmd) {
      case 'get.device.info':
        return this.#about(request['param']);
      case 'get.miner.status':
        return this.#status(request['param']);
      case 'set.system.led':
      case 'set.miner.service':
      case 'set.system.reboot':
        return this.#write(cmd, request);
      default:
        return this.#reply(cmd, -2, 'invalid command');
    }
  }

  #about(param: unknown): object {
    const all: Members = {
      miner: {
        working: String(!this.config.isOff),
        type: 'M60S_VK40',
        hwversion: 'H6OS',
        'miner-sn': 'WM60S00077',
      },
      system: {
        api: '3.0.1',
        platform: 'H616',
        fwversion: this.#firmware,
        apiswitch: this.failures.apiOff ? '0' : '1',
      },
      network: { mac: 'CA:FE:00:AB:CD:EF', ip: '10.4.0.17' },
      salt: SALT,
      'error-code': [{ '264': '2026-05-23 09:19:10', reason: 'Board 1 is missing' }],
    };
    if (param === undefined) return this.#reply('get.device.info', 0, all);
    const part = typeof param === 'string' ? all[param] : undefined;
    if (part === undefined) return this.#reply('get.device.info', -1, 'invalid param');
    return this.#reply('get.device.info', 0, { [param as string]: part });
  }

  #status(param: unknown): object {
    if (param === 'summary') {
      const summary = {
        elapsed: 3600,
        'hash-realtime': 186.5,
        'hash-average': 185.25,
        'factory-hash': 188,
        'power-realtime': 3421,
        'environment-temperature': 21.5,
        'chip-temp-max': 79.25,
        'fan-speed-in': 5010,
        'fan-speed-out': 5100,
      };
      return this.#reply('get.miner.status', 0, { summary });
    }
    if (param !== 'pools') return this.#reply('get.miner.status', -1, 'invalid param');
    const pools = this.config.pools.map(({ url, account }, index) => ({
      account,
      'pool-priority': index,
      status: 'alive',
      'stratum-active': index === 0,
      url,
    }));
    return this.#reply('get.miner.status', 0, { pools });
  }

  #write(cmd: string, request: Members): Answered<object> {
    const { ts, account, token, param } = request;
    const isInTime = typeof ts === 'number' && Math.abs(ts - this.#nowS()) <= TOKEN_SECONDS;
    const digest = createHash('sha256').update(cmd + this.password + SALT + String(ts));
    const isRight = token === Buffer.from(digest.digest()).toString('base64').slice(0, 8);
    if (this.failures.apiOff || account !== 'super' || !isInTime || !isRight) {
      return this.#reply(cmd, -4, 'no permission for write command');
    }
    const { declines } = this.failures;
    if (declines?.cmd === cmd) return this.#reply(cmd, -1, declines.words);
    if (!this.failures.ignoresWrites) {
      if (!this.#carryOut(cmd, param)) return this.#reply(cmd, -1, 'invalid param');
      this.writes.push(cmd);
    }
    return this.failures.cutsOn === cmd ? HANG_UP : this.#reply(cmd, 0, 'ok');
  }

  #carryOut(cmd: string, param: unknown): boolean {
    if (cmd === 'set.system.led') {
      if (param !== 'auto' && !Array.isArray(param)) return false;
      this.config.led = param;
    } else if (cmd === 'set.miner.service') {
      if (param !== 'start' && param !== 'stop' && param !== 'restart') return false;
      this.config.isOff = param === 'stop';
    }
    return true;
  }

  #nowS(): number {
    return Math.trunc(this.#clock.nowMs() / 1000) + this.clockAheadS;
  }

  #reply(cmd: string, code: number, message: unknown): object {
    return { code, when: this.#nowS(), msg: message, desc: cmd };
  }
}
