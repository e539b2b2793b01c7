import { type Clock, every } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import type { UpstreamSet } from '#engine/proxy/upstream-set.ts';
import type { ServiceStore } from '#engine/store/service-store.ts';

/** A trouble is recorded to this exactly. */
const LOOK_PERIOD_MS = 1000;
/** What a killed process leaves open ends at most this much too early. */
const EXTEND_PERIOD_MS = 30_000;
/** With a look every second, less than this between two is a busy machine; more, and nobody knows. */
const GAP_MS = 60_000;

interface OpenTrouble {
  key: number;
  kind: string;
}

/** Keeps when the program ran and when pools could not serve accounts: what downtime is explained by. */
export class ServiceRecord {
  readonly #deps: { clock: Clock; log: Log; store: ServiceStore; upstreams: UpstreamSet };
  readonly #troubles = new Map<string, OpenTrouble>();
  #runKey: number | null = null;
  #seenMs = Number.NaN;
  #extendedMs = Number.NaN;
  #stop: () => void = () => {};

  constructor(deps: { clock: Clock; log: Log; store: ServiceStore; upstreams: UpstreamSet }) {
    this.#deps = deps;
  }

  start(): void {
    this.#look();
    this.#stop = every(this.#deps.clock, LOOK_PERIOD_MS, () => this.#look());
  }

  stop(): void {
    this.#stop();
    this.#guard(() => this.#extend(Math.floor(this.#deps.clock.nowMs())));
  }

  #look(): void {
    const nowMs = Math.floor(this.#deps.clock.nowMs());
    this.#guard(() => {
      if (this.#runKey === null || Math.abs(nowMs - this.#seenMs) > GAP_MS) this.#begin(nowMs);
      this.#lookAtPools(nowMs);
      if (nowMs - this.#extendedMs >= EXTEND_PERIOD_MS) this.#extend(nowMs);
    });
    this.#seenMs = nowMs;
  }

  /** The computer slept or its clock was set: what was open ends at the last look. */
  #begin(nowMs: number): void {
    if (this.#runKey !== null) this.#extend(this.#seenMs);
    this.#troubles.clear();
    this.#runKey = this.#deps.store.beginRun(nowMs);
    this.#extendedMs = nowMs;
  }

  #lookAtPools(nowMs: number): void {
    const { store, upstreams } = this.#deps;
    const live = new Set<string>();
    for (const upstream of upstreams.all()) {
      const { trouble } = upstream;
      const accountId = upstream.account.id;
      live.add(accountId);
      const open = this.#troubles.get(accountId);
      if (open && open.kind === trouble?.kind) continue;
      if (open) this.#end(accountId, open, nowMs);
      if (trouble) {
        const key = store.beginTrouble(
          accountId,
          { kind: trouble.kind, text: trouble.text.slice(0, 300) },
          nowMs,
        );
        this.#troubles.set(accountId, { key, kind: trouble.kind });
      }
    }
    for (const [accountId, open] of this.#troubles)
      if (!live.has(accountId)) this.#end(accountId, open, nowMs);
  }

  #end(accountId: string, { key }: OpenTrouble, nowMs: number): void {
    this.#deps.store.extendTrouble(key, nowMs);
    this.#troubles.delete(accountId);
  }

  #extend(toMs: number): void {
    const { store } = this.#deps;
    if (this.#runKey !== null) store.extendRun(this.#runKey, toMs);
    for (const { key } of this.#troubles.values()) store.extendTrouble(key, toMs);
    this.#extendedMs = toMs;
  }

  /** A full disk must not stop the second's other work. */
  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#deps.log.error({ err: error }, 'the times of service could not be stored');
    }
  }

  /** Brings what is stored up to this moment, for a reader. */
  flush(): void {
    this.#look();
    this.#guard(() => this.#extend(Math.floor(this.#deps.clock.nowMs())));
  }
}
