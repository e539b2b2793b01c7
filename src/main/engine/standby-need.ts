import type { HealthState } from '#engine/health/health-types.ts';

import type { FarmParts } from './farm-parts.ts';

/** The farm is looked at anew after so long; every standby machine asks. */
const LOOK_AGAIN_MS = 1000;

interface Parts extends Pick<FarmParts, 'clock' | 'registry' | 'marks'> {
  health: { verdictOf(minerId: string): { state: HealthState } | null };
}

type StandIns = () => readonly { forMinerId: string; minerIds: readonly string[] }[];

/**
 * Which standby miners have to be awake: those that stand in for another now, and for each active miner that
 * is lost with nobody in its place one more, the first by name. A miner whose machine has the owner's other pools is
 * not lost, unless the owner says so.
 */
export class StandbyNeed {
  readonly #parts: Parts;
  readonly #standIns: StandIns;
  readonly #machines: { worksElsewhere(minerId: string): boolean };
  #needed: ReadonlySet<string> = new Set();
  #lookedMs = Number.NEGATIVE_INFINITY;

  constructor(parts: Parts, standIns: StandIns, machines: { worksElsewhere(minerId: string): boolean }) {
    this.#parts = parts;
    this.#standIns = standIns;
    this.#machines = machines;
  }

  /** Null = the miner is not known. */
  of(minerId: string): { isStandby: boolean; isNeeded: boolean } | null {
    const record = this.#parts.registry.get(minerId);
    if (!record) return null;
    const isStandby = record.role === 'standby';
    return { isStandby, isNeeded: isStandby && this.#look().has(minerId) };
  }

  #look(): ReadonlySet<string> {
    const { clock, registry } = this.#parts;
    const nowMs = clock.monotonicMs();
    if (nowMs - this.#lookedMs < LOOK_AGAIN_MS) return this.#needed;
    this.#lookedMs = nowMs;
    const standIns = this.#standIns().filter(({ minerIds }) => minerIds.length > 0);
    const covered = new Set(standIns.map(({ forMinerId }) => forMinerId));
    const needed = new Set(standIns.flatMap(({ minerIds }) => minerIds));
    const miners = [...registry.all()];
    let uncovered = miners.filter(
      ({ id, role }) => role === 'active' && this.#isLost(id) && !covered.has(id),
    ).length;
    for (const { id, role } of miners.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      if (uncovered === 0) break;
      if (role !== 'standby' || needed.has(id) || this.#parts.marks.get('miner', id)) continue;
      needed.add(id);
      uncovered -= 1;
    }
    this.#needed = needed;
    return needed;
  }

  #isLost(minerId: string): boolean {
    const { marks, health } = this.#parts;
    const state = health.verdictOf(minerId)?.state ?? 'ok';
    if (marks.get('miner', minerId) !== null) return true;
    return state !== 'ok' && !this.#machines.worksElsewhere(minerId);
  }
}
