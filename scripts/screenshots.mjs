// npm run screenshots [-- NAME …]: takes the pictures in docs/images, of a farm that is written down and the same every time.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { chromium } from 'playwright-core';

import { buildIfNeeded } from './build-if-needed.mjs';
import { BROWSER_FLAGS, findOrInstallBrowser } from './find-browser.mjs';
import { requireNode } from './require-node.mjs';
import { smallPng } from './small-png.mjs';

const images = join(import.meta.dirname, '../docs/images');
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };
const MAX_BYTES = 150_000;
/** What is drawn after the last change is on screen. */
const CALM_MS = 700;

/** Each: file name, screen as in test/e2e/support/screens.ts. */
const PICTURES = [
  ['overview', 'Overview'],
  ['allocation', 'Allocation'],
  ['accounts', 'Accounts'],
  ['account-dialog', 'account dialog'],
  ['miners', 'Miners'],
  ['miner', 'details of a miner'],
  ['discover', 'Discover'],
  ['pools', 'Pools'],
  ['history', 'History'],
  ['statement', 'statement dialog'],
  ['alerts', 'Alerts'],
  ['alerts-past', 'past alerts'],
  ['alert-rules', 'rules of alerts'],
  ['alert-channels', 'channels of alerts'],
  ['plan', 'Plan'],
  ['settings', 'Settings'],
  ['setup', 'Setup: point miners'],
];

/** The window of a fresh profile, by whose clock it is always the same time. */
async function openWindow({ browser, service, atMs }, theme) {
  const context = await browser.newContext({
    ...{ viewport: WIDE, locale: 'en-GB', timezoneId: 'UTC', colorScheme: theme, reducedMotion: 'reduce' },
  });
  await context.addCookies([await service.login()]);
  const page = await context.newPage();
  await page.clock.setFixedTime(atMs);
  await page.goto(service.url);
  await page.locator('[role=progressbar][aria-valuenow]').first().waitFor();
  return page;
}

async function takePicture(page, name) {
  await page.mouse.move(0, 0);
  await page.evaluate('scrollTo(0, 0)');
  await sleep(CALM_MS);
  const png = smallPng(await page.screenshot({ animations: 'disabled', caret: 'hide' }));
  if (png.length > MAX_BYTES)
    throw new Error(`${name} has ${png.length} bytes, more than a picture may have.`);
  writeFileSync(join(images, `${name}.png`), png);
  console.log(`docs/images/${name}.png ${(png.length / 1000).toFixed(0)} kB`);
}

async function main() {
  requireNode();
  await buildIfNeeded();
  const { lastMinutes, SHOWCASE_MS, showcaseDesks, showcaseFarm } = await import('#test/support/showcase.ts');
  const { ScriptedService } = await import('#test/support/scripted-service.ts');
  const { screensOf, settle, show } = await import('#test/e2e/support/screens.ts');
  mkdirSync(images, { recursive: true });
  const wanted = process.argv.slice(2);
  const isWanted = (name) => wanted.length === 0 || wanted.includes(name);
  const screens = new Map(screensOf('rack1-07').map((screen) => [screen.name, screen]));
  const browser = await chromium.launch({ executablePath: findOrInstallBrowser(), args: BROWSER_FLAGS });
  try {
    for (const theme of ['light', 'dark']) {
      const farm = showcaseFarm();
      const service = await new ScriptedService(farm, showcaseDesks(farm)).start();
      const page = await openWindow({ browser, service, atMs: SHOWCASE_MS }, theme);
      for await (const _ of lastMinutes(farm)) await sleep(30);
      for (const [name, screen] of PICTURES) {
        if (!isWanted(name)) continue;
        await show(page, screens.get(screen));
        await takePicture(page, theme === 'light' ? name : `${name}-dark`);
      }
      if (theme === 'light' && isWanted('overview-narrow')) {
        await page.setViewportSize(NARROW);
        await show(page, screens.get('Overview'));
        await settle(page);
        await takePicture(page, 'overview-narrow');
      }
      await page.context().close();
      await service.stop();
    }
  } finally {
    await browser.close();
  }
}

await main();
