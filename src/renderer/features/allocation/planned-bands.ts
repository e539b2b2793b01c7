import type { PlanView } from '#shared/model/planning.ts';

/** Where a miner is expected to work from a moment on; `toMs` null = no further move is foreseen. */
export interface PlannedBand {
  accountId: string | null;
  fromMs: number;
  toMs: number | null;
  /** Why it is expected to go there; empty for where it is now. */
  cause: string;
}

/** A chain of moves may go round in circles; so far it is followed. */
const MAX_STEPS = 20;

/**
 * What the plan foresees for the miners of each account, from now on. It names moves by account, not by miner:
 * they are followed as long as all miners of the account move, and end where only some do.
 */
export function plannedByAccount(
  { next }: Pick<PlanView, 'next'>,
  miners: readonly { accountId: string | null }[],
  nowMs: number,
): ReadonlyMap<string, readonly PlannedBand[]> {
  const soonestFirst = next.toSorted((a, b) => a.atMs - b.atMs);
  const there = new Map<string, number>();
  for (const { accountId } of miners)
    if (accountId !== null) there.set(accountId, (there.get(accountId) ?? 0) + 1);
  return new Map(
    [...there].map(([accountId, count]) => [accountId, chainOf(soonestFirst, { accountId, count }, nowMs)]),
  );
}

function chainOf(
  next: PlanView['next'],
  start: { accountId: string; count: number },
  nowMs: number,
): PlannedBand[] {
  const bands: PlannedBand[] = [];
  let current: PlannedBand = { accountId: start.accountId, fromMs: nowMs, toMs: null, cause: '' };
  for (let step = 0; step < MAX_STEPS; step++) {
    const { accountId, fromMs } = current;
    const move = next.find(
      (one) => one.fromAccountId === accountId && one.atMs >= fromMs && one.toAccountId !== accountId,
    );
    bands.push(move ? { ...current, toMs: move.atMs } : current);
    if (!move || move.miners < start.count) break;
    current = { accountId: move.toAccountId, fromMs: move.atMs, toMs: null, cause: move.cause };
  }
  return bands;
}

/** The first move that is foreseen; null = none. Its `band` is null where only some of the miners go, nobody knows which. */
export function nextMoveOf(
  bands: readonly PlannedBand[] | undefined,
): { atMs: number; band: PlannedBand | null } | null {
  const [now, then] = bands ?? [];
  return now?.toMs == null ? null : { atMs: now.toMs, band: then ?? null };
}

/** How a group's miners are foreseen to be split over accounts in a stretch of time. */
export interface PlannedSegment {
  fromMs: number;
  toMs: number;
  parts: { accountId: string; miners: number }[];
}

/** The moves of a group's accounts together, cut wherever one of them moves, up to the end of the window. */
export function plannedStack(
  mix: ReadonlyMap<string, number>,
  planned: ReadonlyMap<string, readonly PlannedBand[]>,
  { nowMs, endMs }: { nowMs: number; endMs: number },
): PlannedSegment[] {
  const edges = new Set([nowMs, endMs]);
  for (const accountId of mix.keys())
    for (const { toMs } of planned.get(accountId) ?? [])
      if (toMs !== null && toMs > nowMs && toMs < endMs) edges.add(toMs);
  const times = [...edges].toSorted((a, b) => a - b);
  return times.slice(0, -1).map((fromMs, index) => {
    const parts = new Map<string, number>();
    for (const [accountId, miners] of mix) {
      const band = planned.get(accountId)?.find((one) => one.toMs === null || one.toMs > fromMs);
      if (band && band.accountId !== null)
        parts.set(band.accountId, (parts.get(band.accountId) ?? 0) + miners);
    }
    return {
      fromMs,
      toMs: times[index + 1] ?? endMs,
      parts: [...parts].map(([accountId, miners]) => ({ accountId, miners })),
    };
  });
}
