import { createHash, randomBytes } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { every, type Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import { PoolCounts, type WorkerCounts } from './pool-counts.ts';
import { JobBook, type PoolJob, type WorkTerms } from './pool-job.ts';
import { ShareDesk, type JudgedShare } from './pool-share-desk.ts';
import {
  poolSettings,
  type PoolError,
  type PoolSettings,
  type ValidatingPoolOptions,
} from './pool-options.ts';
import { PoolSession } from './pool-session.ts';
import { hex32 } from './proof.ts';

/**
 * A Stratum V1 pool on a real socket that validates every share in full by itself, with code of its own,
 * and keeps its own books. It serves the demo, and tests that need a pool with a will of its own: it can
 * change difficulty, stay silent, refuse, and break off on command.
 */
export class ValidatingPool {
  readonly settings: PoolSettings;
  readonly shareJudged = new Emitter<[JudgedShare]>();
  readonly connectionOpened = new Emitter<[PoolSession]>();
  readonly connectionClosed = new Emitter<[PoolSession]>();
  /** Connections taken since the start. */
  connectionsSeen = 0;
  readonly #clock: Clock;
  readonly #seed: string;
  readonly #tls: { key: string; cert: string } | undefined;
  readonly #book: JobBook;
  readonly #counts = new PoolCounts();
  readonly #desk: ShareDesk;
  readonly #sessions = new Set<PoolSession>();
  readonly #timers: (() => void)[] = [];
  /** Ends listening; null while not listening. */
  #closeServer: (() => void) | null = null;
  #port: number;
  #difficulty: number;
  #nextExtranonce = 1;
  #muted = false;

  constructor(options: ValidatingPoolOptions) {
    this.settings = poolSettings(options);
    this.#clock = options.clock;
    this.#tls = options.tls;
    this.#seed = options.seed ?? randomBytes(8).toString('hex');
    this.#port = this.settings.port;
    this.#difficulty = this.settings.difficulty;
    const { version, nbits, merkleBranches } = this.settings;
    const nowMs = this.#clock.nowMs();
    this.#book = new JobBook({ seed: this.#seed, version, nbits, merkleBranches, nowMs });
    this.#desk = new ShareDesk(
      { clock: this.#clock, book: this.#book, counts: this.#counts, settings: this.settings },
      { judged: (share) => this.shareJudged.emit(share), solved: () => this.#solved() },
    );
  }

  /** Listens, and starts the clockwork of jobs where one was asked for. */
  async start(): Promise<{ host: string; port: number }> {
    await this.startListening();
    const { jobIntervalMs, blockIntervalMs } = this.settings;
    if (jobIntervalMs !== null)
      this.#timers.push(every(this.#clock, jobIntervalMs, () => void this.newJob()));
    if (blockIntervalMs !== null)
      this.#timers.push(every(this.#clock, blockIntervalMs, () => void this.newBlock()));
    return { host: this.settings.host, port: this.#port };
  }

  /** Ends all connections and stops listening. */
  async stop(): Promise<void> {
    for (const cancel of this.#timers.splice(0)) cancel();
    this.dropConnections();
    await this.stopListening();
  }

  /** Takes connections again, on the same port as before. */
  async startListening(): Promise<void> {
    if (this.#closeServer) return;
    const take = (socket: Socket) => this.#take(socket);
    const server = this.#tls ? createTlsServer(this.#tls, take) : createServer(take);
    // A peer that breaks off in the TLS handshake is its own trouble.
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, this.settings.host, resolve);
    });
    this.#closeServer = () => void server.close();
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Refuses new connections; those that stand stay. */
  async stopListening(): Promise<void> {
    // The server's own callback waits for the last connection; not listening any more is enough here.
    this.#closeServer?.();
    this.#closeServer = null;
    await new Promise((resolve) => setImmediate(resolve));
  }

  get port(): number {
    return this.#port;
  }

  /** Address as an account's endpoint has it. */
  get url(): string {
    return `stratum+${this.#tls ? 'ssl' : 'tcp'}://${this.settings.host}:${this.#port}`;
  }

  /** Difficulty of new connections, and of those that were not given one of their own. */
  get difficulty(): number {
    return this.#difficulty;
  }

  /** Connections that stand. */
  get sessions(): PoolSession[] {
    return [...this.#sessions];
  }

  get currentJobId(): string {
    return this.#book.current.id;
  }

  currentJob(): PoolJob {
    return this.#book.current;
  }

  repeatedJob(): PoolJob {
    return this.#book.repeat();
  }

  /** What this pool has counted for `worker`; a copy. */
  countsOf(worker: string): WorkerCounts {
    return this.#counts.of(worker);
  }

  /** All worker names that ever submitted. */
  workers(): string[] {
    return this.#counts.workers();
  }

  /** Sends a job with other transactions on the same block. Returns its id. */
  newJob(options: { clean?: boolean } = {}): string {
    const job = this.#book.next(this.#clock.nowMs(), { newBlock: false, clean: options.clean ?? false });
    return this.#broadcast(job);
  }

  /** A block was found somewhere: older jobs are stale from now on. Returns the new job's id. */
  newBlock(options: { clean?: boolean } = {}): string {
    this.#desk.forgetSeenShares();
    const job = this.#book.next(this.#clock.nowMs(), { newBlock: true, clean: options.clean ?? true });
    return this.#broadcast(job);
  }

  /** Sends the present job once more under a fresh id. Returns that id. */
  repeatJob(): string {
    return this.#broadcast(this.#book.repeat());
  }

  /**
   * Changes the difficulty of all connections: `set_difficulty`, then a job (`new` by default; `repeat` =
   * the same work under a fresh id; `none` = set_difficulty alone).
   */
  setDifficulty(difficulty: number, options: { job?: 'new' | 'repeat' | 'none' } = {}): void {
    if (!Number.isFinite(difficulty) || difficulty <= 0)
      throw new RangeError(`not a difficulty: ${difficulty}`);
    this.#difficulty = difficulty;
    for (const session of this.#sessions) {
      session.terms.difficulty = difficulty;
      if (session.ready) session.sendDifficulty();
    }
    const job = options.job ?? 'new';
    if (job === 'new') this.newJob();
    else if (job === 'repeat') this.repeatJob();
  }

  /** Version of the jobs from the next one on. */
  setJobVersion(version: number): void {
    this.#book.version = version;
  }

  /** Block target of the jobs from the next one on. */
  setJobBits(nbits: number): void {
    this.#book.nbits = nbits;
  }

  /** Changes the version mask of connections that negotiated one; in force from the next job. */
  setVersionMask(mask: number): void {
    this.settings.versionMask = mask;
    for (const session of this.#sessions) {
      if (session.terms.versionMask === 0) continue;
      session.terms.versionMask = mask;
      session.notify('mining.set_version_mask', [hex32(mask)]);
    }
  }

  /** Gives every connection that asked for it a new extranonce1 (and size), in force from the job that follows. */
  setExtranonce(extranonce2Size = this.settings.extranonce2Size): void {
    for (const session of this.#sessions) {
      if (!session.extranonceSubscribed) continue;
      session.terms = { ...session.terms, ...this.#extranonce(), extranonce2Size };
      session.notify('mining.set_extranonce', [session.terms.extranonce1.toString('hex'), extranonce2Size]);
    }
    this.newJob({ clean: true });
  }

  sendReconnect(...params: (string | number)[]): void {
    for (const session of this.#sessions) session.notify('client.reconnect', params);
  }

  showMessage(text: string): void {
    for (const session of this.#sessions) session.notify('client.show_message', [text]);
  }

  /** Sends a request that wants an answer (`mining.ping`, `client.get_version`); see `PoolSession.answers`. */
  ask(method: string, id = 1): void {
    for (const session of this.#sessions) session.send({ id, method, params: [] });
  }

  ping(): void {
    this.ask('mining.ping');
  }

  /** Holds back the answers to submits; shares are judged and counted all the same. */
  pauseAnswers(): void {
    this.#desk.pause();
  }

  /** Sends the answers held back to connections that still stand, and goes on as usual. */
  resumeAnswers(): void {
    this.#desk.resume();
  }

  /** Answers held back now. */
  get heldAnswers(): number {
    return this.#desk.heldAnswers;
  }

  /** Writes nothing more to anyone, with the sockets open. */
  mute(): void {
    this.#setMuted(true);
  }

  unmute(): void {
    this.#setMuted(false);
  }

  dropConnections(): void {
    for (const session of this.#sessions) session.drop();
  }

  /** Takes the next `count` submits, counts them or not, and breaks the connection instead of answering. */
  dropBeforeAnswer(count: number, options: { counted: boolean }): void {
    this.#desk.dropBeforeAnswer(count, options.counted);
  }

  /** Refuses the next `count` submits without looking at them. */
  rejectNext(count: number, error: PoolError = [20, 'Rejected']): void {
    this.#desk.rejectNext(count, error);
  }

  submitted(session: PoolSession, id: unknown, params: unknown): void {
    this.#desk.take(session, id, params);
  }

  closed(session: PoolSession): void {
    if (this.#sessions.delete(session)) this.connectionClosed.emit(session);
  }

  #take(socket: Socket): void {
    if (this.#sessions.size >= this.settings.maxConnections) {
      socket.destroy();
      return;
    }
    const terms: WorkTerms = {
      difficulty: this.#difficulty,
      extranonce2Size: this.settings.extranonce2Size,
      versionMask: 0,
      ...this.#extranonce(),
    };
    const session = new PoolSession(this, socket, { id: ++this.connectionsSeen, terms });
    session.muted = this.#muted;
    this.#sessions.add(session);
    this.connectionOpened.emit(session);
  }

  /** A start of the nonce that no other connection has: in extranonce1, or in coinb1 where that is too short. */
  #extranonce(): { extranonce1: Buffer; coinb1Tail: Buffer } {
    const size = this.settings.extranonce1Bytes;
    const unique = createHash('sha256').update(`${this.#seed}/extranonce1`).digest().subarray(0, 9);
    const bytes = Buffer.from(unique.subarray(0, size >= 2 ? size : 4));
    bytes.writeUInt16BE(this.#nextExtranonce++ & 0xffff, bytes.length - 2);
    return size >= 2
      ? { extranonce1: bytes, coinb1Tail: Buffer.alloc(0) }
      : { extranonce1: Buffer.alloc(size), coinb1Tail: bytes };
  }

  #solved(): void {
    if (this.settings.newBlockOnSolve) this.newBlock();
  }

  #broadcast(job: PoolJob): string {
    for (const session of this.#sessions) session.sendWork(job, job.clean);
    return job.id;
  }

  #setMuted(muted: boolean): void {
    this.#muted = muted;
    for (const session of this.#sessions) session.muted = muted;
  }
}
