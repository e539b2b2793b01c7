import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import {
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
} from 'react';

import { t } from '../../i18n/t.ts';
import { visuallyHidden } from '../../ui/visually-hidden.ts';
import {
  brushed,
  windowByKey,
  zoomed,
  type TimeWindow,
  type WindowLimits,
} from '../allocation/time-window.ts';
import { historyMessages as m } from './messages.ts';
import { chartTime, chartX, type Target } from './series-draw.ts';
import {
  bucketAt,
  bucketCount,
  drawnLines,
  middleOf,
  moveBucket,
  type ChartData,
  type ChartMode,
} from './series-view.ts';
import { placeLines } from './series-words.ts';
import { useChartCanvas } from './use-chart-canvas.ts';

const MIN_BRUSH_PX = 6;
const WHEEL_ZOOM = 1.002;

interface Props {
  data: ChartData;
  /** What is shown; the data may begin a little earlier and end a little later. */
  window: TimeWindow;
  mode: ChartMode;
  label: string;
  height?: number;
  timeZone?: string | undefined;
  targets?: readonly Target[];
  /** Left out: the window cannot be changed. */
  zooming?: { limits: WindowLimits; onWindow: (window: TimeWindow) => void };
}

const NO_TARGETS: readonly Target[] = [];

/** Hashrates over time on a canvas: pointer and arrow keys read it out, drag, Ctrl with the wheel, `+` and `-` zoom. */
export function SeriesChart(props: Props) {
  const { data, window, mode, label, height = 280, timeZone, targets = NO_TARGETS, zooming } = props;
  const box = useRef<HTMLDivElement>(null);
  const [bucket, setBucket] = useState<number | null>(null);
  const [isByKey, setIsByKey] = useState(false);
  const [brush, setBrush] = useState<{ fromMs: number; toMs: number } | null>(null);
  const drawn = useMemo(() => drawnLines(data, mode), [data, mode]);
  const count = bucketCount(data);
  const at = bucket === null || count === 0 ? null : Math.min(bucket, count - 1);
  const { canvas, width, draw } = useChartCanvas(box, {
    ...{ data, drawn, mode, height, timeZone, targets, window },
    cursorMs: at === null ? null : middleOf(data, at),
    selection: brush,
  });
  useEffect(draw);
  useWheelZoom(box, { width, window, zooming });
  const frame = { width, fromMs: window.startMs, toMs: window.endMs };
  const timeOf = (event: PointerEvent) =>
    chartTime(event.clientX - event.currentTarget.getBoundingClientRect().left, frame);

  function onPointerMove(event: PointerEvent): void {
    const atMs = timeOf(event);
    if (brush) return setBrush({ ...brush, toMs: atMs });
    setIsByKey(false);
    setBucket(count === 0 ? null : bucketAt(data, atMs, count));
  }

  function onPointerDown(event: PointerEvent): void {
    if (!zooming || event.button !== 0 || event.pointerType === 'touch') return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setBrush({ fromMs: timeOf(event), toMs: timeOf(event) });
  }

  function onPointerUp(): void {
    if (!brush) return;
    setBrush(null);
    if (Math.abs(chartX(brush.toMs, frame) - chartX(brush.fromMs, frame)) < MIN_BRUSH_PX) return;
    zooming?.onWindow(brushed(brush.fromMs, brush.toMs, zooming.limits));
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') {
      setBrush(null);
      return setBucket(null);
    }
    const next = zooming ? windowByKey(window, event, zooming.limits) : null;
    const place = next || count === 0 ? null : moveBucket(at, event.key, count);
    if (next) zooming?.onWindow(next);
    if (place !== null) {
      setIsByKey(true);
      setBucket(place);
    }
    if (next || place !== null) event.preventDefault();
  }

  const words = at === null ? [] : placeLines(data, { bucket: at, mode, timeZone });
  return (
    <Box sx={{ position: 'relative' }}>
      <Box
        ref={box}
        tabIndex={0}
        role="application"
        aria-roledescription={t(m.roleDescription)}
        aria-label={label}
        onPointerMove={onPointerMove}
        onPointerDown={onPointerDown}
        onPointerUp={onPointerUp}
        onPointerCancel={() => setBrush(null)}
        onPointerLeave={() => setBucket(null)}
        onBlur={() => setBucket(null)}
        onKeyDown={onKeyDown}
        sx={{ cursor: zooming ? 'crosshair' : 'default' }}
        style={{ height }}
      >
        <Box component="canvas" ref={canvas} sx={{ display: 'block' }} />
      </Box>
      {at !== null && words.length > 0 && !brush && (
        <Note lines={words} x={chartX(middleOf(data, at), frame)} width={width} />
      )}
      <Box role="status" style={visuallyHidden}>
        {isByKey ? words.join('. ') : ''}
      </Box>
    </Box>
  );
}

function useWheelZoom(
  box: RefObject<HTMLElement | null>,
  place: { width: number; window: TimeWindow; zooming: Props['zooming'] },
): void {
  const latest = useRef(place);
  useEffect(() => {
    latest.current = place;
  });
  useEffect(() => {
    const element = box.current;
    function onWheel(event: WheelEvent): void {
      const { width, window, zooming } = latest.current;
      if (!zooming || !event.ctrlKey || !element) return;
      event.preventDefault();
      const x = event.clientX - element.getBoundingClientRect().left;
      const atMs = chartTime(x, { width, fromMs: window.startMs, toMs: window.endMs });
      const factor = Math.min(Math.max(WHEEL_ZOOM ** event.deltaY, 0.5), 2);
      zooming.onWindow(zoomed(window, { factor, atMs }, zooming.limits));
    }
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [box]);
}

function Note({ lines, x, width }: { lines: readonly string[]; x: number; width: number }) {
  const isRight = x > width / 2;
  return (
    <Paper
      elevation={6}
      aria-hidden
      sx={{ position: 'absolute', top: 12, px: 1, py: 0.5, maxWidth: 320, pointerEvents: 'none', zIndex: 2 }}
      style={isRight ? { right: Math.max(width - x, 0) + 8 } : { left: x + 8 }}
    >
      {lines.map((line, index) => (
        <Typography key={line} variant="caption" component="p" sx={{ fontWeight: index === 0 ? 600 : 400 }}>
          {line}
        </Typography>
      ))}
    </Paper>
  );
}
