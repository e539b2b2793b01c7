import { realClock, type Clock } from '#engine/lib/clock.ts';

import { type AxeOptions, AxeOsRules, type Settings } from './axeos-rules.ts';
import type { Place } from './places.ts';
import { SimulatedMiner } from './simulated-miner.ts';
import type { MinedPool, MiningOptions } from './simulated-mining.ts';

export interface SimulatedAxeOptions extends AxeOptions {
  clock?: Clock;
  /** It really mines for the pools that it runs with. */
  mining?: Omit<MiningOptions, 'pools' | 'clock' | 'localAddress'>;
  /** From the restart's answer to the first one after it. Default 8 s. */
  restartMs?: number;
}

const START_PAGE = '<html><head><title>AxeOS</title></head><body>AxeOS</body></html>';
const NERD_PAGE = '<html><head><title>NerdQAxe - Nerd*OS</title></head><body>AxeOS</body></html>';
const RESTART_MS = 8_000;

/** A Bitaxe or NerdQAxe at one place: web server, restarts, and a miner that follows its pools. */
export interface SimulatedAxe {
  miner: SimulatedMiner;
  rules: AxeOsRules;
  /** What it mines with now, first choice first. */
  pools: () => MinedPool[];
  writes: readonly string[];
  stop(): Promise<void>;
}

export async function startAxeOs(place: Place, options: SimulatedAxeOptions): Promise<SimulatedAxe> {
  const { clock = realClock, restartMs = RESTART_MS, mining } = options;
  const miner = new SimulatedMiner(place, clock);
  const rules = new AxeOsRules(options);
  let startedMs = clock.monotonicMs() - 5_000_000;
  rules.uptimeSeconds = () => Math.floor((clock.monotonicMs() - startedMs) / 1000);
  const pools = (): MinedPool[] => poolsOf(rules);
  rules.onRestart = () => {
    if (rules.faults.staysAway) return;
    clock.after(restartMs, () => {
      startedMs = clock.monotonicMs();
      rules.start();
      miner.mining?.reconnect();
    });
  };
  rules.onLiveChange = () => miner.mining?.follow();
  const page = rules.generation === 'nerd' ? NERD_PAGE : START_PAGE;
  await miner.serveHttp((call) =>
    call.path === '/' ? { headers: { 'Content-Type': 'text/html' }, body: page } : rules.answer(call),
  );
  if (mining) miner.mine({ ...mining, pools });
  return { miner, rules, pools, writes: rules.writes, stop: () => miner.stop() };
}

function poolsOf({ generation, running, slots }: AxeOsRules): MinedPool[] {
  const places: (Settings | null | undefined)[] =
    generation === 'slots'
      ? [slots[Number(running['primaryPoolIndex'])], slots[Number(running['secondaryPoolIndex'])]]
      : [running, fallbackIn(running)];
  if (Number(running['useFallbackStratum'] ?? 0) !== 0) places.reverse();
  return places.flatMap((place) =>
    place && place['stratumURL'] !== ''
      ? [
          {
            url: `${String(place['stratumURL'])}:${String(place['stratumPort'])}`,
            user: String(place['stratumUser']),
            password: String(place['stratumPassword']),
          },
        ]
      : [],
  );
}

function fallbackIn(running: Settings): Settings {
  return {
    stratumURL: running['fallbackStratumURL'] ?? '',
    stratumPort: running['fallbackStratumPort'] ?? 0,
    stratumUser: running['fallbackStratumUser'] ?? '',
    stratumPassword: running['fallbackStratumPassword'] ?? '',
  };
}
