import type { Locator, Page } from 'playwright-core';

export type Place =
  'Overview' | 'Allocation' | 'History' | 'Accounts' | 'Miners' | 'Discover' | 'Plan' | 'Pools' | 'Alerts';

/** What stands around every page: header, navigation, banners, the message at the bottom. */
export class Frame {
  readonly page: Page;
  readonly header: Locator;
  readonly marksBanner: Locator;
  readonly connectionBanner: Locator;

  constructor(page: Page) {
    this.page = page;
    this.header = page.getByRole('region', { name: 'Farm status' });
    this.marksBanner = page.getByRole('status').filter({ hasText: 'marked failed by you' });
    this.connectionBanner = page.getByRole('alert').filter({ hasText: 'Last update' });
  }

  /** Goes there by the navigation; resolves when the page has its content. */
  async goTo(place: Place): Promise<void> {
    const link = this.page.getByRole('navigation').getByRole('link', { name: place });
    const more = this.page.getByRole('button', { name: 'More', exact: true });
    // A narrow window has the rarer pages behind a button.
    if ((await link.count()) === 0 && (await more.count()) > 0) await more.click();
    await link.click();
    await this.page.getByRole('heading', { level: 1, name: place }).waitFor({ state: 'attached' });
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.getByRole('main').waitFor();
  }

  message(text: string): Locator {
    return this.page.locator('.MuiSnackbar-root').filter({ hasText: text });
  }

  async undo(): Promise<void> {
    await this.page.getByRole('button', { name: 'Undo' }).click();
  }
}
