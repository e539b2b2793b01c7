import type { AccountBook } from '#engine/accounts/account-book.ts';
import type { Verdicts } from '#engine/accounts/verdicts.ts';
import type { HealthWatch } from '#engine/health/health-watch.ts';
import type { Marks } from '#engine/health/marks.ts';
import type { AllocationLog } from '#engine/history/allocation-log.ts';
import type { WorkMeters } from '#engine/history/work-meter.ts';
import type { Ledger } from '#engine/ledger/ledger.ts';
import type { RoundClock } from '#engine/ledger/rounds.ts';
import type { Clock } from '#engine/lib/clock.ts';
import type { Log } from '#engine/lib/log.ts';
import type { Proxy } from '#engine/proxy/proxy.ts';
import type { UpstreamSet } from '#engine/proxy/upstream-set.ts';
import type { WorkCount } from '#engine/proxy/work-count.ts';
import type { Registry } from '#engine/registry/registry.ts';

import type { FarmSettings } from './farm-settings.ts';
import type { EventNotices } from './notices.ts';

/** The owners of state, as the read models and the wiring see them. Built by `engine.ts`. */
export interface FarmParts {
  clock: Clock;
  log: Log;
  version: string;
  settings: FarmSettings;
  rounds: RoundClock;
  ledger: Ledger;
  book: AccountBook;
  verdicts: Verdicts;
  registry: Registry;
  marks: Marks;
  health: HealthWatch;
  upstreams: UpstreamSet;
  proxy: Proxy;
  allocationLog: AllocationLog;
  notices: EventNotices;
  /** Hashrate by account, while it has miners. */
  accountMeters: WorkMeters;
  workCount: WorkCount;
  /** Monotonic time at which a miner's session closed, until it is back. */
  closedAt: Map<string, number>;
  /** H/s of a miner when its session closed. */
  lastHashrates: Map<string, number>;
}
