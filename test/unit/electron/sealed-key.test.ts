import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { hasSealedKey, loadSealedKey, type KeyStore } from '#main/electron/sealed-key.ts';

/** A key store of one user: what another has sealed does not open. */
class UserKeyStore implements KeyStore {
  readonly #user: string;
  isOutdated = false;

  constructor(user: string) {
    this.#user = user;
  }
  async seal(text: string): Promise<Buffer> {
    return Buffer.from(`${this.#user}:${Buffer.from(text).toString('hex')}`);
  }
  async open(sealed: Buffer): Promise<{ text: string; isOutdated: boolean }> {
    const [user, hex = ''] = sealed.toString().split(':');
    if (user !== this.#user) throw new Error('not yours');
    return { text: Buffer.from(hex, 'hex').toString(), isOutdated: this.isOutdated };
  }
}

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hashquota-key-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

it('makes a key once and finds it again', async () => {
  const store = new UserKeyStore('ann');
  expect(hasSealedKey(dataDir)).toBe(false);
  const key = await loadSealedKey(dataDir, store);
  expect([key.length, hasSealedKey(dataDir)]).toEqual([32, true]);
  expect((await loadSealedKey(dataDir, store)).equals(key)).toBe(true);
});

it('keeps the sealed key readable for its owner only, and never open', async () => {
  const key = await loadSealedKey(dataDir, new UserKeyStore('ann'));
  const file = join(dataDir, 'desktop.key');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file).includes(key)).toBe(false);
});

it('seals the same key anew when the store asks for it', async () => {
  const store = new UserKeyStore('ann');
  const key = await loadSealedKey(dataDir, store);
  store.isOutdated = true;
  const before = statSync(join(dataDir, 'desktop.key')).ino;
  expect((await loadSealedKey(dataDir, store)).equals(key)).toBe(true);
  expect(statSync(join(dataDir, 'desktop.key')).ino).not.toBe(before);
});

it('keeps a key that another user has sealed, and says what to do', async () => {
  await loadSealedKey(dataDir, new UserKeyStore('ann'));
  const before = readFileSync(join(dataDir, 'desktop.key'));
  await expect(loadSealedKey(dataDir, new UserKeyStore('bob'))).rejects.toThrow(
    /cannot open \(.*desktop\.key\)\. Log in as the user who set it up/,
  );
  expect(readFileSync(join(dataDir, 'desktop.key')).equals(before)).toBe(true);
});
