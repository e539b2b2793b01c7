import { readFileSync, statSync, writeFileSync } from 'node:fs';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { KeyFileSecretBox, keySecretBox } from '#engine/lib/secret-box.ts';
import { TempDb } from '#test/support/temp-db.ts';

let temp: TempDb;
let keyFile: string;
beforeEach(() => {
  temp = new TempDb();
  keyFile = temp.file('secret.key');
});
afterEach(() => temp.dispose());

describe('KeyFileSecretBox', () => {
  it('opens what it sealed, also after a restart', () => {
    const sealed = new KeyFileSecretBox(keyFile).seal('pässword 🔑');
    expect(new KeyFileSecretBox(keyFile).open(sealed)).toBe('pässword 🔑');
  });

  it('makes its key once, for its owner alone', () => {
    new KeyFileSecretBox(keyFile);
    const key = readFileSync(keyFile);
    new KeyFileSecretBox(keyFile);
    expect([readFileSync(keyFile), key.length, statSync(keyFile).mode & 0o777]).toEqual([key, 32, 0o600]);
  });

  it('seals the same text differently each time and shows nothing of it', () => {
    const box = new KeyFileSecretBox(keyFile);
    const [one, two] = [box.seal('secret'), box.seal('secret')];
    expect(one.equals(two)).toBe(false);
    expect(one.includes('secret')).toBe(false);
  });

  it('refuses what was changed, cut or sealed with another key', () => {
    const box = new KeyFileSecretBox(keyFile);
    const sealed = box.seal('secret');
    const changed = Buffer.from(sealed);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(() => box.open(changed)).toThrow();
    expect(() => box.open(sealed.subarray(0, 20))).toThrow('not a sealed text');
    expect(() => keySecretBox(Buffer.alloc(32)).open(sealed)).toThrow();
  });

  it('says when the key file is damaged and does not overwrite it', () => {
    writeFileSync(keyFile, 'short');
    expect(() => new KeyFileSecretBox(keyFile)).toThrow(
      /secret\.key is damaged: it has 5 bytes and must have 32/,
    );
    expect(readFileSync(keyFile, 'utf8')).toBe('short');
  });
});
