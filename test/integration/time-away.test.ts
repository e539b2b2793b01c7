import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { VerdictStore } from '#engine/store/verdict-store.ts';
import { accepted, SHARE, Stage } from '#test/support/stage.ts';
import type { TestFarmOptions } from '#test/support/test-farm.ts';

const HOUR_MS = 3_600_000;
const DAY = '2026-11-18';

let stage: Stage;
let dataDir: string;
beforeEach(() => {
  stage = new Stage();
  dataDir = mkdtempSync(join(tmpdir(), 'hashquota-away-'));
});
afterEach(async () => {
  await stage.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function options(): Promise<TestFarmOptions> {
  const [alice, bob] = [await stage.pool(), await stage.pool()];
  return {
    dataDir,
    accounts: [
      { name: 'alice', pools: [{ url: alice.url }], quota: { work: 8 * SHARE }, carryOver: true },
      { name: 'bob', pools: [{ url: bob.url }], quota: { work: 4 * SHARE } },
    ],
  };
}

const notices = (): string[] =>
  stage.farm.engine
    .extras()
    .notices.map(({ text }) => text)
    .filter((text) => /round/.test(text) && !/One share/.test(text));

const standings = (roundId: string): object[] =>
  new VerdictStore(stage.farm.engine.database)
    .ofRound(roundId)
    .map(({ accountId, creditedWork, isFinal }) => ({ accountId, creditedWork, isFinal }));

describe('a PC that was off when a round ended', () => {
  it('closes the round with what was delivered, says so once, and goes on with what is owed', async () => {
    const farmOptions = await options();
    await stage.start(farmOptions);
    const miner = await stage.miner('farm.m1');
    expect(await stage.mineAndSettle(miner, 5)).toEqual(accepted(5));
    await stage.farm.stop();
    stage.clock.sleep(24 * HOUR_MS);
    await stage.start({ dataDir });
    expect(standings(`${DAY}T00:00Z`)).toEqual([
      { accountId: 'alice', creditedWork: 5 * SHARE, isFinal: true },
      { accountId: 'bob', creditedWork: 0, isFinal: true },
    ]);
    expect(notices()).toEqual([
      `The round ${DAY} ended while the program was not running: alice got 62.5 % of its quota, bob 0 %.`,
    ]);
    expect(stage.farm.account('alice')).toMatchObject({
      creditedWork: 0,
      targetWork: expect.closeTo(11 * SHARE, 15),
    });
    expect(stage.farm.account('bob').targetWork).toBe(4 * SHARE);
    await stage.farm.stop();
    await stage.start({ dataDir });
    expect(notices()).toEqual([]);
    const again = await stage.miner('farm.m1');
    expect(await stage.mineAndSettle(again, 3)).toEqual(accepted(3));
    expect(stage.farm.account('alice').creditedWork).toBe(3 * SHARE);
  });
});

describe('a PC that sleeps, or whose clock is set', () => {
  it('goes on in the round of the new time and says what the old one came to', async () => {
    await stage.start(await options());
    const miner = await stage.miner('farm.m1');
    expect(await stage.mineAndSettle(miner, 5)).toEqual(accepted(5));
    stage.clock.sleep(24 * HOUR_MS);
    await stage.pass(2000);
    expect(notices()).toEqual([
      `The program stood still for 24 h, as when the PC sleeps; the round ${DAY} ended with what was delivered by then: alice got 62.5 % of its quota, bob 0 %.`,
    ]);
    expect(stage.farm.engine.snapshot().round.id).toBe('2026-11-19T00:00Z');
    expect(standings(`${DAY}T00:00Z`)).toMatchObject([{ isFinal: true }, { isFinal: true }]);
  });

  it('does not count the time that was leapt over as worked for anybody', async () => {
    await stage.start(await options());
    await stage.miner('farm.m1');
    const beforeMs = stage.clock.nowMs();
    stage.clock.jumpWall(2 * HOUR_MS);
    await stage.pass(2000);
    expect(notices()).toEqual([`The PC's clock jumped by 2 h; the round ${DAY} goes on.`]);
    const { allocationLog } = stage.farm.engine;
    const intervals = allocationLog.between(beforeMs - HOUR_MS, stage.clock.nowMs());
    const longestMs = Math.max(
      ...intervals.map(({ fromMs, toMs }) => (toMs ?? stage.clock.nowMs()) - fromMs),
    );
    expect(intervals.map(({ minerId, accountId }) => [minerId, accountId])).toEqual([
      ['m1', 'alice'],
      ['m1', 'alice'],
    ]);
    expect(longestMs).toBeLessThan(HOUR_MS);
  });
});
