import { randomBytes } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import { Upkeep } from '#engine/statements/upkeep.ts';
import { AuditStore } from '#engine/store/audit-store.ts';
import { BestShareStore } from '#engine/store/best-share-store.ts';
import type { Database } from '#engine/store/database.ts';
import { ServiceStore } from '#engine/store/service-store.ts';
import { VerdictStore } from '#engine/store/verdict-store.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const LONG_AGO_MS = Date.UTC(2025, 5, 1);
const NOW_MS = LONG_AGO_MS + 450 * DAY_MS;

let temp: TempDb;
let clock: FakeClock;
let database: Database;
let upkeep: Upkeep;
let bestShares: BestShareStore;
let audit: AuditStore;
let verdicts: VerdictStore;
beforeEach(() => {
  temp = new TempDb();
  clock = new FakeClock(NOW_MS);
  database = temp.open(clock);
  bestShares = new BestShareStore(database);
  audit = new AuditStore(database);
  verdicts = new VerdictStore(database);
  const service = new ServiceStore(database);
  upkeep = new Upkeep({ clock, log: silentLog, audit, bestShares, service, verdicts });
  upkeep.start();
});
afterEach(() => {
  upkeep.stop();
  temp.dispose();
});

describe('the upkeep of records', () => {
  it('keeps the three best shares of each old day and of each newer hour', () => {
    const rowOf = (hour: number) => ({
      ...{ accountId: 'alice', hour, minerId: 'm1', atMs: hour * HOUR_MS },
      ...{
        hash: randomBytes(32),
        header: Buffer.alloc(80),
        coinbase: Buffer.alloc(1),
        branches: Buffer.alloc(0),
      },
    });
    const hours = [LONG_AGO_MS, NOW_MS - DAY_MS].flatMap((startMs) =>
      [0, 1, 2].map((hour) => startMs / HOUR_MS + hour),
    );
    const rows = hours.flatMap((hour) => [1, 2, 3, 4].map(() => rowOf(hour)));
    bestShares.save(rows);
    const hashesOf = (startMs: number): string[] =>
      bestShares
        .between('alice', startMs / HOUR_MS, startMs / HOUR_MS + 24)
        .map(({ hash }) => hash.toString('hex'));
    const old = hashesOf(LONG_AGO_MS);
    expect([old.length, hashesOf(NOW_MS - DAY_MS).length]).toEqual([9, 9]);
    clock.advance(11 * 60_000);
    expect(hashesOf(LONG_AGO_MS).sort()).toEqual(old.sort().slice(0, 3));
    expect(hashesOf(NOW_MS - DAY_MS)).toHaveLength(9);
  });

  it('forgets the audit after 400 days', () => {
    for (const atMs of [LONG_AGO_MS, NOW_MS - DAY_MS])
      audit.add({ atMs, by: 'test', action: 'account.add', subject: 'alice', detail: {} });
    clock.advance(11 * 60_000);
    expect(audit.latest(10).map(({ atMs }) => atMs)).toEqual([NOW_MS - DAY_MS]);
  });

  it("keeps each old round's last verdict, and all newer ones", () => {
    const add = (roundId: string, atMs: number): void =>
      verdicts.addVerdict({
        ...{ roundId, accountId: 'alice', upToStandard: true, atMs },
        ...{ creditedWork: 1, targetWork: 1, evidence: '' },
      });
    for (const [index, round] of ['a', 'a', 'b', 'a'].entries()) add(round, LONG_AGO_MS + index);
    for (const index of [0, 1]) add('c', NOW_MS - DAY_MS + index);
    clock.advance(11 * 60_000);
    expect(verdicts.verdicts('alice', 10).map(({ roundId, atMs }) => [roundId, atMs])).toEqual([
      ['c', NOW_MS - DAY_MS + 1],
      ['c', NOW_MS - DAY_MS],
      ['a', LONG_AGO_MS + 3],
      ['b', LONG_AGO_MS + 2],
    ]);
  });
});
