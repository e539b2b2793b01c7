import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerHost, MinerTrouble } from '#engine/miner-api/miner-host.ts';

/** What a miner that restarts its mining, or itself, answers meanwhile. */
const PASSING: ReadonlySet<MinerTrouble> = new Set([
  'unreachable',
  'refused',
  'timeout',
  'closed',
  'bad-reply',
]);
/** A page program forks for each question: it is asked at most every 10 s, the first time a little sooner. */
const FIRST_WAIT_MS = 3000;
const WAIT_MS = 10_000;
/** A write that restarts the whole machine shows after this time at the latest. */
const PATIENCE_MS = 180_000;

/** True for an error after which the write may have been taken all the same. */
export function mayHavePassed(error: unknown): boolean {
  return error instanceof MinerError && (error.trouble === 'closed' || error.trouble === 'timeout');
}

/**
 * Asks `look` until it gives something, on the host's clock: right after a write the old settings may still
 * be read. Null when it never did in three minutes; errors that do not pass by themselves are thrown at once,
 * passing ones when the last look still had one.
 */
export async function waitFor<T>(host: MinerHost, look: () => Promise<T | null>): Promise<T | null> {
  const startMs = host.clock.monotonicMs();
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = WAIT_MS) {
    const isLast = host.clock.monotonicMs() - startMs >= PATIENCE_MS;
    try {
      const found = await look();
      if (found !== null || isLast) return found;
    } catch (error) {
      if (isLast || !(error instanceof MinerError) || !PASSING.has(error.trouble)) throw error;
    }
    await pause(host, waitMs);
  }
}

function pause(host: MinerHost, ms: number): Promise<void> {
  const { clock, signal, address } = host;
  const cancelled = (): MinerError => new MinerError('cancelled', `The call to ${address} was given up.`);
  if (signal?.aborted === true) return Promise.reject(cancelled());
  return new Promise((resolve, reject) => {
    const stop = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    function onAbort(): void {
      stop();
      reject(cancelled());
    }
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
