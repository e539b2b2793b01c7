import type { NamedReply } from '#engine/discovery/read/cgminer.ts';
import { readMiner } from '#engine/discovery/read-miner.ts';
import { askCgminer } from '#engine/miner-api/cgminer-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import { askAll, commands, isPassing } from '../cgminer/commands.ts';
import { isFirst } from '../cgminer/pool-switching.ts';
import { demandPools, readPoolTable } from '../cgminer/pool-table.ts';
import type { DriverControls, MinerDriver, MinerLink } from '../driver.ts';
import { pollUntil } from '../poll.ts';
import {
  asJson,
  entriesOf,
  isSameGroups,
  keptGroups,
  leads,
  pointedGroups,
  readGroups,
  readLiveGroups,
  restoredGroups,
  tellsPasswords,
  writeGroups,
} from './braiins-pools.ts';
import { BraiinsRest, TOO_OLD } from './braiins-rest.ts';

const READ_4028 = commands('version', 'summary', 'devs', 'pools', 'temps', 'fans', 'tunerstatus');
const READ_REST = [
  'miner/details',
  'miner/stats',
  'miner/hw/hashboards',
  'cooling/state',
  'miner/errors',
  'pools',
];
/** The first version with the REST API: 25.07. */
const FIRST_REST_VERSION = 2507;
/** New pools restart the mining process. */
const TAKE_OVER = { everyMs: 3000, limitMs: 180_000 };

/**
 * Braiins OS: reading over port 4028 for everybody, or REST with a login; pools over REST (25.07 and later), all
 * groups in one write. Facts: Braiins' public API description and replies of 25.07 to 26.04.
 */
export const braiinsOsDriver: MinerDriver = {
  families: ['braiins-os'],
  controls: ({ firmware }) => controlsOf(firmware),
  async read(link) {
    const replies = await readRest(link);
    return readMiner('braiins-os', replies ?? (await askAll(link.host, READ_4028)));
  },
  async snapshot(link) {
    const { family, model, firmware, host } = link;
    const groups = await readGroups(await open(link));
    return {
      family,
      model,
      firmware,
      takenAtMs: host.clock.nowMs(),
      pools: entriesOf(groups),
      promise: tellsPasswords(groups) ? 'exact' : 'typed',
      raw: { groups: asJson(groups) },
    };
  },
  async point(link, pool, before) {
    const rest = await open(link);
    if (leads(await readGroups(rest), pool)) return;
    await writeGroups(rest, pointedGroups(link.host, pool, before));
    await takenOver(link, async (again) => leads(await readLiveGroups(again), pool));
  },
  async isPointed(link, pool) {
    if (link.credential !== null) return leads(await readLiveGroups(await open(link)), pool);
    const { host } = link;
    return isFirst(await readPoolTable(host, (request) => askCgminer(host, request)), pool);
  },
  async restore(link, before) {
    const groups = restoredGroups(link.host, before);
    const rest = await open(link);
    if (isSameGroups(await readGroups(rest), groups)) return;
    demandPools(link.host, before.pools);
    await writeGroups(rest, groups);
    await takenOver(link, async (again) => isSameGroups(await readGroups(again), groups));
  },
  async isRestored(link, before) {
    const now = await readGroups(await open(link));
    // Where the miner tells no passwords, a snapshot without them is all there is to compare.
    if (!tellsPasswords(now)) return isSameGroups(now, keptGroups(before));
    return isSameGroups(now, restoredGroups(link.host, before));
  },
  blink: (link, isOn) => act(link, 'actions/locate', isOn),
  restart: (link) => act(link, 'actions/reboot'),
  sleep: (link) => act(link, 'actions/pause'),
  wake: (link) => act(link, 'actions/resume'),
};

function controlsOf(firmware: string | null): DriverControls {
  const isOld = isTooOld(firmware);
  return {
    pools: isOld ? TOO_OLD : true,
    blink: !isOld,
    restart: !isOld,
    sleep: !isOld,
    page: true,
    needsCredential: 'to-write',
  };
}

/**
 * `…-25.05.1-plus` names its version; BOSminer (until 2022) is older than any of them. What port 4028 says of
 * BOSer tells nothing: then the API itself answers.
 */
function isTooOld(firmware: string | null): boolean {
  const version = /(?:^|-)(\d{2})\.(\d{2})(?:\.\d+)*(?:-|$)/.exec(firmware ?? '');
  if (version !== null) return Number(`${version[1]}${version[2]}`) < FIRST_REST_VERSION;
  return /bosminer/i.test(firmware ?? '') && !/boser/i.test(firmware ?? '');
}

function open({ host, credential }: MinerLink): Promise<BraiinsRest> {
  return BraiinsRest.login(host, credential);
}

/** Null where there is no login or no REST API: then port 4028 is asked. */
async function readRest(link: MinerLink): Promise<NamedReply[] | null> {
  if (link.credential === null || isTooOld(link.firmware)) return null;
  try {
    const rest = await open(link);
    const replies: NamedReply[] = [];
    for (const command of READ_REST) {
      const value = await rest.find(command);
      if (value !== null) replies.push({ command, value });
    }
    return replies;
  } catch (error) {
    if (error instanceof MinerError && (error.trouble === 'unsupported' || isPassing(error))) return null;
    throw error;
  }
}

/** Waits until the miner works with what was written. Its API may be away meanwhile, and tokens end with it. */
async function takenOver(link: MinerLink, isThere: (rest: BraiinsRest) => Promise<boolean>): Promise<void> {
  const { host } = link;
  let rest: BraiinsRest | null = null;
  const isDone = async (): Promise<boolean> => {
    rest ??= await open(link);
    try {
      return await isThere(rest);
    } catch (error) {
      rest = null;
      if (error instanceof MinerError && error.trouble === 'unauthorized') return false;
      throw error;
    }
  };
  if (await pollUntil(host, TAKE_OVER, isDone)) return;
  throw new MinerError(
    'declined',
    `${host.address} said yes to its new pools, but does not work with them after three minutes.`,
  );
}

async function act(link: MinerLink, path: string, body?: boolean): Promise<void> {
  const rest = await open(link);
  try {
    await rest.put(path, body);
  } catch (error) {
    // A miner that reboots may be gone before its answer is.
    const isGone = error instanceof MinerError && ['closed', 'timeout'].includes(error.trouble);
    if (path !== 'actions/reboot' || !isGone) throw error;
  }
}
