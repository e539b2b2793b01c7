import { afterEach, expect, it } from 'vitest';

import { KillNine } from '#test/support/kill-nine.ts';

let farm: KillNine | null = null;

afterEach(async () => {
  await farm?.stop();
  farm = null;
});

it('loses nothing that a miner saw accepted when it is killed five times', async () => {
  farm = await KillNine.start(20261118);
  await farm.mark('miners', 'cg');
  await farm.mark('pools', 'alice~2');
  for (let kill = 0; kill < 5; kill += 1) await farm.killOnce();
  expect(farm.acceptedByMiners).toBeGreaterThan(100);
  const { accounts } = await farm.snapshot();
  const creditedTo = accounts.filter(({ acceptedShares }) => acceptedShares > 0).map(({ id }) => id);
  expect(creditedTo).toContain('alice');
  expect(creditedTo).toContain('owner');
}, 180_000);
