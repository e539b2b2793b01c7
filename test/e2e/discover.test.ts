import { buffer } from 'node:stream/consumers';

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { DiscoverPage } from './pages/discover-page.ts';
import { Frame } from './pages/frame.ts';
import { seriousFindings } from './support/axe.ts';
import { Browsing } from './support/browsing.ts';
import { LanFarm, OLD_PASSWORD, WHATSMINER_PASSWORD } from './support/lan-farm.ts';

const ANTMINER = 'Antminer S19 Pro';
const WHATSMINER = 'M50-VH30';
/** A change of pools waits for machines that restart, and for a first share of each. */
const CHANGE = { timeout: 90_000 };

describe('three machines on the LAN', () => {
  let farm: LanFarm;
  let browsing: Browsing;
  let page: Page;
  let discover: DiscoverPage;
  let before: unknown;

  beforeAll(async () => {
    [farm, browsing] = await Promise.all([LanFarm.start(), Browsing.start()]);
    page = await browsing.signIn(farm.app, { bypassCSP: true, viewport: { width: 1440, height: 1000 } });
    discover = new DiscoverPage(page);
    before = farm.settings();
  });
  afterAll(async () => {
    await Promise.all([farm?.stop(), browsing?.stop()]);
  });
  afterEach(() => {
    expect(browsing.takeComplaints()).toEqual([]);
  });

  it('are found by a scan that says before what it does, and refuses what it does not read', async () => {
    await new Frame(page).goTo('Discover');
    await expect.poll(() => discover.scanPanel.textContent()).toContain('Nothing is changed on any machine');
    await discover.scan('miners.example');
    await expect.poll(() => discover.scanPanel.textContent()).toContain('"miners.example" is a name');
    await discover.scan('8.8.8.0/24');
    await discover.scanPanel.getByRole('checkbox', { name: /Scan it all the same/ }).waitFor();
    expect(await seriousFindings(page, 'all')).toEqual([]);

    await discover.ranges.fill(farm.ranges);
    expect(await discover.scanPanel.getByRole('checkbox', { name: /Scan it all the same/ }).count()).toBe(0);
    await discover.ranges.press('Enter');
    await expect.poll(() => discover.rows.count()).toBe(3);
    await expect.poll(() => discover.scanPanel.textContent()).toMatch(/3 miners and 0 other devices at 4/);
    await expect.poll(() => discover.cell(WHATSMINER, 'point').textContent()).toBe('Elsewhere');
    expect(farm.settings(), 'a scan changes nothing').toEqual(before);
  });

  it('are let in with a login that is tried once, the maker’s only when it is asked for', async () => {
    await discover.choose(ANTMINER, 'Login …');
    const dialog = discover.dialog('Logins of machines');
    await dialog.getByRole('button', { name: 'Fill in the maker’s login' }).click();
    await dialog.getByRole('button', { name: 'Keep and try once' }).click();
    await dialog.getByText('The machine accepted the login.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();

    await discover.choose(WHATSMINER, 'Login …');
    await dialog.getByLabel('User').fill('admin');
    await dialog.getByLabel('Password').fill(WHATSMINER_PASSWORD);
    await dialog.getByRole('button', { name: 'Keep and try once' }).click();
    await dialog.getByText('The machine accepted the login.').waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
  });

  it('are asked again when another address is typed and sent with Enter, and nothing is written', async () => {
    const before = farm.settings();
    await discover.choose(ANTMINER, 'Point here …');
    const dialog = discover.dialog('Point a machine here');
    await discover.accept(dialog);
    await dialog.getByLabel('Other address to write').fill('10.9.8.7:3333');
    await page.keyboard.press('Enter');
    await dialog.getByText('stratum+tcp://10.9.8.7:3333').waitFor();
    const button = dialog.getByRole('button', { name: 'Point 1 machine', exact: true });
    expect(await button.isEnabled(), 'the new address is not accepted yet').toBe(false);
    expect((await farm.app.snapshot()).miners).toEqual([]);
    expect(farm.settings()).toEqual(before);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('are pointed here only when the owner has accepted it, one first, and the run outlives a reload', async () => {
    await discover.tickAll();
    await discover.withTicked('Point here …');
    const dialog = discover.dialog('Point 3 machines here');
    await dialog.getByText('3 machines will be written.').waitFor();
    expect(await dialog.getByRole('row').count()).toBe(4);
    const button = dialog.getByRole('button', { name: 'Point 3 machines', exact: true });
    expect(await button.isEnabled(), 'not before the words are accepted').toBe(false);
    await dialog.getByLabel('Password of farm.whats').fill(OLD_PASSWORD);
    expect(await seriousFindings(page, 'all')).toEqual([]);
    await discover.accept(dialog);
    await button.click();

    const run = discover.run('Point 3 machines here');
    await expect.poll(() => run.textContent()).toContain('(goes first)');
    await page.reload();
    await expect.poll(() => run.textContent(), CHANGE).toContain('3 of 3 done, 0 not');
    expect(await seriousFindings(page, 'all')).toEqual([]);
    const { miners } = await farm.app.snapshot();
    expect(miners.map(({ name }) => name).toSorted()).toEqual(['ant', 'axe', 'whats']);
  });

  it('fill the quota, and show what the machine itself says beside its miner', async () => {
    await expect
      .poll(
        async () => (await farm.app.snapshot()).accounts.find(({ name }) => name === 'alice')?.upToStandard,
      )
      .toBe(true);
    await expect.poll(() => discover.cell(ANTMINER, 'point').textContent()).toBe('Here');
    await expect.poll(() => discover.cell(ANTMINER, 'minerId').textContent()).toBe('ant');
    await discover.cell(ANTMINER, 'minerId').getByRole('link').click();
    const machine = page.getByRole('region', { name: 'The machine itself' });
    await expect.poll(() => machine.textContent()).toContain(ANTMINER);
    await machine.getByRole('button', { name: 'Blink', exact: true }).click();
    await new Frame(page).message('blinks.').waitFor();
    await page.keyboard.press('Escape');
  });

  it('can be given another address once they are here', async () => {
    await page.goto('/#/discover');
    await discover.choose(ANTMINER, 'Point here …');
    const dialog = discover.dialog('Point a machine here');
    await dialog.getByText('It points here already.').waitFor();
    await dialog.getByLabel('Other address to write').fill('10.9.8.7:3333');
    await page.keyboard.press('Enter');
    await dialog.getByText('1 machine will be written.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('have their previous pools in a file that opens with its passphrase only', async () => {
    await new Frame(page).goTo('Discover');
    await page.getByRole('button', { name: 'Previous pools as file …' }).click();
    const dialog = discover.dialog('Previous pools as a file');
    await dialog.getByLabel('Passphrase').fill('correct horse');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Save the file' }).click(),
    ]);
    await dialog.getByText('The file holds the previous pools of 3 machines.').waitFor();
    const file = await buffer(await download.createReadStream());
    expect(file.toString()).not.toContain(OLD_PASSWORD);
    await dialog.getByLabel('Passphrase').fill('wrong horse');
    await dialog
      .locator('input[type=file]')
      .setInputFiles({ name: 'pools.json', mimeType: 'application/json', buffer: file });
    await expect.poll(() => dialog.getByRole('alert').textContent()).toMatch(/passphrase/i);
    expect(await seriousFindings(page, 'all')).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).click();
  });

  it('are put back exactly as they were', async () => {
    await new Frame(page).goTo('Discover');
    await discover.tickAll();
    await discover.withTicked('Restore …');
    const dialog = discover.dialog(/^Put the previous pools/);
    await discover.accept(dialog);
    expect(await seriousFindings(page, 'all')).toEqual([]);
    await dialog.getByRole('button', { name: 'Restore 3 machines', exact: true }).click();
    await expect
      .poll(() => discover.run('Restore 3 machines').textContent(), CHANGE)
      .toContain('3 of 3 done, 0 not');
    await expect.poll(() => discover.cell(WHATSMINER, 'point').textContent()).toBe('Elsewhere');
    expect(farm.settings()).toEqual(before);
  });

  it('say why one of them did not come and which pools it has, and offer to try it again', async () => {
    await page.getByRole('button', { name: 'Logins …' }).click();
    const logins = discover.dialog('Logins of machines');
    await logins.getByRole('button', { name: /^Forget the login admin of M50-VH30/ }).click();
    await expect.poll(() => logins.getByRole('listitem').count()).toBe(1);
    await logins.getByRole('button', { name: 'Close' }).click();

    await discover.choose(WHATSMINER, 'Point here …');
    const dialog = discover.dialog('Point a machine here');
    await discover.accept(dialog);
    await dialog.getByRole('button', { name: 'Point 1 machine', exact: true }).click();
    const run = discover.run('Point 1 machine here');
    await expect.poll(() => run.textContent(), CHANGE).toContain('0 of 1 done, 1 not');
    expect(await run.textContent()).toMatch(/M50-VH30 .*needs its password/);
    expect(await run.textContent()).toContain(`It has now: ${farm.previous.url} as farm.whats`);
    expect(farm.settings(), 'nothing is left changed').toEqual(before);
    await run.getByRole('button', { name: 'Try again' }).click();
    await dialog.getByText('1 machine will be written.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('can be chosen and looked at with the keyboard alone', async () => {
    const { keyboard } = page;
    await page.goto('/#/overview');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor({ state: 'attached' });
    await keyboard.press('g');
    await keyboard.press('d');
    await discover.row(WHATSMINER).waitFor();
    const isInGrid = () => page.evaluate<boolean>(`document.activeElement.closest('[role=grid]') !== null`);
    for (let presses = 0; presses < 60 && !(await isInGrid()); presses += 1) await keyboard.press('Tab');
    expect(await isInGrid(), 'the table is reached by Tab').toBe(true);
    await keyboard.press('ArrowDown');
    for (let column = 0; column < 3; column += 1) await keyboard.press('ArrowRight');
    await keyboard.press('Space');
    await page.getByRole('toolbar', { name: 'With the chosen machines' }).waitFor();
    await keyboard.press('Enter');
    const details = page.getByRole('dialog', { name: /^Antminer S19 Pro/ });
    await details.getByRole('table').waitFor();
    expect(await seriousFindings(page, 'all')).toEqual([]);
    await keyboard.press('Escape');
    await details.waitFor({ state: 'hidden' });
  });
});
