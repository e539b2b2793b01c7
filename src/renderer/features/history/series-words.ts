import { fmt } from '../../i18n/fmt.ts';
import { currentLanguage } from '../../i18n/language.ts';
import { t } from '../../i18n/t.ts';
import { textFormat } from './chart-time.ts';
import { historyMessages as m } from './messages.ts';
import { meanOf, totalsOf, type ChartData, type ChartLine, type ChartMode } from './series-view.ts';

/** More lines than this are not listed beside the cursor. */
const MAX_LISTED = 8;

/** Date and time of day in the farm's zone. */
export function momentText(atMs: number, timeZone: string | undefined): string {
  return textFormat('moment', { locale: currentLanguage().locale, timeZone }).format(atMs);
}

/** A bucket in sentences: when, then the highest lines first. */
export function placeLines(
  data: ChartData,
  { bucket, mode, timeZone }: { bucket: number; mode: ChartMode; timeZone: string | undefined },
): string[] {
  const fromMs = data.fromMs + bucket * data.bucketMs;
  const title = t(m.bucket, { from: momentText(fromMs, timeZone), duration: fmt.duration(data.bucketMs) });
  const total = totalsOf(data, bucket + 1)[bucket] ?? null;
  const known = data.lines
    .filter(({ values }) => values[bucket] != null)
    .toSorted((a, b) => (b.values[bucket] ?? 0) - (a.values[bucket] ?? 0));
  if (known.length === 0) return [title, t(m.nothingKnown)];
  const isSplit = mode !== 'lines' && total !== null && total > 0;
  const listed = known.slice(0, MAX_LISTED).map((line) => lineText(line, bucket, isSplit ? total : null));
  const rest = known.length > MAX_LISTED ? [t(m.moreLines, { count: known.length - MAX_LISTED })] : [];
  const sum = isSplit && known.length > 1 ? [t(m.total, { hashrate: fmt.hashrate(total) })] : [];
  return [title, ...listed, ...rest, ...sum];
}

function lineText({ name, values, min, max }: ChartLine, bucket: number, total: number | null): string {
  const value = values[bucket] ?? null;
  const hashrate = fmt.hashrate(value);
  if (total !== null) return t(m.linePart, { name, hashrate, percent: fmt.percent((value ?? 0) / total) });
  const [low, high] = [min?.[bucket] ?? null, max?.[bucket] ?? null];
  if (low === null || high === null) return t(m.line, { name, hashrate });
  return t(m.lineRange, { name, hashrate, low: fmt.hashrate(low), high: fmt.hashrate(high) });
}

/** What a chart shows, in a sentence: the means, highest first. */
export function findingOfChart(data: ChartData): string {
  const means = data.lines
    .map(({ name, values }) => ({ name, mean: meanOf(values) }))
    .filter(({ mean }) => mean !== null)
    .toSorted((a, b) => (b.mean ?? 0) - (a.mean ?? 0));
  if (means.length === 0) return t(m.findingNone);
  return t(m.finding, {
    list: fmt.list(
      means.slice(0, MAX_LISTED).map(({ name, mean }) => t(m.line, { name, hashrate: fmt.hashrate(mean) })),
    ),
  });
}
