import { emptyReading } from '../miner-reading.ts';
import type { MinerFault, MinerReading } from '../miner-reading.ts';
import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { readDevice, readPools, rootsOf, sectionOf, sumChips } from './cgminer.ts';
import type { NamedReply } from './cgminer.ts';
import {
  HASHES,
  firstOf,
  highest,
  objectAt,
  objectsAt,
  readCount,
  readFlag,
  readMac,
  readNumber,
} from './values.ts';
import { readRate, readTemperature, readText, sumKnown, valueAt } from './values.ts';

/** More errors than a machine that still answers has. */
const MAX_FAULTS = 64;

/**
 * Whatsminer, both APIs: v1/v2 on port 4028 (`MHS` in MH/s, `Factory GHS` in GH/s) and v3 on port 4433
 * (`hash-realtime`, `hash-average`, `factory-hash` in TH/s). A sleeping machine goes on answering with old
 * numbers: `isAsleep` comes from `status`, and the rate now is then unknown.
 */
export function readWhatsminer(replies: readonly NamedReply[]): MinerReading {
  const reading = emptyReading('whatsminer');
  const roots = rootsOf(replies);
  readV2(reading, roots);
  for (const root of roots) {
    if (isObject(root['msg'])) readV3(reading, root['msg']);
    if (isObject(root['Msg'])) readMessage(reading, root['Msg']);
  }
  if (reading.isAsleep === true) reading.hashrate.now = null;
  return reading;
}

function readV2(reading: MinerReading, roots: readonly JsonObject[]): void {
  const summary = sectionOf(roots, 'SUMMARY')[0] ?? {};
  const devices = sectionOf(roots, 'DEVS');
  const model = sectionOf(roots, 'DEVDETAILS').map((one) => readText(one['Model']));
  reading.model = model.find((one) => one !== null) ?? null;
  reading.mac = readMac(summary['MAC']);
  reading.boards = devices.map(readDevice);
  reading.chips = sumChips(reading.boards);
  reading.hashrate.now =
    readRate(firstOf(summary, ['HS RT', 'MHS 5s', 'MHS 1m']), HASHES.MH) ?? sumKnownRates(devices, 'MHS 5s');
  reading.hashrate.average = readRate(summary['MHS av'], HASHES.MH) ?? sumKnownRates(devices, 'MHS av');
  reading.hashrate.nominal =
    readRate(summary['Factory GHS'], HASHES.GH) ??
    readRate(sumKnown(devices.map((one) => readNumber(one['Factory GHS']))), HASHES.GH);
  reading.temperatures.board =
    readTemperature(summary['Temperature']) ?? highest(reading.boards.map((board) => board.boardTemperature));
  reading.temperatures.chip =
    readTemperature(summary['Chip Temp Max']) ??
    highest(reading.boards.map((board) => board.chipTemperature));
  reading.temperatures.inlet = readTemperature(summary['Env Temp']);
  const fans = 'Fan Speed In' in summary ? summary : (devices[0] ?? {});
  reading.fansRpm = [fans['Fan Speed In'], fans['Fan Speed Out']]
    .map(readCount)
    .filter((rpm) => rpm !== null);
  reading.powerWatts = readNumber(summary['Power']);
  reading.uptimeSeconds = readCount(firstOf(summary, ['Uptime', 'Elapsed'])) ?? longest(devices);
  reading.pools = readPools(sectionOf(roots, 'POOLS'));
  reading.faults = faultKeys(summary);
}

/** The total of all boards, but only when every board says its part. */
function sumKnownRates(devices: readonly JsonObject[], key: string) {
  const parts = devices.map((one) => readNumber(one[key]));
  return parts.includes(null) ? null : readRate(sumKnown(parts), HASHES.MH);
}

function longest(devices: readonly JsonObject[]): number | null {
  return highest(devices.map((one) => readCount(one['Device Elapsed'])));
}

/** `Error Code 0`, `Factory Error Code 1` … of `summary`; the counts beside them are no codes. */
function faultKeys(summary: JsonObject): MinerFault[] {
  return Object.entries(summary)
    .filter(([key]) => /^(?:Factory )?Error Code \d+$/.test(key))
    .slice(0, MAX_FAULTS)
    .map(([, code]) => ({ code: readCode(code), text: 'error code' }));
}

/** The object of `status`, `get_version`, `get_error_code` and `get_miner_info`. */
function readMessage(reading: MinerReading, message: JsonObject): void {
  reading.firmware ??= readText(firstOf(message, ['fw_ver', 'FirmwareVersion', 'Firmware Version']));
  reading.mac ??= readMac(message['mac']);
  reading.serial ??= readText(message['minersn']);
  reading.isAsleep ??= readFlag(firstOf(message, ['mineroff', 'btmineroff']));
  reading.faults.push(...errorList(message['error_code']));
}

/** A list of texts, of `{code: time}` objects, or nothing (2.0.4 and 2.0.5 differ). */
function errorList(list: Json | undefined): MinerFault[] {
  if (!Array.isArray(list)) return [];
  return list.slice(0, MAX_FAULTS).flatMap((one): MinerFault[] => {
    if (!isObject(one)) return [{ code: readCode(one), text: 'error code' }];
    const reason = readText(one['reason']) ?? 'error code';
    return Object.keys(one)
      .filter((key) => /^\d{1,9}$/.test(key))
      .slice(0, MAX_FAULTS)
      .map((code) => ({ code, text: reason }));
  });
}

function readCode(value: Json): string | null {
  return readCount(value)?.toString() ?? readText(value);
}

function readV3(reading: MinerReading, message: JsonObject): void {
  const miner = objectAt(message, 'miner');
  const summary = objectAt(message, 'summary');
  reading.model ??= readText(miner['type']);
  reading.serial ??= readText(miner['miner-sn']);
  reading.firmware ??= readText(valueAt(message, 'system', 'fwversion'));
  reading.mac ??= readMac(valueAt(message, 'network', 'mac'));
  reading.hashrate.now ??= readRate(summary['hash-realtime'], HASHES.TH);
  reading.hashrate.average ??= readRate(summary['hash-average'], HASHES.TH);
  reading.hashrate.nominal ??= readRate(summary['factory-hash'], HASHES.TH);
  reading.powerWatts ??= readNumber(summary['power-realtime']);
  reading.uptimeSeconds ??= readCount(summary['elapsed']);
  reading.temperatures.inlet ??= readTemperature(summary['environment-temperature']);
  reading.temperatures.chip ??= readTemperature(summary['chip-temp-max']);
  if (reading.fansRpm.length === 0) {
    const speeds = [summary['fan-speed-in'], summary['fan-speed-out']];
    reading.fansRpm = speeds.map(readCount).filter((rpm) => rpm !== null);
  }
  reading.pools.push(...readPools(objectsAt(message, 'pools')));
  reading.faults.push(...errorList(message['error-code']));
}
