import { readMiner } from '#engine/discovery/read-miner.ts';
import { rootsOf, sectionOf } from '#engine/discovery/read/cgminer.ts';
import { readText } from '#engine/discovery/read/values.ts';
import { askCgminer, statusOf } from '#engine/miner-api/cgminer-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerHost } from '#engine/miner-api/miner-host.ts';
import type { DriverControls, MinerDriver, MinerLink, PoolSnapshot } from '../driver.ts';
import { askAll, commands, demandAgreement, isPassing } from './commands.ts';
import type { Ask } from './commands.ts';
import {
  isFirst,
  isSameTable,
  pointBySwitching,
  removeFromList,
  restoreBySwitching,
} from './pool-switching.ts';
import type { PoolDesk } from './pool-switching.ts';
import { keptRows, rawRows, readPoolTable } from './pool-table.ts';

const CONTROLS: DriverControls = {
  pools: true,
  blink: false,
  restart: true,
  sleep: false,
  page: false,
  needsCredential: 'never',
};

const READ = commands('version', 'summary', 'devs', 'pools', 'stats', 'coin');

/**
 * A miner with a plain cgminer API that lets this computer write (`api-allow` with `W:`). Pools are added
 * and switched at run time, and cgminer's file is left alone: after a restart cgminer has its own pools again.
 * Facts: cgminer API-README.
 */
export const cgminerDriver: MinerDriver = {
  families: ['cgminer-unknown'],
  controls: () => CONTROLS,
  async read({ host, family }) {
    const replies = await askAll(host, READ);
    const reading = readMiner(family, replies);
    const coin = sectionOf(rootsOf(replies), 'COIN')[0];
    const method = readText(coin?.['Hash Method']);
    if (method !== null) reading.algorithm = /^sha-?256d?$/i.test(method) ? 'sha256d' : 'other';
    return reading;
  },
  async snapshot(link) {
    return snapshotOf(link, await readPoolTable(link.host, asker(link.host)));
  },
  point: (link, pool) => pointBySwitching(deskOf(link.host), pool),
  switchesInList: () => true,
  remove: ({ host }, unwanted) => removeFromList(deskOf(host), unwanted),
  async isPointed({ host }, pool) {
    return isFirst(await readPoolTable(host, asker(host)), pool);
  },
  restore: (link, before) => restoreBySwitching(deskOf(link.host), before),
  async isRestored({ host }, before) {
    return isSameTable(await readPoolTable(host, asker(host)), keptRows(before.raw));
  },
  blink: () => Promise.reject(noControl('a light that can be made to blink')),
  async restart({ host }) {
    await demandPrivilege(host);
    try {
      const { value, raw } = await askCgminer(host, { command: 'restart' });
      if (new TextDecoder().decode(raw).trim() === 'RESTART') return;
      demandAgreement(host, statusOf(value), { command: 'restart', denied: denied(host) });
    } catch (error) {
      // It may be gone before its answer is.
      if (!isPassing(error)) throw error;
    }
  },
  sleep: () => Promise.reject(noControl('sleep')),
  wake: () => Promise.reject(noControl('sleep')),
};

/** The snapshot of a miner whose pools stay in its list, passwords included, while others are put before them. */
export function snapshotOf(link: MinerLink, rows: Awaited<ReturnType<typeof readPoolTable>>): PoolSnapshot {
  return {
    family: link.family,
    model: link.model,
    firmware: link.firmware,
    takenAtMs: link.host.clock.nowMs(),
    pools: rows.map(({ url, user, password }) => ({ url, user, password })),
    promise: 'exact',
    raw: { rows: rawRows(rows) },
  };
}

function asker(host: MinerHost): Ask {
  return (request) => askCgminer(host, request);
}

function deskOf(host: MinerHost): PoolDesk {
  const ask = asker(host);
  return {
    host,
    without: '',
    rows: () => readPoolTable(host, ask),
    demandAccess: () => demandPrivilege(host),
    async tell(command, parameter, secrets = []) {
      const { value } = await ask({ command, parameter });
      demandAgreement(host, statusOf(value), { command, denied: denied(host), secrets });
    },
  };
}

/** `privileged` tells whether writing is allowed and changes nothing. */
async function demandPrivilege(host: MinerHost): Promise<void> {
  const { value } = await askCgminer(host, { command: 'privileged' });
  demandAgreement(host, statusOf(value), { command: 'privileged', denied: denied(host) });
}

function denied(host: MinerHost): string {
  return `${host.address} does not take changes from this computer: add “W:” and this computer's address to “api-allow” in its cgminer configuration, and restart cgminer.`;
}

function noControl(what: string): MinerError {
  return new MinerError('unsupported', `The cgminer API has no ${what}.`);
}
