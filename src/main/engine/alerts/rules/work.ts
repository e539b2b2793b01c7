import { logBinomialAtLeast } from '#engine/health/statistics.ts';
import { formatCount, formatDifficulty, formatHashrate, formatPercent } from '#shared/format.ts';
import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

import type { FarmSample, SampledAccount } from '../farm-sample.ts';
import { type AlertRule, type Condition, FARM, listNames } from '../rule.ts';
import { subjectOf } from './pools.ts';

/** Span of the miners' meters. */
const WINDOW_SECONDS = 600;
/** A shortfall within so many standard deviations of the shares' number is luck. */
const DEVIATIONS = 3;
const LEAST_ANSWERS = 20;
/** A refused part above the limit must be less likely than this to be luck. */
const LUCK = 1e-3;

/** The miners that work do less than they should. Those that are lost have an alert of their own. */
export const hashrateLow: AlertRule = {
  look(sample, { threshold }) {
    const { actual, expected, expectedShares } = workingRates(sample);
    if (expected === 0) return [];
    const least = Math.max(threshold ?? 0, DEVIATIONS / Math.sqrt(Math.max(expectedShares, 1)));
    if (1 - actual / expected <= least) return [];
    const { accounts, outage } = sample;
    // Miners of an account whose pool is gone work for the others; with no pool at all they have no work.
    const hasNoPool = accounts.length > 0 && accounts.every(({ isServable }) => !isServable);
    const isSwallowed = outage !== null || hasNoPool;
    return [{ rule: 'hashrate-low', cause: 'hashrate-low', member: FARM, isSwallowed }];
  },
  words(sample) {
    const { actual, expected, miners } = workingRates(sample);
    if (expected === 0) return null;
    const missing = formatPercent(1 - actual / expected);
    return {
      title: `Hashrate ${missing} too low`,
      text: `The ${formatCount(miners)} miners that work do ${formatHashrate(actual)} of the ${formatHashrate(expected)} they should, ${missing} less.`,
      next: 'Sort the Miners page by hashrate: look for heat, dead boards and a slow network.',
      numbers: { hashrate: actual, expectedHashrate: expected, miners },
    };
  },
};

function workingRates({ miners }: FarmSample): {
  actual: number;
  expected: number;
  expectedShares: number;
  miners: number;
} {
  const sum = { actual: 0, expected: 0, expectedShares: 0, miners: 0 };
  for (const { isMarked, isSettled, fault, hashrate, expectedHashrate, difficulty } of miners) {
    if (isMarked || !isSettled || fault !== null) continue;
    if (hashrate === null || expectedHashrate === null || difficulty === null) continue;
    sum.actual += hashrate;
    sum.expected += expectedHashrate;
    sum.expectedShares += (expectedHashrate * WINDOW_SECONDS) / (difficulty * HASHES_PER_DIFFICULTY_1);
    sum.miners += 1;
  }
  return sum;
}

/** A pool refuses more of an account's shares than chance explains at the limit. */
export const rejectedHigh: AlertRule = {
  look({ accounts }, { threshold }) {
    const limit = threshold ?? 0;
    return accounts
      .filter(({ answers }) => isAbove(answers, limit))
      .map((account): Condition => ({
        rule: 'rejected-high',
        cause: `rejected-high:${account.id}`,
        member: subjectOf(account),
      }));
  },
  words({ accounts }, cause) {
    const account = accounts.find(({ id }) => cause === `rejected-high:${id}`);
    if (!account) return null;
    const { accepted, rejected, stale } = account.answers;
    const all = accepted + rejected + stale;
    if (all === 0) return null;
    const part = (rejected + stale) / all;
    return {
      title: `${formatPercent(part)} of ${account.name}'s shares are refused`,
      text: `In the last 10 min the pool refused ${formatCount(rejected + stale)} of ${formatCount(all)} shares of ${account.name}: ${formatCount(rejected)} rejected, ${formatCount(stale)} stale.`,
      next: 'Stale shares point to a slow line to the pool, rejected ones to a wrong worker or to faulty miners: compare the miners.',
      numbers: { accepted, rejected, stale, fraction: part },
    };
  },
};

function isAbove({ accepted, rejected, stale }: SampledAccount['answers'], limit: number): boolean {
  const refused = rejected + stale;
  const all = accepted + refused;
  if (all < LEAST_ANSWERS || refused <= limit * all) return false;
  return refused === all || logBinomialAtLeast(refused, all, limit) < Math.log(LUCK);
}

/** Accounts that will miss their quotas, as far as can be foreseen: one alert, since the farm is shared. */
export const deviation: AlertRule = {
  look({ accounts, outage }, { threshold }) {
    return accounts
      .filter(({ missing }) => missing !== null && missing.fraction > (threshold ?? 0))
      .map((account): Condition => ({
        rule: 'deviation',
        cause: 'deviation',
        member: subjectOf(account),
        isSwallowed: outage !== null || !account.isServable,
      }));
  },
  words({ accounts }, _cause, ids) {
    const short = accounts
      .filter(({ id }) => ids.includes(id))
      .flatMap(({ name, missing }) => (missing === null ? [] : [{ name, ...missing }]))
      .toSorted((a, b) => b.fraction - a.fraction);
    const [worst] = short;
    if (!worst) return null;
    const names = listNames(short.map(({ name }) => name));
    const each = short.slice(0, 3).map(({ name, fraction, work }) => {
      return `${name} ${formatPercent(fraction)} (${formatDifficulty(work)})`;
    });
    return {
      title: `${names} will miss the quota`,
      text: `As the farm works now, by the end of the round there will be missing: ${each.join(', ')}${short.length > 3 ? ` and less of ${short.length - 3} more` : ''}.`,
      next: 'Bring back lost miners, add standby miners, or change quotas: the what-if on the Allocation page shows what helps.',
      numbers: { accounts: short.length, worstFraction: worst.fraction },
    };
  },
};
