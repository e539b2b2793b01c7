import { monitorEventLoopDelay } from 'node:perf_hooks';

import { TestFarm, until } from '#test/support/test-farm.ts';

import { serve } from './child.ts';
import { FARM_DIFFICULTY, nowMs } from './farm-facts.ts';

const LAG_RESOLUTION_MS = 1;
/** Never reached, so that the farm stays where the order of accounts sends it. */
const ENDLESS_QUOTA = 1e12;

let farm: TestFarm | null = null;
let watch: { lag: ReturnType<typeof monitorEventLoopDelay>; cpu: NodeJS.CpuUsage } | null = null;
let closeWindow: (() => void) | null = null;

function engine(): TestFarm['engine'] {
  if (!farm) throw new Error('the farm is not started');
  return farm.engine;
}

const handlers = {
  /** Starts an engine with one account per pool; resolves with its port when all are logged in. */
  async start(pools: { name: string; url: string }[]): Promise<number> {
    farm = await TestFarm.start({
      accounts: pools.map(({ name, url }) => ({
        name,
        pools: [{ url }],
        quota: { work: ENDLESS_QUOTA },
      })),
      difficulty: { start: FARM_DIFFICULTY, min: FARM_DIFFICULTY, max: FARM_DIFFICULTY, sharesPerMinute: 20 },
    });
    await until('every account can be served', () =>
      [...engine().upstreams.all()].every((upstream) => upstream.isServable),
    );
    return farm.port;
  },

  /** The number of descriptors that this process may have open. */
  descriptorLimit(): number {
    const report = process.report.getReport() as { userLimits?: { open_files?: { soft: unknown } } };
    const soft = Number(report.userLimits?.open_files?.soft);
    return Number.isFinite(soft) ? soft : Number.POSITIVE_INFINITY;
  },

  /** Bytes after a full garbage collection. */
  async memory(): Promise<{ rss: number; heap: number; external: number }> {
    for (let round = 0; round < 3; round += 1) {
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const { rss, heapUsed, external } = process.memoryUsage();
    return { rss, heap: heapUsed, external };
  },

  beginWatch(): void {
    const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
    lag.enable();
    watch = { lag, cpu: process.cpuUsage() };
  },

  /** Event-loop delay (beyond the sampling period) and processor time since `beginWatch`, in ms. */
  endWatch(): { lagP99Ms: number; lagMaxMs: number; cpuMs: number } {
    if (!watch) throw new Error('nothing is being watched');
    const { lag, cpu } = watch;
    lag.disable();
    const spent = process.cpuUsage(cpu);
    const beyond = (nanoseconds: number): number => Math.max(nanoseconds / 1e6 - LAG_RESOLUTION_MS, 0);
    return {
      lagP99Ms: beyond(lag.percentile(99)),
      lagMaxMs: beyond(lag.max),
      cpuMs: (spent.user + spent.system) / 1000,
    };
  },

  /** Puts an account first, so that every miner goes there; when it was ordered, and how long that took. */
  serveFirst(accountId: string): { orderedAtMs: number; tookMs: number } {
    const ids = engine()
      .book.list()
      .map(({ id }) => id);
    const orderedAtMs = nowMs();
    engine().book.reorder([accountId, ...ids.filter((id) => id !== accountId)], 'bench');
    return { orderedAtMs, tookMs: nowMs() - orderedAtMs };
  },

  upstreamConnections(accountId: string): number {
    return (
      engine()
        .upstreams.get(accountId)
        ?.connections()
        .filter((one) => one.isReady).length ?? 0
    );
  },

  /** A window that looks on: every event is read and made into JSON. */
  openWindow(): void {
    const closing = new AbortController();
    closeWindow = () => closing.abort();
    void (async () => {
      for await (const event of engine().feed.events(closing.signal)) JSON.stringify(event);
    })();
  },

  closeWindow(): void {
    closeWindow?.();
  },

  /** Shares that pools have confirmed, by account, once none is pending. */
  async credited(): Promise<Record<string, number>> {
    await until('every share is answered', () => engine().upstreams.pendingShares() === 0);
    engine().ledger.flush();
    const accounts = engine().book.list();
    return Object.fromEntries(
      accounts.map(({ id }) => [id, engine().ledger.accountTotals(id).acceptedShares]),
    );
  },

  async stop(): Promise<void> {
    await farm?.stop();
  },
};

export type FarmHost = typeof handlers;

serve(handlers);
