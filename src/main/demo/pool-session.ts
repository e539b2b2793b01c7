import type { Socket } from 'node:net';
import { LineReader, LineTooLongError, parseObject } from './line-reader.ts';
import { notifyParams, type PoolJob, type WorkTerms } from './pool-job.ts';
import type { PoolError, PoolSettings } from './pool-options.ts';
import { hex32 } from './proof.ts';

/** What a session needs from its pool. */
interface SessionHost {
  readonly settings: PoolSettings;
  /** The job that a session starts on. */
  currentJob(): PoolJob;
  /** The present work under an id that no connection has seen. */
  repeatedJob(): PoolJob;
  submitted(session: PoolSession, id: unknown, params: unknown): void;
  closed(session: PoolSession): void;
}

/** More jobs than any session is asked about; the oldest are forgotten. */
const TERMS_REMEMBERED = 256;
const MAX_LOGINS = 1024;

/** One connection of the pool: its handshake and what it was told with each job. */
export class PoolSession {
  readonly id: number;
  userAgent: string | null = null;
  extranonceSubscribed = false;
  suggestedDifficulty: number | null = null;
  /** Answers to the pool's own requests, pongs among them, in order; at most 100 kept. */
  readonly answers: Record<string, unknown>[] = [];
  readonly logins = new Set<string>();
  /** What the next job is sent with. */
  terms: WorkTerms;
  /** While true nothing is written. */
  muted = false;
  readonly #host: SessionHost;
  readonly #socket: Socket;
  readonly #termsOfJob = new Map<string, WorkTerms>();
  #subscribed = false;
  #sentDifficulty: number | null = null;

  constructor(host: SessionHost, socket: Socket, options: { id: number; terms: WorkTerms }) {
    this.#host = host;
    this.#socket = socket;
    this.id = options.id;
    this.terms = options.terms;
    const reader = new LineReader(host.settings.maxLineBytes);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#read(reader, chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => host.closed(this));
  }

  get subscribed(): boolean {
    return this.#subscribed;
  }

  /** Whether jobs go to this session. */
  get ready(): boolean {
    return this.#subscribed && (this.logins.size > 0 || this.#host.settings.firstJobAfter === 'subscribe');
  }

  /** The terms that `jobId` was sent with, or undefined if this connection never saw it. */
  termsOf(jobId: string): WorkTerms | undefined {
    return this.#termsOfJob.get(jobId);
  }

  /** Sends a job under the present terms; the difficulty first when it has changed. */
  sendWork(job: PoolJob, clean: boolean): void {
    if (!this.ready) return;
    if (this.#sentDifficulty !== this.terms.difficulty) this.sendDifficulty();
    this.#termsOfJob.set(job.id, { ...this.terms });
    const oldest = this.#termsOfJob.keys().next().value;
    if (this.#termsOfJob.size > TERMS_REMEMBERED && oldest !== undefined) this.#termsOfJob.delete(oldest);
    this.notify('mining.notify', notifyParams(job, this.terms, clean));
  }

  sendDifficulty(): void {
    this.#sentDifficulty = this.terms.difficulty;
    this.notify('mining.set_difficulty', [this.terms.difficulty]);
  }

  notify(method: string, params: unknown[]): void {
    this.send({ id: null, method, params });
  }

  answer(id: unknown, result: unknown): void {
    this.send({ id, result, error: null });
  }

  refuse(id: unknown, [code, message]: PoolError): void {
    this.send({ id, result: null, error: [code, message, null] });
  }

  send(message: object): void {
    if (!this.muted && this.#socket.writable) this.#socket.write(`${JSON.stringify(message)}\n`);
  }

  /** Closes at once, as a network failure does. */
  drop(): void {
    this.#socket.destroy();
  }

  #read(reader: LineReader, chunk: Buffer): void {
    try {
      for (const line of reader.push(chunk)) this.#take(line);
    } catch (error) {
      if (!(error instanceof LineTooLongError)) throw error;
      this.drop();
    }
  }

  #take(line: string): void {
    const message = parseObject(line);
    if (!message) {
      this.drop();
      return;
    }
    const { id, method, params } = message;
    if (typeof method !== 'string') {
      if (this.answers.push(message) > 100) this.answers.shift();
      return;
    }
    const list: unknown[] = Array.isArray(params) ? params : [];
    switch (method) {
      case 'mining.subscribe':
        return this.#subscribe(id, list);
      case 'mining.authorize':
        return this.#authorize(id, list);
      case 'mining.submit':
        return this.#host.submitted(this, id, params);
      case 'mining.get_transactions':
        return this.answer(id, []);
      case 'mining.ping':
        return this.answer(id, 'pong');
      default:
        return this.#optional(id, method, list);
    }
  }

  #optional(id: unknown, method: string, params: unknown[]): void {
    if (!this.#host.settings.answersOptional) return;
    switch (method) {
      case 'mining.configure':
        return this.#configure(id, params);
      case 'mining.extranonce.subscribe':
        this.extranonceSubscribed = true;
        return this.answer(id, true);
      case 'mining.suggest_difficulty':
        return this.#suggest(id, params);
      default:
        return this.refuse(id, [20, 'Unknown method']);
    }
  }

  #configure(id: unknown, params: unknown[]): void {
    const [names, values] = params;
    const extensions: unknown[] = Array.isArray(names) ? names : [];
    const options = typeof values === 'object' && values !== null ? (values as Record<string, unknown>) : {};
    const result: Record<string, unknown> = {};
    for (const name of extensions.slice(0, 16)) {
      if (typeof name !== 'string') continue;
      if (name !== 'version-rolling') {
        if (name === 'subscribe-extranonce') this.extranonceSubscribed = true;
        result[name] = name === 'subscribe-extranonce';
        continue;
      }
      const asked = options['version-rolling.mask'];
      // Without a mask, or with one that is no number, all bits are asked for.
      const wanted = typeof asked === 'string' ? Number.parseInt(asked, 16) : Number.NaN;
      const mask = (this.#host.settings.versionMask & (Number.isNaN(wanted) ? ~0 : wanted)) >>> 0;
      result['version-rolling'] = mask !== 0;
      if (mask !== 0) result['version-rolling.mask'] = hex32(mask);
      this.terms.versionMask = mask;
    }
    this.answer(id, result);
  }

  #subscribe(id: unknown, params: unknown[]): void {
    if (typeof params[0] === 'string') this.userAgent = params[0].slice(0, 128);
    const first = !this.#subscribed;
    this.#subscribed = true;
    const session = this.id.toString(16).padStart(8, '0');
    const subscriptions = [
      ['mining.set_difficulty', session],
      ['mining.notify', session],
    ];
    const { extranonce1, extranonce2Size } = this.terms;
    this.answer(id, [subscriptions, extranonce1.toString('hex'), extranonce2Size]);
    if (first && this.ready) this.sendWork(this.#host.currentJob(), true);
  }

  #authorize(id: unknown, params: unknown[]): void {
    const { settings } = this.#host;
    if (!this.#subscribed) return this.refuse(id, [25, 'Not subscribed']);
    const [worker, password] = params;
    const name = typeof worker === 'string' ? worker.slice(0, 255) : '';
    const first = this.logins.size === 0;
    if (!first && settings.logins === 'one' && !this.logins.has(name)) return;
    if (
      !settings.acceptedWorkers(name, typeof password === 'string' ? password : '') ||
      this.logins.size >= MAX_LOGINS
    ) {
      this.send({ id, result: false, error: [24, 'Unauthorized worker', null] });
      return;
    }
    this.logins.add(name);
    this.answer(id, true);
    if (first && settings.firstJobAfter === 'authorize') this.sendWork(this.#host.currentJob(), true);
  }

  #suggest(id: unknown, params: unknown[]): void {
    const wanted = params[0];
    if (typeof wanted !== 'number' || !Number.isFinite(wanted) || wanted <= 0)
      return this.refuse(id, [20, 'Invalid params']);
    this.suggestedDifficulty = wanted;
    this.answer(id, true);
    if (!this.#host.settings.takesSuggestions || wanted === this.terms.difficulty) return;
    this.terms.difficulty = wanted;
    this.sendWork(this.#host.repeatedJob(), false);
  }
}
