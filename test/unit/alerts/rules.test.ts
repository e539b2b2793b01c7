import { describe, expect, it } from 'vitest';

import type { FarmSample } from '#engine/alerts/farm-sample.ts';
import { conditionsOf, wordsOf } from '#engine/alerts/rules/all-rules.ts';
import { ALERT_RULES, type AlertRuleId } from '#shared/model/alert.ts';

import { accountOf, minerOf, sampleOf } from './samples.ts';

const RULES = ALERT_RULES.map(({ defaults }) => defaults);

/** `cause ← member`, a line each; what is swallowed ends in `(swallowed)`. */
function look(sample: FarmSample): string[] {
  return conditionsOf(sample, RULES).map(
    ({ cause, member, isSwallowed }) =>
      `${cause} ← ${member.id}${isSwallowed === true ? ' (swallowed)' : ''}`,
  );
}

function words(sample: FarmSample, rule: AlertRuleId): { title: string; text: string; next: string } | null {
  const all = conditionsOf(sample, RULES).filter((one) => one.rule === rule);
  const [first] = all;
  if (!first) return null;
  const ids = all.filter(({ cause }) => cause === first.cause).map(({ member }) => member.id);
  return wordsOf(sample, first, ids);
}

const POOL_A = 'stratum+tcp://pool-a.example:3333';
const POOL_B = 'stratum+tcp://pool-b.example:3333';
const down = (url: string) => ({ url, state: 'down' as const, trouble: 'connection refused' });
const up = (url: string) => ({ url, state: 'up' as const, trouble: null });

describe('the rules', () => {
  it('find nothing in a farm with which all is well', () => {
    expect(look(sampleOf({ accounts: [accountOf('alice')], miners: [minerOf('a'), minerOf('b')] }))).toEqual(
      [],
    );
  });

  it('look for nothing that is switched off', () => {
    const sample = sampleOf({ databaseError: 'disk I/O error' });
    expect(
      conditionsOf(
        sample,
        RULES.map((rule) => ({ ...rule, on: false })),
      ),
    ).toEqual([]);
  });

  it('say in every alert what is wrong and what to do next', () => {
    const sick = sampleOf({
      accounts: [
        accountOf('alice', { endpoints: [down(POOL_A), up(POOL_B)], servedBy: POOL_B }),
        accountOf('bob', {
          quietSinceMs: 0,
          answers: { accepted: 50, rejected: 50, stale: 0 },
          missing: { fraction: 0.1, work: 5e6 },
        }),
      ],
      miners: [
        minerOf('a', { fault: 'offline' }),
        minerOf('b', { hashrate: 5e13 }),
        minerOf('c', { firstSeenAtMs: Date.UTC(2026, 10, 18, 11, 50) }),
      ],
      outage: { evidence: 'no share from 9 of 9 miners', miners: 9 },
      gaps: [{ kind: 'jump', byMs: -7_200_000, atMs: 0 }],
      freeBytes: 4e8,
      databaseError: 'disk I/O error',
      changedMachines: [{ id: 'm-1', name: 'S19 at 10.0.0.5' }],
      update: '2.0.0',
    });
    for (const { defaults, name } of ALERT_RULES) {
      const said = words(sick, defaults.id);
      expect(said, name).not.toBeNull();
      for (const sentence of [said?.text, said?.next]) expect(sentence, name).toMatch(/^[^\s].*\.$/s);
      expect(said?.title, name).toMatch(/[^.]$/);
    }
  });
});

describe('a dead pool', () => {
  it('is one alert for all accounts that use it', () => {
    const accounts = ['alice', 'bob'].map((id) => accountOf(id, { endpoints: [down(POOL_A), up(POOL_B)] }));
    expect(look(sampleOf({ accounts }))).toEqual([
      `pool-down:${POOL_A} ← alice`,
      `pool-down:${POOL_A} ← bob`,
    ]);
  });

  it('is one alert when no pool at all answers', () => {
    const accounts = ['alice', 'bob'].map((id) =>
      accountOf(id, { isServable: false, endpoints: [down(POOL_A), down(POOL_B)] }),
    );
    const found = look(sampleOf({ accounts }));
    expect(found.filter((line) => !line.endsWith('(swallowed)'))).toEqual(['pool-down:all ← farm']);
  });

  it('says who gets no work, and who is served by another pool', () => {
    const accounts = [
      accountOf('alice', { endpoints: [down(POOL_A), up(POOL_B)], servedBy: POOL_B }),
      accountOf('bob', { endpoints: [down(POOL_A)], isServable: false, servedBy: null }),
    ];
    expect(words(sampleOf({ accounts }), 'pool-down')?.text).toBe(
      `${POOL_A} cannot be used: connection refused. bob gets no work.`,
    );
    const one = sampleOf({ accounts: accounts.slice(0, 1) });
    expect(words(one, 'pool-down')?.text).toBe(
      `${POOL_A} cannot be used: connection refused. alice is served by ${POOL_B}.`,
    );
  });

  it('is not told of where the owner has marked it failed', () => {
    const endpoints = [{ url: POOL_A, state: 'failed' as const, trouble: null }, up(POOL_B)];
    expect(look(sampleOf({ accounts: [accountOf('alice', { endpoints })] }))).toEqual([]);
  });

  it('that refuses a login is the account’s own alert', () => {
    const endpoints = [{ url: POOL_A, state: 'refused' as const, trouble: 'unknown\r\nworker' }];
    const sample = sampleOf({ accounts: [accountOf('alice', { endpoints, isServable: false })] });
    expect(look(sample)).toEqual(['pool-down:refused:alice ← alice']);
    expect(words(sample, 'pool-down')?.text).toBe(
      `${POOL_A} refuses the login of alice: unknown worker. alice gets no work.`,
    );
  });
});

describe('no share from an account', () => {
  const quiet = { quietSinceMs: 7_200_000 - 11 * 60_000 };

  it('is found after the hold-off', () => {
    expect(look(sampleOf({ accounts: [accountOf('alice', quiet)] }))).toEqual(['no-share:alice ← alice']);
    const soon = { quietSinceMs: 7_200_000 - 9 * 60_000 };
    expect(look(sampleOf({ accounts: [accountOf('alice', soon)] }))).toEqual([]);
  });

  it('is not found while so few shares are to be expected', () => {
    // One share in 94 min.
    const slow = { ...quiet, hashrate: 1e12, shareDifficulty: 1.3e6 };
    expect(look(sampleOf({ accounts: [accountOf('alice', slow)] }))).toEqual([]);
  });

  it('is left to the alert of its pool or of the farm', () => {
    const unserved = accountOf('alice', { ...quiet, isServable: false });
    expect(look(sampleOf({ accounts: [unserved] }))).toEqual([]);
    const outage = { evidence: 'all silent', miners: 9 };
    expect(look(sampleOf({ accounts: [accountOf('alice', quiet)], outage }))).toEqual([
      'no-share:alice ← alice (swallowed)',
      'farm-outage ← farm',
    ]);
  });
});

describe('lost miners', () => {
  it('are swallowed by an outage of the whole farm', () => {
    const miners = [minerOf('a', { fault: 'offline' }), minerOf('b', { fault: 'silent' })];
    const outage = { evidence: 'the connections of 2 of 2 miners closed', miners: 2 };
    expect(look(sampleOf({ miners, outage }))).toEqual([
      'farm-outage ← farm',
      'miner-lost ← a (swallowed)',
      'miner-lost ← b (swallowed)',
    ]);
  });

  it('are one alert, without those that the owner marked or that are not expected', () => {
    const miners = [
      minerOf('a', { fault: 'offline' }),
      minerOf('b', { fault: 'offline', isMarked: true }),
      minerOf('c', { fault: 'offline', isExpected: false }),
      minerOf('d', { fault: 'silent' }),
    ];
    const sample = sampleOf({ miners });
    expect(look(sample)).toEqual(['miner-lost ← a', 'miner-lost ← d']);
    expect(words(sample, 'miner-lost')).toMatchObject({
      title: '2 miners are lost',
      text: 'a and d: 1 not connected, 1 connected but without a share.',
    });
  });
});

describe('a low hashrate', () => {
  it('is that of the miners that work: lost ones have an alert of their own', () => {
    const miners = [
      ...Array.from({ length: 8 }, (_, index) => minerOf(`well-${index}`)),
      minerOf('gone', { fault: 'offline', hashrate: null }),
      minerOf('new', { isSettled: false, hashrate: 0 }),
    ];
    expect(look(sampleOf({ miners }))).toEqual(['miner-lost ← gone']);
  });

  it('is found beyond the threshold and beyond chance', () => {
    const miners = Array.from({ length: 20 }, (_, index) => minerOf(`m${index}`, { hashrate: 8.5e13 }));
    expect(look(sampleOf({ miners }))).toEqual(['hashrate-low ← farm']);
    // One miner of 100 TH/s at this difficulty sends 14 shares in ten minutes: 15 % less is luck.
    const lucky = [minerOf('only', { hashrate: 8.5e13, difficulty: 1e6 })];
    expect(look(sampleOf({ miners: lucky }))).toEqual([]);
  });

  it('is told of although one account has no pool, and swallowed where none has', () => {
    const miners = Array.from({ length: 20 }, (_, index) => minerOf(`m${index}`, { hashrate: 8.5e13 }));
    const gone = { isServable: false, servedBy: null, workingMiners: 0 };
    const accounts = [accountOf('alice'), accountOf('bob', gone)];
    expect(look(sampleOf({ miners, accounts }))).toEqual(['hashrate-low ← farm']);
    const none = accounts.map((account) => ({ ...account, ...gone }));
    expect(look(sampleOf({ miners, accounts: none }))).toEqual(['hashrate-low ← farm (swallowed)']);
  });
});

describe('refused shares', () => {
  it('are told of beyond the limit and beyond chance', () => {
    const part = (rejected: number, accepted: number) =>
      look(sampleOf({ accounts: [accountOf('alice', { answers: { accepted, rejected, stale: 0 } })] }));
    expect(part(4, 96)).toEqual([]);
    expect(part(40, 960)).toEqual(['rejected-high:alice ← alice']);
    expect(part(19, 0)).toEqual([]);
    expect(part(20, 0)).toEqual(['rejected-high:alice ← alice']);
  });
});

describe('the computer', () => {
  it('is told of when its disk fills', () => {
    expect(look(sampleOf({ freeBytes: 999_999_999 }))).toEqual(['disk-low ← farm']);
    expect(look(sampleOf({ freeBytes: 1e9 }))).toEqual([]);
    expect(look(sampleOf({ freeBytes: null }))).toEqual([]);
    expect(words(sampleOf({ freeBytes: 423_456_789 }), 'disk-low')?.title).toBe(
      'Only 423 MB left on the disk',
    );
  });

  it('is told of when its clock jumps, by the longest of several jumps', () => {
    const gaps = [60_000, -7_200_000].map((byMs) => ({ kind: 'jump' as const, byMs, atMs: 0 }));
    expect(words(sampleOf({ gaps }), 'clock-jump')?.title).toMatch(/^The PC's clock jumped back by 2\sh$/);
    const pause = [{ kind: 'pause' as const, byMs: 3_600_000, atMs: 0 }];
    expect(words(sampleOf({ gaps: pause }), 'clock-jump')?.title).toMatch(/stood still for 1\sh$/);
  });
});
