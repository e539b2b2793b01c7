import { forecastFarm } from '#engine/scheduler/forecast.ts';
import { planAllocation } from '#engine/scheduler/plan.ts';
import type { PlanInput } from '#engine/scheduler/plan-types.ts';
import type { Scheduler } from '#engine/scheduler/scheduler.ts';
import { lookAheadEndMs, simulateFluid } from '#engine/scheduler/what-if.ts';
import { AppError } from '#shared/errors.ts';
import type {
  AccountForecast,
  MarkPreview,
  PlanView,
  WhatIfAnswer,
  WhatIfInput,
} from '#shared/model/planning.ts';
import { parseQuota, targetWork } from '#shared/model/quota.ts';
import { workFromHashrate } from '#shared/units.ts';

import type { FarmParts } from './farm-parts.ts';
import type { FarmPlanSource } from './plan-source.ts';

/** Shares counted over ten minutes at 20 a minute know a hashrate to about 1/√200. */
const HASHRATE_RELATIVE_SIGMA = 0.07;
/** Moves that are foreseen and shown. */
const MAX_NEXT_MOVES = 20;

export interface PlanningDeps {
  parts: FarmParts;
  source: FarmPlanSource;
  scheduler: Scheduler;
}

/** Who works for whom and why, what comes next, and when quotas are expected to be reached. */
export function readPlan({ parts, source, scheduler }: PlanningDeps): PlanView {
  const { clock, proxy } = parts;
  const memory = scheduler.memory();
  const input = source.planInput(memory);
  const forecasts = forecastsOf(input);
  const causes = presentCauses(input);
  return {
    atMs: clock.nowMs(),
    map: [...proxy.liveMiners()].map((minerId) => {
      const accountId = proxy.workingFor(minerId);
      const order = scheduler.orderOf(minerId);
      return {
        minerId,
        accountId,
        sinceMs: parts.allocationLog.sinceMs(minerId),
        cause: causes.get(placeKey(minerId, accountId)) ?? order?.cause ?? '',
      };
    }),
    next: nextMoves(input, forecasts),
    forecasts,
    standIns: scheduler.promotions.map(({ isPinned, ...promotion }) => ({ ...promotion, pinned: isPinned })),
  };
}

/** The farm as it is beside the farm as it would be; nothing is touched. */
export function answerWhatIf(
  { parts, source, scheduler }: PlanningDeps,
  question: WhatIfInput,
): WhatIfAnswer {
  const input = source.planInput(scheduler.memory());
  return { asItIs: outcomeOf(input), changed: outcomeOf(changedInput(parts, input, question)) };
}

/** What marking a miner failed would do: who stands in, and each account's finish before and after. */
export function previewMark({ parts, source, scheduler }: PlanningDeps, minerId: string): MarkPreview {
  const record = parts.registry.get(minerId);
  if (!record) throw new AppError('MINER_NOT_FOUND', `There is no miner with the id "${minerId}".`);
  const input = source.planInput(scheduler.memory());
  const marked = withoutMiners(input, new Set([minerId]));
  const plan = planAllocation(marked);
  const standIns = plan.promotions.find((promotion) => promotion.forMinerId === minerId)?.minerIds ?? [];
  const miner = input.miners.find(({ id }) => id === minerId);
  const before = simulateFluid(input, lookAheadEndMs(input)).finish;
  const after = simulateFluid(marked, lookAheadEndMs(input)).finish;
  return {
    minerId,
    lostHashrate: miner?.hashrate ?? null,
    fromAccountId: parts.proxy.workingFor(minerId),
    toAccountId: plan.orders.find((order) => order.minerId === minerId)?.accountId ?? null,
    standIns: standIns.map((id) => ({
      minerId: id,
      hashrate: input.miners.find((one) => one.id === id)?.hashrate ?? null,
    })),
    accounts: input.accounts
      .filter((account) => !account.isOverflow)
      .map(({ id }) => ({
        accountId: id,
        finishMsNow: before.get(id) ?? null,
        finishMsThen: after.get(id) ?? null,
      })),
  };
}

/** Why each miner would be sent where it is if it were planned now: figures in it are today's, not those of its move. */
function presentCauses(input: PlanInput): Map<string, string> {
  const { orders } = planAllocation(input);
  return new Map(orders.map(({ minerId, accountId, cause }) => [placeKey(minerId, accountId), cause]));
}

function placeKey(minerId: string, accountId: string | null): string {
  return `${minerId} ${accountId ?? ''}`;
}

function forecastsOf(input: PlanInput): AccountForecast[] {
  return forecastFarm(input, { hashrateRelativeSigma: HASHRATE_RELATIVE_SIGMA }).map(
    ({ shortfallRate, ...forecast }) => ({ ...forecast, shortfallHashrate: shortfallRate }),
  );
}

/** Under `sequential` the whole farm goes on when an account is done; that is what can be foreseen. */
function nextMoves(input: PlanInput, forecasts: readonly AccountForecast[]): PlanView['next'] {
  const order = forecasts
    .filter((forecast) => forecast.finishMs !== null)
    .sort((a, b) => (a.finishMs ?? 0) - (b.finishMs ?? 0));
  const overflowId = input.accounts.find((account) => account.isOverflow)?.id ?? null;
  return order.slice(0, MAX_NEXT_MOVES).map((forecast, index) => {
    const there = input.miners.filter((miner) => miner.accountId === forecast.accountId).length;
    const isSequential = input.settings.policy === 'sequential';
    return {
      atMs: forecast.finishMs ?? 0,
      fromAccountId: forecast.accountId,
      toAccountId: (isSequential ? order[index + 1]?.accountId : null) ?? overflowId,
      miners: isSequential ? input.miners.filter((miner) => miner.isConnected).length : there,
      cause: `${nameOf(input, forecast.accountId)} is expected to be up to standard`,
    };
  });
}

function outcomeOf(input: PlanInput): WhatIfAnswer['asItIs'] {
  const { finish, moves, shortfallWork } = simulateFluid(input, lookAheadEndMs(input));
  return {
    accounts: input.accounts
      .filter((account) => !account.isOverflow)
      .map(({ id }) => ({
        accountId: id,
        finishMs: finish.get(id) ?? null,
        shortfallWork: shortfallWork.get(id) ?? 0,
      })),
    moves,
  };
}

function changedInput(parts: FarmParts, input: PlanInput, question: WhatIfInput): PlanInput {
  const fewer = withoutMiners(input, new Set(question.withoutMiners ?? []));
  const quotas = new Map((question.quotas ?? []).map(({ accountId, quota }) => [accountId, quota]));
  const accounts = fewer.accounts.map((account) => {
    const quota = quotas.get(account.id);
    if (!quota) return account;
    const { startedAtMs, endsAtMs } = parts.rounds.current();
    const target = targetWork(parseQuota(quota), {
      startedAtMs,
      endsAtMs,
      addedAtMs: account.startsAtMs,
      creditedWork: parts.ledger.roundCreditedWork(),
      forecastWork: forecastWorkOf(input),
    });
    return {
      ...account,
      targetWork: target,
      upToStandard: target !== null && account.creditedWork >= target,
    };
  });
  const settings = {
    ...fewer.settings,
    policy: question.policy ?? fewer.settings.policy,
    shortfall: question.shortfall ?? fewer.settings.shortfall,
  };
  const added = question.addedHashrate ?? 0;
  const more = added > 0 ? [{ ...NEW_MINER, hashrate: added }] : [];
  return { ...fewer, accounts, settings, miners: [...fewer.miners, ...more] };
}

/** Work the connected farm is expected to make until the round's end. */
function forecastWorkOf(input: PlanInput): number {
  const hashrate = input.miners.reduce(
    (sum, miner) => sum + (miner.isConnected ? (miner.hashrate ?? 0) : 0),
    0,
  );
  return workFromHashrate(hashrate, Math.max(lookAheadEndMs(input) - input.nowMs, 0));
}

const NEW_MINER = {
  id: '~added',
  role: 'active',
  unavailable: null,
  availableSinceMs: 0,
  isConnected: true,
  accountId: null,
  movedAtMs: null,
} as const;

/** The input with these miners marked failed. */
export function withoutMiners(input: PlanInput, ids: ReadonlySet<string>): PlanInput {
  const unavailable = { kind: 'marked-failed', text: 'marked failed' } as const;
  return {
    ...input,
    miners: input.miners.map((miner) =>
      ids.has(miner.id) ? { ...miner, unavailable, availableSinceMs: null } : miner,
    ),
  };
}

function nameOf(input: PlanInput, accountId: string): string {
  return input.accounts.find(({ id }) => id === accountId)?.name ?? accountId;
}
