import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';

/** One figure of the bench: what was measured and what came out, as text. */
export interface Row {
  what: string;
  figure: string;
}

/** Figures that belong together, with how they were measured. */
export interface Section {
  title: string;
  how: string;
  rows: Row[];
}

/** Sections as Markdown, so that the output can go into docs/benchmarks.md as it is. */
export function printSection({ title, how, rows }: Section): void {
  console.log(`## ${title}\n\n${how}\n`);
  const width = Math.max(...rows.map(({ what }) => what.length), 4);
  const figureWidth = Math.max(...rows.map(({ figure }) => figure.length), 6);
  console.log(`| ${'what'.padEnd(width)} | ${'figure'.padEnd(figureWidth)} |`);
  console.log(`| ${'-'.repeat(width)} | ${'-'.repeat(figureWidth)} |`);
  for (const { what, figure } of rows)
    console.log(`| ${what.padEnd(width)} | ${figure.padEnd(figureWidth)} |`);
  console.log('');
}

/** The machine in one line. */
export function describeMachine(): string {
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const load = loadavg()[0]?.toFixed(2) ?? '?';
  return `${model}, ${availableParallelism()} cores, ${memory} GiB, Linux ${release()}, Node ${process.version}, load average at the start ${load}`;
}

/** The value below which the share `part` (0 to 1) of `values` lies; NaN for none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)] ?? Number.NaN;
}

/** Three significant digits, thousands with commas. */
export function plain(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

export function milliseconds(value: number): string {
  return `${plain(value)} ms`;
}

export function kibibytes(bytes: number): string {
  return `${plain(bytes / 1024)} KiB`;
}

export function mebibytes(bytes: number): string {
  return `${plain(bytes / 2 ** 20)} MiB`;
}

export interface Rate {
  perSecond: number;
  /** Processor time of each, µs: steadier than the rate on a machine that has other work too. */
  processorMicroseconds: number;
}

/** How often `run`, which does `steps` things at once, goes in `forMs`, after a warm-up of a fifth of it. */
export function measureRate(forMs: number, steps: number, run: () => void): Rate {
  repeat(forMs / 5, run);
  const before = process.cpuUsage();
  const { calls, spentMs } = repeat(forMs, run);
  const { user, system } = process.cpuUsage(before);
  return {
    perSecond: ((calls * steps) / spentMs) * 1000,
    processorMicroseconds: (user + system) / (calls * steps),
  };
}

function repeat(forMs: number, run: () => void): { calls: number; spentMs: number } {
  const startedMs = performance.now();
  let calls = 0;
  let spentMs = 0;
  while (spentMs < forMs) {
    run();
    calls += 1;
    spentMs = performance.now() - startedMs;
  }
  return { calls, spentMs };
}

export function describeRate({ perSecond, processorMicroseconds }: Rate): string {
  return `${plain(perSecond)} (${plain(processorMicroseconds)} µs of processor each)`;
}
