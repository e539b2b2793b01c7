import { createHash } from 'node:crypto';
import { hex32 } from './proof.ts';

/** What one connection was told together with a job; its shares are judged by it. */
export interface WorkTerms {
  difficulty: number;
  extranonce1: Buffer;
  extranonce2Size: number;
  /** Bytes of this connection at the end of coinb1, before extranonce1. */
  coinb1Tail: Buffer;
  versionMask: number;
}

/** A job of the pool, the same for all connections but for their terms. */
export interface PoolJob {
  id: string;
  /** Counts blocks; a share of an earlier one is stale. */
  block: number;
  /** Counts jobs. */
  serial: number;
  /** Stratum's word order. */
  prevhash: Buffer;
  scriptPrefix: Buffer;
  outputs: Buffer;
  branches: Buffer[];
  version: number;
  nbits: number;
  ntime: number;
  clean: boolean;
}

const FIRST_HEIGHT = 910_000;
const SUBSIDY_SATOSHI = 312_500_000;
const JOBS_REMEMBERED = 256;
const POOL_TAG = Buffer.from('/Hashquota demo/', 'ascii');

/** The two halves of the coinbase transaction (without witness) around extranonce1 and extranonce2. */
export function coinbaseParts(job: PoolJob, terms: WorkTerms): { coinb1: Buffer; coinb2: Buffer } {
  const scriptBytes =
    job.scriptPrefix.length + terms.coinb1Tail.length + terms.extranonce1.length + terms.extranonce2Size;
  const coinb1 = Buffer.concat([
    Buffer.from('0100000001', 'hex'),
    Buffer.alloc(32),
    Buffer.from('ffffffff', 'hex'),
    Buffer.of(scriptBytes),
    job.scriptPrefix,
    terms.coinb1Tail,
  ]);
  const coinb2 = Buffer.concat([Buffer.from('ffffffff', 'hex'), job.outputs, Buffer.alloc(4)]);
  return { coinb1, coinb2 };
}

/** The nine parameters of `mining.notify`. */
export function notifyParams(job: PoolJob, terms: WorkTerms, clean: boolean): unknown[] {
  const { coinb1, coinb2 } = coinbaseParts(job, terms);
  return [
    job.id,
    job.prevhash.toString('hex'),
    coinb1.toString('hex'),
    coinb2.toString('hex'),
    job.branches.map((branch) => branch.toString('hex')),
    hex32(job.version),
    hex32(job.nbits),
    hex32(job.ntime),
    clean,
  ];
}

/** Makes the pool's jobs and remembers them. Everything follows from the seed, the order of calls and the time. */
export class JobBook {
  version: number;
  nbits: number;
  readonly #seed: string;
  readonly #branchCount: number;
  readonly #jobs = new Map<string, PoolJob>();
  #block = 0;
  #serial = 0;
  #current: PoolJob;

  constructor(options: {
    seed: string;
    version: number;
    nbits: number;
    merkleBranches: number;
    nowMs: number;
  }) {
    this.#seed = options.seed;
    this.#branchCount = options.merkleBranches;
    this.version = options.version;
    this.nbits = options.nbits;
    this.#current = this.#make(options.nowMs, true);
  }

  get current(): PoolJob {
    return this.#current;
  }

  find(id: string): PoolJob | undefined {
    return this.#jobs.get(id);
  }

  /** A job with other transactions, on a new block when `newBlock`. */
  next(nowMs: number, options: { newBlock: boolean; clean: boolean }): PoolJob {
    if (options.newBlock) this.#block += 1;
    this.#current = this.#make(nowMs, options.clean);
    return this.#current;
  }

  /** The present work under a fresh id. */
  repeat(): PoolJob {
    const serial = ++this.#serial;
    return this.#remember({ ...this.#current, id: this.#idOf(serial), serial, clean: false });
  }

  #make(nowMs: number, clean: boolean): PoolJob {
    const serial = ++this.#serial;
    const height = FIRST_HEIGHT + this.#block;
    const ntime = Math.floor(nowMs / 1000);
    return this.#remember({
      id: this.#idOf(serial),
      block: this.#block,
      serial,
      prevhash: this.#prevhash(),
      scriptPrefix: scriptPrefix(height, ntime),
      outputs: this.#outputs(serial),
      branches: Array.from({ length: this.#branchCount }, (_, level) =>
        this.#bytes(`branch ${serial} ${level}`),
      ),
      version: this.version,
      nbits: this.nbits,
      ntime,
      clean,
    });
  }

  #remember(job: PoolJob): PoolJob {
    this.#jobs.set(job.id, job);
    this.#current = job;
    const oldest = this.#jobs.keys().next().value;
    if (this.#jobs.size > JOBS_REMEMBERED && oldest !== undefined) this.#jobs.delete(oldest);
    return job;
  }

  #prevhash(): Buffer {
    const bytes = this.#bytes(`block ${this.#block}`);
    // The display form of a real block hash begins with zeros; in Stratum's word order they come last.
    bytes.fill(0, 24);
    return bytes;
  }

  #outputs(serial: number): Buffer {
    const value = Buffer.alloc(8);
    value.writeBigUInt64LE(BigInt(SUBSIDY_SATOSHI + 1000 * (serial % 5000)));
    const payee = this.#bytes('payee').subarray(0, 20);
    const commitment = this.#bytes(`witness ${serial}`);
    return Buffer.concat([
      Buffer.from('02', 'hex'),
      value,
      Buffer.from('160014', 'hex'),
      payee,
      Buffer.alloc(8),
      Buffer.from('266a24aa21a9ed', 'hex'),
      commitment,
    ]);
  }

  #idOf(serial: number): string {
    return this.#bytes('id').subarray(0, 2).toString('hex') + serial.toString(16).padStart(4, '0');
  }

  #bytes(of: string): Buffer {
    return createHash('sha256').update(`${this.#seed}/${of}`).digest();
  }
}

/** Height (BIP 34) and time as pushes, then the pool's tag. */
function scriptPrefix(height: number, ntime: number): Buffer {
  const numbers = Buffer.alloc(9);
  numbers.writeUInt8(3, 0);
  numbers.writeUIntLE(height, 1, 3);
  numbers.writeUInt8(4, 4);
  numbers.writeUInt32LE(ntime, 5);
  return Buffer.concat([numbers, POOL_TAG]);
}
