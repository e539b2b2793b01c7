import type { JsonObject } from '#engine/discovery/json.ts';
import type { MinerReading } from '#engine/discovery/miner-reading.ts';
import { readMiner } from '#engine/discovery/read-miner.ts';
import type { NamedReply } from '#engine/discovery/read/cgminer.ts';
import { objectsAt, readFlag, readText } from '#engine/discovery/read/values.ts';
import { askCgminer } from '#engine/miner-api/cgminer-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';

import type { DriverControls, MinerDriver, MinerLink, PoolEntry, PoolSnapshot } from '../driver.ts';
import { pause, pollUntil } from '../poll.ts';
import { isSamePool } from '../pool-url.ts';
import { isOldWeb, OLD_WEB_SENTENCE } from './generation.ts';
import { asBefore, isEmptyPlace, isSameList, poolsIn, readEntry, withOurs } from './pool-list.ts';
import { VnishSession } from './vnish-session.ts';

/** A read right after the write can still show the old pools. */
const READ_BACK = { everyMs: 2_000, limitMs: 30_000 };
/** Restarting the mining process takes seconds, the whole machine a minute or two. */
const RESTARTED = { everyMs: 5_000, limitMs: 180_000 };
const UNTIL_GONE_MS = 4_000;
const IN_TRANSIT: ReadonlySet<string> = new Set(['restarting', 'shutting-down']);

/** VNish and AnthillOS over `/api/v1`; on S9-class machines with the old web pages it only reads, by 4028. */
export const vnishDriver: MinerDriver = {
  families: ['vnish'],
  controls,
  read,
  snapshot,
  point,
  isPointed,
  restore,
  isRestored,
  blink,
  restart,
  sleep,
  wake,
};

function controls(link: Pick<MinerLink, 'model' | 'firmware'>): DriverControls {
  const hasRest = !isOldWeb(link);
  return {
    pools: hasRest ? true : OLD_WEB_SENTENCE,
    blink: hasRest,
    restart: hasRest,
    sleep: hasRest,
    page: true,
    needsCredential: hasRest ? 'to-write' : 'never',
  };
}

async function read(link: MinerLink): Promise<MinerReading> {
  const session = new VnishSession(link);
  const info = isOldWeb(link) ? null : await infoOrNull(session);
  if (!info) return readMiner('vnish', await askOldCommands(link));
  const replies: NamedReply[] = [{ command: 'info', value: info }];
  for (const command of ['status', 'summary']) {
    const value = await session.peek(`/${command}`);
    if (value) replies.push({ command, value });
  }
  return readMiner('vnish', replies);
}

/** Null where the web is of the old kind, or closed. */
async function infoOrNull(session: VnishSession): Promise<JsonObject | null> {
  try {
    const info = await session.peek('/info');
    return info && 'fw_version' in info ? info : null;
  } catch (error) {
    if (error instanceof MinerError && error.trouble === 'refused') return null;
    throw error;
  }
}

async function askOldCommands({ host }: MinerLink): Promise<NamedReply[]> {
  const replies: NamedReply[] = [];
  for (const command of ['version', 'stats', 'summary', 'pools']) {
    const { value } = await askCgminer(host, { command });
    if (value !== null) replies.push({ command, value });
  }
  return replies;
}

async function snapshot(link: MinerLink): Promise<PoolSnapshot> {
  const pools = await readPools(link, sessionFor(link));
  const entries = pools.filter((pool) => !isEmptyPlace(pool)).map(readEntry);
  return {
    family: link.family,
    model: link.model,
    firmware: link.firmware,
    takenAtMs: link.host.clock.nowMs(),
    pools: entries,
    promise: entries.every(({ password }) => password !== null) ? 'exact' : 'typed',
    raw: { pools },
  };
}

async function point(link: MinerLink, pool: PoolEntry, before: PoolSnapshot): Promise<void> {
  const session = sessionFor(link);
  const wanted = withOurs(asBefore(objectsAt(before.raw, 'pools'), before.pools), pool);
  const isWritten = isFirst(await readPools(link, session), pool);
  await apply(link, session, isWritten ? null : wanted);
}

async function isPointed(link: MinerLink, pool: PoolEntry): Promise<boolean> {
  const session = sessionFor(link);
  if (!session.hasPassword) {
    const first = (await read(link)).pools[0];
    return first !== undefined && isSamePool({ url: first.url, user: first.user ?? '' }, pool);
  }
  return isFirst(await readPools(link, session), pool) && !(await isRestartDue(session));
}

async function restore(link: MinerLink, before: PoolSnapshot): Promise<void> {
  await apply(link, sessionFor(link), asBefore(objectsAt(before.raw, 'pools'), before.pools));
}

async function isRestored(link: MinerLink, before: PoolSnapshot): Promise<boolean> {
  const session = sessionFor(link);
  const pools = await readPools(link, session);
  return isSameList(pools, objectsAt(before.raw, 'pools')) && !(await isRestartDue(session));
}

/** Writes the list, waits until it reads back, and restarts what the miner says must be restarted. */
async function apply(link: MinerLink, session: VnishSession, pools: JsonObject[] | null): Promise<void> {
  const { host } = link;
  let due: JsonObject = {};
  if (pools) {
    due = await session.post('/settings', { miner: { pools } });
    const isStored = await pollUntil(host, READ_BACK, async () =>
      isSameList(await readPools(link, session), pools),
    );
    if (!isStored) {
      throw new MinerError(
        'declined',
        `${host.address} took the pools without an error but did not store them. Set them on its own page.`,
      );
    }
  }
  const status = (await session.peek('/status')) ?? {};
  if (isTrue(due, 'reboot_required') || isTrue(status, 'reboot_required')) {
    await session.post('/system/reboot');
    session.forgetToken();
  } else if (isTrue(due, 'restart_required') || isTrue(status, 'restart_required')) {
    // A miner that was stopped takes the new pools when it is started.
    if (readText(status['miner_state']) === 'stopped') return;
    await session.post('/mining/restart');
  } else return;
  await pause(host, UNTIL_GONE_MS);
  if (!(await pollUntil(host, RESTARTED, async () => !(await isBusy(session))))) {
    throw new MinerError(
      'timeout',
      `${host.address} has the new pools but did not finish its restart in time.`,
    );
  }
}

async function blink(link: MinerLink, isOn: boolean): Promise<void> {
  const session = sessionFor(link);
  // The call toggles: it is sent only when the light is not yet as wanted.
  const isNow = readFlag((await session.peek('/status'))?.['find_miner']);
  if (isNow === isOn) return;
  const { on } = await session.post('/find-miner');
  if (readFlag(on) === !isOn) {
    throw new MinerError('declined', `${link.host.address} did not switch its light ${isOn ? 'on' : 'off'}.`);
  }
}

async function restart(link: MinerLink): Promise<void> {
  await sessionFor(link).post('/system/reboot');
}

/** Stops the mining; where the firmware cannot, as 1.2.6 says of some machines, it is paused. */
async function sleep(link: MinerLink): Promise<void> {
  const session = sessionFor(link);
  try {
    await session.post('/mining/stop');
  } catch (error) {
    if (!(error instanceof MinerError) || !['declined', 'unsupported'].includes(error.trouble)) throw error;
    await session.post('/mining/pause');
  }
}

async function wake(link: MinerLink): Promise<void> {
  const session = sessionFor(link);
  const status = (await session.peek('/status')) ?? {};
  await session.post(readText(status['miner_state']) === 'paused' ? '/mining/resume' : '/mining/start');
}

function sessionFor(link: MinerLink): VnishSession {
  if (isOldWeb(link)) throw new MinerError('unsupported', OLD_WEB_SENTENCE);
  return new VnishSession(link);
}

async function readPools({ host }: MinerLink, session: VnishSession): Promise<JsonObject[]> {
  const pools = poolsIn(await session.get('/settings'));
  if (pools) return pools;
  throw new MinerError(
    'bad-reply',
    `${host.address} did not tell its pool settings; its firmware may want an API key for them.`,
  );
}

function isFirst(pools: readonly JsonObject[], pool: PoolEntry): boolean {
  const first = pools.find((one) => !isEmptyPlace(one));
  return first !== undefined && isSamePool(readEntry(first), pool);
}

/** The settings are written but not in use. Firmware that does not say so counts as up to date. */
async function isRestartDue(session: VnishSession): Promise<boolean> {
  const status = (await session.peek('/status')) ?? {};
  if (readText(status['miner_state']) === 'stopped') return false;
  return isTrue(status, 'restart_required') || isTrue(status, 'reboot_required');
}

async function isBusy(session: VnishSession): Promise<boolean> {
  const status = await session.peek('/status');
  if (!status) return false;
  return IN_TRANSIT.has(readText(status['miner_state']) ?? '') || isTrue(status, 'restart_required');
}

function isTrue(value: JsonObject, key: string): boolean {
  return readFlag(value[key]) === true;
}
