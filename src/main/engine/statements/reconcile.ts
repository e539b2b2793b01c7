import { formatHashrate, formatWork } from '#shared/format.ts';
import type { PoolFigure, Reconciliation } from '#shared/model/reconciliation.ts';
import type { WorkFigures } from '#shared/model/statement.ts';
import { workFromHashrate } from '#shared/units.ts';

type Explanation = Reconciliation['explanations'][number];

/** Chance that counting alone makes an estimate differ by so many standard deviations is 1 in 20. */
const DEVIATIONS = 2;
/** Sums of decimal numbers differ in their last bits. */
const EQUAL_PART = 1e-9;

const CAUSE_WORDS: Record<Explanation['cause'], string> = {
  'in-doubt': 'shares in doubt',
  pending: 'shares not answered yet',
  straddling: 'shares that straddled a change of difficulty',
  rounding: 'the rounding of its number',
  estimate: 'the chance in an estimated hashrate',
};

export type Comparison = Pick<
  Reconciliation,
  | 'pool'
  | 'compared'
  | 'poolAmount'
  | 'ourAmount'
  | 'difference'
  | 'differencePart'
  | 'explanations'
  | 'verdict'
  | 'words'
>;

/**
 * Holds a pool's number beside ours. Pure. A pool counts exactly what it accepted; what may honestly differ are
 * shares that it answered and we did not hear of, shares whose difficulty changed on the way, rounding, and,
 * where it shows a hashrate, the chance in an estimate: a relative deviation of 1/√n for n shares.
 */
export function compare(pool: PoolFigure, ours: WorkFigures, spanMs: number): Comparison {
  const compared = pool.unit === 'shares' ? ('shares' as const) : ('work' as const);
  const toAmount = (value: number): number =>
    pool.unit === 'hashrate' ? workFromHashrate(value, spanMs) : value;
  const poolAmount = toAmount(pool.value);
  const ourAmount = ours.credited[compared];
  const difference = poolAmount - ourAmount;
  if (ourAmount === 0) {
    const words = `We have no accepted work of that time to hold beside the pool's ${amountText(pool, poolAmount)}.`;
    return {
      pool,
      compared,
      poolAmount,
      ourAmount,
      difference,
      differencePart: null,
      explanations: [],
      verdict: 'nothing',
      words,
    };
  }
  const part = (amount: number): number => amount / ourAmount;
  const explanations: Explanation[] = [
    { cause: 'in-doubt', morePart: part(ours.inDoubt[compared]), lessPart: 0 },
    { cause: 'pending', morePart: part(ours.pending[compared]), lessPart: 0 },
    // Whether the pool counts such a share under its old or new difficulty is not known; the share itself counts.
    ...(compared === 'work'
      ? [
          {
            cause: 'straddling' as const,
            morePart: part(ours.straddling.work),
            lessPart: part(ours.straddling.work),
          },
        ]
      : []),
    both('rounding', part(toAmount(pool.rounding))),
    both(
      'estimate',
      pool.unit === 'hashrate' ? DEVIATIONS / Math.sqrt(Math.max(ours.credited.shares, 1)) : 0,
    ),
  ];
  const shown = explanations.filter(({ morePart, lessPart }) => morePart > 0 || lessPart > 0);
  const differencePart = part(difference);
  const verdict = verdictOf(differencePart, shown);
  const words = wordsFor({
    differencePart,
    shown,
    verdict,
    ourText: amountText({ unit: compared }, ourAmount),
    poolText: amountText(pool, poolAmount),
  });
  return {
    pool,
    compared,
    poolAmount,
    ourAmount,
    difference,
    differencePart,
    explanations: shown,
    verdict,
    words,
  };
}

function both(cause: Explanation['cause'], amount: number): Explanation {
  return { cause, morePart: amount, lessPart: amount };
}

function verdictOf(differencePart: number, explanations: readonly Explanation[]): Reconciliation['verdict'] {
  const rounding = explanations.find(({ cause }) => cause === 'rounding')?.morePart ?? 0;
  if (Math.abs(differencePart) <= rounding + EQUAL_PART) return 'agrees';
  return Math.abs(differencePart) <= allowance(explanations, differencePart > 0) + EQUAL_PART
    ? 'explained'
    : 'unexplained';
}

function allowance(explanations: readonly Explanation[], isMore: boolean): number {
  return explanations.reduce((sum, { morePart, lessPart }) => sum + (isMore ? morePart : lessPart), 0);
}

function wordsFor(facts: {
  differencePart: number;
  shown: readonly Explanation[];
  verdict: Reconciliation['verdict'];
  ourText: string;
  poolText: string;
}): string {
  const { differencePart, shown, verdict, ourText, poolText } = facts;
  const beside = `(${poolText} beside our ${ourText})`;
  if (verdict === 'agrees') return `The pool counts the same as we do ${beside}.`;
  const isMore = differencePart > 0;
  const head = `The pool counts ${percent(Math.abs(differencePart))} ${isMore ? 'more' : 'less'} ${beside}`;
  const causes = shown.filter(({ morePart, lessPart }) => (isMore ? morePart : lessPart) > 0);
  if (causes.length === 0) return `${head}; nothing that we know of explains it.`;
  const list = causes.map(
    ({ cause, morePart, lessPart }) => `${CAUSE_WORDS[cause]} up to ${percent(isMore ? morePart : lessPart)}`,
  );
  const sum = percent(allowance(shown, isMore));
  return verdict === 'explained'
    ? `${head}; that is explained: ${list.join(', ')}.`
    : `${head}; ${list.join(', ')} explain up to ${sum} of it, the rest is unexplained.`;
}

/** Two significant digits and more where there are more: `0.40 %`, `12.3 %`. */
function percent(part: number): string {
  const value = part * 100;
  if (value !== 0 && value < 0.005) return 'less than 0.01 %';
  return `${value < 10 ? value.toFixed(2) : value.toFixed(1)} %`;
}

function amountText(figure: Pick<PoolFigure, 'unit'> & { value?: number }, amount: number): string {
  if (figure.unit === 'shares') return `${amount} shares`;
  const work = formatWork(amount);
  return figure.unit === 'hashrate' && figure.value !== undefined
    ? `${formatHashrate(figure.value)}, ${work} of work`
    : `${work} of work`;
}
