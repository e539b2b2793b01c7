import { afterEach, describe, expect, it } from 'vitest';

import { VerdictStore } from '#engine/store/verdict-store.ts';
import { Books } from '#test/support/books.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const berlin = { every: '24h', anchor: '00:00', timeZone: 'Europe/Berlin' };
const hourly = { every: '1h', anchor: '00:00', timeZone: 'UTC' };
const UNIT = '4294967296 H/s';

let books: Books;
afterEach(() => books.dispose());

function open(startMs: number): Books {
  books = new Books(new FakeClock(startMs));
  return books;
}

describe('the day on which clocks change', () => {
  it.each([
    ['forward', Date.UTC(2026, 2, 28, 22, 30), 23],
    ['back', Date.UTC(2026, 9, 24, 21, 30), 25],
  ])('%s has a target of its real length and is followed by one of 24 hours', (_name, eveMs, hours) => {
    open(eveMs).rounds.change(berlin);
    books.add('alice', { hashrate: UNIT }, true);
    books.add('bob', { work: 500 });
    books.clock.advance(HOUR_MS);
    const { startedAtMs, endsAtMs } = books.rounds.current();
    expect(((endsAtMs ?? 0) - startedAtMs) / HOUR_MS).toBe(hours);
    // The half hour of the evening before is owed.
    expect(books.targets('alice', 'bob')).toEqual([hours * 3600 + 1800, 500]);
    books.credit('alice', hours * 3600 + 1800);
    expect(books.verdicts.standing('alice').upToStandard).toBe(true);
    books.clock.advance(hours * HOUR_MS);
    expect(books.targets('alice')).toEqual([24 * 3600]);
  });

  it('is owed with its real length when the program missed it', () => {
    open(Date.UTC(2026, 9, 24, 12)).rounds.change(berlin);
    books.clock.advance(10 * HOUR_MS);
    books.book.add(
      {
        name: 'alice',
        pools: [{ url: 'stratum+tcp://pool.example:3333' }],
        worker: 'alice',
        quota: { hashrate: UNIT },
        overflow: false,
        carryOver: true,
        upstream: 'aggregated',
      },
      'test',
    );
    expect(books.rounds.current().id).toBe('2026-10-24T22:00Z');
    books.stop();
    books.clock.sleep(3 * DAY_MS);
    books.start();
    expect(books.verdicts.standing('alice').carriedWork).toBe((25 + 24) * 3600);
  });
});

describe('a wall clock that jumps', () => {
  const NOON_MS = Date.UTC(2026, 10, 18, 12);

  it('forward ends the round with what was delivered, and owes none of those it leapt over', () => {
    open(NOON_MS).rounds.change(hourly);
    books.add('alice', { work: 100 }, true);
    books.credit('alice', 40);
    books.clock.jumpWall(5 * HOUR_MS);
    books.clock.advance(1000);
    expect(books.rounds.current().id).toBe('2026-11-18T17:00Z');
    expect(books.targets('alice')).toEqual([160]);
    expect(books.gaps).toMatchObject([
      { kind: 'jump', byMs: 5 * HOUR_MS, left: { id: '2026-11-18T12:00Z' }, missedRounds: 0 },
    ]);
    expect(books.verdicts.outcomesOf('2026-11-18T12:00Z')).toEqual([
      { accountId: 'alice', targetWork: 100, creditedWork: 40, upToStandard: false },
    ]);
  });

  it('forward and back again goes on with the round as it was', () => {
    open(NOON_MS).rounds.change(hourly);
    books.add('alice', { work: 100 }, true);
    books.credit('alice', 100);
    const { upToStandardAtMs } = books.verdicts.standing('alice');
    books.clock.jumpWall(3 * 366 * DAY_MS);
    books.clock.advance(1000);
    books.credit('alice', 30);
    books.clock.jumpWall(-3 * 366 * DAY_MS);
    books.clock.advance(1000);
    expect(books.verdicts.standing('alice')).toMatchObject({
      creditedWork: 100,
      carriedWork: 0,
      upToStandard: true,
      upToStandardAtMs,
    });
    expect(books.changes.map(({ roundId }) => roundId)).toEqual(['2026-11-18T12:00Z']);
    books.clock.advance(HOUR_MS);
    expect(books.targets('alice')).toEqual([100]);
  });

  it('back goes on with the earlier round, also over a restart, and comes again to the later one', () => {
    open(NOON_MS).rounds.change(hourly);
    books.add('alice', { work: 100 }, true);
    books.credit('alice', 70);
    books.clock.advance(HOUR_MS);
    books.credit('alice', 10);
    books.clock.jumpWall(-HOUR_MS);
    books.clock.advance(1000);
    expect(books.verdicts.standing('alice')).toMatchObject({ targetWork: 100, creditedWork: 70 });
    books.restart();
    expect(books.verdicts.away).toBeNull();
    books.credit('alice', 5);
    expect(books.verdicts.standing('alice')).toMatchObject({ targetWork: 100, creditedWork: 75 });
    books.clock.advance(HOUR_MS);
    expect(books.verdicts.standing('alice')).toMatchObject({ targetWork: 125, creditedWork: 10 });
    expect(new VerdictStore(books.database).ofRound('2026-11-18T12:00Z')).toMatchObject([
      { creditedWork: 75, isFinal: true },
    ]);
  });

  it('back gives an account that was added in the future its whole quota', () => {
    open(NOON_MS + 366 * DAY_MS);
    books.add('alice', { hashrate: UNIT });
    books.clock.jumpWall(-366 * DAY_MS);
    books.clock.advance(1000);
    expect(books.targets('alice')).toEqual([24 * 3600]);
    books.restart();
    expect(books.targets('alice')).toEqual([24 * 3600]);
  });

  it('within a round changes no figure of it', () => {
    open(NOON_MS);
    books.add('alice', { hashrate: UNIT });
    const before = books.targets('alice');
    books.clock.jumpWall(2 * HOUR_MS);
    books.clock.advance(1000);
    expect([books.targets('alice'), books.gaps]).toEqual([
      before,
      [{ kind: 'jump', byMs: 2 * HOUR_MS, fromMs: NOON_MS, left: null, missedRounds: 0 }],
    ]);
  });

  it('by less than a minute is not worth a word', () => {
    open(NOON_MS);
    books.clock.jumpWall(59_000);
    books.clock.advance(1000);
    books.clock.jumpWall(-59_000);
    books.clock.advance(1000);
    expect(books.gaps).toEqual([]);
  });
});

describe('a PC that sleeps', () => {
  const NOON_MS = Date.UTC(2026, 10, 18, 12);

  it('ends the round with what was delivered and owes those that passed meanwhile', () => {
    open(NOON_MS).rounds.change(hourly);
    books.add('alice', { work: 100 }, true);
    books.credit('alice', 40);
    books.clock.advance(600_000);
    books.clock.sleep(3 * HOUR_MS);
    expect(books.rounds.current().id).toBe('2026-11-18T15:00Z');
    expect(books.targets('alice')).toEqual([360]);
    expect(books.gaps).toEqual([
      {
        kind: 'pause',
        byMs: 3 * HOUR_MS,
        fromMs: NOON_MS + 600_000,
        left: expect.objectContaining({ id: '2026-11-18T12:00Z' }),
        missedRounds: 2,
      },
    ]);
  });

  it('within a round is told, and changes no figure of it', () => {
    open(NOON_MS);
    books.add('alice', { work: 100 });
    books.clock.sleep(3 * HOUR_MS);
    expect(books.gaps).toMatchObject([{ kind: 'pause', left: null, missedRounds: 0 }]);
    expect(books.targets('alice')).toEqual([100]);
  });

  it('credits a share that was on its way to the round in which it was received', () => {
    open(NOON_MS).rounds.change(hourly);
    books.add('alice', { work: 100 }, true);
    const late = books.send('alice', 60);
    books.clock.sleep(3 * HOUR_MS);
    expect(books.targets('alice')).toEqual([400]);
    books.answer(late);
    expect(books.targets('alice')).toEqual([340]);
    expect(books.verdicts.outcomesOf('2026-11-18T12:00Z')).toMatchObject([{ creditedWork: 60 }]);
  });

  it('is not owed anything by a change of settings', () => {
    open(NOON_MS).rounds.change(hourly);
    books.add('alice', { work: 100 }, true);
    books.clock.sleep(2 * HOUR_MS);
    books.rounds.change({ ...hourly, every: '24h' });
    books.rounds.change(hourly);
    expect(books.gaps).toHaveLength(1);
    expect(books.rounds.current().id).toBe('2026-11-18T14:00Z');
  });
});
