import { DEFAULT_PLAN_SETTINGS } from '#engine/scheduler/plan-types.ts';
import type { PolicyName } from '#shared/model/snapshot.ts';

import { Random } from './random.ts';
import { rivalOf, type RivalName } from './rivals.ts';
import { runRound, type RunResult } from './run.ts';
import { buildFarm, type Scenario } from './scenario.ts';
import { SchedulerBrain } from './scheduler-brain.ts';

/** One round of one farm under the real scheduler, with what planning took. */
export interface PlannedRun extends RunResult {
  /** Mean processor time of one plan, ms. */
  planCpuMs: number;
  /** 99 % of the plans took less by the wall clock, ms. */
  planP99Ms: number;
}

const { dwellMs } = DEFAULT_PLAN_SETTINGS;

export function runPlanned(scenario: Scenario, policy: PolicyName, fineMs?: number): PlannedRun {
  const spanMs = scenario.hours * 3_600_000;
  const farm = buildFarm(scenario);
  const brain = new SchedulerBrain(farm, { policy, endsAtMs: spanMs });
  const result = runRound(farm, brain, { spanMs, dwellMs, ...(fineMs === undefined ? {} : { fineMs }) });
  const sorted = brain.planMs.toSorted((a, b) => a - b);
  return {
    ...result,
    planCpuMs: brain.planCpuMs / brain.planMs.length,
    planP99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
  };
}

/** The same farm, quotas and faults under a rival. */
export function runRival(scenario: Scenario, name: RivalName): RunResult {
  const spanMs = scenario.hours * 3_600_000;
  const farm = buildFarm(scenario);
  const random = new Random(scenario.seed + 1_000_000);
  return runRound(farm, rivalOf(name, farm, { random, spanMs }), { spanMs, dwellMs });
}
