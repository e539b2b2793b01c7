import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { realClock } from '#engine/lib/clock.ts';
import { CpuMiner } from '#main/demo/cpu-miner.ts';
import { ValidatingPool } from '#main/demo/validating-pool.ts';

import { Browsing } from './support/browsing.ts';
import { Hashquota } from './support/hashquota.ts';

const DIFFICULTY = 2 ** -24;

/** Presses Tab until what has the focus matches; fails after a walk that is too long for a person. */
async function tabTo(page: Page, what: RegExp): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    if (what.test(await nameOfFocused(page))) return;
  }
  throw new Error(`${what} is not reached by Tab`);
}

/** The accessible name of what has the focus, as far as these pages need it. */
function nameOfFocused(page: Page): Promise<string> {
  return page.evaluate<string>(`(() => {
    const element = document.activeElement;
    const labels = [...(element.labels ?? [])].map((label) => label.textContent).join(' ');
    return element.ariaLabel ?? (labels || element.textContent || '');
  })()`);
}

async function fill(page: Page, field: RegExp, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.type(text);
}

async function press(page: Page, button: RegExp): Promise<void> {
  await tabTo(page, button);
  await page.keyboard.press('Enter');
}

describe('the first start, by keys alone', () => {
  let app: Hashquota;
  let browsing: Browsing;
  let pool: ValidatingPool;
  const miners: CpuMiner[] = [];

  beforeAll(async () => {
    pool = new ValidatingPool({
      clock: realClock,
      difficulty: DIFFICULTY,
      jobIntervalMs: 4000,
      extranonce2Size: 8,
    });
    await pool.start();
    [app, browsing] = await Promise.all([
      Hashquota.farm({
        version: 1,
        proxy: { difficulty: { start: DIFFICULTY, min: DIFFICULTY / 16, sharesPerMinute: 240 } },
        accounts: [
          { name: 'before', pools: [pool.url], worker: 'before.farm1', quota: { hashrate: '1 GH/s' } },
        ],
      }),
      Browsing.start(),
    ]);
    // A farm file has an account at least; the first start has none.
    const removed = await fetch(`${app.url}/api/v1/accounts/before`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${app.token}` },
    });
    expect(removed.status).toBe(200);
  });
  afterAll(async () => {
    await Promise.all(miners.map((miner) => miner.close()));
    await Promise.all([app?.stop(), browsing?.stop(), pool?.stop()]);
  });
  afterEach(() => {
    expect(browsing.takeComplaints()).toEqual([]);
  });

  it('leads from an empty farm to the first share, and not there again', async () => {
    const page = await browsing.newPage(app);
    await page.context().addCookies([await app.login()]);
    await page.goto('/');
    await page.getByRole('heading', { level: 2, name: 'Accounts' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#/setup');

    await press(page, /^Add an account$/);
    const dialog = page.getByRole('dialog', { name: 'Add an account' });
    await dialog.waitFor();
    await page.keyboard.type('alice');
    await fill(page, /^Address 1/, pool.url);
    await fill(page, /^Worker name/, 'alice.farm1');
    await press(page, /^Test connection$/);
    await dialog.getByRole('alert').getByRole('listitem').nth(3).waitFor();
    await fill(page, /^Quota/, '1 GH/s');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('list', { name: 'Your accounts' }).getByText('alice').waitFor();

    // Looking for machines is left out: the networks of the computer that tests are none of a test's business.
    await press(page, /^Next$/);
    await page.getByRole('button', { name: 'Look for miners' }).waitFor();
    await press(page, /^Next$/);
    const { host, port } = app.stratum;
    await page.getByText(`stratum+tcp://${host}:${port}`).waitFor();
    await page.getByText('No miner has come yet').waitFor();

    const miner = new CpuMiner({
      host,
      port,
      worker: 'farm.rack1-01',
      profile: 'cgminer',
      clock: realClock,
      reconnect: true,
      hashrateLimitHps: 8000,
      suggestDifficulty: DIFFICULTY,
    });
    miners.push(miner);
    miner.run();
    miner.connect().catch(() => undefined);
    const arrivals = page.getByRole('region', { name: 'Miners that have come' });
    await arrivals
      .getByRole('listitem')
      .filter({ hasText: 'rack1-01' })
      .getByRole('img', { name: 'is here' })
      .waitFor();
    await page.getByRole('group', { name: 'The first share is accepted.' }).getByText('alice').waitFor();
    expect(pool.countsOf('alice.farm1').work).toBeGreaterThan(0);

    await press(page, /^Go to the Overview$/);
    await page.getByRole('heading', { name: 'Accounts and quotas' }).waitFor();
    await page.goto('/');
    await page.getByRole('heading', { name: 'Accounts and quotas' }).waitFor();
    await page.context().close();
  });
});
