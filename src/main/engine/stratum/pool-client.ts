import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';

import {
  encodeResponse,
  otherError,
  type RawId,
  type StratumRequest,
  type StratumResponse,
} from './codec.ts';
import { formatHex32 } from './hex.ts';
import { parseNotify, type UpstreamJobParams } from './job.ts';
import { LIMITS } from './limits.ts';
import {
  parseConfigureResult,
  parseDifficulty,
  parseExtranonce,
  parseReconnect,
  parseSubscribeResult,
  parseVersionMask,
  type PoolExtranonce,
  type ReconnectTarget,
} from './pool-fields.ts';
import type {
  PoolClientOptions,
  PoolCloseCode,
  PoolClosed,
  PoolPhase,
  PoolProgress,
  PoolShare,
  PoolStep,
  PoolTimeouts,
} from './pool-types.ts';
import { PoolWire } from './pool-wire.ts';
import { cleanPeerText, ProtocolError } from './protocol-error.ts';
import { mayReconnectTo } from './registrable-domain.ts';
import { describeRefusal, type SubmitReply } from './reject.ts';

/** Version bits asked of a pool; BIP320's range, which every pool met grants. */
const ASKED_VERSION_MASK = 0x1fff_e000;

/**
 * One connection to a pool, as a miner: configure, subscribe and authorize one after another, then
 * jobs in and shares out. Never reconnects by itself. What a pool announces for "the next job"
 * (extranonce, version mask) takes effect right before that job's event, so the getters always fit
 * `currentJob`; only `difficulty` shows the newest announcement at once.
 */
export class PoolClient {
  /** A new job and the difficulty in force for it. */
  readonly job = new Emitter<[job: UpstreamJobParams, difficulty: number]>();
  readonly difficultyChanged = new Emitter<[difficulty: number]>();
  readonly extranonceChanged = new Emitter<[extranonce: PoolExtranonce]>();
  readonly maskChanged = new Emitter<[versionMask: number]>();
  readonly ready = new Emitter<[]>();
  /** The pool refused the login: the owner has to mend it. `closed` follows. */
  readonly refused = new Emitter<[refusal: { message: string }]>();
  /** The pool asks to be called elsewhere (allowed places only); the connection stays until closed. */
  readonly reconnectRequested = new Emitter<[target: ReconnectTarget]>();
  /** The pool asked to be called at another owner's address; it is not followed. */
  readonly reconnectRefused = new Emitter<[host: string]>();
  readonly messageShown = new Emitter<[text: string]>();
  readonly progressed = new Emitter<[progress: PoolProgress]>();
  /** Exactly once, after every unanswered share has been told. */
  readonly closed = new Emitter<[closed: PoolClosed]>();

  readonly upstreamWorker: string;
  phase: PoolPhase = 'connecting';
  extranonce1: Buffer = Buffer.alloc(0);
  extranonce2Size = 0;
  /** Version bits that may be rolled; 0 when refused or not answered. */
  versionMask = 0;
  /** The newest one announced; 1 until the pool names one. */
  difficulty = 1;
  /** Grows with every change of `difficulty`. */
  difficultyEpoch = 0;
  currentJob: UpstreamJobParams | null = null;
  refusedReconnectCount = 0;

  readonly #clock: Clock;
  readonly #log: Log;
  readonly #options: PoolClientOptions;
  readonly #timeouts: PoolTimeouts;
  readonly #wire: PoolWire;
  #step: PoolStep = 'connect';
  #cancelTimer: () => void = () => {};
  #nextExtranonce: PoolExtranonce | null = null;
  #nextMask: number | null = null;
  /** The password as a pool may repeat it; null = none that could be told from other words. */
  #secret: string | null = null;
  /** A job that came before the extranonce it needs. */
  #earlyJob: UpstreamJobParams | null = null;

  constructor(deps: { clock: Clock; log: Log }, options: PoolClientOptions) {
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#options = options;
    this.#timeouts = {
      connectMs: LIMITS.connectTimeoutMs,
      loginMs: LIMITS.loginTimeoutMs,
      optionalMs: LIMITS.optionalTimeoutMs,
      ...options.timeouts,
    };
    this.upstreamWorker = options.worker;
    this.#wire = new PoolWire(deps, options.endpoint, {
      lookedUp: (address) => {
        const detail = `${options.endpoint.host} is at ${address}`;
        this.progressed.emit({ step: 'lookup', detail });
      },
      opened: () => {
        const { host, port } = options.endpoint;
        this.progressed.emit({ step: 'connect', detail: `connected to ${host}:${port}` });
      },
      connected: () => this.#onConnected(),
      requested: (request) => this.#onRequest(request),
      ended: (code, reason) => this.#finish(code, reason),
    });
  }

  /** Shares that wait for the pool's answer. */
  get pendingSubmitCount(): number {
    return this.#wire.pendingSubmitCount;
  }

  /** Monotonic time of the pool's last line, for noticing silence. */
  get lastLineMonotonicMs(): number {
    return this.#wire.lastLineMonotonicMs;
  }

  /** Lines of the pool that could not be used. */
  get badLineCount(): number {
    return this.#wire.badLineCount;
  }

  /** Begins to connect. Call once. */
  start(): void {
    const { host, port } = this.#options.endpoint;
    this.#limit(this.#timeouts.connectMs, () => {
      this.#finish('CONNECT_TIMEOUT', `${host}:${port} does not answer`);
    });
    this.#wire.open();
  }

  /** Ends the connection; unanswered shares are told, `closed` fires before this returns. */
  close(reason: string): void {
    this.#finish('CLOSED_BY_US', reason);
  }

  /**
   * Sends a share under the pool's own worker name. `onAnswer` is called once, however late the answer
   * comes, or with `unanswered` when the connection ends first or the share could not be sent.
   */
  submit(share: PoolShare, onAnswer: (reply: SubmitReply) => void): void {
    if (this.phase !== 'ready' || this.#wire.pendingSubmitCount >= LIMITS.pendingSubmits) {
      queueMicrotask(() => onAnswer({ unanswered: true, sent: false }));
      return;
    }
    const params = [
      this.#options.worker,
      share.jobId,
      share.extranonce2Hex,
      formatHex32(share.ntime),
      formatHex32(share.nonce),
    ];
    if (share.versionBits !== null) params.push(formatHex32(share.versionBits));
    this.#wire.submit(params, (reply) => onAnswer(this.#withoutSecret(reply)));
  }

  /** Asks the pool for a difficulty. Pools may answer, ignore it or refuse. */
  suggestDifficulty(wanted: number): void {
    if (this.phase === 'ready') this.#wire.request('mining.suggest_difficulty', [wanted], () => {});
  }

  #onConnected(): void {
    this.phase = 'handshake';
    if (this.#options.endpoint.scheme === 'ssl') {
      this.progressed.emit({ step: 'encrypt', detail: 'encrypted, certificate verified' });
    }
    if (this.#options.skipConfigure) this.#subscribe();
    else this.#configure();
  }

  #configure(): void {
    this.#step = 'configure';
    const goOn = (detail: string): void => {
      if (this.#step !== 'configure') return;
      this.progressed.emit({ step: 'configure', detail });
      this.#subscribe();
    };
    const asked = {
      'version-rolling.mask': formatHex32(ASKED_VERSION_MASK),
      'version-rolling.min-bit-count': 2,
    };
    this.#wire.request('mining.configure', [['version-rolling'], asked], (reply) => {
      const mask = parseConfigureResult(reply.result);
      if (mask !== 0) this.#announceMask(mask);
      const isGranted = this.versionMask !== 0;
      goOn(isGranted ? `version rolling, mask ${formatHex32(this.versionMask)}` : 'no version rolling');
    });
    this.#limit(this.#timeouts.optionalMs, () => goOn('no answer: taken as no version rolling'));
  }

  #subscribe(): void {
    this.#step = 'subscribe';
    this.#requestLogin('mining.subscribe', [this.#options.userAgent], (reply) => {
      try {
        this.#setExtranonce(parseSubscribeResult(reply.result));
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        const why = reply.error === null ? error.message : describeRefusal(reply);
        this.#finish('SUBSCRIBE_REFUSED', `the pool refused to subscribe: ${why}`);
        return;
      }
      const detail = `extranonce1 of ${this.extranonce1.length} bytes, extranonce2 of ${this.extranonce2Size} bytes`;
      this.progressed.emit({ step: 'subscribe', detail });
      this.#authorize();
      if (this.#earlyJob) this.#onNotify(this.#earlyJob);
      this.#earlyJob = null;
    });
  }

  #authorize(): void {
    this.#step = 'authorize';
    const { worker, password } = this.#options;
    this.#secret = secretIn(password);
    this.#requestLogin('mining.authorize', [worker, password], (reply) => {
      if (reply.result === true) {
        this.#onAuthorized();
        return;
      }
      const message = this.#shown(describeRefusal(reply));
      this.refused.emit({ message });
      this.#finish('AUTHORIZE_REFUSED', `the pool refused the login ${worker}: ${message}`);
    });
  }

  #onAuthorized(): void {
    this.#cancelTimer();
    this.#step = 'ready';
    this.phase = 'ready';
    this.progressed.emit({ step: 'authorize', detail: `logged in as ${this.#options.worker}` });
    this.#wire.request('mining.extranonce.subscribe', [], () => {});
    if (this.#options.suggestDifficulty !== undefined)
      this.suggestDifficulty(this.#options.suggestDifficulty);
    this.ready.emit();
  }

  /** A step of the login: without an answer in time the connection ends. */
  #requestLogin(method: string, params: unknown[], onReply: (reply: StratumResponse) => void): void {
    this.#wire.request(method, params, onReply);
    this.#limit(this.#timeouts.loginMs, () =>
      this.#finish('LOGIN_TIMEOUT', `the pool does not answer ${method}`),
    );
  }

  /** Sets the one time limit of the present step. */
  #limit(delayMs: number, run: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(delayMs, run);
  }

  #onRequest({ id, method, params }: StratumRequest): void {
    switch (method) {
      case 'mining.notify':
        return this.#onNotify(parseNotify(params));
      case 'mining.set_difficulty':
        return this.#onDifficulty(parseDifficulty(params));
      case 'mining.set_extranonce':
        return this.#announceExtranonce(parseExtranonce(params[0], params[1]));
      case 'mining.set_version_mask':
        if (!this.#options.skipConfigure) this.#announceMask(parseVersionMask(params));
        return;
      case 'client.reconnect':
        return this.#onReconnect(parseReconnect(params, this.#options.endpoint));
      case 'client.show_message':
        if (typeof params[0] === 'string')
          this.messageShown.emit(this.#shown(cleanPeerText(params[0], LIMITS.peerTextLength)));
        return;
      case 'client.get_version':
        return this.#answer(id, this.#options.userAgent);
      case 'mining.ping':
        return this.#answer(id, 'pong');
      default:
        if (method !== 'pong' && id !== undefined && id !== 'null') {
          this.#wire.write(encodeResponse(id, null, otherError('Unknown method')));
        }
    }
  }

  #answer(id: RawId, result: unknown): void {
    if (id !== undefined) this.#wire.write(encodeResponse(id, result, null));
  }

  #onNotify(job: UpstreamJobParams): void {
    if (this.#step === 'configure' || this.#step === 'subscribe') {
      this.#earlyJob = job;
      return;
    }
    if (this.#nextExtranonce) this.#setExtranonce(this.#nextExtranonce);
    if (this.#nextMask !== null) this.#setMask(this.#nextMask);
    this.currentJob = job;
    this.job.emit(job, this.difficulty);
  }

  #onDifficulty(difficulty: number): void {
    if (difficulty === this.difficulty) return;
    this.difficulty = difficulty;
    this.difficultyEpoch += 1;
    this.difficultyChanged.emit(difficulty);
  }

  #announceExtranonce(extranonce: PoolExtranonce): void {
    if (this.currentJob) this.#nextExtranonce = extranonce;
    else this.#setExtranonce(extranonce);
  }

  #setExtranonce(extranonce: PoolExtranonce): void {
    this.#nextExtranonce = null;
    this.extranonce1 = extranonce.extranonce1;
    this.extranonce2Size = extranonce.extranonce2Size;
    this.extranonceChanged.emit(extranonce);
  }

  #announceMask(mask: number): void {
    const granted = (mask & ASKED_VERSION_MASK) >>> 0;
    if (this.currentJob) this.#nextMask = granted;
    else this.#setMask(granted);
  }

  #setMask(mask: number): void {
    this.#nextMask = null;
    if (mask === this.versionMask) return;
    this.versionMask = mask;
    this.maskChanged.emit(mask);
  }

  #onReconnect(target: ReconnectTarget): void {
    if (mayReconnectTo(this.#options.endpoint.host, target.host)) {
      this.reconnectRequested.emit(target);
      return;
    }
    this.refusedReconnectCount += 1;
    this.#log.warn(this.#place(), 'pool asked to reconnect to another owner: refused');
    this.reconnectRefused.emit(this.#shown(cleanPeerText(target.host, LIMITS.peerTextLength)));
  }

  /** The pool's words without our password. */
  #shown(text: string): string {
    return this.#secret === null ? text : text.replaceAll(this.#secret, '•••');
  }

  #withoutSecret(reply: SubmitReply): SubmitReply {
    return 'text' in reply ? { ...reply, text: this.#shown(reply.text) } : reply;
  }

  #place(): { host: string; port: number } {
    return { host: this.#options.endpoint.host, port: this.#options.endpoint.port };
  }

  #finish(code: PoolCloseCode, reason: string): void {
    if (this.phase === 'closed') return;
    const isOrderly = code === 'CLOSED_BY_US' && this.phase !== 'connecting';
    this.phase = 'closed';
    this.#cancelTimer();
    this.#wire.end(isOrderly);
    this.closed.emit({ code, reason, phase: this.#step });
  }
}

/** As it would stand in the pool's words, which are cleaned; null where it is so short that it is part of any sentence. */
function secretIn(password: string): string | null {
  const cleaned = cleanPeerText(password, password.length);
  return cleaned.length < 4 ? null : cleaned;
}
