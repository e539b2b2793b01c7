import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, expect, it } from 'vitest';

import { farmFileOf, startPool, TestFarm } from '#test/support/test-farm.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'hashquota-test-'));
const opened: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const part of opened.splice(0).toReversed()) await part.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

it('starts without the key of its passwords, says so, and goes on once a password is typed again', async () => {
  const pool = await startPool();
  opened.push(pool);
  const accounts = [{ name: 'alice', pools: [{ url: pool.url }], password: 'first secret' }];
  const before = await TestFarm.start({ dataDir, accounts });
  await before.stop();
  rmSync(join(dataDir, 'key'));
  const farm = await TestFarm.start({ dataDir });
  opened.push(farm);
  expect(farm.account('alice').state).toBe('unreachable');
  expect(farm.engine.extras().notices.map(({ text }) => text)).toContain(
    `alice cannot be served: ${pool.url}: The stored password of account alice cannot be read with this data folder's key; type it again.`,
  );
  farm.engine.applyFarmFile(farmFileOf({ accounts }), 'test');
  await farm.until('alice can be served', () => farm.engine.endpointView('alice~1').state === 'up');
});
