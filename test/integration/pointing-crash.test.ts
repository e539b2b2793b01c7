import { afterEach, expect, it } from 'vitest';

import { KillPointing } from '#test/support/kill-pointing.ts';

let farm: KillPointing | null = null;

afterEach(async () => {
  await farm?.stop();
  farm = null;
});

it('leaves no machine half way when it is killed in the middle of a bulk write of 50', async () => {
  farm = await KillPointing.start(20261123);
  await farm.killOnce();
  await farm.restoreAll();
  expect(farm.interrupted).toBe(1);
}, 180_000);
