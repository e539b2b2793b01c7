import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

import { AppError } from '#shared/errors.ts';

/** Keeps pool passwords unreadable at rest. `open` throws where what it is given was not sealed by it. */
export interface SecretBox {
  seal(text: string): Buffer;
  open(sealed: Uint8Array): string;
}

/** A box that can hand out its keys, for a backup that carries them sealed with a passphrase. */
export interface KeyedSecretBox extends SecretBox {
  /** The key it seals with, then those it opens with besides. */
  keys(): Buffer[];
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 1;

/** AES-256-GCM with a 256-bit key. */
class KeySecretBox implements KeyedSecretBox {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    if (key.length !== KEY_BYTES) throw new RangeError(`a key has ${KEY_BYTES} bytes, not ${key.length}`);
    this.#key = key;
  }

  keys(): Buffer[] {
    return [Buffer.from(this.#key)];
  }

  seal(text: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), hidden]);
  }

  open(sealed: Uint8Array): string {
    const start = 1 + NONCE_BYTES + TAG_BYTES;
    if (sealed[0] !== FORMAT || sealed.length < start) throw new Error('not a sealed text');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(1, 1 + NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(sealed.subarray(1 + NONCE_BYTES, start));
    return Buffer.concat([decipher.update(sealed.subarray(start)), decipher.final()]).toString('utf8');
  }
}

/** A box for a key that the caller keeps safe itself. */
export function keySecretBox(key: Buffer): KeyedSecretBox {
  return new KeySecretBox(key);
}

/**
 * A box whose key lies in a file of its own (mode 0600), made at first use. It keeps passwords out of a
 * copied database; whoever can read the whole data folder as its owner can read them.
 */
export class KeyFileSecretBox extends KeySecretBox {
  constructor(keyFile: string) {
    super(readKey(keyFile) ?? createKey(keyFile));
  }
}

function readKey(keyFile: string): Buffer | null {
  let key: Buffer;
  try {
    key = readFileSync(keyFile);
    chmodSync(keyFile, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new AppError('UNAVAILABLE', `${keyFile} cannot be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
  if (key.length !== KEY_BYTES) {
    throw new AppError(
      'UNAVAILABLE',
      `${keyFile} is damaged: it has ${key.length} bytes and must have ${KEY_BYTES}. Restore it from a backup, ` +
        'or delete it and type the pool passwords again.',
    );
  }
  return key;
}

/** Written under another name, then linked: the file is there whole or not at all, and never overwritten. */
function createKey(keyFile: string): Buffer {
  mkdirSync(dirname(keyFile), { recursive: true, mode: 0o700 });
  const unfinished = `${keyFile}.${process.pid}.unfinished`;
  rmSync(unfinished, { force: true });
  const descriptor = openSync(unfinished, 'wx', 0o600);
  try {
    writeSync(descriptor, randomBytes(KEY_BYTES));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    linkSync(unfinished, keyFile);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(unfinished, { force: true });
  }
  const key = readKey(keyFile);
  if (!key) throw new Error(`${keyFile} was removed while it was made`);
  return key;
}
