import type { MarkPreview, MinerHealth, PlanView, WhatIfAnswer } from '#shared/model/planning.ts';

import type { ScriptedFarm } from './scripted-farm.ts';

const HOUR_MS = 3_600_000;

/** A plan in which each account finishes an hour after the one before it. */
export function scriptedPlan(farm: ScriptedFarm): PlanView {
  const { accounts, miners, atMs } = farm.snapshot();
  return {
    atMs,
    map: miners.map(({ id, accountId }) => ({
      minerId: id,
      accountId,
      sinceMs: atMs - HOUR_MS,
      cause: 'scripted',
    })),
    next: [],
    forecasts: accounts.map(({ id, overflow, upToStandard }, index) => {
      const isOpen = !overflow && !upToStandard;
      const finishMs = isOpen ? atMs + (index + 1) * HOUR_MS : null;
      return {
        accountId: id,
        finishMs,
        earliestMs: finishMs === null ? null : finishMs - HOUR_MS / 6,
        latestMs: finishMs === null ? null : finishMs + HOUR_MS / 6,
        isFeasible: true,
        shortfallHashrate: 0,
      };
    }),
    standIns: [],
  };
}

export function scriptedWhatIf(farm: ScriptedFarm): WhatIfAnswer {
  const accounts = scriptedPlan(farm).forecasts.map(({ accountId, finishMs }) => ({
    accountId,
    finishMs,
    shortfallWork: 0,
  }));
  const later = accounts.map((one) => ({
    ...one,
    finishMs: one.finishMs === null ? null : one.finishMs + HOUR_MS,
  }));
  return {
    asItIs: { accounts, moves: miners(farm) * 2 },
    changed: { accounts: later, moves: miners(farm) * 3 },
  };
}

export function scriptedPreview(farm: ScriptedFarm, minerId: string): MarkPreview {
  const { accounts, miners: all } = farm.snapshot();
  const miner = all.find(({ id }) => id === minerId);
  const standby = all.find(({ role }) => role === 'standby');
  return {
    minerId,
    lostHashrate: miner?.hashrate ?? null,
    fromAccountId: miner?.accountId ?? null,
    toAccountId: accounts.find(({ overflow }) => overflow)?.id ?? null,
    standIns: standby ? [{ minerId: standby.id, hashrate: standby.hashrate }] : [],
    accounts: scriptedPlan(farm).forecasts.map(({ accountId, finishMs }) => ({
      accountId,
      finishMsNow: finishMs,
      finishMsThen: finishMs === null ? null : finishMs + HOUR_MS / 4,
    })),
  };
}

export function scriptedHealth(farm: ScriptedFarm, minerId: string): MinerHealth {
  const miner = farm.snapshot().miners.find(({ id }) => id === minerId);
  return {
    minerId,
    state: 'ok',
    evidence: '58 shares in 3 min where 60 were expected.',
    sinceMs: farm.snapshot().atMs - HOUR_MS,
    expectedHashrate: miner?.nominalHashrate ?? null,
    observedHashrate: miner?.hashrate ?? null,
  };
}

function miners(farm: ScriptedFarm): number {
  return farm.snapshot().miners.length;
}
