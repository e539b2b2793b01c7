import type { Locator, Page } from 'playwright-core';

/** Says what marking failed will do, and does it. */
export class MarkDialog {
  readonly root: Locator;
  readonly consequences: Locator;
  readonly note: Locator;

  static async opened(page: Page, title: string): Promise<MarkDialog> {
    const dialog = new MarkDialog(page, title);
    await dialog.root.waitFor();
    return dialog;
  }

  private constructor(page: Page, title: string) {
    this.root = page.getByRole('dialog', { name: title });
    this.consequences = this.root.getByRole('region', { name: 'What will happen' });
    this.note = this.root.getByLabel('Note (optional)');
  }

  async confirm(note: string): Promise<void> {
    await this.note.fill(note);
    await this.root.getByRole('button', { name: 'Mark failed' }).click();
    await this.root.waitFor({ state: 'hidden' });
  }
}
