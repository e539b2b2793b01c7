import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { VerdictStore } from '#engine/store/verdict-store.ts';
import { Books } from '#test/support/books.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const NOON_MS = Date.UTC(2026, 10, 18, 12);
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const hourly = { every: '1h', anchor: '00:00', timeZone: 'UTC' };
/** One difficulty-1 share a second. */
const UNIT = 2 ** 32;
const NAMES = ['hashed', 'worked', 'quarter', 'tenth', 'owner'] as const;

let books: Books;
beforeEach(() => {
  books = new Books(new FakeClock(NOON_MS));
  books.farmHashrate = UNIT;
  books.rounds.change(hourly);
  addAll();
});
afterEach(() => books.dispose());

function addAll(): void {
  books.add('hashed', { hashrate: `${UNIT / 4} H/s` });
  books.add('worked', { work: 700 });
  books.add('quarter', { share: '25 %' });
  books.add('tenth', { share: '10 %' });
  books.add('owner', null);
}

describe('a farm with quotas of all three forms', () => {
  it('has targets by rate, by amount, and by part of what the farm is expected to make', () => {
    expect(books.targets(...NAMES)).toEqual([900, 700, 900, 360, null]);
  });

  it('counts all credited work towards the shares, overflow included, once a minute', () => {
    books.credit('hashed', 100);
    books.credit('owner', 300);
    books.credit('quarter', 10);
    expect(books.targets('quarter', 'tenth')).toEqual([900, 360]);
    books.clock.advance(MINUTE_MS);
    const made = 410 + 59 * 60;
    expect(books.targets('quarter', 'tenth')).toEqual([0.25 * made, 0.1 * made]);
    expect(books.targets('hashed', 'worked')).toEqual([900, 700]);
  });

  it('does not count what pools refused or have not answered', () => {
    books.send('owner', 1000);
    const refused = books.send('owner', 1000);
    books.ledger.settle(refused, { kind: 'rejected', reason: 'other' }, false);
    books.ledger.flush();
    books.clock.advance(MINUTE_MS);
    expect(books.targets('quarter')).toEqual([0.25 * 59 * 60]);
  });

  it('takes a verdict on a share back when the farm makes more than was expected', () => {
    books.credit('tenth', 360);
    expect(books.verdicts.standing('tenth').upToStandard).toBe(true);
    books.credit('owner', 1000);
    books.clock.advance(MINUTE_MS);
    expect(books.verdicts.standing('tenth').upToStandard).toBe(false);
    const told = books.changes.filter(({ accountId }) => accountId === 'tenth');
    expect(told.map(({ upToStandard }) => upToStandard)).toEqual([true, false]);
    expect(new VerdictStore(books.database).verdicts('tenth', 9)).toHaveLength(2);
  });

  it('has final verdicts at the end of the round: each share is its part of all that was credited', () => {
    const part = fc.nat(2000);
    fc.assert(
      fc.property(fc.tuple(part, part, part, part, part), (works) => {
        const own = new Books(new FakeClock(NOON_MS));
        try {
          books = own;
          own.farmHashrate = 7 * UNIT;
          own.rounds.change(hourly);
          addAll();
          NAMES.forEach((name, index) => works[index] && own.credit(name, works[index] ?? 0));
          own.clock.advance(HOUR_MS);
          const sum = works.reduce((total, work) => total + work, 0);
          const targets = [900 * 1, 700, 0.25 * sum, 0.1 * sum];
          const final = new VerdictStore(own.database).ofRound('2026-11-18T12:00Z');
          const byName = new Map(final.map((row) => [row.accountId, row]));
          targets.forEach((target, index) => {
            expect(byName.get(NAMES[index] ?? '')).toMatchObject({
              isFinal: true,
              quotaWork: target,
              upToStandard: (works[index] ?? 0) >= target,
            });
          });
        } finally {
          own.dispose();
        }
      }),
      { numRuns: 15, seed: 3 },
    );
    books = new Books(new FakeClock(NOON_MS));
  });

  it('leaves the verdict on a share open while any share of the round is pending', () => {
    books.credit('quarter', 100);
    const late = books.send('owner', 300);
    books.clock.advance(HOUR_MS);
    const standing = (): unknown => books.verdicts.outcomesOf('2026-11-18T12:00Z')[2];
    expect(books.verdicts.outcomesOf('2026-11-18T12:00Z')).toContainEqual({
      accountId: 'quarter',
      targetWork: 25,
      creditedWork: 100,
      upToStandard: true,
    });
    books.answer(late);
    expect(standing()).toMatchObject({ accountId: 'quarter', targetWork: 100, upToStandard: true });
  });

  it('refuses more than 100 % together, in one sentence, and takes exactly that much', () => {
    expect(() => books.add('greedy', { share: '65.1 %' })).toThrow(
      'quota.share of quarter, tenth, greedy add up to 100.1 %; together at most 100 % can be promised.',
    );
    books.add('rest', { share: '65 %' });
    expect(books.targets('rest')).toEqual([0.65 * 3600]);
  });
});
