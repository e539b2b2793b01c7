import type { Clock } from '#engine/lib/clock.ts';

import { HANG_UP } from './manners.ts';
import type { Place } from './places.ts';
import { SimulatedMiner } from './simulated-miner.ts';
import type { MiningOptions } from './simulated-mining.ts';
import { type WhatsminerOptions, WhatsminerRules } from './whatsminer-rules.ts';

export interface SimulatedWhatsminerOptions extends WhatsminerOptions {
  /** Left out, it only answers and does not mine. */
  mining?: Omit<MiningOptions, 'clock' | 'localAddress' | 'pools'>;
}

/** A Whatsminer of the first or second API at one place, its miner following its pools. */
export interface SimulatedWhatsminer {
  miner: SimulatedMiner;
  rules: WhatsminerRules;
  /** The pools that it has in its settings; empty places hold empty texts. */
  readonly pools: WhatsminerRules['config']['pools'];
  /** The write commands that were carried out. */
  readonly writes: readonly string[];
  stop(): Promise<void>;
}

export async function startWhatsminer(
  place: Place,
  { mining, ...options }: SimulatedWhatsminerOptions = {},
  clock?: Clock,
): Promise<SimulatedWhatsminer> {
  const miner = new SimulatedMiner(place, clock);
  const rules = new WhatsminerRules({ clock: miner.clock, ...options });
  await miner.serveCgminer(({ json }) => (json === null ? HANG_UP : rules.answer(json)));
  await miner.serveHttp(() => ({
    status: 307,
    headers: { Location: `https://${place.address}/cgi-bin/luci` },
  }));
  if (mining) {
    const worker = miner.mine({ ...mining, pools: () => rules.minedPools() });
    rules.changed = () => worker.follow();
  }
  return {
    miner,
    rules,
    get pools() {
      return rules.config.pools;
    },
    writes: rules.writes,
    stop: () => miner.stop(),
  };
}
