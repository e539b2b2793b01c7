import { readMiner } from '#engine/discovery/read-miner.ts';
import type { NamedReply } from '#engine/discovery/read/cgminer.ts';
import type { MinerHost } from '#engine/miner-api/miner-host.ts';
import { askAll, commands } from '../cgminer/commands.ts';
import type { DriverControls, MinerDriver, MinerLink, PoolEntry, PoolSnapshot } from '../driver.ts';
import { isSamePool } from '../pool-url.ts';
import { askAvalon, minersTime, rebootAvalon, setAvalon } from './avalon-commands.ts';
import { PLACES, isList, readAvalonPools, writeList } from './avalon-pools.ts';

const CONTROLS: DriverControls = {
  pools: true,
  blink: true,
  restart: true,
  sleep: true,
  page: true,
  needsCredential: 'to-write',
};

/** Seconds from the order to sleep or wake until it counts. */
const SOON_SECONDS = 5;

/**
 * Canaan Avalon over port 4028, strictly one command at a time. Pools are written place by place (`setpool`)
 * and count after a restart. Facts: Canaan's Avalon10 manual and replies of newer models.
 */
export const avalonDriver: MinerDriver = {
  families: ['avalon'],
  controls: () => CONTROLS,
  async read({ host }) {
    const replies = await ask(host, 'version', 'summary', 'pools', 'stats');
    for (const command of ['estats', 'litestats']) {
      if (replies.some((reply) => JSON.stringify(reply.value).includes('"MM ID'))) break;
      replies.push(...(await ask(host, command)));
    }
    return readMiner('avalon', replies);
  },
  async snapshot(link) {
    return snapshotOf(link, await readAvalonPools(link.host));
  },
  point: (link, pool, before) => writeList(link, listWith(pool, before), before.pools.slice(0, PLACES)),
  async isPointed({ host }, pool) {
    const first = (await readAvalonPools(host))[0];
    return first !== undefined && isSamePool(first, pool);
  },
  restore: (link, before) => writeList(link, before.pools.slice(0, PLACES)),
  async isRestored({ host }, before) {
    return isList(await readAvalonPools(host), before.pools.slice(0, PLACES));
  },
  async blink({ host }, isOn) {
    await setAvalon(host, isOn ? 'led,1-1' : 'led,1-0');
  },
  restart: ({ host }) => rebootAvalon(host),
  async sleep({ host, model }) {
    if (isHome(model)) await setAvalon(host, `softoff,1:${(await minersTime(host)) + SOON_SECONDS}`);
    else await setAvalon(host, 'hashpower,0');
  },
  async wake({ host, model }) {
    if (isHome(model)) await setAvalon(host, `softon,1:${(await minersTime(host)) + SOON_SECONDS}`);
    // Rack models hash again only after a restart.
    else await rebootAvalon(host);
  },
};

/** Q, Nano and Mini: other words for sleep than the rack models. */
function isHome(model: string | null): boolean {
  return /\b(?:q|nano\s?\w*|mini\s?\w*)\b/i.test(model ?? '');
}

function ask(host: MinerHost, ...names: string[]): Promise<NamedReply[]> {
  return askAll(host, commands(...names), (request) => askAvalon(host, request));
}

/** The pool first, the previous ones behind it as far as there are places. */
function listWith(pool: PoolEntry, before: PoolSnapshot): PoolEntry[] {
  return [pool, ...before.pools.filter((one) => !isSamePool(one, pool))].slice(0, PLACES);
}

function snapshotOf(
  { family, model, firmware, host }: MinerLink,
  rows: Awaited<ReturnType<typeof readAvalonPools>>,
): PoolSnapshot {
  const pools = rows.map(({ url, user, password }) => ({ url, user, password }));
  return {
    family,
    model,
    firmware,
    takenAtMs: host.clock.nowMs(),
    pools,
    promise: pools.every((pool) => pool.password !== null) ? 'exact' : 'typed',
    raw: {},
  };
}
