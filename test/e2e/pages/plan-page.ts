import type { Locator, Page } from 'playwright-core';

/** How the farm is shared out, and what would happen otherwise. */
export class PlanPage {
  readonly #page: Page;
  readonly settings: Locator;
  readonly whatIf: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.settings = page.getByRole('region', { name: 'Policy and round' });
    this.whatIf = page.getByRole('region', { name: 'What if' });
  }

  async choosePolicy(name: string): Promise<void> {
    await this.settings.getByRole('radio', { name }).check();
  }

  async applyAfterLook(): Promise<string> {
    await this.settings.getByRole('button', { name: 'Apply …' }).click();
    const dialog = this.#page.getByRole('dialog', { name: 'Apply these settings?' });
    const text = (await dialog.textContent()) ?? '';
    await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
    return text;
  }

  async ask(): Promise<void> {
    await this.whatIf.getByRole('button', { name: 'What would happen?' }).click();
    await this.whatIf.getByRole('table').waitFor();
  }

  /** Finish now, finish then and difference of one account. */
  async outcome(account: string): Promise<string[]> {
    const row = this.whatIf
      .getByRole('row')
      .filter({ has: this.#page.getByRole('rowheader', { name: account }) });
    return row.getByRole('cell').allTextContents();
  }
}
