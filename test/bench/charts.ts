import { randomBytes } from 'node:crypto';

import { silentLog } from '#engine/lib/log.ts';
import type { VerifiedShare } from '#engine/proxy/share-desk.ts';
import { AccountWork, sumOf } from '#engine/statements/account-work.ts';
import { BestShares } from '#engine/statements/best-shares.ts';
import { Charts } from '#engine/statements/charts.ts';
import { rowEdges } from '#engine/statements/period.ts';
import { AccountWorkStore } from '#engine/store/account-work-store.ts';
import { BestShareStore } from '#engine/store/best-share-store.ts';
import type { Database } from '#engine/store/database.ts';
import { WorkHistory } from '#engine/store/work-history.ts';
import { seriesRequest, type SeriesRequestInput } from '#shared/model/charts.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

import { describeRate, measureRate, mebibytes, plain, type Row, type Section } from './report.ts';

const MINERS = 100;
const ACCOUNTS = 5;
const DAY_MINUTES = 1440;
const MINUTE_DAYS = 14;
const HOUR_DAYS = 365;
const DAY_MS = 86_400_000;
const RUN_MS = 1000;
const CHUNK = 1000;

/** How long charts and a statement take on a year of records, and what a share costs that is not among the best. */
export async function benchCharts(): Promise<Section[]> {
  const temp = new TempDb();
  try {
    const clock = new FakeClock();
    const database = temp.open(clock);
    fill(database, Math.floor(clock.nowMs() / 60_000));
    const charts = new Charts({ clock, log: silentLog, database });
    const rows = [
      ...(await chartRows(charts, clock.nowMs())),
      await statementRow(database, clock.nowMs()),
      { what: 'size of the database', figure: mebibytes(charts.storage().totalBytes) },
    ];
    await charts.stop();
    const how = `${MINERS} miners on ${ACCOUNTS} accounts, by the minute for ${MINUTE_DAYS} days and by the hour for ${HOUR_DAYS}. Longest pause: the longest time in which nothing else ran.`;
    return [
      { title: 'Charts and statements on a year', how, rows },
      {
        title: 'Best shares',
        how: 'A verified share that is not among the best three of its hour.',
        rows: [offerRow()],
      },
    ];
  } finally {
    temp.dispose();
  }
}

async function chartRows(charts: Charts, nowMs: number): Promise<Row[]> {
  const ask = async (what: string, request: Omit<SeriesRequestInput, 'toMs'>): Promise<Row> => {
    let points = 0;
    const figure = await timed(async () => {
      const { lines } = await charts.series(seriesRequest.parse({ points: 2000, toMs: nowMs, ...request }));
      points = lines.reduce((sum, { hashrate }) => sum + hashrate.length, 0);
    });
    return { what, figure: `${figure}, ${points} points` };
  };
  const [week, year] = [nowMs - 7 * DAY_MS, nowMs - HOUR_DAYS * DAY_MS];
  return [
    await ask('farm, a week by the minute', { by: 'farm', fromMs: week }),
    await ask('all accounts, a week by the minute', { by: 'account', fromMs: week }),
    await ask('one miner, a week by the minute', { by: 'miner', ids: ['m1'], fromMs: week }),
    await ask('farm, a year by the hour', { by: 'farm', fromMs: year }),
    await ask('all accounts, a year by the hour', { by: 'account', fromMs: year }),
    await ask('one miner, a year by the hour', { by: 'miner', ids: ['m1'], fromMs: year }),
  ];
}

async function statementRow(database: Database, nowMs: number): Promise<Row> {
  const work = new AccountWork(new AccountWorkStore(database), new WorkHistory(database));
  const span = work.countable({ fromMs: nowMs - 30 * DAY_MS, toMs: nowMs });
  let credited = 0;
  const figure = await timed(async () => {
    const rows = await work.read('a1', rowEdges(span, 'UTC').edges, null);
    credited = sumOf(rows).totals().acceptedShares;
  });
  return {
    what: 'exact work of an account for a statement, 30 days',
    figure: `${figure}, ${plain(credited)} shares`,
  };
}

/** Time taken, and the longest stretch in which the event loop did not turn. */
async function timed(run: () => Promise<void>): Promise<string> {
  const turns = { isOver: false, lastMs: performance.now(), longestMs: 0 };
  const turn = (): void => {
    const nowMs = performance.now();
    turns.longestMs = Math.max(turns.longestMs, nowMs - turns.lastMs);
    turns.lastMs = nowMs;
    if (!turns.isOver) setImmediate(turn);
  };
  setImmediate(turn);
  const startedMs = performance.now();
  await run();
  const tookMs = performance.now() - startedMs;
  turn();
  turns.isOver = true;
  return `${plain(tookMs)} ms, longest pause ${plain(turns.longestMs)} ms`;
}

function offerRow(): Row {
  const temp = new TempDb();
  try {
    const clock = new FakeClock();
    const best = new BestShares({ clock, log: silentLog, store: new BestShareStore(temp.open(clock)) });
    const job = {
      pad: Buffer.alloc(2),
      extranonce1: Buffer.alloc(1),
      upstream: {
        extranonce1: Buffer.alloc(4),
        prepared: { coinb1: Buffer.alloc(100), coinb2: Buffer.alloc(100), branches: [] },
      },
    };
    const shares = Array.from({ length: CHUNK }, (_, index) => ({
      ...{ accountId: `a${index % ACCOUNTS}`, minerId: 'm1', difficulty: 1, atMs: clock.nowMs() },
      ...{ checked: { hashBE: randomBytes(32), header: randomBytes(80) }, extranonce2: Buffer.alloc(3), job },
    })) as unknown as VerifiedShare[];
    const rate = measureRate(RUN_MS, CHUNK, () => {
      for (const share of shares) best.offer(share);
    });
    best.close();
    return { what: 'looks at a share per second', figure: describeRate(rate) };
  } finally {
    temp.dispose();
  }
}

/** Records as folds and thinning leave them: verified and credited work of every miner, each stretch. */
function fill(database: Database, nowMinute: number): void {
  const { sql } = database;
  const names = (table: string, prefix: string, count: number): void => {
    const add = sql.prepare(`INSERT INTO ${table} (id) VALUES (?)`);
    for (let index = 1; index <= count; index += 1) add.run(`${prefix}${index}`);
  };
  database.transaction(() => {
    names('account_keys', 'a', ACCOUNTS);
    names('miner_keys', 'm', MINERS);
    const minuteFrom = nowMinute - MINUTE_DAYS * DAY_MINUTES;
    fillTable(database, { table: 'work_minute', from: minuteFrom, to: nowMinute, step: 1 });
    const hourFrom = Math.floor((nowMinute - HOUR_DAYS * DAY_MINUTES) / 60) * 60;
    fillTable(database, {
      table: 'work_hour',
      from: hourFrom,
      to: Math.floor(minuteFrom / 60) * 60,
      step: 60,
    });
    for (const [table, span, sources] of [
      ['account_minute', 1, ['work_minute']],
      ['account_hour', 60, ['work_minute', 'work_hour']],
      ['account_day', DAY_MINUTES, ['work_minute', 'work_hour']],
    ] as const) {
      for (const source of sources) {
        sql.exec(
          `INSERT INTO ${table} SELECT account_key, minute / ${span} * ${span},
             SUM(IIF(kind = 1, count * difficulty, 0.0)), SUM(IIF(kind = 3, count * difficulty, 0.0))
           FROM ${source} WHERE TRUE GROUP BY 1, 2
           ON CONFLICT DO UPDATE SET verified_work = verified_work + excluded.verified_work,
                                     credited_work = credited_work + excluded.credited_work`,
        );
      }
    }
  });
}

function fillTable(
  { sql }: Database,
  { table, from, to, step }: { table: string; from: number; to: number; step: number },
): void {
  sql.exec(
    `WITH RECURSIVE t(minute) AS (SELECT ${from} UNION ALL SELECT minute + ${step} FROM t WHERE minute + ${step} < ${to}),
                    k(kind) AS (VALUES (1), (3))
     INSERT INTO ${table} (minute, account_key, miner_key, round_key, kind, difficulty, count)
     SELECT minute, 1 + key % ${ACCOUNTS}, key, 1, kind, IIF(kind = 1, 65536.0, 1048576.0), ${step} * IIF(kind = 1, 20, 1)
     FROM t, miner_keys, k ORDER BY 1, 2, 3`,
  );
}
