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
/** The address that was last gone to in peace. */
let lastHash = '';

/** Asks `guard` before the window leaves its page; the answer takes the guard off again. */
export function guardLeaving(guard: LeaveGuard): () => void {
  if (guards.size === 0) {
    lastHash = window.location.hash;
    window.addEventListener('hashchange', onHashChange, { capture: true });
  }
  guards.add(guard);
  return () => {
    guards.delete(guard);
    if (guards.size === 0) window.removeEventListener('hashchange', onHashChange, { capture: true });
  };
}

/** Lets the window go, whatever is not saved. */
export function dropGuards(): void {
  guards.clear();
}

function onHashChange(event: Event): void {
  const { hash } = window.location;
  const isSamePage = parseRoute(hash).page === parseRoute(lastHash).page;
  if (isSamePage || [...guards].every((guard) => guard(hash))) {
    lastHash = hash;
    return;
  }
  event.stopImmediatePropagation();
  window.history.replaceState(null, '', lastHash === '' ? '#/' : lastHash);
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** Where the window is now. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
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
