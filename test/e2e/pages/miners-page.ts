import type { Locator, Page } from 'playwright-core';

import { MarkDialog } from './mark-dialog.ts';

/** The table of miners. */
export class MinersPage {
  readonly #page: Page;
  readonly search: Locator;
  readonly rows: Locator;
  readonly standby: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.search = page.getByRole('searchbox', { name: 'Search' });
    this.standby = page.getByRole('region', { name: 'Standby', exact: true });
    this.rows = page.getByRole('grid', { name: 'Miners' }).locator('[role=row][data-id]');
  }

  row(name: string): Locator {
    return this.rows.filter({ has: this.#page.getByRole('gridcell', { name, exact: true }) });
  }

  /** A cell by its column, as the table's model names it. */
  cell(name: string, field: 'name' | 'state' | 'role' | 'accountName' | 'acceptedShares'): Locator {
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

  /** Ticks the row. */
  async tick(name: string): Promise<void> {
    await this.row(name).getByRole('checkbox').check();
  }

  async withTicked(action: string): Promise<void> {
    const bar = this.#page.getByRole('toolbar', { name: 'With the chosen miners' });
    await bar.getByRole('button', { name: action, exact: true }).click();
  }

  async details(name: string): Promise<Locator> {
    await this.choose(name, 'Details');
    const drawer = this.#page.getByRole('dialog', { name });
    await drawer.waitFor();
    return drawer;
  }

  async putBack(name: string): Promise<void> {
    await this.choose(name, 'Put back');
  }
}
