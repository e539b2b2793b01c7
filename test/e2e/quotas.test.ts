import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';

import { AccountsPage } from './pages/accounts-page.ts';
import { Frame } from './pages/frame.ts';
import { OverviewPage } from './pages/overview-page.ts';
import { Browsing } from './support/browsing.ts';
import { SmallFarm, workOf } from './support/small-farm.ts';

const CUSTOMERS = ['alice', 'bob', 'carol'];

/** What the Overview showed of the three quotas at one moment. */
interface Look {
  percents: number[];
  states: string[];
}

describe('a farm with three small quotas', () => {
  let farm: SmallFarm;
  let browsing: Browsing;
  let page: Page;
  let overview: OverviewPage;

  beforeAll(async () => {
    [farm, browsing] = await Promise.all([
      // One miner: more of them would leave an account one by one before its end, and these quotas are short.
      SmallFarm.start({ alice: 5, bob: 4, carol: 4 }, { miners: 1 }),
      Browsing.start(),
    ]);
    page = await browsing.signIn(farm.app);
    overview = new OverviewPage(page);
  });
  afterAll(async () => {
    await Promise.all([farm?.stop(), browsing?.stop()]);
  });
  afterEach(() => {
    expect(browsing.takeComplaints()).toEqual([]);
  });

  async function look(): Promise<Look> {
    const percents = await Promise.all(CUSTOMERS.map((name) => overview.percentOf(name)));
    const states = await Promise.all(CUSTOMERS.map((name) => overview.stateOf(name)));
    return { percents, states };
  }

  it('fills them one after the other and gives what is left to the overflow account', async () => {
    const looks: Look[] = [];
    await expect
      .poll(async () => {
        looks.push(await look());
        return looks.at(-1)?.states;
      })
      .toEqual(CUSTOMERS.map(() => 'Up to standard'));
    await expect.poll(() => overview.stateOf('owner')).toBe('Working');

    const reachedInOrder = CUSTOMERS.toSorted((a, b) => firstReached(looks, a) - firstReached(looks, b));
    expect(reachedInOrder).toEqual(CUSTOMERS);
    const anyHalfFull = CUSTOMERS.map((_name, index) =>
      looks.some(({ percents }) => (percents[index] ?? 0) > 20 && (percents[index] ?? 0) < 90),
    );
    expect(anyHalfFull, 'each bar was seen on its way').toEqual([true, true, true]);
    // The bars of one look are read a moment apart: well before the first is full, so that this cannot matter.
    const early = looks.filter(({ percents }) => (percents[0] ?? 0) < 60);
    expect(early.every(({ percents }) => percents[1] === 0 && percents[2] === 0)).toBe(true);
    expect(await overview.account('carol').textContent()).toMatch(/10\d\.\d\s%.*up to standard since/);
  });

  it('shows what the pools themselves have counted', async () => {
    const { accounts } = await farm.app.snapshot();
    const quotas = accounts.filter(({ overflow }) => !overflow);
    for (const { id, creditedWork, targetWork } of quotas) {
      expect(creditedWork).toBeCloseTo(farm.creditedByPools(id), 12);
      expect(creditedWork).toBeGreaterThanOrEqual(targetWork ?? Infinity);
    }
    expect(quotas.map(({ rejectedShares, staleShares }) => rejectedShares + staleShares)).toEqual([0, 0, 0]);
    expect(farm.miners.map(({ stats }) => stats.closes)).toEqual([0]);
  });

  it('mines for an account added in the dialog until its quota is credited', async () => {
    const frame = new Frame(page);
    await frame.goTo('Accounts');
    const accounts = new AccountsPage(page);
    const dialog = await accounts.add();
    await dialog.name.fill('dave');
    await dialog.address(1).fill(farm.poolB.url);
    await dialog.worker.fill('dave.farm1');
    expect(await dialog.testConnection()).toMatch(/\S/);
    expect(await dialog.steps.count()).toBeGreaterThanOrEqual(3);
    await dialog.chooseQuotaKind('Work per round');
    await dialog.quota.fill(String(workOf(4)));
    await dialog.save();
    await frame.message('dave is added.').waitFor();
    expect(await accounts.order()).toContain('dave');

    await frame.goTo('Overview');
    const seen = new Set<string>();
    await expect
      .poll(async () => {
        seen.add(await overview.stateOf('dave'));
        return seen;
      })
      .toContain('Up to standard');
    expect(seen).toContain('Working');
    expect(farm.creditedByPools('dave')).toBeGreaterThanOrEqual(workOf(4));
  });
});

/** Index of the first look at which the account had its quota. */
function firstReached(looks: readonly Look[], name: string): number {
  const index = CUSTOMERS.indexOf(name);
  return looks.findIndex(({ states }) => states[index] === 'Up to standard');
}
