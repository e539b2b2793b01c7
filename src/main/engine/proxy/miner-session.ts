import type { Socket } from 'node:net';

import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import {
  encodeNotification,
  encodeResponse,
  otherError,
  parseLine,
  type RawId,
  type StratumError,
} from '#engine/stratum/codec.ts';
import { encodeNotifyParams, type UpstreamJobParams } from '#engine/stratum/job.ts';
import { FrameTooLongError, LineFramer } from '#engine/stratum/line-framer.ts';
import { LIMITS } from '#engine/stratum/limits.ts';
import type { Vardiff } from '#engine/stratum/vardiff.ts';

import type { SessionSizes } from './extranonce-layout.ts';
import { handleRequest } from './handshake.ts';
import { JobTable, type IssuedJob } from './issued-job.ts';
import type { SlotHolder, UpstreamConnection } from './upstream-connection.ts';

/** Protocol errors of one session before it is closed, without a good share among them. */
const MAX_BAD_LINES = 20;
/** Lines a miner may send in one second. */
const MAX_LINES_PER_SECOND = 2000;
/** Answers that a peer which does not read may make us hold. */
const MAX_UNSENT_BYTES = 1024 * 1024;

/** What a session asks of the proxy it belongs to. */
export interface SessionHost {
  /** Version bits that the pools behind us allow; a miner's own request is cut down to them. */
  versionMask(): number;
  sizesFor(session: MinerSession): SessionSizes;
  /** The miner has said who it is; false = it is parked, close it without an answer. */
  named(session: MinerSession, workerName: string): boolean;
  /** Subscribed, authorized and answered: it may be given work. */
  authorized(session: MinerSession): void;
  configured(session: MinerSession): void;
  submitted(session: MinerSession, id: RawId, params: unknown[]): void;
  closed(session: MinerSession): void;
}

export interface SessionOptions {
  /** Lowest free number over all sessions; its low byte is the slot. */
  index: number;
  address: string;
  vardiff: Vardiff;
}

/**
 * One miner's TCP connection: we are its pool. Speaks the protocol, keeps what was negotiated and
 * which jobs may be answered; what to mine is the proxy's business.
 */
export class MinerSession implements SlotHolder {
  readonly index: number;
  readonly address: string;
  readonly vardiff: Vardiff;
  readonly jobs = new JobTable();
  readonly openedMonotonicMs: number;
  userAgent: string | null = null;
  isSubscribed = false;
  sizes: SessionSizes = { extranonce1: Buffer.alloc(0), extranonce2Size: 0 };
  readonly workerNames = new Set<string>();
  /** The miner's id in the registry once it has authorized. */
  minerId: string | null = null;
  /** What the miner asked for in `mining.configure`; null when it never did. */
  requestedMask: number | null = null;
  /** The mask the miner was last told, so that it is only told again when it differs. */
  toldMask: number | null = null;
  takesSetExtranonce = false;
  /** The account it is to work for; null = parked. */
  assignedAccountId: string | null = null;
  /** Where its current job comes from. */
  connection: UpstreamConnection | null = null;
  currentJob: IssuedJob | null = null;
  lastLineMonotonicMs: number;
  lastSentMonotonicMs: number;
  parkedSinceMonotonicMs: number | null = null;
  isClosed = false;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #host: SessionHost;
  readonly #framer = new LineFramer(LIMITS.minerLineBytes);
  #badLines = 0;
  #linesThisSecond = 0;
  #secondStartedMs = 0;

  constructor(deps: { socket: Socket; clock: Clock; log: Log; host: SessionHost }, options: SessionOptions) {
    this.#socket = deps.socket;
    this.#clock = deps.clock;
    this.#log = deps.log;
    this.#host = deps.host;
    this.index = options.index;
    this.address = options.address;
    this.vardiff = options.vardiff;
    this.openedMonotonicMs = this.#clock.monotonicMs();
    this.lastLineMonotonicMs = this.openedMonotonicMs;
    this.lastSentMonotonicMs = this.openedMonotonicMs;
    this.#socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    this.#socket.on('error', (error) =>
      this.#log.debug({ address: this.address, error: error.message }, 'miner socket error'),
    );
    this.#socket.on('close', () => this.#onClose());
  }

  get slot(): number {
    return this.index & 0xff;
  }

  get isAuthorized(): boolean {
    return this.workerNames.size > 0;
  }

  respond(id: RawId, result: unknown, error: StratumError | null): void {
    this.#write(encodeResponse(id, result, error));
  }

  refuse(id: RawId, error: StratumError): void {
    this.respond(id, null, error);
  }

  /** Sends `set_version_mask` where it was negotiated and differs, as pools do before the job it holds for. */
  tellMask(mask: number): void {
    const line = this.#maskLine(mask);
    if (line !== '') this.#write(line);
  }

  tellExtranonce(sizes: SessionSizes): void {
    this.sizes = sizes;
    this.#write(
      encodeNotification('mining.set_extranonce', [sizes.extranonce1.toString('hex'), sizes.extranonce2Size]),
    );
  }

  /** Version mask, difficulty (always before its job, see stratum notes in docs) and the job itself. */
  sendJob(job: IssuedJob, wire: UpstreamJobParams): void {
    // One write: a packet and a system call for each miner instead of two, when a farm of them moves.
    this.#write(
      this.#maskLine(job.upstream.versionMask) +
        encodeNotification('mining.set_difficulty', [job.difficulty]) +
        encodeNotification('mining.notify', encodeNotifyParams(wire)),
    );
    this.jobs.add(job);
    this.currentJob = job;
  }

  /** A line that changes nothing, for miners that take 90 s without one for a dead pool. */
  sendKeepAlive(): void {
    if (this.currentJob)
      this.#write(encodeNotification('mining.set_difficulty', [this.currentJob.difficulty]));
  }

  /** Ends the connection after what was written has gone out. */
  close(reason: string): void {
    if (this.isClosed) return;
    this.#log.debug({ address: this.address, minerId: this.minerId, reason }, 'miner session closed by us');
    this.#socket.end();
    this.#socket.destroySoon();
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  noteBadLine(id: RawId, text: string): void {
    this.#badLines += 1;
    this.refuse(id, otherError(text));
    if (this.#badLines >= MAX_BAD_LINES) this.close('too many lines that are not Stratum');
  }

  /** A miner that sends good shares is one, whatever else it has said. */
  noteGoodShare(): void {
    this.#badLines = 0;
  }

  #onData(chunk: Buffer): void {
    let lines: string[];
    try {
      lines = this.#framer.push(chunk);
    } catch (error) {
      this.#log.debug({ address: this.address, error: String(error) }, 'bytes that are not Stratum');
      if (error instanceof FrameTooLongError) for (const line of error.lines) this.#onLine(line);
      this.refuse(undefined, otherError(error instanceof Error ? error.message : 'not Stratum'));
      this.close('bytes that are not Stratum');
      return;
    }
    this.lastLineMonotonicMs = this.#clock.monotonicMs();
    for (const line of lines) {
      if (this.isClosed || this.#socket.writableEnded) return;
      if (!this.#mayTakeLine()) return;
      this.#onLine(line);
    }
  }

  #mayTakeLine(): boolean {
    const nowMs = this.lastLineMonotonicMs;
    if (nowMs - this.#secondStartedMs >= 1000) {
      this.#secondStartedMs = nowMs;
      this.#linesThisSecond = 0;
    }
    this.#linesThisSecond += 1;
    if (this.#linesThisSecond <= MAX_LINES_PER_SECOND) return true;
    this.close('too many lines a second');
    return false;
  }

  #onLine(line: string): void {
    let message;
    try {
      message = parseLine(line);
    } catch (error) {
      this.noteBadLine(undefined, error instanceof Error ? error.message : 'Parse error');
      return;
    }
    if (message.kind === 'request') handleRequest(this, this.#host, message);
  }

  /** `set_version_mask` for the miner, noted as told; empty where there is nothing to tell. */
  #maskLine(mask: number): string {
    if (this.requestedMask === null || !this.isAuthorized) return '';
    const effective = (mask & this.requestedMask) >>> 0;
    if (effective === this.toldMask) return '';
    this.toldMask = effective;
    return encodeNotification('mining.set_version_mask', [effective.toString(16).padStart(8, '0')]);
  }

  #write(text: string): void {
    if (this.isClosed || this.#socket.writableEnded || this.#socket.destroyed) return;
    this.lastSentMonotonicMs = this.#clock.monotonicMs();
    this.#socket.write(text);
    if (this.#socket.writableLength > MAX_UNSENT_BYTES) this.#socket.destroy();
  }

  #onClose(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#host.closed(this);
  }
}
