import { hashrateFromWork, type HashesPerSecond } from '#shared/units.ts';

const WINDOW_MS = 600_000;
const BUCKET_MS = 10_000;
const BUCKETS = WINDOW_MS / BUCKET_MS;

/** Work of the last 10 minutes in 10 s buckets: the hashrate that the screen and the plan use. */
export class WorkMeter {
  readonly #buckets = new Float64Array(BUCKETS);
  #startedMs: number;
  #newestBucket: number;

  /** `startedMs`: monotonic time at which this work began (connecting, or the first job). */
  constructor(startedMs: number) {
    this.#startedMs = startedMs;
    this.#newestBucket = Math.floor(startedMs / BUCKET_MS);
  }

  add(nowMs: number, work: number): void {
    this.#roll(nowMs);
    const index = this.#newestBucket % BUCKETS;
    this.#buckets[index] = (this.#buckets[index] ?? 0) + work;
  }

  /** Forgets what was before `startedMs`, as after a time without work. */
  restart(startedMs: number): void {
    this.#buckets.fill(0);
    this.#startedMs = startedMs;
    this.#newestBucket = Math.floor(startedMs / BUCKET_MS);
  }

  /** Mean over the last 10 min, or since the start; null before there is a span to speak of. */
  hashrate(nowMs: number): HashesPerSecond | null {
    this.#roll(nowMs);
    const windowStartMs = (this.#newestBucket - BUCKETS + 1) * BUCKET_MS;
    const spanMs = nowMs - Math.max(this.#startedMs, windowStartMs);
    if (spanMs < 1000) return null;
    let work = 0;
    for (const bucket of this.#buckets) work += bucket;
    return work === 0 && spanMs < 60_000 ? null : hashrateFromWork(work, spanMs);
  }

  #roll(nowMs: number): void {
    const bucket = Math.floor(nowMs / BUCKET_MS);
    const steps = Math.min(bucket - this.#newestBucket, BUCKETS);
    for (let step = 1; step <= steps; step += 1) this.#buckets[(this.#newestBucket + step) % BUCKETS] = 0;
    if (bucket > this.#newestBucket) this.#newestBucket = bucket;
  }
}

/** Meters by id (miners, or accounts). */
export class WorkMeters {
  readonly #meters = new Map<string, WorkMeter>();

  start(id: string, nowMs: number): void {
    const meter = this.#meters.get(id);
    if (meter) meter.restart(nowMs);
    else this.#meters.set(id, new WorkMeter(nowMs));
  }

  has(id: string): boolean {
    return this.#meters.has(id);
  }

  add(id: string, nowMs: number, work: number): void {
    let meter = this.#meters.get(id);
    if (!meter) {
      meter = new WorkMeter(nowMs);
      this.#meters.set(id, meter);
    }
    meter.add(nowMs, work);
  }

  stop(id: string): void {
    this.#meters.delete(id);
  }

  hashrate(id: string, nowMs: number): HashesPerSecond | null {
    return this.#meters.get(id)?.hashrate(nowMs) ?? null;
  }
}
