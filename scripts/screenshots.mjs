// npm run screenshots: takes the pictures in docs/images from the running demo.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { chromium } from 'playwright-core';

import { buildIfNeeded } from './build-if-needed.mjs';
import { BROWSER_FLAGS, findOrInstallBrowser } from './find-browser.mjs';
import { requireNode } from './require-node.mjs';

const root = join(import.meta.dirname, '..');
const images = join(root, 'docs/images');
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };
/** Each: file name, page, window, theme. */
const PICTURES = [
  ['overview', 'overview', WIDE, 'light'],
  ['accounts', 'accounts', WIDE, 'light'],
  ['miners', 'miners', WIDE, 'light'],
  ['overview-dark', 'overview', WIDE, 'dark'],
  ['accounts-dark', 'accounts', WIDE, 'dark'],
  ['miners-dark', 'miners', WIDE, 'dark'],
  ['overview-narrow', 'overview', NARROW, 'light'],
];
/** The second account is this far along when the pictures are taken. */
const SECOND_ACCOUNT_AT = 0.35;
const WAIT_LIMIT_MS = 240_000;

/** Starts the demo in a process of its own; resolves when it is ready. */
async function startDemo(dataDir) {
  const args = [join(root, 'out/main/headless.js'), '--demo', '--data-dir', dataDir, '--http', '127.0.0.1:0'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await Promise.race([
    new Promise((resolve) =>
      createInterface({ input: child.stdout }).once('line', (text) => resolve([text])),
    ),
    new Promise((_resolve, reject) =>
      child.once('exit', (code) => reject(new Error(`The demo ended with ${code}.`))),
    ),
  ]);
  return {
    child,
    http: JSON.parse(line).http,
    token: readFileSync(join(dataDir, 'api-token'), 'utf8').trim(),
  };
}

/** Resolves when the first account has its quota and the second one is well on its way. */
async function untilHalfWay({ http, token }) {
  const deadline = Date.now() + WAIT_LIMIT_MS;
  while (Date.now() < deadline) {
    const response = await fetch(`${http}/api/v1/farm`, { headers: { authorization: `Bearer ${token}` } });
    const [first, second] = (await response.json()).accounts;
    const fraction = second.creditedWork / second.targetWork;
    if (first.upToStandard && fraction >= SECOND_ACCOUNT_AT && fraction < 0.9) return;
    await sleep(1000);
  }
  throw new Error('The demo did not get as far as the pictures need.');
}

async function signIn(page, { http, token }) {
  await page.goto(`${http}/login`);
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Accounts and quotas' }).waitFor();
}

async function takePicture(page, http, [name, place, viewport, theme]) {
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.goto(`${http}/#/${place}`);
  await page.getByRole('main').waitFor();
  await page.mouse.move(0, 0);
  // Two figures a second apart: what is drawn after the first event is on screen.
  await sleep(1500);
  await page.screenshot({ path: join(images, `${name}.png`), animations: 'disabled' });
  console.log(`docs/images/${name}.png`);
}

async function main() {
  requireNode();
  await buildIfNeeded();
  mkdirSync(images, { recursive: true });
  const dataDir = mkdtempSync(join(tmpdir(), 'hashquota-pictures-'));
  const demo = await startDemo(dataDir);
  const browser = await chromium.launch({ executablePath: findOrInstallBrowser(), args: BROWSER_FLAGS });
  try {
    // The window is open from the start, so that it knows the hashrate of the last minutes.
    const page = await browser.newPage({ viewport: WIDE, locale: 'en-GB', timezoneId: 'UTC' });
    await signIn(page, demo);
    await untilHalfWay(demo);
    for (const picture of PICTURES) await takePicture(page, demo.http, picture);
  } finally {
    await browser.close();
    demo.child.kill('SIGTERM');
    await new Promise((resolve) => demo.child.once('exit', resolve));
    rmSync(dataDir, { recursive: true, force: true });
  }
}

await main();
