import { useLayoutEffect, useRef } from 'react';

/**
 * Gives the focus back to the element of the same id when everything was drawn anew because `drawing`
 * changed: whoever chose a language in a list is still at that list.
 */
export function useKeptFocus(drawing: string): void {
  const last = useRef({ drawing, id: '' });
  useLayoutEffect(() => {
    function onFocus(event: FocusEvent): void {
      if (event.target instanceof HTMLElement) last.current.id = event.target.id;
    }
    document.addEventListener('focusin', onFocus);
    return () => document.removeEventListener('focusin', onFocus);
  }, []);
  useLayoutEffect(() => {
    const { id, drawing: before } = last.current;
    last.current.drawing = drawing;
    if (before !== drawing && id !== '') document.getElementById(id)?.focus();
  }, [drawing]);
}
