import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { useEffect, useRef, useState } from 'react';

import { t } from '../../i18n/t.ts';
import { visuallyHidden } from '../../ui/visually-hidden.ts';
import { allocationMessages as m } from './messages.ts';
import type { PlannedBand } from './planned-bands.ts';
import type { SharesByMiner } from './share-buckets.ts';
import type { TimeWindow } from './time-window.ts';
import { StackCache, type TimelineLine } from './timeline-groups.ts';
import { AXIS_HEIGHT, ROW_HEIGHT, xOf } from './timeline-scene.ts';
import { useScrollerPlace, useTimelineCanvas } from './use-timeline-canvas.ts';
import { useTimelineInput, type Zooming } from './use-timeline-input.ts';

const MAX_HEIGHT = 420;
const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

interface Props {
  lines: readonly TimelineLine[];
  window: TimeWindow;
  knownFromMs: number;
  nowMs: number;
  label: string;
  /** The lines of the note beside the cursor. */
  describe: (line: TimelineLine, atMs: number) => readonly string[];
  planned?: ReadonlyMap<string, readonly PlannedBand[]>;
  shares?: SharesByMiner;
  zooming?: Zooming;
  onToggle?: (key: string) => void;
  maxHeight?: number;
}

/** Bands on a canvas that shows only the rows in view; pointer and arrow keys read it out. */
export function TimelineChart(props: Props) {
  const { lines, window, knownFromMs, nowMs, label, describe, zooming, onToggle } = props;
  const { planned = NOTHING, shares = NOTHING, maxHeight = MAX_HEIGHT } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [stacks] = useState(() => new StackCache());
  const contentHeight = AXIS_HEIGHT + lines.length * ROW_HEIGHT;
  const height = Math.min(contentHeight, maxHeight);
  const { width, scrollTop } = useScrollerPlace(scroller);
  const { cursor, isByKey, brush, handlers } = useTimelineInput({
    scroller,
    width,
    scrollTop,
    height,
    lines,
    window,
    nowMs,
    knownFromMs,
    zooming,
    onToggle,
  });
  const { canvas, draw } = useTimelineCanvas(
    { width, scrollTop, height },
    {
      ...window,
      ...{ lines, knownFromMs, nowMs, cursor, planned, shares, stacks },
      selection: brush,
    },
  );
  useEffect(draw);

  const line = cursor ? lines[cursor.row] : undefined;
  const words = cursor && line ? describe(line, cursor.atMs) : [];
  return (
    <Box sx={{ position: 'relative' }}>
      <Box
        ref={scroller}
        tabIndex={0}
        role="application"
        aria-roledescription={t(m.roleDescription)}
        aria-label={label}
        {...handlers}
        sx={{
          overflowY: contentHeight > maxHeight ? 'scroll' : 'hidden',
          cursor: zooming ? 'crosshair' : 'default',
        }}
        style={{ height }}
      >
        <Box style={{ height: contentHeight }}>
          <Box component="canvas" ref={canvas} sx={{ position: 'sticky', top: 0, display: 'block' }} />
        </Box>
      </Box>
      {cursor && words.length > 0 && !brush && (
        <Note
          lines={words}
          x={xOf(cursor.atMs, { width, ...window })}
          y={AXIS_HEIGHT + (cursor.row + 1) * ROW_HEIGHT - scrollTop}
          width={width}
        />
      )}
      <Box role="status" style={visuallyHidden}>
        {isByKey ? words.join('. ') : ''}
      </Box>
    </Box>
  );
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
