import { isObject, type JsonObject } from '#engine/discovery/json.ts';
import { readText } from '#engine/discovery/read/values.ts';
import { askJson, type JsonReply } from '#engine/miner-api/http-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';

import type { MinerLink } from '../driver.ts';

const LIMITS = { totalMs: 15_000, maxBytes: 1_048_576 };

/**
 * One conversation with a VNish or AnthillOS miner: `/api/v1`, unlocked with its password at most once, when
 * the first call needs it. A wrong password is never tried again: the miner locks itself after a few. The
 * password goes to nobody who has not answered as VNish does: another device may have the address by now.
 */
export class VnishSession {
  readonly #link: MinerLink;
  #token: string | null = null;
  #isVnish = false;

  constructor(link: MinerLink) {
    this.#link = link;
  }

  get hasPassword(): boolean {
    return this.#link.credential !== null;
  }

  /** After a restart of the machine, which forgets its sessions. */
  forgetToken(): void {
    this.#token = null;
  }

  /** A reading that needs no token. Null where this firmware has no such path or wants a token for it. */
  async peek(path: string): Promise<JsonObject | null> {
    const reply = await this.#ask('GET', path);
    if (reply.status === 401 || reply.status === 403) {
      return this.hasPassword ? this.get(path) : null;
    }
    return objectIn(reply);
  }

  /** Reads with the token. Throws `MinerError`. */
  async get(path: string): Promise<JsonObject> {
    await this.#unlock();
    const reply = await this.#ask('GET', path);
    this.#check(reply);
    const { value, repairs } = reply;
    if (value === null || !isObject(value) || repairs.includes('partial')) {
      throw new MinerError('bad-reply', `${this.#address} gave no readable answer about its settings.`);
    }
    return value;
  }

  /** Changes something with the token. `body` can hold pool passwords: no part of it goes into an error. */
  async post(path: string, body?: JsonObject): Promise<JsonObject> {
    await this.#unlock();
    const reply = await this.#ask('POST', path, body);
    this.#check(reply, body !== undefined);
    return reply.value !== null && isObject(reply.value) ? reply.value : {};
  }

  get #address(): string {
    return this.#link.host.address;
  }

  async #unlock(): Promise<void> {
    if (this.#token !== null) return;
    const { credential } = this.#link;
    if (!credential) {
      throw new MinerError(
        'unauthorized',
        `${this.#address} needs the password of its VNish page for this. Enter it first.`,
      );
    }
    await this.#demandVnish();
    const reply = await this.#ask('POST', '/unlock', { pw: credential.password });
    const token = reply.value !== null && isObject(reply.value) ? readToken(reply.value['token']) : null;
    if (reply.status === 200 && token !== null) {
      this.#token = token;
      return;
    }
    if (reply.status === 429) {
      throw new MinerError(
        'locked-out',
        `${this.#address} has had too many wrong passwords and takes none now. Leave it alone for some minutes.`,
      );
    }
    if (reply.status === 401 || reply.status === 403) {
      throw new MinerError('unauthorized', `${this.#address} did not take the password of its VNish page.`);
    }
    throw this.#stranger();
  }

  /** `/info` needs no token; where a build wants one for it, the page names it. */
  async #demandVnish(): Promise<void> {
    if (this.#isVnish) return;
    const info = objectIn(await this.#ask('GET', '/info'));
    this.#isVnish = info !== null && 'fw_version' in info;
    if (this.#isVnish) return;
    const { text } = await askJson(this.#link.host, { method: 'GET', path: '/' }, LIMITS);
    this.#isVnish = /AnthillOS|VNish/i.test(text);
    if (!this.#isVnish) throw this.#stranger();
  }

  #stranger(): MinerError {
    return new MinerError('bad-reply', `${this.#address} did not answer as VNish does.`);
  }

  #ask(method: 'GET' | 'POST', path: string, body?: JsonObject): Promise<JsonReply> {
    const headers: Record<string, string> = {};
    if (this.#token !== null) headers['Authorization'] = `Bearer ${this.#token}`;
    if (body) headers['Content-Type'] = 'application/json';
    const request = { method, path: `/api/v1${path}`, headers };
    return askJson(this.#link.host, body ? { ...request, body: JSON.stringify(body) } : request, LIMITS);
  }

  /** `saysSecrets`: the request held passwords, which the answer could repeat. */
  #check(reply: JsonReply, saysSecrets = false): void {
    const { status, value } = reply;
    if (status === 401 || status === 403) {
      throw new MinerError(
        'forbidden',
        `${this.#address} took the password but not this command; its firmware may want an API key for it.`,
      );
    }
    if (status === 404 || status === 405) {
      throw new MinerError('unsupported', `The firmware of ${this.#address} has no such command.`);
    }
    if (status === 429) {
      throw new MinerError('locked-out', `${this.#address} asks to be left alone for a while.`);
    }
    const error = value !== null && isObject(value) ? readText(value['err']) : null;
    if (status >= 200 && status < 300 && error === null) return;
    const words =
      error !== null && !saysSecrets ? `: ${error.replaceAll(/[^\x20-\x7e]/g, ' ').slice(0, 80)}` : '';
    throw new MinerError('declined', `${this.#address} refused the command${words.trimEnd()}.`);
  }
}

function objectIn({ status, value }: JsonReply): JsonObject | null {
  return status === 200 && value !== null && isObject(value) ? value : null;
}

/** A token goes into a header: nothing but visible characters. */
function readToken(value: unknown): string | null {
  return typeof value === 'string' && /^[\x21-\x7e]{1,4096}$/.test(value) ? value : null;
}
