import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { outdatedBackups } from '#engine/backup/retention.ts';
import { lastDueMs, nextDueMs } from '#engine/backup/schedule.ts';

const DAY_MS = 86_400_000;
const RULE = { daily: 7, weekly: 4, monthly: 12 };

/** Backups at half past three of `days` days, the newest on 18 November 2026. */
function dailyFor(days: number): { name: string; madeAtMs: number }[] {
  return Array.from({ length: days }, (_, age) => {
    const day = new Date(2026, 10, 18 - age, 3, 30);
    return { name: day.toDateString(), madeAtMs: day.getTime() };
  });
}

function kept(days: number): string[] {
  const backups = dailyFor(days);
  const gone = new Set(outdatedBackups(backups, RULE));
  return backups.map(({ name }) => name).filter((name) => !gone.has(name));
}

describe('outdatedBackups', () => {
  it('lets nothing go in the first week', () => {
    expect(kept(7)).toHaveLength(7);
  });

  it('keeps seven days, the newest of four weeks and of twelve months after two years', () => {
    expect(kept(730)).toEqual([
      ...['Wed Nov 18 2026', 'Tue Nov 17 2026', 'Mon Nov 16 2026', 'Sun Nov 15 2026'],
      ...['Sat Nov 14 2026', 'Fri Nov 13 2026', 'Thu Nov 12 2026'],
      ...['Sun Nov 08 2026', 'Sun Nov 01 2026'],
      ...['Sat Oct 31 2026', 'Wed Sep 30 2026', 'Mon Aug 31 2026', 'Fri Jul 31 2026', 'Tue Jun 30 2026'],
      ...['Sun May 31 2026', 'Thu Apr 30 2026', 'Tue Mar 31 2026', 'Sat Feb 28 2026', 'Sat Jan 31 2026'],
      'Wed Dec 31 2025',
    ]);
  });

  it('keeps what it kept when one day after the other is thinned out', () => {
    let present: { name: string; madeAtMs: number }[] = [];
    for (const backup of dailyFor(400).toReversed()) {
      present.push(backup);
      const gone = new Set(outdatedBackups(present, RULE));
      present = present.filter(({ name }) => !gone.has(name));
    }
    expect(present.length).toBe(kept(400).length);
  });

  it('never lets the newest go, nor more than there are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 900 * DAY_MS }), { minLength: 1, maxLength: 60 }),
        (times) => {
          const backups = times.map((madeAtMs, index) => ({ name: String(index), madeAtMs }));
          const gone = outdatedBackups(backups, { daily: 1, weekly: 0, monthly: 0 });
          const newest = Math.max(...times);
          expect(
            gone.map((name) => times[Number(name)]).filter((atMs) => atMs === newest).length,
          ).toBeLessThan(times.filter((atMs) => atMs === newest).length);
        },
      ),
    );
  });
});

describe('the time of the daily backup', () => {
  it('is the last one before and the next one after a moment', () => {
    const noon = new Date(2026, 10, 18, 12, 0).getTime();
    expect(lastDueMs('03:30', noon)).toBe(new Date(2026, 10, 18, 3, 30).getTime());
    expect(nextDueMs('03:30', noon)).toBe(new Date(2026, 10, 19, 3, 30).getTime());
    expect(lastDueMs('13:00', noon)).toBe(new Date(2026, 10, 17, 13, 0).getTime());
    expect(nextDueMs('13:00', noon)).toBe(new Date(2026, 10, 18, 13, 0).getTime());
  });

  it('is never skipped: the next one after a moment is the last one then', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 1439 }), (nowMs, minute) => {
        const at = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
        const nextMs = nextDueMs(at, nowMs);
        expect(nextMs).toBeGreaterThan(nowMs);
        expect(lastDueMs(at, nextMs)).toBe(nextMs);
        expect(lastDueMs(at, nowMs)).toBeLessThanOrEqual(nowMs);
      }),
    );
  });
});
