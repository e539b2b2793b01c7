import { useCallback, useState } from 'react';

const PREFIX = 'hashquota.';

/** Reads what this browser remembers; anything unreadable counts as nothing. */
export function readRemembered(key: string): unknown {
  try {
    const text = localStorage.getItem(PREFIX + key);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Remembers a value in this browser. A browser that refuses storage forgets it at the next start. */
export function remember(key: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Private windows may forbid storage; the setting then lasts as long as the page.
  }
}

/** State that outlives the page. `accept` turns what was stored, which may be anything, into a value or nothing. */
export function useRemembered<T>(key: string, initial: T, accept: (stored: unknown) => T | undefined) {
  const [value, setValue] = useState<T>(() => accept(readRemembered(key)) ?? initial);
  const set = useCallback(
    (next: T) => {
      setValue(next);
      remember(key, next);
    },
    [key],
  );
  return [value, set] as const;
}
