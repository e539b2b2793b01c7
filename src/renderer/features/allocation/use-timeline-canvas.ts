import { useTheme } from '@mui/material/styles';
import { useEffect, useRef, useState, type RefObject } from 'react';

import { fmt } from '../../i18n/fmt.ts';
import { t } from '../../i18n/t.ts';
import { useAccountLooks, useIsDark } from '../../ui/use-account-looks.tsx';
import { allocationMessages as m } from './messages.ts';
import { drawTimeline } from './timeline-draw.ts';
import type { TimelineColours, TimelineContent } from './timeline-scene.ts';
import { axisTicks, MINUTE_MS } from './timeline-view.ts';

const PIXELS_PER_TICK = 80;

const LIGHT: TimelineColours = {
  text: '#1c2126',
  faint: '#5a636b',
  line: '#c9d0d6',
  paper: '#ffffff',
  hatch: '#8b949b',
  focus: '#0b5c8a',
  rejected: '#b3261e',
};
const DARK: TimelineColours = {
  text: '#e6e9ec',
  faint: '#a9b3bb',
  line: '#3a444d',
  paper: '#1a2027',
  hatch: '#76818a',
  focus: '#7cc4f0',
  rejected: '#ff5252',
};

/** How wide a scroller is, and how far it is scrolled. */
export function useScrollerPlace(scroller: RefObject<HTMLElement | null>) {
  const [width, setWidth] = useState(0);
  const [scrollTop, setScrollTop] = useState(0);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    const onScroll = () => setScrollTop(element.scrollTop);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [scroller]);
  return { width, scrollTop };
}

/** Keeps a canvas sharp on any screen; `draw` paints the present scene. */
export function useTimelineCanvas(
  { width, scrollTop, height }: { width: number; scrollTop: number; height: number },
  content: TimelineContent,
) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const lookOf = useAccountLooks();
  const isDark = useIsDark();
  const { fontFamily } = useTheme().typography;

  function draw(): void {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || width === 0) return;
    const ratio = window.devicePixelRatio;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    element.style.width = `${width}px`;
    element.style.height = `${height}px`;
    context.scale(ratio, ratio);
    const moments = axisTicks(content.startMs, content.endMs, width / PIXELS_PER_TICK);
    const withSeconds = moments.some((atMs) => atMs % MINUTE_MS !== 0);
    const ticks = moments.map((atMs) => ({
      atMs,
      label: fmt.time(atMs, { withSeconds }),
    }));
    drawTimeline(context, {
      ...content,
      width,
      height,
      scrollTop,
      lookOf,
      ticks,
      nowLabel: t(m.now),
      colours: isDark ? DARK : LIGHT,
      font: `12px ${fontFamily}`,
    });
  }

  return { canvas, draw };
}
