import type { MinerFilter } from '../../app/header-view.ts';
import { acceptColumns, type ColumnChoice } from './columns-choice.ts';
import { acceptFilter, acceptSort, type SortItem } from './miners-view.ts';

/** More would not be found again. */
const MAX_VIEWS = 30;
export const MAX_VIEW_NAME = 40;

/** Search, filter, columns and order under a name; kept in this browser. */
export interface SavedView {
  name: string;
  query: string;
  filter: MinerFilter;
  columns: ColumnChoice;
  sort: readonly SortItem[];
}

/** Views as remembered by the browser, which may be anything. */
export function acceptViews(stored: unknown): SavedView[] | undefined {
  if (!Array.isArray(stored)) return undefined;
  const views = new Map<string, SavedView>();
  for (const item of stored.slice(0, MAX_VIEWS)) {
    const { name, query, filter, columns, sort } = (item ?? {}) as Partial<Record<keyof SavedView, unknown>>;
    if (typeof name !== 'string' || name === '' || name.length > MAX_VIEW_NAME) continue;
    views.set(name, {
      name,
      query: typeof query === 'string' ? query : '',
      filter: acceptFilter(typeof filter === 'string' ? filter : undefined),
      columns: acceptColumns(columns) ?? null,
      sort: acceptSort(sort) ?? [],
    });
  }
  return [...views.values()];
}

/** The views with one more, in the order of their names; one of the same name is replaced, the oldest gives way. */
export function withView(views: readonly SavedView[], view: SavedView): SavedView[] {
  const others = views.filter(({ name }) => name !== view.name);
  return [...others.slice(-(MAX_VIEWS - 1)), view].toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Whether the table shows just what the view says. */
export function isShown(view: SavedView, now: Omit<SavedView, 'name'>): boolean {
  const { query, filter, columns, sort } = view;
  return (
    JSON.stringify([query, filter, columns, sort]) ===
    JSON.stringify([now.query, now.filter, now.columns, now.sort])
  );
}
