import { Child } from './child.ts';
import { FARM_DIFFICULTY } from './farm-facts.ts';
import type { FarmHost } from './farm-host.ts';
import type { LoadHost, LoadResult, PoolSpec } from './load-host.ts';
import { kibibytes, mebibytes, milliseconds, plain, type Row, type Section } from './report.ts';

/** Descriptors of a process besides its miners' sockets. */
const SPARE_DESCRIPTORS = 200;
const SHARES_PER_MINER_S = 20 / 60;
/** At the pool where the load is measured. */
const FORWARDED_ONE_IN = 64;
const LOAD_MS = 4000;
const WORK_IN_MS = 3000;
/** Above what a calm pool is to be sent (a farm then enters in steps, by design): not what is measured here. */
const CALM_DIFFICULTY = FARM_DIFFICULTY * 1024;
const MOVE_LIMIT_MS = 20_000;
const REST_MS = 1200;

const HOME = 'home';
const POOLS: PoolSpec[] = [
  { name: HOME, extranonce2Size: 8, difficulty: FARM_DIFFICULTY * FORWARDED_ONE_IN },
  { name: 'wide', extranonce2Size: 8, difficulty: CALM_DIFFICULTY },
  { name: 'narrow', extranonce2Size: 4, difficulty: CALM_DIFFICULTY },
  { name: 'narrow-2', extranonce2Size: 4, difficulty: CALM_DIFFICULTY },
];

const MOVES = [
  { to: 'wide', what: '8 → 8 bytes of extranonce2' },
  { to: 'narrow', what: '8 → 4 bytes' },
  { to: 'narrow-2', what: '4 → 4 bytes' },
  { to: 'narrow', what: '4 → 4 bytes, back on the same job' },
  { to: HOME, what: '4 → 8 bytes, back on the same job' },
];

interface Hosts {
  farm: Child<FarmHost>;
  load: Child<LoadHost>;
  miners: number;
}

/** One engine in a process of its own, miners and validating pools in another, real sockets between them. */
export async function benchFarm(options: { miners: number; profileDir: string | null }): Promise<Section[]> {
  const profile = options.profileDir === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profileDir}`];
  const farm = new Child<FarmHost>('./farm-host.ts', ['--expose-gc', ...profile]);
  const load = new Child<LoadHost>('./load-host.ts', []);
  try {
    const limit = await farm.call('descriptorLimit');
    const miners = Math.min(options.miners, limit - SPARE_DESCRIPTORS);
    if (miners < options.miners) {
      console.log(`Only ${limit} open files are allowed (ulimit -n): ${miners} miners are measured.\n`);
    }
    const port = await farm.call('start', await load.call('openPools', POOLS));
    const hosts = { farm, load, miners };
    const sections = [await connectAndWeigh(hosts, port), await moves(hosts), await loads(hosts)];
    await compareBooks(hosts);
    await load.call('disconnect');
    await farm.call('stop');
    await load.call('closePools');
    return sections;
  } finally {
    await farm.stop();
    await load.stop();
  }
}

async function connectAndWeigh({ farm, load, miners }: Hosts, port: number): Promise<Section> {
  const before = await farm.call('memory');
  await farm.call('beginWatch');
  const connectMs = await load.call('connect', { port, count: miners });
  const { cpuMs } = await farm.call('endWatch');
  await load.call('startLoad', (miners * 5 * 1000) / WORK_IN_MS);
  await rest(WORK_IN_MS);
  await load.call('stopLoad');
  const after = await farm.call('memory');
  const per = (part: 'rss' | 'heap' | 'external'): string =>
    `${kibibytes((after[part] - before[part]) / miners)} (${mebibytes(before[part])} → ${mebibytes(after[part])})`;
  return {
    title: 'Memory and connecting',
    how: `${miners} miners, each with some five shares sent; after full garbage collections. Sockets' buffers in the kernel are not counted.`,
    rows: [
      { what: 'resident memory per connected miner', figure: per('rss') },
      { what: 'JavaScript heap per connected miner', figure: per('heap') },
      { what: 'buffers outside the heap per connected miner', figure: per('external') },
      {
        what: `${miners} miners connected, logged in and working after`,
        figure: `${milliseconds(connectMs)} (${milliseconds(cpuMs)} of processor)`,
      },
    ],
  };
}

async function moves({ farm, load, miners }: Hosts): Promise<Section> {
  const rows: Row[] = [];
  await load.call('startLoad', miners * SHARES_PER_MINER_S);
  for (const { to, what } of MOVES) {
    await rest(REST_MS);
    await load.call('expectJobsOf', to);
    const { orderedAtMs, tookMs } = await farm.call('serveFirst', to);
    const arrivals = await load.call('arrivals', MOVE_LIMIT_MS);
    const last = (arrivals.at(-1) ?? Number.NaN) - orderedAtMs;
    const middle = (arrivals[Math.floor(arrivals.length / 2)] ?? Number.NaN) - orderedAtMs;
    const connections = await farm.call('upstreamConnections', to);
    rows.push({
      what,
      figure: `${milliseconds(last)} (half after ${milliseconds(middle)}; the order itself ${milliseconds(tookMs)}; ${connections} pool connections)`,
    });
  }
  // Shares on their way when a block comes are stale for good reason; here none may be refused.
  await load.call('stopLoad');
  const sentAtMs = await load.call('newBlock', HOME);
  const arrivals = await load.call('arrivals', MOVE_LIMIT_MS);
  rows.push({
    what: 'for comparison: a new block at the pool, no shares meanwhile',
    figure: milliseconds((arrivals.at(-1) ?? Number.NaN) - sentAtMs),
  });
  return {
    title: `Moving ${miners} miners to another account`,
    how: `From the order to the last miner having the new account's job, all miners working (${plain(SHARES_PER_MINER_S * 60)} shares a minute each).`,
    rows,
  };
}

async function loads(hosts: Hosts): Promise<Section> {
  const { farm, load, miners } = hosts;
  const usual = miners * SHARES_PER_MINER_S;
  const rows = [await underLoad(hosts, usual, `${miners} miners × 20 shares a minute`)];
  await farm.call('openWindow');
  rows.push(await underLoad(hosts, usual, 'the same with a window open'));
  await farm.call('closeWindow');
  rows.push(await underLoad(hosts, usual * 5, `five times as much, as of ${miners * 5} miners`));
  const before = await farm.call('memory');
  const sentBefore = await load.call('answered');
  rows.push(await underLoad(hosts, null, 'as fast as it goes, four shares on their way per miner'));
  const shares = (await load.call('answered')) - sentBefore;
  const kept = (await farm.call('memory')).heap - before.heap;
  rows.push({
    what: 'heap kept per share (against repeats, while its pool job is remembered)',
    figure: `${plain(kept / shares)} bytes`,
  });
  return {
    title: `Shares through the proxy, ${miners} connected miners`,
    how: `Real sockets on 127.0.0.1, shares at random moments, 12 merkle branches, each with a merkle root of its own; one in ${FORWARDED_ONE_IN} goes to a validating pool. Answer time as the miner sees it. Event-loop delay is beyond its 1 ms sampling period. "Generator" is how busy the load's own thread was.`,
    rows,
  };
}

async function underLoad(hosts: Hosts, perSecond: number | null, what: string): Promise<Row> {
  const { farm, load } = hosts;
  await load.call('startLoad', perSecond);
  await rest(LOAD_MS / 5);
  await farm.call('beginWatch');
  await rest(LOAD_MS);
  const watched = await farm.call('endWatch');
  const result = await load.call('stopLoad');
  return { what, figure: describe(result, watched) };
}

function describe(
  result: LoadResult,
  watched: { lagP99Ms: number; lagMaxMs: number; cpuMs: number },
): string {
  const perSecond = (result.answers / result.spanMs) * 1000;
  const cpuMicroseconds = (watched.cpuMs * 1000) / ((perSecond * LOAD_MS) / 1000);
  return [
    `${plain(perSecond)} shares/s`,
    `answer p50 ${milliseconds(result.p50Ms)}, p99 ${milliseconds(result.p99Ms)}, longest ${milliseconds(result.maxMs)}`,
    `event loop p99 ${milliseconds(watched.lagP99Ms)}, longest ${milliseconds(watched.lagMaxMs)}`,
    `${plain(cpuMicroseconds)} µs of processor per share (${plain((watched.cpuMs / LOAD_MS) * 100)} % of a core)`,
    `generator ${plain(result.generatorBusy * 100)} % busy`,
  ].join('; ');
}

/** Figures of a farm that miscounts would be worth nothing. */
async function compareBooks({ farm, load }: Hosts): Promise<void> {
  const ours = await farm.call('credited');
  const theirs = await load.call('accepted');
  for (const [name, accepted] of Object.entries(theirs)) {
    if (ours[name] !== accepted)
      throw new Error(`${name} accepted ${accepted} shares, we credited ${ours[name]}`);
  }
}

function rest(forMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, forMs));
}
