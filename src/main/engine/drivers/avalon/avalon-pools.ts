import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerCredential, MinerHost } from '#engine/miner-api/miner-host.ts';
import { quoted } from '../cgminer/commands.ts';
import { demandPools, demandWritable, readPoolTable } from '../cgminer/pool-table.ts';
import type { PoolRow } from '../cgminer/pool-table.ts';
import type { MinerLink, PoolEntry } from '../driver.ts';
import { pollUntil } from '../poll.ts';
import { isSamePool } from '../pool-url.ts';
import { askAvalon, demandAvalon, noCredential, rebootAvalon, setAvalon } from './avalon-commands.ts';

/** Places in an Avalon's settings. */
export const PLACES = 3;
/** It restarts to take its settings over. */
const RESTART = { everyMs: 5000, limitMs: 300_000 };
/** `setpool` cannot carry them: its fields are separated by commas without any way round it. */
const WITHOUT = ',';

/** The miner's pools in its order. */
export function readAvalonPools(host: MinerHost): Promise<PoolRow[]> {
  return readPoolTable(host, (request) => askAvalon(host, request));
}

/** Are these pools the first ones, and all behind them repeats of them? A place once used may not be emptied again. */
export function isList(rows: readonly PoolRow[], wanted: readonly PoolEntry[]): boolean {
  return (
    rows.length >= wanted.length &&
    rows.every((row, index) => {
      const pool = wanted[index];
      if (pool === undefined) return wanted.some((one) => isSamePool(one, row));
      return isSamePool(pool, row) && isSamePassword(pool, row);
    })
  );
}

/** Passwords count where both sides are known. */
function isSamePassword(pool: PoolEntry, row: PoolRow): boolean {
  return pool.password === null || row.password === null || pool.password === row.password;
}

/**
 * Makes the list these pools: the last place is written first, so that the first stays what it was until all
 * others are right; then the miner restarts (its own condition) and the list is read back.
 * Older firmware writes its first place only. Nothing is written unless `later`, the pools of a later restore, can
 * be written too.
 */
export async function writeList(
  link: MinerLink,
  wanted: readonly PoolEntry[],
  later: readonly PoolEntry[] = [],
): Promise<void> {
  const { host } = link;
  const rows = await readAvalonPools(host);
  demandPools(host, wanted);
  if (isList(rows, wanted)) return;
  const credential = demandCredential(link);
  for (const pool of [...wanted, ...later]) demandKnown(pool);
  await demandAvalon(host);
  const writer = new PlaceWriter(host, credential, /nano/i.test(link.model ?? '') ? 1 : 0);
  for (let place = Math.min(rows.length, PLACES) - 1; place >= wanted.length; place -= 1)
    await writer.clear(place, wanted);
  for (let place = wanted.length - 1; place >= 0; place -= 1) {
    const pool = wanted[place];
    const row = rows[place];
    const isThere =
      row !== undefined && pool !== undefined && isSamePool(row, pool) && isSamePassword(pool, row);
    if (pool !== undefined && !isThere && writer.canReach(place)) await writer.write(place, pool);
  }
  if (writer.needsRestart) await rebootAvalon(host);
  const goal = writer.canReach(1) ? wanted : wanted.slice(0, 1);
  const isThere = async () => {
    const now = await readAvalonPools(host);
    return writer.canReach(1) ? isList(now, goal) : isList(now.slice(0, 1), goal);
  };
  if (await pollUntil(host, RESTART, isThere)) return;
  throw new MinerError(
    'declined',
    `${host.address} said yes to its new pools, but does not show them after its restart: its firmware ignores such changes.`,
  );
}

function demandCredential({ host, credential }: MinerLink): MinerCredential {
  if (credential === null) throw noCredential(host);
  if (`${credential.user}${credential.password}`.includes(','))
    throw new MinerError(
      'declined',
      `The user name or password of ${host.address}'s own page has a comma, which its API cannot carry: change it on that page.`,
    );
  return credential;
}

/** Ends the call if an Avalon cannot be told this pool. */
function demandKnown(pool: PoolEntry): void {
  demandWritable(pool, WITHOUT);
  if (pool.password === null)
    throw new MinerError(
      'declined',
      `The password of ${pool.url} is not known, and this miner must be told it again: type it first.`,
    );
}

/** Writes single places, in the newer form with a place's number or the older one without. */
class PlaceWriter {
  readonly #host: MinerHost;
  readonly #credential: MinerCredential;
  readonly #firstIndex: number;
  #takesIndex = true;
  needsRestart = false;

  constructor(host: MinerHost, credential: MinerCredential, firstIndex: number) {
    this.#host = host;
    this.#credential = credential;
    this.#firstIndex = firstIndex;
  }

  /** Without an index only the first place can be written. */
  canReach(place: number): boolean {
    return this.#takesIndex || place === 0;
  }

  async write(place: number, pool: PoolEntry): Promise<void> {
    const fields = [pool.url, pool.user, pool.password ?? ''];
    let answer = this.#takesIndex ? await this.#set([String(this.#firstIndex + place), ...fields]) : null;
    if (answer === null || isAboutArguments(answer)) {
      this.#takesIndex = false;
      if (place > 0) return;
      answer = await this.#set(fields);
    }
    if (/success/i.test(answer)) {
      this.needsRestart ||= /reboot/i.test(answer);
      return;
    }
    throw this.#refusal(answer, [pool.password ?? '']);
  }

  /** Empties a place that had no pool before; if the firmware will not, it gets a pool of the list once more. */
  async clear(place: number, wanted: readonly PoolEntry[]): Promise<void> {
    if (!this.canReach(place)) return;
    const answer = await this.#set([String(this.#firstIndex + place), '', '', '']);
    if (/success/i.test(answer)) {
      this.needsRestart ||= /reboot/i.test(answer);
      return;
    }
    const last = wanted.at(-1);
    if (last !== undefined) await this.write(place, last);
  }

  /** The miner's words, be they yes or no. */
  async #set(fields: readonly string[]): Promise<string> {
    const { user, password } = this.#credential;
    try {
      const parameter = ['setpool', user, password, ...fields].join(',');
      const secrets = [password, fields.at(-1) ?? ''];
      return (await setAvalon(this.#host, parameter, secrets)).message;
    } catch (error) {
      if (!(error instanceof MinerError) || error.trouble !== 'declined') throw error;
      if (isAboutArguments(error.message)) return error.message;
      if (isAboutLogin(error.message)) throw this.#refusal(error.message, []);
      throw error;
    }
  }

  #refusal(answer: string, secrets: string[]): MinerError {
    if (isAboutLogin(answer))
      return new MinerError(
        'unauthorized',
        `${this.#host.address} did not take the user name and password of its own page.`,
      );
    const words = quoted(answer, [...secrets, this.#credential.password]);
    return new MinerError('declined', `${this.#host.address} refused the new pool ${words}.`);
  }
}

function isAboutArguments(answer: string): boolean {
  return /argument/i.test(answer);
}

function isAboutLogin(answer: string): boolean {
  return /auth|passw|user|permission/i.test(answer);
}
