import type { Locator, Page } from 'playwright-core';

/** Everything about one account. */
export class AccountDialog {
  readonly root: Locator;
  readonly name: Locator;
  readonly worker: Locator;
  readonly quota: Locator;
  readonly steps: Locator;

  static async opened(page: Page, title: string): Promise<AccountDialog> {
    const dialog = new AccountDialog(page, title);
    await dialog.root.waitFor();
    return dialog;
  }

  private constructor(page: Page, title: string) {
    this.root = page.getByRole('dialog', { name: title });
    this.name = this.root.getByRole('textbox', { name: /^Name/ });
    this.worker = this.root.getByRole('textbox', { name: 'Worker name' });
    this.quota = this.root.getByRole('textbox', { name: 'Quota' });
    this.steps = this.root.getByRole('alert').getByRole('listitem');
  }

  address(n: number): Locator {
    return this.root.getByRole('textbox', { name: `Address ${n}` });
  }

  async chooseQuotaKind(kind: string): Promise<void> {
    await this.root.getByRole('combobox', { name: 'Quota as' }).click();
    await this.root.page().getByRole('option', { name: kind }).click();
  }

  async addAddress(url: string): Promise<void> {
    await this.root.getByRole('button', { name: 'Add a fallback address' }).click();
    await this.root.getByRole('textbox', { name: 'Address' }).last().fill(url);
  }

  /** Tries the first address; resolves with what the dialog says about it. */
  async testConnection(): Promise<string> {
    await this.root.getByRole('button', { name: 'Test connection' }).click();
    const report = this.root.getByRole('alert');
    await report.waitFor();
    return (await report.textContent()) ?? '';
  }

  /** Presses Save, whatever comes of it. */
  async trySave(): Promise<void> {
    await this.root.getByRole('button', { name: 'Save' }).click();
  }

  async save(): Promise<void> {
    await this.trySave();
    await this.root.waitFor({ state: 'hidden' });
  }

  async cancel(): Promise<void> {
    await this.root.getByRole('button', { name: 'Cancel' }).click();
    await this.root.waitFor({ state: 'hidden' });
  }
}
