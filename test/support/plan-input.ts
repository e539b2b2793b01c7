import {
  DEFAULT_PLAN_SETTINGS,
  type PlanAccount,
  type PlanInput,
  type PlanMiner,
} from '#engine/scheduler/plan-types.ts';
import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';

/** One of the farm's usual miners, H/s. */
export const TERA = 1e12;
export const HOUR_MS = 3_600_000;

export function planMiner(id: string, values: Partial<PlanMiner> = {}): PlanMiner {
  return {
    id,
    role: 'active',
    unavailable: null,
    availableSinceMs: 0,
    isConnected: true,
    hashrate: 100 * TERA,
    accountId: null,
    movedAtMs: null,
    ...values,
  };
}

export function planAccount(id: string, values: Partial<PlanAccount> = {}): PlanAccount {
  return {
    id,
    name: id,
    isOverflow: false,
    targetWork: 1e9,
    creditedWork: 0,
    inFlightWork: 0,
    upToStandard: false,
    startsAtMs: 0,
    shareWork: null,
    minRate: null,
    maxRate: null,
    ...values,
  };
}

export const ownerAccount = planAccount('owner', { isOverflow: true, targetWork: null });

/** A day's round under `sequential`, all pools usable, unless told otherwise. */
export function planInput(values: Partial<PlanInput> & Pick<PlanInput, 'accounts'>): PlanInput {
  return {
    nowMs: 0,
    miners: [planMiner('m1')],
    pools: values.accounts.map(({ id }) => ({ accountId: id, isServable: true })),
    round: { startedAtMs: 0, endsAtMs: 24 * HOUR_MS },
    history: { ineligible: new Map(), promotions: [], departures: [], recentMoves: 0 },
    settings: { ...DEFAULT_PLAN_SETTINGS, policy: 'sequential' },
    ...values,
  };
}

/** Work of `teras` TH/s in `hours`, difficulty-1 shares. */
export function teraHours(teras: number, hours = 1): number {
  return (teras * TERA * hours * 3600) / HASHES_PER_DIFFICULTY_1;
}
