import { MinerError, type MinerHost, type MinerTrouble } from '#engine/miner-api/miner-host.ts';

/** How often and how long a miner is asked whether it has done what it was told. */
export interface PollLimits {
  everyMs: number;
  limitMs: number;
}

/** What a miner answers while it restarts. */
const NOT_YET: ReadonlySet<MinerTrouble> = new Set([
  'unreachable',
  'refused',
  'timeout',
  'closed',
  'bad-reply',
]);

/** Waits on the miner's clock; throws `MinerError` `cancelled` when the caller gives up. */
export function pause(host: MinerHost, ms: number): Promise<void> {
  const { clock, signal, address } = host;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      forget();
      reject(new MinerError('cancelled', `The call to ${address} was given up.`));
    };
    const forget = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * Asks now and then every `everyMs` until `isDone`; false once `limitMs` is over. A miner that does not
 * answer, as while it restarts, is asked again; any other failure is thrown.
 */
export async function pollUntil(
  host: MinerHost,
  { everyMs, limitMs }: PollLimits,
  isDone: () => Promise<boolean>,
): Promise<boolean> {
  const endMs = host.clock.monotonicMs() + limitMs;
  for (;;) {
    if (await tolerant(isDone)) return true;
    if (host.clock.monotonicMs() + everyMs > endMs) return false;
    await pause(host, everyMs);
  }
}

async function tolerant(isDone: () => Promise<boolean>): Promise<boolean> {
  try {
    return await isDone();
  } catch (error) {
    if (error instanceof MinerError && NOT_YET.has(error.trouble)) return false;
    throw error;
  }
}
