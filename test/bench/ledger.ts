import { readFileSync, statSync } from 'node:fs';

import { Ledger, type ShareTicket } from '#engine/ledger/ledger.ts';
import { RoundClock } from '#engine/ledger/rounds.ts';
import { silentLog } from '#engine/lib/log.ts';
import type { Database } from '#engine/store/database.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

import {
  describeRate,
  kibibytes,
  measureRate,
  mebibytes,
  plain,
  type Rate,
  type Row,
  type Section,
} from './report.ts';

const RUN_MS = 1500;
const MINERS = 1000;
const SHARES_PER_MINUTE = 20;
/** One share in so many also meets the pool's target. */
const FORWARDED_ONE_IN = 16;
const GROUPS = [10, 100];
const DAY_SECONDS = 86_400;
/** The day is estimated from the second half of this much farm time; in the first the file settles. */
const FARM_SECONDS = 240;
/** The estimate ends early on a slow machine. */
const DAY_LIMIT_MS = 15_000;

/** Commits and shares per second of the ledger on a real file, and what a day writes. */
export async function benchLedger(): Promise<Section[]> {
  const single = onFreshLedger((books) => sharesIn(books, 1));
  const groups = GROUPS.map((group) => ({ group, rate: onFreshLedger((books) => sharesIn(books, group)) }));
  const fold = onFreshLedger(foldRate);
  const temp = new TempDb();
  try {
    const day = await writtenPerDay(temp);
    return [
      {
        title: 'Ledger',
        how: `SQLite file in ${temp.dir.replace(/\/[^/]*$/, '')}, WAL; ${MINERS} miners, one share in ${FORWARDED_ONE_IN} pending too.`,
        rows: [
          { what: 'commits per second, one share each', figure: describeRate(single) },
          ...groups.map(({ group, rate }) => ({
            what: `shares per second, ${group} in one commit`,
            figure: describeRate(rate),
          })),
          { what: 'journal rows folded per second', figure: plain(fold) },
        ],
      },
      {
        title: 'Written per day',
        how: `${MINERS} miners × ${SHARES_PER_MINUTE} shares a minute, every share a commit of its own (the worst grouping), one in ${FORWARDED_ONE_IN} forwarded and answered (another commit), folds and log syncs on their clock; ${day.farmSeconds} s of farm time measured, multiplied.`,
        rows: day.rows,
      },
    ];
  } finally {
    temp.dispose();
  }
}

interface Books {
  clock: FakeClock;
  database: Database;
  ledger: Ledger;
}

function openBooks(temp: TempDb): Books {
  const clock = new FakeClock();
  const database = temp.open(clock);
  const rounds = new RoundClock({ database, clock, log: silentLog });
  // Commits are made by `flush`, so that what stands in one of them is known.
  const ledger = new Ledger({ database, clock, log: silentLog, rounds }, { schedule: () => undefined });
  return { clock, database, ledger };
}

function onFreshLedger<Result>(run: (books: Books) => Result): Result {
  const temp = new TempDb();
  try {
    const books = openBooks(temp);
    const result = run(books);
    books.ledger.close();
    return result;
  } finally {
    temp.dispose();
  }
}

function recordOne({ ledger }: Books, index: number): ShareTicket {
  const share = {
    accountId: 'customer',
    minerId: `miner-${index % MINERS}`,
    verified: 65_536,
    pending: index % FORWARDED_ONE_IN === 0 ? 1_048_576 : null,
  };
  return ledger.recordShare(share, (error) => {
    if (error) throw error;
  });
}

/** Shares per second with `group` of them in each commit. */
function sharesIn(books: Books, group: number): Rate {
  let index = 0;
  return measureRate(RUN_MS, group, () => {
    for (let at = 0; at < group; at += 1) recordOne(books, (index += 1));
    books.ledger.flush();
  });
}

/** Rows of the journal per second that become minute rows, with a minute of a whole farm in it. */
function foldRate(books: Books): number {
  const rows = (): number =>
    books.database.sql.prepare('SELECT COUNT(*) FROM journal').pluck().get() as number;
  for (let index = 0; index < MINERS * SHARES_PER_MINUTE; index += 1) recordOne(books, index);
  books.ledger.flush();
  const before = rows();
  const startedMs = performance.now();
  // Only the folds are on this clock's way: a chunk when due, the next one after its pause.
  while (rows() > 0) books.clock.advance(10_000);
  return (before / (performance.now() - startedMs)) * 1000;
}

async function writtenPerDay(temp: TempDb): Promise<{ farmSeconds: number; rows: Row[] }> {
  const books = openBooks(temp);
  const perSecond = (MINERS * SHARES_PER_MINUTE) / 60;
  const startedMs = performance.now();
  let due = 0;
  let index = 0;
  let second = 0;
  let measuredFrom: { second: number; io: Io; fileBytes: number } | null = null;
  while (second < FARM_SECONDS && performance.now() - startedMs < DAY_LIMIT_MS) {
    if (second === FARM_SECONDS / 2) measuredFrom = { second, io: readIo(), fileBytes: fileBytes(temp) };
    for (due += perSecond; index < due; index += 1) {
      const ticket = recordOne(books, index);
      books.ledger.flush();
      if (ticket.pending !== null) {
        books.ledger.settle(ticket, { kind: 'credited' }, false);
        books.ledger.flush();
      }
      books.clock.advance(1000 / perSecond);
    }
    second += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const io = readIo();
  const bytes = fileBytes(temp);
  books.ledger.close();
  if (!measuredFrom) throw new Error('too slow to estimate a day: the first half took all the time');
  const farmSeconds = second - measuredFrom.second;
  const perDay = DAY_SECONDS / farmSeconds;
  const handed = (io.handed - measuredFrom.io.handed) * perDay;
  const row = (what: string, value: number): Row => ({ what, figure: mebibytes(value) });
  return {
    farmSeconds,
    rows: [
      row('handed to the operating system (write calls) per day', handed),
      row('counted by Linux as written to storage per day', (io.stored - measuredFrom.io.stored) * perDay),
      { what: 'per share', figure: kibibytes(handed / (perSecond * DAY_SECONDS)) },
      row('growth of the database file per day', (bytes - measuredFrom.fileBytes) * perDay),
    ],
  };
}

interface Io {
  handed: number;
  stored: number;
}

/** Bytes given to write calls, and bytes that Linux counts for the storage layer, both since the start. */
function readIo(): Io {
  const text = readFileSync('/proc/self/io', 'utf8');
  const field = (name: string): number => Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(text)?.[1]);
  return { handed: field('wchar'), stored: field('write_bytes') };
}

function fileBytes(temp: TempDb): number {
  return statSync(temp.file()).size;
}
