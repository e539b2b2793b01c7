import { isObject, type Json, type JsonObject } from '#engine/discovery/json.ts';
import { readCount } from '#engine/discovery/read/values.ts';
import type { MinerFamily } from '#engine/discovery/families.ts';
import { askJson, type HttpRequest, type JsonReply } from '#engine/miner-api/http-api.ts';
import { MinerError, type MinerHost } from '#engine/miner-api/miner-host.ts';

import type { MinerLink } from '../driver.ts';
import { pause, pollUntil } from '../poll.ts';

/** `info` carries eight certificates of 3,000 characters at most (ESP-Miner v2.15, system_api_json.c). */
const LIMITS = { totalMs: 10_000, maxBytes: 262_144 };
/** The web server of an ESP32 does not stand fast polling (ESP-Miner issues 70, 356). */
const BACK_AGAIN = { everyMs: 5_000, limitMs: 90_000 };
/** `/api/system/restart` answers first and restarts one second later. */
const UNTIL_GONE_MS = 4_000;

/** What the miner calls itself in sentences. */
function nameOf(family: MinerFamily): string {
  return family === 'nerdqaxe' ? 'Nerd*OS' : 'AxeOS';
}

/** `GET /api/system/info`. Throws `MinerError`; `bad-reply` where it is not AxeOS that answers. */
export async function readInfo({ host, family }: MinerLink): Promise<JsonObject> {
  const reply = await askJson(host, { method: 'GET', path: '/api/system/info' }, LIMITS);
  if (reply.status === 401) throw onlyPrivate(host);
  const { value } = reply;
  const isInfo =
    reply.status === 200 && isObject(value ?? undefined) && !reply.repairs.includes('partial') && value;
  if (!isInfo || Array.isArray(isInfo) || !('ASICModel' in isInfo)) {
    throw new MinerError('bad-reply', `${host.address} did not answer as ${nameOf(family)} does.`);
  }
  return isInfo;
}

/** `GET /api/system/asic`, which firmware before 2.4 does not have: null then. */
export async function readAsic({ host }: MinerLink): Promise<JsonObject | null> {
  const { status, value } = await askJson(host, { method: 'GET', path: '/api/system/asic' }, LIMITS);
  return status === 200 && value !== null && isObject(value) ? value : null;
}

/**
 * Sends a change and checks that it was taken. No `Origin` header goes with it: the firmware refuses
 * foreign ones. Throws `MinerError`; what the miner says against it is part of the sentence.
 */
export async function change(
  { host, family }: MinerLink,
  request: Pick<HttpRequest, 'method' | 'path'>,
  body?: JsonObject,
): Promise<JsonReply> {
  const reply = await askJson(
    host,
    {
      ...request,
      ...(body ? { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : {}),
    },
    LIMITS,
  );
  if (reply.status >= 200 && reply.status < 300) return reply;
  if (reply.status === 401) throw family === 'nerdqaxe' ? wantsCode(host, reply) : onlyPrivate(host);
  // Nerd*OS sends unknown paths to its start page instead of 404.
  if ([302, 404, 405].includes(reply.status)) {
    throw new MinerError('unsupported', `The firmware of ${host.address} is too old or too new for this.`);
  }
  throw new MinerError('declined', `${host.address} refused the change${wordsOf(reply, body)}.`);
}

/** Restarts it and waits until it answers again with a running time that began after this call. */
export async function restartAndWait(link: MinerLink): Promise<JsonObject> {
  const { host } = link;
  const before = readCount((await readInfo(link))['uptimeSeconds']);
  const startMs = host.clock.monotonicMs();
  await change(link, { method: 'POST', path: '/api/system/restart' });
  await pause(host, UNTIL_GONE_MS);
  let info: JsonObject | null = null;
  const isBack = async (): Promise<boolean> => {
    const now = await readInfo(link);
    const uptime = readCount(now['uptimeSeconds']);
    const sinceSeconds = (host.clock.monotonicMs() - startMs) / 1000;
    const isFresh = uptime === null || before === null || uptime < before || uptime <= sinceSeconds;
    if (isFresh) info = now;
    return isFresh;
  };
  await pollUntil(host, BACK_AGAIN, isBack);
  if (info === null) {
    throw new MinerError(
      'timeout',
      `${host.address} did not come back after its restart. Look at it, and switch it off and on if need be.`,
    );
  }
  return info;
}

/** ESP-Miner, http_server.c: callers outside of the private ranges get 401 for everything. */
function onlyPrivate(host: MinerHost): MinerError {
  return new MinerError(
    'forbidden',
    `${host.address} talks only to computers with a private address (10.x, 172.16–31.x, 192.168.x).`,
  );
}

/** NerdQAxe's http_utils.cpp: one-time codes; five wrong ones within a minute block it for five. */
export function wantsCode(host: MinerHost, reply?: JsonReply): MinerError {
  if (reply && /blocked/i.test(reply.text)) {
    return new MinerError(
      'locked-out',
      `${host.address} takes no changes for five minutes after too many wrong codes.`,
    );
  }
  return new MinerError(
    'unauthorized',
    `${host.address} asks for a one-time code. Switch the code (OTP) off on its page, and on again afterwards.`,
  );
}

/** The miner's own short words, unless they repeat a password that it was sent. */
function wordsOf({ text }: JsonReply, body: JsonObject = {}): string {
  const words = text.replaceAll(/[^\x20-\x7e]/g, ' ').trim();
  const isPlain = words !== '' && words.length <= 80 && !/[{}<>"]|assword/.test(words);
  return isPlain && !passwordsIn(body).some((password) => words.includes(password))
    ? `: ${words.replace(/\.$/, '')}`
    : '';
}

/** Those of at least three characters: "x" is the usual word for none. */
function passwordsIn(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(passwordsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    typeof child === 'string'
      ? /password/i.test(key) && child.length > 2
        ? [child]
        : []
      : passwordsIn(child),
  );
}
