import { describe, expect, it } from 'vitest';

import { healthWords } from '#renderer/features/miners/health-view.ts';
import { chosenRows, rowOf, withToggled } from '#renderer/features/miners/miners-view.ts';
import { standbySummary, standInLine, standsInFor } from '#renderer/features/miners/standby-view.ts';
import { finishText, nextLines, rangeText } from '#renderer/features/overview/forecast-view.ts';
import { changesOf, fieldOf, isRoundChanged } from '#renderer/features/plan/settings-form.ts';
import {
  EMPTY_WHAT_IF,
  outcomeRows,
  questionOf,
  quotaFromText,
  quotaText,
  whatIfErrors,
} from '#renderer/features/plan/what-if-view.ts';
import type { AccountForecast, PlanSettingsInput, StandIn } from '#shared/model/planning.ts';

import { account, mark, miner, NOON_MS, overflow, plain, snapshot } from '../make.ts';

const HOUR_MS = 3_600_000;
const CONTEXT = { nowMs: NOON_MS, roundEndsAtMs: NOON_MS + 12 * HOUR_MS };

function clock(atMs: number): string {
  return new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(atMs);
}

function forecast(change: Partial<AccountForecast> = {}): AccountForecast {
  return {
    accountId: 'alice',
    finishMs: NOON_MS + 2 * HOUR_MS,
    earliestMs: NOON_MS + 1.7 * HOUR_MS,
    latestMs: NOON_MS + 2.5 * HOUR_MS,
    isFeasible: true,
    shortfallHashrate: 0,
    ...change,
  };
}

describe('a forecast in words', () => {
  it('gives the range in which four of five chances lie', () => {
    const [at, from, to] = [2, 1.7, 2.5].map((hours) => clock(NOON_MS + hours * HOUR_MS));
    expect(plain(finishText(account(), forecast(), CONTEXT))).toBe(
      `~2 h to target · about ${at} (${from}–${to})`,
    );
  });

  it('leaves out a range that is not known or not to be seen', () => {
    const at = clock(NOON_MS + 2 * HOUR_MS);
    expect(rangeText(forecast({ earliestMs: null }), NOON_MS)).toBe(at);
    const [same] = [NOON_MS + 2 * HOUR_MS];
    expect(rangeText(forecast({ earliestMs: same, latestMs: same }), NOON_MS)).toBe(at);
  });

  it('never begins a range before now', () => {
    const early = forecast({ finishMs: NOON_MS + HOUR_MS, earliestMs: NOON_MS - HOUR_MS });
    expect(rangeText(early, NOON_MS)).toContain(`(${clock(NOON_MS)}–`);
  });

  it('says by how much a quota will be missed', () => {
    const short = forecast({ finishMs: null, isFeasible: false, shortfallHashrate: 120e12 });
    expect(plain(finishText(account(), short, CONTEXT))).toBe(
      'will not be met at today’s hashrate (short by 120 TH/s)',
    );
  });

  it('falls back to the snapshot until a forecast is there', () => {
    expect(plain(finishText(account(), undefined, CONTEXT))).toBe(
      `~1 h to target · about ${clock(NOON_MS + HOUR_MS)}`,
    );
    expect(finishText(account({ etaMs: null }), undefined, CONTEXT)).toBe('waiting for its turn');
  });

  it('says when a quota was reached, whatever the forecast', () => {
    const done = account({ upToStandard: true, upToStandardAtMs: NOON_MS - HOUR_MS });
    expect(finishText(done, forecast(), CONTEXT)).toMatch(/^up to standard since/);
  });

  it('lists what comes next, soonest first, with names', () => {
    const bob = { toAccountId: null, miners: 1, cause: 'c2' };
    const next = [
      { atMs: NOON_MS + 3 * HOUR_MS, fromAccountId: 'gone', ...bob },
      { atMs: NOON_MS + HOUR_MS, fromAccountId: 'alice', toAccountId: 'owner', miners: 7, cause: 'c1' },
    ];
    expect(nextLines(next, snapshot(), NOON_MS).map(({ time, text, cause }) => [time, text, cause])).toEqual([
      [clock(NOON_MS + HOUR_MS), '7 miners: alice → owner', 'c1'],
      [clock(NOON_MS + 3 * HOUR_MS), '1 miner: gone → nobody', 'c2'],
    ]);
  });
});

describe('standby', () => {
  const lost = miner({ id: 'a1', name: 'a1', state: 'failed', markedFailed: mark({ note: 'fan' }) });
  const helper = miner({ id: 's1', name: 's1', role: 'standby', state: 'standby', hashrate: 110e12 });
  const idle = miner({ id: 's2', name: 's2', role: 'standby', state: 'standby', hashrate: 90e12 });
  const gone = miner({ id: 's3', name: 's3', role: 'standby', state: 'offline', hashrate: null });
  const standIn: StandIn = {
    forMinerId: 'a1',
    minerIds: ['s1'],
    accountId: 'alice',
    sinceMs: NOON_MS - 180_000,
    pinned: false,
  };
  const farm = snapshot({ miners: [lost, helper, idle, gone] });

  it('tells who is ready from who is not', () => {
    const summary = standbySummary(farm.miners, [standIn]);
    expect([summary.all, summary.ready, summary.notReady].map((some) => some.map(({ id }) => id))).toEqual([
      ['s1', 's2', 's3'],
      ['s2'],
      ['s3'],
    ]);
  });

  it('says who stands in for whom, where, since when and why', () => {
    const line = standInLine(standIn, farm, NOON_MS);
    expect(plain(line.text)).toBe(
      `s1 (110 TH/s) stands in for a1 at alice since ${clock(NOON_MS - 180_000)} (3 min).`,
    );
    expect(line.why).toBe('a1 is marked failed by you: fan');
  });

  it('says that the lost miner works again, and what a pin means', () => {
    const back = snapshot({ miners: [{ ...lost, state: 'working', markedFailed: null }, helper] });
    expect(standInLine(standIn, back, NOON_MS).why).toMatch(/returns shortly/);
    expect(standInLine({ ...standIn, pinned: true }, back, NOON_MS).why).toMatch(/you pinned it/);
  });

  it('names the observed state of a miner that was lost by itself', () => {
    const silent = snapshot({ miners: [{ ...lost, state: 'silent', markedFailed: null }, helper] });
    expect(standInLine(standIn, silent, NOON_MS).why).toBe('a1 is in state “Silent”.');
  });

  it('is told in the row of the miner that stands in', () => {
    const called = standsInFor([standIn], farm.miners);
    expect(
      farm.miners.map((one) => rowOf(one, { accountNames: new Map(), standsInFor: called }).standsInFor),
    ).toEqual([null, 'a1', null, null]);
  });
});

describe('the chosen rows', () => {
  const rows = ['a', 'b', 'c'].map((id) => rowOf(miner({ id }), { accountNames: new Map() }));

  it('are those ticked, or all but those', () => {
    expect(chosenRows(rows, { type: 'include', ids: new Set(['b', 'x']) }).map(({ id }) => id)).toEqual([
      'b',
    ]);
    expect(chosenRows(rows, { type: 'exclude', ids: new Set(['b']) }).map(({ id }) => id)).toEqual([
      'a',
      'c',
    ]);
  });
});

describe('one row more', () => {
  it('is chosen or not, in either way of counting', () => {
    const none = { type: 'include' as const, ids: new Set<string>() };
    const one = withToggled(none, 'a');
    expect([...one.ids]).toEqual(['a']);
    expect(withToggled(one, 'a').ids.size).toBe(0);
    expect(withToggled({ type: 'exclude' as const, ids: new Set<string>() }, 'a').type).toBe('exclude');
  });
});

describe('the evidence of a verdict', () => {
  it('stands beside what is observed and what is expected', () => {
    const words = healthWords(
      {
        minerId: 'a1',
        state: 'below-standard',
        evidence: '31 shares in 10 min where 60 were expected; chance 1 in 40,000',
        sinceMs: NOON_MS - 60_000,
        expectedHashrate: 104e12,
        observedHashrate: 54e12,
      },
      NOON_MS,
    );
    expect([words.word, words.severity, plain(words.rates), words.evidence]).toEqual([
      'Below standard',
      'warning',
      '54.0 TH/s observed of 104 TH/s expected',
      '31 shares in 10 min where 60 were expected; chance 1 in 40,000',
    ]);
  });

  it('does not compare with a hashrate that is not known', () => {
    const nothing = { sinceMs: null, expectedHashrate: null, observedHashrate: 1e12 };
    const words = healthWords({ minerId: 'a', state: 'unknown', evidence: '', ...nothing }, NOON_MS);
    expect([words.rates, words.since, words.severity]).toEqual(['', '', 'info']);
  });
});

const CURRENT: PlanSettingsInput = {
  policy: 'sequential',
  shortfall: 'priority',
  round: { every: '24h', anchor: '00:00', timeZone: 'UTC' },
};

describe('the settings of the plan', () => {
  it('are listed as they change', () => {
    const next: PlanSettingsInput = {
      ...CURRENT,
      policy: 'parallel',
      round: { ...CURRENT.round, every: '12h' },
    };
    expect(changesOf(CURRENT, next)).toEqual([
      'Policy: One account after the other → All accounts at once',
      'Round: every 24h from 00:00 UTC → every 12h from 00:00 UTC',
    ]);
    expect(isRoundChanged(CURRENT, next)).toBe(true);
    expect(changesOf(CURRENT, CURRENT)).toEqual([]);
  });

  it('have the sentence of the engine beside its field', () => {
    expect(fieldOf('round.every is "soon"; it must be a whole number')).toBe('every');
    expect(fieldOf('quota.share of alice add up to 110 %')).toBeNull();
  });
});

describe('a question what if', () => {
  it('knows the kind of a quota by its unit', () => {
    expect(['120 TH/s', '30 %', '2.88 PH/s·h', '1234.5', 'much'].map(quotaFromText)).toEqual([
      { hashrate: '120 TH/s' },
      { share: '30 %' },
      { work: '2.88 PH/s·h' },
      { work: '1234.5' },
      null,
    ]);
    expect([{ hashrate: '1 TH/s' }, { share: '30 %' }, { work: 7 }, null].map(quotaText)).toEqual([
      '1 TH/s',
      '30 %',
      '7',
      '',
    ]);
  });

  it('asks only about what differs', () => {
    expect(questionOf(EMPTY_WHAT_IF, CURRENT, CURRENT)).toBeNull();
    const form = { quotas: { alice: '10 TH/s' }, withoutMiners: ['a1'], added: '200 TH/s' };
    expect(questionOf(form, CURRENT, { ...CURRENT, policy: 'parallel' })).toEqual({
      policy: 'parallel',
      quotas: [{ accountId: 'alice', quota: { hashrate: '10 TH/s' } }],
      withoutMiners: ['a1'],
      addedHashrate: 200e12,
    });
  });

  it('is not asked while a field is wrong', () => {
    const form = { ...EMPTY_WHAT_IF, quotas: { alice: 'much' }, added: '200' };
    expect(questionOf(form, CURRENT, CURRENT)).toBeNull();
    expect(whatIfErrors(form)).toEqual({
      added: expect.stringMatching(/number with its unit/),
      quotas: { alice: expect.stringMatching(/Write 120 TH/) },
    });
  });

  it('is answered by each account’s finish, now and then', () => {
    const accounts = [account({ id: 'alice' }), account({ id: 'bob' }), account({ id: 'carol' }), overflow()];
    const outcome = (accountId: string, hours: number | null, shortfallWork = 0) => ({
      accountId,
      finishMs: hours === null ? null : NOON_MS + hours * HOUR_MS,
      shortfallWork,
    });
    const rows = outcomeRows(
      {
        asItIs: { accounts: [outcome('alice', 2), outcome('bob', 3), outcome('carol', 4)], moves: 4 },
        changed: {
          accounts: [outcome('alice', 1.5), outcome('bob', 3), outcome('carol', null, 1500)],
          moves: 9,
        },
      },
      snapshot({ accounts }),
      NOON_MS,
    );
    expect(
      rows.map(({ id, after, difference, tone }) => [id, plain(after), plain(difference), tone]),
    ).toEqual([
      ['alice', clock(NOON_MS + 1.5 * HOUR_MS), '30 min earlier', 'better'],
      ['bob', clock(NOON_MS + 3 * HOUR_MS), 'none', 'same'],
      ['carol', 'not met (short of 1.50 k work)', 'would be missed', 'worse'],
    ]);
  });
});
