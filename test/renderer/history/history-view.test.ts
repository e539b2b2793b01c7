import { describe, expect, it } from 'vitest';

import { bytesText } from '#renderer/features/history/bytes-text.ts';
import {
  chartTicks,
  civilDayOf,
  knownZone,
  tickText,
  zoneOffsetMs,
} from '#renderer/features/history/chart-time.ts';
import {
  chartDataOf,
  choiceOf,
  isEmptyChart,
  paramsOf,
  requestOf,
  seriesRows,
  shownWindow,
} from '#renderer/features/history/history-view.ts';
import { findingOfChart, placeLines } from '#renderer/features/history/series-words.ts';
import { seriesRequest } from '#shared/model/charts.ts';

import { NOON_MS, plain } from '../make.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('the address of the page', () => {
  it('is read back as it was written', () => {
    const choice = {
      by: 'miner',
      ids: ['rack1-01', 'rack1-02'],
      range: 'year',
      window: { startMs: NOON_MS, endMs: NOON_MS + 1 },
      mode: 'stacked',
      measure: 'credited',
      isTable: true,
    } as const;
    expect(choiceOf(paramsOf(choice))).toEqual(choice);
  });

  it('falls back to accounts of the last day on anything else', () => {
    expect(choiceOf({ by: 'moon', range: '-1', from: 'x', to: '5', ids: '<b>,a', mode: '' })).toEqual({
      by: 'account',
      ids: ['a'],
      range: 'day',
      window: null,
      mode: 'stacked',
      measure: 'verified',
      isTable: false,
    });
    expect(Object.values(paramsOf(choiceOf({}))).join('')).toBe('');
  });
});

describe('the question to the engine', () => {
  it('is the same for a minute, and one that the contract takes', () => {
    const ask = (nowMs: number) => requestOf(choiceOf({}), nowMs);
    expect(ask(NOON_MS + 1)).toEqual(ask(NOON_MS + 59_999));
    expect(ask(NOON_MS)).toMatchObject({ by: 'account', fromMs: NOON_MS - DAY_MS, toMs: NOON_MS });
    expect(seriesRequest.safeParse(ask(NOON_MS)).success).toBe(true);
  });

  it('begins with the first record for all, and waits until miners are chosen', () => {
    expect(requestOf(choiceOf({ range: 'all' }), NOON_MS)?.fromMs).toBe(0);
    expect(requestOf(choiceOf({ by: 'miner' }), NOON_MS)).toBeNull();
  });

  it('shows what was asked for, but no more than there is', () => {
    const asked = { by: 'farm', fromMs: 50, toMs: 900_000 } as const;
    expect(shownWindow({ fromMs: 0, toMs: 600_000 }, asked)).toEqual({ startMs: 50, endMs: 600_000 });
    expect(shownWindow({ fromMs: 500_000, toMs: 1e6 }, asked)).toEqual({ startMs: 500_000, endMs: 900_000 });
  });
});

describe('an answer', () => {
  const data = chartDataOf(
    {
      fromMs: NOON_MS,
      toMs: NOON_MS + 3 * HOUR_MS,
      bucketMs: HOUR_MS,
      resolutionMs: 60_000,
      lines: [
        { id: 'alice', hashrate: [1e12, null, 3e12], min: [0.5e12, null, 2e12], max: [2e12, null, 4e12] },
        { id: 'bob', hashrate: [3e12, null, null], min: null, max: null },
      ],
    },
    (id) => ({ name: id.toUpperCase(), css: '#000000', letter: id[0] ?? '' }),
  );

  it('is told in words at a bucket, highest first, with parts where it is stacked', () => {
    const lines = placeLines(data, { bucket: 0, mode: 'stacked', timeZone: 'UTC' }).map(plain);
    expect(lines).toEqual([
      'Wed, Nov 18, 2026, 12:00, mean of 1 h',
      'BOB 3.00 TH/s (75.0 %)',
      'ALICE 1.00 TH/s (25.0 %)',
      'together 4.00 TH/s',
    ]);
  });

  it('tells the lowest and highest of a line, and that nothing is known', () => {
    expect(placeLines(data, { bucket: 2, mode: 'lines', timeZone: 'UTC' }).map(plain)[1]).toBe(
      'ALICE 3.00 TH/s, between 2.00 TH/s and 4.00 TH/s',
    );
    expect(placeLines(data, { bucket: 1, mode: 'lines', timeZone: 'UTC' })[1]).toBe('nothing recorded');
  });

  it('is found in a sentence', () => {
    expect(plain(findingOfChart(data))).toBe('On average: BOB 3.00 TH/s and ALICE 2.00 TH/s.');
    expect(findingOfChart({ ...data, lines: [] })).toBe('Nothing is recorded of this time.');
  });

  it('is listed newest first without what is not known', () => {
    expect(seriesRows(data, 1)).toEqual({
      rows: [{ fromMs: NOON_MS + 2 * HOUR_MS, values: [3e12, null] }],
      hidden: 1,
    });
  });

  it('is empty when nothing in it is known', () => {
    expect(isEmptyChart(data)).toBe(false);
    expect(isEmptyChart({ lines: data.lines.map((line) => ({ ...line, values: [null] })) })).toBe(true);
  });
});

describe('time on the axis', () => {
  it('knows how far a zone is ahead, in summer and winter', () => {
    expect(zoneOffsetMs(Date.UTC(2026, 6, 1), 'Europe/Berlin')).toBe(2 * HOUR_MS);
    expect(zoneOffsetMs(Date.UTC(2026, 11, 1), 'Europe/Berlin')).toBe(HOUR_MS);
    expect(zoneOffsetMs(Date.UTC(2026, 11, 1), 'America/New_York')).toBe(-5 * HOUR_MS);
  });

  it('takes an unknown zone for UTC', () => {
    expect(knownZone('Mars/Olympus')).toBe('UTC');
    expect(zoneOffsetMs(NOON_MS, 'Mars/Olympus')).toBe(0);
  });

  it('has days that begin at midnight of the zone, also when clocks are put back', () => {
    const fromMs = Date.UTC(2026, 9, 23, 12);
    const { stepMs, ticks } = chartTicks({ fromMs, toMs: fromMs + 4 * DAY_MS }, 5, 'Europe/Berlin');
    expect(stepMs).toBe(DAY_MS);
    expect(ticks.map((atMs) => new Date(atMs).toISOString().slice(5, 16))).toEqual([
      '10-23T22:00',
      '10-24T22:00',
      '10-25T23:00',
      '10-26T23:00',
    ]);
  });

  it('has beginnings of months over a year', () => {
    const { ticks } = chartTicks({ fromMs: Date.UTC(2026, 0, 10), toMs: Date.UTC(2026, 10, 5) }, 4, 'UTC');
    expect(ticks.map((atMs) => new Date(atMs).toISOString().slice(0, 10))).toEqual([
      '2026-04-01',
      '2026-07-01',
      '2026-10-01',
    ]);
  });

  it('never has more ticks than asked for', () => {
    for (const spanMs of [HOUR_MS, 7 * HOUR_MS, DAY_MS, 40 * DAY_MS, 500 * DAY_MS, 3000 * DAY_MS]) {
      const { ticks } = chartTicks({ fromMs: NOON_MS - spanMs, toMs: NOON_MS }, 8, 'Asia/Kolkata');
      expect(ticks.length, String(spanMs)).toBeLessThanOrEqual(9);
      expect(ticks.length, String(spanMs)).toBeGreaterThan(1);
    }
  });

  it('names the day where a day begins', () => {
    const where = { locale: 'en', timeZone: 'UTC' };
    expect(tickText(NOON_MS, HOUR_MS, where)).toBe('12:00');
    expect(tickText(NOON_MS - 12 * HOUR_MS, HOUR_MS, where)).toBe('Nov 18');
    expect(tickText(NOON_MS, 90 * DAY_MS, where)).toBe('Nov 2026');
  });

  it('knows the civil day of a zone', () => {
    expect(civilDayOf(Date.UTC(2026, 10, 18, 23, 30), 'Europe/Berlin')).toBe('2026-11-19');
    expect(civilDayOf(Date.UTC(2026, 10, 18, 3), 'America/New_York')).toBe('2026-11-17');
  });
});

describe('bytes', () => {
  it.each([
    [999, '999 B'],
    [999_999, '1 MB'],
    [34_120_000, '34.1 MB'],
    [1.234e9, '1.23 GB'],
  ])('%d are %s', (bytes, text) => {
    expect(plain(bytesText(bytes))).toBe(text);
  });
});
