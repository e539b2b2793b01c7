import { afterEach, beforeEach, expect, it } from 'vitest';

import { AllocationLog } from '#engine/history/allocation-log.ts';
import { IntervalStore } from '#engine/store/interval-store.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

const DAY_MS = 86_400_000;

let temp: TempDb;
let clock: FakeClock;
let log: AllocationLog;

beforeEach(() => {
  temp = new TempDb();
  clock = new FakeClock(0);
  log = new AllocationLog({ clock, store: new IntervalStore(temp.open(clock)) }, 0);
});

afterEach(() => temp.dispose());

it('keeps one interval per stretch, with its cause', () => {
  log.begin('m', 'alice', 'first');
  clock.jumpWall(1000);
  log.begin('m', 'alice', 'still');
  log.begin('m', 'bob', 'then');
  expect(log.sinceMs('m')).toBe(1000);
  clock.jumpWall(1000);
  log.end('m');
  expect(log.sinceMs('m')).toBeNull();
  expect(log.between(0, 5000)).toEqual([
    { minerId: 'm', accountId: 'alice', fromMs: 0, toMs: 1000, cause: 'first' },
    { minerId: 'm', accountId: 'bob', fromMs: 1000, toMs: 2000, cause: 'then' },
  ]);
});

it('forgets what ended more than 400 days ago, and nothing else', () => {
  log.begin('old', 'alice', 'ended long ago');
  log.begin('open', 'alice', 'began long ago');
  clock.jumpWall(DAY_MS);
  log.end('old');
  clock.jumpWall(399 * DAY_MS);
  log.forgetOld();
  expect(log.between(0, 500 * DAY_MS)).toHaveLength(2);
  clock.jumpWall(2 * DAY_MS);
  log.forgetOld();
  expect(log.between(0, 500 * DAY_MS).map(({ minerId }) => minerId)).toEqual(['open']);
});
