import {
  alarmScore,
  DEFAULT_STANDARD,
  DEGREES,
  type StandardContext,
} from '#engine/health/below-standard.ts';
import type { HealthSettings } from '#engine/health/health-types.ts';
import { DEFAULT_REFUSALS } from '#engine/health/rejects.ts';
import { DEFAULT_SILENCE, exposureOf, SilenceTest } from '#engine/health/silence.ts';
import { meanBounds } from '#engine/health/statistics.ts';

import { plain, type Section } from '../report.ts';
import type { Healthy } from './detection-times.ts';
import { SeededRandom } from './random.ts';
import { DIFFICULTY, HASHRATE, SimulatedFarm } from './simulated-farm.ts';

const FARM = 1000;
const SHARES_PER_DAY = 28_800;
const DAYS_PER_MONTH = 30;
const DAY_MS = 86_400_000;
const CLIMBS = 200_000;
const GAPS = 300_000;
/** Allowance of the run whose false alarms can be counted, a day for each test. */
const LOOSE_PER_DAY = 100;

/** False alarms among healthy miners: counted, and where they are too rare for that, computed. */
export function benchFalseAlarms(onTheWay: Healthy): Section {
  const standard = standardPerMonth();
  const silence = silencePerMonth();
  const counted = count(61, {}, DAY_MS / 4);
  const minerDays = counted.minerDays + onTheWay.minerDays;
  const found = counted.alarms + onTheWay.falseAlarms;
  const months = minerDays / FARM / DAYS_PER_MONTH;
  const bounds = meanBounds(found, 0.025);
  const loose = count(
    62,
    {
      silence: { ...DEFAULT_SILENCE, falseAlarmsPerDay: LOOSE_PER_DAY },
      standard: { ...DEFAULT_STANDARD, falseAlarmsPerDay: LOOSE_PER_DAY },
      refusals: { ...DEFAULT_REFUSALS, falseAlarmsPerDay: LOOSE_PER_DAY },
    },
    DAY_MS / 8,
  );
  return {
    title: 'False alarms',
    how: `Per farm-month of ${FARM} healthy miners at 20 shares a minute. Computed: by importance sampling (the failure is simulated and weighted back: ${CLIMBS} climbs for each degree, ${GAPS} gaps), a miner working exactly at its standard, which is the worst case. Counted: seeded simulation of the whole health watch.`,
    rows: [
      {
        what: 'below standard, allowed',
        figure: perMonth(DEFAULT_STANDARD.falseAlarmsPerDay * DAYS_PER_MONTH),
      },
      {
        what: 'below standard, computed',
        figure: `${perMonth(standard.mean)} ± ${plain(2 * standard.error)} (95 %)`,
      },
      { what: 'silent, allowed', figure: perMonth(DEFAULT_SILENCE.falseAlarmsPerDay * DAYS_PER_MONTH) },
      { what: 'silent, computed', figure: `${perMonth(silence.mean)} ± ${plain(2 * silence.error)} (95 %)` },
      {
        what: `all, counted in ${plain(minerDays)} miner-days`,
        figure: `${found} (95 %: ${plain(bounds.lower / months)} to ${plain(bounds.upper / months)} a farm-month)`,
      },
      {
        what: `all, with ${LOOSE_PER_DAY} a day allowed to each of the three tests`,
        figure: `${plain((loose.alarms * FARM) / loose.minerDays)} a day counted`,
      },
    ],
  };
}

function perMonth(value: number): string {
  return `${value < 0.001 ? value.toExponential(1) : plain(value)} a farm-month`;
}

interface Estimate {
  mean: number;
  /** Standard error. */
  error: number;
}

/**
 * The sum over the degrees of: climbs from zero per healthy share × chance that one reaches the limit. The
 * latter is e^-limit × the chance under the failure itself, since the score crosses the limit in a
 * continuous rise and its likelihood ratio there is exactly e^limit.
 */
function standardPerMonth(): Estimate {
  const random = new SeededRandom(51);
  const context: StandardContext = { farmSize: FARM, sharesPerDay: SHARES_PER_DAY };
  let mean = 0;
  let variance = 0;
  for (const degree of DEGREES) {
    const limit = alarmScore(degree, context, DEFAULT_STANDARD);
    const shares = climbs(random, degree, 1, limit).shares / CLIMBS;
    const reached = climbs(random, degree, degree, limit).reached / CLIMBS;
    const perClimb = (FARM * SHARES_PER_DAY * DAYS_PER_MONTH * Math.exp(-limit)) / shares;
    mean += perClimb * reached;
    variance += (perClimb * perClimb * reached * (1 - reached)) / CLIMBS;
  }
  return { mean, error: Math.sqrt(variance) };
}

/** Scores that start at zero, of a miner working at `rate` of its standard, until they are zero again or at the limit. */
function climbs(
  random: SeededRandom,
  degree: number,
  rate: number,
  limit: number,
): { shares: number; reached: number } {
  let shares = 0;
  let reached = 0;
  for (let climb = 0; climb < CLIMBS; climb += 1) {
    for (let score = 0; ;) {
      score += (1 - degree) * random.exponential(1 / rate);
      if (score >= limit) {
        reached += 1;
        break;
      }
      shares += 1;
      score += Math.log(degree);
      if (score <= 0) break;
    }
  }
  return { shares, reached };
}

/** Each healthy gap is longer than the present limit with a chance that is known: e^-(shares expected in it). */
function silencePerMonth(): Estimate {
  const random = new SeededRandom(52);
  const test = new SilenceTest(DEFAULT_SILENCE);
  const context = { farmSize: FARM, difficulty: DIFFICULTY, hintedHashrate: null };
  const perShareMs = 1 / (HASHRATE * exposureOf(1, DIFFICULTY));
  let sum = 0;
  let squares = 0;
  for (let gap = -1000; gap < GAPS; gap += 1) {
    const spanMs = random.exponential(perShareMs);
    test.advance(exposureOf(spanMs, DIFFICULTY), spanMs);
    test.share();
    if (gap < 0) continue;
    const chance = Math.exp(-test.limitMs(context) / perShareMs);
    sum += chance;
    squares += chance * chance;
  }
  const gaps = FARM * SHARES_PER_DAY * DAYS_PER_MONTH;
  const mean = sum / GAPS;
  // Neighbouring gaps share the rate's memory of 200 shares: so much fewer of them are independent.
  const independent = GAPS / 400;
  return {
    mean: gaps * mean,
    error: gaps * Math.sqrt(Math.max(squares / GAPS - mean * mean, 0) / independent),
  };
}

function count(
  seed: number,
  settings: Partial<HealthSettings>,
  spanMs: number,
): { alarms: number; minerDays: number } {
  // Tested against exactly what they do, and one in a hundred shares is refused.
  const farm = new SimulatedFarm(seed, { settings: { ...settings, nominalTolerance: 0 }, tickMs: 4000 });
  farm.addMany(FARM, { refusedPart: 0.01, hashrate: HASHRATE / 0.99 });
  farm.pass(spanMs);
  const alarms = farm.told.filter(({ verdict }) => verdict.state !== 'ok').length;
  return { alarms, minerDays: (FARM * spanMs) / DAY_MS };
}
