// Draws all icons of the desktop app from assets/icon.svg, in a browser. The results are committed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { BROWSER_FLAGS, findOrInstallBrowser } from './find-browser.mjs';
import { icnsFile, icoFile, ICNS_TYPES, ICO_SIZES } from './icon-files.mjs';

const assets = join(import.meta.dirname, '../assets');

/** Sizes of the hicolor theme, which Linux desktops look for. */
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
/** The tray shows 16 points; screens of 150 % and 200 % have files of their own. */
const TRAY_SIZES = { '': 16, '@1.5x': 24, '@2x': 32 };

/** What lies over the lower right corner; the shape alone tells the three apart. */
const BADGES = {
  ok: '',
  attention:
    '<path d="M352 208L512 496H192z" fill="#ffb000" stroke="#3b2a00" stroke-width="32" stroke-linejoin="round"/>' +
    '<path d="M352 304v88M352 436v12" stroke="#3b2a00" stroke-width="44" stroke-linecap="round"/>',
  critical:
    '<circle cx="344" cy="344" r="160" fill="#d4351c" stroke="#ffffff" stroke-width="32"/>' +
    '<path d="M280 280l128 128M408 280L280 408" stroke="#ffffff" stroke-width="52" stroke-linecap="round"/>',
};

const icon = readFileSync(join(assets, 'icon.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: findOrInstallBrowser(), args: BROWSER_FLAGS });
const drawn = new Map();

async function draw(svg, size) {
  const key = `${size} ${svg}`;
  if (drawn.has(key)) return drawn.get(key);
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  drawn.set(key, png);
  return png;
}

async function drawAll(sizes) {
  const pictures = [];
  for (const [name, size] of sizes) pictures.push({ name, size, png: await draw(icon, size) });
  return pictures;
}

try {
  writeFileSync(join(assets, 'icon.png'), await draw(icon, 1024));
  mkdirSync(join(assets, 'icons'), { recursive: true });
  for (const { size, png } of await drawAll(LINUX_SIZES.map((size) => ['', size])))
    writeFileSync(join(assets, `icons/${size}x${size}.png`), png);
  writeFileSync(join(assets, 'icon.ico'), icoFile(await drawAll(ICO_SIZES.map((size) => ['', size]))));
  const mac = await drawAll(Object.entries(ICNS_TYPES));
  writeFileSync(join(assets, 'icon.icns'), icnsFile(mac.map(({ name, png }) => ({ type: name, png }))));
  for (const [look, badge] of Object.entries(BADGES)) {
    const svg = icon.replace('</svg>', `${badge}</svg>`);
    for (const [suffix, size] of Object.entries(TRAY_SIZES))
      writeFileSync(join(assets, `tray-${look}${suffix}.png`), await draw(svg, size));
  }
} finally {
  await browser.close();
}
