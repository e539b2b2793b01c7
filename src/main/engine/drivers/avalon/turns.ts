import type { MinerHost } from '#engine/miner-api/miner-host.ts';

/** The last task of each miner that has one waiting or running. */
const lastTasks = new Map<string, Promise<unknown>>();

/** Runs the tasks of one miner one after the other, whoever asks: Avalon's API serves one connection at a time. */
export async function inTurn<T>({ address, ports }: MinerHost, task: () => Promise<T>): Promise<T> {
  const miner = `${address}:${ports.cgminer}`;
  const before = lastTasks.get(miner) ?? Promise.resolve();
  const run = before.then(task, task);
  lastTasks.set(miner, run);
  try {
    return await run;
  } finally {
    if (lastTasks.get(miner) === run) lastTasks.delete(miner);
  }
}
