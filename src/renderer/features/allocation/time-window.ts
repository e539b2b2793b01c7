/** A stretch of time that a chart shows. */
export interface TimeWindow {
  startMs: number;
  endMs: number;
}

/** How far a window may reach. */
export interface WindowLimits extends TimeWindow {
  minSpanMs: number;
}

/** What is shown: the time up to now and a little ahead, moving on; or one stretch that stands still. */
export type WindowChoice = { kind: 'live'; pastMs: number } | ({ kind: 'fixed' } & TimeWindow);

/** So much of the past part is shown ahead of now. */
const AHEAD_PART = 0.25;

/** The window of a choice. */
export function windowOf(choice: WindowChoice, nowMs: number): TimeWindow {
  if (choice.kind === 'fixed') return { startMs: choice.startMs, endMs: choice.endMs };
  return { startMs: nowMs - choice.pastMs, endMs: nowMs + choice.pastMs * AHEAD_PART };
}

/** The window that ends as late as the limits allow; longer than those it becomes them. */
function within({ startMs, endMs }: TimeWindow, limits: WindowLimits): TimeWindow {
  const spanMs = Math.min(
    Math.max(endMs - startMs, limits.minSpanMs),
    Math.max(limits.endMs - limits.startMs, limits.minSpanMs),
  );
  const start = Math.max(Math.min(startMs, limits.endMs - spanMs), limits.startMs);
  return { startMs: start, endMs: start + spanMs };
}

/** The window made `factor` times as long around a moment that keeps its place. */
export function zoomed(
  window: TimeWindow,
  { factor, atMs }: { factor: number; atMs: number },
  limits: WindowLimits,
): TimeWindow {
  const spanMs = window.endMs - window.startMs;
  const nextMs = Math.min(Math.max(spanMs * factor, limits.minSpanMs), limits.endMs - limits.startMs);
  const startMs = atMs - ((atMs - window.startMs) / spanMs) * nextMs;
  return within({ startMs, endMs: startMs + nextMs }, limits);
}

/** The window moved by a part of its length; negative is earlier. */
export function panned(window: TimeWindow, part: number, limits: WindowLimits): TimeWindow {
  const byMs = (window.endMs - window.startMs) * part;
  return within({ startMs: window.startMs + byMs, endMs: window.endMs + byMs }, limits);
}

/** The window between two moments, in whatever order they were chosen. */
export function brushed(aMs: number, bMs: number, limits: WindowLimits): TimeWindow {
  return within({ startMs: Math.min(aMs, bMs), endMs: Math.max(aMs, bMs) }, limits);
}

const ZOOM_STEP = 2;

/** Where a key leads: `+` and `-` zoom around the middle, Shift with an arrow moves; null = another key. */
export function windowByKey(
  window: TimeWindow,
  { key, shiftKey }: { key: string; shiftKey: boolean },
  limits: WindowLimits,
): TimeWindow | null {
  const atMs = (window.startMs + window.endMs) / 2;
  if (key === '+' || key === '=') return zoomed(window, { factor: 1 / ZOOM_STEP, atMs }, limits);
  if (key === '-') return zoomed(window, { factor: ZOOM_STEP, atMs }, limits);
  if (shiftKey && key === 'ArrowLeft') return panned(window, -0.25, limits);
  if (shiftKey && key === 'ArrowRight') return panned(window, 0.25, limits);
  return null;
}
