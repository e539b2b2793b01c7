import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseRoundSettings, roundAt } from '#engine/ledger/round-rule.ts';

const HOUR_MS = 3_600_000;
const at = (iso: string): number => Date.parse(iso);
const rule = (every: string, timeZone = 'UTC', anchor = '00:00') =>
  parseRoundSettings({ every, timeZone, anchor });
const hoursOf = (round: { startedAtMs: number; endsAtMs: number | null }): number =>
  ((round.endsAtMs ?? Number.NaN) - round.startedAtMs) / HOUR_MS;

describe('parseRoundSettings', () => {
  it.each(['9s', '0s', '10', '1.5h', '367d', '1w', '', '-1h', '99999999999s', 'Never'])(
    'refuses every: %j and says what is allowed',
    (every) => {
      expect(() => rule(every)).toThrow(
        `round.every is ${JSON.stringify(every)}; it must be a whole number with s, m, h or d, from 10s to 366d, or "never".`,
      );
    },
  );

  it.each(['24:00', '0:00', '12:60', 'noon'])('refuses anchor %j', (anchor) => {
    expect(() => rule('24h', 'UTC', anchor)).toThrow(/^round\.anchor is ".*"; it must be a time of day/);
  });

  it('refuses an unknown time zone', () => {
    expect(() => rule('24h', 'Mars/Olympus')).toThrow(/^round\.timeZone is "Mars\/Olympus"; it must be/);
  });

  it('reads 24h and 1d as the same civil day', () => {
    expect(rule('24h', 'Europe/Berlin', '06:30')).toEqual(rule('1d', 'Europe/Berlin', '06:30'));
  });
});

describe('roundAt', () => {
  it('cuts UTC days at midnight', () => {
    expect(roundAt(rule('24h'), at('2026-11-18T12:00:00Z'))).toEqual({
      id: '2026-11-18T00:00Z',
      startedAtMs: at('2026-11-18T00:00:00Z'),
      endsAtMs: at('2026-11-19T00:00:00Z'),
    });
  });

  it('belongs to the new round at its very first millisecond', () => {
    expect(roundAt(rule('24h'), at('2026-11-18T00:00:00Z')).id).toBe('2026-11-18T00:00Z');
    expect(roundAt(rule('24h'), at('2026-11-18T00:00:00Z') - 1).id).toBe('2026-11-17T00:00Z');
  });

  it.each([
    ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00Z', 23],
    ['Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00Z', 25],
    ['America/New_York', '2026-03-08T12:00:00Z', '2026-03-08T05:00Z', 23],
    ['America/New_York', '2026-11-01T12:00:00Z', '2026-11-01T04:00Z', 25],
    ['Australia/Lord_Howe', '2026-10-04T00:00:00Z', '2026-10-03T13:30Z', 23.5],
    ['Asia/Kolkata', '2026-06-01T00:00:00Z', '2026-05-31T18:30Z', 24],
    // Cairo goes from 23:59:59 on Thursday to 01:00 on Friday: that Friday has no midnight.
    ['Africa/Cairo', '2026-04-24T12:00:00Z', '2026-04-23T22:00Z', 23],
  ])('knows the civil day of %s at %s', (timeZone, now, id, hours) => {
    const round = roundAt(rule('24h', timeZone), at(now));
    expect({ id: round.id, hours: hoursOf(round) }).toEqual({ id, hours });
  });

  it('keeps an anchor inside the hour that the change to summer time skips', () => {
    const round = roundAt(rule('24h', 'Europe/Berlin', '02:30'), at('2026-03-29T12:00:00Z'));
    expect(round.id).toBe('2026-03-29T01:30Z');
  });

  it('takes the first of two equal readings when summer time ends', () => {
    const round = roundAt(rule('24h', 'Europe/Berlin', '02:30'), at('2026-10-25T12:00:00Z'));
    expect(round.id).toBe('2026-10-25T00:30Z');
  });

  it('begins a week on Monday at the anchor, 167 h long when summer time begins in it', () => {
    const round = roundAt(rule('7d', 'Europe/Berlin', '06:00'), at('2026-03-25T12:00:00Z'));
    expect({ id: round.id, hours: hoursOf(round) }).toEqual({ id: '2026-03-23T05:00Z', hours: 167 });
  });

  it('counts other lengths from 1970-01-01 at the anchor', () => {
    expect(roundAt(rule('6h', 'UTC', '01:00'), at('2026-11-18T12:00:00Z'))).toEqual({
      id: '2026-11-18T07:00Z',
      startedAtMs: at('2026-11-18T07:00:00Z'),
      endsAtMs: at('2026-11-18T13:00:00Z'),
    });
    expect(roundAt(rule('2d'), 3 * 24 * HOUR_MS).id).toBe('1970-01-03T00:00Z');
  });

  it("counts other lengths by the zone's offset of 1970", () => {
    expect(roundAt(rule('12h', 'Asia/Kolkata'), at('2026-11-18T12:00:00Z')).id).toBe('2026-11-18T06:30Z');
  });

  it('writes seconds only where they are not 0', () => {
    expect(roundAt(rule('10s'), at('2026-11-18T00:00:15Z')).id).toBe('2026-11-18T00:00:10Z');
    expect(roundAt(rule('10s'), at('2026-11-18T00:01:05Z')).id).toBe('2026-11-18T00:01Z');
  });

  it('never leaves a gap or an overlap between rounds', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom('24h', '7d', '5h', '45m', '3d'),
        fc.constantFrom('00:00', '01:59', '02:30', '23:59'),
        fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') }),
        (timeZone, every, anchor, nowMs) => {
          const cut = rule(every, timeZone, anchor);
          const round = roundAt(cut, nowMs);
          const endsAtMs = round.endsAtMs ?? Number.NaN;
          expect(round.startedAtMs <= nowMs && nowMs < endsAtMs, 'contains the moment').toBe(true);
          expect(roundAt(cut, endsAtMs).startedAtMs).toBe(endsAtMs);
          expect(roundAt(cut, endsAtMs - 1)).toEqual(round);
          expect(roundAt(cut, round.startedAtMs)).toEqual(round);
        },
      ),
      { numRuns: 300 },
    );
  });
});
