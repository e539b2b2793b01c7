import type { Locator, Page } from 'playwright-core';

import { MarkDialog } from './mark-dialog.ts';

/** The table of miners. */
export class MinersPage {
  readonly #page: Page;
  readonly search: Locator;
  readonly rows: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.search = page.getByRole('searchbox', { name: 'Search' });
    this.rows = page.getByRole('grid', { name: 'Miners' }).locator('[role=row][data-id]');
  }

  row(name: string): Locator {
    return this.rows.filter({ has: this.#page.getByRole('gridcell', { name, exact: true }) });
  }

  /** A cell by its column, as the table's model names it. */
  cell(name: string, field: 'name' | 'state' | 'accountName' | 'acceptedShares'): Locator {
    return this.row(name).locator(`[data-field=${field}]`);
  }

  async choose(name: string, item: string): Promise<void> {
    await this.#page.getByRole('button', { name: `Actions for ${name}` }).click();
    await this.#page.getByRole('menuitem', { name: item }).click();
  }

  async markFailed(name: string): Promise<MarkDialog> {
    await this.choose(name, 'Mark failed …');
    return MarkDialog.opened(this.#page, `Mark ${name} failed`);
  }

  async putBack(name: string): Promise<void> {
    await this.choose(name, 'Put back');
  }
}
