import { AccountBook } from '#engine/accounts/account-book.ts';
import { type VerdictChange, Verdicts } from '#engine/accounts/verdicts.ts';
import { Ledger, type ShareTicket } from '#engine/ledger/ledger.ts';
import { RoundClock, type TimeGap } from '#engine/ledger/rounds.ts';
import { silentLog } from '#engine/lib/log.ts';
import { KeyFileSecretBox } from '#engine/lib/secret-box.ts';
import type { Database } from '#engine/store/database.ts';
import type { QuotaSpec } from '#shared/model/account.ts';

import type { FakeClock } from './fake-clock.ts';
import { TempDb } from './temp-db.ts';

/** Rounds, ledger, accounts and verdicts on a real database, without miners: shares are recorded by hand. */
export class Books {
  readonly temp = new TempDb();
  readonly clock: FakeClock;
  readonly changes: VerdictChange[] = [];
  readonly gaps: TimeGap[] = [];
  /** H/s that the verdicts forecast shares of the farm with. */
  farmHashrate: number | null = null;
  database!: Database;
  rounds!: RoundClock;
  ledger!: Ledger;
  book!: AccountBook;
  verdicts!: Verdicts;

  constructor(clock: FakeClock) {
    this.clock = clock;
    this.start();
  }

  /** Opens the data folder as a new process does. */
  start(): void {
    const { clock, temp } = this;
    const database = temp.open(clock);
    const rounds = new RoundClock({ database, clock, log: silentLog });
    const ledger = new Ledger({ database, clock, log: silentLog, rounds }, { schedule: () => {} });
    const secretBox = new KeyFileSecretBox(temp.file('key'));
    const book = new AccountBook({ database, clock, secretBox, rounds });
    const deps = { database, clock, log: silentLog, ledger, book, rounds };
    this.verdicts = new Verdicts({ ...deps, farmHashrate: () => this.farmHashrate });
    Object.assign(this, { database, rounds, ledger, book });
    this.verdicts.verdictChanged.on((change) => this.changes.push(change));
    rounds.gapNoticed.on((gap) => this.gaps.push(gap));
  }

  /** Closes everything in order. */
  stop(): void {
    this.verdicts.close();
    this.ledger.close();
    this.rounds.close();
    this.database.close();
  }

  restart(): void {
    this.stop();
    this.start();
  }

  add(name: string, quota: QuotaSpec | null, carryOver = false): void {
    const pools = [{ url: 'stratum+tcp://pool.example:3333' }];
    const account = { name, pools, worker: name, quota, overflow: quota === null, carryOver };
    this.book.add({ ...account, upstream: 'aggregated' }, 'test');
  }

  /** A share that the pool has not answered. */
  send(accountId: string, work: number): ShareTicket {
    const ticket = this.ledger.recordShare({ accountId, minerId: 'm', verified: 1, pending: work }, () => {});
    this.ledger.flush();
    return ticket;
  }

  answer(ticket: ShareTicket): void {
    this.ledger.settle(ticket, { kind: 'credited' }, false);
    this.ledger.flush();
  }

  credit(accountId: string, work: number): void {
    this.answer(this.send(accountId, work));
  }

  targets(...ids: string[]): (number | null)[] {
    return ids.map((id) => this.verdicts.standing(id).targetWork);
  }

  dispose(): void {
    this.stop();
    this.temp.dispose();
  }
}
