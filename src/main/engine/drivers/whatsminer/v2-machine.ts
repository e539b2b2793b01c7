import { isObject } from '#engine/discovery/json.ts';
import type { Json, JsonObject } from '#engine/discovery/json.ts';
import { sectionOf } from '#engine/discovery/read/cgminer.ts';
import type { NamedReply } from '#engine/discovery/read/cgminer.ts';
import { readFlag, readNumber, readText } from '#engine/discovery/read/values.ts';
import { statusOf } from '#engine/miner-api/cgminer-api.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { MinerHost } from '#engine/miner-api/miner-host.ts';
import type { MinerLink, PoolEntry } from '../driver.ts';
import { pollUntil } from '../poll.ts';
import { poolMembers } from './pool-list.ts';
import type { ToldPool } from './pool-list.ts';
import { brokenOff, unreadable } from './refusal.ts';
import { askV2 } from './v2-api.ts';
import type { V2Writer } from './v2-api.ts';

/** Asked one after the other; the first of a group that the build knows counts. */
const READING_COMMANDS = [
  ['status'],
  ['summary'],
  ['edevs', 'devs'],
  ['pools'],
  ['devdetails'],
  ['get_miner_info'],
  ['get_error_code'],
] as const;
/** Without these there is no reading; the others exist on some builds only. */
const NEEDED: ReadonlySet<string> = new Set(['summary', 'pools']);
/** How long new pools may take to show, before the mining process is started anew for them. */
const POOLS_SHOW = { everyMs: 2_000, limitMs: 30_000 };
/** How long the mining process may take to come back. */
const PROCESS_BACK = { everyMs: 5_000, limitMs: 180_000 };
const POWER_TURNS = { everyMs: 2_000, limitMs: 60_000 };

/** `get_version`, and the firmware in it; null on builds that do not know the command. */
export async function readVersion(host: MinerHost): Promise<{ firmware: string | null; reply: NamedReply }> {
  const { value, repairs } = await askV2(host, 'get_version');
  if (value === null || repairs.includes('partial')) throw unreadable(host, 'get_version');
  const message = messageOf(value);
  return { firmware: readText(message['fw_ver']), reply: { command: 'get_version', value } };
}

/**
 * What the reading commands answer. Refusals are left out, and so are cut replies: a list of boards without its
 * end would show dead boards.
 */
export async function readReplies(host: MinerHost): Promise<NamedReply[]> {
  const replies: NamedReply[] = [];
  for (const commands of READING_COMMANDS) {
    for (const command of commands) {
      const value = await askOrSkip(host, command);
      if (value === null) continue;
      replies.push({ command, value });
      break;
    }
  }
  return replies;
}

async function askOrSkip(host: MinerHost, command: string): Promise<Json | null> {
  const isNeeded = NEEDED.has(command);
  try {
    const { value, repairs } = await askV2(host, command);
    const { letter } = statusOf(value);
    const isWhole = value !== null && !repairs.includes('partial');
    if (isWhole && letter !== 'E' && letter !== 'F') return value;
    if (isNeeded) throw unreadable(host, command);
    return null;
  } catch (error) {
    const isTransient = error instanceof MinerError && ['closed', 'timeout'].includes(error.trouble);
    if (isNeeded || !isTransient) throw error;
    return null;
  }
}

/** The pools, first choice first, exactly as the machine spells them. A damaged reply is refused. */
export async function readPoolList(host: MinerHost): Promise<ToldPool[]> {
  const { value, repairs } = await askV2(host, 'pools');
  if (value === null || repairs.some((one) => one !== 'cut at NUL')) throw unreadable(host, 'pools');
  if (!isObject(value) || !Array.isArray(value['POOLS'])) throw unreadable(host, 'pools');
  const entries = sectionOf([value], 'POOLS').map((entry, index) => ({
    url: entry['URL'],
    user: entry['User'],
    priority: readNumber(entry['Priority']) ?? index,
  }));
  return entries
    .toSorted((one, other) => one.priority - other.priority)
    .flatMap(({ url, user }) =>
      typeof url === 'string' && url.trim() !== ''
        ? [{ url, user: typeof user === 'string' ? user : '' }]
        : [],
    );
}

/** The list to write, and when the machine's own counts as that. */
export interface PoolChange {
  wanted: readonly PoolEntry[];
  areSame: (told: readonly ToldPool[], wanted: readonly PoolEntry[]) => boolean;
}

/**
 * Writes the whole list and waits until the machine shows it. Nothing is written when it shows it already.
 * Some builds go on with the earlier pools until their mining process starts anew (seen by others on pyasic's
 * issue 325): that is asked for once.
 */
export async function writePools(
  writer: V2Writer,
  link: MinerLink,
  { wanted, areSame }: PoolChange,
): Promise<void> {
  const { host } = link;
  const members = poolMembers(wanted);
  const isShown = async (): Promise<boolean> => areSame(await readPoolList(host), wanted);
  if (await isShown()) return;
  const end = await writer.send(link, { cmd: 'update_pools', ...members });
  if (await pollUntil(host, POOLS_SHOW, isShown)) return;
  if (end === 'cut') throw brokenOff(host, 'the new pools');
  await writer.send(link, { cmd: 'restart_btminer' });
  if (await pollUntil(host, PROCESS_BACK, isShown)) return;
  throw new MinerError(
    'declined',
    `${host.address} said yes to the new pools but does not show them, even after its mining process was ` +
      'started anew: look at its pools in WhatsMinerTool.',
  );
}

/** `power_off` or `power_on`, unless it is so already; waits until `status` says so. */
export async function turnPower(writer: V2Writer, link: MinerLink, isOn: boolean): Promise<void> {
  const { host } = link;
  const isThere = async (): Promise<boolean> => (await readIsAsleep(host)) === !isOn;
  if (await isThere()) return;
  const end = isOn
    ? await writer.send(link, { cmd: 'power_on' })
    : await writer.send(link, { cmd: 'power_off', respbefore: 'true' });
  if (await pollUntil(host, POWER_TURNS, isThere)) return;
  if (end === 'cut') throw brokenOff(host, `to ${isOn ? 'wake' : 'sleep'}`);
  throw new MinerError(
    'declined',
    `${host.address} said yes but does not report that it ${isOn ? 'is awake' : 'sleeps'}.`,
  );
}

/** LED: red, on half of each 400 ms; or back to what the firmware shows by itself. */
export async function blinkLed(writer: V2Writer, link: MinerLink, isOn: boolean): Promise<void> {
  const how: JsonObject = isOn ? { color: 'red', period: 400, duration: 200, start: 0 } : { param: 'auto' };
  if ((await writer.send(link, { cmd: 'set_led', ...how })) === 'cut') throw brokenOff(link.host, 'to blink');
}

/** Restarts the whole machine, which may hang up before it answers. */
export async function reboot(writer: V2Writer, link: MinerLink): Promise<void> {
  await writer.send(link, { cmd: 'reboot' });
}

async function readIsAsleep(host: MinerHost): Promise<boolean | null> {
  const { value } = await askV2(host, 'status');
  if (value === null) throw unreadable(host, 'status');
  const message = messageOf(value);
  return readFlag(message['mineroff'] ?? message['btmineroff']);
}

function messageOf(value: Json): JsonObject {
  const message = isObject(value) ? value['Msg'] : undefined;
  return isObject(message) ? message : {};
}
