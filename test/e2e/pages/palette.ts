import type { Locator, Page } from 'playwright-core';

/** The command palette, by keys alone. */
export class PaletteDialog {
  readonly #page: Page;
  readonly field: Locator;
  readonly options: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.field = page.getByRole('combobox', { name: 'Find or do' });
    this.options = page.getByRole('listbox', { name: 'Results' }).getByRole('option');
  }

  async open(): Promise<void> {
    await this.#page.keyboard.press('Control+k');
    await this.field.waitFor();
  }

  /** Title of the option that Enter would run, as the field names it to a screen reader. */
  async chosen(): Promise<string> {
    const id = await this.field.getAttribute('aria-activedescendant');
    return (await this.#page.locator(`[id="${id}"] > span`).first().textContent()) ?? '';
  }

  /** Types, waits until the first result is the one expected, and runs it. */
  async run(text: string, expected: string): Promise<void> {
    await this.open();
    await this.#page.keyboard.type(text);
    await this.options.first().filter({ hasText: expected }).waitFor();
    await this.#page.keyboard.press('Enter');
    await this.field.waitFor({ state: 'hidden' });
  }
}
