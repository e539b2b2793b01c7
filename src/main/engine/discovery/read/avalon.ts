import type { JsonObject } from '../json.ts';
import type { BoardReading, MinerReading } from '../miner-reading.ts';
import { readCgminer, rootsOf, sectionOf } from './cgminer.ts';
import type { NamedReply } from './cgminer.ts';
import {
  HASHES,
  firstOf,
  highest,
  readCount,
  readMac,
  readNumber,
  readRate,
  readTemperature,
} from './values.ts';
import { readText, sumKnown } from './values.ts';

type Fields = Map<string, string>;

/** More modules than one Avalon controller carries. */
const MAX_MODULES = 64;
const MAX_STATUS_LENGTH = 200_000;
/** Both parts are bounded, so that a hostile text cannot make the search slow. */
const FIELD = /([A-Za-z0-9_]{1,32})\[([^\][]{0,4096})\]/g;
/** Index of the watts in `PS[…]` of the rack models (Canaan's Avalon10 manual, appendix 1). */
const POWER_INDEX = 4;

/**
 * Avalon (port 4028): `version`, `summary`, `pools`, and `stats`/`estats`/`litestats`, whose `MM ID` texts are
 * lists of `KEY[values]`. GHS* and MGHS are GH/s, `MHS` MH/s; the rate now is GHSspd, since `MHS av` is a
 * mean since the start. The watts of home models stand elsewhere in `PS` and differ by model: left unknown.
 */
export function readAvalon(replies: readonly NamedReply[]): MinerReading {
  const reading = readCgminer('avalon', replies);
  const roots = rootsOf(replies);
  const version = sectionOf(roots, 'VERSION')[0] ?? {};
  const modules = sectionOf(roots, 'STATS').flatMap(modulesOf).slice(0, MAX_MODULES);
  reading.model = readText(version['PROD']) ?? reading.model;
  reading.firmware = readText(firstOf(version, ['LVERSION', 'VERSION'])) ?? reading.firmware;
  reading.mac = readMac(version['MAC']);
  reading.serial = readDna(readText(version['DNA']));
  const first = modules[0];
  if (first === undefined) return reading;
  reading.model ??= modelOf(first.get('Ver'));
  reading.firmware ??= readText(first.get('Ver'));
  reading.serial ??= modules.length === 1 ? readDna(first.get('DNA') ?? null) : null;
  reading.uptimeSeconds ??= readCount(first.get('Elapsed'));
  readRates(reading, modules);
  readHeat(reading, modules);
  const boards = modules.flatMap((module, index) =>
    boardsOf(module, modules.length > 1 ? `${index + 1}.` : ''),
  );
  if (boards.length > 0) reading.boards = boards;
  reading.fansRpm = modules.flatMap(fansOf);
  reading.powerWatts = /^\d/.test(first.get('Ver') ?? '') ? sumKnown(modules.map(wattsOf)) : null;
  reading.isAsleep = sleepOf(first.get('SYSTEMSTATU'));
  reading.faults = modules.flatMap(faultsOf);
  return reading;
}

function modulesOf(entry: JsonObject): Fields[] {
  return Object.entries(entry).flatMap(([key, value]) => {
    if (!/^MM ID\d+(?::Summary)?$/.test(key) || typeof value !== 'string') return [];
    if (value.length > MAX_STATUS_LENGTH) return [];
    const fields: Fields = new Map();
    for (const match of value.matchAll(FIELD)) fields.set(match[1] ?? '', (match[2] ?? '').trim());
    return [fields];
  });
}

/** `1246-83-…` is an Avalon 1246, `7411706-…` a 741 of June 2017, `nano3-…` a Nano 3 by its own word. */
function modelOf(version: string | undefined): string | null {
  const head = /^([A-Za-z0-9]+)-/.exec(version ?? '')?.[1];
  if (head === undefined) return null;
  return `Avalon ${/^\d{7}$/.test(head) ? head.slice(0, 3) : head}`;
}

function readDna(text: string | null): string | null {
  return text !== null && /^[0-9a-f]{16}$/i.test(text) && !/^0+$/.test(text) ? text : null;
}

function readRates(reading: MinerReading, modules: readonly Fields[]): void {
  const total = (key: string) => {
    const parts = modules.map((module) => readNumber(module.get(key)));
    return parts.includes(null) ? null : readRate(sumKnown(parts), HASHES.GH);
  };
  reading.hashrate.now = total('GHSspd') ?? reading.hashrate.now;
  reading.hashrate.average = total('GHSavg') ?? reading.hashrate.average;
  reading.hashrate.nominal = total('GHSmm');
}

function readHeat(reading: MinerReading, modules: readonly Fields[]): void {
  const hottest = (...keys: string[]) =>
    highest(modules.flatMap((module) => keys.map((key) => readTemperature(module.get(key)))));
  reading.temperatures.chip = hottest('TMax') ?? reading.temperatures.chip;
  reading.temperatures.inlet = hottest('ITemp') ?? hottest('Temp');
  reading.temperatures.outlet = hottest('OTemp');
  reading.temperatures.board = hottest('HBTemp', 'HBOTemp') ?? reading.temperatures.board;
}

/** One board per value of MGHS; the old modules without it are one board each. */
function boardsOf(module: Fields, prefix: string): BoardReading[] {
  const rates = listOf(module.get('MGHS'));
  const hottest = listOf(module.get('MTmax'));
  if (rates.length === 0) {
    const board = boardOf(`${prefix}0`, undefined, module.get('TMax'));
    return [{ ...board, nominalHashrate: readRate(module.get('GHSmm'), HASHES.GH) }];
  }
  return rates.slice(0, MAX_MODULES).map((rate, index) => boardOf(`${prefix}${index}`, rate, hottest[index]));
}

function boardOf(name: string, rate: string | undefined, heat: string | undefined): BoardReading {
  return {
    name,
    serial: null,
    hashrate: readRate(rate, HASHES.GH),
    nominalHashrate: null,
    chips: null,
    boardTemperature: null,
    chipTemperature: readTemperature(heat),
  };
}

function fansOf(module: Fields): number[] {
  return ['Fan', 'Fan1', 'Fan2', 'Fan3', 'Fan4']
    .map((key) => readCount(module.get(key)))
    .filter((rpm) => rpm !== null);
}

/** All zeros is a power supply that does not answer. */
function wattsOf(module: Fields): number | null {
  const watts = readNumber(listOf(module.get('PS'))[POWER_INDEX]);
  return watts === 0 ? null : watts;
}

function sleepOf(status: string | undefined): boolean | null {
  if (status?.includes('In Work') === true) return false;
  return status?.includes('In Idle') === true ? true : null;
}

function faultsOf(module: Fields): { code: string; text: string }[] {
  const faults = listOf(module.get('ECHU')).map((code, board) => ({ code, text: `board ${board} (ECHU)` }));
  faults.push(...listOf(module.get('ECMM')).map((code) => ({ code, text: 'main board (ECMM)' })));
  faults.push(
    ...listOf(module.get('PS'))
      .slice(0, 1)
      .map((code) => ({ code, text: 'power supply (PS)' })),
  );
  return faults.filter((fault) => (readCount(fault.code) ?? 0) > 0);
}

function listOf(values: string | undefined): string[] {
  return (values ?? '').split(/\s+/).filter((value) => value !== '');
}
