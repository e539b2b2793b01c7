import { isObject } from '#engine/discovery/json.ts';
import type { Json, JsonRoot } from '#engine/discovery/json.ts';
import { askCgminer } from '#engine/miner-api/cgminer-api.ts';
import { askJson } from '#engine/miner-api/http-api.ts';
import type { JsonReply } from '#engine/miner-api/http-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerCredential, MinerHost } from '#engine/miner-api/miner-host.ts';
import { isPassing, quoted } from '../cgminer/commands.ts';

type Method = 'GET' | 'PUT';

/** A change of the pools restarts the mining process before it is answered. */
const WRITE_LIMITS = { totalMs: 30_000 };

/**
 * The REST API of Braiins OS from 25.07 on, one login for one visit. The token is the bare value of the
 * `Authorization` header and lasts an hour (developer.braiins-os.com).
 */
export class BraiinsRest {
  readonly #host: MinerHost;
  readonly #token: string;
  readonly #secrets: readonly string[];

  private constructor(host: MinerHost, token: string, secrets: readonly string[]) {
    this.#host = host;
    this.#token = token;
    this.#secrets = [token, ...secrets];
  }

  /**
   * Throws `MinerError`: `unauthorized` for a wrong password, `unsupported` where there is no such API. The
   * login is not sent to who does not answer as Braiins OS does: another device may have the address by now.
   */
  static async login(host: MinerHost, credential: MinerCredential | null): Promise<BraiinsRest> {
    if (credential === null) throw needsLogin(host);
    await demandBraiins(host);
    const { user: username, password } = credential;
    const reply = await askJson(host, {
      method: 'POST',
      path: '/api/v1/auth/login',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });
    if (reply.status === 401 || reply.status === 403)
      throw new MinerError(
        'unauthorized',
        `${host.address} did not take the user name and password of Braiins OS (root without a password unless one was set).`,
      );
    if (reply.status === 429)
      throw new MinerError(
        'locked-out',
        `${host.address} takes no more logins for now: leave it alone a while.`,
      );
    if (reply.status === 404 || reply.status === 405) throw tooOld(host);
    if (reply.status >= 500) throw busy(host);
    const token = isObject(reply.value ?? undefined) ? (reply.value as { token?: Json }).token : undefined;
    if (typeof token !== 'string' || token === '')
      throw new MinerError('bad-reply', `${host.address} answered the login without a token.`);
    return new BraiinsRest(host, token, [password]);
  }

  /** The reply to a GET. Null where this version does not have it. */
  async find(path: string): Promise<JsonRoot | null> {
    const reply = await this.#ask('GET', path);
    if (reply.status === 404) return null;
    this.#demandDone(path, reply, []);
    if (reply.value === null || reply.repairs.includes('partial'))
      throw new MinerError('bad-reply', `${this.#host.address} did not give a whole reply about ${path}.`);
    return reply.value;
  }

  /** Writes; a refusal is told in the miner's own words unless they repeat a secret. */
  async put(path: string, body?: Json, secrets: readonly string[] = []): Promise<void> {
    const reply = await this.#ask('PUT', path, body);
    if (reply.status === 404)
      throw new MinerError('unsupported', `The Braiins OS of ${this.#host.address} has no ${path}.`);
    this.#demandDone(path, reply, secrets);
  }

  #ask(method: Method, path: string, body?: Json): Promise<JsonReply> {
    const headers: Record<string, string> = { Authorization: this.#token };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const request = { method, path: `/api/v1/${path}`, headers };
    const withBody = body === undefined ? request : { ...request, body: JSON.stringify(body) };
    return askJson(this.#host, withBody, method === 'GET' ? {} : WRITE_LIMITS);
  }

  #demandDone(path: string, reply: JsonReply, secrets: readonly string[]): void {
    const { status, text } = reply;
    const { address } = this.#host;
    if (status >= 200 && status < 300) return;
    if (status === 401 || status === 403)
      throw new MinerError('unauthorized', `${address} does not let this user read or change ${path}.`);
    if (status >= 500 && !text.includes('{')) throw busy(this.#host);
    throw new MinerError(
      'declined',
      `${address} refused ${path} ${quoted(text, [...this.#secrets, ...secrets])}.`,
    );
  }
}

/** Its API on port 4028 or, while that is away, its page names it. */
async function demandBraiins(host: MinerHost): Promise<void> {
  if (await isBraiinsAt4028(host)) return;
  const { text } = await askJson(host, { method: 'GET', path: '/' });
  if (/Braiins OS/i.test(text)) return;
  throw new MinerError('bad-reply', `${host.address} did not answer as Braiins OS does.`);
}

async function isBraiinsAt4028(host: MinerHost): Promise<boolean> {
  try {
    const { raw } = await askCgminer(host, { command: 'version' });
    return /BOSMINER|BOSER/i.test(new TextDecoder().decode(raw));
  } catch (error) {
    if (isPassing(error)) return false;
    throw error;
  }
}

/** The sentence for Braiins OS without the REST API. */
export const TOO_OLD =
  'Braiins OS before 25.07 has no API to write pools with that we speak: upgrade it, or change the pools on its own page.';

function tooOld(host: MinerHost): MinerError {
  return new MinerError('unsupported', `${host.address}: ${TOO_OLD}`);
}

function busy(host: MinerHost): MinerError {
  return new MinerError(
    'bad-reply',
    `The API of ${host.address} is not ready (it starts, or restarts mining).`,
  );
}

function needsLogin(host: MinerHost): MinerError {
  return new MinerError(
    'unauthorized',
    `The user name and password of Braiins OS are needed for ${host.address} (root without a password unless one was set).`,
  );
}
