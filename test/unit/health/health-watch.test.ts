import { beforeEach, describe, expect, it } from 'vitest';

import {
  DIFFICULTY,
  HASHRATE,
  SimulatedFarm,
  type SimulatedMiner,
} from '#test/bench/detection/simulated-farm.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let farm: SimulatedFarm;
let first: SimulatedMiner;

function start(count: number, options: Parameters<SimulatedFarm['add']>[1] = {}): void {
  farm = new SimulatedFarm(31);
  const [one] = farm.addMany(count, options);
  if (one) first = one;
  farm.pass(20 * MINUTE_MS);
  expect(farm.told).toEqual([]);
}

/** The states told of one miner, in order. */
function states({ id }: SimulatedMiner): string[] {
  return farm.told.filter(({ minerId }) => minerId === id).map(({ verdict }) => verdict.state);
}

/** Seconds from now until the first miner is told to be in `state`. */
function secondsUntil(state: string, limitMs = 6 * HOUR_MS): number {
  const startedMs = farm.clock.monotonicMs();
  farm.pass(limitMs, () => farm.told.at(-1)?.verdict.state === state);
  expect(farm.told.at(-1)).toMatchObject({ minerId: first.id, verdict: { state } });
  return (farm.clock.monotonicMs() - startedMs) / 1000;
}

describe('a miner that dies', () => {
  beforeEach(() => start(20));

  it('is silent after the limit of its farm, with the evidence', () => {
    farm.setHashrate(first, 0);
    expect(farm.health.silenceLimitMs(first.id)).toBeGreaterThan(70_000);
    expect(secondsUntil('silent')).toBeLessThan(100);
    const verdict = farm.health.verdictOf(first.id);
    expect(verdict).toMatchObject({ state: 'silent', expectedHashrate: HASHRATE, observedHashrate: 0 });
    expect(verdict?.evidence).toMatch(
      /^no share for 1\smin \d+\ss where \d+ were expected; chance below 1 in/,
    );
    expect(verdict?.sinceMs).toBe(farm.clock.nowMs());
  });

  it('is ok again after three shares, and not taken for slow because of the pause', () => {
    farm.setHashrate(first, 0);
    secondsUntil('silent');
    farm.setHashrate(first, HASHRATE);
    expect(secondsUntil('ok')).toBeLessThan(60);
    expect(farm.health.verdictOf(first.id)?.evidence).toMatch(/^3 shares in \d+\ss since it came back$/);
    farm.pass(2 * HOUR_MS);
    expect(states(first)).toEqual(['silent', 'ok']);
  });

  it('has to send more shares each time it flaps', () => {
    for (let time = 0; time < 4; time += 1) {
      farm.setHashrate(first, 0);
      secondsUntil('silent');
      farm.setHashrate(first, HASHRATE);
      secondsUntil('ok');
    }
    expect(farm.health.verdictOf(first.id)?.evidence).toMatch(/^24 shares/);
  });

  it('is offline when its connection is not back within 3 s', () => {
    farm.disconnect(first);
    farm.pass(2000);
    expect(farm.told).toEqual([]);
    farm.pass(1000);
    expect(farm.health.verdictOf(first.id)).toMatchObject({
      state: 'offline',
      evidence: 'its connection closed 3 s ago and is not back',
    });
    farm.pass(39_000);
    farm.connect(first);
    farm.pass(1000);
    expect(farm.told.at(-1)?.verdict).toMatchObject({
      state: 'ok',
      evidence: 'connected again after 42 s',
    });
  });

  it('is not told of when its connection is back within 3 s', () => {
    farm.disconnect(first);
    farm.pass(2000);
    farm.connect(first);
    farm.pass(10 * MINUTE_MS);
    expect(farm.told).toEqual([]);
  });

  it('is silent after ten minutes when it has never sent a share and nothing is known of it', () => {
    first = farm.add('dead', { hashrate: 0, nominal: null });
    expect(secondsUntil('silent')).toBeCloseTo(630, 0);
    expect(farm.health.verdictOf('dead')?.evidence).toBe(
      'no share for 10\u00a0min since it got its job; how many to expect is not known',
    );
  });
});

describe('a miner below its standard', () => {
  beforeEach(() => start(20));

  it('is found when it halves, with the evidence, and is back when it recovers', () => {
    farm.setHashrate(first, HASHRATE / 2);
    expect(secondsUntil('below-standard')).toBeLessThan(15 * 60);
    const verdict = farm.health.verdictOf(first.id);
    expect(verdict?.evidence).toMatch(
      /^\d+ shares in \d+\smin( \d+\ss)? where \d+ were expected at 101\sTH\/s; chance below 1 in 1,000,000,000$/,
    );
    expect(verdict?.observedHashrate).toBeGreaterThan(0.3 * HASHRATE);
    expect(verdict?.observedHashrate).toBeLessThan(0.7 * HASHRATE);
    farm.setHashrate(first, HASHRATE);
    expect(secondsUntil('ok')).toBeLessThan(60 * 60);
    expect(farm.health.verdictOf(first.id)?.evidence).toMatch(/^up to standard again: \d+ shares in/);
  });

  it('stays so while it stays at half, over a reconnect too', () => {
    farm.setHashrate(first, HASHRATE / 2);
    secondsUntil('below-standard');
    farm.disconnect(first);
    farm.pass(1000);
    farm.connect(first);
    farm.pass(5 * HOUR_MS);
    expect(states(first)).toEqual(['below-standard']);
  });

  it('is found by its own standard where no nominal hashrate is known', () => {
    start(10, { nominal: null });
    farm.pass(3 * HOUR_MS);
    farm.setHashrate(first, HASHRATE / 2);
    expect(secondsUntil('below-standard')).toBeLessThan(30 * 60);
    expect(farm.health.verdictOf(first.id)?.expectedHashrate).toBeGreaterThan(0.85 * HASHRATE);
  });

  it('is not blamed for a nominal hashrate it misses by 2 %', () => {
    const slower = farm.add('slower', { hashrate: 0.98 * HASHRATE });
    farm.pass(12 * HOUR_MS);
    expect(states(slower)).toEqual([]);
  });

  it('is judged anew when its nominal hashrate is changed', () => {
    farm.setHashrate(first, HASHRATE / 2);
    secondsUntil('below-standard');
    farm.health.setExpected(first.id, { nominalHashrate: HASHRATE / 2 });
    farm.pass(2 * HOUR_MS);
    expect(states(first)).toEqual(['below-standard', 'ok']);
    expect(farm.health.verdictOf(first.id)?.evidence).toBe('its nominal hashrate was changed');
  });

  it('is judged anew when the operator has put it back', () => {
    farm.setHashrate(first, HASHRATE / 2);
    secondsUntil('below-standard');
    farm.health.pardon(first.id);
    secondsUntil('ok', 2000);
    secondsUntil('below-standard', 30 * MINUTE_MS);
  });

  it('is given another try after an hour without work', () => {
    farm.setHashrate(first, HASHRATE / 2);
    secondsUntil('below-standard');
    first.hashrate = 0;
    farm.health.minerParked(first.id);
    farm.pass(59 * MINUTE_MS);
    expect(states(first)).toEqual(['below-standard']);
    farm.pass(2 * MINUTE_MS);
    expect(states(first)).toEqual(['below-standard', 'ok']);
  });
});

describe('a healthy miner', () => {
  beforeEach(() => start(20));

  it('is not judged while parked', () => {
    farm.health.minerParked(first.id);
    first.nextShareMs = Number.POSITIVE_INFINITY;
    farm.pass(2 * HOUR_MS);
    expect(farm.told).toEqual([]);
    expect(farm.health.silenceLimitMs(first.id)).toBeNull();
  });

  it('is not blamed when its difficulty quadruples, and found when it dies then', () => {
    farm.sendJob(first, { difficulty: 4 * DIFFICULTY });
    farm.pass(8 * HOUR_MS);
    farm.sendJob(first, { difficulty: DIFFICULTY / 4 });
    farm.pass(HOUR_MS);
    expect(farm.told).toEqual([]);
    farm.sendJob(first, { difficulty: 4 * DIFFICULTY });
    farm.setHashrate(first, 0);
    expect(secondsUntil('silent')).toBeGreaterThan(240);
  });

  it('is not blamed for ten seconds lost at each of its moves', () => {
    for (let move = 0; move < 240; move += 1) {
      farm.sendJob(first, { accountId: move % 2 === 0 ? 'bob' : 'alice' });
      farm.setHashrate(first, 0);
      farm.pass(10_000);
      farm.setHashrate(first, HASHRATE);
      farm.pass(50_000);
    }
    expect(farm.told).toEqual([]);
  });

  it('is found when it dies right after a move', () => {
    farm.sendJob(first, { accountId: 'bob' });
    farm.setHashrate(first, 0);
    expect(secondsUntil('silent')).toBeLessThan(110);
  });

  it('is not blamed for the two minutes it needs to tune itself', () => {
    farm.disconnect(first);
    farm.pass(60_000);
    for (let restart = 0; restart < 10; restart += 1) {
      farm.connect(first);
      farm.setHashrate(first, HASHRATE / 4);
      farm.pass(120_000);
      farm.setHashrate(first, HASHRATE);
      farm.pass(10 * MINUTE_MS);
      farm.disconnect(first);
      farm.pass(1000);
    }
    expect(states(first)).toEqual(['offline', 'ok']);
  });

  it('is not blamed for time in which the program itself was away', () => {
    farm.clock.advance(2 * HOUR_MS);
    farm.pass(HOUR_MS);
    expect(farm.told).toEqual([]);
  });

  it('is not judged by a wall clock that jumps', () => {
    farm.clock.jumpWall(-5 * HOUR_MS);
    farm.pass(MINUTE_MS);
    farm.clock.jumpWall(10 * HOUR_MS);
    farm.pass(HOUR_MS);
    expect(farm.told).toEqual([]);
  });
});

describe('a miner whose shares are refused', () => {
  it('is rejecting, with the evidence, and ok when they are taken again', () => {
    start(20);
    first.refusedPart = 0.5;
    expect(secondsUntil('rejecting')).toBeLessThan(16 * 60);
    expect(farm.health.verdictOf(first.id)?.evidence).toMatch(
      /^\d+ of its \d+ shares in the last 15 min were refused \(\d+ rejected, 0 stale\): [\d.]+\s%, with confidence at least [\d.]+\s%$/,
    );
    first.refusedPart = 0;
    secondsUntil('ok');
    expect(farm.health.verdictOf(first.id)?.evidence).toMatch(
      /^\d+ of its \d+ shares in the last 15 min were refused$/,
    );
  });

  it('is not silent while all its shares are refused', () => {
    start(20);
    first.refusedPart = 1;
    farm.pass(HOUR_MS);
    expect(states(first)).toEqual(['rejecting']);
  });
});

describe('a farm that fails as a whole', () => {
  it('is told of once when nearly all miners fall silent, and no miner is blamed', () => {
    start(200);
    for (const miner of farm.miners) farm.setHashrate(miner, 0);
    farm.pass(30 * MINUTE_MS);
    expect(farm.told).toEqual([]);
    expect(farm.outages).toMatchObject([{ kind: 'silent', miners: expect.any(Number) }]);
    expect(farm.outages[0]?.miners).toBeGreaterThan(195);
    expect(farm.health.outage?.evidence).toMatch(
      /^no share from (200|19\d) of 200 miners for 1\smin \d+\ss: the cause is common to them/,
    );
  });

  it('is told of when it is back; those that are not are named then', () => {
    start(100);
    for (const miner of farm.miners) farm.setHashrate(miner, 0);
    farm.pass(10 * MINUTE_MS);
    for (const miner of farm.miners.slice(1)) farm.setHashrate(miner, HASHRATE);
    farm.pass(10_000);
    expect(farm.outages).toMatchObject([{ kind: 'silent' }, null]);
    expect(farm.told).toEqual([]);
    farm.pass(5 * MINUTE_MS);
    expect(farm.told).toMatchObject([{ minerId: first.id, verdict: { state: 'silent' } }]);
  });

  it('names single miners when only most of them fail, since others can stand in', () => {
    start(100);
    for (const miner of farm.miners.slice(0, 90)) farm.setHashrate(miner, 0);
    farm.pass(5 * MINUTE_MS);
    expect(farm.told.length).toBe(90);
    expect(farm.outages).toEqual([]);
  });

  it('names both miners of a farm of two', () => {
    start(2);
    for (const miner of farm.miners) farm.setHashrate(miner, 0);
    farm.pass(5 * MINUTE_MS);
    expect(farm.told.map(({ verdict }) => verdict.state)).toEqual(['silent', 'silent']);
  });

  it('is told of once when all connections close; each miner is offline all the same', () => {
    start(200);
    for (const miner of farm.miners) farm.disconnect(miner);
    farm.pass(60_000);
    expect(farm.told).toEqual([]);
    expect(farm.outages).toMatchObject([{ kind: 'offline', miners: 200 }]);
    expect(farm.miners.every((miner) => farm.state(miner) === 'offline')).toBe(true);
    for (const miner of farm.miners.slice(1)) farm.connect(miner);
    farm.pass(10 * MINUTE_MS);
    expect(farm.outages.length).toBe(2);
    expect(farm.told).toMatchObject([{ minerId: first.id, verdict: { state: 'offline' } }]);
  });
});

describe('the watch', () => {
  it('knows nothing of a miner it was never told of, or that was forgotten', () => {
    start(3);
    expect(farm.health.verdictOf('nobody')).toBeNull();
    farm.health.forget(first.id);
    expect([farm.health.verdictOf(first.id), farm.health.learned(first.id)]).toEqual([null, null]);
  });

  it('keeps what a miner has learned over a restart', () => {
    start(1, { nominal: null });
    farm.pass(2 * HOUR_MS);
    const learned = farm.health.learned(first.id);
    expect(learned?.hashrate).toBeGreaterThan(0.8 * HASHRATE);
    const again = new SimulatedFarm(32);
    if (learned) again.health.restoreLearned('m0', learned);
    first = again.add('m0', { nominal: null, hashrate: HASHRATE / 3 });
    farm = again;
    expect(secondsUntil('below-standard')).toBeLessThan(20 * 60);
  });

  it('does not blame a thousand healthy miners in an hour', () => {
    const calm = new SimulatedFarm(33, { tickMs: 10_000 });
    calm.addMany(1000, { refusedPart: 0.01, hashrate: HASHRATE / 0.99 });
    calm.pass(HOUR_MS);
    expect(calm.told).toEqual([]);
  });
});
