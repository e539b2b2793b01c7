import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';

import { AccountsPage } from './pages/accounts-page.ts';
import { Frame, type Place } from './pages/frame.ts';
import { MinersPage } from './pages/miners-page.ts';
import { OverviewPage } from './pages/overview-page.ts';
import { seriousFindings } from './support/axe.ts';
import { Browsing } from './support/browsing.ts';
import { Hashquota } from './support/hashquota.ts';

const PLACES: readonly Place[] = ['Overview', 'Accounts', 'Miners', 'Plan'];
const NARROW = { width: 390, height: 844 };
/** CSS pixels. */
const SMALLEST_TARGET = 24;

describe('the window of the running demo', () => {
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

  // The dark theme has the same elements: there it is the colours that have to be looked at.
  it.each([
    ['light', 'all'],
    ['dark', 'colours'],
  ] as const)('has nothing that axe finds serious in its %s theme', async (colorScheme, rules) => {
    const page = await browsing.signIn(app, { colorScheme, bypassCSP: true });
    const frame = new Frame(page);
    const findings: Record<string, string[]> = {};
    const note = async (place: string) => {
      findings[place] = await seriousFindings(page, rules);
    };

    await new OverviewPage(page).timeline.getByRole('application').waitFor();
    await note('Overview');
    await new OverviewPage(page).timeline.getByRole('button', { name: 'Table' }).click();
    await note('Overview with the timeline as a table');

    await frame.goTo('Plan');
    await page.getByRole('region', { name: 'What if' }).waitFor();
    await note('Plan');

    await frame.goTo('Accounts');
    const accounts = new AccountsPage(page);
    await accounts.card('carol').waitFor();
    await note('Accounts');
    const dialog = await accounts.add();
    await dialog.trySave();
    await note('account dialog with errors');
    await dialog.cancel();

    await frame.goTo('Miners');
    const miners = new MinersPage(page);
    await miners.row('rack2-03').waitFor();
    await note('Miners');
    const mark = await miners.markFailed('rack2-03');
    await note('mark dialog');
    await mark.confirm('axe');
    await frame.marksBanner.waitFor();
    await note('Miners with a mark, its banner and its undo');
    await frame.undo();
    await frame.marksBanner.waitFor({ state: 'hidden' });
    await miners.choose('rack2-03', 'Details');
    await page.getByRole('dialog', { name: 'rack2-03' }).waitFor();
    await note('details of a miner');
    expect(findings).toEqual(Object.fromEntries(Object.keys(findings).map((place) => [place, []])));
    await page.context().close();
  });

  it('has nothing that axe finds serious on the login page', async () => {
    const page = await browsing.newPage(app, { bypassCSP: true });
    await page.goto('/login');
    expect(await seriousFindings(page, 'all')).toEqual([]);
    await page.context().close();
  });

  it('can be used with the keyboard alone', async () => {
    const page = await browsing.signIn(app);
    const frame = new Frame(page);
    const { keyboard } = page;
    await keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to content');
    await keyboard.press('Enter');
    await page.locator('main:focus').waitFor();

    await keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await keys.waitFor();
    await keyboard.press('Escape');
    await keys.waitFor({ state: 'hidden' });

    await keyboard.press('g');
    await keyboard.press('m');
    const miners = new MinersPage(page);
    await miners.row('rack1-03').waitFor();
    // The page comes a moment after its address; keys pressed before that reach nobody.
    await expect.poll(() => miners.rows.count()).toBe(6);
    await keyboard.press('/');
    await keyboard.type('rack1-03');
    await expect.poll(() => miners.rows.count()).toBe(1);
    await tabUntil(page, () =>
      page.locator('[role=columnheader]').and(page.locator(':focus-within')).count(),
    );
    await keyboard.press('ArrowDown');
    await keyboard.press('f');
    const dialog = page.getByRole('dialog', { name: 'Mark rack1-03 failed' });
    await dialog.waitFor();
    await keyboard.type('by keys');
    await keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await frame.marksBanner.waitFor();
    await tabUntil(page, async () => ((await focused(page)) === 'Undo' ? 1 : 0));
    await keyboard.press('Enter');
    await frame.marksBanner.waitFor({ state: 'hidden' });
    await page.context().close();
  });

  it('gives the focus back to where a dialog was opened from', async () => {
    const page = await browsing.signIn(app);
    await new Frame(page).goTo('Accounts');
    const add = page.getByRole('button', { name: 'Add account' });
    await add.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Add an account' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await expect.poll(() => focused(page)).toBe('Add account');
    await page.context().close();
  });

  it('leads from a miner to its actions on a phone', async () => {
    const page = await browsing.signIn(app, { viewport: NARROW, hasTouch: true });
    await new Frame(page).goTo('Miners');
    await new MinersPage(page).row('rack2-03').tap();
    const details = page.getByRole('dialog', { name: 'rack2-03' });
    await details.getByRole('button', { name: 'Mark failed …' }).click();
    await page.getByRole('dialog', { name: 'Mark rack2-03 failed' }).waitFor();
    await page.context().close();
  });

  it('fits a phone: nothing is cut off at the side and every target is large enough', async () => {
    const page = await browsing.signIn(app, { viewport: NARROW });
    const frame = new Frame(page);
    for (const place of PLACES) {
      await frame.goTo(place);
      await page
        .getByRole('main')
        .getByText(/alice|rack1-01/)
        .first()
        .waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth'), place).toBeLessThanOrEqual(
        NARROW.width,
      );
      const targets = await page.locator('button:visible, a:visible').evaluateAll((elements) =>
        elements.map((element) => {
          const { x, y, width, height } = element.getBoundingClientRect();
          return { text: element.ariaLabel ?? element.textContent, x, y, width, height };
        }),
      );
      const small = targets.filter(
        ({ y, width, height }) => y >= 0 && Math.min(width, height) < SMALLEST_TARGET,
      );
      const cutOff = targets.filter(({ y, x, width }) => y >= 0 && (x < 0 || x + width > NARROW.width));
      expect(cutOff, place).toEqual([]);
      expect(small, place).toEqual([]);
    }
    await page.context().close();
  });
});

/** Name of what has the focus. */
async function focused(page: Page): Promise<string> {
  const element = page.locator(':focus');
  return (await element.count()) === 0 ? '' : ((await element.textContent()) ?? '');
}

/** Presses Tab until `reached` counts something; fails after a walk that is too long for a person. */
async function tabUntil(page: Page, reached: () => Promise<number>): Promise<void> {
  for (let step = 0; step < 30; step += 1) {
    if ((await reached()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('not reached by Tab');
}
