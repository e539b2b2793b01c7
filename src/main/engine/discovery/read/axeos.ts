import type { JsonObject } from '../json.ts';
import { emptyReading } from '../miner-reading.ts';
import type { MinerReading, PoolReading } from '../miner-reading.ts';
import { rootsOf } from './cgminer.ts';
import type { NamedReply } from './cgminer.ts';
import {
  HASHES,
  firstOf,
  highest,
  merge,
  objectsAt,
  readCount,
  readFlag,
  readMac,
  readNumber,
  readRate,
} from './values.ts';
import { readTemperature, readText } from './values.ts';

/**
 * AxeOS (Bitaxe) and Nerd*OS (NerdQAxe): `/api/system/info` and `/api/system/asic`. Rates are GH/s,
 * `voltage` mV. From AxeOS 2.15 on pools stand in eight slots with `primaryPoolIndex`; before, and on
 * Nerd*OS, in `stratumURL` and `fallbackStratumURL`.
 */
export function readAxeOs(family: 'bitaxe' | 'nerdqaxe', replies: readonly NamedReply[]): MinerReading {
  const reading = emptyReading(family);
  const roots = rootsOf(replies);
  const info = merge(roots);
  reading.model = readText(firstOf(info, ['deviceModel', 'minerModel', 'boardVersion']));
  reading.firmware = readText(firstOf(info, ['version', 'axeOSVersion']));
  reading.mac = readMac(info['macAddr']);
  reading.hashrate.now = readRate(info['hashRate'], HASHES.GH);
  reading.hashrate.average = readRate(firstOf(info, ['hashRate_1h', 'hashRate_10m']), HASHES.GH);
  const nominal = readRate(info['expectedHashrate'], HASHES.GH);
  reading.hashrate.nominal = nominal === 0 ? null : nominal;
  reading.chips = readCount(info['asicCount']);
  reading.temperatures.chip = highest([readTemperature(info['temp']), readTemperature(info['temp2'])]);
  reading.fansRpm = [info['fanrpm'], info['fan2rpm']].map(readCount).filter((rpm) => rpm !== null);
  reading.powerWatts = readNumber(info['power']);
  reading.uptimeSeconds = readCount(info['uptimeSeconds']);
  reading.isAsleep = readFlag(info['miningPaused']);
  reading.pools = readSlots(info) ?? readPair(info);
  if (readFlag(info['overheat_mode']) === true) {
    reading.faults.push({ code: 'overheat_mode', text: 'switched off because it was too hot' });
  }
  const fault = readText(info['power_fault']);
  if (fault !== null) reading.faults.push({ code: 'power_fault', text: fault });
  return reading;
}

function readSlots(info: JsonObject): PoolReading[] | null {
  const slots = objectsAt(info, 'pools');
  if (!('primaryPoolIndex' in info) || slots.length === 0) return null;
  const primary = readCount(info['primaryPoolIndex']);
  return slots.flatMap((slot, index) =>
    pool(slot, ['stratumURL', 'stratumPort', 'stratumUser'], (readCount(slot['id']) ?? index) === primary),
  );
}

function readPair(info: JsonObject): PoolReading[] {
  const onFallback = readFlag(info['isUsingFallbackStratum']);
  const isMain = onFallback === null ? null : !onFallback;
  return [
    ...pool(info, ['stratumURL', 'stratumPort', 'stratumUser'], isMain),
    ...pool(info, ['fallbackStratumURL', 'fallbackStratumPort', 'fallbackStratumUser'], onFallback),
  ];
}

/** AxeOS keeps host and port apart; shares are counted for the miner, not per pool. */
function pool(place: JsonObject, keys: [string, string, string], isActive: boolean | null): PoolReading[] {
  const host = readText(place[keys[0]]);
  const port = readCount(place[keys[1]]);
  if (host === null) return [];
  const url = port === null ? host : `${host}:${port}`;
  return [
    { url, user: readText(place[keys[2]]), status: 'unknown', isActive, accepted: null, rejected: null },
  ];
}
