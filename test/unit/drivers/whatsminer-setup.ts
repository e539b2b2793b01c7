import { expect, onTestFinished } from 'vitest';

import type { MinerLink, PoolEntry, PoolSnapshot } from '#engine/drivers/driver.ts';
import { WhatsminerDriver } from '#engine/drivers/whatsminer/whatsminer-driver.ts';
import { type Clock, realClock } from '#engine/lib/clock.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import { findPlace } from '#test/support/simulators/places.ts';
import { startWhatsminerV3 } from '#test/support/simulators/whatsminer-v3.ts';
import type { WhatsminerV3Options } from '#test/support/simulators/whatsminer-v3-rules.ts';
import type { SimulatedWhatsminerV3 } from '#test/support/simulators/whatsminer-v3.ts';
import { startWhatsminer } from '#test/support/simulators/whatsminer.ts';
import type { SimulatedWhatsminer, SimulatedWhatsminerOptions } from '#test/support/simulators/whatsminer.ts';

export const OURS: PoolEntry = {
  url: 'stratum+tcp://192.168.7.2:3333',
  user: 'shed4-01',
  password: 'proxy-secret',
};
export const PASSWORD = 'barn-door-7';
/** None of these may be in an error. */
const SECRETS = [PASSWORD, 'super-barn-7', 'proxy-secret', 'pool-secret', 'wrong-guess'];
/** The driver's pauses between two looks; time limits of calls are others. */
const PAUSES_MS: ReadonlySet<number> = new Set([2_000, 5_000]);

/** The real clock, except that pauses between looks pass at once. */
export class HurriedClock implements Clock {
  /** Called when a pause begins. */
  paused: () => void = () => undefined;
  #skippedMs = 0;

  nowMs(): number {
    return realClock.nowMs() + this.#skippedMs;
  }

  monotonicMs(): number {
    return realClock.monotonicMs() + this.#skippedMs;
  }

  after(delayMs: number, run: () => void): () => void {
    if (!PAUSES_MS.has(delayMs)) return realClock.after(delayMs, run);
    this.paused();
    const pause = setImmediate(() => {
      this.skip(delayMs);
      run();
    });
    return () => clearImmediate(pause);
  }

  skip(ms: number): void {
    this.#skippedMs += ms;
  }
}

interface Talk<Machine> {
  machine: Machine;
  driver: WhatsminerDriver;
  clock: HurriedClock;
  link: MinerLink;
}

export type Bench = Talk<SimulatedWhatsminer>;

/** A simulated Whatsminer of the second API and a conversation with it. */
export async function setUp(options: SimulatedWhatsminerOptions = {}): Promise<Bench> {
  const machine = await startWhatsminer(await findPlace(), { password: PASSWORD, ...options });
  onTestFinished(() => machine.stop());
  return { machine, ...converse(machine.miner.place, machine.rules.firmware, PASSWORD) };
}

/** The same for the third API. */
export async function setUpV3(options: WhatsminerV3Options = {}): Promise<Talk<SimulatedWhatsminerV3>> {
  const machine = await startWhatsminerV3(await findPlace(), options);
  onTestFinished(() => machine.stop());
  return { machine, ...converse(machine.miner.place, null, machine.rules.password) };
}

function converse(
  place: Omit<MinerLink['host'], 'clock'>,
  firmware: string | null,
  password: string,
): Omit<Talk<never>, 'machine'> {
  const clock = new HurriedClock();
  const link: MinerLink = {
    host: { ...place, clock },
    credential: { user: 'admin', password },
    family: 'whatsminer',
    model: 'M50-VH30',
    firmware,
  };
  return { driver: new WhatsminerDriver(), clock, link };
}

/** The snapshot with what its owner typed. */
export function typed(snapshot: PoolSnapshot, passwords: readonly string[]): PoolSnapshot {
  const pools = snapshot.pools.map((pool, index) => ({ ...pool, password: passwords[index] ?? 'x' }));
  return { ...snapshot, pools };
}

/** The failure that `work` ends in; no secret is in its text. */
export async function failureOf(work: Promise<unknown>): Promise<{ trouble: string; message: string }> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof MinerError)) throw new Error('it did not fail with a MinerError', { cause: error });
  for (const secret of SECRETS) expect(error.message, 'a secret is told').not.toContain(secret);
  expect(error.message).toMatch(/^\P{Cc}+\.$/u);
  return { trouble: error.trouble, message: error.message };
}
