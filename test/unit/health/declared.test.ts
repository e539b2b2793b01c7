import { beforeEach, describe, expect, it } from 'vitest';

import { SimulatedFarm, type SimulatedMiner } from '#test/bench/detection/simulated-farm.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DEAD_BOARD = 'board 2 of 3 is dead';

let farm: SimulatedFarm;
let first: SimulatedMiner;

beforeEach(() => {
  farm = new SimulatedFarm(31);
  const [one] = farm.addMany(20, {});
  if (one) first = one;
  farm.pass(20 * MINUTE_MS);
});

describe("a miner's own word about itself", () => {
  it('makes a dead board a verdict before its shares can tell', () => {
    farm.health.declared(first.id, { faults: [DEAD_BOARD], isBelowStandard: true });
    farm.pass(1000);
    expect(farm.told).toHaveLength(1);
    expect(farm.health.verdictOf(first.id)).toMatchObject({
      state: 'below-standard',
      evidence: `it says of itself: ${DEAD_BOARD}`,
    });
  });

  it('ends the verdict when the board is back', () => {
    farm.health.declared(first.id, { faults: [DEAD_BOARD], isBelowStandard: true });
    farm.pass(1000);
    farm.health.declared(first.id, { faults: [], isBelowStandard: false });
    farm.pass(1000);
    expect(farm.told.map(({ verdict }) => verdict.state)).toEqual(['below-standard', 'ok']);
  });

  it('is no verdict when it is a complaint that costs no hashrate', () => {
    farm.health.declared(first.id, { faults: ['fan 3 stands still'], isBelowStandard: false });
    farm.pass(1000);
    expect(farm.told).toEqual([]);
  });

  it('stands beside what its shares show, so that bad luck and a dead board look different', () => {
    farm.setHashrate(first, first.hashrate / 3);
    farm.health.declared(first.id, { faults: [], isBelowStandard: false });
    farm.pass(6 * HOUR_MS, () => farm.told.length > 0);
    expect(farm.health.verdictOf(first.id)?.evidence).toMatch(
      /shares in .* were expected .*; it says of itself that all is well$/,
    );
    farm.health.declared(first.id, { faults: [DEAD_BOARD], isBelowStandard: true });
    expect(farm.health.verdictOf(first.id)?.evidence).toMatch(
      /were expected .*; it says of itself: board 2 of 3 is dead$/,
    );
  });
});
