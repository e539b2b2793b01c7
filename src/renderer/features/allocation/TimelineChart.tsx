import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { visuallyHidden } from '../../ui/visually-hidden.ts';
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';

import { t } from '../../i18n/t.ts';
import { allocationMessages as m } from './messages.ts';
import { AXIS_HEIGHT, labelWidth, ROW_HEIGHT, timeAt, xOf } from './timeline-draw.ts';
import { bandAt, moveCursor, type Band, type Cursor, type TimelineRow } from './timeline-view.ts';
import { useTimelineCanvas } from './use-timeline-canvas.ts';

const MAX_HEIGHT = 420;

interface Props {
  rows: readonly TimelineRow[];
  startMs: number;
  knownFromMs: number;
  nowMs: number;
  label: string;
  /** The lines of the note beside the cursor. */
  describe: (row: TimelineRow, band: Band & { isGap: boolean }) => readonly string[];
}

/** Bands on a canvas that shows only the rows in view; pointer and arrow keys read it out. */
export function TimelineChart({ rows, startMs, knownFromMs, nowMs, label, describe }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<Cursor | null>(null);
  const [isByKey, setIsByKey] = useState(false);
  const contentHeight = AXIS_HEIGHT + rows.length * ROW_HEIGHT;
  const height = Math.min(contentHeight, MAX_HEIGHT);
  const { canvas, width, scrollTop, draw } = useTimelineCanvas(scroller, height, {
    rows,
    startMs,
    knownFromMs,
    nowMs,
    cursor,
  });
  useEffect(draw);

  const onPointerMove = useCallback(
    (event: PointerEvent) => {
      const box = event.currentTarget.getBoundingClientRect();
      const x = event.clientX - box.left;
      const y = event.clientY - box.top - AXIS_HEIGHT + (scroller.current?.scrollTop ?? 0);
      const row = Math.floor(y / ROW_HEIGHT);
      const atMs = timeAt(x, { width, startMs, nowMs });
      const isInside = y >= 0 && x >= labelWidth(width) && row < rows.length && atMs >= knownFromMs;
      setIsByKey(false);
      setCursor(isInside ? { row, atMs } : null);
    },
    [width, rows.length, startMs, knownFromMs, nowMs],
  );

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') return setCursor(null);
    const from = cursor ?? { row: Math.floor(scrollTop / ROW_HEIGHT) - 1, atMs: nowMs };
    const next = moveCursor(from, event.key, rows, { startMs: Math.max(startMs, knownFromMs), nowMs });
    if (next === from) return;
    event.preventDefault();
    setIsByKey(true);
    setCursor(next);
    keepInView(scroller.current, next.row, height);
  }

  const row = cursor ? rows[cursor.row] : undefined;
  const lines = cursor && row ? describe(row, bandAt(row, cursor.atMs, knownFromMs, nowMs)) : [];
  return (
    <Box sx={{ position: 'relative' }}>
      <Box
        ref={scroller}
        tabIndex={0}
        role="application"
        aria-roledescription={t(m.roleDescription)}
        aria-label={label}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setCursor(null)}
        onBlur={() => setCursor(null)}
        onKeyDown={onKeyDown}
        sx={{ overflowY: rows.length * ROW_HEIGHT > MAX_HEIGHT - AXIS_HEIGHT ? 'scroll' : 'hidden' }}
        style={{ height }}
      >
        <Box style={{ height: contentHeight }}>
          <Box component="canvas" ref={canvas} sx={{ position: 'sticky', top: 0, display: 'block' }} />
        </Box>
      </Box>
      {cursor && lines.length > 0 && (
        <Note
          lines={lines}
          x={xOf(cursor.atMs, { width, startMs, nowMs })}
          y={AXIS_HEIGHT + (cursor.row + 1) * ROW_HEIGHT - scrollTop}
          width={width}
        />
      )}
      <Box role="status" style={visuallyHidden}>
        {isByKey ? lines.join('. ') : ''}
      </Box>
    </Box>
  );
}

function keepInView(element: HTMLElement | null, row: number, height: number): void {
  if (!element) return;
  const top = row * ROW_HEIGHT;
  const bottom = top + ROW_HEIGHT - (height - AXIS_HEIGHT);
  element.scrollTop = Math.max(Math.min(element.scrollTop, top), bottom);
}

function Note({ lines, x, y, width }: { lines: readonly string[]; x: number; y: number; width: number }) {
  const isRight = x > width / 2;
  return (
    <Paper
      elevation={6}
      aria-hidden
      sx={{ position: 'absolute', px: 1, py: 0.5, maxWidth: 320, pointerEvents: 'none', zIndex: 2 }}
      style={{ top: y + 4, ...(isRight ? { right: Math.max(width - x, 0) } : { left: x }) }}
    >
      {lines.map((line, index) => (
        <Typography key={line} variant="caption" component="p" sx={{ fontWeight: index === 0 ? 600 : 400 }}>
          {line}
        </Typography>
      ))}
    </Paper>
  );
}
