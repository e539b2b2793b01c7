import type { MinerDriver, MinerLink, PoolEntry, PoolSnapshot } from '#engine/drivers/driver.ts';
import { MinerError, type MinerTrouble } from '#engine/miner-api/miner-host.ts';
import { backoffMs } from '#engine/lib/backoff.ts';
import { AppError } from '#shared/errors.ts';

import type { PointingDeps } from './pointing-deps.ts';
import { namesOf, type PoolName } from './pool-lists.ts';
import { pause, StoppedError } from './waiting.ts';

/** The miner may have done what it was told although its answer never came. */
const UNCERTAIN: ReadonlySet<MinerTrouble> = new Set(['timeout', 'closed', 'too-long', 'bad-reply']);
/** Asking again changes nothing until a person does something. */
const HOPELESS: ReadonlySet<MinerTrouble> = new Set([
  'unauthorized',
  'locked-out',
  'forbidden',
  'unsupported',
]);

/** How long a machine may take until it shows what was written: some restart, which takes minutes. */
const CHECK_LIMIT_MS = 5 * 60_000;
const CHECK_EVERY_MS = [1000, 2000, 3000, 5000];
/** How long one run tries to put pools back. */
const PUT_BACK_LIMIT_MS = 10 * 60_000;

export function isHopeless(error: unknown): boolean {
  return error instanceof MinerError && HOPELESS.has(error.trouble);
}

function isUncertain(error: unknown): boolean {
  return error instanceof MinerError && UNCERTAIN.has(error.trouble);
}

/** The sentence for the owner; what is none of the miner's or the owner's doing is named as our fault. */
export function sentenceOf(error: unknown): string {
  if (error instanceof MinerError || error instanceof AppError) {
    return /[.!?]$/.test(error.message) ? error.message : `${error.message}.`;
  }
  return 'Something went wrong inside the program; its log says more.';
}

/** Conversations with machines on behalf of runs; after `signal` is aborted they end with `StoppedError`. */
export class Talk {
  readonly #deps: PointingDeps;
  readonly signal: AbortSignal;

  constructor(deps: PointingDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.signal = signal;
  }

  /** One call to a machine's driver, with a credential that fits. */
  async ask<T>(machineId: string, action: (driver: MinerDriver, link: MinerLink) => Promise<T>): Promise<T> {
    if (this.signal.aborted) throw new StoppedError();
    try {
      return await this.#deps.withCredential(machineId, (link) => {
        const driver = this.#deps.drivers(link.family);
        if (!driver) throw new MinerError('unsupported', 'Nothing is known of how its pools are written.');
        return action(driver, this.#ending(link));
      });
    } catch (error) {
      if (this.signal.aborted) throw new StoppedError();
      throw error;
    }
  }

  /** Keeps everybody else away from the machine meanwhile. */
  async held<T>(machineId: string, action: () => Promise<T>): Promise<T> {
    await this.#deps.hold(machineId);
    try {
      return await action();
    } finally {
      this.#deps.release(machineId);
    }
  }

  /** Its pools as they are now; `otherwise` when it does not say. */
  async poolsNow(machineId: string, otherwise: PoolName[]): Promise<PoolName[]> {
    try {
      const { pools } = await this.ask(machineId, (driver, link) => driver.snapshot(link));
      return namesOf(pools);
    } catch (error) {
      if (error instanceof MinerError) return otherwise;
      throw error;
    }
  }

  async isPointed(machineId: string, target: PoolEntry): Promise<boolean> {
    return this.ask(machineId, (driver, link) => driver.isPointed(link, target));
  }

  async isRestored(machineId: string, before: PoolSnapshot): Promise<boolean> {
    return this.ask(machineId, (driver, link) => driver.isRestored(link, before));
  }

  /**
   * Asks until `check` holds. Being out of reach meanwhile is part of restarting. Throws the last failure, or
   * one that says that other pools are read back.
   */
  async confirmed(check: () => Promise<boolean>): Promise<void> {
    const { clock } = this.#deps;
    const endMs = clock.monotonicMs() + CHECK_LIMIT_MS;
    for (let round = 0; ; round += 1) {
      let failure: MinerError;
      try {
        if (await check()) return;
        failure = new MinerError('declined', 'Reading back shows other pools than those written.');
      } catch (error) {
        if (!(error instanceof MinerError) || isHopeless(error)) throw error;
        failure = error;
      }
      const delayMs = CHECK_EVERY_MS[Math.min(round, CHECK_EVERY_MS.length - 1)] ?? 0;
      if (clock.monotonicMs() + delayMs > endMs) throw failure;
      await pause(clock, delayMs, this.signal);
    }
  }

  /** Points it. False when its confirmation never came: it may have done it, or a part of it. */
  async point(machineId: string, target: PoolEntry, before: PoolSnapshot): Promise<boolean> {
    try {
      await this.ask(machineId, (driver, link) => driver.point(link, target, before));
      return true;
    } catch (error) {
      if (isUncertain(error)) return false;
      throw error;
    }
  }

  /**
   * Puts `before` back and reads back, again and again for some minutes. With `ifOther` it writes only if
   * other pools are read first. Throws the failure of the last try.
   */
  async putBack(
    machineId: string,
    before: PoolSnapshot,
    { ifOther = false, onWritten }: { ifOther?: boolean; onWritten?: () => void } = {},
  ): Promise<void> {
    const { clock } = this.#deps;
    const endMs = clock.monotonicMs() + PUT_BACK_LIMIT_MS;
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (ifOther && (await this.isRestored(machineId, before))) return;
        await this.ask(machineId, (driver, link) => driver.restore(link, before)).catch(allowUncertain);
        onWritten?.();
        await this.confirmed(() => this.isRestored(machineId, before));
        return;
      } catch (error) {
        const delayMs = backoffMs(attempt, { firstMs: 5000 });
        const isLast = clock.monotonicMs() + delayMs > endMs;
        if (!(error instanceof MinerError) || isHopeless(error) || isLast) throw error;
        await pause(clock, delayMs, this.signal);
      }
    }
  }

  #ending(link: MinerLink): MinerLink {
    const signal = link.host.signal ? AbortSignal.any([link.host.signal, this.signal]) : this.signal;
    return { ...link, host: { ...link.host, signal } };
  }
}

/** What may have been done is found out by reading back. */
function allowUncertain(error: unknown): void {
  if (!isUncertain(error)) throw error;
}
