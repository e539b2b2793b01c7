import { afterEach, expect, it } from 'vitest';

import { KillPointing } from '#test/support/kill-pointing.ts';

let farm: KillPointing | null = null;

afterEach(async () => {
  await farm?.stop();
  farm = null;
});

it('leaves no machine half way when it is killed in the middle of bulk writes of 50 twenty times', async () => {
  farm = await KillPointing.start(4);
  for (let kill = 0; kill < 20; kill += 1) await farm.killOnce();
  await farm.restoreAll();
  expect(farm.interrupted, 'kills that came in the middle').toBeGreaterThan(10);
  expect(farm.leftHalf, 'kills that left machines half way').toBeGreaterThan(5);
});
