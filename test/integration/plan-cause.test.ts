import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { accepted, Stage } from '#test/support/stage.ts';

/** The pool's difficulty of the stage: a share is a hundredth of the quota. */
const SHARE_WORK = 1e-8;

let stage: Stage;
let dataDir: string;

beforeEach(() => {
  stage = new Stage();
  dataDir = mkdtempSync(join(tmpdir(), 'hashquota-test-'));
});

afterEach(async () => {
  await stage.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

it('tells why a miner is where it is with the figures of now, not with those of its move', async () => {
  const pool = await stage.pool();
  await stage.start({
    dataDir,
    accounts: [
      { name: 'alice', pools: [{ url: pool.url }], quota: { work: 100 * SHARE_WORK } },
      { name: 'owner', pools: [{ url: pool.url }], overflow: true },
    ],
  });
  const miner = await stage.miner('farm.m1');
  const client = createRouterClient(stage.farm.engine.router, { context: { by: 'test' } });
  const cause = async () => (await client.plan.get()).map.find(({ minerId }) => minerId === 'm1')?.cause;
  expect(await cause()).toMatch(/^alice is the first account below its quota \(0(\.0)?\s%/);
  expect(await stage.mineAndSettle(miner, 5)).toEqual(accepted(5));
  expect(await cause()).toMatch(/^alice is the first account below its quota \(5(\.0)?\s%/);
});
