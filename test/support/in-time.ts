import { MinerError } from '#engine/miner-api/miner-host.ts';

import type { FakeClock } from './fake-clock.ts';
import type { SimulatedMiner } from './simulators/simulated-miner.ts';

const STEP_MS = 500;
/** Turns of the event loop given to sockets before time goes on. */
const TURNS = 30;
/** Rounds that time waits while a connection to the miner is open: some are left open on purpose. */
const PATIENCE = 20;

/**
 * Lets time go by for a miner and its driver until `work` is settled: only while no connection between the
 * two is open, or one stays open for long.
 */
export async function inTime<T>(clock: FakeClock, miner: SimulatedMiner, work: Promise<T>): Promise<T> {
  let isSettled = false;
  const settle = (): void => void (isSettled = true);
  work.then(settle, settle);
  for (let rounds = 0; !isSettled; rounds += 1) {
    for (let turn = 0; turn < TURNS && !isSettled; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const isTalking = Object.values(miner.uses).some((use) => use.open > 0);
    // On a busy machine the system itself needs a moment to hand bytes over.
    if (isTalking) await new Promise((resolve) => setTimeout(resolve, 1));
    if (isSettled || (isTalking && rounds < PATIENCE)) continue;
    rounds = 0;
    clock.advance(STEP_MS);
  }
  return work;
}

/** The `MinerError` that `work` ends in. */
export async function failureIn(
  clock: FakeClock,
  miner: SimulatedMiner,
  work: Promise<unknown>,
): Promise<MinerError> {
  try {
    await inTime(clock, miner, work);
  } catch (error) {
    if (error instanceof MinerError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
