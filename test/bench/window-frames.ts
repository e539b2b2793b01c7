import type { CDPSession, Page } from 'playwright-core';

const LONG_MS = 100;
const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata'];

/** What the browser's own tracing tells of the page's main thread over a while. */
export interface FrameReport {
  /** By the clock, from the first work for a frame until it is shown; 0 when none took 50 ms. */
  longestFrameMs: number;
  framesOver100: number;
  /** The longest piece of work without a break, in processor time: the same however busy the computer is. */
  longestTaskCpuMs: number;
  tasksOver100Cpu: number;
}

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  args: { name?: string };
  /** µs; the second one in processor time. */
  dur?: number;
  tdur?: number;
}

const OBSERVE = `{
  window.longFrames = [];
  window.frameObserver?.disconnect();
  window.frameObserver = new PerformanceObserver((list) => window.longFrames.push(...list.getEntries().map(({ duration }) => duration)));
  window.frameObserver.observe({ type: 'long-animation-frame' });
}`;

/** Traces the page while `act` runs. */
export async function traceFrames(page: Page, act: () => Promise<void>): Promise<FrameReport> {
  const cdp = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  cdp.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await page.evaluate(OBSERVE);
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES },
  });
  await act();
  const frames = await page.evaluate<number[]>('window.longFrames');
  await endTracing(cdp);
  await cdp.detach();
  const tasks = mainThreadTasks(events);
  return {
    longestFrameMs: Math.max(0, ...frames),
    framesOver100: frames.filter((ms) => ms > LONG_MS).length,
    longestTaskCpuMs: tasks.reduce((most, ms) => Math.max(most, ms), 0),
    tasksOver100Cpu: tasks.filter((ms) => ms > LONG_MS).length,
  };
}

async function endTracing(cdp: CDPSession): Promise<void> {
  const ended = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
  await cdp.send('Tracing.end');
  await ended;
}

/** Processor time of every task of the page's main thread, ms. */
function mainThreadTasks(events: readonly TraceEvent[]): number[] {
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}:${tid}`;
  const main = new Set(
    events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(threadOf),
  );
  return events
    .filter((event) => event.name === 'RunTask' && main.has(threadOf(event)))
    .map(({ tdur = 0 }) => tdur / 1000);
}

/** One row of a table. */
export function frameRow(name: string, report: FrameReport): string {
  const { longestFrameMs, framesOver100, longestTaskCpuMs, tasksOver100Cpu } = report;
  const frame = longestFrameMs === 0 ? '< 50' : longestFrameMs.toFixed(0);
  return `| ${name} | ${longestTaskCpuMs.toFixed(0)} | ${tasksOver100Cpu} | ${frame} | ${framesOver100} |`;
}

/** How long after the start of the load the first paint was, and the first one with the farm in it. */
export interface FirstPaints {
  firstMs: number;
  meaningfulMs: number;
}

/** Put into the page before it loads: notes when \`selector\` is first drawn. */
export function paintNotes(selector: string): string {
  return `{
    const look = () => {
      if (document.querySelector(${JSON.stringify(selector)}) === null) requestAnimationFrame(look);
      else requestAnimationFrame(() => setTimeout(() => (window.meaningfulMs = performance.now())));
    };
    requestAnimationFrame(look);
  }`;
}

/** What `paintNotes` has noted; waits for it. */
export async function firstPaints(page: Page): Promise<FirstPaints> {
  await page.waitForFunction('window.meaningfulMs !== undefined');
  return page.evaluate<FirstPaints>(`({
    firstMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    meaningfulMs: window.meaningfulMs,
  })`);
}
