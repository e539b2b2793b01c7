import { setMember } from '#engine/discovery/json.ts';
import type { Json, JsonObject } from '#engine/discovery/json.ts';
import { readNumber } from '#engine/discovery/read/values.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { PoolEntry } from '../driver.ts';
import { threePlaces } from './settings.ts';
import type { AntminerSettings } from './settings.ts';

/** `miner-mode`: 0 normal, 1 sleep, 2 high, 3 low power. */
const MODERN_SLEEP = 1;
/** `_ant_work_mode` of S17 and T17. */
const FORM_SLEEP = 254;

/** Fields of the old interface that have a parameter in its form, or that its program writes anew each time. */
const FORM_FIELDS: ReadonlySet<string> = new Set([
  'api-listen',
  'api-network',
  'api-groups',
  'api-allow',
  'bitmain-use-vil',
  'bitmain-nobeeper',
  'bitmain-notempoverctrl',
  'bitmain-fan-ctrl',
  'bitmain-fan-pwm',
  'bitmain-freq',
  'bitmain-voltage',
  'bitmain-work-mode',
]);
/** What a write must not change besides the pools. */
const GUARDED_FIELDS = [
  'bitmain-fan-ctrl',
  'bitmain-fan-pwm',
  'bitmain-freq',
  'bitmain-voltage',
  'bitmain-work-mode',
  'bitmain-freq-level',
];

/** The mode that means sleep in this interface. */
export function sleepMode(settings: AntminerSettings): number {
  return settings.generation === 'form' ? FORM_SLEEP : MODERN_SLEEP;
}

/** The work mode now; 0 (normal) where it was never set. */
export function workMode(settings: AntminerSettings): number {
  const { fields } = settings;
  return readNumber(fields['miner-mode'] ?? fields['bitmain-work-mode']) ?? 0;
}

/**
 * Body of `set_miner_conf.cgi` that changes the pools, and the mode if one is given, and hands back all else
 * as it was read: firmware resets what is left out.
 */
export function settingsBody(
  settings: AntminerSettings,
  places: readonly PoolEntry[],
  mode: number = workMode(settings),
): { body: string; contentType: string } {
  const three = threePlaces(places);
  switch (settings.generation) {
    case 'modern':
      return { body: modernBody(settings.fields, three, mode), contentType: 'application/json' };
    case 'form':
      return {
        body: formBody(settings.fields, three, mode),
        contentType: 'application/x-www-form-urlencoded',
      };
    case 'elphapex':
      throw new MinerError('unsupported', 'The settings of Elphapex miners are read only here.');
  }
}

/** Read as `bitmain-work-mode` and `bitmain-freq-level`, written as `miner-mode` (a number) and `freq-level`. */
function modernBody(fields: JsonObject, places: readonly PoolEntry[], mode: number): string {
  const body: JsonObject = {};
  for (const [key, value] of Object.entries(fields)) setMember(body, key, value ?? '');
  // An S19 that never had the fans set sends nothing as the value; false is what its page shows then.
  body['bitmain-fan-ctrl'] = fields['bitmain-fan-ctrl'] ?? false;
  body['miner-mode'] = mode;
  body['bitmain-work-mode'] = mode;
  const level = fields['freq-level'] ?? fields['bitmain-freq-level'];
  if (level !== undefined) body['freq-level'] = level;
  body['pools'] = places.map(({ url, user, password }) => ({ url, user, pass: password ?? '' }));
  return JSON.stringify(body);
}

function formBody(fields: JsonObject, places: readonly PoolEntry[], mode: number): string {
  const unknown = Object.keys(fields).find((key) => !FORM_FIELDS.has(key));
  if (unknown !== undefined) {
    const shown = unknown.replaceAll(/[^\w-]/g, '?').slice(0, 40);
    throw new MinerError(
      'unsupported',
      `The settings of this miner have a field (${shown}) that would be lost by a write: change its pools in its own web page.`,
    );
  }
  const parameters: [string, string][] = places.flatMap(({ url, user, password }, index) => [
    [`_ant_pool${index + 1}url`, url],
    [`_ant_pool${index + 1}user`, user],
    [`_ant_pool${index + 1}pw`, password ?? ''],
  ]);
  const add = (name: string, field: string, otherwise?: string): void => {
    const value = fields[field];
    if (value !== undefined && value !== null) parameters.push([name, plain(field, value)]);
    else if (otherwise !== undefined) parameters.push([name, otherwise]);
  };
  add('_ant_nobeeper', 'bitmain-nobeeper', 'false');
  add('_ant_notempoverctrl', 'bitmain-notempoverctrl', 'false');
  add('_ant_fan_customize_switch', 'bitmain-fan-ctrl', 'false');
  add('_ant_fan_customize_value', 'bitmain-fan-pwm', '');
  add('_ant_freq', 'bitmain-freq', '');
  add('_ant_voltage', 'bitmain-voltage');
  if ('bitmain-work-mode' in fields) parameters.push(['_ant_work_mode', String(mode)]);
  return parameters.map(([name, value]) => `${name}=${percentEncode(value)}`).join('&');
}

function plain(field: string, value: Json): string {
  const text = typeof value === 'object' ? '' : String(value);
  if (typeof value === 'object' || !/^[\w.:,-]*$/.test(text)) {
    throw new MinerError(
      'unsupported',
      `The field ${field} of this miner's settings has a value that cannot be written back.`,
    );
  }
  return text;
}

/** Everything but letters, digits, `-._~` as bytes: the old program's decoder knows no plus for a space. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A setting beside the pools that a write has changed, `name from x to y`, or null. */
export function changedField(before: AntminerSettings, after: AntminerSettings): string | null {
  for (const key of GUARDED_FIELDS) {
    const was = spelt(before.fields[key]);
    const is = spelt(after.fields[key]);
    if (was !== is) return `${key} from ${was || 'nothing'} to ${is || 'nothing'}`;
  }
  return null;
}

/** Nothing, false and 0 are one setting in three spellings. */
function spelt(value: Json | undefined): string {
  const text = value === undefined || value === null || typeof value === 'object' ? '' : String(value);
  return text === 'false' || text === '0' ? '' : text.replaceAll(/[^\w.-]/g, '?').slice(0, 32);
}
