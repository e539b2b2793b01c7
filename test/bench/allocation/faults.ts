import { NOISE, type Range } from './noise.ts';
import type { Random } from './random.ts';

/** Something that happens to a miner or a pool at a time known beforehand to the simulator alone. */
export interface Fault {
  atMs: number;
  /** Index of the miner or of the pool. */
  index: number;
  kind:
    | 'miner-closed'
    | 'miner-opened'
    | 'miner-silent'
    | 'miner-heard'
    | 'miner-degraded'
    | 'miner-mended'
    | 'pool-failed'
    | 'pool-noticed'
    | 'pool-back';
  /** Of what a degraded miner still does. */
  factor: number;
}

/** All faults of a round, in the order of their time. */
export function drawFaults(random: Random, farm: { miners: number; pools: number; spanMs: number }): Fault[] {
  const faults: Fault[] = [];
  for (let index = 0; index < farm.miners; index += 1)
    faults.push(...minerFaults(random, index, farm.spanMs));
  for (let index = 0; index < farm.pools; index += 1) faults.push(...poolFaults(random, index, farm.spanMs));
  return faults.sort((a, b) => a.atMs - b.atMs);
}

/** A miner's faults one after another: a new one comes only when the last is over. */
function minerFaults(random: Random, index: number, spanMs: number): Fault[] {
  const { death, degradation, flapping } = NOISE;
  const rates = [1 / death.meanBetweenMs, 1 / degradation.meanBetweenMs, 1 / flapping.meanBetweenMs] as const;
  const sum = rates[0] + rates[1] + rates[2];
  const faults: Fault[] = [];
  let atMs = random.exponential(1 / sum);
  while (atMs < spanMs) {
    const which = random.uniform() * sum;
    const own =
      which < rates[0]
        ? deathOf(random, index, atMs)
        : which < rates[0] + rates[1]
          ? degradationOf(random, index, atMs)
          : flappingOf(random, index, atMs);
    faults.push(...own);
    atMs = (own.at(-1)?.atMs ?? atMs) + random.exponential(1 / sum);
  }
  return faults;
}

function deathOf(random: Random, index: number, atMs: number): Fault[] {
  const isSilent = random.uniform() < 0.5;
  const endMs = atMs + within(random, NOISE.death.lastsMs);
  return [
    { atMs, index, kind: isSilent ? 'miner-silent' : 'miner-closed', factor: 0 },
    { atMs: endMs, index, kind: isSilent ? 'miner-heard' : 'miner-opened', factor: 1 },
  ];
}

function degradationOf(random: Random, index: number, atMs: number): Fault[] {
  const { factor, lastsMs } = NOISE.degradation;
  return [
    { atMs, index, kind: 'miner-degraded', factor: within(random, factor) },
    { atMs: atMs + within(random, lastsMs), index, kind: 'miner-mended', factor: 1 },
  ];
}

function flappingOf(random: Random, index: number, atMs: number): Fault[] {
  const faults: Fault[] = [];
  let startMs = atMs;
  for (let left = random.integer(...NOISE.flapping.times); left > 0; left -= 1) {
    const endMs = startMs + within(random, NOISE.flapping.goneMs);
    faults.push({ atMs: startMs, index, kind: 'miner-closed', factor: 0 });
    faults.push({ atMs: endMs, index, kind: 'miner-opened', factor: 1 });
    startMs = endMs + within(random, NOISE.flapping.apartMs);
  }
  return faults;
}

function poolFaults(random: Random, index: number, spanMs: number): Fault[] {
  const { meanBetweenMs, lastsMs, noticedMs } = NOISE.outage;
  const faults: Fault[] = [];
  let atMs = random.exponential(meanBetweenMs);
  while (atMs < spanMs) {
    const endMs = atMs + within(random, lastsMs);
    faults.push({ atMs, index, kind: 'pool-failed', factor: 0 });
    faults.push({ atMs: atMs + within(random, noticedMs), index, kind: 'pool-noticed', factor: 0 });
    faults.push({ atMs: endMs, index, kind: 'pool-back', factor: 1 });
    atMs = endMs + random.exponential(meanBetweenMs);
  }
  return faults;
}

function within(random: Random, range: Range): number {
  return random.between(...range);
}
