import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';

import type { Hashquota } from './hashquota.ts';

const TIMEOUT_MS = 15_000;
const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('policy violated: ' + event.violatedDirective + ' by ' + (event.blockedURI || 'inline code')));`;

/** A browser whose pages are watched: whatever they complain about, and whatever they ask elsewhere, is kept. */
export class Browsing {
  readonly #browser: Browser;
  #complaints: string[] = [];

  static async start(): Promise<Browsing> {
    return new Browsing(await chromium.connect(inject('browserEndpoint')));
  }

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** A page of a fresh browser profile, on nothing yet. */
  async newPage(app: Hashquota, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      timezoneId: 'UTC',
      baseURL: app.url,
      reducedMotion: 'reduce',
      ...options,
    });
    await context.addInitScript({ content: REPORT_VIOLATIONS });
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    this.#watch(page, app.url);
    return page;
  }

  /** The same with a login, on the Overview. */
  async signIn(app: Hashquota, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.newPage(app, options);
    await page.context().addCookies([await app.login()]);
    await page.goto('/');
    await page.getByRole('heading', { name: 'Accounts and quotas' }).waitFor();
    return page;
  }

  /** What was complained about since the last call, but for what `expected` matches. */
  takeComplaints(expected?: RegExp): string[] {
    const complaints = this.#complaints.filter((text) => !expected?.test(text));
    this.#complaints = [];
    return complaints;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
  }

  #watch(page: Page, url: string): void {
    const { host } = new URL(url);
    const complain = (text: string) => this.#complaints.push(text);
    const checkAddress = (address: string) => {
      const target = new URL(address);
      if (target.protocol !== 'data:' && target.host !== host) complain(`asked elsewhere: ${address}`);
    };
    page.on('console', (message) => {
      if (['error', 'warning', 'assert'].includes(message.type()))
        complain(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complain(`not caught: ${error.message}`));
    page.on('request', (request) => checkAddress(request.url()));
    page.on('websocket', (socket) => checkAddress(socket.url()));
  }
}
