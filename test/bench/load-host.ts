import { performance } from 'node:perf_hooks';

import type { ValidatingPool } from '#main/demo/validating-pool.ts';
import { startPool, until } from '#test/support/test-farm.ts';

import { serve } from './child.ts';
import { nowMs } from './farm-facts.ts';
import { LoadMiner, type LoadEvents } from './load-miner.ts';
import { quantile } from './report.ts';

/** Miners that log in at the same time. */
const LOGINS_AT_ONCE = 50;
const ANSWER_LIMIT_MS = 20_000;
/** Shares of a miner on their way at one time when the load is as fast as it goes: enough to keep both sides busy. */
const SHARES_ON_THEIR_WAY = 4;

export interface PoolSpec {
  name: string;
  extranonce2Size: number;
  difficulty: number;
}

/** What came of a load; times in ms. */
export interface LoadResult {
  answers: number;
  spanMs: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Part of the time in which the generator itself (with the pools) was busy, 0 to 1. */
  generatorBusy: number;
}

interface Load {
  startedMs: number;
  times: number[];
  /** Sends a miner's next share at once when it is answered. */
  isClosedLoop: boolean;
  stop: () => void;
  utilization: ReturnType<typeof performance.eventLoopUtilization>;
}

const pools = new Map<string, ValidatingPool>();
let miners: LoadMiner[] = [];
let load: Load | null = null;
let refusal: string | null = null;
let answered = 0;
/** Time of the first job on this block, by miner. */
let arrival: { prevhash: string; atMs: Map<LoadMiner, number> } | null = null;

const events: LoadEvents = {
  answered(miner, tookMs, error) {
    refusal ??= error;
    answered += 1;
    load?.times.push(tookMs);
    if (load?.isClosedLoop) miner.submit();
  },
  notified(miner, prevhash, atMs) {
    if (arrival?.prevhash === prevhash && !arrival.atMs.has(miner)) arrival.atMs.set(miner, atMs);
  },
};

function pool(name: string): ValidatingPool {
  const found = pools.get(name);
  if (!found) throw new Error(`no pool ${name}`);
  return found;
}

function expectBlockOf(name: string): void {
  arrival = { prevhash: pool(name).currentJob().prevhash.toString('hex'), atMs: new Map() };
}

/** Shares at random moments, `perSecond` on average, from miners taken at random. */
function poisson(perSecond: number): () => void {
  const random = seeded(7);
  let dueMs = nowMs();
  let timer = setTimeout(run, 1);
  function run(): void {
    for (const untilMs = nowMs(); dueMs <= untilMs; dueMs -= (Math.log(1 - random()) / perSecond) * 1000)
      miners[Math.floor(random() * miners.length)]?.submit();
    timer = setTimeout(run, 1);
  }
  return () => clearTimeout(timer);
}

/** Mulberry32: the same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const handlers = {
  /** Starts validating pools; resolves with their addresses. */
  async openPools(specs: PoolSpec[]): Promise<{ name: string; url: string }[]> {
    for (const { name, ...options } of specs)
      pools.set(name, await startPool({ ...options, merkleBranches: 12, seed: name }));
    return specs.map(({ name }) => ({ name, url: pool(name).url }));
  },

  /** Connects miners, some at a time; resolves with the ms until the last has its first job. */
  async connect({ port, count }: { port: number; count: number }): Promise<number> {
    const startedMs = nowMs();
    miners = Array.from({ length: count }, (_, index) => new LoadMiner(index, events));
    const queue = [...miners];
    const next = async (): Promise<void> => {
      for (let miner = queue.shift(); miner; miner = queue.shift()) await miner.open(port);
    };
    await Promise.all(Array.from({ length: LOGINS_AT_ONCE }, next));
    return nowMs() - startedMs;
  },

  /** `null` = as fast as it goes, each answer followed by the next share. */
  startLoad(perSecond: number | null): void {
    load = {
      startedMs: nowMs(),
      times: [],
      isClosedLoop: perSecond === null,
      stop: perSecond === null ? () => undefined : poisson(perSecond),
      utilization: performance.eventLoopUtilization(),
    };
    if (perSecond !== null) return;
    for (let round = 0; round < SHARES_ON_THEIR_WAY; round += 1) for (const miner of miners) miner.submit();
  },

  /** Ends the load and waits for the answers; throws when a share was refused. */
  async stopLoad(): Promise<LoadResult> {
    if (!load) throw new Error('there is no load');
    const { startedMs, times, utilization } = load;
    load.stop();
    load.isClosedLoop = false;
    const spanMs = nowMs() - startedMs;
    const answers = times.length;
    const generatorBusy = performance.eventLoopUtilization(utilization).utilization;
    await until(
      'every share is answered',
      () => miners.every((miner) => miner.waiting === 0),
      ANSWER_LIMIT_MS,
    );
    load = null;
    if (refusal !== null) throw new Error(`a share was refused: ${refusal}`);
    return {
      answers,
      spanMs,
      p50Ms: quantile(times, 0.5),
      p99Ms: quantile(times, 0.99),
      maxMs: quantile(times, 1),
      generatorBusy,
    };
  },

  /** Shares answered since the start. */
  answered(): number {
    return answered;
  },

  /** Every miner's first job on the pool's present block is waited for from now on. */
  expectJobsOf(name: string): void {
    expectBlockOf(name);
  },

  /** A new block at the pool; when it was sent. */
  newBlock(name: string): number {
    const sentAtMs = nowMs();
    pool(name).newBlock();
    expectBlockOf(name);
    return sentAtMs;
  },

  /** When each miner got the job that is waited for, earliest first. */
  async arrivals(limitMs: number): Promise<number[]> {
    const waited = arrival;
    if (!waited) throw new Error('no job is waited for');
    await until('every miner has the job', () => waited.atMs.size === miners.length, limitMs);
    return [...waited.atMs.values()].sort((left, right) => left - right);
  },

  /** Shares that each pool has accepted. */
  accepted(): Record<string, number> {
    const counts = [...pools].map(([name, one]) => {
      const perDifficulty = one.workers().flatMap((worker) => [...one.countsOf(worker).accepted.values()]);
      return [name, perDifficulty.reduce((sum, count) => sum + count, 0)];
    });
    return Object.fromEntries(counts) as Record<string, number>;
  },

  disconnect(): void {
    for (const miner of miners) miner.close();
  },

  async closePools(): Promise<void> {
    for (const one of pools.values()) await one.stop();
  },
};

export type LoadHost = typeof handlers;

serve(handlers);
