import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';

import { brushed, windowByKey, zoomed, type TimeWindow, type WindowLimits } from './time-window.ts';
import type { TimelineLine } from './timeline-groups.ts';
import { AXIS_HEIGHT, labelWidth, ROW_HEIGHT, timeAt, xOf } from './timeline-scene.ts';
import { moveCursor, type Cursor } from './timeline-view.ts';

/** A shorter stroke of the pointer is a click. */
const MIN_BRUSH_PX = 6;
const WHEEL_ZOOM = 1.002;

/** How the window of a chart is changed; without it the window stays as it is given. */
export interface Zooming {
  limits: WindowLimits;
  onWindow: (window: TimeWindow) => void;
}

interface Place {
  scroller: RefObject<HTMLElement | null>;
  width: number;
  scrollTop: number;
  height: number;
  lines: readonly TimelineLine[];
  window: TimeWindow;
  nowMs: number;
  knownFromMs: number;
  zooming: Zooming | undefined;
  onToggle: ((key: string) => void) | undefined;
}

/** Pointer, wheel and keys on the chart: where its cursor is, what is being chosen, and what they change. */
export function useTimelineInput(place: Place) {
  const { width, lines, window, nowMs, knownFromMs, zooming, onToggle } = place;
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const [isByKey, setIsByKey] = useState(false);
  const [brush, setBrush] = useState<{ fromMs: number; toMs: number } | null>(null);
  useWheelZoom(place);
  const scene = { width, ...window };

  function onPointerMove(event: PointerEvent): void {
    const { x, row, atMs } = placeOf(event, place);
    if (brush) return setBrush({ ...brush, toMs: Math.max(Math.min(atMs, window.endMs), window.startMs) });
    const isInside =
      row >= 0 &&
      row < lines.length &&
      (x >= labelWidth(width) ? atMs >= knownFromMs : lines[row]?.kind === 'group');
    setIsByKey(false);
    setCursor(isInside ? { row, atMs: Math.max(atMs, window.startMs) } : null);
  }

  function onPointerDown(event: PointerEvent): void {
    const { x, row, atMs } = placeOf(event, place);
    if (event.button !== 0 || event.pointerType === 'touch') return;
    const line = lines[row];
    if (x < labelWidth(width)) {
      if (line?.kind === 'group') onToggle?.(line.group.key);
      return;
    }
    if (!zooming || atMs > window.endMs) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setBrush({ fromMs: atMs, toMs: atMs });
  }

  function onPointerUp(event: PointerEvent): void {
    if (!brush) return;
    setBrush(null);
    const length = Math.abs(xOf(brush.toMs, scene) - xOf(brush.fromMs, scene));
    if (length >= MIN_BRUSH_PX) return zooming?.onWindow(brushed(brush.fromMs, brush.toMs, zooming.limits));
    const line = lines[placeOf(event, place).row];
    if (line?.kind === 'group') onToggle?.(line.group.key);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') {
      setBrush(null);
      return setCursor(null);
    }
    const line = cursor ? lines[cursor.row] : undefined;
    if (event.key === 'Enter' && line?.kind === 'group') {
      event.preventDefault();
      return onToggle?.(line.group.key);
    }
    const nextWindow = zooming ? windowByKey(window, event, zooming.limits) : null;
    if (nextWindow) {
      event.preventDefault();
      return zooming?.onWindow(nextWindow);
    }
    const from = cursor ?? {
      row: Math.floor(place.scrollTop / ROW_HEIGHT) - 1,
      atMs: Math.min(nowMs, window.endMs),
    };
    const range = { startMs: Math.max(window.startMs, knownFromMs), endMs: window.endMs, nowMs };
    const next = moveCursor(from, event.key, lines, range);
    if (next === from) return;
    event.preventDefault();
    setIsByKey(true);
    setCursor(next);
    keepInView(place, next.row);
  }

  return {
    cursor,
    isByKey,
    brush,
    handlers: {
      onPointerMove,
      onPointerDown,
      onPointerUp,
      onPointerLeave: () => setCursor(null),
      onPointerCancel: () => setBrush(null),
      onBlur: () => setCursor(null),
      onKeyDown,
    },
  };
}

function placeOf(event: PointerEvent, { scroller, width, window }: Place) {
  const box = event.currentTarget.getBoundingClientRect();
  const x = event.clientX - box.left;
  const y = event.clientY - box.top - AXIS_HEIGHT;
  const row = y < 0 ? -1 : Math.floor((y + (scroller.current?.scrollTop ?? 0)) / ROW_HEIGHT);
  return { x, row, atMs: timeAt(x, { width, ...window }) };
}

function keepInView({ scroller, height }: Place, row: number): void {
  const element = scroller.current;
  if (!element) return;
  const top = row * ROW_HEIGHT;
  const bottom = top + ROW_HEIGHT - (height - AXIS_HEIGHT);
  element.scrollTop = Math.max(Math.min(element.scrollTop, top), bottom);
}

/** The wheel with Ctrl, as a pinch on a touchpad sends it, zooms around the pointer; alone it scrolls the rows. */
function useWheelZoom(place: Place): void {
  const latest = useRef(place);
  useEffect(() => {
    latest.current = place;
  });
  const { scroller } = place;
  useEffect(() => {
    const element = scroller.current;
    function onWheel(event: WheelEvent): void {
      const { zooming, width, window } = latest.current;
      if (!zooming || !event.ctrlKey || !element) return;
      event.preventDefault();
      const x = event.clientX - element.getBoundingClientRect().left;
      const factor = Math.min(Math.max(WHEEL_ZOOM ** event.deltaY, 0.5), 2);
      zooming.onWindow(zoomed(window, { factor, atMs: timeAt(x, { width, ...window }) }, zooming.limits));
    }
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [scroller]);
}
