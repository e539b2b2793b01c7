import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { Frame } from './pages/frame.ts';
import { LoginPage } from './pages/login-page.ts';
import { MinersPage } from './pages/miners-page.ts';
import { OverviewPage } from './pages/overview-page.ts';
import { Browsing } from './support/browsing.ts';
import { Hashquota } from './support/hashquota.ts';

const QUOTA_LIMIT_MS = 100_000;

describe('a newcomer at the running demo', () => {
  let app: Hashquota;
  let browsing: Browsing;

  beforeAll(async () => {
    [app, browsing] = await Promise.all([Hashquota.demo(), Browsing.start()]);
  });
  afterAll(async () => {
    await Promise.all([app?.stop(), browsing?.stop()]);
  });
  afterEach(() => {
    expect(browsing.takeComplaints()).toEqual([]);
  });

  it('is led to the login, told when the token is wrong, and let in with the right one', async () => {
    const page = await browsing.newPage(app);
    const login = new LoginPage(page);
    await page.goto('/');
    await page.waitForURL('**/login');
    await login.signIn('not-the-token');
    expect(await login.problem.textContent()).toBe('That is not the token of this service.');
    expect(browsing.takeComplaints()).toEqual([expect.stringContaining('401 (Unauthorized)')]);

    await login.signIn(app.token);
    await page.getByRole('heading', { name: 'Accounts and quotas' }).waitFor();
    expect(await page.title()).toBe('Overview · Hashquota');
    await page.context().close();
  });

  it('sees six miners at work, all for the first account, and both counts of its work', async () => {
    const page = await browsing.signIn(app);
    const overview = new OverviewPage(page);
    await expect.poll(() => overview.tile('Miners working').textContent()).toContain('6 of 6');
    await expect.poll(() => overview.stateOf('alice')).toBe('Working');
    expect(await overview.stateOf('bob')).toBe('Waiting');
    await expect
      .poll(() => overview.account('alice').textContent())
      .toMatch(/Pool says [1-9]\d* shares .* we say [1-9]\d* .*equal/);
    await overview.timeline.getByRole('button', { name: 'Table' }).click();
    const lines = overview.timeline.getByRole('row').filter({ hasText: 'alice' });
    expect(await lines.count()).toBe(6);
    await page.context().close();
  });

  it('sees what others do within a second', async () => {
    const page = await browsing.signIn(app);
    const frame = new Frame(page);
    const latenciesMs: number[] = [];
    // The best of three: what is asked is how the events travel, not how busy this machine is.
    for (const failed of [true, false, true]) {
      const sentMs = performance.now();
      await app.call('/miners/rack2-03/failed', { failed });
      await frame.marksBanner.waitFor({ state: failed ? 'visible' : 'hidden' });
      latenciesMs.push(performance.now() - sentMs);
    }
    await app.call('/miners/rack2-03/failed', { failed: false });
    expect(Math.min(...latenciesMs)).toBeLessThan(1000);
    await page.context().close();
  });

  it('sees the first quota fill until it is reached, and then the miners at the second account', async () => {
    const page = await browsing.signIn(app);
    const overview = new OverviewPage(page);
    const percents: number[] = [await overview.percentOf('alice')];
    await expect
      .poll(
        async () => {
          percents.push(await overview.percentOf('alice'));
          return overview.stateOf('alice');
        },
        { timeout: QUOTA_LIMIT_MS, interval: 250 },
      )
      .toBe('Up to standard');
    expect(percents, 'the bar only rises').toEqual(percents.toSorted((a, b) => a - b));
    expect(new Set(percents).size, 'steps in which it was seen to rise').toBeGreaterThan(10);
    await expect.poll(() => overview.account('alice').textContent()).toMatch(/100\.\d\s%.*since \d/);
    await expect.poll(() => overview.stateOf('bob')).toBe('Working');
    await new Frame(page).goTo('Miners');
    const miners = new MinersPage(page);
    for (const name of ['rack1-01', 'rack1-02', 'rack1-03', 'rack2-01', 'rack2-02', 'rack2-03'])
      await expect.poll(() => miners.cell(name, 'accountName').textContent()).toContain('bob');
    await page.context().close();
  });

  it('finds the theme as it was left', async () => {
    const page = await browsing.signIn(app);
    const frame = new Frame(page);
    await page.getByRole('button', { name: 'Theme' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await page.locator('html[data-dark]').waitFor();
    await frame.reload();
    await page.locator('html[data-dark]').waitFor();
    await page.context().close();
  });
});
