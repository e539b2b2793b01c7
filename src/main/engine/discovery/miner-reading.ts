import type { HashesPerSecond } from '#shared/units.ts';
import type { MinerFamily } from './families.ts';

/** One hash board as the miner reports it; null = not said. */
export interface BoardReading {
  /** The miner's own name or number of the board. */
  name: string;
  serial: string | null;
  /** Over the shortest time the miner gives. */
  hashrate: HashesPerSecond | null;
  nominalHashrate: HashesPerSecond | null;
  chips: number | null;
  /** °C. */
  boardTemperature: number | null;
  /** °C, the hottest chip known. */
  chipTemperature: number | null;
}

export type PoolStatus = 'alive' | 'dead' | 'disabled' | 'rejecting' | 'unknown';

/** One pool entry. Passwords are never part of a reading. */
export interface PoolReading {
  url: string;
  user: string | null;
  status: PoolStatus;
  /** True when the miner says that it works on this pool now. */
  isActive: boolean | null;
  accepted: number | null;
  rejected: number | null;
}

/** A fault the miner itself declares. */
export interface MinerFault {
  code: string | null;
  text: string;
}

/** What the replies of one miner say, in the app's units. Null is "not said", never zero. */
export interface MinerReading {
  family: MinerFamily;
  model: string | null;
  firmware: string | null;
  /** Only where the miner itself says what it computes. */
  algorithm?: 'sha256d' | 'other';
  /** `aa:bb:cc:dd:ee:ff`. */
  mac: string | null;
  serial: string | null;
  hashrate: {
    now: HashesPerSecond | null;
    average: HashesPerSecond | null;
    nominal: HashesPerSecond | null;
  };
  boards: BoardReading[];
  /** Chips that the boards found; firmware counts dead and resting ones among them. */
  chips: number | null;
  /** °C, the hottest of each kind. */
  temperatures: {
    board: number | null;
    chip: number | null;
    inlet: number | null;
    outlet: number | null;
  };
  /** Rounds per minute, in the miner's order; 0 = a fan that the miner says is there and stands still. */
  fansRpm: number[];
  powerWatts: number | null;
  uptimeSeconds: number | null;
  /** True when the miner says that it sleeps, is stopped or paused. */
  isAsleep: boolean | null;
  pools: PoolReading[];
  faults: MinerFault[];
}

/** How far above its nameplate a miner can be before its unit is doubted; units err by a thousand. */
const DOUBTFUL_RATIO = 5;

/**
 * True when a rate is so far above the miner's own nominal rate that its unit must have been misread: such a
 * rate is not to be shown as a fact. A low rate is no sign of that; boards die.
 */
export function isUnitDoubtful(reading: MinerReading): boolean {
  const { now, average, nominal } = reading.hashrate;
  if (nominal === null || nominal === 0) return false;
  return [now, average].some((rate) => rate !== null && rate > nominal * DOUBTFUL_RATIO);
}

/** A reading in which nothing is known yet. */
export function emptyReading(family: MinerFamily): MinerReading {
  return {
    family,
    model: null,
    firmware: null,
    mac: null,
    serial: null,
    hashrate: { now: null, average: null, nominal: null },
    boards: [],
    chips: null,
    temperatures: { board: null, chip: null, inlet: null, outlet: null },
    fansRpm: [],
    powerWatts: null,
    uptimeSeconds: null,
    isAsleep: null,
    pools: [],
    faults: [],
  };
}
