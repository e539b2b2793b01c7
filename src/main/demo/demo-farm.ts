import { DEFAULT_ALLOW, type FarmFile, type FarmFileAccount } from '#shared/model/farm-file.ts';
import { workFromHashrate } from '#shared/units.ts';
import type { ProfileName } from './miner-profiles.ts';

/** A miner of the demo. `worker` is the user name it gives; the part after the last dot is its name. */
interface DemoMiner {
  worker: string;
  profile: ProfileName;
  /** H/s it is throttled to. */
  hashrate: number;
}

/** Six miners, each with another firmware's manners; 18 kH/s together, some 5 % of a core. */
export const DEMO_MINERS: readonly DemoMiner[] = [
  { worker: 'farm.rack1-01', profile: 'bitaxe', hashrate: 2500 },
  { worker: 'farm.rack1-02', profile: 'antminer', hashrate: 4000 },
  { worker: 'farm.rack1-03', profile: 'cgminer', hashrate: 3000 },
  { worker: 'farm.rack2-01', profile: 'whatsminer', hashrate: 3500 },
  { worker: 'rack2-02', profile: 'five-params', hashrate: 2000 },
  { worker: 'rack2-03', profile: 'nerdqaxe', hashrate: 3000 },
];

/** 2,048 hashes a share: about nine shares a second from the whole farm, 0.3 % of a quota each. */
export const DEMO_DIFFICULTY = 2 ** -23;

/** Whom the demo serves, from which pool, and how long the whole farm takes for the quota. */
const CUSTOMERS = [
  { name: 'alice', pool: 'a', quotaSeconds: 40 },
  { name: 'bob', pool: 'b', quotaSeconds: 55 },
  { name: 'carol', pool: 'a', quotaSeconds: 45 },
] as const;

/** Name under which an account of the demo logs in at its pool. */
export function demoWorker(account: string): string {
  return `${account}.farm1`;
}

/** The demo's farm file. Rounds of four minutes, the first of which began with the present minute. */
export function demoFarmFile(options: { poolA: string; poolB: string; nowMs: number }): FarmFile {
  const urls = { a: options.poolA, b: options.poolB };
  const totalHashrate = DEMO_MINERS.reduce((sum, { hashrate }) => sum + hashrate, 0);
  const accounts = CUSTOMERS.map(({ name, pool, quotaSeconds }) => ({
    ...account(name, urls[pool]),
    quota: { work: workFromHashrate(totalHashrate, quotaSeconds * 1000) },
  }));
  return {
    version: 1,
    proxy: {
      listen: '127.0.0.1:0',
      allow: DEFAULT_ALLOW,
      difficulty: { start: DEMO_DIFFICULTY, min: DEMO_DIFFICULTY / 64, max: null, sharesPerMinute: 90 },
    },
    round: { every: '4m', anchor: new Date(options.nowMs).toISOString().slice(11, 16), timeZone: 'UTC' },
    policy: 'sequential',
    accounts: [...accounts, { ...account('owner', urls.b), overflow: true }],
    miners: DEMO_MINERS.map(({ worker, hashrate }) => ({
      worker: worker.slice(worker.lastIndexOf('.') + 1),
      nominalHashrate: hashrate,
    })),
  };
}

function account(name: string, url: string): FarmFileAccount {
  return {
    name,
    pools: [{ url }],
    worker: demoWorker(name),
    password: 'x',
    quota: null,
    overflow: false,
    carryOver: false,
    upstream: 'aggregated',
  };
}
