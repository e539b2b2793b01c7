import { text } from 'node:stream/consumers';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';

import { Frame } from './pages/frame.ts';
import { MarkDialog } from './pages/mark-dialog.ts';
import { MinersPage } from './pages/miners-page.ts';
import { PoolsPage } from './pages/pools-page.ts';
import { seriousFindings } from './support/axe.ts';
import { Browsing } from './support/browsing.ts';
import { SmallFarm } from './support/small-farm.ts';

/** Longer than the test: nobody reaches a quota meanwhile. */
const QUOTA_SECONDS = 1800;

describe('miners, pools and alerts on a running farm', () => {
  let farm: SmallFarm;
  let browsing: Browsing;
  let page: Page;
  let frame: Frame;
  let miners: MinersPage;

  beforeAll(async () => {
    [farm, browsing] = await Promise.all([
      SmallFarm.start({ alice: QUOTA_SECONDS, bob: QUOTA_SECONDS }, { miners: 4, standby: 1 }),
      Browsing.start(),
    ]);
    page = await browsing.signIn(farm.app);
    frame = new Frame(page);
    miners = new MinersPage(page);
  });
  afterAll(async () => {
    await Promise.all([farm?.stop(), browsing?.stop()]);
  });
  afterEach(() => {
    expect(browsing.takeComplaints()).toEqual([]);
  });

  async function marked(): Promise<string[]> {
    const { miners: views } = await farm.app.snapshot();
    return views.filter(({ markedFailed }) => markedFailed !== null).map(({ id }) => id);
  }

  it('shows the timeline on the first screen without scrolling', async () => {
    const timeline = page.getByRole('region', { name: 'Who works for whom' });
    await timeline.getByRole('application').waitFor();
    const box = await timeline.getByRole('application').boundingBox();
    expect((box?.y ?? Infinity) + 60).toBeLessThan(800);
  });

  it('chooses miners by keys alone, and marks them failed at one time', async () => {
    await frame.goTo('Miners');
    await expect.poll(() => miners.rows.count()).toBe(4);
    await page.keyboard.press('j');
    await expect.poll(() => page.locator('[data-field=name]:focus').textContent()).toBe('rack1-01');
    await page.keyboard.press('Shift+ArrowDown');
    const bar = page.getByRole('toolbar', { name: 'With the chosen miners' });
    await expect.poll(() => bar.getByRole('status').textContent()).toBe('2 miners chosen');
    await bar.getByRole('button', { name: 'Mark failed …' }).press('Enter');
    const dialog = await MarkDialog.opened(page, 'Mark 2 miners failed');
    expect(await dialog.consequences.textContent()).toMatch(
      /2 miners \([\d.]+\skH\/s\) leave alice at once\..*Standby rack1-04 .* takes over.*they mine for owner/,
    );
    expect(await seriousFindings(page, 'all')).toEqual([]);
    await dialog.confirm('both fans');
    await frame.message('2 miners are marked failed.').waitFor();
    expect(await marked()).toEqual(['rack1-01', 'rack1-02']);
    await frame.undo();
    await expect.poll(marked).toEqual([]);
  });

  it('repeats the bar in the context menu, chooses all, and lets go of them by Escape', async () => {
    await miners.cell('rack1-03', 'name').click({ button: 'right' });
    const menu = page.getByRole('menu', { name: 'With the chosen miners' });
    expect(await menu.getByRole('menuitem').allTextContents()).toContain('Export CSV');
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'hidden' });
    await miners.cell('rack1-03', 'name').click();
    await page.keyboard.press('Control+a');
    const bar = page.getByRole('toolbar', { name: 'With the chosen miners' });
    await expect.poll(() => bar.getByRole('status').textContent()).toBe('4 miners chosen');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      bar.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    const lines = (await text(await download.createReadStream())).trim().split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^name,id,state,role,account,hashrate_hs/);
    await miners.cell('rack1-03', 'name').click();
    await page.keyboard.press('Escape');
    await bar.waitFor({ state: 'hidden' });
  });

  it('keeps a view under a name over a reload', async () => {
    await miners.search.fill('rack1-02');
    await page.getByRole('button', { name: 'Views' }).click();
    const views = page.getByRole('dialog', { name: 'Views' });
    await views.getByLabel('Save what is shown as').fill('only two');
    await views.getByRole('button', { name: 'Save' }).click();
    await frame.message('View only two is saved.').waitFor();
    await miners.search.fill('');
    await frame.reload();
    await expect.poll(() => miners.rows.count()).toBe(4);
    await page.getByRole('button', { name: 'Views' }).click();
    await views.getByRole('button', { name: 'only two', exact: true }).click();
    await expect.poll(() => miners.rows.count()).toBe(1);
    await page.getByRole('button', { name: 'View: only two' }).waitFor();
    await miners.search.fill('');
  });

  it('shows how pools answer, tries one, and marks it failed', async () => {
    await frame.goTo('Pools');
    const pools = new PoolsPage(page);
    const line = pools.endpoint('alice', 1);
    await expect.poll(() => line.textContent()).toMatch(/Up.*serves alice now.*\d+\sms/);
    expect(await seriousFindings(page, 'all')).toEqual([]);
    await line.getByRole('button', { name: /^Test / }).click();
    const result = pools.account('alice').getByRole('status', { name: 'Result of the test' });
    await expect.poll(() => result.textContent()).toMatch(/accepted|works|logged in/i);
    await result.getByRole('button', { name: 'Close' }).click();

    await pools.markFailed('alice', 1, 'maintenance');
    await expect.poll(() => line.textContent()).toMatch(/Marked failed.*maintenance/);
    await expect.poll(() => pools.account('alice').textContent()).toContain('Not served now');
    await line.getByRole('button', { name: /^Put back/ }).click();
    await expect.poll(() => line.textContent()).toContain('serves alice now');
  });

  it('switches and edits a rule, and says what is wrong with it', async () => {
    await frame.goTo('Alerts');
    await page.getByRole('tab', { name: 'Rules' }).click();
    expect(await seriousFindings(page, 'all')).toEqual([]);
    await page.getByRole('button', { name: 'Edit rule Many shares refused' }).click();
    const dialog = page.getByRole('dialog', { name: 'Rule: Many shares refused' });
    await dialog.getByLabel('Threshold, %').fill('200');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Type a number from 0.1 to 90.').waitFor();
    await dialog.getByLabel('Threshold, %').fill('3');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await frame.message('Rule Many shares refused is saved.').waitFor();
    const rules = await farm.app.call<{ id: string; threshold: number | null }[]>('/alerts/rules');
    expect(rules.find(({ id }) => id === 'rejected-high')?.threshold).toBe(0.03);
  });

  it('keeps a secret of a channel and never shows it again', async () => {
    await page.getByRole('tab', { name: 'Channels' }).click();
    const webhook = page.getByRole('region', { name: 'Webhook' });
    await webhook.getByLabel('Address').fill('http://127.0.0.1:9/hook/s3cret-path');
    await webhook.getByLabel('Signing secret').fill('s3cret-key');
    await webhook.getByRole('button', { name: 'Save' }).click();
    await frame.message('Saved.').waitFor();
    await page.reload();
    await webhook.getByText('A secret is set.').waitFor();
    expect(await page.content()).not.toContain('s3cret');
    await webhook.getByRole('button', { name: /Send a test/ }).click();
    const failure = webhook.getByRole('alert');
    await failure.waitFor();
    expect(await failure.textContent()).not.toContain('s3cret');
    expect(await seriousFindings(page, 'all')).toEqual([]);
  });
});
