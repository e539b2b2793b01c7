import type { Locator, Page } from 'playwright-core';

import { AccountDialog } from './account-dialog.ts';

/** For whom the farm mines. */
export class AccountsPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  card(name: string): Locator {
    return this.#page
      .getByRole('listitem')
      .filter({ has: this.#page.getByRole('heading', { name, exact: true }) });
  }

  /** The names from top to bottom. */
  order(): Promise<string[]> {
    return this.#page.getByRole('main').getByRole('heading', { level: 2 }).allTextContents();
  }

  handle(name: string): Locator {
    return this.#page.getByRole('button', { name: `Move ${name}:` });
  }

  endpoint(account: string, url: string): Locator {
    return this.#page
      .getByRole('list', { name: `Pool endpoints of ${account}` })
      .getByRole('listitem')
      .filter({ hasText: url });
  }

  async add(): Promise<AccountDialog> {
    await this.#page.getByRole('button', { name: 'Add account' }).click();
    return AccountDialog.opened(this.#page, 'Add an account');
  }

  async edit(name: string): Promise<AccountDialog> {
    await this.#page.getByRole('button', { name: `Edit ${name}` }).click();
    return AccountDialog.opened(this.#page, `Edit ${name}`);
  }

  async choose(name: string, item: string): Promise<void> {
    await this.#page.getByRole('button', { name: `More for ${name}` }).click();
    await this.#page.getByRole('menuitem', { name: item }).click();
  }

  async remove(name: string): Promise<void> {
    await this.choose(name, 'Remove …');
    const dialog = this.#page.getByRole('dialog', { name: `Remove ${name}?` });
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** Drags one account by its handle onto another's place. */
  async drag(name: string, ontoName: string): Promise<void> {
    const from = await this.#middleOf(this.handle(name));
    const onto = await this.#middleOf(this.handle(ontoName));
    await this.#page.mouse.move(from.x, from.y);
    await this.#page.mouse.down();
    await this.#page.mouse.move(from.x, (from.y + onto.y) / 2, { steps: 5 });
    await this.#page.mouse.move(onto.x, onto.y, { steps: 5 });
    await this.#page.mouse.up();
  }

  async #middleOf(locator: Locator): Promise<{ x: number; y: number }> {
    const box = await locator.boundingBox();
    if (!box) throw new Error('not on screen');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }
}
