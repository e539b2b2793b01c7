import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { DevPage } from './support/dev-page.ts';

const PLACES = [
  'overview',
  'allocation',
  'history',
  'alerts',
  'accounts',
  'accounts?add=1',
  'miners',
  'miners?miner=rack1-01',
  'pools',
  'discover',
  'plan',
  'settings',
  'setup?step=accounts',
  'setup?step=find',
  'setup?step=point',
];
const LOADED_MS = 60_000;

/** Visible texts with letters in them, and every string that the scripted farm and LAN hold. */
const READ = `(() => {
  const data = new Set();
  const seen = new Set();
  const collect = (value) => {
    if (typeof value === 'string') data.add(value);
    else if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value);
      for (const one of value instanceof Map ? value.values() : Object.values(value)) collect(one);
    }
  };
  collect(window.farm.snapshot());
  collect(window.farm.extras());
  collect(window.farm.settings);
  collect(window.lan.machines());
  collect(window.lan.networks());
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data: text, parentElement } = walker.currentNode;
    if (/[\\p{L}]{2}/u.test(text) && !parentElement.closest('script, style, noscript, [aria-hidden=true]'))
      texts.push(text.trim());
  }
  for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]'))
    for (const name of ['aria-label', 'placeholder', 'title']) {
      const text = element.getAttribute(name);
      if (text !== null && /[\\p{L}]{2}/u.test(text)) texts.push(text);
    }
  return { texts, data: [...data] };
})()`;

/** Figures with their signs, times, keys, options of the command line, and names that are the same everywhere. */
const SAME_EVERYWHERE =
  /^(Hashquota|Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|English|简体中文|Ctrl|Enter|Space|Esc|AM|PM|GMT|UTC|[kMGTPEZ]?H(\/s)?|pp|rpm|°C|TH|J\/TH|[kMGT]?W|[kMGT]?B|--(stratum|http)|HOST:PORT|SHA-?256|CSV|PDF|JSON|hashquota-[\w-]+\.hqbackup|(stratum\+)?(tcp|ssl|https?):\/\/\S*|\d[\w.:/-]*)$/;

/** Words that the libraries bring; a language that is spoken brings the libraries' own translations. */
const OF_LIBRARIES = new Set(['Select all rows', 'Select row', 'Sort', 'Open', 'Close', 'Clear']);

/** Texts of the page that neither came through \`t\` nor are the farm's own. */
async function untranslated(page: Page): Promise<string[]> {
  const { texts, data } = await page.evaluate<{ texts: string[]; data: string[] }>(READ);
  const names = data.flatMap((text) => [text, text.replace(/^[\w+]+:\/\//, '')]);
  const known = names.toSorted((a, b) => b.length - a.length).filter((text) => text.length > 1);
  return [...new Set(texts)].filter((text) => {
    if (text.includes('⟦') || OF_LIBRARIES.has(text)) return false;
    const rest = known.reduce((left, name) => left.replaceAll(name, ' '), text);
    return rest
      .split(/[\s\u00a0·,;()[\]→–~]+/u)
      .some((word) => /[\p{L}]{2}/u.test(word) && !SAME_EVERYWHERE.test(word));
  });
}

describe('a language that nobody speaks', () => {
  let dev: DevPage;
  let browser: Browser;

  beforeAll(async () => {
    [dev, browser] = await Promise.all([DevPage.start(), chromium.connect(inject('browserEndpoint'))]);
  });
  afterAll(async () => {
    await browser?.close();
    await dev?.stop();
  });

  it('shows no text of any page that is not translated, and cuts none of the frame off', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
    const found: Record<string, string[]> = {};
    for (const place of PLACES) {
      await page.goto(`${dev.url}?language=pseudo#/${place}`);
      await page.reload();
      await page.locator('main').getByText('⟦').first().waitFor({ timeout: LOADED_MS });
      await expect.poll(() => page.locator('main .MuiSkeleton-root').count()).toBe(0);
      found[place] = await untranslated(page);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (width > 1280) found[place].push(`${width} pixels wide`);
    }
    expect(found).toEqual(Object.fromEntries(PLACES.map((place) => [place, []])));
    await page.close();
  });
});
