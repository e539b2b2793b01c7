import { realClock, type Clock } from '#engine/lib/clock.ts';

import type { Place } from './places.ts';
import { SimulatedMiner } from './simulated-miner.ts';
import type { MinedPool, MiningOptions } from './simulated-mining.ts';
import { type VnishOptions, VnishRules } from './vnish-rules.ts';

export interface SimulatedVnishOptions extends VnishOptions {
  clock?: Clock;
  /** It really mines for the pools that its mining process was started with. */
  mining?: Omit<MiningOptions, 'pools' | 'clock' | 'localAddress'>;
  restartMs?: { mining: number; system: number };
}

/** A VNish or AnthillOS machine at one place: REST API, restarts, and a miner that follows its pools. */
export interface SimulatedVnish {
  miner: SimulatedMiner;
  rules: VnishRules;
  /** What it mines with now, first choice first. */
  pools: () => MinedPool[];
  writes: readonly string[];
  stop(): Promise<void>;
}

const RESTART_MS = { mining: 12_000, system: 60_000 };

export async function startVnish(place: Place, options: SimulatedVnishOptions): Promise<SimulatedVnish> {
  const { clock = realClock, restartMs = RESTART_MS, mining } = options;
  const miner = new SimulatedMiner(place, clock);
  const rules = new VnishRules(clock, options);
  const pools = (): MinedPool[] =>
    rules.running
      .filter(({ url }) => url !== '')
      .map(({ url, user, pass }) => ({ url, user, password: pass }));
  rules.onRestart = (what) => {
    if (rules.faults.staysAway) return;
    clock.after(restartMs[what], () => {
      rules.start(what);
      miner.mining?.reconnect();
    });
  };
  await miner.serveHttp((call) => rules.answer(call));
  if (mining) miner.mine({ ...mining, pools });
  return { miner, rules, pools, writes: rules.writes, stop: () => miner.stop() };
}
