import type { JobHasher } from '#engine/stratum/share.ts';

import type { UpstreamJob } from './upstream-job.ts';

/** A job as one miner got it: everything that a later share of it is judged and paid by. */
export interface IssuedJob {
  id: string;
  upstream: UpstreamJob;
  accountId: string;
  /** What stands between the pool's extranonce1 and the miner's: fresh bytes ‖ filler. */
  pad: Buffer;
  /** The miner's own, as it was when the job was sent. */
  extranonce1: Buffer;
  /** The miner's own extranonce2, in bytes. */
  extranonce2Size: number;
  hasher: JobHasher;
  ntime: number;
  difficulty: number;
  target: Buffer;
  issuedMonotonicMs: number;
}

/** Jobs a miner may still answer are kept at least this long … */
const KEEP_MS = 600_000;
/** … or, when it gets them quickly, at least this many … */
const KEEP_AT_LEAST = 32;
/** … and never more than this. */
const KEEP_AT_MOST = 512;

/** The jobs that one miner session may still answer, oldest first. */
export class JobTable {
  readonly #jobs = new Map<string, IssuedJob>();
  #counter = 0;

  /** A job id this session has not had: short hex. */
  nextId(): string {
    this.#counter += 1;
    return this.#counter.toString(16);
  }

  get(id: string): IssuedJob | undefined {
    return this.#jobs.get(id);
  }

  get size(): number {
    return this.#jobs.size;
  }

  add(job: IssuedJob): void {
    this.#jobs.set(job.id, job);
    for (const [id, old] of this.#jobs) {
      const isOverfull = this.#jobs.size > KEEP_AT_MOST;
      const isOld =
        this.#jobs.size > KEEP_AT_LEAST && job.issuedMonotonicMs - old.issuedMonotonicMs > KEEP_MS;
      if (!isOverfull && !isOld) break;
      this.#jobs.delete(id);
    }
  }
}
