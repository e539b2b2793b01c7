import { describe, expect, it } from 'vitest';

import { draftFrom } from '#engine/accounts/account-draft.ts';
import { conditionsOf, wordsOf } from '#engine/alerts/rules/all-rules.ts';
import type { FarmSample } from '#engine/alerts/farm-sample.ts';
import { parseRanges } from '#engine/discovery/scan/ranges.ts';
import {
  acceptedAgainText,
  backText,
  belowStandardText,
  rejectingText,
  saysText,
  silentText,
  upToStandardText,
} from '#engine/health/evidence.ts';
import { compare } from '#engine/statements/reconcile.ts';
import { describeSocketError } from '#engine/stratum/pool-socket.ts';
import { awayNotice, gapNotice, type TimeParts } from '#engine/time-notices.ts';
import { chinese } from '#renderer/i18n/chinese.ts';
import { ALERT_RULES } from '#shared/model/alert.ts';
import { checkQuotas, parseQuota } from '#shared/model/quota.ts';
import { parsePoolUrl } from '#shared/pool-url.ts';

import { accountOf, minerOf, sampleOf } from '../../unit/alerts/samples.ts';
import { foreignWords } from './chinese-words.ts';

/** Names in these sentences, which stay as they are. */
const NAMES =
  /alice|bob|carol|dora|rack\d|(?:stratum\+tcp:\/\/)?pool-[ab]\.example|disk I\/O error|Stratum V2/g;

/** What is wrong with how a sentence reads in Chinese; nothing where it is said whole. */
function faults(sentence: string): string[] {
  const own = chinese.sentence(sentence);
  if (own === undefined) return [`not known: ${sentence}`];
  return foreignWords(own.replaceAll(NAMES, ' '), '').map((word) => `${word} in: ${own}`);
}

function failure(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error('nothing failed');
}

const stretch = { shares: 40, expected: 82.4, spanMs: 1_500_000 };

describe('what the engine says comes whole in Chinese', () => {
  it('of miners and their health', () => {
    const found = [
      silentText(95_000, null),
      silentText(190_000, 12.3),
      silentText(190_000, 50),
      backText(1, 61_000),
      belowStandardText(stretch, 1e14),
      upToStandardText({ ...stretch, shares: 1 }, 1e14),
      rejectingText({ verified: 80, stale: 3, rejected: 17 }, 0.11),
      acceptedAgainText({ verified: 80, stale: 1, rejected: 0 }),
    ];
    const withWords = found.map((text) => `${text}${saysText('')}`);
    expect([...found, ...withWords].flatMap(faults)).toEqual([]);
  });

  it('of moves and their causes', () => {
    const evidence = rejectingText({ verified: 80, stale: 3, rejected: 17 }, 0.11);
    const causes = [
      'alice is the first account below its quota (12.0 % credited)',
      `stands in for rack1-03 (${evidence}); alice has 12.0 % of its quota, 15.0 % are due by now`,
      'stands in for rack1-03 (marked failed by you); alice is the first account below its quota (12.0 % credited)',
      `${evidence}; mines for bob`,
      'all accounts are up to standard; parked, as no overflow account can be served',
    ];
    expect(causes.flatMap(faults)).toEqual([]);
  });

  it('of rounds that passed while nobody looked', () => {
    expect(timeNotices().flatMap(faults)).toEqual([]);
  });

  it('in every alert, and what to do', () => {
    const all = ALERT_RULES.map(({ defaults }) => ({ ...defaults, on: true }));
    const told = SICK.flatMap((sample) =>
      conditionsOf(sample, all).flatMap((condition, _index, conditions) => {
        const ids = conditions
          .filter(({ cause }) => cause === condition.cause)
          .map(({ member }) => member.id);
        const words = wordsOf(sample, condition, ids);
        return words ? [{ rule: condition.rule, texts: [words.title, words.text, words.next] }] : [];
      }),
    );
    expect(new Set(told.map(({ rule }) => rule)).size).toBe(ALERT_RULES.length);
    expect(told.flatMap(({ texts }) => texts).flatMap(faults)).toEqual([]);
  });

  it('when it does not accept what was typed', () => {
    const input = {
      ...{ name: 'alice', pools: [{ url: 'pool-a.example:3333' }], worker: 'alice', password: 'x' },
      ...{
        quota: { hashrate: '1 TH/s' },
        overflow: false,
        carryOver: false,
        upstream: 'aggregated' as const,
      },
    };
    const draft = (change: object) => failure(() => draftFrom({ ...input, ...change } as never));
    const sentences = [
      draft({ name: '' }),
      draft({ worker: '' }),
      draft({ pools: [] }),
      draft({ pools: [{ url: 'pool-a.example' }] }),
      draft({ pools: [{ url: 'pool-a.example:3333' }, { url: 'pool-a.example:3333' }] }),
      draft({ pools: [{ url: 'a:b@pool-a.example:3333' }] }),
      draft({ quota: null }),
      draft({ overflow: true }),
      draft({ minRate: '2 TH/s', maxRate: '1 TH/s' }),
      ...[{ hashrate: 'x' }, { work: '-1' }, { share: '101 %' }].map((quota) =>
        failure(() => parseQuota(quota)),
      ),
      failure(() => checkQuotas([{ accountName: 'alice', quota: { kind: 'share', fraction: 1.2 } }], false)),
      ...[
        '',
        'http://pool-a.example:1',
        'pool-a.example:0',
        '1.2.3:1',
        'pool-a.example:1/x',
        'stratum2+tcp://a:1',
      ].map((url) => failure(() => parsePoolUrl(url))),
      ...[
        '',
        '10.0.0.0/33',
        '10.0.0.9-5',
        '10.0.0',
        'rack1',
        '8.8.8.8',
        '0.0.0.1',
        '10.0.0.0/8',
        '1.2.3.4-5-6',
      ].map((text) => failure(() => parseRanges(text))),
    ];
    expect(sentences.flatMap(faults)).toEqual([]);
  });

  it('of pools that do not answer, in a clause and in a sentence', () => {
    const endpoint = { scheme: 'ssl' as const, host: 'pool-a.example', port: 3333 };
    const codes = [
      'ENOTFOUND',
      'ECONNREFUSED',
      'ETIMEDOUT',
      'EHOSTUNREACH',
      'ECONNRESET',
      'CERT_HAS_EXPIRED',
    ];
    const clauses = codes.map((code) =>
      describeSocketError(Object.assign(new Error(code), { code }), endpoint),
    );
    const sentences = clauses.map((clause) => `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`);
    const notices = clauses.map(
      (clause) => `alice cannot be served: stratum+tcp://pool-a.example:3333: ${clause}.`,
    );
    expect(
      [...clauses, ...sentences.filter((text) => /^[TN]/.test(text)), ...notices].flatMap(faults),
    ).toEqual([]);
  });

  it('of comparisons with what a pool shows', () => {
    const none = { shares: 0, work: 0 };
    const ours = { credited: { shares: 1000, work: 1e6 }, inDoubt: { shares: 4, work: 4000 } };
    const figures = { ...ours, pending: { shares: 2, work: 2000 }, straddling: { shares: 1, work: 1000 } };
    const words = [
      compare({ unit: 'work', value: 1e6, rounding: 0, text: null }, figures as never, 86_400_000),
      compare({ unit: 'work', value: 1.004e6, rounding: 1000, text: null }, figures as never, 86_400_000),
      compare({ unit: 'shares', value: 1500, rounding: 0, text: null }, figures as never, 86_400_000),
      compare({ unit: 'hashrate', value: 1e9, rounding: 1e6, text: null }, figures as never, 86_400_000),
      compare(
        { unit: 'shares', value: 5, rounding: 0, text: null },
        { ...figures, credited: none } as never,
        86_400_000,
      ),
    ].map((comparison) => comparison.words);
    expect(words.flatMap(faults)).toEqual([]);
  });
});

const POOL_A = 'stratum+tcp://pool-a.example:3333';
const POOL_B = 'stratum+tcp://pool-b.example:3333';
const down = (url: string) => ({
  url,
  state: 'down' as const,
  trouble: `nothing listens on pool-a.example:3333`,
});
const HOUR_AGO = Date.UTC(2026, 10, 18, 11, 30);

/** Farms in which each rule finds something, alone and in numbers. */
const SICK: FarmSample[] = [
  sampleOf({
    accounts: [
      accountOf('alice', {
        endpoints: [down(POOL_A), { url: POOL_B, state: 'up', trouble: null }],
        servedBy: POOL_B,
      }),
      accountOf('bob', {
        quietSinceMs: 0,
        answers: { accepted: 50, rejected: 40, stale: 10 },
        missing: { fraction: 0.2, work: 5e6 },
      }),
    ],
    miners: [
      minerOf('rack1-01', { fault: 'offline' }),
      minerOf('rack1-02', { fault: 'silent' }),
      minerOf('rack1-03', { firstSeenAtMs: HOUR_AGO, lastSeenAtMs: HOUR_AGO }),
      ...['rack2-01', 'rack2-02', 'rack2-03'].map((id) => minerOf(id, { hashrate: 2e13 })),
    ],
    freeBytes: 5e8,
    databaseError: 'disk I/O error',
    changedMachines: [{ id: 'm-1', name: 'rack1-01' }],
    newMachines: [],
    update: '2.0.0',
    gaps: [{ kind: 'pause', byMs: 7_500_000 }] as never,
  }),
  sampleOf({
    accounts: [
      accountOf('alice', { endpoints: [down(POOL_A)], isServable: false, servedBy: null }),
      accountOf('bob', {
        endpoints: [{ url: POOL_B, state: 'refused', trouble: 'the pool refused the login bob: x' }],
        isServable: false,
        servedBy: null,
      }),
      ...['carol', 'dora'].map((id) => accountOf(id, { workingMiners: 1, quietSinceMs: 0 })),
    ],
    miners: [minerOf('rack1-01', { fault: 'offline' })],
    changedMachines: ['rack1-01', 'rack1-02'].map((name) => ({ id: name, name })),
    newMachines: ['rack2-01', 'rack2-02'].map((name) => ({ id: name, name })),
    gaps: [{ kind: 'jump', byMs: -600_000 }] as never,
  }),
  sampleOf({
    accounts: [accountOf('alice', { endpoints: [down(POOL_A), down(POOL_B)], isServable: false })],
  }),
  sampleOf({
    outage: {
      kind: 'silent',
      evidence:
        'no share from 9 of 10 miners for 3 min: the cause is common to them (network, power or pool), not single miners',
      sinceMs: 0,
      miners: 9,
    } as never,
  }),
];

function timeNotices(): string[] {
  const round = { id: 'r', startedAtMs: Date.UTC(2026, 10, 18), endsAtMs: Date.UTC(2026, 10, 19) };
  const outcomesOf = (count: number) =>
    ['alice', 'bob', 'carol', 'dora', 'rack1', 'rack2', 'rack3', 'rack4']
      .slice(0, count)
      .map((accountId, at) => ({
        ...{ accountId, targetWork: 100, creditedWork: at * 30, upToStandard: at > 3 },
      }));
  return [0, 1, 2, 8].flatMap((accounts) =>
    [0, 1, 5].flatMap((missedRounds) => {
      const parts = {
        clock: { nowMs: () => 0 },
        rounds: { settings: () => ({ every: '24h', anchor: '00:00', timeZone: 'UTC' }) },
        verdicts: { outcomesOf: () => outcomesOf(accounts) },
        book: { get: (name: string) => ({ name }) },
      } as unknown as TimeParts;
      const gaps = [
        { kind: 'pause', byMs: 7_500_000, left: round },
        { kind: 'jump', byMs: 90_000, left: round },
        { kind: 'jump', byMs: -5 * 86_400_000, left: null },
        { kind: 'pause', byMs: 200_000, left: null },
      ];
      return [
        awayNotice(parts, { round, missedRounds } as never).text,
        ...gaps.map(
          (gap) => gapNotice(parts, { ...gap, fromMs: 0, missedRounds } as never, round as never).text,
        ),
      ];
    }),
  );
}
