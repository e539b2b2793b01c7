import type { JsonObject } from '#engine/discovery/json.ts';
import type { MinerReading } from '#engine/discovery/miner-reading.ts';
import { readMiner } from '#engine/discovery/read-miner.ts';
import { readText } from '#engine/discovery/read/values.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';

import type { DriverControls, MinerDriver, MinerLink, PoolEntry, PoolSnapshot } from '../driver.ts';
import { change, readAsic, readInfo } from './axeos-api.ts';
import { checkCode, isPairPointed, isPairRestored, pointPair, restorePair, snapshotPair } from './pair.ts';
import {
  areSlotsPointed,
  areSlotsRestored,
  hasSlots,
  pointSlots,
  restoreSlots,
  SLOT_LAYOUT,
  snapshotSlots,
} from './slots.ts';

/** `[major, minor]` since when AxeOS has them (ESP-Miner's tags). */
const IDENTIFY_SINCE = [2, 12] as const;
const PAUSE_SINCE = [2, 14] as const;

/**
 * AxeOS (Bitaxe and clones) before and from 2.15, and Nerd*OS (NerdAxe, NerdQAxe). HTTP without login. Which
 * of the two pool layouts a miner has is decided by what it answers, not by its version.
 */
export const axeosDriver: MinerDriver = {
  families: ['bitaxe', 'nerdqaxe'],
  controls,
  read,
  snapshot,
  point,
  switchesInList: (before) => before.raw['layout'] === SLOT_LAYOUT,
  isPointed,
  restore,
  isRestored,
  blink,
  restart,
  sleep: (link) => mine(link, 'pause'),
  wake: (link) => mine(link, 'resume'),
};

function controls({ family, firmware }: Pick<MinerLink, 'family' | 'firmware'>): DriverControls {
  const isBitaxe = family === 'bitaxe';
  return {
    pools: true,
    blink: isBitaxe && isSince(firmware, IDENTIFY_SINCE),
    restart: true,
    sleep: isBitaxe && isSince(firmware, PAUSE_SINCE),
    page: true,
    needsCredential: 'never',
  };
}

async function read(link: MinerLink): Promise<MinerReading> {
  const replies = [{ command: '/api/system/info', value: await readInfo(link) }];
  const asic = await readAsic(link);
  if (asic) replies.push({ command: '/api/system/asic', value: asic });
  return readMiner(link.family, replies);
}

async function snapshot(link: MinerLink): Promise<PoolSnapshot> {
  const info = await readInfo(link);
  checkCode(link, info);
  return {
    family: link.family,
    model: link.model,
    firmware: readText(info['version']) ?? link.firmware,
    takenAtMs: link.host.clock.nowMs(),
    ...(hasSlots(info) ? snapshotSlots(info) : snapshotPair(info)),
  };
}

async function point(link: MinerLink, pool: PoolEntry, before: PoolSnapshot): Promise<void> {
  await (usesSlots(link, await readInfo(link), before)
    ? pointSlots(link, pool, before)
    : pointPair(link, pool, before));
}

async function isPointed(link: MinerLink, pool: PoolEntry): Promise<boolean> {
  const info = await readInfo(link);
  return hasSlots(info) ? areSlotsPointed(info, pool) : isPairPointed(info, pool);
}

async function restore(link: MinerLink, before: PoolSnapshot): Promise<void> {
  await (usesSlots(link, await readInfo(link), before)
    ? restoreSlots(link, before)
    : restorePair(link, before));
}

async function isRestored(link: MinerLink, before: PoolSnapshot): Promise<boolean> {
  const info = await readInfo(link);
  return usesSlots(link, info, before) ? areSlotsRestored(info, before) : isPairRestored(info, before);
}

/** The firmware can have been changed over the 2.15 line since the snapshot was taken. */
function usesSlots({ host }: MinerLink, info: JsonObject, before: PoolSnapshot): boolean {
  const isSlots = before.raw['layout'] === SLOT_LAYOUT;
  if (isSlots === hasSlots(info)) return isSlots;
  throw new MinerError(
    'unsupported',
    `The firmware of ${host.address} has been changed since its pools were read. Set them on its own page.`,
  );
}

/** The call toggles, for 30 s, and nothing but its answer tells which way (ESP-Miner, POST_identify). */
async function blink(link: MinerLink, isOn: boolean): Promise<void> {
  if (!controls(link).blink) throw noControl(link);
  for (let tries = 0; tries < 2; tries += 1) {
    const { text } = await change(link, { method: 'POST', path: '/api/system/identify' });
    if (!/no longer/i.test(text) === isOn) return;
  }
  throw new MinerError('declined', `${link.host.address} did not switch its sign ${isOn ? 'on' : 'off'}.`);
}

async function restart(link: MinerLink): Promise<void> {
  await change(link, { method: 'POST', path: '/api/system/restart' });
}

/** Stops and starts the hashing; the miner forgets it when it restarts. */
async function mine(link: MinerLink, what: 'pause' | 'resume'): Promise<void> {
  if (!controls(link).sleep) throw noControl(link);
  await change(link, { method: 'POST', path: `/api/system/${what}` });
}

function noControl({ host }: MinerLink): MinerError {
  return new MinerError('unsupported', `The firmware of ${host.address} has no such control.`);
}

/** "Unified" is what firmware after 2.15.0 calls the version of its web part. An unknown version has nothing. */
function isSince(firmware: string | null, [major, minor]: readonly [number, number]): boolean {
  if (firmware === 'Unified') return true;
  const match = /^v?(\d{1,4})\.(\d{1,4})/.exec(firmware ?? '');
  if (!match) return false;
  const [has, hasMinor] = [Number(match[1]), Number(match[2])];
  return has > major || (has === major && hasMinor >= minor);
}
