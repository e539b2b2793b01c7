// Draws the PNG icons of the desktop app from assets/icon.svg, in a browser.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { BROWSER_FLAGS, findOrInstallBrowser } from './find-browser.mjs';

const assets = join(import.meta.dirname, '../assets');
const SIZES = { 'icon.png': 1024, 'tray.png': 16, 'tray@1.5x.png': 24, 'tray@2x.png': 32 };

const svg = readFileSync(join(assets, 'icon.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: findOrInstallBrowser(), args: BROWSER_FLAGS });
try {
  for (const [name, size] of Object.entries(SIZES)) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
    writeFileSync(join(assets, name), await page.screenshot({ omitBackground: true }));
    await page.close();
  }
} finally {
  await browser.close();
}
