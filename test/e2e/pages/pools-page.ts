import type { Locator, Page } from 'playwright-core';

import { MarkDialog } from './mark-dialog.ts';

/** The pool endpoints of all accounts. */
export class PoolsPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  account(name: string): Locator {
    return this.#page.getByRole('region', { name, exact: true });
  }

  /** The line of an endpoint, by its place in the failover order. */
  endpoint(account: string, place: number): Locator {
    return this.account(account)
      .getByRole('table')
      .locator('tbody tr')
      .nth(place - 1);
  }

  async markFailed(account: string, place: number, note: string): Promise<void> {
    await this.endpoint(account, place).getByRole('button', { name: 'Mark failed …' }).click();
    const dialog = await MarkDialog.opened(this.#page, 'Mark this pool endpoint failed');
    await dialog.confirm(note);
  }
}
