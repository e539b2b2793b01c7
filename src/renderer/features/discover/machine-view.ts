import type {
  ChangeRun,
  ChangeStep,
  MachineTelemetry,
  MachineView,
  PointState,
} from '#shared/model/machine.ts';

/** A pool as a machine told it. */
export type MachinePool = MachineTelemetry['pools'][number];

/** Which machines the table shows. */
export const MACHINE_FILTERS = [
  'all',
  'pointed',
  'elsewhere',
  'changed',
  'other-algorithm',
  'read-only',
  'locked-out',
] as const;
export type MachineFilter = (typeof MACHINE_FILTERS)[number];

/** How a machine is: what its state says, and asleep where it says so itself. */
export type MachineCondition = MachineView['state'] | 'asleep' | 'faulty';

/** A row of the table: the machine and what the table needs beside it. */
export interface MachineRow extends MachineView {
  condition: MachineCondition;
  hashrateNow: number | null;
  hashrateNominal: number | null;
  /** Hottest of what it tells, °C. */
  hottest: number | null;
  /** Where it mines now, as one text for sorting and searching. */
  poolText: string;
  /** True where its pools can be written; else the sentence that says why not. */
  pointable: true | string;
}

/** What people call it: model and address. */
export function nameOf({ model, address }: Pick<MachineView, 'model' | 'address'>): string {
  return model === null ? address : `${model} ${address}`;
}

/** How a machine is, faults and sleep included. */
export function conditionOf({ state, telemetry }: MachineView): MachineCondition {
  if (state !== 'answering') return state;
  if (telemetry?.isAsleep) return 'asleep';
  return telemetry && telemetry.faults.length > 0 ? 'faulty' : 'answering';
}

function hottestOf(telemetry: MachineView['telemetry']): number | null {
  if (!telemetry) return null;
  const { temperatures, boards } = telemetry;
  const known = [
    temperatures.chip,
    temperatures.board,
    ...boards.flatMap(({ chipTemperature, boardTemperature }) => [chipTemperature, boardTemperature]),
  ].filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** The pool that it mines for now, the first one where it does not say. */
export function activePool(pools: readonly MachinePool[]): MachinePool | null {
  return pools.find(({ isActive }) => isActive === true) ?? pools[0] ?? null;
}

export function machineRow(machine: MachineView, otherAlgorithm: string): MachineRow {
  const { telemetry, algorithm, controls } = machine;
  return {
    ...machine,
    condition: conditionOf(machine),
    hashrateNow: telemetry?.hashrate.now ?? null,
    hashrateNominal: telemetry?.hashrate.nominal ?? null,
    hottest: hottestOf(telemetry),
    poolText: (telemetry?.pools ?? []).map(({ url, user }) => `${url} ${user ?? ''}`).join('\n'),
    pointable: algorithm === 'other' ? otherAlgorithm : controls.pools,
  };
}

/** Machines in the order in which this window saw them first, those seen at once by address: rows never jump. */
export function keepOrder(seen: readonly string[], machines: readonly MachineView[]): string[] {
  const present = new Map(machines.map((machine) => [machine.id, machine]));
  const kept = seen.filter((id) => present.has(id));
  for (const id of kept) present.delete(id);
  const added = [...present.values()].toSorted((a, b) => compareAddresses(a.address, b.address));
  return [...kept, ...added.map(({ id }) => id)];
}

function addressNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** 10.0.4.9 before 10.0.4.10. */
export function compareAddresses(a: string, b: string): number {
  return addressNumber(a) - addressNumber(b) || a.localeCompare(b);
}

export function matchesFilter(row: MachineRow, filter: MachineFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'pointed':
    case 'elsewhere':
    case 'changed':
      return row.point === filter;
    case 'other-algorithm':
      return row.algorithm === 'other';
    case 'read-only':
      return row.algorithm !== 'other' && row.pointable !== true;
    case 'locked-out':
      return row.state === 'locked-out';
  }
}

function searchText(row: MachineRow): string {
  const { address, mac, serial, familyName, model, firmware, minerId, poolText, state, point, trouble } = row;
  const dense = mac?.replaceAll(':', '');
  return [address, mac, dense, serial, familyName, model, firmware, minerId, poolText, state, point, trouble]
    .filter((part) => part != null)
    .join('\n')
    .toLowerCase();
}

/** The rows that search and filter leave; every word has to occur somewhere. */
export function visibleMachines(
  rows: readonly MachineRow[],
  query: string,
  filter: MachineFilter,
): MachineRow[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (!matchesFilter(row, filter)) return false;
    if (words.length === 0) return true;
    const text = searchText(row);
    return words.every((word) => text.includes(word));
  });
}

/** How many machines each filter would show. */
export function machineCounts(rows: readonly MachineRow[]): Record<MachineFilter, number> {
  const counts = Object.fromEntries(MACHINE_FILTERS.map((filter) => [filter, 0])) as Record<
    MachineFilter,
    number
  >;
  for (const row of rows) {
    for (const filter of MACHINE_FILTERS) if (matchesFilter(row, filter)) counts[filter] += 1;
  }
  return counts;
}

/** A filter from the address, which may be anything. */
export function acceptMachineFilter(text: string | undefined): MachineFilter {
  return MACHINE_FILTERS.find((filter) => filter === text) ?? 'all';
}

/** It can be pointed, or given another address of ours where it is here already. */
export function mayBePointed({ pointable: can, point }: MachineRow): boolean {
  return can === true && point !== 'changing';
}

/** Machines that pointing would change: they can be, and are not here already. */
export function pointable(rows: readonly MachineRow[]): MachineRow[] {
  return rows.filter((row) => mayBePointed(row) && row.point !== 'pointed');
}

export function restorable(machines: readonly MachineView[]): MachineView[] {
  return machines.filter(({ canRestore, point }) => canRestore && point !== 'changing');
}

/** Where somebody else's pools would be overwritten by a restore. */
export function isForeign(point: PointState): boolean {
  return point === 'changed' || point === 'elsewhere';
}

const OVER: ReadonlySet<ChangeStep> = new Set(['done', 'rolled-back', 'failed', 'cancelled']);

export function isOver(step: ChangeStep): boolean {
  return OVER.has(step);
}

/** How far a run is. */
export interface RunProgress {
  total: number;
  over: number;
  done: number;
  failed: number;
  cancelled: number;
  /** 0 to 1. */
  fraction: number;
}

export function runProgress({ lines }: Pick<ChangeRun, 'lines'>): RunProgress {
  const count = (...steps: ChangeStep[]) => lines.filter(({ step }) => steps.includes(step)).length;
  const over = lines.filter(({ step }) => isOver(step)).length;
  return {
    total: lines.length,
    over,
    done: count('done'),
    failed: count('failed', 'rolled-back'),
    cancelled: count('cancelled'),
    fraction: lines.length === 0 ? 1 : over / lines.length,
  };
}

/** Machines of a run that did not come out as they were to. */
export function failedIds({ lines }: Pick<ChangeRun, 'lines'>): string[] {
  return lines.flatMap(({ step, machineId }) =>
    step === 'failed' || step === 'rolled-back' || step === 'cancelled' ? [machineId] : [],
  );
}

const FEW_LINES = 12;

/** The lines of a run to look at: all of few; of many the first one, what goes on, and what went wrong. */
export function telling(run: Pick<ChangeRun, 'lines'>): ChangeRun['lines'] {
  if (run.lines.length <= FEW_LINES) return run.lines;
  return run.lines.filter(
    ({ step, isCanary }) => isCanary || !(step === 'done' || step === 'waiting' || step === 'cancelled'),
  );
}
