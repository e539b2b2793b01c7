import { useTheme } from '@mui/material/styles';
import { useEffect, useRef, useState, type RefObject } from 'react';

import { fmt } from '../../i18n/fmt.ts';
import { currentLanguage } from '../../i18n/language.ts';
import { t } from '../../i18n/t.ts';
import { useIsDark } from '../../ui/use-account-looks.tsx';
import type { TimeWindow } from '../allocation/time-window.ts';
import { chartTicks, tickText } from './chart-time.ts';
import { historyMessages as m } from './messages.ts';
import { drawChart, type ChartScene } from './series-draw.ts';
import { highestOf, valueTicks } from './series-view.ts';

const PIXELS_PER_X_TICK = 84;
const PIXELS_PER_Y_TICK = 56;

const LIGHT = { text: '#1c2126', faint: '#5a636b', line: '#dde2e6', paper: '#ffffff', focus: '#0b5c8a' };
const DARK = { text: '#e6e9ec', faint: '#a9b3bb', line: '#2c353d', paper: '#1a2027', focus: '#7cc4f0' };

type Content = Pick<
  ChartScene,
  'data' | 'drawn' | 'mode' | 'height' | 'targets' | 'cursorMs' | 'selection'
> & {
  window: TimeWindow;
  timeZone: string | undefined;
};

/** Keeps a canvas as wide as its box and sharp on any screen; `draw` paints the present chart. */
export function useChartCanvas(box: RefObject<HTMLElement | null>, content: Content) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const isDark = useIsDark();
  const { fontFamily } = useTheme().typography;

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [box]);

  function draw(): void {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || width === 0) return;
    const { window: shown, timeZone, ...rest } = content;
    const ratio = window.devicePixelRatio;
    element.width = Math.round(width * ratio);
    element.height = Math.round(rest.height * ratio);
    element.style.width = `${width}px`;
    element.style.height = `${rest.height}px`;
    context.scale(ratio, ratio);
    const frame = { fromMs: shown.startMs, toMs: shown.endMs };
    const { stepMs, ticks } = chartTicks(frame, width / PIXELS_PER_X_TICK, timeZone);
    const { locale } = currentLanguage();
    drawChart(context, {
      ...rest,
      ...frame,
      ...valueAxis(rest),
      width,
      xTicks: ticks.map((atMs) => ({ atMs, label: tickText(atMs, stepMs, { locale, timeZone }) })),
      colours: isDark ? DARK : LIGHT,
      font: `12px ${fontFamily}`,
    });
  }

  return { canvas, width, draw };
}

function valueAxis({
  drawn,
  mode,
  targets,
  height,
}: Pick<Content, 'drawn' | 'mode' | 'targets' | 'height'>): Pick<ChartScene, 'top' | 'yTicks'> {
  const highest = Math.max(highestOf(drawn, mode), ...targets.map(({ value }) => value));
  const values = valueTicks(highest, Math.max(height / PIXELS_PER_Y_TICK, 2));
  const prefix = fmt.columnPrefix(values);
  const label = (value: number) =>
    mode === 'parts' ? t(m.wholePercent, { percent: fmt.count(value * 100) }) : axisText(value, prefix);
  return { top: values.at(-1) ?? 1, yTicks: values.map((value) => ({ value, label: label(value) })) };
}

/** `120 TH/s`: of a round value the needless zeros after the point are left out. */
function axisText(value: number, prefix: ReturnType<typeof fmt.columnPrefix>): string {
  return fmt
    .hashrateIn(value, prefix)
    .replace(/^(\d+)[.,]00(?=\D)/u, '$1')
    .replace(/^(\d+[.,]\d)0(?=\D)/u, '$1');
}
