import { parseArgs } from 'node:util';

import type { PolicyName } from '#shared/model/snapshot.ts';

import { describeMachine } from '../report.ts';
import { runPlanned, runRival, type PlannedRun } from './cells.ts';
import { RIVALS } from './rivals.ts';
import type { AccountResult, RunResult } from './run.ts';
import { printTable } from './table.ts';

const HOURS = [1, 24];
const POLICIES: readonly PolicyName[] = ['sequential', 'parallel'];
const QUOTA_PARTS = [0.5, 0.3, 0.2];
const MANY_ACCOUNTS = Array.from({ length: 50 }, () => 1);
/** An error is to stay within so many times its bound. */
const AIM = 1.5;

/** `npm run bench:allocation -- [--fleets 1,2,10,100] [--seeds 8]`: simulated rounds, see docs/allocation.md. */
const { values } = parseArgs({
  options: {
    fleets: { type: 'string', default: '1,2,10,100,1000,5000' },
    seeds: { type: 'string', default: '8' },
  },
});
const fleets = values.fleets.split(',').map(Number);
const startedMs = performance.now();

/** The larger the farm, the longer a round takes to simulate and the less differs from seed to seed. */
function seedsFor(miners: number): number[] {
  const count = miners >= 5000 ? 1 : miners >= 1000 ? 2 : Number(values.seeds);
  return Array.from({ length: Math.min(count, Number(values.seeds)) }, (_, index) => index + 1);
}

function progress(text: string): void {
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  process.stderr.write(`${seconds.padStart(4)} s  ${text}\n`);
}

interface Cell {
  policy: PolicyName;
  hours: number;
  miners: number;
  runs: PlannedRun[];
}

function runCells(): Cell[] {
  const cells: Cell[] = [];
  for (const policy of POLICIES) {
    for (const hours of HOURS) {
      for (const miners of fleets) {
        progress(`${policy}, ${hours} h, ${miners} miners`);
        const runs = seedsFor(miners).map((seed) =>
          runPlanned({ miners, hours, quotaParts: QUOTA_PARTS, seed }, policy),
        );
        cells.push({ policy, hours, miners, runs });
      }
    }
  }
  return cells;
}

function accountsOf(runs: readonly RunResult[]): AccountResult[] {
  return runs.flatMap(({ accounts }) => accounts);
}

function most<T>(values: readonly T[], figure: (value: T) => number): number {
  return values.reduce((found, value) => Math.max(found, figure(value)), Number.NEGATIVE_INFINITY);
}

function meanOf<T>(values: readonly T[], figure: (value: T) => number): number {
  return values.reduce((sum, value) => sum + figure(value), 0) / values.length;
}

function percent(part: number): string {
  const text = (part * 100).toFixed(4);
  return `${Number(text) === 0 ? '0.0000' : text} %`;
}

function printErrors(cells: readonly Cell[]): void {
  printTable(
    'Credited work against the quota',
    [
      'policy',
      'round',
      'miners',
      'rounds',
      'largest error',
      'one share',
      'error / share',
      '2σ of a dwell',
      'error / 2σ',
      `within ${AIM} shares`,
      `within ${AIM} × 2σ`,
      'below quota',
    ],
    cells.map(({ policy, hours, miners, runs }) => {
      const accounts = accountsOf(runs);
      const worst = accounts.reduce((a, b) => (Math.abs(b.error) > Math.abs(a.error) ? b : a));
      const within = (bound: (account: AccountResult) => number): string =>
        `${accounts.filter((account) => account.error >= 0 && account.error <= AIM * bound(account)).length} of ${accounts.length}`;
      return [
        policy,
        `${hours} h`,
        String(miners),
        String(runs.length),
        percent(worst.error),
        percent(worst.shareBound),
        most(accounts, ({ error, shareBound }) => Math.abs(error) / shareBound).toFixed(2),
        percent(worst.dwellBound),
        most(accounts, ({ error, dwellBound }) => Math.abs(error) / dwellBound).toFixed(2),
        within(({ shareBound }) => shareBound),
        within(({ dwellBound }) => dwellBound),
        String(accounts.filter(({ error }) => error < 0).length),
      ];
    }),
  );
}

/** What was there to be had in the rounds in which an account stayed below its quota. */
function printShortfalls(cells: readonly Cell[]): void {
  for (const { policy, hours, miners, runs } of cells) {
    for (const [index, { accounts, creditedPart }] of runs.entries()) {
      const short = accounts.filter(({ error }) => error < 0);
      if (short.length === 0) continue;
      console.log(
        `Below quota: ${policy}, ${hours} h, ${miners} miners, seed ${index + 1}: ` +
          `${short.map(({ error }) => percent(error)).join(', ')}; all work credited in that round, ` +
          `the owner's included, was ${(creditedPart * 100).toFixed(2)} % of the quotas.`,
      );
    }
  }
  console.log('');
}

function printCosts(cells: readonly Cell[]): void {
  printTable(
    'What it costs',
    [
      'policy',
      'round',
      'miners',
      'moves per miner',
      'most of one',
      'without outages',
      'most of a standby',
      'work lost to moves',
      'CPU per plan',
      'p99 of plans',
    ],
    cells.map(({ policy, hours, miners, runs }) => [
      policy,
      `${hours} h`,
      String(miners),
      meanOf(runs, (run) => run.movesPerMiner).toFixed(1),
      String(most(runs, (run) => run.mostMoves)),
      String(most(runs, (run) => run.mostMovesUnforced)),
      String(most(runs, (run) => run.mostStandbyMoves)),
      percent(meanOf(runs, ({ lostPart }) => lostPart)),
      `${meanOf(runs, (run) => run.planCpuMs).toFixed(3)} ms`,
      `${most(runs, (run) => run.planP99Ms).toFixed(1)} ms`,
    ]),
  );
}

function printRivals(cells: readonly Cell[]): void {
  const rows: string[][] = [];
  for (const hours of HOURS) {
    for (const miners of fleets) {
      const own = POLICIES.map((policy) =>
        describe(
          cells.find((cell) => cell.policy === policy && cell.hours === hours && cell.miners === miners)
            ?.runs ?? [],
        ),
      );
      const rivals = RIVALS.map((name) => {
        progress(`${name}, ${hours} h, ${miners} miners`);
        return describe(
          seedsFor(miners).map((seed) => runRival({ miners, hours, quotaParts: QUOTA_PARTS, seed }, name)),
        );
      });
      rows.push([`${hours} h`, String(miners), ...own, ...rivals]);
    }
  }
  printTable(
    'Beside three rivals: most below and most above a quota; moves per miner',
    ['round', 'miners', ...POLICIES, ...RIVALS],
    rows,
  );
}

function describe(runs: readonly RunResult[]): string {
  const errors = accountsOf(runs).map(({ error }) => error);
  const [low, high] = [Math.min(...errors, 0), Math.max(...errors, 0)];
  const text = (part: number): string => `${(part * 100).toFixed(Math.abs(part) < 0.01 ? 3 : 1)} %`;
  return `${low < 0 ? text(low) : '–'} … +${text(high)}; ${meanOf(runs, (run) => run.movesPerMiner).toFixed(1)}`;
}

function printLargest(): void {
  const miners = Math.max(...fleets);
  const rows = POLICIES.map((policy) => {
    progress(`${policy}, 1 h, ${miners} miners, ${MANY_ACCOUNTS.length} accounts`);
    const run = runPlanned({ miners, hours: 1, quotaParts: MANY_ACCOUNTS, seed: 1 }, policy, 1000);
    return [
      policy,
      percent(most(run.accounts, ({ error }) => error)),
      most(run.accounts, ({ error, shareBound }) => error / shareBound).toFixed(2),
      String(run.accounts.filter(({ error }) => error < 0).length),
      run.movesPerMiner.toFixed(1),
      `${run.planCpuMs.toFixed(2)} ms`,
      `${run.planP99Ms.toFixed(1)} ms`,
    ];
  });
  printTable(
    `${miners} miners and ${MANY_ACCOUNTS.length} accounts, 1 h`,
    [
      'policy',
      'largest error',
      'error / share',
      'below quota',
      'moves per miner',
      'CPU per plan',
      'p99 of plans',
    ],
    rows,
  );
}

console.log(`${new Date().toISOString().slice(0, 10)}; ${describeMachine()}\n`);
const cells = runCells();
printErrors(cells);
printShortfalls(cells);
printCosts(cells);
printRivals(cells);
printLargest();
console.log(`Took ${((performance.now() - startedMs) / 1000).toFixed(0)} s.`);
