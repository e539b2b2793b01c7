import { useEffect, useRef } from 'react';

import { ALL_PAGES } from './pages.tsx';
import { goTo } from './route.ts';

/** A key pressed this long after `g` no longer belongs to it. */
const CHORD_MS = 1500;

/** Inputs that nobody types letters into. */
const KEYLESS_INPUTS = new Set(['button', 'checkbox', 'radio', 'range', 'reset', 'submit']);

/** Other parts listen for this to put the cursor into their search field. */
export const FOCUS_SEARCH_EVENT = 'hashquota:focus-search';

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !KEYLESS_INPUTS.has(target.type);
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName);
}

function isPaletteKey({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey && !shiftKey;
}

/**
 * The window's own keys: `?`, `/`, `g` and the key of a page, and Ctrl or ⌘ with K. All rest while a dialog
 * is open; those without a modifier also while a field has the cursor. Both functions must stay the same.
 */
export function useShortcuts(onHelp: () => void, onPalette: () => void): void {
  const chordAtMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const isInDialog = document.querySelector('[role="dialog"], [role="menu"]') !== null;
      if (isInDialog || event.defaultPrevented) return;
      if (isPaletteKey(event)) {
        event.preventDefault();
        onPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const isChord = event.timeStamp - chordAtMs.current < CHORD_MS;
      chordAtMs.current = event.key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
      const entry = isChord ? ALL_PAGES.find(({ key }) => key === event.key) : undefined;
      if (entry) goTo(entry.page);
      else if (event.key === '?') onHelp();
      else if (event.key === '/') {
        event.preventDefault();
        goTo('miners');
        focusSearchSoon();
      }
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [onHelp, onPalette]);
}

/** Frames that a page which is not loaded yet has for coming. */
const PATIENCE_FRAMES = 60;

/** Asks for the cursor until some page's search field has taken it. */
function focusSearchSoon(framesLeft = PATIENCE_FRAMES): void {
  requestAnimationFrame(() => {
    window.dispatchEvent(new Event(FOCUS_SEARCH_EVENT));
    if (framesLeft > 0 && !isTyping(document.activeElement)) focusSearchSoon(framesLeft - 1);
  });
}
