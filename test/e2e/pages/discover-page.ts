import type { Locator, Page } from 'playwright-core';

/** The machines on the LAN: the scan, the table, changes of pools. */
export class DiscoverPage {
  readonly #page: Page;
  readonly ranges: Locator;
  readonly scanPanel: Locator;
  readonly rows: Locator;
  readonly runs: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.scanPanel = page.getByRole('region', { name: 'Find machines' });
    this.ranges = page.getByLabel('Address ranges');
    this.rows = page.getByRole('grid', { name: 'Machines' }).locator('[role=row][data-id]');
    this.runs = page.getByRole('region', { name: 'Changes of pools' });
  }

  async scan(ranges: string): Promise<void> {
    await this.ranges.fill(ranges);
    await this.pressScan();
  }

  async pressScan(): Promise<void> {
    await this.scanPanel.getByRole('button', { name: 'Scan', exact: true }).click();
  }

  row(model: string): Locator {
    return this.rows.filter({ hasText: model });
  }

  cell(model: string, field: 'condition' | 'point' | 'poolText' | 'minerId' | 'hashrateNow'): Locator {
    return this.row(model).locator(`[data-field=${field}]`);
  }

  async choose(model: string, item: string): Promise<void> {
    await this.row(model)
      .getByRole('button', { name: /^Actions for/ })
      .click();
    await this.#page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  async tickAll(): Promise<void> {
    await this.#page.getByRole('checkbox', { name: 'Select all rows' }).check();
  }

  /** Presses a button of the bar for the chosen machines. */
  async withTicked(action: string): Promise<void> {
    const bar = this.#page.getByRole('toolbar', { name: 'With the chosen machines' });
    await bar.getByRole('button', { name: action, exact: true }).click();
  }

  /** The dialog whose title begins so. */
  dialog(title: RegExp | string): Locator {
    return this.#page.getByRole('dialog', { name: title });
  }

  /** Ticks the words that must be accepted. */
  async accept(dialog: Locator): Promise<void> {
    await dialog.getByRole('checkbox', { name: 'I have read this and go on' }).check();
  }

  /** The newest change of pools, as its line has it. */
  run(title: string): Locator {
    return this.runs.getByRole('listitem', { name: title }).first();
  }
}
