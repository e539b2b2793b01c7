import { useEffect, useRef } from 'react';

import { goTo, type Page } from './route.ts';

/** A key pressed this long after `g` no longer belongs to it. */
const CHORD_MS = 1500;
const PAGE_KEYS: Readonly<Record<string, Page>> = {
  o: 'overview',
  a: 'accounts',
  m: 'miners',
  d: 'discover',
  p: 'plan',
};

/** Other parts listen for this to put the cursor into their search field. */
export const FOCUS_SEARCH_EVENT = 'hashquota:focus-search';

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** The window's own keys: `?`, `/`, `g o`, `g a`, `g m`, `g d`, `g p`. They rest while a dialog is open or a field has the cursor. */
export function useShortcuts(onHelp: () => void): void {
  const chordAtMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const isModified = event.ctrlKey || event.metaKey || event.altKey;
      const isInDialog = document.querySelector('[role="dialog"]') !== null;
      if (isModified || isInDialog || event.defaultPrevented || isTyping(event.target)) return;
      const isChord = event.timeStamp - chordAtMs.current < CHORD_MS;
      chordAtMs.current = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
      const page = isChord ? PAGE_KEYS[event.key] : undefined;
      if (page) goTo(page);
      else if (event.key === '?') onHelp();
      else if (event.key === '/') {
        event.preventDefault();
        goTo('miners');
        requestAnimationFrame(() => window.dispatchEvent(new Event(FOCUS_SEARCH_EVENT)));
      }
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [onHelp]);
}
