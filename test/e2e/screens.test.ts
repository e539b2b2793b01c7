import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';

import { seriousFindings } from './support/axe.ts';
import { Browsing } from './support/browsing.ts';
import { Hashquota } from './support/hashquota.ts';
import { screensOf, show } from './support/screens.ts';

describe('every screen of the running demo', () => {
  let app: Hashquota;
  let browsing: Browsing;
  let page: Page;
  let alertStreams = 0;

  beforeAll(async () => {
    [app, browsing] = await Promise.all([Hashquota.demo(), Browsing.start()]);
    page = await browsing.signIn(app, { bypassCSP: true });
    page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => {
        if (payload.includes('/alerts/events')) alertStreams += 1;
      }),
    );
    await page.reload();
  });
  afterAll(async () => {
    await Promise.all([app?.stop(), browsing?.stop()]);
  });

  it.each(screensOf('rack1-01'))(
    '$name has nothing serious for axe, fits, and complains of nothing',
    async (screen) => {
      await show(page, screen);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      const findings = await seriousFindings(page, 'all');
      expect({ findings, width, complaints: browsing.takeComplaints() }).toEqual({
        findings: [],
        width: 1280,
        complaints: [],
      });
    },
  );

  it('has asked once to be told of alerts, whatever was shown meanwhile', () => {
    expect(alertStreams).toBe(1);
  });
});
