import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  addEarlierKeys,
  isKeyed,
  keyNames,
  openKeys,
  sealKeys,
  withEarlierKeys,
} from '#engine/backup/key-ring.ts';
import { silentLog } from '#engine/lib/log.ts';
import { keySecretBox, type SecretBox } from '#engine/lib/secret-box.ts';
import { TempDb } from '#test/support/temp-db.ts';

const PASSPHRASE = 'correct horse battery';

let temp: TempDb;
beforeEach(() => void (temp = new TempDb()));
afterEach(() => temp.dispose());

function keysOf(box: SecretBox): Buffer[] {
  return isKeyed(box) ? box.keys() : [];
}

describe('keys of restored backups', () => {
  it('open what they have sealed, beside the present key, which seals', () => {
    const old = keySecretBox(randomBytes(32));
    const present = keySecretBox(randomBytes(32));
    const password = old.seal('secret of before');
    addEarlierKeys(present, temp.dir, keysOf(old));
    const box = withEarlierKeys(present, temp.dir, silentLog);
    expect(box.open(password)).toBe('secret of before');
    expect(present.open(box.seal('new'))).toBe('new');
    expect(() => keySecretBox(randomBytes(32)).open(password)).toThrow();
    expect(keyNames(box)).toEqual([...keyNames(present), ...keyNames(old)]);
  });

  it('are kept once, and not where they are the present key', () => {
    const present = keySecretBox(randomBytes(32));
    addEarlierKeys(present, temp.dir, keysOf(present));
    expect(withEarlierKeys(present, temp.dir, silentLog)).toBe(present);
    const old = keySecretBox(randomBytes(32));
    addEarlierKeys(present, temp.dir, keysOf(old));
    const box = withEarlierKeys(present, temp.dir, silentLog);
    addEarlierKeys(box, temp.dir, keysOf(old));
    expect(keyNames(withEarlierKeys(present, temp.dir, silentLog))).toHaveLength(2);
  });

  it('lie in the folder sealed', () => {
    const old = randomBytes(32);
    addEarlierKeys(keySecretBox(randomBytes(32)), temp.dir, [old]);
    const text = readFileSync(join(temp.dir, 'earlier-keys.json'), 'latin1');
    expect(text).not.toContain(old.toString('base64'));
    expect(withEarlierKeys(keySecretBox(randomBytes(32)), temp.dir, silentLog)).not.toHaveProperty('earlier');
  });

  it('are done without where their file is damaged', () => {
    writeFileSync(join(temp.dir, 'earlier-keys.json'), '[');
    const present = keySecretBox(randomBytes(32));
    expect(withEarlierKeys(present, temp.dir, silentLog)).toBe(present);
  });

  it('travel sealed with a passphrase', async () => {
    const old = keySecretBox(randomBytes(32));
    const seal = await sealKeys(old, PASSPHRASE);
    expect(await openKeys(seal, PASSPHRASE)).toEqual(keysOf(old));
    await expect(openKeys(seal, 'another one')).rejects.toThrow(
      'The passphrase is wrong, or the file was changed.',
    );
    await expect(sealKeys(old, 'short')).rejects.toThrow('A passphrase has 8 to 256 characters.');
  });
});
