import type { Locator, Page } from 'playwright-core';

/** The first screen. */
export class OverviewPage {
  readonly #page: Page;
  readonly needs: Locator;
  readonly timeline: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.needs = page.getByRole('region', { name: 'What needs you' });
    this.timeline = page.getByRole('region', { name: 'Who works for whom' });
  }

  /** One figure at the top, such as `Miners working`. */
  tile(label: string): Locator {
    return this.#page.getByRole('region', { name: label, exact: true });
  }

  account(name: string): Locator {
    return this.#page
      .getByRole('listitem')
      .filter({ has: this.#page.getByRole('heading', { name, exact: true }) });
  }

  /** Whole percents that an account's bar shows. */
  async percentOf(name: string): Promise<number> {
    const text = await this.account(name).getByRole('progressbar').getAttribute('aria-valuenow');
    return Number(text);
  }

  /** The account's state in a word. */
  async stateOf(name: string): Promise<string> {
    return (await this.account(name).locator('.MuiChip-label').textContent()) ?? '';
  }
}
