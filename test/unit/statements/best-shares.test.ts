import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import type { VerifiedShare } from '#engine/proxy/share-desk.ts';
import { BestShares } from '#engine/statements/best-shares.ts';
import { BestShareStore } from '#engine/store/best-share-store.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

const HOUR_MS = 3_600_000;
const job = {
  pad: Buffer.from('aa', 'hex'),
  extranonce1: Buffer.from('bb', 'hex'),
  upstream: {
    extranonce1: Buffer.from('ee', 'hex'),
    prepared: {
      coinb1: Buffer.from('01', 'hex'),
      coinb2: Buffer.from('02', 'hex'),
      branches: [Buffer.alloc(32, 7)],
    },
  },
};

function shareOf(accountId: string, atMs: number, hash: number): VerifiedShare {
  const hashBE = Buffer.alloc(32);
  hashBE.writeUInt32BE(hash, 4);
  const share = {
    checked: { hashBE, header: Buffer.alloc(80, hash % 251) },
    extranonce2: Buffer.from('cc', 'hex'),
  };
  return { accountId, minerId: 'm1', difficulty: 1, atMs, job, ...share } as unknown as VerifiedShare;
}

describe('the best shares of an hour', () => {
  it('are the three lowest hashes of each account, whatever the order, the writes and the restarts between', () => {
    const step = fc.oneof(
      fc.record({
        account: fc.constantFrom('alice', 'bob'),
        hour: fc.nat(2),
        hash: fc.nat(200),
      }),
      fc.constant('write' as const),
      fc.constant('restart' as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const temp = new TempDb();
        const clock = new FakeClock();
        const store = new BestShareStore(temp.open(clock));
        const open = (): BestShares => new BestShares({ clock, log: silentLog, store });
        let best = open();
        const expected = new Map<string, Set<number>>();
        for (const one of steps) {
          if (one === 'write') clock.advance(5000);
          else if (one === 'restart') {
            best.close();
            best = open();
          } else {
            const { account, hour, hash } = one;
            best.offer(shareOf(account, hour * HOUR_MS + 1, hash));
            const key = `${account} ${hour}`;
            expected.set(key, (expected.get(key) ?? new Set()).add(hash));
          }
        }
        best.close();
        for (const [key, hashes] of expected) {
          const [account = '', hour] = key.split(' ');
          const stored = store
            .between(account, Number(hour), Number(hour) + 1)
            .map(({ hash }) => hash.readUInt32BE(4));
          expect(stored, key).toEqual([...hashes].sort((left, right) => left - right).slice(0, 3));
        }
        temp.dispose();
      }),
      { numRuns: 60 },
    );
  });

  it("are kept with the coinbase as the pool's merkle tree has it", () => {
    const temp = new TempDb();
    const clock = new FakeClock();
    const store = new BestShareStore(temp.open(clock));
    const best = new BestShares({ clock, log: silentLog, store });
    best.offer(shareOf('alice', HOUR_MS, 5));
    best.renameMiner('m1', 'm2');
    best.close();
    const [row] = store.between('alice', 1, 2);
    expect([row?.coinbase.toString('hex'), row?.branches]).toEqual(['01eeaabbcc02', Buffer.alloc(32, 7)]);
    temp.dispose();
  });
});
