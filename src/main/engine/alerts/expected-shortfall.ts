import type { Scheduler } from '#engine/scheduler/scheduler.ts';
import { lookAheadEndMs, simulateFluid } from '#engine/scheduler/what-if.ts';

import type { FarmPlanSource } from '../plan-source.ts';

/** Work that each account is expected to miss at the round's end, difficulty-1 shares, as the farm works now. */
export function expectedShortfall(source: FarmPlanSource, scheduler: Scheduler): ReadonlyMap<string, number> {
  const input = source.planInput(scheduler.memory());
  return input.round.endsAtMs === null
    ? new Map()
    : simulateFluid(input, lookAheadEndMs(input)).shortfallWork;
}
