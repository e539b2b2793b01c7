import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';

import { AccountsPage } from './pages/accounts-page.ts';
import { Frame, type Place } from './pages/frame.ts';
import { MarkDialog } from './pages/mark-dialog.ts';
import { MinersPage } from './pages/miners-page.ts';
import { OverviewPage } from './pages/overview-page.ts';
import { Browsing } from './support/browsing.ts';
import { Hashquota } from './support/hashquota.ts';

const PLACES: readonly Place[] = ['Overview', 'Accounts', 'Miners'];

describe('marking failed on the running demo', () => {
  let app: Hashquota;
  let browsing: Browsing;
  let page: Page;
  let frame: Frame;
  let miners: MinersPage;
  let accounts: AccountsPage;

  beforeAll(async () => {
    [app, browsing] = await Promise.all([Hashquota.demo(), Browsing.start()]);
    page = await browsing.signIn(app);
    frame = new Frame(page);
    miners = new MinersPage(page);
    accounts = new AccountsPage(page);
  });
  afterAll(async () => {
    await Promise.all([app?.stop(), browsing?.stop()]);
  });
  afterEach(() => {
    expect(browsing.takeComplaints()).toEqual([]);
  });

  it('says in figures what will happen, then moves the miner to the overflow account', async () => {
    await frame.goTo('Miners');
    await expect.poll(() => miners.cell('rack1-02', 'accountName').textContent()).toContain('alice');
    const dialog = await miners.markFailed('rack1-02');
    const sentences = await dialog.consequences.getByRole('listitem').allTextContents();
    expect(sentences.join(' ')).toMatch(/rack1-02 \([\d.]+\skH\/s\) leaves alice at once/);
    expect(sentences.join(' ')).toMatch(/it mines for owner, the overflow account/);
    await dialog.confirm('fan 2 on the bench');

    await frame.message('rack1-02 is marked failed.').waitFor();
    await expect.poll(() => miners.cell('rack1-02', 'accountName').textContent()).toContain('owner');
    const state = (await miners.cell('rack1-02', 'state').textContent()) ?? '';
    expect(state).toContain('Marked failed');
    expect(state).toContain('fan 2 on the bench');
    const before = await acceptedBy('rack1-02');
    await expect.poll(() => acceptedBy('rack1-02')).toBeGreaterThan(before);
  });

  it('keeps a banner on every page and after a reload, and leads to the marked miner', async () => {
    for (const place of PLACES) {
      await frame.goTo(place);
      expect(await frame.marksBanner.textContent()).toContain('1 miner marked failed by you');
      await page.mouse.wheel(0, 5000);
      const box = await frame.marksBanner.boundingBox();
      expect(box?.y, 'it stays in sight when the page is scrolled').toBeGreaterThanOrEqual(0);
    }
    await frame.goTo('Overview');
    await frame.reload();
    await frame.marksBanner.waitFor();
    const overview = new OverviewPage(page);
    expect(await overview.needs.textContent()).toContain('rack1-02 is marked failed');
    await frame.marksBanner.getByRole('button', { name: 'Review' }).click();
    await expect.poll(() => miners.rows.count()).toBe(1);
    expect(await miners.cell('rack1-02', 'name').textContent()).toBe('rack1-02');
  });

  it('puts the miner back to the account that needs it', async () => {
    await frame.goTo('Miners');
    await miners.putBack('rack1-02');
    await frame.message('rack1-02 is put back.').waitFor();
    await frame.marksBanner.waitFor({ state: 'hidden' });
    await expect.poll(() => miners.cell('rack1-02', 'accountName').textContent()).not.toContain('owner');
    expect(await miners.cell('rack1-02', 'state').textContent()).toBe('Working');
  });

  it('takes a mark back by its undo', async () => {
    await frame.goTo('Miners');
    const dialog = await miners.markFailed('rack1-01');
    await dialog.confirm('');
    await frame.marksBanner.waitFor();
    await frame.undo();
    await frame.marksBanner.waitFor({ state: 'hidden' });
    const { miners: views } = await app.snapshot();
    expect(views.map(({ markedFailed }) => markedFailed)).toEqual(views.map(() => null));
  });

  it('sends an account to its next pool endpoint when one is marked failed, and back', async () => {
    const { accounts: views } = await app.snapshot();
    const working = views.find(({ state, overflow }) => state === 'working' && !overflow);
    const fallback = views.find(({ pools }) => pools[0]?.url !== working?.pools[0]?.url)?.pools[0]?.url;
    if (!working?.pools[0] || fallback === undefined) throw new Error('the demo serves no customer');
    const { name } = working;
    const { url } = working.pools[0];
    await frame.goTo('Accounts');
    const form = await accounts.edit(name);
    await form.addAddress(fallback);
    await form.save();
    await expect.poll(() => accounts.endpoint(name, fallback).textContent()).toContain('In reserve');

    await accounts.endpoint(name, url).getByRole('button', { name: 'Mark failed …' }).click();
    const dialog = await MarkDialog.opened(page, 'Mark this pool endpoint failed');
    expect(await dialog.consequences.textContent()).toContain(
      `${name} goes to its next endpoint, ${fallback}.`,
    );
    await dialog.confirm('maintenance');
    await expect.poll(() => accounts.endpoint(name, fallback).textContent()).toContain('in use');
    expect(await accounts.endpoint(name, url).textContent()).toMatch(/Marked failed.*maintenance/);
    expect(await frame.marksBanner.textContent()).toContain('1 pool endpoint marked failed by you');

    await accounts.endpoint(name, url).getByRole('button', { name: 'Put back' }).click();
    await expect.poll(() => accounts.endpoint(name, url).textContent()).toContain('in use');
    await frame.marksBanner.waitFor({ state: 'hidden' });
  });

  async function acceptedBy(miner: string): Promise<number> {
    return Number((await miners.cell(miner, 'acceptedShares').textContent())?.replaceAll(/\D/g, ''));
  }
});
