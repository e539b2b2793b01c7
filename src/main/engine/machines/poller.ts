import { AppError } from '#shared/errors.ts';

import type { MinerFamily } from '#engine/discovery/families.ts';
import type { MinerReading } from '#engine/discovery/miner-reading.ts';
import type { MinerDriver } from '#engine/drivers/driver.ts';
import { type Clock, every } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import { MinerError, type MinerTrouble } from '#engine/miner-api/miner-host.ts';

import type { MachineAccess } from './machine-access.ts';
import type { MachineBook } from './machine-book.ts';
import { leftAloneUntil, type MachineRecord } from './machine-record.ts';
import { leastGapMs, nextReadMs, SILENT_AFTER } from './poll-schedule.ts';

export interface PollerDeps {
  book: MachineBook;
  access: MachineAccess;
  clock: Clock;
  log: Log;
  drivers: (family: MinerFamily) => MinerDriver;
  /** 0 to 1, for the spread. */
  random: () => number;
}

/** What the last attempts to read a machine gave. */
export interface PollState {
  reading: MinerReading | null;
  /** Wall clock, ms. */
  readAtMs: number | null;
  /** Without an answer, in a row. */
  unanswered: number;
  /** Why the last attempt failed, one sentence; null when it did not. */
  trouble: string | null;
}

interface Slot extends PollState {
  dueMs: number;
  /** End of the last attempt, monotonic ms. */
  endedMs: number;
  active: AbortController | null;
  waiters: (() => void)[];
}

const TICK_MS = 1000;
const MAX_IN_FLIGHT = 32;
/** A whole reading, all requests of it. */
const READ_LIMIT_MS = 45_000;
/** A machine that only a session tells of is asked about again this seldom. */
const UNKNOWN_AGAIN_MS = 60 * 60_000;

/** What it means that a machine did not answer at all, unlike one that answered something useless. */
const NO_ANSWER: ReadonlySet<MinerTrouble> = new Set(['unreachable', 'refused', 'timeout', 'closed']);

/**
 * Reads all known machines in turn and keeps the last reading of each in memory. Machines that a run is
 * changing (`hold`) and those that are left alone are passed over.
 */
export class Poller {
  readonly read = new Emitter<[machineId: string, reading: MinerReading]>();
  /** A reading failed, or the first one after that did not. */
  readonly stateChanged = new Emitter<[machineId: string]>();
  readonly #deps: PollerDeps;
  readonly #slots = new Map<string, Slot>();
  readonly #held = new Map<string, number>();
  /** Ids of machines that are due, the first one last; made anew every second. */
  #queue: string[] = [];
  #inFlight = 0;
  #stopTimer: (() => void) | null = null;

  constructor(deps: PollerDeps) {
    this.#deps = deps;
    deps.book.removed.on((id) => this.#forget(id));
    deps.book.sighted.on((id) => this.#noteSighted(id));
  }

  start(): void {
    this.#stopTimer ??= every(this.#deps.clock, TICK_MS, () => this.#tick());
  }

  /** No reading is begun any more; those under way are cut off. Resolves when they have ended. */
  async stop(): Promise<void> {
    this.#stopTimer?.();
    this.#stopTimer = null;
    const ends: Promise<void>[] = [];
    for (const slot of this.#slots.values()) {
      if (slot.active === null) {
        this.#release(slot);
        continue;
      }
      ends.push(new Promise((resolve) => slot.waiters.push(resolve)));
      slot.active.abort();
    }
    await Promise.all(ends);
  }

  stateOf(id: string): PollState | null {
    return this.#slots.get(id) ?? null;
  }

  /** A run changes the machine: a reading under way is cut off and none is begun until `release`. */
  hold(id: string): void {
    this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
    this.#slots.get(id)?.active?.abort();
  }

  /** It is read again, soon. */
  release(id: string): void {
    const holds = (this.#held.get(id) ?? 0) - 1;
    if (holds > 0) this.#held.set(id, holds);
    else this.#held.delete(id);
    const slot = this.#slots.get(id);
    if (slot && holds <= 0) slot.dueMs = this.#deps.clock.monotonicMs();
  }

  isHeld(id: string): boolean {
    return this.#held.has(id);
  }

  /**
   * Reads the machine as soon as a place is free; resolves when that has succeeded or failed (see `stateOf`).
   * A held machine, one that is left alone and a Bitaxe read within 15 s keep their last reading.
   */
  async readNow(id: string): Promise<void> {
    const machine = this.#deps.book.need(id);
    const slot = this.#slotOf(machine, this.#slots.size);
    if (this.#stopTimer === null || !this.#mayRead(machine)) return;
    if (slot.active === null) {
      if (this.#deps.clock.monotonicMs() - slot.endedMs < leastGapMs(machine.family)) return;
      slot.dueMs = -Infinity;
      this.#queue.push(machine.id);
    }
    await new Promise<void>((resolve) => {
      slot.waiters.push(resolve);
      this.#pump();
    });
  }

  #tick(): void {
    const machines = [...this.#deps.book.all()];
    for (const machine of machines) this.#slotOf(machine, machines.length);
    const nowMs = this.#deps.clock.monotonicMs();
    const due = [...this.#slots].filter(([, slot]) => slot.active === null && slot.dueMs <= nowMs);
    // The longest due last: they are taken from the end.
    this.#queue = due.sort(([, a], [, b]) => b.dueMs - a.dueMs).map(([id]) => id);
    this.#pump();
  }

  /** Begins as many readings as there are places. */
  #pump(): void {
    while (this.#inFlight < MAX_IN_FLIGHT) {
      const id = this.#queue.pop();
      if (id === undefined) return;
      const slot = this.#slots.get(id);
      const machine = this.#deps.book.get(id);
      if (!slot || slot.active !== null || slot.dueMs > this.#deps.clock.monotonicMs()) continue;
      if (!machine || !this.#mayRead(machine)) this.#release(slot);
      else if (machine.family === 'unknown') this.#askAgain(slot, machine);
      else void this.#attempt(slot, machine);
    }
  }

  #mayRead(machine: MachineRecord): boolean {
    const isLeftAlone = leftAloneUntil(machine, this.#deps.clock.nowMs()) !== null;
    return machine.isAtAddress && !this.#held.has(machine.id) && !isLeftAlone;
  }

  /** Which driver to read it with is not known: somebody has to identify it first. */
  #askAgain(slot: Slot, machine: MachineRecord): void {
    slot.unanswered += 1;
    const waitMs = nextReadMs(this.#slots.size, slot.unanswered + 1, this.#deps.random());
    slot.dueMs = this.#deps.clock.monotonicMs() + (slot.unanswered > 4 ? UNKNOWN_AGAIN_MS : waitMs);
    slot.trouble = 'What kind of machine this is, is not known: it mines, but answered no question.';
    this.#release(slot);
    this.#deps.book.askWhoIsAt(machine.address);
  }

  async #attempt(slot: Slot, machine: MachineRecord): Promise<void> {
    const controller = new AbortController();
    slot.active = controller;
    this.#inFlight += 1;
    const cancelLimit = this.#deps.clock.after(READ_LIMIT_MS, () => controller.abort());
    try {
      const reading = await this.#readWithin(machine, controller.signal);
      this.#noteReading(slot, machine, reading);
    } catch (error) {
      this.#noteFailure(slot, machine, error);
    } finally {
      cancelLimit();
      slot.active = null;
      this.#inFlight -= 1;
      slot.endedMs = this.#deps.clock.monotonicMs();
      const waitMs = nextReadMs(this.#slots.size, slot.unanswered, this.#deps.random());
      slot.dueMs = slot.endedMs + Math.max(waitMs, leastGapMs(machine.family));
      this.#release(slot);
      if (this.#stopTimer !== null) this.#pump();
    }
  }

  /** Ends with the signal even where a driver does not. */
  async #readWithin(machine: MachineRecord, signal: AbortSignal): Promise<MinerReading> {
    const { promise, reject } = Promise.withResolvers<never>();
    const giveUp = (): void => reject(new MinerError('timeout', `It did not tell everything in time.`));
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await Promise.race([
        promise,
        this.#deps.access.withCredential(machine.id, (link) => this.#deps.drivers(link.family).read(link), {
          purpose: 'read',
          signal,
        }),
      ]);
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** The reading belongs to whoever the machine says it is, which need not be whom we asked. */
  #noteReading(slot: Slot, machine: MachineRecord, reading: MinerReading): void {
    if (this.#held.has(machine.id)) return;
    const { family, model, firmware, mac, serial } = reading;
    const { address } = machine;
    const ownerId = this.#deps.book.sight({ address, family, model, firmware, mac, serial }) ?? machine.id;
    const owner = this.#deps.book.get(ownerId);
    const own = owner && owner.id !== machine.id ? this.#slotOf(owner, this.#slots.size) : slot;
    if (own !== slot) slot.trouble = `Its last address ${address} belongs to another machine now.`;
    const hadTrouble = own.trouble !== null;
    own.reading = reading;
    own.readAtMs = this.#deps.clock.nowMs();
    own.unanswered = 0;
    own.trouble = null;
    if (hadTrouble || own !== slot) this.stateChanged.emit(ownerId);
    this.read.emit(ownerId, reading);
  }

  #noteFailure(slot: Slot, machine: MachineRecord, error: unknown): void {
    const isCutOff = this.#stopTimer === null || this.#held.has(machine.id);
    if (isCutOff || !this.#slots.has(machine.id)) return;
    const isMinerError = error instanceof MinerError;
    const isExpected = isMinerError || error instanceof AppError;
    if (!isExpected)
      this.#deps.log.error({ err: error, machineId: machine.id }, 'a machine could not be read');
    const isSilent = isMinerError && NO_ANSWER.has(error.trouble);
    slot.unanswered = isSilent ? slot.unanswered + 1 : 0;
    slot.trouble = isExpected ? error.message : 'The program failed at reading it; its log says more.';
    this.stateChanged.emit(machine.id);
  }

  #slotOf(machine: MachineRecord, machines: number): Slot {
    let slot = this.#slots.get(machine.id);
    if (!slot) {
      slot = {
        reading: null,
        readAtMs: null,
        unanswered: 0,
        trouble: null,
        dueMs: this.#firstDueMs(machine, machines),
        endedMs: -Infinity,
        active: null,
        waiters: [],
      };
      this.#slots.set(machine.id, slot);
    }
    return slot;
  }

  /** Machines known from before are spread over one period; a new one is read at once. */
  #firstDueMs(machine: MachineRecord, machines: number): number {
    const nowMs = this.#deps.clock.monotonicMs();
    const isNew = this.#deps.clock.nowMs() - machine.firstSeenAtMs < 2 * TICK_MS;
    return isNew ? nowMs : nowMs + nextReadMs(machines, 0, this.#deps.random()) * this.#deps.random();
  }

  /** Somebody else had an answer from it: no need to wait any longer. */
  #noteSighted(id: string): void {
    const slot = this.#slots.get(id);
    if (!slot || (slot.unanswered === 0 && slot.readAtMs !== null)) return;
    if (this.#deps.book.get(id)?.family === 'unknown') return;
    slot.unanswered = 0;
    slot.dueMs = this.#deps.clock.monotonicMs();
  }

  #forget(id: string): void {
    const slot = this.#slots.get(id);
    if (!slot) return;
    this.#slots.delete(id);
    slot.active?.abort();
    this.#release(slot);
  }

  #release(slot: Slot): void {
    for (const resolve of slot.waiters.splice(0)) resolve();
  }
}

/** True when the last attempts had no answer at all. */
export function isSilent(state: PollState | null): boolean {
  return (state?.unanswered ?? 0) >= SILENT_AFTER;
}
