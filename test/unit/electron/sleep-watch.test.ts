import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { SleepWatch } from '#main/electron/sleep-watch.ts';
import { accepted, SHARE, Stage } from '#test/support/stage.ts';

const HOUR_MS = 3_600_000;

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.stop());

async function farmAtWork() {
  const pool = await stage.pool();
  await stage.start({
    accounts: [{ name: 'alice', pools: [{ url: pool.url }], quota: { work: 1000 * SHARE } }],
  });
  const miner = await stage.miner('farm.m1');
  expect(await stage.mineAndSettle(miner, 2)).toEqual(accepted(2));
  return { watch: new SleepWatch(stage.farm.engine, stage.clock), miner };
}

/** The stretches of work of the only miner: how long each was, in ms. */
function stretches(): number[] {
  const nowMs = stage.clock.nowMs();
  const intervals = stage.farm.engine.allocationLog.between(0, nowMs + 1);
  return intervals.map(({ fromMs, toMs }) => (toMs ?? nowMs) - fromMs);
}

describe('a computer that sleeps', () => {
  it('counts no time asleep as worked, and says once how long it was', async () => {
    const { watch } = await farmAtWork();
    watch.suspend();
    const awakeMs = stretches()[0] ?? 0;
    stage.clock.sleep(8 * HOUR_MS);
    watch.resume();
    await stage.turn();
    expect(Math.max(...stretches())).toBeLessThan(awakeMs + 2000);
    const told = stage.farm.engine.extras().notices.filter(({ text }) => text.includes('stood still'));
    expect(told.length).toBe(1);
  });

  it('ends the stretches of work at a sleep too short for the clocks to notice', async () => {
    const { watch } = await farmAtWork();
    watch.suspend();
    const awakeMs = stretches()[0] ?? 0;
    stage.clock.sleep(40_000);
    watch.resume();
    expect(stretches()[0]).toBe(awakeMs);
    expect(stage.farm.engine.extras().notices.filter(({ text }) => text.includes('stood still'))).toEqual([]);
  });

  it('calls the pools again at once, and work goes on', async () => {
    const { watch, miner } = await farmAtWork();
    const upstream = stage.farm.engine.upstreams.get('alice');
    const before = upstream?.active?.ready()[0];
    watch.suspend();
    stage.clock.sleep(40_000);
    watch.resume();
    await stage.until('a new connection', () => upstream?.isServable === true);
    expect(upstream?.active?.ready()[0]).not.toBe(before);
    await stage.pass(3000);
    expect(await stage.mineAndSettle(miner, 1)).toEqual(accepted(1));
  });

  it('does nothing on a resume that no suspend came before', async () => {
    const { watch } = await farmAtWork();
    watch.resume();
    expect(stretches().length).toBe(1);
  });
});
