import { createHash } from 'node:crypto';

import { isObject } from '#engine/discovery/json.ts';
import type { Json, JsonObject } from '#engine/discovery/json.ts';
import { parseReply } from '#engine/discovery/reply-parser.ts';
import type { ParsedReply } from '#engine/discovery/reply-parser.ts';
import { askCgminer, sendCgminer, statusOf } from '#engine/miner-api/cgminer-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerHost } from '#engine/miner-api/miner-host.ts';
import { decryptText, deriveKeys, encryptText } from '#engine/miner-api/whatsminer-cipher.ts';
import type { WhatsminerKeys, WhatsminerSalts } from '#engine/miner-api/whatsminer-cipher.ts';
import type { MinerLink } from '../driver.ts';
import {
  declined,
  noMoreTokens,
  passwordMissing,
  passwordWrong,
  switchedOff,
  unreadable,
} from './refusal.ts';

/** Codes of the second API (WhatsminerAPI 2.0.5, "Message Code"). */
const CODE = {
  badData: 14,
  badJson: 23,
  noCommand: 24,
  noPermission: 45,
  done: 131,
  badToken: 135,
  tooManyTokens: 136,
  badBase64: 137,
} as const;
/** A token lives 30 minutes on the machine; ours is renewed before. */
const TOKEN_LIFE_MS = 25 * 60_000;
/** More machines than one farm changes within a token's life. */
const MAX_TOKENS = 10_000;
const MAX_SALT_CHARS = 64;
/** Commands that stem from cgminer and want its `command`; the maker's own want `cmd`. */
const CGMINER_COMMANDS: ReadonlySet<string> = new Set(['summary', 'pools', 'devs', 'edevs', 'devdetails']);

/**
 * Asks one reading command on port 4028. Builds differ in the name of the member that holds it: a complaint
 * about that is answered with the other one.
 */
export async function askV2(host: MinerHost, command: string): Promise<ParsedReply> {
  const key = CGMINER_COMMANDS.has(command) ? 'command' : 'cmd';
  const reply = await askCgminer(host, { command, key });
  const { code, message } = statusOf(reply.value);
  if (code !== CODE.noCommand && !/missing json/i.test(message)) return reply;
  return askCgminer(host, { command, key: key === 'cmd' ? 'command' : 'cmd' });
}

/** A write command without its token. */
export type WriteCommand = { cmd: string } & JsonObject;

/** How a write command ended: `done`, or `cut` when the connection broke after it was sent. */
export type WriteEnd = 'done' | 'cut';

interface HeldToken {
  keys: WhatsminerKeys;
  /** SHA-256 of the password it was made with: another password needs another token. */
  passwordMark: string;
  untilMs: number;
}

/**
 * Sends write commands of the second API. Keeps the token of each machine in memory for as long as it lives:
 * a machine gives one address only 32 of them. Throws `MinerError`.
 */
export class V2Writer {
  readonly #tokens = new Map<string, HeldToken>();

  async send(link: MinerLink, command: WriteCommand): Promise<WriteEnd> {
    const { host, credential } = link;
    if (credential === null || credential.password === '') throw passwordMissing(host);
    const held = this.#held(host, credential.password);
    let reply = held === null ? 'token-refused' : await exchangeSealed(host, held, command);
    let keys = held;
    if (keys === null || reply === 'token-refused') {
      keys = await this.#renew(host, credential.password);
      reply = await exchangeSealed(host, keys, command);
    }
    if (reply === 'token-refused') {
      this.#tokens.delete(placeOf(host));
      throw passwordWrong(host);
    }
    return reply === 'cut' ? 'cut' : judge(host, reply, command, [credential.password, keys.sign]);
  }

  #held(host: MinerHost, password: string): WhatsminerKeys | null {
    const held = this.#tokens.get(placeOf(host));
    if (held === undefined || held.untilMs <= host.clock.monotonicMs()) return null;
    return held.passwordMark === markOf(password) ? held.keys : null;
  }

  async #renew(host: MinerHost, password: string): Promise<WhatsminerKeys> {
    const { value } = await askV2(host, 'get_token');
    const keys = deriveKeys(password, readSalts(host, value));
    this.#tokens.delete(placeOf(host));
    const oldest = this.#tokens.keys().next();
    if (this.#tokens.size >= MAX_TOKENS && oldest.done !== true) this.#tokens.delete(oldest.value);
    const untilMs = host.clock.monotonicMs() + TOKEN_LIFE_MS;
    this.#tokens.set(placeOf(host), { keys, passwordMark: markOf(password), untilMs });
    return keys;
  }
}

type SealedReply = ParsedReply | 'cut' | 'token-refused';

async function exchangeSealed(
  host: MinerHost,
  keys: WhatsminerKeys,
  command: JsonObject,
): Promise<SealedReply> {
  const text = JSON.stringify({ ...command, token: keys.sign });
  const request = JSON.stringify({ enc: 1, data: encryptText(keys.aesKey, text) });
  try {
    return openReply(keys, parseReply(await sendCgminer(host, request)));
  } catch (error) {
    if (error instanceof MinerError && (error.trouble === 'closed' || error.trouble === 'timeout'))
      return 'cut';
    throw error;
  }
}

function placeOf(host: MinerHost): string {
  return `${host.address}:${host.ports.cgminer}`;
}

function markOf(password: string): string {
  return createHash('sha256').update(password).digest('hex');
}

function readSalts(host: MinerHost, value: Json | null): WhatsminerSalts {
  const root = isObject(value ?? undefined) ? (value as JsonObject) : {};
  const { code, message } = statusOf(root);
  if (code === CODE.noPermission || /can't access write/i.test(message)) throw switchedOff(host);
  if (code === CODE.tooManyTokens || /over max times/i.test(message)) throw noMoreTokens(host);
  const salts = root['Msg'];
  if (!isObject(salts)) {
    if (message !== '') throw declined(host, 'to give a write token', message, []);
    throw unreadable(host, 'the request for a write token');
  }
  const read = (key: string): string => {
    const text = salts[key];
    if (typeof text === 'string' && text !== '' && text.length <= MAX_SALT_CHARS) return text;
    if (typeof text === 'number') return String(text);
    throw unreadable(host, 'the request for a write token');
  };
  return { time: read('time'), salt: read('salt'), newsalt: read('newsalt') };
}

/**
 * The reply inside `enc`; errors may come in the open. A machine that cannot decrypt a command, because its key
 * was made with another password, takes it for bad data or broken JSON (which code it then gives is not
 * documented), and an answer that the key does not open was made with another password too.
 */
function openReply(keys: WhatsminerKeys, reply: ParsedReply): SealedReply {
  if (reply.repairs.includes('partial')) return 'cut';
  const sealed = isObject(reply.value ?? undefined) ? (reply.value as JsonObject)['enc'] : undefined;
  if (typeof sealed !== 'string') {
    const { code } = statusOf(reply.value);
    return code === CODE.badToken || code === CODE.badJson || code === CODE.badData ? 'token-refused' : reply;
  }
  const open = parseReply(decryptText(keys.aesKey, sealed) ?? '');
  return open.value === null || statusOf(open.value).code === CODE.badToken ? 'token-refused' : open;
}

function judge(
  host: MinerHost,
  reply: ParsedReply,
  command: WriteCommand,
  secrets: readonly string[],
): 'done' {
  const { code, letter, message } = statusOf(reply.value);
  const what = `the command ${command.cmd}`;
  if (reply.value === null) throw unreadable(host, what);
  if (code === CODE.done && letter !== 'E') return 'done';
  if (code === CODE.noPermission || /can't access write/i.test(message)) throw switchedOff(host);
  if (code === CODE.tooManyTokens) throw noMoreTokens(host);
  if (code === CODE.badBase64) {
    throw new MinerError('bad-reply', `${host.address} could not read ${what} (its code 137); try again.`);
  }
  const passwords = Object.entries(command).flatMap(([key, value]) =>
    key.startsWith('passwd') && typeof value === 'string' ? [value] : [],
  );
  throw declined(host, what, message, [...secrets, ...passwords]);
}
