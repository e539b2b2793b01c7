import { isDeepStrictEqual } from 'node:util';

import type { Clock } from '#engine/lib/clock.ts';
import type { AccountView, FarmEvent, FarmExtras, FarmSnapshot, MinerView } from '#shared/model/snapshot.ts';

/** Events are at least this far apart, so that a busy farm costs a reader two messages a second. */
const COALESCE_MS = 500;
/** A reader that lags behind by so many events gets a snapshot instead. */
const MAX_QUEUED = 32;

type Body = Omit<FarmSnapshot, 'revision' | 'atMs'>;

interface Reader {
  queue: FarmEvent[];
  wake: (() => void) | null;
}

/**
 * The farm's state with a revision, and its changes as events. Looks at the farm when told that
 * something changed, at most twice a second while somebody listens, and when asked.
 */
export class LiveFeed {
  readonly #clock: Clock;
  readonly #look: () => Body;
  readonly #lookExtras: () => FarmExtras;
  readonly #readers = new Set<Reader>();
  #snapshot: FarmSnapshot;
  #extras: FarmExtras;
  #isScheduled = false;
  #lastEmitMonotonicMs = -COALESCE_MS;
  #cancelTimer: () => void = () => {};

  constructor(deps: { clock: Clock; look: () => Body; lookExtras: () => FarmExtras }) {
    this.#clock = deps.clock;
    this.#look = deps.look;
    this.#lookExtras = deps.lookExtras;
    this.#snapshot = { revision: 1, atMs: this.#clock.nowMs(), ...this.#look() };
    this.#extras = this.#lookExtras();
  }

  /** Something that can be seen is different; readers hear of it within half a second. */
  touch(): void {
    if (this.#isScheduled || this.#readers.size === 0) return;
    this.#isScheduled = true;
    const sinceMs = this.#clock.monotonicMs() - this.#lastEmitMonotonicMs;
    this.#cancelTimer = this.#clock.after(Math.max(COALESCE_MS - sinceMs, 0), () => {
      this.#isScheduled = false;
      this.#lastEmitMonotonicMs = this.#clock.monotonicMs();
      this.#refresh();
    });
  }

  snapshot(): FarmSnapshot {
    this.#refresh();
    return this.#snapshot;
  }

  extras(): FarmExtras {
    this.#refresh();
    return this.#extras;
  }

  /** A snapshot first, then deltas, until `signal` ends it. */
  async *events(signal: AbortSignal | undefined): AsyncGenerator<FarmEvent, void, void> {
    const reader: Reader = { queue: [], wake: null };
    const stop = (): void => reader.wake?.();
    signal?.addEventListener('abort', stop);
    this.#refresh();
    this.#readers.add(reader);
    try {
      yield this.#whole();
      while (!signal?.aborted) {
        const event = reader.queue.shift();
        if (event) {
          yield event;
          continue;
        }
        await new Promise<void>((resolve) => {
          reader.wake = resolve;
          if (signal?.aborted) resolve();
        });
        reader.wake = null;
      }
    } finally {
      this.#readers.delete(reader);
      signal?.removeEventListener('abort', stop);
    }
  }

  close(): void {
    this.#cancelTimer();
  }

  #whole(): FarmEvent {
    return { type: 'snapshot', snapshot: this.#snapshot, extras: this.#extras };
  }

  #refresh(): void {
    const before = this.#snapshot;
    const body = this.#look();
    const extras = this.#lookExtras();
    const accounts = changedOf(before.accounts, body.accounts);
    const miners = changedOf(before.miners, body.miners);
    const isSameRound = isDeepStrictEqual(before.round, body.round);
    const isSameExtras = isDeepStrictEqual(this.#extras, extras);
    const isSame =
      accounts.changed.length + accounts.removed.length + miners.changed.length + miners.removed.length ===
        0 &&
      isSameRound &&
      isSameExtras &&
      before.policy === body.policy;
    if (isSame) return;
    const atMs = this.#clock.nowMs();
    this.#snapshot = { revision: before.revision + 1, atMs, ...body };
    this.#extras = extras;
    if (this.#readers.size === 0) return;
    this.#send({
      type: 'delta',
      baseRevision: before.revision,
      revision: this.#snapshot.revision,
      atMs,
      ...(before.policy === body.policy ? {} : { policy: body.policy }),
      ...(isSameRound ? {} : { round: body.round }),
      accounts: accounts.changed,
      miners: miners.changed,
      removedAccountIds: accounts.removed,
      removedMinerIds: miners.removed,
      ...(isSameExtras ? {} : { extras }),
    });
  }

  #send(event: FarmEvent): void {
    for (const reader of this.#readers) {
      if (reader.queue.length >= MAX_QUEUED) reader.queue = [this.#whole()];
      else reader.queue.push(event);
      reader.wake?.();
    }
  }
}

function changedOf<View extends AccountView | MinerView>(
  before: readonly View[],
  now: readonly View[],
): { changed: View[]; removed: string[] } {
  const old = new Map(before.map((view) => [view.id, view]));
  const changed: View[] = [];
  for (const view of now) {
    const previous = old.get(view.id);
    old.delete(view.id);
    if (!previous || !isDeepStrictEqual(previous, view)) changed.push(view);
  }
  return { changed, removed: [...old.keys()] };
}
