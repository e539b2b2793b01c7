import { workUnit, type MinerJob, type WorkUnit } from './miner-job.ts';
import type { MinerProfile } from './miner-profiles.ts';

/** Jobs remembered after they were replaced, for late shares. */
const JOBS_REMEMBERED = 8;

/** Which job a miner works on, and its extranonce2 and version counters. */
export class MinerWork {
  readonly #profile: MinerProfile;
  readonly #jobs: MinerJob[] = [];
  #waiting: MinerJob | null = null;
  #extranonce2 = 0;
  #roll = 0;

  constructor(profile: MinerProfile) {
    this.#profile = profile;
  }

  /** The job mined now; null before the first. */
  get current(): MinerJob | null {
    return this.#jobs.at(-1) ?? null;
  }

  /** A job by its id, or the one before the present one; only the last few are known. */
  find(job: string): MinerJob | null {
    if (job === 'previous') return this.#jobs.at(-2) ?? null;
    return this.#jobs.findLast(({ id }) => id === job) ?? null;
  }

  /** Takes a job as the firmware does: at once, or (not clean) when the present unit is done. Returns whether it was taken. */
  offer(job: MinerJob): boolean {
    if (job.clean || this.#profile.takesJob === 'at-once' || !this.current) {
      this.#take(job);
      return true;
    }
    this.#waiting = job;
    return false;
  }

  /** The next unit to hash, of the job that waited if one did; null before the first job. */
  next(): WorkUnit | null {
    if (this.#waiting) this.#take(this.#waiting);
    const job = this.current;
    return job ? this.unitOf(job) : null;
  }

  /** Another unit of a known job. */
  unitOf(job: MinerJob): WorkUnit {
    return workUnit(job, this.#profile, { extranonce2: this.#extranonce2++, roll: this.#roll++ });
  }

  /** Forgets everything, as a reconnect does; a counter that never restarts stays. */
  reset(): void {
    this.#jobs.length = 0;
    this.#waiting = null;
    if (this.#profile.extranonce2Restarts !== 'never') this.#extranonce2 = 0;
    this.#roll = 0;
  }

  #take(job: MinerJob): void {
    this.#waiting = null;
    const rule = this.#profile.extranonce2Restarts;
    if (
      rule === 'every-notify' ||
      (rule === 'clean' && job.clean) ||
      (rule === 'new-job-id' && job.id !== this.current?.id)
    )
      this.#extranonce2 = 0;
    this.#roll = 0;
    this.#jobs.push(job);
    if (this.#jobs.length > JOBS_REMEMBERED) this.#jobs.shift();
  }
}
