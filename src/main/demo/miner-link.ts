import { connect, type Socket } from 'node:net';
import { LineReader, parseObject } from './line-reader.ts';
import { parseNotify, type MinerJob, type MinerTerms } from './miner-job.ts';
import type { HandshakeStep, MinerProfile } from './miner-profiles.ts';
import { hex32 } from './proof.ts';

/** What became of a submit. `lost` = the connection ended first. */
export interface ShareAnswer {
  outcome: 'accepted' | 'rejected' | 'lost';
  /** Of a refusal; null when it carried none. */
  code: number | null;
  message: string;
  /** As submitted. */
  params: readonly string[];
}

/** What a link tells its miner. */
interface LinkEvents {
  authorized(): void;
  jobCame(job: MinerJob): void;
  jobIgnored(): void;
  ended(reason: string): void;
}

interface LinkOptions {
  host: string;
  port: number;
  localAddress: string | undefined;
  worker: string;
  password: string;
  profile: MinerProfile;
  suggestDifficulty: number;
}

/** The pool's own messages that every firmware knows, also while it waits for the answer to authorize. */
const KNOWN_METHODS = new Set([
  'mining.notify',
  'mining.set_difficulty',
  'client.reconnect',
  'client.get_version',
  'client.show_message',
]);
const MAX_LINE_BYTES = 262_144;

/** One connection of a miner: handshake, notifications, submits. It hashes nothing. */
export class MinerLink {
  extranonce1 = '';
  extranonce2Size = 0;
  authorized = false;
  /** Version of the latest notify, whether or not it is mined yet. */
  latestVersion = 0;
  readonly #options: LinkOptions;
  readonly #events: LinkEvents;
  readonly #socket: Socket;
  readonly #steps = new Map<number, HandshakeStep>();
  readonly #submits = new Map<number, { params: readonly string[]; settle: (answer: ShareAnswer) => void }>();
  #group = 0;
  #authorizeId: number | null = null;
  #nextId = 1;
  #difficulty = 1;
  #versionMask = 0;
  #recentJobIds: string[] = [];
  #endReason = 'connection closed';

  constructor(options: LinkOptions, events: LinkEvents) {
    this.#options = options;
    this.#events = events;
    const reader = new LineReader(MAX_LINE_BYTES);
    const { host, port, localAddress } = options;
    const place = { host, port, ...(localAddress === undefined ? {} : { localAddress }) };
    this.#socket = connect(place, () => this.#sendGroup());
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk) => this.#read(reader, chunk));
    this.#socket.on('error', (error) => void (this.#endReason = error.message));
    this.#socket.on('close', () => this.#ended());
  }

  get pendingSubmits(): number {
    return this.#submits.size;
  }

  /** Sends a share; the promise settles with its answer, or as `lost`. */
  submit(params: readonly string[]): Promise<ShareAnswer> {
    return new Promise((settle) => {
      if (this.#socket.destroyed)
        return settle({ outcome: 'lost', code: null, message: this.#endReason, params });
      const id = this.#nextId++;
      this.#submits.set(id, { params, settle });
      const method = 'mining.submit';
      this.#send(this.#options.profile.paramsFirst ? { params, id, method } : { id, method, params });
    });
  }

  /** Sends one raw line. */
  sendLine(line: string): void {
    if (this.#socket.writable) this.#socket.write(`${line}\n`);
  }

  end(reason: string): void {
    if (!this.#socket.destroyed) this.#endReason = reason;
    this.#socket.destroy();
  }

  #send(message: object): void {
    this.sendLine(JSON.stringify(message));
  }

  #sendGroup(): void {
    const group = this.#options.profile.handshake[this.#group];
    this.#group += 1;
    for (const step of group ?? []) {
      const id = this.#nextId++;
      this.#steps.set(id, step);
      if (step === 'authorize') this.#authorizeId = id;
      this.#send({ id, method: `mining.${step}`, params: this.#stepParams(step), ...this.#extras(step) });
    }
  }

  #stepParams(step: HandshakeStep): unknown[] {
    const { profile, worker, password, suggestDifficulty } = this.#options;
    switch (step) {
      case 'configure':
        return [
          ['version-rolling'],
          { 'version-rolling.mask': hex32(profile.versionMask ?? 0), 'version-rolling.min-bit-count': 2 },
        ];
      case 'subscribe':
        return [profile.userAgent];
      case 'authorize':
        return [worker, password];
      case 'suggest_difficulty':
        return [suggestDifficulty];
      case 'extranonce.subscribe':
        return [];
    }
  }

  #extras(step: HandshakeStep): object {
    return step === 'authorize' && this.#options.profile.authorizeTtl ? { ttl: 2 } : {};
  }

  #read(reader: LineReader, chunk: Buffer): void {
    try {
      for (const line of reader.push(chunk)) if (!this.#socket.destroyed) this.#take(line);
    } catch (error) {
      this.end(error instanceof Error ? error.message : String(error));
    }
  }

  #take(line: string): void {
    const message = parseObject(line);
    if (!message) return;
    const { id, method } = message;
    const params: unknown[] = Array.isArray(message['params']) ? message['params'] : [];
    const authorizing = this.#authorizeId !== null;
    const { profile } = this.#options;
    if (authorizing && profile.anyLineAnswersAuthorize && !KNOWN_METHODS.has(String(method))) {
      // cgminer reads on after authorize and takes the first line it has no method for as the answer.
      this.#steps.delete(this.#authorizeId ?? 0);
      this.#takeAuthorize(message);
    } else if (typeof method === 'string') this.#notified(method, id, params);
    else if (typeof id === 'number') this.#answered(id, message);
  }

  #answered(id: number, message: Record<string, unknown>): void {
    const submit = this.#submits.get(id);
    if (submit) {
      this.#submits.delete(id);
      submit.settle(readAnswer(message, submit.params));
      return;
    }
    const step = this.#steps.get(id);
    if (!step) return;
    this.#steps.delete(id);
    if (step === 'subscribe') this.#takeSubscribe(message['result']);
    else if (step === 'configure') this.#takeConfigure(message['result']);
    if (step === 'authorize') this.#takeAuthorize(message);
    else this.#goOn();
  }

  /** Sends the next group of the handshake once this one's subscribe and authorize are answered; no firmware insists on the rest. */
  #goOn(): void {
    const open = [...this.#steps.values()];
    if (!open.includes('subscribe') && !open.includes('authorize')) this.#sendGroup();
  }

  #takeSubscribe(result: unknown): void {
    const { min, max, only } = this.#options.profile.extranonce2Sizes;
    const list: unknown[] = Array.isArray(result) ? result : [];
    const [extranonce1, size] = list.slice(-2);
    if (typeof extranonce1 !== 'string' || typeof size !== 'number') return this.end('bad subscribe answer');
    if (size < min || size > max || (only && !only.includes(size)))
      return this.end(`cannot work with an extranonce2 of ${size} bytes`);
    this.extranonce1 = extranonce1;
    this.extranonce2Size = size;
  }

  #takeConfigure(result: unknown): void {
    const answer = typeof result === 'object' && result !== null ? (result as Record<string, unknown>) : {};
    if (answer['version-rolling'] === true) this.#setMask(answer['version-rolling.mask']);
  }

  #takeAuthorize(message: Record<string, unknown>): void {
    this.#authorizeId = null;
    if (message['result'] !== true) return this.end('authorize refused');
    this.authorized = true;
    this.#events.authorized();
    this.#goOn();
  }

  #setMask(mask: unknown): void {
    const wanted = this.#options.profile.versionMask;
    if (wanted === null || typeof mask !== 'string' || !/^[0-9a-fA-F]{8}$/.test(mask)) return;
    this.#versionMask = (Number.parseInt(mask, 16) & wanted) >>> 0;
  }

  #notified(method: string, id: unknown, params: unknown[]): void {
    switch (method) {
      case 'mining.set_difficulty':
        if (typeof params[0] === 'number' && params[0] > 0) this.#difficulty = params[0];
        break;
      case 'mining.notify':
        return this.#takeNotify(params);
      case 'mining.set_version_mask':
        return this.#setMask(params[0]);
      case 'mining.set_extranonce':
        if (this.#options.profile.takesSetExtranonce) this.#takeSubscribe([null, ...params]);
        break;
      case 'client.reconnect':
        return this.end('told to reconnect');
      case 'client.get_version':
        return this.#send({ id, result: this.#options.profile.userAgent, error: null });
      case 'mining.ping':
        // ESP-Miner answers with a line that looks like a request.
        if (this.#options.profile.remembersJobIds > 0) this.#send({ id, method: 'pong', params: [] });
        break;
      default:
    }
  }

  #takeNotify(params: unknown[]): void {
    const terms: MinerTerms = {
      extranonce1: Buffer.from(this.extranonce1, 'hex'),
      extranonce2Size: this.extranonce2Size,
      difficulty: this.#difficulty,
      versionMask: this.#versionMask,
    };
    const job = parseNotify(params, terms);
    if (!job || this.extranonce2Size === 0 || this.#isRepeated(job)) return this.#events.jobIgnored();
    this.latestVersion = job.version;
    this.#events.jobCame(job);
  }

  #isRepeated(job: MinerJob): boolean {
    const limit = this.#options.profile.remembersJobIds;
    if (limit === 0) return false;
    if (job.clean) this.#recentJobIds = [];
    if (this.#recentJobIds.includes(job.id)) return true;
    this.#recentJobIds = [...this.#recentJobIds, job.id].slice(-limit);
    return false;
  }

  #ended(): void {
    for (const { params, settle } of this.#submits.values())
      settle({ outcome: 'lost', code: null, message: this.#endReason, params });
    this.#submits.clear();
    this.#events.ended(this.#endReason);
  }
}

/** Error arrays, error objects, bare strings and ckpool's reject-reason all occur. */
function readAnswer(message: Record<string, unknown>, params: readonly string[]): ShareAnswer {
  const { error, result } = message;
  const reason = message['reject-reason'];
  if (result === true && (error === null || error === undefined))
    return { outcome: 'accepted', code: null, message: '', params };
  const fields: { code?: unknown; message?: unknown } = Array.isArray(error)
    ? { code: error[0], message: error[1] }
    : typeof error === 'object' && error !== null
      ? error
      : { message: error ?? reason };
  const text = [fields.message, reason].find((value) => typeof value === 'string');
  return {
    outcome: 'rejected',
    code: typeof fields.code === 'number' ? fields.code : null,
    message: text ?? 'refused',
    params,
  };
}
