import { Vardiff } from '#engine/stratum/vardiff.ts';

import { plain, quantile, type Section } from '../report.ts';
import { DIFFICULTY, HASHRATE, SimulatedFarm, type SimulatedMiner } from './simulated-farm.ts';

const FARM = 1000;
/** Miners that fail, of each farm; fewer than nearly all, which would be an outage of the farm. */
const FAILING = 400;
const DROPS = [1, 0.5, 1 / 3, 0.2, 0.1];
const SETTLING_MS = 1_800_000;
const LONGEST_MS = 24 * 3_600_000;
/** A run ends when so many of the failures are found: the rest are later than the 90th percentile. */
const ENOUGH = 0.92 * FAILING;
/** What three standard deviations of 50,000 shares leave of a mean: the standard a miner has learned by then. */
const LEARNED_PART = 1 - 3 / Math.sqrt(50_000);

/** Healthy time that was simulated on the way, and what went wrong in it. */
export interface Healthy {
  minerDays: number;
  falseAlarms: number;
}

interface Run {
  /** Minutes from the failure to the verdict, for those found. */
  minutes: number[];
  healthy: Healthy;
}

/** How long it takes to find each drop, against a standard just stated and against one learned. */
export function benchDetection(): { section: Section; healthy: Healthy } {
  const healthy: Healthy = { minerDays: 0, falseAlarms: 0 };
  const note = (run: Run): string => {
    healthy.minerDays += run.healthy.minerDays;
    healthy.falseAlarms += run.healthy.falseAlarms;
    return describe(run.minutes);
  };
  const rows = DROPS.flatMap((drop, index) => {
    const what = `drop of ${Math.round(drop * 100)} %`;
    if (drop === 1) {
      return [
        { what: `${what}, at a fixed difficulty`, figure: note(runOf(drop, 11, { isLearned: false })) },
        {
          what: `${what}, with vardiff`,
          figure: note(runOf(drop, 12, { isLearned: false, hasVardiff: true })),
        },
      ];
    }
    return [
      {
        what: `${what}, nominal hashrate stated`,
        figure: note(runOf(drop, 20 + index, { isLearned: false })),
      },
      { what: `${what}, own standard learned`, figure: note(runOf(drop, 30 + index, { isLearned: true })) },
    ];
  });
  const how = `Time from the failure to the verdict; ${FAILING} of ${FARM} miners at 20 shares a minute fail in each farm, seeded, virtual clock. "Nominal hashrate stated": tested against 97 % of it, as from the first hour on. "Learned": tested against the lower bound that 50,000 shares (42 h) leave, ${plain(LEARNED_PART * 100)} % of the true mean.`;
  return { section: { title: 'Detection', how, rows }, healthy };
}

function describe(minutes: readonly number[]): string {
  if (minutes.length < ENOUGH)
    throw new Error(`${FAILING - minutes.length} failures were not found in a day`);
  const late = Array.from({ length: FAILING - minutes.length }, () => Number.POSITIVE_INFINITY);
  const all = [...minutes, ...late];
  return `median ${span(quantile(all, 0.5))}, 90th percentile ${span(quantile(all, 0.9))}`;
}

function span(minutes: number): string {
  if (minutes < 5) return `${plain(minutes * 60)} s`;
  return minutes < 120 ? `${plain(minutes)} min` : `${plain(minutes / 60)} h`;
}

function runOf(drop: number, seed: number, options: { isLearned: boolean; hasVardiff?: boolean }): Run {
  // Coarser ticks where hours are looked for: a tenth of the simulation's cost.
  const farm = new SimulatedFarm(seed, { tickMs: drop > 0.4 ? 1000 : drop > 0.15 ? 4000 : 10_000 });
  const miners = farm.addMany(FARM);
  if (options.isLearned) for (const miner of miners) learn(farm, miner);
  if (options.hasVardiff) giveVardiff(farm, miners);
  farm.pass(SETTLING_MS);
  const minutes: number[] = [];
  const failedMs = new Map<string, number>();
  let falseAlarms = farm.told.length;
  farm.health.verdictChanged.on(({ minerId, verdict }) => {
    if (verdict.state === 'ok') return;
    const atMs = failedMs.get(minerId);
    if (atMs === undefined) falseAlarms += 1;
    else if (Number.isFinite(atMs)) minutes.push((farm.clock.monotonicMs() - atMs) / 60_000);
    if (atMs !== undefined) failedMs.set(minerId, Number.POSITIVE_INFINITY);
  });
  // One after another: an empty farm would be an outage, and failures do not come on the second.
  for (const miner of miners.slice(0, FAILING)) {
    farm.setHashrate(miner, HASHRATE * (1 - drop));
    failedMs.set(miner.id, farm.clock.monotonicMs());
    farm.pass(drop === 1 ? 1700 : 500);
  }
  farm.pass(LONGEST_MS, () => minutes.length >= ENOUGH);
  const days = farm.clock.monotonicMs() / 86_400_000;
  return { minutes, healthy: { minerDays: (FARM - FAILING) * days, falseAlarms } };
}

function learn(farm: SimulatedFarm, { id }: SimulatedMiner): void {
  farm.health.setExpected(id, { nominalHashrate: null });
  farm.health.restoreLearned(id, { hashrate: HASHRATE * LEARNED_PART, shares: 0, exposure: 0, spanMs: 0 });
}

/** Difficulty follows each miner's shares, as the proxy does it. */
function giveVardiff(farm: SimulatedFarm, miners: readonly SimulatedMiner[]): void {
  const settings = { start: DIFFICULTY, min: 1, max: null, sharesPerMinute: 20 };
  for (const miner of miners) miner.vardiff = new Vardiff(settings, farm.clock.monotonicMs());
}
