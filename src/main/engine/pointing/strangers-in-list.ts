import type { PoolSnapshot } from '#engine/drivers/driver.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';

import { strangersIn } from './behind-us.ts';
import type { OpenLine } from './change-book.ts';
import type { ExamineParts } from './examine.ts';
import { isSamePool, type PoolName } from './pool-lists.ts';
import { StoppedError } from './waiting.ts';

/**
 * Takes out of a list that stays what somebody else put there, or says that it is there still. Only when the line
 * is done: what is removed cannot always be put back, since its password is not told.
 */
export async function removeStrangers(
  parts: ExamineParts,
  line: OpenLine,
  before: PoolSnapshot,
): Promise<void> {
  const { talk, deps } = parts;
  const id = line.machineId;
  const strangers = strangersIn(parts, id, before);
  if (strangers.length === 0) return;
  try {
    await talk.held(id, async () => {
      await talk
        .ask(id, async (driver, link) => driver.remove?.(link, strangers))
        .catch((error: unknown) => {
          if (!(error instanceof MinerError)) throw error;
          deps.log.warn({ err: error, machineId: id }, 'a pool that somebody else set could not be removed');
        });
      const pools = await talk.poolsNow(id, line.row.pools);
      const left = pools.filter((pool) => strangers.some((stranger) => isSamePool(stranger, pool)));
      line.set({ pools, ...(left.length > 0 ? { text: `${line.row.text} ${stillThere(left)}` } : {}) });
    });
  } catch (error) {
    if (error instanceof StoppedError) throw error;
    deps.log.error({ err: error, machineId: id }, 'looking after the pools of somebody else failed');
  }
}

function stillThere(left: readonly PoolName[]): string {
  const urls = left.map(({ url }) => url).join(', ');
  return left.length === 1
    ? `A pool of somebody else is still in its list: ${urls}. Remove it on its own page.`
    : `Pools of somebody else are still in its list: ${urls}. Remove them on its own page.`;
}
