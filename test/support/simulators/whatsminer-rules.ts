import { createCipheriv, createDecipheriv, createHash, randomInt } from 'node:crypto';

import { type Clock, realClock } from '#engine/lib/clock.ts';

import { type Answered, HANG_UP } from './manners.ts';
import { crypt1 } from './md5-crypt.ts';
import * as telemetry from './whatsminer-telemetry.ts';

export interface WhatsminerPool {
  url: string;
  user: string;
  password: string;
}

/** All that a Whatsminer keeps when it is restarted. */
export interface WhatsminerConfig {
  /** Always three; empty places hold empty texts. */
  pools: WhatsminerPool[];
  led: 'auto' | { color: string; period: number; duration: number; start: number };
  isOff: boolean;
  hostname: string;
  powerLimit: number;
  fastBoot: boolean;
}

/** What can go wrong; all off at first. */
export interface WhatsminerFailures {
  /** The API switch of the maker's tool is off. */
  apiOff: boolean;
  /** Says yes to writes and does nothing. */
  ignoresWrites: boolean;
  /** So many more looks at `pools` show the earlier ones after a write. */
  staleLooks: number;
  /** New pools are shown once the mining process was restarted. */
  needsRestart: boolean;
  /** Does it, then hangs up instead of answering, on this command. */
  cutsOn: string | null;
  /** Restarts after this command without answering: hangs up on so many connections, and forgets its tokens. */
  rebootsOn: string | null;
  rebootLooks: number;
  /** Answers these write commands with code 132 and these words. */
  declines: { cmd: string; words: string } | null;
  /** What it answers to a command that it cannot decrypt. */
  undecipherableCode: 14 | 23;
  /** The only member it takes a command in. */
  onlyKey: 'cmd' | 'command' | null;
}

export interface WhatsminerOptions {
  firmware?: string;
  /** The admin password; with `admin`, the maker's default, nothing can be written. */
  password?: string;
  pools?: readonly WhatsminerPool[];
  clock?: Clock;
}

type Members = Record<string, unknown>;

const TOKENS = 32;
const TOKEN_LIFE_MS = 30 * 60_000;
const CGMINER = new Set(['summary', 'pools', 'devs', 'edevs', 'devdetails']);
const EMPTY: WhatsminerPool = { url: '', user: '', password: '' };

/**
 * The rules of Whatsminer's first two APIs on port 4028, as the maker's document and clients of others tell
 * them. Shares no code with the driver.
 */
export class WhatsminerRules {
  readonly config: WhatsminerConfig;
  readonly failures: WhatsminerFailures = {
    apiOff: false,
    ignoresWrites: false,
    staleLooks: 0,
    needsRestart: false,
    cutsOn: null,
    rebootsOn: null,
    rebootLooks: 3,
    declines: null,
    undecipherableCode: 23,
    onlyKey: null,
  };
  /** Write commands that were carried out, in order. */
  readonly writes: string[] = [];
  password: string;
  firmware: string;
  tokensGiven = 0;
  /** Called when the mining process has other pools than before, or starts or stops. */
  changed: () => void = () => undefined;
  readonly #clock: Clock;
  readonly #salt = 'Qm7xK2pZ';
  #tokens: { sign: string; diesAtMs: number }[] = [];
  #mined: WhatsminerPool[];
  #staleLooks = 0;
  #downLooks = 0;

  constructor(options: WhatsminerOptions = {}) {
    this.#clock = options.clock ?? realClock;
    this.password = options.password ?? 'barn-door-7';
    this.firmware = options.firmware ?? '20230803.11.REL';
    const pools = [
      ...(options.pools ?? [{ url: 'stratum+tcp://pool.example:3333', user: 'farm.wm1', password: 'x' }]),
    ];
    while (pools.length < 3) pools.push(EMPTY);
    this.#mined = pools;
    this.config = { pools, led: 'auto', isOff: false, hostname: 'shed-4', powerLimit: 3600, fastBoot: false };
  }

  /** The pools that its mining process has; none while it is off. */
  minedPools(): WhatsminerPool[] {
    return this.config.isOff ? [] : this.#shownPools();
  }

  /** Other settings than before, as if typed on its own page; what was written so far is forgotten. */
  load(pools: readonly WhatsminerPool[]): void {
    this.config.pools = [...pools];
    this.writes.length = 0;
    this.#takePools();
  }

  answer(request: Members): Answered<object> {
    if (this.#downLooks > 0) {
      this.#downLooks -= 1;
      return HANG_UP;
    }
    if ('enc' in request) return this.#answerSealed(request);
    const { onlyKey } = this.failures;
    const name = onlyKey === null ? (request['command'] ?? request['cmd']) : request[onlyKey];
    if (typeof name !== 'string') return this.#listed('E', 24, "Missing JSON 'command'");
    return this.#read(name);
  }

  #read(name: string): object {
    if (name === 'get_token') return this.#giveToken();
    if (name === 'pools') return { ...this.#listed('S', 7, 'Pools'), POOLS: this.#poolEntries(), id: 1 };
    const { firmware } = this;
    const reading = telemetry.reading(name, { firmware, isOff: this.config.isOff });
    if (reading === null) return this.#flat('E', 14, 'invalid cmd');
    if (CGMINER.has(name)) return { ...this.#listed('S', 11, name), ...reading, id: 1 };
    return this.#flat('S', 131, reading);
  }

  #giveToken(): object {
    if (this.failures.apiOff || this.password === 'admin')
      return this.#flat('E', 45, "can't access write cmd");
    const nowMs = this.#clock.monotonicMs();
    this.#tokens = this.#tokens.filter((token) => token.diesAtMs > nowMs);
    if (this.#tokens.length >= TOKENS) return this.#flat('E', 136, 'token over max times');
    const time = String(this.#clock.nowMs()).slice(-4);
    const newsalt = Array.from({ length: 8 }, () => 'abcdefghkmnpqrstuvwxyz23456789'[randomInt(30)]).join('');
    const sign = crypt1(crypt1(this.password, this.#salt) + time, newsalt);
    this.#tokens.push({ sign, diesAtMs: nowMs + TOKEN_LIFE_MS });
    this.tokensGiven += 1;
    return this.#flat('S', 134, { time, salt: this.#salt, newsalt });
  }

  #answerSealed(request: Members): Answered<object> {
    if (this.failures.apiOff || this.password === 'admin')
      return this.#flat('E', 45, "can't access write cmd");
    const data = request['data'];
    if (typeof data !== 'string' || !/^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/.test(data)) {
      return this.#flat('E', 137, 'base64 decode error');
    }
    const command = this.#open(data);
    if (command === null) return this.#flat('E', this.failures.undecipherableCode, 'invalid data');
    const nowMs = this.#clock.monotonicMs();
    if (!this.#tokens.some(({ sign, diesAtMs }) => sign === command['token'] && diesAtMs > nowMs)) {
      return this.#flat('E', 135, 'check token error');
    }
    const name = String(command['cmd']);
    const { declines, cutsOn, rebootsOn } = this.failures;
    if (declines?.cmd === name) return this.#seal(this.#flat('E', 132, declines.words));
    const refusal = this.failures.ignoresWrites ? null : this.#carryOut(name, command);
    if (refusal !== null) return this.#seal(refusal);
    if (rebootsOn === name) this.#restart(this.failures.rebootLooks);
    if (cutsOn === name || rebootsOn === name) return HANG_UP;
    return this.#seal(this.#flat('S', 131, 'API command OK'));
  }

  /** Null when it was done, else why not. */
  #carryOut(name: string, command: Members): object | null {
    switch (name) {
      case 'update_pools':
        if (!this.#updatePools(command)) return this.#flat('E', 132, 'command error');
        break;
      case 'set_led': {
        const { param, color, period, duration, start } = command;
        if (param === 'auto') this.config.led = 'auto';
        else if (
          (color === 'red' || color === 'green') &&
          typeof period === 'number' &&
          typeof duration === 'number' &&
          typeof start === 'number'
        ) {
          this.config.led = { color, period, duration, start };
        } else return this.#flat('E', 132, 'command error');
        break;
      }
      case 'power_off':
        if (command['respbefore'] !== 'true' && command['respbefore'] !== 'false') {
          return this.#flat('E', 132, 'command error');
        }
        this.config.isOff = true;
        this.changed();
        break;
      case 'power_on':
        this.config.isOff = false;
        this.changed();
        break;
      case 'restart_btminer':
        this.#restart(0);
        break;
      case 'reboot':
        this.#restart(this.failures.rebootLooks);
        break;
      default:
        return this.#flat('E', 14, 'invalid cmd');
    }
    this.writes.push(name);
    return null;
  }

  #updatePools(command: Members): boolean {
    const fields = [1, 2, 3].map((n) => [command[`pool${n}`], command[`worker${n}`], command[`passwd${n}`]]);
    if (fields.flat().some((field) => typeof field !== 'string') || fields[0]?.[0] === '') return false;
    this.config.pools = fields.map(([url, user, password]) => ({
      url: String(url),
      user: String(user),
      password: String(password),
    }));
    this.#staleLooks = this.failures.needsRestart ? Number.POSITIVE_INFINITY : this.failures.staleLooks;
    if (this.#staleLooks === 0) this.#takePools();
    return true;
  }

  #takePools(): void {
    this.#staleLooks = 0;
    this.#mined = this.config.pools;
    this.changed();
  }

  #restart(downLooks: number): void {
    this.#downLooks = downLooks;
    if (downLooks > 0) this.#tokens = [];
    this.#takePools();
  }

  #shownPools(): WhatsminerPool[] {
    return this.#mined.filter(({ url }) => url !== '');
  }

  #poolEntries(): object[] {
    const entries = this.#shownPools().map((pool, index) => telemetry.poolEntry(pool, index));
    if (this.#staleLooks > 0) {
      this.#staleLooks -= 1;
      if (this.#staleLooks === 0) this.#takePools();
    }
    return entries;
  }

  #open(data: string): Members | null {
    const sealed = Buffer.from(data, 'base64');
    if (sealed.length === 0 || sealed.length % 16 !== 0) return null;
    const aes = createDecipheriv('aes-256-ecb', this.#key(), null);
    aes.setAutoPadding(false);
    const text = Buffer.concat([aes.update(sealed), aes.final()])
      .toString('utf8')
      .replace(/\0+$/, '');
    try {
      return JSON.parse(text) as Members;
    } catch {
      return null;
    }
  }

  #seal(reply: object): object {
    const text = Buffer.from(JSON.stringify(reply));
    const aes = createCipheriv('aes-256-ecb', this.#key(), null);
    aes.setAutoPadding(false);
    const zeros = Buffer.alloc((16 - (text.length % 16)) % 16);
    return { enc: Buffer.concat([aes.update(Buffer.concat([text, zeros])), aes.final()]).toString('base64') };
  }

  #key(): Buffer {
    return createHash('sha256').update(crypt1(this.password, this.#salt)).digest();
  }

  #flat(letter: 'S' | 'E', code: number, message: string | object): object {
    const when = Math.trunc(this.#clock.nowMs() / 1000);
    return { STATUS: letter, When: when, Code: code, Msg: message, Description: 'whatsminer' };
  }

  #listed(letter: 'S' | 'E', code: number, message: string): object {
    const when = Math.trunc(this.#clock.nowMs() / 1000);
    const status = { STATUS: letter, When: when, Code: code, Msg: message, Description: 'btminer' };
    return { STATUS: [status] };
  }
}
