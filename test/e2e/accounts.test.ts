import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';

import { AccountsPage } from './pages/accounts-page.ts';
import { Frame } from './pages/frame.ts';
import { Browsing } from './support/browsing.ts';
import { Hashquota } from './support/hashquota.ts';

describe('the accounts of the running demo', () => {
  let app: Hashquota;
  let browsing: Browsing;
  let page: Page;
  let frame: Frame;
  let accounts: AccountsPage;

  beforeAll(async () => {
    [app, browsing] = await Promise.all([Hashquota.demo(), Browsing.start()]);
    page = await browsing.signIn(app);
    frame = new Frame(page);
    accounts = new AccountsPage(page);
    await frame.goTo('Accounts');
  });
  afterAll(async () => {
    await Promise.all([app?.stop(), browsing?.stop()]);
  });
  afterEach(() => {
    expect(browsing.takeComplaints()).toEqual([]);
  });

  /** Resolves when a screen reader has been told so. */
  async function said(text: RegExp): Promise<void> {
    await page.getByRole('status').filter({ hasText: text }).waitFor({ state: 'attached' });
  }

  async function orderInEngine(): Promise<string[]> {
    return (await app.snapshot()).accounts.map(({ id }) => id);
  }

  it('says beside each field what is missing, and keeps what was typed', async () => {
    const dialog = await accounts.add();
    await dialog.address(1).fill('http://pool.example');
    await dialog.trySave();
    const text = (await dialog.root.textContent()) ?? '';
    expect(text).toContain('Give the account a name.');
    expect(text).toContain('Write it as stratum+tcp://host:port or stratum+ssl://host:port.');
    expect(text).toContain('Enter the worker name that the pool expects.');
    expect(text).toContain('Enter a quota, or make this the overflow account.');
    await expect.poll(() => dialog.name.evaluate((field) => field.matches(':focus'))).toBe(true);
    expect(await dialog.address(1).inputValue()).toBe('http://pool.example');
    await dialog.cancel();
  });

  it('tells in words why a connection fails', async () => {
    const dialog = await accounts.add();
    await dialog.address(1).fill(`stratum+tcp://127.0.0.1:${await closedPort()}`);
    await dialog.worker.fill('eve.farm1');
    const report = await dialog.testConnection();
    expect(report).toMatch(/^Nothing listens on 127\.0\.0\.1:\d+\./);
    await dialog.cancel();
  });

  it('changes a quota and shows the new one everywhere', async () => {
    const dialog = await accounts.edit('carol');
    expect(await dialog.worker.inputValue()).toBe('carol.farm1');
    await dialog.chooseQuotaKind('Share of the farm');
    await dialog.quota.fill('25 %');
    await dialog.save();
    await frame.message('carol is saved.').waitFor();
    const again = await accounts.edit('carol');
    expect(await again.quota.inputValue()).toBe('25 %');
    await again.cancel();
  });

  it('changes the order by keys', async () => {
    await accounts.handle('bob').focus();
    await page.keyboard.press('Space');
    await said(/bob.*number 2 of 4/);
    await page.keyboard.press('ArrowUp');
    await said(/bob is now number 1 of 4/);
    await page.keyboard.press('Space');
    await said(/bob is dropped as number 1 of 4/);
    await expect.poll(orderInEngine).toEqual(['bob', 'alice', 'carol', 'owner']);
    expect(await accounts.order()).toEqual(['bob', 'alice', 'carol', 'owner']);
  });

  it('changes the order by dragging, and by the menu', async () => {
    await accounts.drag('alice', 'bob');
    await expect.poll(orderInEngine).toEqual(['alice', 'bob', 'carol', 'owner']);
    await accounts.choose('carol', 'Move up');
    await expect.poll(orderInEngine).toEqual(['alice', 'carol', 'bob', 'owner']);
    await frame.reload();
    await expect.poll(() => accounts.order()).toEqual(['alice', 'carol', 'bob', 'owner']);
  });

  it('removes an account and takes it back with all it had', async () => {
    const before = (await app.snapshot()).accounts.find(({ id }) => id === 'bob');
    await accounts.remove('bob');
    await frame.message('bob is removed. Its history is kept.').waitFor();
    await expect.poll(() => accounts.order()).toEqual(['alice', 'carol', 'owner']);
    await frame.undo();
    await frame.message('bob is back.').waitFor();
    await expect.poll(() => accounts.order()).toContain('bob');
    const after = (await app.snapshot()).accounts.find(({ id }) => id === 'bob');
    expect(after?.targetWork).toBe(before?.targetWork);
    expect(after?.pools.map(({ id }) => id)).toEqual(before?.pools.map(({ id }) => id));
    expect(await accounts.order()).toEqual(['alice', 'carol', 'bob', 'owner']);
  });
});

/** A port of this machine on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
