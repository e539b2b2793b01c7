import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Download, Page } from 'playwright-core';

import { signedStatement } from '#shared/model/statement.ts';

import { Frame } from './pages/frame.ts';
import { seriousFindings } from './support/axe.ts';
import { Browsing } from './support/browsing.ts';
import { SmallFarm } from './support/small-farm.ts';

const run = promisify(execFile);
/** Longer than the test: nobody reaches a quota meanwhile. */
const QUOTA_SECONDS = 1800;
const service = join(import.meta.dirname, '../../out/main/headless.js');

describe('allocation, history and statements on a running farm', () => {
  const dir = mkdtempSync(join(tmpdir(), 'hashquota-records-'));
  let farm: SmallFarm;
  let browsing: Browsing;
  let page: Page;
  let frame: Frame;

  beforeAll(async () => {
    [farm, browsing] = await Promise.all([
      SmallFarm.start({ alice: QUOTA_SECONDS, bob: QUOTA_SECONDS }, { miners: 3 }),
      Browsing.start(),
    ]);
    page = await browsing.signIn(farm.app, { acceptDownloads: true });
    frame = new Frame(page);
  });
  afterAll(async () => {
    await Promise.all([farm?.stop(), browsing?.stop()]);
    rmSync(dir, { recursive: true, force: true });
  });
  afterEach(() => {
    expect(browsing.takeComplaints()).toEqual([]);
  });

  async function textOf(download: Download): Promise<string> {
    const path = join(dir, download.suggestedFilename());
    await download.saveAs(path);
    return readFileSync(path, 'utf8');
  }

  async function downloaded(act: () => Promise<void>): Promise<Download> {
    const [download] = await Promise.all([page.waitForEvent('download'), act()]);
    return download;
  }

  describe('the Allocation page', () => {
    const timeline = () => page.getByRole('region', { name: 'Who works for whom' });

    it('reads out a miner’s band by keys, and what is foreseen to the right of now', async () => {
      await expect.poll(() => farm.creditedByPools('alice')).toBeGreaterThan(0);
      await frame.goTo('Allocation');
      const chart = timeline().getByRole('application');
      await chart.focus();
      await page.keyboard.press('ArrowDown');
      const note = timeline().getByRole('status');
      await expect.poll(() => note.textContent()).toMatch(/^rack1-01: alice\. .*Why: /);
      await page.keyboard.press('End');
      await expect.poll(() => note.textContent()).toMatch(/^rack1-01: (foreseen for|stays with) /);
    });

    it('zooms by keys and by a stroke of the pointer, and goes back to now', async () => {
      const chart = timeline().getByRole('application');
      const back = timeline().getByRole('button', { name: 'Back to now' });
      await chart.press('+');
      await back.waitFor();
      const before = await chart.getAttribute('aria-label');
      const box = await chart.boundingBox();
      if (!box) throw new Error('the chart has no place');
      await page.mouse.move(box.x + box.width * 0.5, box.y + 40);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.8, box.y + 40, { steps: 4 });
      await page.mouse.up();
      await expect.poll(() => chart.getAttribute('aria-label')).not.toBe(before);
      await back.click();
      await back.waitFor({ state: 'detached' });
    });

    it('groups miners into a stacked row per rack, opened by Enter', async () => {
      await timeline().getByRole('combobox', { name: 'Group by' }).click();
      await page.getByRole('option', { name: 'Rack' }).click();
      const chart = timeline().getByRole('application');
      await chart.focus();
      await page.keyboard.press('ArrowDown');
      const note = timeline().getByRole('status');
      await expect.poll(() => note.textContent()).toMatch(/^rack1: 3 miners\. at .*alice: 3 \(100\.0\s%\)/);
      await page.keyboard.press('Enter');
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => note.textContent()).toMatch(/^rack1-01: alice/);
    });

    it('lists account, cause and next move of every miner, and finds one', async () => {
      const table = page.getByRole('region', { name: 'Miners now and next' });
      await expect.poll(() => table.getByRole('row').count()).toBe(4);
      await table.getByRole('searchbox').fill('rack1-02');
      await expect.poll(() => table.getByRole('row').count()).toBe(2);
      await expect
        .poll(() => table.getByRole('row').nth(1).textContent())
        .toMatch(/rack1-02.*alice.*ago.*alice is the first account below its quota.*→.*bob/);
    });

    it('has the same as tables, and nothing serious for axe', async () => {
      expect(await seriousFindings(page, 'all')).toEqual([]);
      await timeline().getByRole('button', { name: 'Table' }).click();
      await expect.poll(() => timeline().getByRole('table').textContent()).toContain('rack1-03');
      await timeline().getByRole('button', { name: 'Chart' }).click();
    });
  });

  describe('the History page', () => {
    const chart = () => page.getByRole('region', { name: 'Hashrate', exact: true });

    it('shows the hashrate of accounts, zooms into it by keys, and keeps that in its address', async () => {
      await frame.goTo('History');
      await chart().getByRole('button', { name: '1 h', exact: true }).click();
      await expect.poll(() => chart().getByRole('application').getAttribute('aria-label')).toContain('alice');
      await chart().getByRole('application').press('ArrowLeft');
      await expect
        .poll(() => chart().getByRole('status').textContent())
        .toMatch(/mean of 1\smin\. alice .*H\/s/);
      await chart().getByRole('application').press('+');
      await chart().getByRole('button', { name: 'Back', exact: true }).waitFor();
      expect(page.url()).toMatch(/range=hour&from=\d+&to=\d+/);
      await chart().getByRole('button', { name: 'Back', exact: true }).click();
    });

    it('shows single miners, a table, and saves what it shows as CSV', async () => {
      await chart().getByRole('button', { name: 'Miners', exact: true }).click();
      await chart().getByText('Choose the miners to look at').waitFor();
      await chart().getByRole('combobox', { name: 'Miners' }).fill('rack1-03');
      await page.getByRole('option', { name: 'rack1-03' }).click();
      await page.keyboard.press('Escape');
      await chart().getByRole('button', { name: 'Table', exact: true }).click();
      await expect.poll(() => chart().getByRole('table').textContent()).toMatch(/rack1-03.*H\/s/);
      const file = await downloaded(() => chart().getByRole('button', { name: 'Export CSV' }).click());
      expect(await textOf(file)).toMatch(/^\uFEFFfrom \(UTC\),.*\r\n.*rack1-03/);
      await frame.message('is saved.').waitFor();
    });

    it('issues a statement that the command line then finds right, and wrong once it is touched', async () => {
      await page.getByRole('button', { name: 'New statement' }).click();
      const dialog = page.getByRole('dialog', { name: 'New statement' });
      await dialog.getByRole('button', { name: 'Present round' }).click();
      expect(await seriousFindings(page, 'all')).toEqual([]);
      await dialog.getByRole('button', { name: 'Issue', exact: true }).click();
      await dialog.getByText('The statement for alice').waitFor();
      const file = await downloaded(() => dialog.getByRole('button', { name: /^JSON/ }).click());
      const text = await textOf(file);
      const { content } = signedStatement.parse(JSON.parse(text));
      expect([content.account.name, content.period.kind]).toEqual(['alice', 'rounds']);
      expect(content.totals.credited.shares).toBeGreaterThan(0);
      await run(process.execPath, [service, 'verify', join(dir, file.suggestedFilename())]);
      const touched = join(dir, 'touched.json');
      writeFileSync(touched, text.replace('"alice"', '"alicf"'));
      await expect(run(process.execPath, [service, 'verify', touched])).rejects.toMatchObject({ code: 1 });
      const pdf = await downloaded(() => dialog.getByRole('button', { name: /^PDF/ }).click());
      expect(await textOf(pdf)).toMatch(/^%PDF-/);
      await dialog.getByRole('button', { name: 'Close' }).click();
      await expect
        .poll(() => page.getByRole('region', { name: 'Statements issued so far' }).textContent())
        .toMatch(/alice.*Round without an end/);
    });

    it('holds the pool’s number beside ours, and says why it cannot read one', async () => {
      const panel = page.getByRole('region', { name: 'Compare with the pool' });
      await panel.getByLabel('Day', { exact: true }).fill(new Date().toISOString().slice(0, 10));
      await panel.getByLabel('What the pool says').fill('nothing yet');
      await panel.getByRole('button', { name: 'Compare' }).click();
      await panel.getByRole('alert').waitFor();
      await panel.getByLabel('What the pool says').fill('12.3 MH/s');
      await panel.getByRole('button', { name: 'Compare' }).click();
      await expect.poll(() => panel.getByRole('status').textContent()).toContain('The day is not over yet');
      await expect.poll(() => panel.getByRole('table').textContent()).toMatch(/alice/);
    });

    it('says how large the database is, and has nothing serious for axe', async () => {
      await expect
        .poll(() => page.getByRole('region', { name: 'Database' }).textContent())
        .toMatch(/[\d.]+\s[kM]B on disk/);
      expect(await seriousFindings(page, 'all')).toEqual([]);
    });
  });
});
