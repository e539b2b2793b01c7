import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { VerdictStore } from '#engine/store/verdict-store.ts';
import { Books } from '#test/support/books.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const NOON_MS = Date.UTC(2026, 10, 18, 12);
const HOUR_MS = 3_600_000;
const hourly = { every: '1h', anchor: '00:00', timeZone: 'UTC' };

let books: Books;
beforeEach(() => {
  books = new Books(new FakeClock(NOON_MS));
  books.rounds.change(hourly);
});
afterEach(() => books.dispose());

describe('what is carried over', () => {
  it('is the sum of all debts and credits since, whatever the rounds brought', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(250), { minLength: 1, maxLength: 6 }), (credits) => {
        const own = new Books(new FakeClock(NOON_MS));
        try {
          own.rounds.change(hourly);
          own.add('alice', { work: 100 }, true);
          let owed = 0;
          for (const work of credits) {
            own.credit('alice', work);
            own.clock.advance(HOUR_MS);
            owed += 100 - work;
          }
          expect(own.verdicts.standing('alice')).toMatchObject({
            carriedWork: owed,
            targetWork: Math.max(100 + owed, 0),
          });
        } finally {
          own.dispose();
        }
      }),
      { numRuns: 12, seed: 7 },
    );
  });

  it('follows a late answer through every round since', () => {
    books.add('alice', { work: 100 }, true);
    const late = books.send('alice', 70);
    books.clock.advance(2 * HOUR_MS);
    expect(books.targets('alice')).toEqual([300]);
    books.answer(late);
    expect(books.targets('alice')).toEqual([230]);
    const store = new VerdictStore(books.database);
    expect(store.ofRound('2026-11-18T12:00Z')).toMatchObject([{ creditedWork: 70, isFinal: true }]);
    expect(store.ofRound('2026-11-18T13:00Z')).toMatchObject([{ carriedWork: 30, isFinal: true }]);
  });

  it('keeps a round open, and the ones after it, while a share of it is pending', () => {
    books.add('alice', { work: 100 }, true);
    const late = books.send('alice', 70);
    books.clock.advance(2 * HOUR_MS);
    const store = new VerdictStore(books.database);
    expect(store.open().map(({ roundId }) => roundId.slice(11))).toEqual(['12:00Z', '13:00Z', '14:00Z']);
    books.ledger.markInDoubt(late);
    books.ledger.flush();
    expect(store.open().map(({ roundId }) => roundId.slice(11))).toEqual(['14:00Z']);
  });

  it('begins and ends with the setting, in the round that is on', () => {
    books.add('alice', { work: 100 });
    books.credit('alice', 40);
    books.clock.advance(HOUR_MS);
    expect(books.targets('alice')).toEqual([100]);
    setCarryOver(true);
    expect(books.targets('alice')).toEqual([160]);
    setCarryOver(false);
    expect(books.targets('alice')).toEqual([100]);
  });

  it('counts a hashrate quota by the part of the round that the account was there for', () => {
    books.clock.advance(HOUR_MS / 2);
    books.add('alice', { hashrate: '4294967296 H/s' }, true);
    books.clock.advance(HOUR_MS / 2);
    expect(books.targets('alice')).toEqual([1800 + 3600]);
  });
});

function setCarryOver(carryOver: boolean): void {
  const [settings] = books.book.settings();
  if (!settings) throw new Error('no account');
  const { id, hasPassword: _, pools, ...input } = settings;
  books.book.update(id, { ...input, pools: pools.map(({ url }) => ({ url })), carryOver }, 'test');
}

describe('rounds that passed without the program', () => {
  it('are owed in full, each with a final standing of its own', () => {
    books.add('alice', { work: 100 }, true);
    books.add('bob', { hashrate: '4294967296 H/s' }, true);
    books.add('carol', { work: 100 });
    books.credit('alice', 40);
    books.stop();
    books.clock.sleep(3 * HOUR_MS);
    books.start();
    expect(books.targets('alice', 'bob', 'carol')).toEqual([360, 4 * 3600, 100]);
    expect(books.verdicts.away).toMatchObject({ round: { id: '2026-11-18T12:00Z' }, missedRounds: 2 });
    const store = new VerdictStore(books.database);
    expect(store.ofRound('2026-11-18T14:00Z')).toMatchObject([
      { accountId: 'alice', quotaWork: 100, carriedWork: 160, creditedWork: 0, isFinal: true },
      { accountId: 'bob', quotaWork: 3600, carriedWork: 7200, upToStandard: false, isFinal: true },
      { accountId: 'carol', quotaWork: 100, carriedWork: 0, isFinal: true },
    ]);
  });

  it('eat up what was delivered too much', () => {
    books.add('alice', { work: 100 }, true);
    books.credit('alice', 350);
    books.stop();
    books.clock.sleep(3 * HOUR_MS);
    books.start();
    expect(books.verdicts.standing('alice')).toMatchObject({ targetWork: 50, carriedWork: -50 });
  });

  it('are owed once, however often the program starts', () => {
    books.add('alice', { work: 100 }, true);
    books.stop();
    books.clock.sleep(3 * HOUR_MS);
    books.start();
    books.restart();
    books.restart();
    expect(books.targets('alice')).toEqual([400]);
    expect(books.verdicts.away).toBeNull();
  });

  it('do not concern accounts that came later, nor archived ones', () => {
    books.add('alice', { work: 100 }, true);
    books.add('gone', { work: 100 }, true);
    books.book.archive('gone', 'test');
    books.stop();
    books.clock.sleep(3 * HOUR_MS);
    books.start();
    books.add('bob', { work: 100 }, true);
    expect(books.targets('bob')).toEqual([100]);
    const missed = new VerdictStore(books.database).ofRound('2026-11-18T14:00Z');
    expect(missed.map(({ accountId }) => accountId)).toEqual(['alice']);
  });

  it('are owed for 400 rounds back at most', () => {
    books.rounds.change({ ...hourly, every: '10s' });
    books.add('alice', { work: 1 }, true);
    books.stop();
    books.clock.sleep(10_000 * 1000);
    books.start();
    expect(books.targets('alice')).toEqual([402]);
    expect(books.verdicts.away?.missedRounds).toBe(400);
  });

  it('are owed for a month back at most', () => {
    books.rounds.change({ ...hourly, every: '24h' });
    books.add('alice', { work: 1 }, true);
    books.stop();
    books.clock.sleep(3 * 366 * 24 * HOUR_MS);
    books.start();
    expect(books.verdicts.away?.missedRounds).toBe(31);
  });

  it('owe nothing of a share, since nothing was mined', () => {
    books.add('alice', { share: '50 %' }, true);
    books.farmHashrate = 2 ** 32;
    books.credit('alice', 40);
    books.credit('alice', 40);
    books.stop();
    books.clock.sleep(3 * HOUR_MS);
    books.start();
    expect(books.verdicts.standing('alice').carriedWork).toBe(40 - 80);
  });

  it('owe nothing of work in a round without an end', () => {
    books.rounds.change({ ...hourly, every: 'never' });
    books.add('alice', { work: 100 }, true);
    books.credit('alice', 30);
    books.stop();
    books.clock.sleep(30 * 24 * HOUR_MS);
    books.start();
    expect(books.verdicts.standing('alice')).toMatchObject({ targetWork: 100, creditedWork: 30 });
    expect(books.verdicts.away).toBeNull();
  });
});
