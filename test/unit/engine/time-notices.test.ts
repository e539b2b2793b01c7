import { afterEach, describe, expect, it } from 'vitest';

import { awayNotice, gapNotice } from '#engine/time-notices.ts';
import { Books } from '#test/support/books.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const NOON_MS = Date.UTC(2026, 10, 18, 12);
const HOUR_MS = 3_600_000;
const berlin = { every: '24h', anchor: '00:00', timeZone: 'Europe/Berlin' };
const hourly = { every: '1h', anchor: '00:00', timeZone: 'UTC' };

let books: Books;
afterEach(() => books.dispose());

function farm(): void {
  books = new Books(new FakeClock(NOON_MS));
  books.add('alice', { work: 1000 });
  books.add('bob', { work: 1000 });
  books.add('owner', null);
}

function away(offMs: number): unknown {
  books.stop();
  books.clock.sleep(offMs);
  books.start();
  return books.verdicts.away && awayNotice(books, books.verdicts.away);
}

function gapText(): string {
  books.rounds.current();
  return books.gaps.map((gap) => gapNotice(books, gap, books.rounds.current()).text).join('\n');
}

describe('a round that ended while the program was not running', () => {
  it('is told in one sentence, with what each account got', () => {
    farm();
    books.credit('alice', 612.9);
    expect(away(20 * HOUR_MS)).toEqual({
      id: 'away-2026-11-18T00:00Z',
      severity: 'warning',
      text: 'The round 2026-11-18 ended while the program was not running: alice got 61.2 % of its quota, bob 0 %.',
      sinceMs: NOON_MS + 20 * HOUR_MS,
      subject: null,
    });
  });

  it('is good news only when every account got its quota, to the last share', () => {
    farm();
    books.credit('alice', 1000);
    books.credit('bob', 999.999);
    expect(away(20 * HOUR_MS)).toMatchObject({
      severity: 'warning',
      text: expect.stringContaining('bob got 99.9 % of its quota, alice 100 %.'),
    });
    books.credit('alice', 1000);
    books.credit('bob', 1500);
    expect(away(24 * HOUR_MS)).toMatchObject({
      severity: 'info',
      text: expect.stringContaining('alice got 100 % of its quota, bob 150 %.'),
    });
  });

  it('counts the rounds that passed after it', () => {
    farm();
    expect(away(3 * 24 * HOUR_MS)).toMatchObject({
      text: 'The round 2026-11-18 ended while the program was not running: alice got 0 % of its quota, bob 0 %; 2 more rounds passed without work.',
    });
    expect(away(2 * 24 * HOUR_MS)).toMatchObject({
      text: expect.stringMatching(/^The round 2026-11-21 .*; the round after it passed without work\.$/),
    });
  });

  it('is named by its day or hour where the farm is', () => {
    farm();
    books.rounds.change(berlin);
    expect(away(20 * HOUR_MS)).toMatchObject({ text: expect.stringMatching(/^The round 2026-11-18 ended/) });
    books.rounds.change({ ...berlin, every: '1h' });
    expect(away(2 * HOUR_MS)).toMatchObject({
      text: expect.stringMatching(/^The round 2026-11-19 09:00 ended/),
    });
  });

  it('names six accounts, those that fell short first', () => {
    books = new Books(new FakeClock(NOON_MS));
    for (let index = 0; index < 9; index += 1) books.add(`a${index}`, { work: 10 });
    for (const name of ['a0', 'a1']) books.credit(name, 10);
    expect(away(20 * HOUR_MS)).toMatchObject({
      text: expect.stringMatching(
        /: a2 got 0 % of its quota, .*, a7 0 %, and 3 others, 1 of them too little\.$/,
      ),
    });
  });

  it('is not told of when it goes on, or when there was no quota', () => {
    farm();
    expect(away(2 * HOUR_MS)).toBeNull();
    books.book.archive('alice', 'test');
    books.book.archive('bob', 'test');
    books.clock.advance(24 * HOUR_MS);
    expect(away(24 * HOUR_MS)).toMatchObject({
      severity: 'info',
      text: 'The round 2026-11-19 ended while the program was not running.',
    });
  });
});

describe('a clock that jumped', () => {
  it('forward is told with the round that it ended', () => {
    farm();
    books.rounds.change(hourly);
    books.credit('alice', 612);
    books.clock.jumpWall(2 * HOUR_MS);
    expect(gapText()).toBe(
      "The PC's clock jumped by 2 h; the round 2026-11-18 12:00 ended with what was delivered by then: alice got 61.2 % of its quota, bob 0 %.",
    );
  });

  it('back is told with the round that goes on', () => {
    farm();
    books.clock.jumpWall(-30 * HOUR_MS - 300_000);
    expect(gapText()).toBe("The PC's clock jumped back by 30 h 5 min; the round 2026-11-17 goes on.");
  });

  it('within the round is told too', () => {
    farm();
    books.clock.jumpWall(90_000);
    expect(gapText()).toBe("The PC's clock jumped by 90 s; the round 2026-11-18 goes on.");
  });
});

describe('a PC that slept', () => {
  it('is told with the round that ended and those that passed', () => {
    farm();
    books.clock.sleep(3 * 24 * HOUR_MS + 60_000);
    expect(gapText()).toBe(
      'The program stood still for 3 days, as when the PC sleeps; the round 2026-11-18 ended with what was delivered by then: alice got 0 % of its quota, bob 0 %; 2 more rounds passed without work.',
    );
  });
});
