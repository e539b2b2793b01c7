import { expect, it } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import { DEFAULT_PLAN_SETTINGS, type PlanAccount, type PlanMiner } from '#engine/scheduler/plan-types.ts';
import { Scheduler, type PlanSource } from '#engine/scheduler/scheduler.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const MINERS = 1000;

function account(id: string): PlanAccount {
  return {
    id,
    name: id,
    isOverflow: false,
    targetWork: 1,
    creditedWork: 0,
    inFlightWork: 0,
    upToStandard: false,
    startsAtMs: 0,
    shareWork: null,
    minRate: null,
    maxRate: null,
  };
}

function miner(id: string, accountId: string | null): PlanMiner {
  return {
    id,
    role: 'active',
    unavailable: null,
    availableSinceMs: 0,
    isConnected: true,
    hashrate: null,
    accountId,
    movedAtMs: null,
  };
}

/** Two accounts, the first of which no miner turns out to be able to work for. */
function startFussyFarm() {
  const accounts = [account('alice'), account('bob')];
  const ineligible = new Map<string, Map<string, string>>();
  const at = new Map<string, string | null>();
  let plans = 0;
  const source: PlanSource = {
    situation: () => '',
    isLanding: () => false,
    planInput: ({ movedAtMs: _movedAtMs, ...memory }) => {
      plans += 1;
      return {
        nowMs: 0,
        miners: Array.from({ length: MINERS }, (_unused, index) =>
          miner(`m${index}`, at.get(`m${index}`) ?? null),
        ),
        accounts,
        pools: accounts.map(({ id }) => ({ accountId: id, isServable: true })),
        round: { startedAtMs: 0, endsAtMs: null },
        history: { ...memory, ineligible },
        settings: { ...DEFAULT_PLAN_SETTINGS, policy: 'sequential' },
      };
    },
  };
  const mover = {
    assign(minerId: string, accountId: string | null): void {
      at.set(minerId, accountId);
      if (accountId !== 'alice') return;
      ineligible.set(minerId, new Map([['alice', 'its extranonce2 is too small']]));
      scheduler.replan();
    },
  };
  const store = { load: () => [], save: () => {} };
  const clock = new FakeClock();
  const scheduler: Scheduler = new Scheduler({
    clock,
    log: silentLog,
    source,
    mover,
    store,
  });
  return { scheduler, at, clock, plans: () => plans };
}

it('plans once more, not once per miner, when a whole farm turns out to be ineligible', () => {
  const { scheduler, at, plans } = startFussyFarm();
  scheduler.replan();
  expect([...at.values()].filter((accountId) => accountId === 'bob').length).toBe(MINERS);
  expect(plans()).toBe(2);
});

it.each([-7_200_000, 7_200_000])(
  'remembers moves as so long ago, though the wall clock jumps by %i ms',
  (jumpMs) => {
    const { scheduler, clock } = startFussyFarm();
    scheduler.replan();
    clock.advance(5000);
    clock.jumpWall(jumpMs);
    const { departures, movedAtMs } = scheduler.memory();
    const agesMs = [departures[0]?.atMs ?? 0, movedAtMs('m0') ?? 0].map((atMs) => clock.nowMs() - atMs);
    expect(agesMs).toEqual([5000, 5000]);
  },
);
