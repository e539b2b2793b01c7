import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

import { mean, meanSquare, NOISE } from './noise.ts';
import { Random } from './random.ts';
import { SimFarm, type SimMiner } from './sim-farm.ts';
import { SimPool } from './sim-pool.ts';

const TH = 1e12;
/** A pool that aims at 20 shares a minute gives a share this long. */
const SHARE_SECONDS = 3;
/** A pool whose difficulty is fixed: the owner has chosen one share a second of the whole farm. */
const FIXED_SHARE_SECONDS = 1;

export interface Scenario {
  miners: number;
  hours: number;
  /** Parts of the farm's work that customers have bought, in the owner's order; scaled to what is feasible. */
  quotaParts: readonly number[];
  seed: number;
  /** Part of the feasible work that is sold; above 1 the quotas cannot all be met. 1 unless told. */
  load?: number;
}

/** A farm and its quotas, drawn from the seed. The last account is the overflow account. */
export function buildFarm(scenario: Scenario): SimFarm {
  const random = new Random(scenario.seed);
  const spanMs = scenario.hours * 3_600_000;
  const miners = buildMiners(random, scenario.miners);
  const farmRate = miners.reduce((sum, { role, ownRate }) => sum + (role === 'active' ? ownRate : 0), 0);
  const pools = [...scenario.quotaParts, 0].map((_part, index) => buildPool(random, index, farmRate));
  const sold = feasibleWork(miners, pools, spanMs) * (scenario.load ?? 1);
  const parts = scenario.quotaParts.reduce((sum, part) => sum + part, 0);
  const targets = scenario.quotaParts.map((part) => (sold * part) / parts);
  return new SimFarm({ random, miners, pools, targets: [...targets, Number.POSITIVE_INFINITY], spanMs });
}

/** 100, 140 and 200 TH/s, a few at 1 TH/s, and 2 % standby where the farm is large enough. */
function buildMiners(random: Random, count: number): SimMiner[] {
  return Array.from({ length: count }, (_, index) => {
    const isSmall = count >= 10 && index % 50 === 3;
    const nominal = (isSmall ? 1 : ([100, 140, 200][index % 3] ?? 100)) * TH;
    const ownRate = nominal * Math.max(random.normal(1, NOISE.hashrateSpread), 0.5);
    return {
      index,
      id: `miner-${String(index).padStart(4, '0')}`,
      role: index % 50 === 17 && count >= 100 ? 'standby' : 'active',
      nominal,
      ownRate,
      rate: ownRate,
      isConnected: true,
      closedAtMs: 0,
      silentSinceMs: Number.POSITIVE_INFINITY,
      assigned: -1,
      working: -1,
      moves: 0,
      flights: 0,
      move: null,
    };
  });
}

/** Every third pool's difficulty is fixed; the others follow what comes, and begin at a quarter of it. */
function buildPool(random: Random, index: number, farmRate: number): SimPool {
  const isVardiff = index % 3 !== 2;
  const seconds = isVardiff ? SHARE_SECONDS / 4 : FIXED_SHARE_SECONDS;
  const difficulty = (farmRate * seconds) / HASHES_PER_DIFFICULTY_1;
  return new SimPool(random, { difficulty: isVardiff ? difficulty : powerOfTwo(difficulty), isVardiff });
}

function powerOfTwo(value: number): number {
  return 2 ** Math.round(Math.log2(value));
}

/**
 * Work that may be sold: what the active miners are expected to be credited, less 3σ, where σ has the
 * noise of the share count, of miners that fail, and of one pool's outages (its turn is lost time when
 * no other account can be served in its place).
 */
function feasibleWork(miners: readonly SimMiner[], pools: readonly SimPool[], spanMs: number): number {
  const active = miners.filter(({ role }) => role === 'active');
  const rates = active.map(({ ownRate }) => ownRate / HASHES_PER_DIFFICULTY_1 / 1000);
  const rate = rates.reduce((sum, own) => sum + own, 0);
  const { death, degradation, outage } = NOISE;
  const lostPart =
    mean(death.lastsMs) / death.meanBetweenMs +
    ((1 - mean(degradation.factor)) * mean(degradation.lastsMs)) / degradation.meanBetweenMs;
  const rejects = pools.reduce((sum, pool) => sum + pool.rejectRatio, 0) / pools.length;
  const expected = rate * spanMs * (1 - lostPart) * (1 - rejects);
  const squares = rates.reduce((sum, own) => sum + own * own, 0);
  const failing =
    squares *
    spanMs *
    (meanSquare(death.lastsMs) / death.meanBetweenMs +
      (meanSquare(degradation.lastsMs) * (1 - mean(degradation.factor)) ** 2) / degradation.meanBetweenMs);
  const counting = expected * rate * SHARE_SECONDS * 1000;
  const outages = rate * rate * spanMs * (meanSquare(outage.lastsMs) / outage.meanBetweenMs);
  return Math.max(expected - 3 * Math.sqrt(failing + counting + outages), 0);
}
