import { realClock, type Clock } from '#engine/lib/clock.ts';

import { CgminerRules, status, type CgminerPool } from './cgminer-rules.ts';
import type { Place } from './places.ts';
import { SimulatedMiner } from './simulated-miner.ts';
import type { MiningOptions } from './simulated-mining.ts';

export interface CgminerOptions {
  pools?: readonly Partial<CgminerPool>[];
  clock?: Clock;
  /** What `coin` says. */
  hashMethod?: 'sha256' | 'scrypt';
}

const READS: Record<string, object> = {
  version: { ...status('S', 22, 'CGMiner versions'), VERSION: [{ CGMiner: '4.12.1', API: '3.7' }] },
  summary: {
    ...status('S', 11, 'Summary'),
    SUMMARY: [{ Elapsed: 3600, 'MHS av': 13_500_000, 'MHS 5s': 13_600_000.5, Accepted: 10, Rejected: 1 }],
  },
  devs: {
    ...status('S', 9, '1 ASC(s)'),
    DEVS: [{ ASC: 0, Name: 'TST', ID: 0, Status: 'Alive', Temperature: 61.5, 'MHS 5s': 13_600_000.5 }],
  },
  stats: { ...status('S', 70, 'CGMiner stats'), STATS: [{ STATS: 0, ID: 'TST0', Elapsed: 3600 }] },
};

/** A simulated machine with a plain cgminer. */
export interface SimulatedCgminer {
  body: SimulatedMiner;
  rules: CgminerRules;
  pools: CgminerPool[];
  writes: string[];
  /** Mines for the first pool of its settings that lets it in. */
  mine(options?: Partial<MiningOptions>): void;
  stop(): Promise<void>;
}

/** Starts one at a place. */
export async function startCgminer(place: Place, options: CgminerOptions = {}): Promise<SimulatedCgminer> {
  const { pools = [], clock = realClock, hashMethod = 'sha256' } = options;
  const rules = new CgminerRules(pools);
  const body = new SimulatedMiner(place, clock);
  await body.serveCgminer(({ command, parameter }) => {
    if (command === 'coin')
      return { ...status('S', 78, 'CGMiner coin'), COIN: [{ 'Hash Method': hashMethod, LP: true }] };
    const read = READS[command];
    if (read !== undefined) return read;
    const before = rules.writes.length;
    const answer = rules.answer(command, parameter);
    if (rules.writes.length > before) body.mining?.follow();
    return answer;
  });
  return {
    body,
    rules,
    pools: rules.pools,
    writes: rules.writes,
    mine: (mining = {}) => void body.mine({ pools: () => asMined(rules), ...mining }),
    stop: () => body.stop(),
  };
}

/** The pools as the miner inside tries them. */
export function asMined(rules: CgminerRules): { url: string; user: string; password: string }[] {
  return rules.inOrder().map(({ url, user, pass }) => ({ url, user, password: pass }));
}
