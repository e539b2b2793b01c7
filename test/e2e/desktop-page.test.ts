import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { RPCHandler } from '@orpc/server/message-port';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';

import { guardPort, type ContractPort } from '#main/electron/guarded-port.ts';
import { answerAppRequest } from '#main/electron/protocol.ts';
import { ScriptedFarm } from '#test/support/scripted-farm.ts';
import { scriptedRouter } from '#test/support/scripted-router.ts';

// Only what registers the scheme would be used of it; the answers are made without Electron.
vi.mock('electron', () => ({ protocol: {} }));

const out = join(import.meta.dirname, '../../out');
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/150.0.0.0 Electron/45.0.0 Safari/537.36';

/** Runs the built preload with the one part of Electron it uses; the shell's end of the port goes to the test. */
function preloadScript(): string {
  return `{
    const listeners = new Map();
    const ipcRenderer = {
      on: (name, listener) => listeners.set(name, listener),
      send: (name) => {
        if (name !== 'hashquota:connect') return;
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => window.toShell(data);
        window.fromShell = (data) => port1.postMessage(data);
        listeners.get('hashquota:port')({ ports: [port2] });
      },
    };
    const require = () => ({ ipcRenderer });
    ${readFileSync(join(out, 'preload/preload.cjs'), 'utf8')}
  }
  document.addEventListener('securitypolicyviolation', (event) =>
    console.error('policy violated: ' + event.violatedDirective + ' by ' + event.blockedURI));`;
}

/** The shell's end of the port to a page. */
class PagePort implements ContractPort {
  readonly #page: Page;
  #listener: (event: { data: unknown }) => void = () => undefined;

  constructor(page: Page) {
    this.#page = page;
  }
  on(event: 'message' | 'close', listener: (event?: { data: unknown }) => void): void {
    if (event === 'message') this.#listener = listener;
  }
  receive(data: unknown): void {
    this.#listener({ data });
  }
  postMessage(message: unknown): void {
    const text = JSON.stringify(message);
    // A page that has been closed meanwhile needs no answer.
    this.#page.evaluate(`window.fromShell(${text})`).catch(() => undefined);
  }
}

describe('the page as the desktop shell serves it', () => {
  let browser: Browser;
  let page: Page;
  let refused = 0;
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await chromium.connect(inject('browserEndpoint'));
    page = await browser.newPage({ userAgent: USER_AGENT });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    // Chromium knows no app: scheme, so the shell's answers come from an https host of the same name.
    await page.route('**', async (route) => {
      const url = new URL(route.request().url());
      if (url.host !== 'farm') complaints.push(`asked elsewhere: ${url.href}`);
      const answer = await answerAppRequest(
        join(out, 'renderer'),
        new Request(`app://farm${url.pathname}`, { method: route.request().method() }),
      );
      await route.fulfill({
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: Buffer.from(await answer.arrayBuffer()),
      });
    });
    const port = new PagePort(page);
    const farm = new ScriptedFarm({
      nowMs: Date.now(),
      accounts: 3,
      miners: 6,
      hashrate: 1e14,
      quotaSpanMs: 3_600_000,
    });
    new RPCHandler(scriptedRouter(farm)).upgrade(
      guardPort(port, () => (refused += 1)),
      { context: { by: 'desktop' } },
    );
    await page.exposeBinding('toShell', (_source, data: unknown) => port.receive(data));
    await page.addInitScript({ content: preloadScript() });
    await page.goto('https://farm/');
  });

  afterAll(() => browser.close());

  it.each([
    ['Overview', 'main', 'owner'],
    ['Accounts', 'main', 'owner'],
    ['Miners', '[role="grid"]', 'rack'],
  ])('shows %s over the port that the preload hands it, within its policy', async (name, place, text) => {
    await page.getByRole('link', { name, exact: true }).click();
    await page.locator(place).filter({ hasText: text }).first().waitFor();
    expect({ complaints, refused }).toEqual({ complaints: [], refused: 0 });
  });

  it('gives the page nothing of Node', async () => {
    expect(await page.evaluate('[typeof require, typeof process, typeof module]')).toEqual([
      'undefined',
      'undefined',
      'undefined',
    ]);
  });
});
