import { afterEach, expect, it } from 'vitest';

import { KillNine } from '#test/support/kill-nine.ts';

let farm: KillNine | null = null;

afterEach(async () => {
  await farm?.stop();
  farm = null;
});

it('loses nothing that a miner saw accepted when it is killed twenty times', async () => {
  farm = await KillNine.start(1);
  await farm.mark('miners', 'cg');
  await farm.mark('pools', 'alice~2');
  for (let kill = 0; kill < 20; kill += 1) await farm.killOnce();
  expect(farm.acceptedByMiners).toBeGreaterThan(1000);
  const { accounts } = await farm.snapshot();
  expect(accounts.find(({ id }) => id === 'alice')).toMatchObject({ upToStandard: true });
});
