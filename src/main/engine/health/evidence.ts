import { formatCount, formatDuration, formatHashrate, formatPercent } from '#shared/format.ts';

import type { Stretch } from './below-standard.ts';
import type { RefusalCounts } from './rejects.ts';
import { logPoissonAtMost } from './statistics.ts';

/** Chances below this are not told apart: no model of a miner is that good. */
const SMALLEST_CHANCE = 1e-9;

/** ln P → `chance 1 in 40,000`. */
export function chanceText(logChance: number): string {
  const oneIn = Math.exp(Math.min(-logChance, 700));
  if (oneIn > 1 / SMALLEST_CHANCE) return `chance below 1 in ${formatCount(1 / SMALLEST_CHANCE)}`;
  return `chance 1 in ${formatCount(Number(oneIn.toPrecision(2)))}`;
}

function expectedText(expected: number): string {
  return expected < 9.95 ? String(Number(expected.toFixed(1))) : formatCount(expected);
}

function sharesText(count: number): string {
  return count === 1 ? '1 share' : `${formatCount(count)} shares`;
}

/** `expected` null: nothing says how many shares to expect. */
export function silentText(gapMs: number, expected: number | null): string {
  const silence = `no share for ${formatDuration(gapMs)}`;
  if (expected === null) return `${silence} since it got its job; how many to expect is not known`;
  return `${silence} where ${expectedText(expected)} were expected; ${chanceText(-expected)}`;
}

export function backText(shares: number, spanMs: number): string {
  return `${sharesText(shares)} in ${formatDuration(spanMs)} since it came back`;
}

/** `standard` in H/s. */
export function belowStandardText(found: Stretch, standard: number): string {
  const chance = chanceText(logPoissonAtMost(found.shares, found.expected));
  return `${sharesText(found.shares)} in ${formatDuration(found.spanMs)} where ${expectedText(found.expected)} were expected at ${formatHashrate(standard)}; ${chance}`;
}

export function upToStandardText(found: Stretch, standard: number): string {
  return `up to standard again: ${sharesText(found.shares)} in ${formatDuration(found.spanMs)} where ${expectedText(found.expected)} were expected at ${formatHashrate(standard)}`;
}

/** `atLeast`: lower bound of the refused part. */
export function rejectingText({ verified, stale, rejected }: RefusalCounts, atLeast: number): string {
  const refused = stale + rejected;
  const shares = verified + refused;
  return `${formatCount(refused)} of its ${sharesText(shares)} in the last 15 min were refused (${formatCount(rejected)} rejected, ${formatCount(stale)} stale): ${formatPercent(refused / shares)}, with confidence at least ${formatPercent(atLeast)}`;
}

export function acceptedAgainText({ verified, stale, rejected }: RefusalCounts): string {
  const refused = stale + rejected;
  return `${formatCount(refused)} of its ${sharesText(verified + refused)} in the last 15 min were refused`;
}

/** What the miner's own interface adds to a finding: faults in words, none (''), or nothing known (null). */
export function saysText(ownWords: string | null): string {
  if (ownWords === null) return '';
  return ownWords === '' ? '; it says of itself that all is well' : `; it says of itself: ${ownWords}`;
}
