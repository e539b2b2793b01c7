import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page, WebSocketRoute } from 'playwright-core';

import { Frame } from './pages/frame.ts';
import { LoginPage } from './pages/login-page.ts';
import { OverviewPage } from './pages/overview-page.ts';
import { Browsing } from './support/browsing.ts';
import { SmallFarm } from './support/small-farm.ts';

const HOUR_SECONDS = 3600;
/** What a browser itself notes when a server is gone, or wants a login again. */
const NETWORK_NOTES = /net::ERR_|WebSocket connection to .* failed|401 \(Unauthorized\)/;

describe('a window that loses its engine', () => {
  let farm: SmallFarm;
  let browsing: Browsing;
  let page: Page;
  let frame: Frame;
  let overview: OverviewPage;

  beforeAll(async () => {
    [farm, browsing] = await Promise.all([
      SmallFarm.start({ alice: HOUR_SECONDS }, { miners: 4 }),
      Browsing.start(),
    ]);
  });
  afterAll(async () => {
    await Promise.all([farm?.stop(), browsing?.stop()]);
  });
  beforeEach(async () => {
    page = await browsing.signIn(farm.app);
    frame = new Frame(page);
    overview = new OverviewPage(page);
  });
  afterEach(async () => {
    await page.context().close();
    expect(browsing.takeComplaints(NETWORK_NOTES)).toEqual([]);
  });

  it('says that its line is lost, and shows live figures again when it is back', async () => {
    const lines: WebSocketRoute[] = [];
    let isBroken = false;
    await page.routeWebSocket('**/rpc', (line) => {
      if (isBroken) return void line.close();
      line.connectToServer();
      lines.push(line);
    });
    await frame.reload();
    await expect.poll(answeredShares).toBeGreaterThan(0);

    isBroken = true;
    for (const line of lines) await line.close();
    await expect.poll(() => frame.connectionBanner.textContent()).toContain('Connection lost.');
    expect(await page.getByRole('main').getAttribute('aria-busy')).toBe('true');
    const before = await answeredShares();

    isBroken = false;
    await frame.connectionBanner.waitFor({ state: 'hidden' });
    await expect.poll(answeredShares).toBeGreaterThan(before);
    expect(await page.getByRole('main').getAttribute('aria-busy')).toBe('false');
  });

  it('finds everything where it was after the engine was killed and started again', async () => {
    await expect.poll(() => overview.tile('Miners working').textContent()).toContain('4 of 4');
    await expect.poll(answeredShares).toBeGreaterThan(10);
    const before = await answeredShares();

    await farm.app.kill();
    await expect.poll(() => frame.connectionBanner.textContent()).toContain('Connection lost.');
    await farm.app.startAgain();
    await page.getByText('You are signed out.').waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await new LoginPage(page).signIn(farm.app.token);

    await expect.poll(() => overview.tile('Miners working').textContent()).toContain('4 of 4');
    expect(await answeredShares(), 'nothing that was credited is lost').toBeGreaterThanOrEqual(before);
    await expect.poll(answeredShares).toBeGreaterThan(before + 10);
  });

  /** Shares of this round that the pools have answered, as the tile has it. */
  async function answeredShares(): Promise<number> {
    const text = (await overview.tile('Rejected this round').textContent()) ?? '';
    return Number(/of ([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? 0);
  }
});
