import { randomInt } from 'node:crypto';

import type { MinerFamily } from '#engine/discovery/families.ts';
import type { Clock } from '#engine/lib/clock.ts';
import { Emitter } from '#engine/lib/emitter.ts';
import type { Log } from '#engine/lib/log.ts';
import { STANDARD_PORTS } from '#engine/miner-api/miner-host.ts';
import type { MinerPorts } from '#engine/miner-api/miner-host.ts';
import { AppError } from '#shared/errors.ts';
import type { ScanRequest, ScanSchedule, ScanView } from '#shared/model/machine.ts';

import { OtherDevices } from './other-devices.ts';
import { parseRanges } from './ranges.ts';
import { GENTLE_LIMITS, SCAN_LIMITS } from './scan-limits.ts';
import type { ScanLimits } from './scan-limits.ts';
import { ScanRun } from './scan-run.ts';
import type { Sighting } from './scan-run.ts';

export interface ScannerDeps {
  clock: Clock;
  log: Log;
  /** Family of the machine that is known at an address, null for a stranger: the known are only confirmed. */
  known: (address: string) => MinerFamily | null;
}

export interface ScannerOptions {
  ports?: MinerPorts;
  limits?: ScanLimits;
  gentleLimits?: ScanLimits;
  /** Seed of the order of addresses; random unless given. */
  nextSeed?: () => number;
}

/** `changed` comes at most so often while a scan goes on. */
const CHANGED_EVERY_MS = 250;
/** A rescan that falls due during a scan is tried again after so long. */
const BUSY_RETRY_MS = 60_000;

/**
 * Looks for miners on the LAN, one scan at a time. It opens connections and asks who is there; it never logs
 * in and changes nothing.
 */
export class Scanner {
  /** A miner was found or confirmed. */
  readonly sighted = new Emitter<[Sighting]>();
  /** The view has changed. */
  readonly changed = new Emitter<[]>();
  readonly #deps: ScannerDeps;
  readonly #options: Required<ScannerOptions>;
  readonly #others: OtherDevices;
  #run: ScanRun | null = null;
  #ended: Promise<void> = Promise.resolve();
  #cancelChanged: (() => void) | null = null;
  #schedule: ScanSchedule = { ranges: '', everyMinutes: null };
  #cancelSchedule: (() => void) | null = null;

  constructor(deps: ScannerDeps, options: ScannerOptions = {}) {
    this.#deps = deps;
    this.#options = {
      ports: STANDARD_PORTS,
      limits: SCAN_LIMITS,
      gentleLimits: GENTLE_LIMITS,
      nextSeed: () => randomInt(2 ** 31),
      ...options,
    };
    this.#others = new OtherDevices(deps.clock);
  }

  /** Begins a scan. Throws `BAD_INPUT` for ranges it cannot scan, `CONFLICT` while another one goes on. */
  start(request: ScanRequest, { isGentle = false }: { isGentle?: boolean } = {}): ScanView {
    if (this.#isRunning())
      throw new AppError('CONFLICT', 'A scan is going on already; wait for its end or cancel it first.');
    const addresses = parseRanges(request.ranges, { insist: request.insist ?? false });
    const { ports, limits, gentleLimits, nextSeed } = this.#options;
    const run = new ScanRun(
      {
        ...this.#deps,
        ports,
        others: this.#others,
        onSighted: (sighting) => this.sighted.emit(sighting),
        onChanged: (isNow) => this.#noteChange(isNow),
      },
      {
        ranges: request.ranges,
        addresses,
        limits: isGentle ? gentleLimits : limits,
        rescanAll: request.rescanAll ?? false,
        seed: nextSeed(),
      },
    );
    this.#run = run;
    this.#ended = run.run();
    this.#noteChange(true);
    return run.view();
  }

  pause(): void {
    this.#run?.pause();
  }

  resume(): void {
    this.#run?.resume();
  }

  /** Ends the scan at once; what it found stays. */
  cancel(): void {
    this.#run?.cancel();
  }

  /** The scan that goes on, or the last one; null before the first. */
  view(): ScanView | null {
    return this.#run?.view() ?? null;
  }

  get schedule(): ScanSchedule {
    return this.#schedule;
  }

  /** Rescans gently every so often from now on. Throws `BAD_INPUT` for ranges that it cannot scan. */
  setSchedule(schedule: ScanSchedule): void {
    if (schedule.everyMinutes !== null) parseRanges(schedule.ranges);
    this.#schedule = schedule;
    this.#cancelSchedule?.();
    this.#cancelSchedule = null;
    if (schedule.everyMinutes !== null) this.#rescanIn(schedule.everyMinutes * 60_000);
  }

  /** Resolves when no scan goes on any more. */
  async idle(): Promise<void> {
    await this.#ended;
  }

  /** Cancels the scan and the schedule; resolves when every socket is closed. */
  async stop(): Promise<void> {
    this.#cancelSchedule?.();
    this.#cancelSchedule = null;
    this.cancel();
    await this.#ended;
    this.#cancelChanged?.();
    this.#cancelChanged = null;
  }

  #isRunning(): boolean {
    return this.#run !== null && !this.#run.isOver;
  }

  #rescanIn(ms: number): void {
    this.#cancelSchedule = this.#deps.clock.after(ms, () => {
      const { ranges, everyMinutes } = this.#schedule;
      if (everyMinutes === null) return;
      if (this.#isRunning()) return this.#rescanIn(BUSY_RETRY_MS);
      this.start({ ranges }, { isGentle: true });
      this.#rescanIn(everyMinutes * 60_000);
    });
  }

  #noteChange(isNow: boolean): void {
    if (isNow) {
      this.#cancelChanged?.();
      this.#cancelChanged = null;
      return this.changed.emit();
    }
    this.#cancelChanged ??= this.#deps.clock.after(CHANGED_EVERY_MS, () => {
      this.#cancelChanged = null;
      this.changed.emit();
    });
  }
}
