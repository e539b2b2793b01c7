import fc from 'fast-check';

import {
  DEFAULT_PLAN_SETTINGS,
  type PlanAccount,
  type PlanInput,
  type PlanMiner,
  type Unavailable,
} from '#engine/scheduler/plan-types.ts';

import { HOUR_MS, ownerAccount, planAccount, planInput, planMiner, TERA, teraHours } from './plan-input.ts';

/** The present in arbitrary farms: the middle of a day's round. */
export const NOON_MS = 12 * HOUR_MS;

const unavailable: fc.Arbitrary<Unavailable | null> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(null) },
  fc.constantFrom<Unavailable>(
    { kind: 'marked-failed', text: 'marked failed by you' },
    { kind: 'marked-below-standard', text: 'marked below standard by you' },
    { kind: 'offline', text: 'its connection closed and is not back' },
    { kind: 'silent', text: 'no share for 95 s' },
    { kind: 'below-standard', text: '31 shares where 60 were expected' },
    { kind: 'rejecting', text: 'half of its shares are rejected' },
  ),
);

const hashrate = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 50, max: 250 }).map((teras) => teras * TERA) },
  { weight: 2, arbitrary: fc.constant(TERA) },
  { weight: 1, arbitrary: fc.constant(null) },
);

function arbitraryMiner(accountIds: readonly string[]): fc.Arbitrary<Partial<PlanMiner>> {
  return fc.record({
    role: fc.constantFrom('active', 'active', 'active', 'standby'),
    unavailable,
    availableSinceMs: fc.constant(0),
    isConnected: fc.constant(true),
    hashrate,
    accountId: fc.constantFrom(null, ...accountIds, ...accountIds),
    movedAtMs: fc.oneof(
      fc.constant(null),
      fc.integer({ min: 0, max: 120_000 }).map((agoMs) => NOON_MS - agoMs),
    ),
  });
}

function arbitraryAccount(id: string): fc.Arbitrary<PlanAccount> {
  return fc
    .record({
      quota: fc.integer({ min: 1, max: 6000 }),
      done: fc.double({ min: 0, max: 1.01, noNaN: true }),
      inFlight: fc.constantFrom(0, 0, 0.001, 0.02),
      share: fc.constantFrom(null, 1e-5, 1e-3),
      minTeras: fc.constantFrom(null, null, null, 100, 300),
      maxTeras: fc.constantFrom(null, null, null, 400, 900),
    })
    .map(({ quota, done, inFlight, share, minTeras, maxTeras }) => {
      const targetWork = teraHours(quota);
      return planAccount(id, {
        targetWork,
        creditedWork: targetWork * done,
        inFlightWork: targetWork * inFlight,
        upToStandard: done >= 1,
        shareWork: share === null ? null : targetWork * share,
        minRate: minTeras === null ? null : minTeras * TERA,
        maxRate: maxTeras === null ? null : maxTeras * TERA,
      });
    });
}

/** Farms of up to 25 miners and 5 customers in any state, under either policy. */
export const arbitraryFarm: fc.Arbitrary<PlanInput> = fc
  .record({
    customers: fc.integer({ min: 1, max: 5 }),
    hasOwner: fc.boolean(),
  })
  .chain(({ customers, hasOwner }) => {
    const ids = Array.from({ length: customers }, (_, index) => `account-${index}`);
    const all = hasOwner ? [...ids, ownerAccount.id] : ids;
    return fc
      .record({
        accounts: fc.tuple(...ids.map((id) => arbitraryAccount(id))),
        miners: fc.array(arbitraryMiner(all), { minLength: 1, maxLength: 25 }),
        gone: fc.array(fc.integer({ min: 0, max: 24 }), { maxLength: 4 }),
        down: fc.subarray(all),
        downToo: fc.boolean(),
        barred: fc.array(fc.tuple(fc.integer({ min: 0, max: 24 }), fc.constantFrom(...all)), {
          maxLength: 10,
        }),
        policy: fc.constantFrom('sequential' as const, 'parallel' as const),
        shortfall: fc.constantFrom('priority' as const, 'pro-rata' as const),
        recentMoves: fc.constantFrom(0, 0, 598, 700),
        endsAtMs: fc.constantFrom(24 * HOUR_MS, 24 * HOUR_MS, NOON_MS + 60_000, null),
      })
      .map(({ accounts, miners, gone, down, downToo, barred, policy, shortfall, recentMoves, endsAtMs }) => {
        const everyAccount = hasOwner ? [...accounts, ownerAccount] : [...accounts];
        const ineligible = new Map<string, Map<string, string>>();
        for (const [index, accountId] of barred) {
          const id = nameOf(index);
          ineligible.set(
            id,
            (ineligible.get(id) ?? new Map()).set(accountId, 'its extranonce2 is too small'),
          );
        }
        return planInput({
          nowMs: NOON_MS,
          accounts: everyAccount,
          miners: miners.map((values, index) => {
            const isConnected = !gone.includes(index) && values.unavailable?.kind !== 'offline';
            const accountId = isConnected ? (values.accountId ?? null) : null;
            return planMiner(nameOf(index), { ...values, isConnected, accountId });
          }),
          pools: everyAccount.map(({ id }) => ({
            accountId: id,
            isServable: !(downToo && down.includes(id)),
          })),
          round: {
            startedAtMs: 0,
            endsAtMs: policy === 'sequential' ? endsAtMs : (endsAtMs ?? 24 * HOUR_MS),
          },
          history: { ineligible, promotions: [], departures: [], recentMoves },
          settings: { ...DEFAULT_PLAN_SETTINGS, policy, shortfall },
        });
      });
  });

function nameOf(index: number): string {
  return `m${String(index).padStart(2, '0')}`;
}
