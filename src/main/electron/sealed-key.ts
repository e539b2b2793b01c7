import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { AppError } from '#shared/errors.ts';

/** The system's own store of secrets, as far as it is needed here. */
export interface KeyStore {
  seal(text: string): Promise<Buffer>;
  /** `isOutdated`: the store wants the secret sealed anew. */
  open(sealed: Buffer): Promise<{ text: string; isOutdated: boolean }>;
}

const KEY_BYTES = 32;
const FILE_NAME = 'desktop.key';

/** True once `loadSealedKey` has made a key for this folder. */
export function hasSealedKey(dataDir: string): boolean {
  return existsSync(join(dataDir, FILE_NAME));
}

async function writeKey(file: string, key: Buffer, store: KeyStore): Promise<void> {
  const sealed = await store.seal(key.toString('base64'));
  writeFileSync(`${file}.new`, sealed, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

async function readKey(file: string, store: KeyStore): Promise<{ key: Buffer; isOutdated: boolean }> {
  try {
    const { text, isOutdated } = await store.open(readFileSync(file));
    const key = Buffer.from(text, 'base64');
    if (key.length !== KEY_BYTES) throw new Error('the key has the wrong length');
    return { key, isOutdated };
  } catch (cause) {
    throw new AppError(
      'UNAVAILABLE',
      `The passwords in this data folder are sealed with a key that this login cannot open (${file}). ` +
        'Log in as the user who set it up, or move that file away and enter the pool passwords again.',
      { cause },
    );
  }
}

/**
 * The 256-bit key that seals the pool passwords of `dataDir`; itself sealed by `store` and made at first use.
 * Throws `AppError` where the store cannot open the key that is there: a new one would lose the passwords.
 */
export async function loadSealedKey(dataDir: string, store: KeyStore): Promise<Buffer> {
  const file = join(dataDir, FILE_NAME);
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    const fresh = randomBytes(KEY_BYTES);
    await writeKey(file, fresh, store);
    return fresh;
  }
  const { key, isOutdated } = await readKey(file, store);
  if (isOutdated) await writeKey(file, key, store);
  return key;
}
