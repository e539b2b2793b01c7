import { NARROW_COLUMNS, ORDINARY_COLUMNS, WIDE_COLUMNS } from './column-visibility.ts';
import { minerMessages as m } from './messages.ts';

/** The columns that can be shown or hidden, in their order in the table. */
export const CHOICE_COLUMNS = {
  state: m.state,
  role: m.role,
  accountName: m.account,
  hashrate: m.hashrate,
  nominalHashrate: m.nominal,
  ofNominal: m.ofNominal,
  difficulty: m.difficulty,
  acceptedShares: m.accepted,
  rejectedShares: m.rejected,
  staleShares: m.stale,
  lastShareAtMs: m.lastShare,
  address: m.address,
  model: m.model,
  firmware: m.firmware,
  temperature: m.temperature,
  powerWatts: m.power,
  efficiency: m.efficiency,
  mac: m.mac,
  userAgent: m.userAgent,
  switches: m.switches,
} as const;
export type ChoiceColumn = keyof typeof CHOICE_COLUMNS;

export const ALL_COLUMNS = Object.keys(CHOICE_COLUMNS) as ChoiceColumn[];

/** Columns that the owner has chosen; null = by the window's width. */
export type ColumnChoice = readonly ChoiceColumn[] | null;

/** A choice as remembered by the browser, which may be anything. */
export function acceptColumns(stored: unknown): ColumnChoice | undefined {
  if (stored === null) return null;
  if (!Array.isArray(stored)) return undefined;
  return ALL_COLUMNS.filter((column) => stored.includes(column));
}

/** How wide the window is, as far as the table cares. */
export type TableWidth = 'narrow' | 'ordinary' | 'wide';

/** What the columns depend on where the owner has chosen none. */
export interface TableRoom {
  width: TableWidth;
  /** Some miners' machines are known. */
  hasMachines: boolean;
}

/** Which columns are shown, by field, as the table wants it. */
export function columnVisibility(
  choice: ColumnChoice,
  { width, hasMachines }: TableRoom,
): Record<string, boolean> {
  if (width === 'narrow') return { ...NARROW_COLUMNS };
  if (choice !== null) return Object.fromEntries(ALL_COLUMNS.map((name) => [name, choice.includes(name)]));
  if (width === 'ordinary') return { ...ORDINARY_COLUMNS };
  return { ...(hasMachines ? WIDE_COLUMNS.withMachines : WIDE_COLUMNS.bare) };
}

/** The columns that are shown now. */
export function shownColumns(choice: ColumnChoice, room: TableRoom): ChoiceColumn[] {
  const visibility = columnVisibility(choice, room);
  return ALL_COLUMNS.filter((name) => visibility[name] !== false);
}
