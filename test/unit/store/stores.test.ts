import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { AuditStore } from '#engine/store/audit-store.ts';
import type { Database } from '#engine/store/database.ts';
import { IntervalStore } from '#engine/store/interval-store.ts';
import { MarkStore } from '#engine/store/mark-store.ts';
import { MinerStore, type StoredMiner } from '#engine/store/miner-store.ts';
import { TempDb } from '#test/support/temp-db.ts';

let temp: TempDb;
let database: Database;
beforeEach(() => {
  temp = new TempDb();
  database = temp.open();
});
afterEach(() => temp.dispose());

describe('MarkStore', () => {
  it('keeps marks of miners and pools of the same id apart, the last word of each', () => {
    const marks = new MarkStore(database);
    const mark = { reason: 'failed' as const, note: 'fan', by: 'api', atMs: 5 };
    marks.save('miner', 'a', { ...mark, note: 'hot' });
    marks.save('miner', 'a', mark);
    marks.save('pool', 'a', mark);
    marks.save('pool', 'b', mark);
    marks.remove('pool', 'b');
    expect(new MarkStore(database).loadAll()).toEqual([
      { kind: 'miner', id: 'a', mark },
      { kind: 'pool', id: 'a', mark },
    ]);
  });
});

describe('MinerStore', () => {
  it('gives back what was saved last', () => {
    const miners = new MinerStore(database);
    const miner: StoredMiner = {
      id: 'rack1-03',
      name: 'rack1-03',
      address: null,
      userAgent: null,
      role: 'standby',
      nominalHashrate: 1.04e14,
      firstSeenAtMs: 1,
      lastSeenAtMs: null,
      switches: 0,
    };
    miners.save(miner);
    const seen = {
      ...miner,
      address: '192.168.1.43',
      userAgent: 'bmminer/2.0.0',
      lastSeenAtMs: 9,
      switches: 3,
    };
    miners.save(seen);
    miners.save({ ...miner, id: 'gone' });
    miners.remove('gone');
    expect(new MinerStore(database).loadAll()).toEqual([seen]);
  });
});

describe('IntervalStore', () => {
  it('finds what touches a time, oldest first, of too many the newest', () => {
    const intervals = new IntervalStore(database);
    intervals.open({ minerId: 'm', accountId: 'alice', fromMs: 100, cause: 'first' });
    intervals.close('m', 200);
    intervals.open({ minerId: 'm', accountId: null, fromMs: 200, cause: 'parked' });
    intervals.close('m', 300);
    intervals.open({ minerId: 'm', accountId: 'bob', fromMs: 300, cause: 'put back' });
    const causes = (fromMs: number, toMs: number, limit = 10): string[] =>
      intervals.between(fromMs, toMs, limit).map(({ cause }) => cause);
    expect(causes(0, 1000)).toEqual(['first', 'parked', 'put back']);
    expect(causes(0, 1000, 2)).toEqual(['parked', 'put back']);
    expect(causes(200, 300)).toEqual(['parked']);
    expect(causes(0, 100)).toEqual([]);
  });

  it('ends what was left open where the farm last worked, never before it began', () => {
    const intervals = new IntervalStore(database);
    intervals.open({ minerId: 'm1', accountId: 'alice', fromMs: 100, cause: '' });
    intervals.open({ minerId: 'm2', accountId: 'alice', fromMs: 900, cause: '' });
    intervals.closeAllOpen(500);
    expect(intervals.between(0, 1000, 10).map(({ toMs }) => toMs)).toEqual([500, 900]);
  });
});

describe('AuditStore', () => {
  it('gives the latest entries first', () => {
    const audit = new AuditStore(database);
    const entry = { atMs: 1, by: 'api', action: 'miner.markFailed', subject: 'm', detail: { note: 'fan' } };
    audit.add(entry);
    audit.add({ ...entry, atMs: 2 });
    expect(audit.latest(1)).toEqual([{ ...entry, atMs: 2 }]);
  });
});
