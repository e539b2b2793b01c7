import { describe, expect, it } from 'vitest';

import { endOfDay, rowEdges, startOfDay } from '#engine/statements/period.ts';

const HOUR_MS = 3_600_000;
const spanOf = (day: string, timeZone: string): number =>
  (endOfDay(day, timeZone) - startOfDay(day, timeZone)) / HOUR_MS;
const edgesOf = (from: string, to: string, timeZone: string, isByDay = false) =>
  rowEdges({ fromMs: Date.parse(from), toMs: Date.parse(to), isByDay }, timeZone);

describe('a civil day', () => {
  it('has 23, 24 or 25 hours', () => {
    expect(['2026-03-29', '2026-06-01', '2026-10-25'].map((day) => spanOf(day, 'Europe/Berlin'))).toEqual([
      23, 24, 25,
    ]);
    expect(new Date(startOfDay('2026-11-18', 'Asia/Kolkata')).toISOString()).toBe('2026-11-17T18:30:00.000Z');
  });
});

describe('the rows of a statement', () => {
  it('are hours of UTC, with parts of an hour at the ends where the zone is half an hour off', () => {
    const { span, edges } = edgesOf('2026-11-17T18:30:00Z', '2026-11-18T18:30:00Z', 'Asia/Kolkata');
    expect([span, edges.length, edges[1]]).toEqual(['hour', 26, Date.parse('2026-11-17T19:00:00Z')]);
  });

  it('are civil days where the time is long, and days of UTC where work is kept by those', () => {
    const [from, to] = ['2026-02-28T23:00:00Z', '2026-04-30T22:00:00Z'];
    const civil = edgesOf(from, to, 'Europe/Berlin');
    expect([civil.span, civil.edges.length]).toEqual(['day', 62]);
    expect(
      civil.edges.map((edge) => new Date(edge).getUTCHours()).filter((hour) => hour === 22),
    ).toHaveLength(33);
    const byDay = edgesOf('2024-01-01T00:00:00Z', '2024-01-03T00:00:00Z', 'Europe/Berlin', true);
    expect(byDay.edges.map((edge) => edge % (24 * HOUR_MS))).toEqual([0, 0, 0]);
  });
});
