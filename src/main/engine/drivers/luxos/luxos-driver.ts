import { readMiner } from '#engine/discovery/read-miner.ts';
import { askCgminer, statusOf } from '#engine/miner-api/cgminer-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerHost } from '#engine/miner-api/miner-host.ts';
import { snapshotOf } from '../cgminer/cgminer-driver.ts';
import { askAll, commands, demandAgreement, isPassing } from '../cgminer/commands.ts';
import {
  isFirst,
  isSameTable,
  pointBySwitching,
  removeFromList,
  restoreBySwitching,
} from '../cgminer/pool-switching.ts';
import type { PoolDesk } from '../cgminer/pool-switching.ts';
import { keptRows, readPoolTable } from '../cgminer/pool-table.ts';
import type { PoolRow } from '../cgminer/pool-table.ts';
import type { DriverControls, MinerDriver } from '../driver.ts';
import { luxosDenied, tellInSession, withSession } from './luxos-session.ts';

const CONTROLS: DriverControls = {
  pools: true,
  blink: true,
  restart: true,
  sleep: true,
  page: true,
  needsCredential: 'never',
};

const READ = commands(
  'version',
  'config',
  'summary',
  'stats',
  'devs',
  'power',
  'temps',
  'fans',
  'events',
  'pools',
);

/**
 * LuxOS over its API on port 4028 (docs.luxor.tech, firmware API). The proxy is added to the list and
 * switched to; the previous pools stay behind it with passwords that LuxOS does not tell.
 */
export const luxosDriver: MinerDriver = {
  families: ['luxos'],
  controls: () => CONTROLS,
  async read({ host }) {
    return readMiner('luxos', await askAll(host, READ));
  },
  async snapshot(link) {
    const rows = await readRows(link.host);
    demandOneGroup(link.host, rows);
    return snapshotOf(link, rows);
  },
  async point({ host }, pool) {
    demandOneGroup(host, await readRows(host));
    await pointBySwitching(deskOf(host), pool);
  },
  switchesInList: () => true,
  remove: ({ host }, unwanted) => removeFromList(deskOf(host), unwanted),
  async isPointed({ host }, pool) {
    const rows = await readRows(host);
    return groupsIn(rows) === 1 && isFirst(rows, pool);
  },
  async restore({ host }, before) {
    await restoreBySwitching(deskOf(host), before);
  },
  async isRestored({ host }, before) {
    return isSameTable(await readRows(host), keptRows(before.raw));
  },
  blink: ({ host }, isOn) => tell(host, 'ledset', isOn ? 'red,blink' : 'red,auto'),
  async restart({ host }) {
    await withSession(host, async (session) => {
      try {
        await tellInSession(host, session, { command: 'rebootdevice' });
      } catch (error) {
        // It may be gone before its answer is.
        if (!isPassing(error)) throw error;
      }
    });
  },
  sleep: ({ host }) => tell(host, 'curtail', 'sleep'),
  wake: ({ host }) => tell(host, 'curtail', 'wakeup'),
};

function readRows(host: MinerHost): Promise<PoolRow[]> {
  return readPoolTable(host, (request) => askCgminer(host, request));
}

function tell(host: MinerHost, command: string, parameter: string): Promise<void> {
  return withSession(host, (session) => tellInSession(host, session, { command, parameter }));
}

function deskOf(host: MinerHost): PoolDesk {
  return {
    host,
    // Whether LuxOS takes a comma escaped is not documented.
    without: ',\\',
    rows: () => readRows(host),
    demandAccess: () => Promise.resolve(),
    async tell(command, parameter, secrets = []) {
      const { value } = await askCgminer(host, { command, parameter });
      const status = statusOf(value);
      // The documented pool commands need no session; one that asks for it gets one.
      if (status.letter === 'E' && /session/i.test(status.message)) {
        await withSession(host, (session) => tellInSession(host, session, { command, parameter }, secrets));
        return;
      }
      demandAgreement(host, status, { command, denied: luxosDenied(host), secrets });
    },
  };
}

function groupsIn(rows: readonly PoolRow[]): number {
  return new Set(rows.map((row) => row.group)).size;
}

/** With several groups LuxOS works on one pool of each at the same time. */
function demandOneGroup(host: MinerHost, rows: readonly PoolRow[]): void {
  const groups = groupsIn(rows);
  if (groups > 1)
    throw new MinerError(
      'unsupported',
      `${host.address} splits its work between ${groups} pool groups, of which we could lead only one: leave one group in LuxOS and try again.`,
    );
}
