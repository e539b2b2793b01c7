import type { Locator, Page } from 'playwright-core';

/** Where the token is asked for. */
export class LoginPage {
  readonly #page: Page;
  readonly problem: Locator;
  readonly token: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.problem = page.getByRole('alert');
    this.token = page.getByLabel('Token');
  }

  async open(): Promise<void> {
    await this.#page.goto('/login');
  }

  async signIn(token: string): Promise<void> {
    await this.token.fill(token);
    await this.#page.getByRole('button', { name: 'Log in' }).click();
  }
}
