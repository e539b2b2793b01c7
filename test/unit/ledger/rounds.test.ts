import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { RoundClock } from '#engine/ledger/rounds.ts';
import { silentLog } from '#engine/lib/log.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

const NOON_MS = Date.UTC(2026, 10, 18, 12);
const never = { every: 'never', anchor: '00:00', timeZone: 'UTC' };
const hourly = { every: '1h', anchor: '00:00', timeZone: 'UTC' };

let temp: TempDb;
let clock: FakeClock;
beforeEach(() => {
  temp = new TempDb();
  clock = new FakeClock(NOON_MS);
});
afterEach(() => temp.dispose());

function open(): { rounds: RoundClock; changes: string[]; reopen: () => RoundClock } {
  const database = temp.open(clock);
  const rounds = new RoundClock({ database, clock, log: silentLog });
  const changes: string[] = [];
  rounds.roundChanged.on((next, previous) => changes.push(`${previous.id} > ${next.id}`));
  const reopen = (): RoundClock => {
    rounds.close();
    database.close();
    return new RoundClock({ database: temp.open(clock), clock, log: silentLog });
  };
  return { rounds, changes, reopen };
}

describe('RoundClock', () => {
  it('starts with the daily round in UTC', () => {
    expect(open().rounds.current().id).toBe('2026-11-18T00:00Z');
  });

  it('says once when the next round begins', () => {
    const { changes } = open();
    clock.advance(12 * 3_600_000 - 1);
    expect(changes).toEqual([]);
    clock.advance(1);
    clock.advance(60_000);
    expect(changes).toEqual(['2026-11-18T00:00Z > 2026-11-19T00:00Z']);
  });

  it('says so at the first question, also before its own timer', () => {
    const { rounds, changes } = open();
    clock.jumpWall(12 * 3_600_000);
    expect(rounds.current().id).toBe('2026-11-19T00:00Z');
    expect(changes).toHaveLength(1);
  });

  it('stays in a round when the wall clock steps back a little, and follows it when it is set back', () => {
    const { rounds, changes } = open();
    clock.advance(12 * 3_600_000);
    clock.jumpWall(-5000);
    expect(rounds.current().id).toBe('2026-11-19T00:00Z');
    clock.jumpWall(-3_600_000);
    expect(rounds.current().id).toBe('2026-11-18T00:00Z');
    expect(changes).toHaveLength(2);
  });

  it('closes the current round at the moment its settings change', () => {
    const { rounds, changes } = open();
    clock.advance(30 * 60_000);
    rounds.change(hourly);
    expect(changes).toEqual(['2026-11-18T00:00Z > 2026-11-18T12:00Z']);
    expect(rounds.find('2026-11-18T00:00Z')?.endsAtMs).toBe(NOON_MS + 30 * 60_000);
  });

  it('changes nothing when the same settings come again', () => {
    const { rounds, changes } = open();
    rounds.change({ every: '24h', anchor: '00:00', timeZone: 'UTC' });
    expect(changes).toEqual([]);
  });

  it('keeps settings and the round over a restart', () => {
    const { rounds, reopen } = open();
    rounds.change(hourly);
    const before = rounds.current();
    expect(reopen().current()).toEqual(before);
  });

  it('keeps the start of the round without an end', () => {
    const { rounds, reopen } = open();
    rounds.change(never);
    clock.jumpWall(90 * 86_400_000);
    expect(reopen().current()).toEqual({ id: 'never', startedAtMs: NOON_MS, endsAtMs: null });
  });

  it('refuses wrong settings and keeps the old ones', () => {
    const { rounds } = open();
    expect(() => rounds.change({ ...never, every: '1s' })).toThrow(/^round\.every is "1s"/);
    expect(rounds.settings().every).toBe('24h');
  });
});
