import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import { Database } from '#engine/store/database.ts';
import { MIGRATIONS } from '#engine/store/migrations.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

const DAY_MINUTES = 1440;
const TODAY = (Date.UTC(2026, 10, 18) / 86_400_000) * DAY_MINUTES;

let temp: TempDb;
let clock: FakeClock;
beforeEach(() => {
  temp = new TempDb();
  clock = new FakeClock(TODAY * 60_000);
});
afterEach(() => temp.dispose());

interface Row {
  table: 'work_minute' | 'work_hour' | 'work_day';
  minute: number;
  account: number;
  kind: number;
  count: number;
}

/** Work of two accounts and refusals of no account, kept by the minute, by the hour and by the day. */
function books(): Row[] {
  const rows: Row[] = [];
  const add = (table: Row['table'], minute: number): void => {
    for (const account of [0, 1, 2]) {
      for (const kind of [1, 2, 3, 4]) rows.push({ table, minute, account, kind, count: rows.length % 7 });
    }
  };
  for (let minute = 0; minute < 150; minute += 7) add('work_minute', TODAY + minute);
  // Thinned half-way: the first hour of today is in both.
  for (const hour of [-25, -24, -1, 0]) add('work_hour', TODAY + hour * 60);
  for (const day of [-3, -2, -1]) add('work_day', TODAY + day * DAY_MINUTES);
  return rows;
}

function sums(rows: readonly Row[], minutes: number, tables: readonly Row['table'][]): unknown[] {
  const found = new Map<string, [account: number, at: number, verified: number, credited: number]>();
  for (const { table, minute, account, kind, count } of rows) {
    if (account === 0 || (kind !== 1 && kind !== 3) || !tables.includes(table)) continue;
    const at = Math.floor(minute / minutes) * minutes;
    const sum = found.get(`${account} ${at}`) ?? [account, at, 0, 0];
    sum[kind === 1 ? 2 : 3] += count * 16;
    found.set(`${account} ${at}`, sum);
  }
  return [...found.values()].toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
}

describe('sums by account for charts', () => {
  it('are made of all that the books of an earlier version hold', () => {
    const rows = books();
    const before = MIGRATIONS.filter(({ version }) => version < 6);
    const old = Database.open({ clock, log: silentLog }, { file: temp.file(), migrations: before });
    for (const { table, minute, account, kind, count } of rows)
      old.sql.prepare(`INSERT INTO ${table} VALUES (?, ?, 1, 1, ?, 16, ?)`).run(minute, account, kind, count);
    old.close();
    const { sql } = temp.open(clock);
    const read = (table: string): unknown[] =>
      sql
        .prepare(`SELECT account_key, at, verified_work, credited_work FROM ${table} ORDER BY 1, 2`)
        .raw()
        .all();
    expect(read('account_minute')).toEqual(sums(rows, 1, ['work_minute']));
    expect(read('account_hour')).toEqual(sums(rows, 60, ['work_minute', 'work_hour']));
    expect(read('account_day')).toEqual(sums(rows, DAY_MINUTES, ['work_minute', 'work_hour', 'work_day']));
  });
});
