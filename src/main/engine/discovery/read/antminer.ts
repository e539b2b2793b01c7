import type { MinerFamily } from '../families.ts';
import type { JsonObject } from '../json.ts';
import { emptyReading } from '../miner-reading.ts';
import type { BoardReading, MinerReading } from '../miner-reading.ts';
import { readPools, rootsOf, sectionOf, sumChips } from './cgminer.ts';
import type { NamedReply } from './cgminer.ts';
import {
  HASHES,
  firstOf,
  highest,
  merge,
  objectAt,
  objectsAt,
  readCount,
  readMac,
  readNumber,
} from './values.ts';
import { readRate, readRateUnit, readTemperature, readTemperatures, readText, sumKnown } from './values.ts';

/** Boards and fans are numbered from 1; the widest replies have 16 of each. */
const MAX_BOARDS = 16;
/** `_ant_work_mode` 254 is sleep on S17/T17; `bitmain-work-mode` 1 on S19 and later. */
const SLEEP_MODE_S17 = 254;

/**
 * Antminer firmware and its relatives (stock, Hiveon, MSKminer, asicseer, old VNish; Elphapex's twin):
 * `stats`, `summary`, `pools` and `version` of port 4028, and the web replies `summary.cgi`, `stats.cgi`,
 * `pools.cgi`, `get_system_info.cgi`, `get_miner_conf.cgi`. The keys say GH/s, but L3, D3 and E3 mean MH/s;
 * `rate_unit` wins where there is one.
 */
export function readAntminer(family: MinerFamily, replies: readonly NamedReply[]): MinerReading {
  const reading = emptyReading(family);
  const roots = rootsOf(replies);
  const stats = sectionOf(roots, 'STATS');
  const about = merge([
    ...stats.filter((one) => 'Type' in one),
    ...roots.map((root) => objectAt(root, 'INFO')),
  ]);
  const system = roots.find((root) => 'minertype' in root || 'macaddr' in root) ?? {};
  const version = sectionOf(roots, 'VERSION')[0] ?? {};
  reading.model = readText(firstOf({ ...about, ...version, ...system }, ['minertype', 'Type', 'type']));
  reading.firmware =
    readText(system['system_filesystem_version']) ??
    readText(firstOf({ ...about, ...version }, ['Miner', 'miner_version']));
  reading.mac = readMac(system['macaddr']);
  reading.serial = readText(firstOf({ ...about, ...system }, ['serinum', 'dev_sn']));
  const live =
    stats.find((one) => 'GHS 5s' in one || 'chain' in one || 'Elapsed' in one || 'elapsed' in one) ?? {};
  const summary = sectionOf(roots, 'SUMMARY')[0] ?? {};
  const stated = firstOf({ ...summary, ...live }, ['rate_unit']);
  // A unit that is stated but not known is not replaced by a guess.
  const unit = stated === undefined ? unitOfModel(reading.model) : readRateUnit(stated);
  readRates(reading, { ...summary, ...live }, unit);
  reading.boards = Array.isArray(live['chain']) ? readChainList(live, unit) : readChainKeys(live, unit);
  // LuxOS puts another count into total_acn: the boards' own counts come first, and no boards is not zero chips.
  reading.chips = sumChips(reading.boards) ?? (readCount(live['total_acn']) || null);
  reading.temperatures.board =
    highest(reading.boards.map((board) => board.boardTemperature)) ?? hottestOf(live, 'temp', 'temp_pcb');
  reading.temperatures.chip =
    highest(reading.boards.map((board) => board.chipTemperature)) ?? hottestOf(live, 'temp2_', 'temp_chip');
  reading.fansRpm = readFans(live);
  reading.powerWatts = readPower(live);
  reading.uptimeSeconds = readCount(firstOf({ ...summary, ...live }, ['Elapsed', 'elapsed']));
  reading.isAsleep = readSleep(live, roots);
  reading.pools = readPools(sectionOf(roots, 'POOLS', 'pools'));
  reading.faults = objectsAt(summary, 'status')
    .filter((one) => one['status'] === 'e')
    .map((one) => ({
      code: readNumber(one['code'])?.toString() ?? null,
      text: [readText(one['type']), readText(one['msg'])].filter((part) => part !== null).join(': '),
    }));
  return reading;
}

/** What the keys that say GHS mean on a model: MH/s on the old Scrypt, X11 and Ethash ones; unknown is null. */
function unitOfModel(model: string | null): number | null {
  if (model === null) return HASHES.GH;
  if (/\b(?:L3|D3|E3)\b/.test(model)) return HASHES.MH;
  // Equihash counts solutions and firmware disagrees about the prefix; the others state no unit at all.
  return /Antminer (?:Z|X|B|A|K|D|E|L|H)/.test(model) ? null : HASHES.GH;
}

function readRates(reading: MinerReading, live: JsonObject, unit: number | null): void {
  reading.hashrate.now =
    readRate(firstOf(live, ['GHS 5s', 'rate_5s']), unit) ?? readRate(live['MHS 5s'], HASHES.MH);
  reading.hashrate.average =
    readRate(firstOf(live, ['GHS av', 'rate_avg']), unit) ?? readRate(live['MHS av'], HASHES.MH);
  const ideal = readRate(firstOf(live, ['total_rateideal', 'rate_ideal']), unit);
  // 0 is what an idle or unset machine sends: no board has a nameplate of nothing.
  reading.hashrate.nominal = ideal === 0 ? null : ideal;
}

/** `stats.cgi` and `new_api`: one object per board. */
function readChainList(live: JsonObject, unit: number | null): BoardReading[] {
  return objectsAt(live, 'chain')
    .slice(0, MAX_BOARDS)
    .map((chain, index) => ({
      name: String(readNumber(chain['index']) ?? index),
      serial: readText(chain['sn']),
      hashrate: readRate(chain['rate_real'], unit),
      nominalHashrate: readRate(chain['rate_ideal'], unit),
      chips: readCount(chain['asic_num']),
      boardTemperature: highest(readTemperatures(chain['temp_pcb'])),
      chipTemperature: highest(readTemperatures(chain['temp_chip'])),
    }));
}

/** Flat keys: board n is there when it has chips or a rate; S9-class boards sit at 6 to 8. */
function readChainKeys(live: JsonObject, unit: number | null): BoardReading[] {
  const boards: BoardReading[] = [];
  for (let n = 1; n <= MAX_BOARDS; n += 1) {
    const chips = readCount(live[`chain_acn${n}`]);
    const hashrate = readRate(live[`chain_rate${n}`], unit);
    if (!chips && !hashrate) continue;
    const pcb = readTemperatures(live[`temp_pcb${n}`]);
    const chip = readTemperatures(live[`temp_chip${n}`]);
    const ideal = readRate(live[`chain_rateideal${n}`], unit);
    boards.push({
      name: String(n),
      serial: null,
      hashrate,
      nominalHashrate: ideal === 0 ? null : ideal,
      chips,
      boardTemperature: highest(pcb) ?? readTemperature(live[`temp${n}`]),
      chipTemperature: highest(chip) ?? readTemperature(live[`temp2_${n}`]),
    });
  }
  return boards;
}

/** The hottest of all numbered sensors, for a reply that was cut before it says which boards there are. */
function hottestOf(live: JsonObject, single: string, list: string): number | null {
  const found: (number | null)[] = [];
  for (let n = 1; n <= MAX_BOARDS; n += 1) {
    found.push(readTemperature(live[`${single}${n}`]), ...readTemperatures(live[`${list}${n}`]));
  }
  return highest(found);
}

/** Turning fans, and 0 for each one that `fan_num` counts and that does not turn. */
function readFans(live: JsonObject): number[] {
  const list = live['fan'];
  if (Array.isArray(list))
    return list
      .slice(0, MAX_BOARDS)
      .map(readCount)
      .filter((rpm) => rpm !== null);
  const turning: number[] = [];
  for (let n = 1; n <= MAX_BOARDS; n += 1) {
    const rpm = readCount(live[`fan${n}`]);
    if (rpm !== null && rpm > 0) turning.push(rpm);
  }
  const counted = readCount(live['fan_num']) ?? 0;
  if (counted > MAX_BOARDS) return turning;
  while (turning.length < counted) turning.push(0);
  return turning;
}

function readPower(live: JsonObject): number | null {
  const whole = readNumber(firstOf(live, ['chain_power', 'total_power', 'power', 'watt']));
  if (whole !== null) return whole;
  const parts: (number | null)[] = [];
  for (let n = 1; n <= MAX_BOARDS; n += 1) parts.push(readNumber(live[`chain_consumption${n}`]));
  return sumKnown(parts);
}

function readSleep(live: JsonObject, roots: readonly JsonObject[]): boolean | null {
  if (live['Mode'] === SLEEP_MODE_S17) return true;
  const configuration = roots.find((root) => 'bitmain-work-mode' in root);
  const mode = readNumber(configuration?.['bitmain-work-mode']);
  return mode === null ? null : mode === 1 || mode === SLEEP_MODE_S17;
}
