import { copyFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Ledger, type ShareOutcome, type ShareTicket } from '#engine/ledger/ledger.ts';
import { RoundClock } from '#engine/ledger/rounds.ts';
import { silentLog } from '#engine/lib/log.ts';
import type { Database } from '#engine/store/database.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

const ACCOUNTS = ['alice', 'bob'] as const;
const MINERS = ['m1', 'm2', 'm1~2'] as const;
const OUTCOMES: ShareOutcome[] = [
  { kind: 'credited' },
  { kind: 'stale' },
  { kind: 'rejected', reason: 'duplicate' },
  { kind: 'rejected', reason: 'other' },
];

type Operation =
  | { do: 'share'; account: number; miner: number; verified: number; pending: number | null }
  | { do: 'settle'; ticket: number; outcome: number }
  | { do: 'doubt'; ticket: number }
  | { do: 'advance'; ms: number }
  | { do: 'merge' | 'flush' | 'kill' | 'failing commit' };

const difficulty = fc.constantFrom(1e-9, 0.1, 1, 3, 65_536, 1_048_576.5);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('share' as const),
      account: fc.nat(1),
      miner: fc.nat(2),
      verified: difficulty,
      pending: fc.option(difficulty),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('settle' as const), ticket: fc.nat(200), outcome: fc.nat(3) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('doubt' as const), ticket: fc.nat(200) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      ms: fc.constantFrom(1, 9_999, 30_000, 61_000, 40 * 60_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('merge', 'flush', 'flush', 'kill', 'failing commit') }),
  },
);

interface ModelShare {
  ticket: ShareTicket;
  roundId: string;
  account: string;
  verified: number;
  pending: number | null;
  /** What the database has; the operations since then are lost by a kill. */
  committed: string | null;
  now: string;
}

/** The books as a list of shares, against which the real ones are held. */
class Model {
  readonly temp = new TempDb();
  readonly clock = new FakeClock();
  shares: ModelShare[] = [];
  #files = 0;
  #file = this.temp.file();
  #database!: Database;
  #ledger!: Ledger;
  #rounds!: RoundClock;

  constructor() {
    this.#open(this.#file);
    this.#rounds.change({ every: '1h', anchor: '00:00', timeZone: 'UTC' });
  }

  #open(file: string): void {
    this.#file = file;
    this.#database = this.temp.open(this.clock, file);
    this.#rounds = new RoundClock({ database: this.#database, clock: this.clock, log: silentLog });
    this.#ledger = new Ledger(
      { database: this.#database, clock: this.clock, log: silentLog, rounds: this.#rounds },
      { schedule: () => {} },
    );
  }

  run(operation: Operation): void {
    switch (operation.do) {
      case 'share':
        return this.#share(operation);
      case 'settle':
      case 'doubt':
        return this.#answer(operation);
      case 'advance':
        this.#flush();
        return this.clock.advance(operation.ms);
      case 'merge':
        this.#ledger.mergeMiner('m1~2', 'm1');
        return this.#noteCommit();
      case 'flush':
        return this.#flush();
      case 'failing commit':
        return this.#failingCommit();
      case 'kill':
        return this.#kill();
    }
  }

  #share({ account, miner, verified, pending }: Extract<Operation, { do: 'share' }>): void {
    const accountId = ACCOUNTS[account] ?? 'alice';
    const ticket = this.#ledger.recordShare(
      { accountId, minerId: MINERS[miner] ?? 'm1', verified, pending },
      () => {},
    );
    const now = pending === null ? 'none' : 'pending';
    const roundId = this.#rounds.current().id;
    this.shares.push({ ticket, roundId, account: accountId, verified, pending, committed: null, now });
  }

  #answer(operation: Extract<Operation, { do: 'settle' | 'doubt' }>): void {
    const open = this.shares.filter(
      ({ now, ticket }) => (now === 'pending' || now === 'in-doubt') && !ticket.isSettled,
    );
    const share = open[operation.ticket % Math.max(open.length, 1)];
    if (!share) return;
    if (operation.do === 'doubt') {
      this.#ledger.markInDoubt(share.ticket);
      share.now = 'in-doubt';
      return;
    }
    const outcome = OUTCOMES[operation.outcome] ?? { kind: 'credited' };
    this.#ledger.settle(share.ticket, outcome, false);
    share.now = outcome.kind === 'rejected' ? `rejected-${outcome.reason}` : outcome.kind;
  }

  #flush(): void {
    this.#ledger.flush();
    this.#noteCommit();
  }

  #noteCommit(): void {
    for (const share of this.shares) share.committed = share.now;
  }

  /** Of what had no commit yet, new shares are refused and left out; answers to older ones must survive. */
  #failingCommit(): void {
    this.shares
      .filter(({ committed, now }) => committed === null && now !== 'pending' && now !== 'none')
      .forEach(() => this.#flush());
    this.#database.sql.pragma('query_only = 1');
    this.#ledger.flush();
    this.#database.sql.pragma('query_only = 0');
    this.shares = this.shares.filter(({ committed }) => committed !== null);
    this.#flush();
  }

  #kill(): void {
    const file = this.temp.file(`killed-${++this.#files}.db`);
    copyFileSync(this.#file, file);
    copyFileSync(`${this.#file}-wal`, `${file}-wal`);
    this.#rounds.close();
    this.#database.close();
    this.#open(file);
    this.shares = this.shares.filter(({ committed }) => committed !== null);
    for (const share of this.shares) {
      share.now = share.committed === 'pending' ? 'in-doubt' : (share.committed ?? '');
      share.committed = share.now;
      // The process that could still have settled it is gone.
      share.ticket.isSettled = true;
    }
  }

  check(): void {
    this.#flush();
    for (const roundId of new Set(this.shares.map((share) => share.roundId))) {
      for (const accountId of ACCOUNTS) {
        expect(this.#ledger.countsByDifficulty(accountId, roundId)).toEqual(
          this.#expected(roundId, accountId),
        );
      }
    }
    const accepted = MINERS.reduce((sum, id) => sum + this.#ledger.minerTotals(id).acceptedShares, 0);
    expect(accepted, 'every good share is one of some miner').toBe(this.shares.length);
    for (const accountId of ACCOUNTS) {
      const credited = this.shares.filter(({ account, now }) => account === accountId && now === 'credited');
      expect(this.#ledger.lifetimeCredited(accountId).shares).toBe(credited.length);
    }
  }

  #expected(roundId: string, accountId: string): unknown[] {
    const counts = new Map<string, { kind: string; difficulty: number; count: number }>();
    const add = (kind: string, of: number): void => {
      const entry = counts.get(`${kind} ${of}`) ?? { kind, difficulty: of, count: 0 };
      entry.count++;
      counts.set(`${kind} ${of}`, entry);
    };
    for (const share of this.shares) {
      if (share.roundId !== roundId || share.account !== accountId) continue;
      add('verified', share.verified);
      if (share.pending !== null) add(share.now, share.pending);
    }
    return expect.toSatisfy((actual: { kind: string; difficulty: number; count: number }[]) => {
      const sorted = (list: typeof actual): string[] =>
        list.map((entry) => `${entry.kind} ${entry.difficulty} ${entry.count}`).sort();
      expect(sorted(actual)).toEqual(sorted([...counts.values()]));
      return true;
    });
  }
}

describe('Ledger', () => {
  it('conserves every share through any order of answers, folds, merges, kills and failing commits', () => {
    fc.assert(
      fc.property(fc.array(operation, { minLength: 10, maxLength: 80 }), (operations) => {
        const model = new Model();
        try {
          for (const each of operations) model.run(each);
          model.check();
          model.run({ do: 'kill' });
          model.check();
        } finally {
          model.temp.dispose();
        }
      }),
      { numRuns: 60 },
    );
  });
});
