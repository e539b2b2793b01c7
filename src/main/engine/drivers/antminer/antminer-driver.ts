import type { MinerFamily } from '#engine/discovery/families.ts';
import { isObject } from '#engine/discovery/json.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { DriverControls, MinerDriver, MinerLink, PoolEntry, PoolSnapshot } from '../driver.ts';
import { askPage, needPage } from './cgi.ts';
import { readAntminerFamily } from './read.ts';
import { changedField, settingsBody, sleepMode, workMode } from './settings-body.ts';
import { PLACES, checkWritable, parseSettings, sameAddress, samePlaces } from './settings.ts';
import { threePlaces, usedPlaces } from './settings.ts';
import type { AntminerSettings } from './settings.ts';
import { mayHavePassed, waitFor } from './settle.ts';

const FAMILIES: readonly MinerFamily[] = ['antminer-stock', 'hiveon', 'mskminer', 'asicseer', 'elphapex'];
const READ_ONLY = 'Elphapex makes Scrypt miners, which cannot mine here: they are shown and not changed.';
/** Stock models with a sleep mode: S17 and T17 in the old interface, S19 and newer in the modern one. */
const CAN_SLEEP = /\b[ST](?:17|19|2\d)/i;

/**
 * Antminer's own firmware with its modern (JSON) and old (form) web interface, the firmwares that kept one of
 * them (Hiveon, MSKminer, asicseer), and Elphapex's twin, which is read only. The settings page tells which
 * interface it is, and the pool passwords too: what is put back is exact.
 */
export const antminerDriver: MinerDriver = {
  families: FAMILIES,
  controls,
  read: readAntminerFamily,
  snapshot,
  point,
  async isPointed(link, pool) {
    const first = (await readSettings(link)).places[0];
    return first !== undefined && sameAddress(first.url, pool.url) && first.user === pool.user;
  },
  async restore(link, before) {
    refuseElphapex(link);
    await writePools(link, placesOf(before));
  },
  async isRestored(link, before) {
    return samePlaces((await readSettings(link)).places, placesOf(before));
  },
  blink,
  restart,
  sleep: (link) => setMode(link, 'sleep'),
  wake: (link) => setMode(link, 'wake'),
};

function controls({ family, model }: Pick<MinerLink, 'family' | 'model'>): DriverControls {
  const isElphapex = family === 'elphapex';
  return {
    pools: isElphapex ? READ_ONLY : true,
    blink: true,
    restart: !isElphapex,
    sleep: family === 'antminer-stock' && model !== null && CAN_SLEEP.test(model),
    page: true,
    needsCredential: isElphapex ? 'to-read' : 'to-write',
  };
}

async function readSettings(link: MinerLink): Promise<AntminerSettings> {
  const { reply } = await needPage(link, 'get_miner_conf');
  return parseSettings(reply, link.model);
}

async function snapshot(link: MinerLink): Promise<PoolSnapshot> {
  const { generation, places } = await readSettings(link);
  const pools = usedPlaces(places);
  return {
    family: link.family,
    model: link.model,
    firmware: link.firmware,
    takenAtMs: link.host.clock.nowMs(),
    pools,
    promise: pools.every((pool) => pool.password !== null) ? 'exact' : 'typed',
    raw: {
      generation,
      places: places.map(({ url, user, password }) => ({ url, user, password })),
    },
  };
}

async function point(link: MinerLink, pool: PoolEntry, before: PoolSnapshot): Promise<void> {
  refuseElphapex(link);
  const others = usedPlaces(before.pools).filter((one) => !sameAddress(one.url, pool.url));
  await writePools(link, [pool, ...others].slice(0, PLACES), placesOf(before));
}

/** The snapshot's places as they were, with passwords that were typed since. */
function placesOf(before: PoolSnapshot): PoolEntry[] {
  const { places } = before.raw;
  if (!Array.isArray(places) || !places.every(isObject)) {
    throw new MinerError('bad-reply', 'The kept settings of this miner are not of this kind of firmware.');
  }
  const typed = before.pools.values();
  return places.map((place) => {
    const text = (key: string): string => (typeof place[key] === 'string' ? place[key] : '');
    const entry: PoolEntry = {
      url: text('url'),
      user: text('user'),
      password: typeof place['password'] === 'string' ? place['password'] : null,
    };
    if (entry.url.trim() === '') return { ...entry, password: entry.password ?? '' };
    const kept = typed.next().value;
    return { ...entry, password: entry.password ?? kept?.password ?? null };
  });
}

/**
 * One write of all three places, and only if it changes anything, and only done when it reads back. Refused
 * when `later`, which are to be put back one day, could not be.
 */
async function writePools(
  link: MinerLink,
  wanted: readonly PoolEntry[],
  later: readonly PoolEntry[] = [],
): Promise<void> {
  const places = threePlaces(wanted);
  const now = await readSettings(link);
  checkWritable([...places, ...threePlaces(later)], now.generation);
  if (samePlaces(now.places, places)) return;
  threePlaces(now.places);
  const after = await writeSettings(link, settingsBody(now, places), (settings) =>
    samePlaces(settings.places, places),
  );
  if (after === null) {
    throw new MinerError(
      'declined',
      `The miner at ${link.host.address} still has other pools than it was given three minutes after the write.`,
    );
  }
  const changed = changedField(now, after);
  if (changed === null) return;
  throw new MinerError(
    'declined',
    `The miner at ${link.host.address} took the pools and changed a setting of its own with them: ${changed}. Put that right in its own web page.`,
  );
}

/** Writes, and reads until `isDone`; null when it never was. A hang-up in between is a restart, not an answer. */
async function writeSettings(
  link: MinerLink,
  question: { body: string; contentType: string },
  isDone: (settings: AntminerSettings) => boolean,
): Promise<AntminerSettings | null> {
  try {
    const { text, reply } = await needPage(link, 'set_miner_conf', { ...question, isWrite: true });
    const said = isObject(reply.value ?? undefined) ? (reply.value as { stats?: unknown }).stats : undefined;
    // The old program says `ok`, the modern one `"stats":"success"`; an HTTP 200 says nothing.
    if (said !== 'success' && !/^\s*ok\s*$/i.test(text)) throw declined(link, 'the new settings', text);
  } catch (error) {
    if (!mayHavePassed(error)) throw error;
  }
  return waitFor(link.host, async () => {
    const settings = await readSettings(link);
    return isDone(settings) ? settings : null;
  });
}

async function setMode(link: MinerLink, to: 'sleep' | 'wake'): Promise<void> {
  if (!controls(link).sleep)
    throw new MinerError('unsupported', 'This miner has no sleep mode that is known.');
  const now = await readSettings(link);
  const hasMode = 'bitmain-work-mode' in now.fields || 'miner-mode' in now.fields;
  if (!hasMode) throw new MinerError('unsupported', 'The settings of this miner have no work mode.');
  const mode = workMode(now);
  const asleep = sleepMode(now);
  const wanted = to === 'sleep' ? asleep : 0;
  if (to === 'sleep' ? mode === asleep : mode !== asleep) return;
  if (to === 'sleep' && mode !== 0) {
    throw new MinerError(
      'declined',
      'This miner runs in another mode than normal, which it would forget while it sleeps: set it to normal first.',
    );
  }
  checkWritable(now.places, now.generation);
  const after = await writeSettings(link, settingsBody(now, now.places, wanted), (settings) => {
    return workMode(settings) === wanted && samePlaces(settings.places, threePlaces(now.places));
  });
  if (after !== null) return;
  throw new MinerError(
    'declined',
    `The miner at ${link.host.address} is still in its old mode three minutes after the write.`,
  );
}

async function blink(link: MinerLink, isOn: boolean): Promise<void> {
  const { generation } = await readSettings(link);
  if (generation === 'form') return blinkByForm(link, isOn);
  const body = JSON.stringify({ blink: String(isOn) });
  const { text, reply } = await needPage(link, 'blink', { body });
  const code = isObject(reply.value ?? undefined) ? (reply.value as { code?: unknown }).code : undefined;
  // B001 came for a body it could not read: the light stays as it was.
  if (code !== (isOn ? 'B000' : 'B100')) throw declined(link, 'to blink', text);
}

async function blinkByForm(link: MinerLink, isOn: boolean): Promise<void> {
  const contentType = 'application/x-www-form-urlencoded';
  const action = `action=${isOn ? 'startBlink' : 'stopBlink'}`;
  await needPage(link, 'blink', { body: action, contentType });
  const { text, reply } = await needPage(link, 'blink', { body: 'action=onPageLoaded', contentType });
  const isBlinking = isObject(reply.value ?? undefined)
    ? (reply.value as { isBlinking?: unknown }).isBlinking
    : undefined;
  if (String(isBlinking) !== String(isOn)) throw declined(link, 'to blink', text);
}

/** The whole machine; mining alone cannot be restarted. It may be gone before it has answered. */
async function restart(link: MinerLink): Promise<void> {
  refuseElphapex(link);
  try {
    const page = await askPage(link, 'reboot', { isWrite: true });
    if (page === null) throw new MinerError('unsupported', 'This miner has no page that restarts it.');
  } catch (error) {
    if (!mayHavePassed(error)) throw error;
  }
}

function refuseElphapex({ family }: MinerLink): void {
  if (family === 'elphapex') throw new MinerError('unsupported', READ_ONLY);
}

/** With the miner's own word for it, as far as it is a word: a reply may repeat what was written. */
function declined(link: MinerLink, what: string, text: string): MinerError {
  const code = /"code"\s*:\s*"([\w-]{1,12})"/.exec(text)?.[1];
  return new MinerError(
    'declined',
    `The miner at ${link.host.address} did not take ${what}${code === undefined ? '' : ` (${code})`}.`,
  );
}
