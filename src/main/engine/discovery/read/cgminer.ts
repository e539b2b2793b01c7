import type { MinerFamily } from '../families.ts';
import { isObject } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { emptyReading } from '../miner-reading.ts';
import type { BoardReading, MinerReading, PoolReading, PoolStatus } from '../miner-reading.ts';
import { HASHES, firstOf, highest, objectsAt, readCount, readFlag, readNumber, readRate } from './values.ts';
import { readTemperature, readText, totalRate } from './values.ts';

/** One parsed reply and the command or path that it answers. */
export interface NamedReply {
  command: string;
  value: Json;
}

/** More joined replies than any command gives. */
const MAX_ROOTS = 256;

/**
 * The replies themselves and those inside a joined command's reply (`{"summary":[{…}],"stats":[{…}]}`),
 * as one flat list.
 */
export function rootsOf(replies: readonly NamedReply[]): JsonObject[] {
  const roots: JsonObject[] = [];
  const add = (value: Json): void => {
    if (Array.isArray(value)) value.slice(0, MAX_ROOTS).filter(isObject).forEach(addRoot);
    else if (isObject(value)) addRoot(value);
  };
  const addRoot = (root: JsonObject): void => {
    roots.push(root);
    for (const [key, part] of Object.entries(root).slice(0, MAX_ROOTS)) {
      if (/^[a-z]+$/.test(key) && Array.isArray(part)) {
        roots.push(
          ...part
            .slice(0, 4)
            .filter((one) => isObject(one) && Object.hasOwn(one, 'STATUS'))
            .filter(isObject),
        );
      }
    }
  };
  for (const reply of replies) add(reply.value);
  return roots;
}

/** All entries of a section such as `DEVS`, over all replies. */
export function sectionOf(roots: readonly JsonObject[], ...names: string[]): JsonObject[] {
  return roots.flatMap((root) => names.flatMap((name) => objectsAt(root, name)));
}

/** How firmware names its author's own pool, whose shares are not the owner's. */
const HIDDEN_POOLS: ReadonlySet<string> = new Set(['DevFee', '*']);
/** Firmware puts its author's pools far behind the owner's slots (seen: 998, 9998, 9999). */
const AUTHORS_PRIORITY = 900;

/**
 * Whether a pool is the firmware author's. A worker name alone does not hide a pool, anybody can choose one:
 * the entry must also stand where no owner's slot is.
 */
function isAuthorsPool(entry: JsonObject, url: string, user: string | null): boolean {
  if (HIDDEN_POOLS.has(url)) return true;
  const priority = readNumber(firstOf(entry, ['Priority', 'priority']));
  return /^dev[-_ ]?fee/i.test(user ?? '') && priority !== null && priority >= AUTHORS_PRIORITY;
}

/** The pools of `pools` replies, of the 4028 spelling and of Antminer's web spelling. Empty slots are left out. */
export function readPools(entries: readonly JsonObject[]): PoolReading[] {
  return entries.map(readPool).filter((pool) => pool !== null);
}

function readPool(entry: JsonObject): PoolReading | null {
  const url = readText(firstOf(entry, ['URL', 'url']));
  const user = readText(firstOf(entry, ['User', 'user', 'account']));
  if (url === null || isAuthorsPool(entry, url, user)) return null;
  return {
    url,
    user,
    status: readPoolStatus(firstOf(entry, ['Status', 'status'])),
    isActive: readFlag(firstOf(entry, ['Stratum Active', 'stratum-active'])),
    accepted: readCount(firstOf(entry, ['Accepted', 'accepted'])),
    rejected: readCount(firstOf(entry, ['Rejected', 'rejected'])),
  };
}

/** The words of the families for a pool's state, in ours. */
export function readPoolStatus(value: Json | undefined): PoolStatus {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (['alive', 'working', 'active'].includes(word)) return 'alive';
  if (['dead', 'offline', 'unreachable'].includes(word)) return 'dead';
  if (word === 'disabled') return 'disabled';
  return word === 'rejecting' ? 'rejecting' : 'unknown';
}

/** One entry of `devs` whose rates are in MH/s: Whatsminer, LuxOS, Braiins OS and plain cgminer. */
export function readDevice(entry: JsonObject): BoardReading {
  const index = readNumber(firstOf(entry, ['Slot', 'ASC', 'DEV', 'ID']));
  return {
    name: index === null ? '?' : String(index),
    serial: readText(firstOf(entry, ['PCB SN', 'SerialNumber'])),
    hashrate: readRate(firstOf(entry, ['MHS 5s', 'MHS 1m', 'MHS av']), HASHES.MH),
    nominalHashrate: readRate(entry['Nominal MHS'], HASHES.MH) ?? readRate(entry['Factory GHS'], HASHES.GH),
    chips: readCount(firstOf(entry, ['Effective Chips', 'Chips', 'ChipNum'])),
    boardTemperature: readTemperature(entry['Temperature']),
    chipTemperature: readTemperature(firstOf(entry, ['Chip Temp Max', 'Chip Temp Avg'])),
  };
}

/** Families whose `MHS` does not mean MH/s, or means shares of other work: better no rate than a wrong one. */
const RATE_UNSURE: ReadonlySet<MinerFamily> = new Set(['innosilicon', 'blackminer', 'volcminer']);

/**
 * The cgminer API as it is documented: `version`, `summary`, `devs`, `pools`. `MHS` is MH/s, and without a
 * `summary` the boards' rates together are the miner's; what else a vendor puts there is not guessed at.
 */
export function readCgminer(family: MinerFamily, replies: readonly NamedReply[]): MinerReading {
  const reading = emptyReading(family);
  const roots = rootsOf(replies);
  const unit = RATE_UNSURE.has(family) ? null : HASHES.MH;
  const version = sectionOf(roots, 'VERSION')[0] ?? {};
  const summary = sectionOf(roots, 'SUMMARY')[0] ?? {};
  const stats = sectionOf(roots, 'STATS');
  const about = stats[0] ?? {};
  reading.model = readText(version['Type']) ?? readText(about['Type']);
  reading.firmware = readText(firstOf(version, ['Miner', 'CGMiner', 'BDMiner', 'GCMiner', 'BMMiner']));
  const devices = sectionOf(roots, 'DEVS');
  reading.boards = devices.map(readDevice);
  if (unit === null) for (const board of reading.boards) board.hashrate = null;
  const now = (one: JsonObject) => readRate(firstOf(one, ['MHS 5s', 'MHS 30s', 'MHS 1m']), unit);
  const average = (one: JsonObject) => readRate(one['MHS av'], unit);
  reading.hashrate.now = now(summary) ?? totalRate(devices.map(now));
  reading.hashrate.average = average(summary) ?? totalRate(devices.map(average));
  reading.chips = sumChips(reading.boards);
  reading.temperatures.board = highest(reading.boards.map((board) => board.boardTemperature));
  reading.temperatures.chip = highest(reading.boards.map((board) => board.chipTemperature));
  reading.uptimeSeconds =
    readCount(summary['Elapsed']) ?? readCount(stats.find((one) => 'Elapsed' in one)?.['Elapsed']);
  reading.pools = readPools(sectionOf(roots, 'POOLS'));
  return reading;
}

/** All boards' chips; null unless at least one board says. */
export function sumChips(boards: readonly BoardReading[]): number | null {
  return boards.reduce<number | null>(
    (total, board) => (board.chips === null ? total : (total ?? 0) + board.chips),
    null,
  );
}
