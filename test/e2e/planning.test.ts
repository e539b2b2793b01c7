import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';

import type { MarkPreview, PlanSettingsInput, PlanView } from '#shared/model/planning.ts';

import { AccountsPage } from './pages/accounts-page.ts';
import { Frame } from './pages/frame.ts';
import { MinersPage } from './pages/miners-page.ts';
import { OverviewPage } from './pages/overview-page.ts';
import { PlanPage } from './pages/plan-page.ts';
import { seriousFindings } from './support/axe.ts';
import { Browsing } from './support/browsing.ts';
import { SmallFarm } from './support/small-farm.ts';

/** Longer than the test: nobody reaches a quota meanwhile. */
const QUOTA_SECONDS = 1800;
const DWELL_MS = 60_000;

describe('planning on a farm with a standby miner', () => {
  let farm: SmallFarm;
  let browsing: Browsing;
  let page: Page;
  let frame: Frame;
  let miners: MinersPage;
  let plan: PlanPage;

  beforeAll(async () => {
    [farm, browsing] = await Promise.all([
      SmallFarm.start({ alice: QUOTA_SECONDS, bob: QUOTA_SECONDS }, { miners: 4, standby: 1 }),
      Browsing.start(),
    ]);
    page = await browsing.signIn(farm.app);
    frame = new Frame(page);
    miners = new MinersPage(page);
    plan = new PlanPage(page);
  });
  afterAll(async () => {
    await Promise.all([farm?.stop(), browsing?.stop()]);
  });
  afterEach(() => {
    expect(browsing.takeComplaints()).toEqual([]);
  });

  function planNow(): Promise<PlanView> {
    return farm.app.call<PlanView>('/plan');
  }

  async function roles(): Promise<string[]> {
    const snapshot = await farm.app.snapshot();
    return snapshot.miners.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ role }) => role);
  }

  it('says when each quota is expected to be reached, give or take, and what comes next', async () => {
    const overview = new OverviewPage(page);
    await expect
      .poll(() => overview.account('alice').textContent())
      .toMatch(/about \d\d:\d\d \(\d\d:\d\d–\d\d:\d\d\)/);
    const next = page.getByRole('region', { name: 'What comes next' });
    await expect.poll(() => next.textContent()).toMatch(/alice → bob/);
  });

  it('shows why a miner works where it does, and what is observed of it', async () => {
    await frame.goTo('Miners');
    await expect.poll(() => miners.cell('rack1-02', 'accountName').textContent()).toContain('alice');
    const drawer = await miners.details('rack1-02');
    await expect
      .poll(() => drawer.getByRole('region', { name: 'Why it is there' }).textContent())
      .toContain('alice is the first account below its quota');
    await expect.poll(() => drawer.getByRole('region', { name: 'Health' }).textContent()).toMatch(/Health\S/);
    await drawer.getByRole('button', { name: 'Close' }).click();
  });

  it('names the standby miner and the new finish before a mark is set', async () => {
    await expect.poll(() => miners.cell('rack1-04', 'role').textContent()).toBe('Standby');
    await expect.poll(() => miners.standby.textContent()).toMatch(/1 miner \([\d.]+\skH\/s\), 1 ready/);
    const preview = await farm.app.call<MarkPreview>('/miners/rack1-01/failed/preview');
    expect(preview.standIns.map(({ minerId }) => minerId)).toEqual(['rack1-04']);

    const dialog = await miners.markFailed('rack1-01');
    await expect
      .poll(() => dialog.consequences.textContent())
      .toMatch(
        /rack1-01 \([\d.]+\skH\/s\) leaves alice at once; standby rack1-04 \([\d.]+\skH\/s\) takes over within about 5 s\./,
      );
    expect(await dialog.consequences.textContent()).toMatch(/expected finish/);
    expect((await planNow()).standIns, 'nothing is touched by looking').toEqual([]);
    await dialog.confirm('fan');
  });

  it('shows who stands in, for whom and why, and keeps it there when pinned', async () => {
    await frame.message('rack1-01 is marked failed. rack1-04 stands in for it.').waitFor();
    await expect.poll(() => miners.cell('rack1-04', 'accountName').textContent()).toContain('alice');
    await expect.poll(() => miners.cell('rack1-04', 'state').textContent()).toContain('for rack1-01');
    await expect
      .poll(() => miners.standby.textContent())
      .toMatch(
        /rack1-04 \([\d.]+\skH\/s\) stands in for rack1-01 at alice since .*marked failed by you: fan/,
      );
    const drawer = await miners.details('rack1-04');
    await expect
      .poll(() => drawer.getByRole('region', { name: 'Why it is there' }).textContent())
      .toMatch(/stands in for rack1-01.*since \d\d:\d\d:\d\d/);
    await drawer.getByRole('button', { name: 'Close' }).click();
    await miners.standby.getByRole('button', { name: 'Pin', exact: true }).click();
    await miners.standby.getByRole('button', { name: 'Unpin' }).waitFor();
    expect((await planNow()).standIns.map(({ forMinerId, pinned }) => [forMinerId, pinned])).toEqual([
      ['rack1-01', true],
    ]);
    await miners.standby.getByRole('button', { name: 'Put back rack1-01' }).click();
    await frame.message('rack1-01 is put back.').waitFor();
    await expect.poll(() => miners.standby.textContent()).toMatch(/stays because you pinned it/);
    await miners.standby.getByRole('button', { name: 'Unpin' }).click();
  });

  it('answers what would happen with more hashrate and another quota, and touches nothing', async () => {
    await frame.goTo('Plan');
    const before = await farm.app.call<PlanSettingsInput>('/settings');
    await plan.whatIf.getByLabel('Add hashrate').fill('160 kH/s');
    await plan.ask();
    expect((await plan.outcome('alice')).join(' | ')).toMatch(/^\d\d:\d\d.* \| \d\d:\d\d.* \| .* earlier$/);
    expect(await plan.whatIf.textContent()).toMatch(/\d → \d+ moves? until the round ends/);
    expect(await farm.app.call<PlanSettingsInput>('/settings')).toEqual(before);
  });

  it('applies another policy after a look at what changes', async () => {
    await plan.choosePolicy('All accounts at once');
    await plan.settings.getByText('A round without an end has no rates to keep.').waitFor();
    // Two quotas of half an hour of the whole farm do not fit into an hour of three of its four miners.
    await plan.settings.getByLabel('Length').fill('1h');
    await plan.settings.getByRole('radio', { name: 'Everyone the same part' }).check();
    expect((await farm.app.snapshot()).policy).toBe('sequential');
    const look = await plan.applyAfterLook();
    expect(look).toContain('Policy: One account after the other → All accounts at once');
    expect(look).toContain('Round: without an end → every 1h from 00:00 UTC');
    await frame.message('The settings are applied.').waitFor();
    expect((await farm.app.snapshot()).policy).toBe('parallel');
    await frame.goTo('Miners');
    await expect
      // A miner stays a minute at least where it was sent last.
      .poll(
        async () => {
          const { miners: views } = await farm.app.snapshot();
          return [...new Set(views.map(({ accountId }) => accountId))]
            .filter((id) => id !== 'owner')
            .toSorted();
        },
        { timeout: DWELL_MS + 20_000 },
      )
      .toEqual(['alice', 'bob']);
  });

  it('changes roles in the row and of several miners at once, and takes both back', async () => {
    await frame.goTo('Miners');
    await miners.cell('rack1-02', 'role').getByRole('button').click();
    await frame.message('rack1-02 is standby now.').waitFor();
    expect(await roles()).toEqual(['active', 'standby', 'active', 'standby']);
    await frame.undo();
    await frame.message('rack1-02 is active now.').waitFor();

    await miners.tick('rack1-02');
    await miners.tick('rack1-03');
    await miners.withTicked('Make standby');
    await frame.message('2 miners are standby now.').waitFor();
    expect(await roles()).toEqual(['active', 'standby', 'standby', 'standby']);
    await frame.undo();
    await frame.message('2 miners are active now.').waitFor();
    expect(await roles()).toEqual(['active', 'active', 'active', 'standby']);
    await miners.withTicked('Choose none');
  });

  it('says beside the field what is wrong with a round', async () => {
    await frame.goTo('Plan');
    const length = plan.settings.getByLabel('Length');
    await length.fill('soon');
    await plan.applyAfterLook();
    await plan.settings.getByText('round.every is "soon"; it must be').waitFor();
    expect(await length.getAttribute('aria-invalid')).toBe('true');
    await plan.settings.getByRole('button', { name: 'Reset' }).click();
  });

  it('keeps the least and the most hashrate of an account', async () => {
    await frame.goTo('Accounts');
    const accounts = new AccountsPage(page);
    const form = await accounts.edit('alice');
    await form.root.getByLabel('Least hashrate').fill('2 kH/s');
    await form.root.getByLabel('Most hashrate').fill('1 kH/s');
    await form.trySave();
    await form.root.getByText('The most may not be below the least.').waitFor();
    await form.root.getByLabel('Most hashrate').fill('8 kH/s');
    await form.save();
    const again = await accounts.edit('alice');
    expect(await again.root.getByLabel('Least hashrate').inputValue()).toBe('2 kH/s');
    expect(await again.root.getByLabel('Most hashrate').inputValue()).toBe('8 kH/s');
    await again.cancel();
  });

  it.each(['Plan', 'Miners', 'Overview'] as const)('has nothing serious for axe on %s', async (place) => {
    await frame.goTo(place);
    expect(await seriousFindings(page, 'all')).toEqual([]);
  });
});
