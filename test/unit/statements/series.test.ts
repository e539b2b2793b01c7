import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Ledger } from '#engine/ledger/ledger.ts';
import { RoundClock } from '#engine/ledger/rounds.ts';
import { silentLog } from '#engine/lib/log.ts';
import { Charts, seriesCsv } from '#engine/statements/charts.ts';
import { gridOf } from '#engine/statements/series.ts';
import type { Database } from '#engine/store/database.ts';
import type { AppError } from '#shared/errors.ts';
import { seriesRequest, type Series, type SeriesRequestInput } from '#shared/model/charts.ts';
import { HASHES_PER_DIFFICULTY_1 } from '#shared/units.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

const NOON_MS = Date.UTC(2026, 10, 18, 12);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

let temp: TempDb;
let clock: FakeClock;
let database: Database;
let ledger: Ledger;
let charts: Charts;
beforeEach(() => {
  temp = new TempDb();
  clock = new FakeClock(NOON_MS);
  database = temp.open(clock);
  const rounds = new RoundClock({ database, clock, log: silentLog });
  ledger = new Ledger({ database, clock, log: silentLog, rounds }, { schedule: () => {} });
  charts = new Charts({ clock, log: silentLog, database });
  charts.start();
});
afterEach(async () => {
  await charts.stop();
  ledger.close();
  temp.dispose();
});

function share(accountId: string, minerId: string, verified: number): void {
  const ticket = ledger.recordShare({ accountId, minerId, verified, pending: verified }, () => {});
  ledger.flush();
  ledger.settle(ticket, { kind: 'credited' }, false);
  ledger.flush();
}

const read = (request: Partial<SeriesRequestInput>): Promise<Series> =>
  charts.series(seriesRequest.parse({ by: 'farm', fromMs: NOON_MS, toMs: clock.nowMs(), ...request }));

/** Work of each bucket in difficulty-1 shares. */
const worksOf = ({ bucketMs, toMs, lines }: Series): (number | null)[][] =>
  lines.map(({ hashrate }) =>
    hashrate.map((value, index) => {
      const isLast = index === hashrate.length - 1;
      const spanMs = isLast ? bucketMs - (toMs - clock.nowMs()) : bucketMs;
      return value === null ? null : Math.round((value * spanMs) / 1000 / HASHES_PER_DIFFICULTY_1);
    }),
  );

describe('hashrate over time', () => {
  it('is the same work by farm, account and miner, folded or not', async () => {
    share('alice', 'm1', 60);
    share('bob', 'm2', 30);
    clock.advance(MINUTE_MS);
    share('alice', 'm2', 90);
    clock.advance(MINUTE_MS - 1000);
    share('alice', 'm1', 7);
    const [farm, accounts, miners] = [
      await read({}),
      await read({ by: 'account' }),
      await read({ by: 'miner', ids: ['m1', 'm2'], measure: 'credited' }),
    ];
    expect(worksOf(farm)).toEqual([[90, 97]]);
    expect(accounts.lines.map(({ id }) => id)).toEqual(['alice', 'bob']);
    expect(worksOf(accounts)).toEqual([
      [60, 97],
      [30, null],
    ]);
    expect(worksOf(miners)).toEqual([
      [60, 7],
      [30, 90],
    ]);
  });

  it('has lowest and highest where several minutes make a bucket', async () => {
    for (const work of [10, 30, 20, 20]) {
      share('alice', 'm1', work);
      clock.advance(MINUTE_MS);
    }
    const { bucketMs, lines } = await read({ points: 2 });
    const perMinute = (work: number): number => (work * HASHES_PER_DIFFICULTY_1) / 60;
    expect(bucketMs).toBe(2 * MINUTE_MS);
    expect(lines).toEqual([
      {
        id: 'farm',
        hashrate: [perMinute(20), perMinute(20)],
        min: [perMinute(10), perMinute(20)],
        max: [perMinute(30), perMinute(20)],
      },
    ]);
  });

  it('keeps its work when minutes become hours and hours days', async () => {
    share('alice', 'm1', 600);
    clock.sleep(30 * DAY_MS);
    share('alice', 'm1', 300);
    clock.advance(11 * MINUTE_MS);
    for (const by of ['farm', 'account', 'miner'] as const) {
      const ids = by === 'miner' ? ['m1'] : undefined;
      const series = await read({ by, ids, points: 2000, fromMs: 0 });
      const works = worksOf(series)[0] ?? [];
      expect(series.resolutionMs).toBe(HOUR_MS);
      expect(works.reduce<number>((sum, work) => sum + (work ?? 0), 0)).toBe(900);
    }
  });

  it('is empty where nothing is known', async () => {
    clock.advance(10 * MINUTE_MS);
    share('alice', 'm1', 5);
    const works = worksOf(await read({}))[0];
    expect(works?.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => null));
  });

  it('is refused for a range that is none and for miners without names', async () => {
    const refusal = (request: Partial<SeriesRequestInput>): Promise<string> =>
      read(request).then(
        () => 'read',
        (error: AppError) => error.message,
      );
    expect([await refusal({ toMs: NOON_MS }), await refusal({ fromMs: NOON_MS - 1, by: 'miner' })]).toEqual([
      `fromMs ${NOON_MS} must be before toMs ${NOON_MS} and before now (${NOON_MS}).`,
      'ids is empty; name up to 50 miners.',
    ]);
  });

  it('never has more points than asked for, and covers the time asked for', () => {
    fc.assert(
      fc.property(
        fc.record({
          ageMs: fc.integer({ min: 1, max: 3000 * DAY_MS }),
          spanMs: fc.integer({ min: 1, max: 3000 * DAY_MS }),
          points: fc.integer({ min: 1, max: 2000 }),
        }),
        ({ ageMs, spanMs, points }) => {
          const fromMs = NOON_MS - ageMs;
          const toMs = fromMs + spanMs;
          const grid = gridOf({ fromMs, toMs, points }, { nowMs: NOON_MS, firstMinute: 0 });
          expect(grid.count).toBeLessThanOrEqual(points);
          expect(grid.bucketMinutes % grid.span).toBe(0);
          expect(grid.fromMinute * MINUTE_MS).toBeLessThanOrEqual(fromMs);
          const endMs = (grid.fromMinute + grid.count * grid.bucketMinutes) * MINUTE_MS;
          expect(endMs).toBeGreaterThanOrEqual(Math.min(toMs, NOON_MS));
        },
      ),
    );
  });

  it('is written as CSV with nothing where nothing is known', () => {
    const line = { id: '=m1', hashrate: [1.5, null], min: null, max: null };
    const series = {
      fromMs: NOON_MS,
      toMs: NOON_MS + 2 * HOUR_MS,
      bucketMs: HOUR_MS,
      resolutionMs: HOUR_MS,
      lines: [line],
    };
    expect(seriesCsv(series).split('\r\n')).toEqual([
      'from (UTC),to (UTC),line,hashrate (H/s),lowest (H/s),highest (H/s)',
      "2026-11-18T12:00:00.000Z,2026-11-18T13:00:00.000Z,'=m1,1.5,,",
      "2026-11-18T13:00:00.000Z,2026-11-18T14:00:00.000Z,'=m1,,,",
      '',
    ]);
  });
});

describe('the size of the records', () => {
  it('is given by what is in them, and forecast after an hour', () => {
    const first = charts.storage();
    expect(first.groups.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)).toBe(first.totalBytes);
    expect(first.bytesPerMonth).toBeNull();
    for (let minute = 0; minute < 90; minute += 1) {
      for (let miner = 0; miner < 20; miner += 1) share('alice', `m${miner}`, 5);
      clock.advance(MINUTE_MS);
    }
    const later = charts.storage();
    expect(later.totalBytes).toBeGreaterThan(first.totalBytes);
    const perMonth = ((later.totalBytes - first.totalBytes) / 90) * 60 * 24 * 30;
    // The forecast begins at the first sample, which is not quite the first look.
    expect((later.bytesPerMonth ?? 0) / perMonth).toBeCloseTo(1, 1);
  });
});
