import { parseArgs } from 'node:util';

import { DEFAULT_PLAN_SETTINGS } from '#engine/scheduler/plan-types.ts';
import { policyName } from '#shared/model/snapshot.ts';

import { Random } from './random.ts';
import { rivalOf, RIVALS, type RivalName } from './rivals.ts';
import { runRound } from './run.ts';
import { buildFarm } from './scenario.ts';
import { SchedulerBrain } from './scheduler-brain.ts';
import type { Brain, SimFarm } from './sim-farm.ts';
import { printTable } from './table.ts';

const LINES = 24;
const TERA = 1e12;

/**
 * `npm run simulate -- [--miners 1000] [--hours 24] [--policy parallel] [--quotas 50,30,20] [--load 1]
 * [--seed 1] [--rival slices]`: one round of a simulated farm, as it goes on. `load` is the part of the
 * work that can be sold safely; above 1 the quotas cannot all be met.
 */
const { values } = parseArgs({
  options: {
    miners: { type: 'string', default: '1000' },
    hours: { type: 'string', default: '24' },
    policy: { type: 'string', default: 'sequential' },
    quotas: { type: 'string', default: '50,30,20' },
    load: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    rival: { type: 'string' },
  },
});
const policy = policyName.parse(values.policy);
const seed = Number(values.seed);
const spanMs = Number(values.hours) * 3_600_000;
const startedMs = performance.now();
const farm = buildFarm({
  miners: Number(values.miners),
  hours: Number(values.hours),
  quotaParts: values.quotas.split(',').map(Number),
  seed,
  load: Number(values.load),
});

/** The brain, with a line of the farm's state every now and then. */
function telling(brain: Brain): Brain {
  let nextMs = 0;
  return {
    start: () => brain.start(),
    opened: (minerIndex) => brain.opened(minerIndex),
    closed: (minerIndex) => brain.closed(minerIndex),
    tick: () => {
      brain.tick();
      if (farm.nowMs < nextMs) return;
      nextMs = farm.nowMs + spanMs / LINES;
      console.log(stateOf(farm));
    },
  };
}

function stateOf({ nowMs, targets, pools, miners, rateOf }: SimFarm): string {
  const accounts = targets.map((target, index) => {
    const pool = pools[index];
    const rate = `${(rateOf.call(farm, index) / TERA).toFixed(0)} TH/s`;
    const done =
      target === Number.POSITIVE_INFINITY
        ? 'rest'
        : `${(((pool?.creditedWork ?? 0) / target) * 100).toFixed(2)} %`;
    return `${done} at ${pool?.isServable ? rate : 'no pool'}`;
  });
  const moves = miners.reduce((sum, miner) => sum + miner.moves, 0);
  return `${(nowMs / 3_600_000).toFixed(2).padStart(6)} h  ${accounts.join('  |  ')}  |  ${moves} moves`;
}

function brainOf(): Brain {
  if (values.rival === undefined) return new SchedulerBrain(farm, { policy, endsAtMs: spanMs });
  const name = RIVALS.find((one): one is RivalName => one === values.rival);
  if (!name) throw new Error(`no rival ${values.rival}; there are ${RIVALS.join(', ')}`);
  return rivalOf(name, farm, { random: new Random(seed + 1_000_000), spanMs });
}

const { dwellMs } = DEFAULT_PLAN_SETTINGS;
const result = runRound(farm, telling(brainOf()), { spanMs, dwellMs });
console.log('');
printTable(
  `${values.miners} miners, ${values.hours} h, ${values.rival ?? policy}, seed ${seed}`,
  ['account', 'quota (difficulty-1 shares)', 'error', 'one share', 'up to standard at'],
  result.accounts.map(({ targetWork, error, shareBound, finishedAtMs }, index) => [
    String(index + 1),
    targetWork.toExponential(4),
    `${(error * 100).toFixed(4)} %`,
    `${(shareBound * 100).toFixed(4)} %`,
    finishedAtMs === null ? '–' : `${(finishedAtMs / 3_600_000).toFixed(2)} h`,
  ]),
);
console.log(
  `${result.movesPerMiner.toFixed(1)} moves per miner, ${result.mostMoves} of one at most; ` +
    `${(result.lostPart * 100).toFixed(4)} % of the work lost to them; ${result.ticks} ticks in ` +
    `${((performance.now() - startedMs) / 1000).toFixed(1)} s.`,
);
