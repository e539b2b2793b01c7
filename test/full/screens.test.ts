import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { seriousFindings } from '#test/e2e/support/axe.ts';
import { screensOf, settle, show } from '#test/e2e/support/screens.ts';
import { firstPaints, frameRow, paintNotes, traceFrames } from '#test/bench/window-frames.ts';
import { ScriptedFarm } from '#test/support/scripted-farm.ts';
import { ScriptedLan } from '#test/support/scripted-lan.ts';
import { ScriptedService } from '#test/support/scripted-service.ts';

// @ts-expect-error The scripts are plain JavaScript: they run before anything is installed or built.
import * as building from '../../scripts/build-if-needed.mjs';
// @ts-expect-error As above.
import * as browsers from '../../scripts/find-browser.mjs';

const { buildIfNeeded } = building as { buildIfNeeded: () => Promise<void> };
const { BROWSER_FLAGS, findOrInstallBrowser } = browsers as {
  BROWSER_FLAGS: string[];
  findOrInstallBrowser: () => string;
};

const HOUR_MS = 3_600_000;
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };
/** For so long the window is watched while all miners change every second. */
const WATCH_MS = 10_000;
const TRIES = 5;
const TRY_MS = 400;
/** Drawn with the first snapshot. */
const FIRST_FACTS = '[role=progressbar][aria-valuenow]';

/** A farm in the middle of its second account, with all its miners changing every second. */
async function serve(miners: number): Promise<ScriptedService> {
  const ageMs = 1.4 * HOUR_MS;
  const farm = new ScriptedFarm({
    ...{ miners, standby: Math.floor(miners / 20), accounts: Math.min(2 + Math.floor(miners / 100), 20) },
    ...{ hashrate: 1e14, quotaSpanMs: HOUR_MS, nowMs: Date.now() - ageMs },
  });
  farm.advance(ageMs);
  const machines = Math.min(miners, 1000);
  const service = await new ScriptedService(farm, { lan: new ScriptedLan({ machines }) }).start();
  service.run(() => farm.advance(Date.now() - farm.nowMs));
  return service;
}

let browser: Browser;
beforeAll(async () => {
  await buildIfNeeded();
  browser = await chromium.launch({ executablePath: findOrInstallBrowser(), args: BROWSER_FLAGS });
}, 300_000);
afterAll(() => browser.close());

/** The window in a fresh profile, and what it complains about. */
async function openWindow(
  service: ScriptedService,
  options: { theme: 'light' | 'dark'; language: string },
): Promise<{ page: Page; complaints: string[] }> {
  const context: BrowserContext = await browser.newContext({
    ...{ viewport: WIDE, locale: options.language, colorScheme: options.theme, timezoneId: 'UTC' },
    ...{ reducedMotion: 'reduce', bypassCSP: true },
  });
  await context.addCookies([await service.login()]);
  await context.addInitScript({ content: paintNotes(FIRST_FACTS) });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`not caught: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning', 'assert'].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(service.url);
  await page.locator(FIRST_FACTS).first().waitFor();
  return { page, complaints };
}

/** The first good answer, or the last one: charts and buttons follow what they show by a moment. */
async function atLast<T>(ask: () => Promise<T>, isGood: (answer: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask();
    if (isGood(answer) || tries === TRIES) return answer;
    await sleep(TRY_MS);
  }
}

/** Of all that the page holds, CSS pixels. */
function widthOf(page: Page, most: number): Promise<number> {
  return atLast(
    () => page.evaluate<number>('document.documentElement.scrollWidth'),
    (width) => width <= most,
  );
}

describe.each([3, 300, 5000])('the window of a farm with %i miners', (miners) => {
  let service: ScriptedService;
  beforeAll(async () => {
    service = await serve(miners);
  });
  afterAll(() => service.stop());

  it.each([
    { theme: 'light', language: 'en', rules: 'all' },
    { theme: 'dark', language: 'en', rules: 'colours' },
    { theme: 'light', language: 'zh-CN', rules: 'all' },
    { theme: 'dark', language: 'zh-CN', rules: 'colours' },
  ] as const)(
    'fits wide and narrow, in $theme and $language, without a complaint or what axe finds serious',
    async ({ rules, ...looks }) => {
      const { page, complaints } = await openWindow(service, looks);
      expect(await page.locator('html').getAttribute('lang')).toBe(looks.language);
      const found: Record<string, unknown> = {};
      for (const screen of screensOf('rack1-01')) {
        await page.setViewportSize(WIDE);
        await show(page, screen);
        const findings = await atLast(
          () => seriousFindings(page, rules),
          (all) => all.length === 0,
        );
        const wide = await widthOf(page, WIDE.width);
        await page.setViewportSize(NARROW);
        await settle(page);
        const widths = [wide, await widthOf(page, NARROW.width)];
        const isFine = findings.length === 0 && wide <= WIDE.width && (widths[1] ?? 0) <= NARROW.width;
        if (!isFine || complaints.length > 0)
          found[screen.name] = { findings, widths, complaints: complaints.splice(0) };
      }
      expect(found).toEqual({});
      await page.context().close();
    },
  );
});

describe('the window while 5,000 miners change every second', () => {
  let service: ScriptedService;
  let page: Page;
  beforeAll(async () => {
    service = await serve(5000);
  });
  afterAll(() => service.stop());
  beforeEach(async () => {
    ({ page } = await openWindow(service, { theme: 'light', language: 'en' }));
  });
  afterEach(() => page.context().close());

  it('tells when it first showed the farm', async () => {
    const { firstMs, meaningfulMs } = await firstPaints(page);
    const load = `load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`;
    console.log(
      `first paint ${firstMs.toFixed(0)} ms, first meaningful paint ${meaningfulMs.toFixed(0)} ms, ${load}`,
    );
    expect(meaningfulMs).toBeGreaterThan(0);
  });

  it('shows each page, whose longest frame and task are told', async () => {
    for (const screen of screensOf('rack1-01')) {
      await show(page, screen);
      // What opening the page costs is not meant.
      await sleep(1500);
      const before = service.farm.revision;
      const report = await traceFrames(page, () => sleep(WATCH_MS));
      console.log(frameRow(screen.name, report));
      expect(service.farm.revision - before, screen.name).toBeGreaterThan(0);
      expect(report.longestTaskCpuMs, screen.name).toBeGreaterThan(0);
    }
  });

  it('scrolls through the miners, whose longest frame and task are told', async () => {
    await show(page, { name: 'Miners', place: 'miners' });
    const rows = page.getByRole('grid');
    await rows.hover();
    const firstRow = () => rows.getByRole('row').nth(1).textContent();
    const first = await firstRow();
    const report = await traceFrames(page, async () => {
      for (let step = 0; step < 50; step += 1) {
        await page.mouse.wheel(0, 400);
        await sleep(100);
      }
    });
    console.log(frameRow('Miners, scrolled', report));
    expect(await firstRow()).not.toBe(first);
  });
});
