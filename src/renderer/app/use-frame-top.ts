import { useEffect, useRef, type RefObject } from 'react';

/** Height of what stands still at the top, as a length for styles; banners come and go. */
export const FRAME_TOP = 'var(--frame-top, 49px)';

/** Keeps `FRAME_TOP` at the height of the element that gets the ref. */
export function useFrameTop(): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() =>
      document.documentElement.style.setProperty('--frame-top', `${element.offsetHeight}px`),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return ref;
}
