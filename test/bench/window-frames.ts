import type { Page } from 'playwright-core';

/** The browser tells of frames from this length on. */
const TOLD_FROM_MS = 50;
const LONG_MS = 100;

/** A frame that took long, as the browser itself measured it (Long Animation Frames). */
export interface LongFrame {
  durationMs: number;
  /** Style, layout and paint. */
  drawingMs: number;
  /** What ran in it, longest first: by whom it was called, and for how long. */
  scripts: { invoker: string; durationMs: number; forcedLayoutMs: number }[];
}

const OBSERVE = `
  window.longFrames = [];
  new PerformanceObserver((list) => {
    for (const frame of list.getEntries())
      window.longFrames.push({
        durationMs: frame.duration,
        drawingMs: frame.styleAndLayoutStart > 0 ? frame.startTime + frame.duration - frame.styleAndLayoutStart : 0,
        scripts: frame.scripts
          .map((script) => ({
            invoker: script.invoker,
            durationMs: script.duration,
            forcedLayoutMs: script.forcedStyleAndLayoutDuration,
          }))
          .sort((a, b) => b.durationMs - a.durationMs),
      });
  }).observe({ type: 'long-animation-frame' });`;

/** Begins to note long frames of the page that is in it now. */
export async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(OBSERVE);
}

/** The long frames since the last call. */
export async function takeFrames(page: Page): Promise<LongFrame[]> {
  return page.evaluate<LongFrame[]>('window.longFrames.splice(0)');
}

/** One line: the longest frame, what it did, and how many were longer than 100 ms. */
export function frameLine(name: string, frames: readonly LongFrame[]): string {
  const [longest] = frames.toSorted((a, b) => b.durationMs - a.durationMs);
  if (!longest) return `${name}: no frame of ${TOLD_FROM_MS} ms or more`;
  const over = frames.filter(({ durationMs }) => durationMs > LONG_MS).length;
  const scripts = longest.scripts
    .slice(0, 2)
    .map(({ invoker, durationMs }) => `${invoker} ${durationMs.toFixed(0)} ms`)
    .join(', ');
  const drawing = `drawing ${longest.drawingMs.toFixed(0)} ms`;
  return `${name}: longest frame ${longest.durationMs.toFixed(0)} ms (${scripts}, ${drawing}); ${over} over ${LONG_MS} ms`;
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
