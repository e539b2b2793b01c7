import { isObject } from '#engine/discovery/json.ts';
import type { Json, JsonObject } from '#engine/discovery/json.ts';
import type { ParsedReply } from '#engine/discovery/reply-parser.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { PoolEntry } from '../driver.ts';

/**
 * Which web interface a miner has: `modern` takes JSON (S19 and newer), `form` takes a form (S9 to S17),
 * `elphapex` is Elphapex's own, of which nothing is written.
 */
export type Generation = 'modern' | 'form' | 'elphapex';

/** What `get_miner_conf.cgi` says. */
export interface AntminerSettings {
  generation: Generation;
  /** In the miner's order, empty places included. Password null: not told. */
  places: PoolEntry[];
  /** Everything but the pools, as it was read. */
  fields: JsonObject;
}

/** Both web interfaces have three places for pools. */
export const PLACES = 3;
/** More text than any pool's field has. */
const MAX_TEXT = 1024;
/** Repairs after which every text still is what the miner has. */
const HARMLESS_REPAIRS: ReadonlySet<string> = new Set([
  'empty value read as null',
  'not a number read as null',
  'comma removed',
  'comma added',
  'cut at NUL',
]);
const MODERN_MODEL = /\b[ST](?:19|2\d)|\bL[79]\b|\bKS\d|\bHS3|\bZ15|\bE9|\bD9\b|\bK7\b|\bAL\d/i;

/** Reads `get_miner_conf.cgi`. Throws `bad-reply` where pools could be missing or misread: nothing may be written then. */
export function parseSettings(reply: ParsedReply, model: string | null): AntminerSettings {
  const { value } = reply;
  if (value === null || Array.isArray(value)) {
    throw unreadable(reply.problem ?? 'not the settings of one miner');
  }
  const doubtful = reply.repairs.find((repair) => !HARMLESS_REPAIRS.has(repair));
  if (doubtful !== undefined) throw unreadable(doubtful);
  const { pools, ...fields } = value;
  if (!Array.isArray(pools)) throw unreadable('no list of pools');
  if (pools.length > 32 || !pools.every(isObject)) throw unreadable('no list of pools');
  return { generation: generationOf(fields, model), places: pools.map(readPlace), fields };
}

/** `bitmain-freq-level` came with the JSON interface; where neither sign is there the model decides. */
function generationOf(fields: JsonObject, model: string | null): Generation {
  const keys = Object.keys(fields);
  if (keys.some((key) => key.startsWith('fc-'))) return 'elphapex';
  if (keys.some((key) => ['bitmain-freq-level', 'miner-mode', 'freq-level'].includes(key))) return 'modern';
  if (model !== null && MODERN_MODEL.test(model)) return 'modern';
  if (keys.includes('bitmain-freq')) return 'form';
  throw new MinerError(
    'unsupported',
    'The settings page of this miner has neither the old nor the new shape: change its pools in its own web page.',
  );
}

function readPlace(entry: JsonObject): PoolEntry {
  const text = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
  return {
    url: text(entry['url']) ?? '',
    user: text(entry['user']) ?? '',
    password: text(entry['pass']),
  };
}

function unreadable(why: string): MinerError {
  return new MinerError(
    'bad-reply',
    `The settings of this miner could not be read in full (${why}), so nothing is written.`,
  );
}

/** Places that name a pool. */
export function usedPlaces(places: readonly PoolEntry[]): PoolEntry[] {
  return places.filter((place) => place.url.trim() !== '');
}

/** Exactly three places, the unused ones empty. Refuses more: writing would lose them. */
export function threePlaces(places: readonly PoolEntry[]): PoolEntry[] {
  if (places.slice(PLACES).some((place) => place.url !== '')) {
    throw new MinerError(
      'unsupported',
      `This miner has more than ${PLACES} pools, and its page takes ${PLACES}: remove some in its own web page.`,
    );
  }
  const filled = places.slice(0, PLACES);
  while (filled.length < PLACES) filled.push({ url: '', user: '', password: '' });
  return filled;
}

/** True when both lists name the same pools in the same places; a password that one side does not tell is not compared. */
export function samePlaces(one: readonly PoolEntry[], other: readonly PoolEntry[]): boolean {
  const length = Math.max(one.length, other.length);
  for (let index = 0; index < length; index += 1) {
    const left = one[index] ?? { url: '', user: '', password: '' };
    const right = other[index] ?? { url: '', user: '', password: '' };
    if (left.url !== right.url || left.user !== right.user) return false;
    const isTold = left.password !== null && right.password !== null;
    if (isTold && left.password !== right.password) return false;
  }
  return true;
}

/** The same pool address, however it is spelt: `stratum+tcp://` may be left out. */
export function sameAddress(one: string, other: string): boolean {
  const plain = (url: string): string =>
    url
      .trim()
      .toLowerCase()
      .replace(/^stratum\+tcp:\/\//, '')
      .replace(/\/+$/, '');
  return plain(one) === plain(other);
}

/**
 * Throws before anything is written when a pool cannot be written so that it reads back the same: these
 * programs put the texts between quotes without escaping them, and the old one hands them to a shell.
 */
export function checkWritable(places: readonly PoolEntry[], generation: Generation): void {
  const forbidden = generation === 'form' ? /["\\`$\p{Cc}\uFFFD]/u : /["\\\p{Cc}\uFFFD]/u;
  for (const place of places) {
    if (place.password === null) {
      throw new MinerError(
        'forbidden',
        `The password of the pool ${shown(place.url)} is not known: type it, then this miner can be changed.`,
      );
    }
    const parts = { address: place.url, worker: place.user, password: place.password };
    for (const [name, text] of Object.entries(parts)) {
      if (text.length > MAX_TEXT || forbidden.test(text) || text !== text.toWellFormed()) {
        throw new MinerError(
          'forbidden',
          `The ${name} of the pool ${shown(place.url)} has characters that this miner's page cannot take back exactly: change that pool in its own web page first.`,
        );
      }
    }
  }
}

function shown(url: string): string {
  const text = url.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 80);
  // An address may carry a password in front of the host.
  return text.replace(/\/\/[^/@]*@/, '//') || 'without an address';
}
