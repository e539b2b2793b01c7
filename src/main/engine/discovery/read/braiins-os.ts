import type { Json, JsonObject } from '../json.ts';
import { isObject } from '../json.ts';
import type { BoardReading, MinerReading, PoolReading } from '../miner-reading.ts';
import { readCgminer, readPoolStatus, rootsOf, sectionOf, sumChips } from './cgminer.ts';
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
import { readRate, readTemperature, readText, totalRate, valueAt } from './values.ts';

/**
 * Braiins OS in its three voices: port 4028 (MH/s), GraphQL up to 25.05 (`mhs5S`, `nominalMhs`: MH/s) and REST
 * from 25.07 (`gigahash_per_second`: GH/s). The mean is the one over 15 minutes: `last_24h` is not scaled
 * for a short uptime.
 */
export function readBraiinsOs(replies: readonly NamedReply[]): MinerReading {
  const reading = readCgminer('braiins-os', replies);
  const roots = rootsOf(replies);
  readSocket(reading, roots);
  for (const root of roots) {
    readGraphQl(reading, root);
    readRest(reading, root);
  }
  reading.chips = sumChips(reading.boards);
  reading.temperatures.board ??= highest(reading.boards.map((board) => board.boardTemperature));
  reading.temperatures.chip ??= highest(reading.boards.map((board) => board.chipTemperature));
  reading.hashrate.now ??= totalRate(reading.boards.map((board) => board.hashrate));
  reading.hashrate.nominal ??= totalRate(reading.boards.map((board) => board.nominalHashrate));
  return reading;
}

function readSocket(reading: MinerReading, roots: readonly JsonObject[]): void {
  const version = sectionOf(roots, 'VERSION')[0] ?? {};
  const own = readText(firstOf(version, ['BOSer', 'BOSminer+', 'BOSminer']));
  reading.firmware = own ?? reading.firmware;
  reading.fansRpm = sectionOf(roots, 'FANS')
    .map((fan) => readCount(fan['RPM']))
    .filter((rpm) => rpm !== null);
  const sensors = sectionOf(roots, 'TEMPS');
  const hottest = (key: string) => highest(sensors.map((sensor) => readTemperature(sensor[key])));
  reading.temperatures.board ??= hottest('Board');
  reading.temperatures.chip ??= hottest('Chip');
}

function readGraphQl(reading: MinerReading, root: JsonObject): void {
  const bos = objectAt(root, 'data', 'bos');
  const info = objectAt(root, 'data', 'bosminer', 'info');
  const solver = objectAt(info, 'workSolver');
  reading.firmware ??= readText(valueAt(bos, 'info', 'version', 'full'));
  reading.uptimeSeconds ??= readCount(valueAt(bos, 'uptime', 'durationS'));
  reading.hashrate.now ??= readRate(valueAt(solver, 'realHashrate', 'mhs5S'), HASHES.MH);
  reading.hashrate.nominal ??= readRate(solver['nominalMhs'], HASHES.MH);
  reading.powerWatts ??= readNumber(valueAt(info, 'summary', 'power', 'approxConsumptionW'));
  addFans(reading, objectsAt(info, 'fans'));
  const boards = objectsAt(solver, 'childSolvers');
  if (reading.boards.length === 0) reading.boards = boards.map(graphQlBoard);
  reading.temperatures.inlet ??= highest(boards.map((board) => heatOf(board, /^inlet$/i)));
  reading.temperatures.outlet ??= highest(boards.map((board) => heatOf(board, /^outlet$/i)));
  for (const group of objectsAt(info, 'poolGroups')) {
    reading.pools.push(...poolsOf(objectsAt(group, 'pools')));
  }
  for (const group of objectsAt(root, 'data', 'group')) {
    reading.pools.push(...poolsOf(objectsAt(group, 'pool')));
  }
  const model = readText(valueAt(root, 'data', 'format', 'model'));
  reading.model ??= model;
}

function graphQlBoard(solver: JsonObject): BoardReading {
  const details = objectAt(solver, 'hwDetails');
  return {
    name: readText(solver['name']) ?? '?',
    serial: readText(details['hbSerialNumber']),
    hashrate: readRate(valueAt(solver, 'realHashrate', 'mhs5S'), HASHES.MH),
    nominalHashrate: readRate(solver['nominalMhs'], HASHES.MH),
    chips: readCount(details['chips']),
    boardTemperature: heatOf(solver, /^(?:MAX_)?board$/i),
    chipTemperature: heatOf(solver, /^(?:MAX_)?chip$/i),
  };
}

/** The hottest of a board's sensors with such a name. */
function heatOf(solver: JsonObject, name: RegExp): number | null {
  return highest(
    objectsAt(solver, 'temperatures')
      .filter((one) => name.test(readText(one['name']) ?? ''))
      .map((one) => readTemperature(one['degreesC'])),
  );
}

function readRest(reading: MinerReading, root: JsonObject): void {
  const stats = objectAt(root, 'miner_stats');
  reading.model ??= readText(valueAt(root, 'miner_identity', 'miner_model'));
  reading.firmware ??= readText(valueAt(root, 'bos_version', 'current'));
  reading.mac ??= readMac(root['mac_address']);
  reading.serial ??= 'miner_identity' in root ? readText(root['serial_number']) : null;
  reading.hashrate.now ??= gigahashes(valueAt(stats, 'real_hashrate', 'last_5s'));
  reading.hashrate.average ??= gigahashes(valueAt(stats, 'real_hashrate', 'last_15m'));
  reading.hashrate.nominal ??= gigahashes(stats['nominal_hashrate']) ?? gigahashes(root['sticker_hashrate']);
  reading.powerWatts ??= readNumber(valueAt(root, 'power_stats', 'approximated_consumption', 'watt'));
  addFans(reading, objectsAt(root, 'fans'));
  const boards = objectsAt(root, 'hashboards');
  if (reading.boards.length === 0) reading.boards = boards.map(restBoard);
  reading.temperatures.inlet ??= highest(boards.map((board) => degrees(board['lowest_inlet_temp'])));
  reading.temperatures.outlet ??= highest(boards.map((board) => degrees(board['highest_outlet_temp'])));
  const pools = objectsAt(root, 'pools');
  if (pools.length > 0) reading.pools.push(...poolsOf(pools));
  for (const error of objectsAt(root, 'errors')) {
    const text = readText(error['message']);
    const code = readText(valueAt(objectsAt(error, 'error_codes')[0], 'code'));
    if (text !== null) reading.faults.push({ code, text });
  }
}

function restBoard(board: JsonObject): BoardReading {
  return {
    name: readText(board['id']) ?? '?',
    serial: readText(board['serial_number']),
    hashrate: gigahashes(valueAt(board, 'stats', 'real_hashrate', 'last_5s')),
    nominalHashrate: gigahashes(valueAt(board, 'stats', 'nominal_hashrate')),
    chips: readCount(board['chips_count']),
    boardTemperature: degrees(board['board_temp']),
    chipTemperature: degrees(valueAt(board, 'highest_chip_temp', 'temperature')),
  };
}

/** REST has alive/enabled flags, GraphQL a word, a configuration neither. */
function poolsOf(entries: readonly JsonObject[]): PoolReading[] {
  return entries.flatMap((entry): PoolReading[] => {
    const url = readText(entry['url']);
    if (url === null) return [];
    const shares = isObject(entry['stats']) ? entry['stats'] : objectAt(entry, 'shares');
    const alive = readFlag(entry['alive']);
    const byFlag = alive === null ? readPoolStatus(entry['status']) : alive ? 'alive' : 'dead';
    return [
      {
        url,
        user: readText(entry['user']),
        status: readFlag(entry['enabled']) === false ? 'disabled' : byFlag,
        isActive: readFlag(entry['active']),
        accepted: readCount(firstOf(shares, ['accepted_shares', 'acceptedSolutions'])),
        rejected: readCount(firstOf(shares, ['rejected_shares', 'rejectedSolutions'])),
      },
    ];
  });
}

function addFans(reading: MinerReading, fans: readonly JsonObject[]): void {
  if (reading.fansRpm.length > 0) return;
  reading.fansRpm = fans.map((fan) => readCount(fan['rpm'])).filter((rpm) => rpm !== null);
}

function gigahashes(value: Json | undefined) {
  return readRate(valueAt(value, 'gigahash_per_second'), HASHES.GH);
}

function degrees(value: Json | undefined): number | null {
  return readTemperature(valueAt(value, 'degree_c'));
}
