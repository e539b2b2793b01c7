import type {
  MarkPreview,
  MarksPreview,
  MinerHealth,
  PlanView,
  WhatIfAnswer,
  WhatIfInput,
} from '#shared/model/planning.ts';

import type { EndpointHealth } from '#shared/model/snapshot.ts';

import type { ScriptedFarm } from './scripted-farm.ts';

const HOUR_MS = 3_600_000;

/** The farm's own forecasts, give or take a tenth; the last customer of a large farm is short of hashrate. */
export function scriptedPlan(farm: ScriptedFarm): PlanView {
  const { accounts, miners, atMs } = farm.snapshot();
  const customers = accounts.filter(({ overflow }) => !overflow);
  const forecasts = accounts.map(({ id, etaMs }) => {
    const isShort = customers.length > 3 && id === customers.at(-1)?.id;
    const finishMs = isShort ? null : etaMs;
    const spreadMs = finishMs === null ? 0 : (finishMs - atMs) / 10;
    return {
      accountId: id,
      finishMs,
      earliestMs: finishMs === null ? null : finishMs - spreadMs,
      latestMs: finishMs === null ? null : finishMs + spreadMs,
      isFeasible: !isShort,
      shortfallHashrate: isShort ? 120e12 : 0,
    };
  });
  const open = forecasts.filter(({ finishMs }) => finishMs !== null);
  const latest = new Map(farm.intervals.map((interval) => [interval.minerId, interval]));
  return {
    atMs,
    map: miners.map(({ id, accountId }) => ({
      minerId: id,
      accountId,
      sinceMs: latest.get(id)?.fromMs ?? null,
      cause: latest.get(id)?.cause ?? '',
    })),
    next: open.map(({ accountId, finishMs }, index) => ({
      atMs: finishMs ?? atMs,
      fromAccountId: accountId,
      toAccountId: open[index + 1]?.accountId ?? accounts.find(({ overflow }) => overflow)?.id ?? null,
      miners:
        farm.policy === 'parallel'
          ? miners.filter((miner) => miner.accountId === accountId).length
          : miners.length,
      cause: `${accountId} is expected to be up to standard`,
    })),
    forecasts,
    standIns: farm.standIns(),
  };
}

/** Fewer miners take longer, by their part of the farm. */
export function scriptedWhatIf(farm: ScriptedFarm, question: WhatIfInput): WhatIfAnswer {
  const { atMs, miners } = farm.snapshot();
  const hashrateOf = (ids: readonly string[]) =>
    miners.reduce((sum, { id, hashrate }) => sum + (ids.includes(id) ? (hashrate ?? 0) : 0), 0);
  const whole = hashrateOf(miners.map(({ id }) => id));
  const then = whole - hashrateOf(question.withoutMiners ?? []) + (question.addedHashrate ?? 0);
  const accounts = scriptedPlan(farm).forecasts.map(({ accountId, finishMs, isFeasible }) => ({
    accountId,
    finishMs,
    shortfallWork: isFeasible ? 0 : 1000,
  }));
  const changed = accounts.map((one) => ({
    ...one,
    finishMs: one.finishMs === null || then <= 0 ? null : atMs + ((one.finishMs - atMs) * whole) / then,
  }));
  return {
    asItIs: { accounts, moves: miners.length * 2 },
    changed: { accounts: changed, moves: miners.length * (question.policy === 'parallel' ? 3 : 2) },
  };
}

/** A standby miner makes up for the lost one; without it the account is later. */
export function scriptedPreview(farm: ScriptedFarm, minerId: string): MarkPreview {
  const { accounts, miners, atMs } = farm.snapshot();
  const miner = miners.find(({ id }) => id === minerId);
  const called = new Set(farm.standIns().flatMap(({ minerIds }) => minerIds));
  const standby = miners.find(({ id, role }) => role === 'standby' && id !== minerId && !called.has(id));
  return {
    minerId,
    lostHashrate: miner?.hashrate ?? null,
    fromAccountId: miner?.accountId ?? null,
    toAccountId: accounts.find(({ overflow }) => overflow)?.id ?? null,
    standIns: standby ? [{ minerId: standby.id, hashrate: standby.hashrate }] : [],
    accounts: scriptedPlan(farm).forecasts.map(({ accountId, finishMs }) => ({
      accountId,
      finishMsNow: finishMs,
      finishMsThen: finishMs === null ? null : finishMs + (finishMs - atMs) / (standby ? -20 : 10),
    })),
  };
}

/** As `scriptedPreview`, for several miners: they take the place of as many standby miners as there are. */
export function scriptedMarksPreview(farm: ScriptedFarm, minerIds: string[]): MarksPreview {
  const chosen = new Set(minerIds);
  const { accounts, miners, atMs } = farm.snapshot();
  const lost = miners.filter(({ id }) => chosen.has(id));
  const called = new Set(farm.standIns().flatMap((standIn) => standIn.minerIds));
  const standby = miners.filter(({ id, role }) => role === 'standby' && !chosen.has(id) && !called.has(id));
  const from = [...new Set(lost.map(({ accountId }) => accountId))];
  return {
    minerIds,
    leaves: from.map((accountId) => {
      const leaving = lost.filter((miner) => miner.accountId === accountId);
      return {
        accountId,
        miners: leaving.length,
        hashrate: leaving.reduce((sum, { hashrate }) => sum + (hashrate ?? 0), 0),
      };
    }),
    toAccountId: accounts.find(({ overflow }) => overflow)?.id ?? null,
    standIns: standby.slice(0, lost.length).map(({ id, hashrate }) => ({ minerId: id, hashrate })),
    accounts: scriptedPlan(farm).forecasts.map(({ accountId, finishMs }) => ({
      accountId,
      finishMsNow: finishMs,
      finishMsThen: finishMs === null ? null : finishMs + ((finishMs - atMs) * lost.length) / miners.length,
    })),
  };
}

/** The endpoint in use answers in 42 ms and sent a job 14 s ago; one that is down says why. */
export function scriptedEndpointHealth(farm: ScriptedFarm): EndpointHealth[] {
  const { accounts, atMs } = farm.snapshot();
  return accounts.flatMap(({ pools, acceptedShares }) =>
    pools.map(({ id, active, state }) => ({
      id,
      trouble: state === 'down' ? 'the connection was refused' : null,
      connections: active ? 1 : 0,
      latencyMs: active && acceptedShares > 0 ? 42 : null,
      lastJobAtMs: active ? atMs - 14_000 : null,
      lastAcceptedAtMs: active && acceptedShares > 0 ? atMs - 3000 : null,
    })),
  );
}

export function scriptedHealth(farm: ScriptedFarm, minerId: string): MinerHealth {
  const miner = farm.snapshot().miners.find(({ id }) => id === minerId);
  const isBelow = miner?.state === 'below-standard';
  return {
    minerId,
    state: isBelow ? 'below-standard' : 'ok',
    evidence: isBelow
      ? '204 shares in 15 min where 300 were expected.'
      : '58 shares in 3 min where 60 were expected.',
    sinceMs: farm.snapshot().atMs - HOUR_MS,
    expectedHashrate: miner?.nominalHashrate ?? null,
    observedHashrate: miner?.hashrate ?? null,
  };
}
