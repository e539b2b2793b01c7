import type { Clock } from '#engine/lib/clock.ts';

/** How many sockets a scan may have at once and how many new ones it may open in a second. */
export interface GateLimits {
  sockets: number;
  perSecond: number;
}

/** New connects are let through in batches of at least so long, so that a timer serves several. */
const BATCH_MS = 10;
const FEWEST = { sockets: 8, perSecond: 10 };

/**
 * The one way for a scan to a socket: a limit on open sockets and a token bucket of new ones. Who is already
 * talking to a machine (`urgent`) goes before who looks for new ones.
 */
export class ConnectGate {
  readonly #clock: Clock;
  #limits: GateLimits;
  #tokens: number;
  #filledAtMs: number;
  #cancelTimer: (() => void) | null = null;
  readonly #urgent = new Queue<(isIn: boolean) => void>();
  readonly #others = new Queue<(isIn: boolean) => void>();
  #isClosed = false;
  #socketsNow = 0;
  #socketsMost = 0;

  constructor(clock: Clock, limits: GateLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#tokens = this.#burst();
    this.#filledAtMs = clock.monotonicMs();
  }

  get socketsNow(): number {
    return this.#socketsNow;
  }

  get socketsMost(): number {
    return this.#socketsMost;
  }

  /** Resolves to true when a socket may be opened; the caller then calls `leave` once. False: closed. */
  enter(isUrgent: boolean): Promise<boolean> {
    if (this.#isClosed) return Promise.resolve(false);
    return new Promise((resolve) => {
      (isUrgent ? this.#urgent : this.#others).push(resolve);
      this.#pump();
    });
  }

  leave(): void {
    this.#socketsNow -= 1;
    this.#pump();
  }

  /** From now on at most so many; never more than before. */
  narrow({ sockets, perSecond }: GateLimits): void {
    this.#fill();
    this.#limits = {
      sockets: Math.min(sockets, this.#limits.sockets),
      perSecond: Math.min(perSecond, this.#limits.perSecond),
    };
  }

  /** Half of everything, down to a floor: the system has no room for more. */
  slowDown(): void {
    const { sockets, perSecond } = this.#limits;
    this.narrow({
      sockets: Math.max(FEWEST.sockets, Math.floor(sockets / 2)),
      perSecond: Math.max(FEWEST.perSecond, Math.floor(perSecond / 2)),
    });
  }

  /** Turns away everybody who waits and who comes. */
  close(): void {
    this.#isClosed = true;
    this.#cancelTimer?.();
    for (const queue of [this.#urgent, this.#others]) {
      for (let waiter = queue.shift(); waiter !== undefined; waiter = queue.shift()) waiter(false);
    }
  }

  #pump(): void {
    if (this.#isClosed) return;
    this.#fill();
    while (this.#socketsNow < this.#limits.sockets && this.#urgent.length + this.#others.length > 0) {
      // A rounding error must not cost a whole batch.
      if (this.#tokens < 1 - 1e-6) return this.#pumpLater();
      const waiter = this.#urgent.shift() ?? this.#others.shift();
      this.#tokens -= 1;
      this.#socketsNow += 1;
      this.#socketsMost = Math.max(this.#socketsMost, this.#socketsNow);
      waiter?.(true);
    }
  }

  #pumpLater(): void {
    if (this.#cancelTimer !== null) return;
    const waitMs = Math.max(BATCH_MS, ((1 - this.#tokens) / this.#limits.perSecond) * 1000);
    this.#cancelTimer = this.#clock.after(waitMs, () => {
      this.#cancelTimer = null;
      this.#pump();
    });
  }

  #fill(): void {
    const nowMs = this.#clock.monotonicMs();
    const earned = ((nowMs - this.#filledAtMs) / 1000) * this.#limits.perSecond;
    this.#tokens = Math.min(this.#burst(), this.#tokens + earned);
    this.#filledAtMs = nowMs;
  }

  /** A twentieth of a second's worth. */
  #burst(): number {
    return Math.max(1, this.#limits.perSecond / 20);
  }
}

/** First in, first out, in constant time. */
class Queue<Item> {
  #items: Item[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  shift(): Item | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#head += 1;
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
