import { useMemo, useSyncExternalStore } from 'react';

const PAGES = [
  'overview',
  'allocation',
  'history',
  'alerts',
  'accounts',
  'miners',
  'pools',
  'discover',
  'plan',
  'settings',
  'setup',
] as const;
export type Page = (typeof PAGES)[number];

/** A place in the window: a page and its filters, as they stand after `#` in the address. */
export interface Route {
  page: Page;
  params: Readonly<Record<string, string>>;
}

/** Reads `#/miners?state=failed`. Anything unknown leads to the overview. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const page = PAGES.find((name) => name === path) ?? 'overview';
  return { page, params: Object.fromEntries(new URLSearchParams(query)) };
}

/** The inverse of `parseRoute`; empty parameters are left out. */
export function routeHash(page: Page, params: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== '')).toString();
  return query === '' ? `#/${page}` : `#/${page}?${query}`;
}

/** Says whether the window may go to another address now; false keeps it where it is. */
type LeaveGuard = (hash: string) => boolean;

const guards = new Set<LeaveGuard>();
const listeners = new Set<() => void>();
/**
 * The address whose page is shown. The browser's own is ahead of it until the guards have been asked, and a
 * drawing that happens in between must not see that one.
 */
let shown: string | null = null;

function shownHash(): string {
  return (shown ??= window.location.hash);
}

/** Asks `guard` before the window leaves its page; the answer takes the guard off again. */
export function guardLeaving(guard: LeaveGuard): () => void {
  guards.add(guard);
  return () => guards.delete(guard);
}

/** Lets the window go, whatever is not saved. */
export function dropGuards(): void {
  guards.clear();
}

function onHashChange(): void {
  const { hash } = window.location;
  const before = shownHash();
  const isSamePage = parseRoute(hash).page === parseRoute(before).page;
  if (!isSamePage && ![...guards].every((guard) => guard(hash))) {
    window.history.replaceState(null, '', before === '' ? '#/' : before);
    return;
  }
  shown = hash;
  for (const tell of listeners) tell();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    shown = window.location.hash;
    window.addEventListener('hashchange', onHashChange);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('hashchange', onHashChange);
  };
}

/** Where the window is now. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, shownHash);
  return useMemo(() => parseRoute(hash), [hash]);
}

export function goTo(page: Page, params?: Readonly<Record<string, string>>): void {
  window.location.hash = routeHash(page, params);
}

/** Changes a page's filters without a new step in the history. */
export function replaceParams(page: Page, params: Readonly<Record<string, string>>): void {
  window.history.replaceState(null, '', routeHash(page, params));
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}
