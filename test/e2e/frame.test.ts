import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { Frame } from './pages/frame.ts';
import { PaletteDialog } from './pages/palette.ts';
import { seriousFindings } from './support/axe.ts';
import { Browsing } from './support/browsing.ts';
import { Hashquota } from './support/hashquota.ts';

/** Every page with its key after `g`. */
const PAGES = [
  ['o', 'Overview'],
  ['a', 'Allocation'],
  ['h', 'History'],
  ['l', 'Alerts'],
  ['c', 'Accounts'],
  ['m', 'Miners'],
  ['p', 'Pools'],
  ['d', 'Discover'],
  ['w', 'Plan'],
  ['s', 'Settings'],
  ['u', 'Setup'],
] as const;

function heading(page: Page, name: string) {
  return page.getByRole('heading', { level: 1, name, exact: true });
}

describe('the frame of the window, by keys alone', () => {
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

  it('reaches every page by two keys, names it in the title, and puts the focus into it', async () => {
    const page = await browsing.signIn(app);
    for (const [key, name] of PAGES.toReversed()) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await heading(page, name).waitFor({ state: 'attached' });
      await expect.poll(() => page.title(), { message: name }).toBe(`${name} · Hashquota`);
      expect(await page.locator('main:focus').count(), name).toBe(1);
      const current = page.getByRole('navigation').locator('[aria-current=page]:visible');
      expect(await current.allTextContents(), name).toEqual([name]);
    }
    await page.context().close();
  });

  it('finds a miner in the palette and opens it, goes to a page, and marks a miner failed', async () => {
    const page = await browsing.signIn(app);
    const palette = new PaletteDialog(page);
    await palette.run('rack2 03', 'rack2-03');
    const drawer = page.getByRole('dialog', { name: 'rack2-03' });
    await drawer.waitFor();
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });

    await palette.open();
    await expect.poll(() => palette.chosen()).toBe('rack2-03');
    await page.keyboard.type('settin');
    await expect.poll(() => palette.chosen()).toBe('Settings');
    await page.keyboard.press('Enter');
    await heading(page, 'Settings').waitFor();

    await palette.run('mark rack1-02', 'Mark rack1-02 failed');
    const dialog = page.getByRole('dialog', { name: 'Mark rack1-02 failed' });
    await dialog.waitFor();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    const frame = new Frame(page);
    await frame.marksBanner.waitFor();
    await palette.run('put back', 'Put rack1-02 back');
    await frame.marksBanner.waitFor({ state: 'hidden' });
    await page.context().close();
  });

  it('walks through the results with the arrows, and closes without doing anything', async () => {
    const page = await browsing.signIn(app);
    const palette = new PaletteDialog(page);
    await page.getByRole('link', { name: 'Plan' }).focus();
    await palette.open();
    await page.keyboard.type('rack1');
    await expect.poll(() => palette.chosen()).toBe('rack1-01');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => palette.chosen()).toBe('rack1-02');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => palette.chosen()).toBe(await lastTitle(palette));
    await page.keyboard.press('Escape');
    await palette.field.waitFor({ state: 'hidden' });
    await expect.poll(() => page.locator(':focus').textContent()).toBe('Plan');
    expect(new URL(page.url()).hash).toBe('');
    await page.context().close();
  });

  it('changes the language at once, keeps it, and changes it back', async () => {
    const page = await browsing.signIn(app);
    const palette = new PaletteDialog(page);
    await palette.run('简体', '简体中文');
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.reload();
    await page.getByRole('main').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('english');
    await page.getByRole('option').first().filter({ hasText: 'English' }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('en');
    await page.getByRole('heading', { name: 'Accounts and quotas' }).waitFor();
    await page.context().close();
  });

  it('covers names on every page while they are hidden', async () => {
    const page = await browsing.signIn(app);
    const palette = new PaletteDialog(page);
    const covered = () =>
      page.evaluate<string[]>(
        `[...(CSS.highlights.get('private') ?? [])].filter((range) => range.startContainer.isConnected).map(String)`,
      );
    expect(await covered()).toEqual([]);
    await palette.run('hide names', 'Hide names and wallets');
    await expect.poll(covered).toContain('alice');
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await expect.poll(covered).toContain('rack1-02');
    await palette.run('show names', 'Show names and wallets');
    await expect.poll(covered).toEqual([]);
    await page.context().close();
  });

  it('asks before what was changed in Settings is thrown away', async () => {
    const page = await browsing.signIn(app);
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    const rule = page.getByRole('switch', { name: 'Let standby machines sleep' });
    await rule.focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Discard' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    await question.waitFor();
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'hidden' });
    expect(await page.title()).toBe('Settings · Hashquota');
    await page.getByRole('button', { name: 'Save', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('The rules are saved.').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await heading(page, 'Overview').waitFor({ state: 'attached' });
    await page.context().close();
  });

  it('makes a backup and saves the configuration as a file, from Settings', async () => {
    const page = await browsing.signIn(app);
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    const backups = page.getByRole('region', { name: 'Backups', exact: true });
    await backups.getByText('There is no backup yet.').waitFor();
    await backups.getByRole('button', { name: 'Back up now' }).focus();
    await page.keyboard.press('Enter');
    await backups.getByRole('cell', { name: 'by hand' }).waitFor();
    await backups.getByRole('button', { name: 'Restore …' }).focus();
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: 'Restore this backup?' });
    await question.waitFor();
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'hidden' });

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as a file' }).focus();
    await page.keyboard.press('Enter');
    const path = join(mkdtempSync(join(tmpdir(), 'hashquota-configuration-')), 'configuration.json');
    await (await download).saveAs(path);
    await page.getByLabel('Take over a file').last().setInputFiles(path);
    rmSync(dirname(path), { recursive: true });
    const taking = page.getByRole('dialog', { name: 'Take over this configuration?' });
    await taking.getByText('Nothing would change.').waitFor();
    await page.context().close();
  });

  it('shows Setup of a farm that works with every step done and the first share', async () => {
    const page = await browsing.signIn(app);
    await page.keyboard.press('g');
    await page.keyboard.press('u');
    await page.getByRole('heading', { level: 2, name: 'Point miners here' }).waitFor();
    expect(await page.locator('.MuiStep-root.Mui-completed').count()).toBe(3);
    await page.getByText('The first share is accepted.').first().waitFor();
    await page.getByRole('tab', { name: /^Accounts/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Add another account' }).waitFor();
    await page.context().close();
  });

  it.each([
    ['light', 'all'],
    ['dark', 'colours'],
  ] as const)('has nothing that axe finds serious in its %s theme', async (colorScheme, rules) => {
    const page = await browsing.signIn(app, { colorScheme, bypassCSP: true });
    const findings: Record<string, string[]> = {};
    for (const place of ['settings', 'setup?step=accounts', 'setup?step=find', 'setup?step=point']) {
      await page.goto(`/#/${place}`);
      await page.getByRole('heading', { level: 2 }).first().waitFor();
      findings[place] = await seriousFindings(page, rules);
    }
    const palette = new PaletteDialog(page);
    await palette.open();
    await page.keyboard.type('a');
    await palette.options.first().waitFor();
    findings['palette'] = await seriousFindings(page, rules);
    expect(findings).toEqual(Object.fromEntries(Object.keys(findings).map((place) => [place, []])));
    await page.context().close();
  });
});

async function lastTitle(palette: PaletteDialog): Promise<string> {
  return (await palette.options.last().locator('span').first().textContent()) ?? '';
}
