import type { JsonObject } from '../json.ts';
import type { BoardReading, MinerReading } from '../miner-reading.ts';
import { readAntminer } from './antminer.ts';
import { readPools, rootsOf } from './cgminer.ts';
import type { NamedReply } from './cgminer.ts';
import {
  HASHES,
  firstOf,
  highest,
  objectAt,
  objectsAt,
  readCount,
  readMac,
  readNumber,
  readRate,
} from './values.ts';
import { readRateUnit, readTemperature, readText } from './values.ts';

/**
 * VNish and AnthillOS: `/api/v1/{info,model,status,summary,chains}`; on S9-class machines, where there is no
 * REST API, the replies of port 4028 as Antminer gives them. `hr_*` and `hashrate_*` of the chains are in the
 * unit of `hr_measure` (GH/s without one); `average_hashrate` and `instant_hashrate` are TH/s.
 */
export function readVnish(replies: readonly NamedReply[]): MinerReading {
  const reading = readAntminer('vnish', replies);
  const roots = rootsOf(replies);
  const info = roots.find((root) => 'fw_version' in root) ?? {};
  const status = roots.find((root) => 'miner_state' in root) ?? {};
  const miner = roots.map((root) => objectAt(root, 'miner')).find((one) => Object.keys(one).length > 0) ?? {};
  const unit = readRateUnit(info['hr_measure']) ?? HASHES.GH;
  reading.model = readText(firstOf(info, ['miner', 'model'])) ?? reading.model;
  reading.firmware = readText(info['fw_version']) ?? reading.firmware;
  reading.mac ??= readMac(objectAt(info, 'system', 'network_status')['mac']);
  reading.serial ??= readText(info['serial']);
  reading.hashrate.now ??=
    readRate(miner['hr_realtime'], unit) ?? readRate(miner['instant_hashrate'], HASHES.TH);
  reading.hashrate.average ??=
    readRate(miner['hr_average'], unit) ?? readRate(miner['average_hashrate'], HASHES.TH);
  reading.hashrate.nominal ??= readRate(miner['hr_nominal'], unit);
  reading.powerWatts ??= readNumber(firstOf(miner, ['power_consumption', 'power_usage']));
  reading.temperatures.board ??= readTemperature(objectAt(miner, 'pcb_temp')['max']);
  reading.temperatures.chip ??= readTemperature(objectAt(miner, 'chip_temp')['max']);
  if (reading.boards.length === 0)
    readChains(reading, [...objectsAt(miner, 'chains'), ...chainsOf(roots)], unit);
  const fans = objectsAt(miner, 'cooling', 'fans').map((fan) => readCount(fan['rpm']));
  if (reading.fansRpm.length === 0) reading.fansRpm = fans.filter((rpm) => rpm !== null);
  if (reading.pools.length === 0) reading.pools = readPools(ownPools(miner));
  readState(reading, status, objectAt(miner, 'miner_status'));
  return reading;
}

/** `/chains` answers a bare list. */
function chainsOf(roots: readonly JsonObject[]): JsonObject[] {
  return roots.filter((root) => 'chip_statuses' in root && 'id' in root);
}

function readChains(reading: MinerReading, chains: readonly JsonObject[], unit: number): void {
  reading.boards = chains.map((chain, index): BoardReading => ({
    name: String(readNumber(chain['id']) ?? index),
    serial: readText(chain['serial']),
    hashrate: readRate(chain['hashrate_rt'], unit),
    nominalHashrate: readRate(chain['hashrate_ideal'], unit),
    chips: null,
    boardTemperature: readTemperature(objectAt(chain, 'pcb_temp')['max']),
    chipTemperature: readTemperature(objectAt(chain, 'chip_temp')['max']),
  }));
  reading.temperatures.board ??= highest(reading.boards.map((board) => board.boardTemperature));
  reading.temperatures.chip ??= highest(reading.boards.map((board) => board.chipTemperature));
}

/** The firmware author's own pool is no pool of the owner. */
function ownPools(miner: JsonObject): JsonObject[] {
  return objectsAt(miner, 'pools').filter((pool) => !/^dev-?fee$/i.test(readText(pool['pool_type']) ?? ''));
}

function readState(reading: MinerReading, status: JsonObject, inSummary: JsonObject): void {
  const state = readText(status['miner_state']) ?? readText(inSummary['miner_state']);
  if (state === null) return;
  reading.isAsleep = ['stopped', 'paused', 'shutting-down'].includes(state);
  if (state !== 'failure') return;
  const code = readCount(firstOf({ ...inSummary, ...status }, ['failure_code']));
  const text = readText(firstOf({ ...inSummary, ...status }, ['description'])) ?? 'failure';
  reading.faults.push({ code: code?.toString() ?? null, text });
}
