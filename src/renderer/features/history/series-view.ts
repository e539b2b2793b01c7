/** One account, miner or the farm in a chart. */
export interface ChartLine {
  id: string;
  name: string;
  css: string;
  /** Stands in the band or at the end of the line, so that colour is not all. */
  letter: string;
  /** Mean H/s of each bucket; null = not known. */
  values: readonly (number | null)[];
  min: readonly (number | null)[] | null;
  max: readonly (number | null)[] | null;
}

export interface ChartData {
  fromMs: number;
  toMs: number;
  bucketMs: number;
  lines: readonly ChartLine[];
}

/** Lines beside each other, stacked areas, or areas as parts of the whole. */
export const CHART_MODES = ['lines', 'stacked', 'parts'] as const;
export type ChartMode = (typeof CHART_MODES)[number];

/** A line with where its area begins and ends in each bucket; equal in a chart of lines. */
export interface DrawnLine {
  line: ChartLine;
  low: readonly (number | null)[];
  high: readonly (number | null)[];
}

/** How many buckets the chart has. */
export function bucketCount({ lines }: Pick<ChartData, 'lines'>): number {
  return lines.reduce((most, { values }) => Math.max(most, values.length), 0);
}

/** Lines as they are drawn: stacked on each other where the mode says so, in H/s or as parts of one. */
export function drawnLines(data: Pick<ChartData, 'lines'>, mode: ChartMode): DrawnLine[] {
  if (mode === 'lines') return data.lines.map((line) => ({ line, low: line.values, high: line.values }));
  const count = bucketCount(data);
  const totals = totalsOf(data, count);
  const base = new Float64Array(count);
  return data.lines.map((line) => {
    const low: (number | null)[] = [];
    const high: (number | null)[] = [];
    for (let index = 0; index < count; index++) {
      const total = totals[index] ?? null;
      const isKnown = total !== null && (mode === 'stacked' || total > 0);
      const value = mode === 'stacked' ? (line.values[index] ?? 0) : (line.values[index] ?? 0) / (total ?? 1);
      low.push(isKnown ? (base[index] ?? 0) : null);
      if (isKnown) base[index] = (base[index] ?? 0) + value;
      high.push(isKnown ? (base[index] ?? 0) : null);
    }
    return { line, low, high };
  });
}

/** The sum in each bucket; null where no line is known. */
export function totalsOf({ lines }: Pick<ChartData, 'lines'>, count: number): (number | null)[] {
  return Array.from({ length: count }, (_, index) => {
    let total: number | null = null;
    for (const { values } of lines) {
      const value = values[index] ?? null;
      if (value !== null) total = (total ?? 0) + value;
    }
    return total;
  });
}

/** The highest value that is drawn. */
export function highestOf(drawn: readonly DrawnLine[], mode: ChartMode): number {
  if (mode === 'parts') return 1;
  let highest = 0;
  for (const { line, high } of drawn) {
    const tops = mode === 'lines' && line.max ? line.max : high;
    for (const value of tops) if (value !== null && value > highest) highest = value;
  }
  return highest;
}

/** Round values from 0 up to at least `highest`, about `wanted` of them. */
export function valueTicks(highest: number, wanted: number): number[] {
  if (!(highest > 0)) return [0, 1];
  const rough = highest / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? 10 * power;
  const count = Math.ceil(highest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

/** The bucket of a moment, kept inside the chart. */
export function bucketAt(
  { fromMs, bucketMs }: Pick<ChartData, 'fromMs' | 'bucketMs'>,
  atMs: number,
  count: number,
): number {
  return Math.min(Math.max(Math.floor((atMs - fromMs) / bucketMs), 0), Math.max(count - 1, 0));
}

/** The middle of a bucket. */
export function middleOf(
  { fromMs, bucketMs }: Pick<ChartData, 'fromMs' | 'bucketMs'>,
  bucket: number,
): number {
  return fromMs + (bucket + 0.5) * bucketMs;
}

/** Mean of what is known; null without anything. */
export function meanOf(values: readonly (number | null)[]): number | null {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (value === null) continue;
    sum += value;
    count += 1;
  }
  return count === 0 ? null : sum / count;
}

/** Stretches of neighbouring buckets that are known, as first and last index. */
export function knownRuns(values: readonly (number | null)[]): [first: number, last: number][] {
  const runs: [number, number][] = [];
  for (let index = 0; index < values.length; index++) {
    if (values[index] == null) continue;
    const last = runs.at(-1);
    if (last && last[1] === index - 1) last[1] = index;
    else runs.push([index, index]);
  }
  return runs;
}

/** Where a key leads in a chart of `count` buckets; null = another key. */
export function moveBucket(bucket: number | null, key: string, count: number): number | null {
  const at = bucket ?? count - 1;
  const far = Math.max(Math.round(count / 20), 1);
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: at - (bucket === null ? 0 : 1),
    ArrowRight: at + 1,
    PageUp: at - far,
    PageDown: at + far,
    Home: 0,
    End: count - 1,
  };
  const next = steps[key];
  return next === undefined ? null : Math.min(Math.max(next, 0), count - 1);
}
