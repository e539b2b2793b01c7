import type BetterSqlite3 from 'better-sqlite3';

import { init } from './migrations/0001-init.ts';
import { ratesAndRetention } from './migrations/0002-rates-and-retention.ts';
import { machines } from './migrations/0003-machines.ts';
import { pointing } from './migrations/0004-pointing.ts';
import { statements } from './migrations/0005-statements.ts';
import { accountCharts } from './migrations/0006-account-charts.ts';
import { alerts } from './migrations/0007-alerts.ts';

/** One step of the database's format. Runs in a transaction of its own, once, in order of `version`. */
export interface Migration {
  version: number;
  name: string;
  up(sql: BetterSqlite3.Database): void;
}

/** All steps, oldest first; a released one is never changed. */
export const MIGRATIONS: readonly Migration[] = [
  init,
  ratesAndRetention,
  machines,
  pointing,
  statements,
  accountCharts,
  alerts,
];
