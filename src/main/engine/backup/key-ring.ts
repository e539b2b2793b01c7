import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { z } from 'zod';

import type { Log } from '#engine/lib/log.ts';
import { openWithPassphrase, type PassphraseSeal, sealWithPassphrase } from '#engine/lib/passphrase-seal.ts';
import { type KeyedSecretBox, keySecretBox, type SecretBox } from '#engine/lib/secret-box.ts';
import { AppError } from '#shared/errors.ts';

import { readSmallJson, writeSmallFile } from './small-file.ts';

const KEYS_FILE = 'earlier-keys.json';
const KEY_BYTES = 32;
const MAX_KEYS = 32;
const SEAL_CONTEXT = 'hashquota-backup-keys';

const keysFile = z.strictObject({ version: z.literal(1), keys: z.array(z.base64()).max(MAX_KEYS) });
const keyList = z.array(z.base64().length(44)).min(1).max(MAX_KEYS);

/** Names a key without telling anything of it. */
export function keyName(key: Buffer): string {
  return createHash('sha256').update('hashquota key name\0').update(key).digest('hex').slice(0, 16);
}

/** True for a box that can hand out its keys. */
export function isKeyed(box: SecretBox): box is KeyedSecretBox {
  return 'keys' in box;
}

/**
 * A box that opens besides what earlier keys have sealed: those that came with restored backups. They lie in
 * the data folder, each sealed by the present key. Where there is none the box is what was given.
 */
export function withEarlierKeys(box: SecretBox, dataDir: string, log: Log): SecretBox {
  const earlier = readEarlier(box, dataDir, log);
  if (earlier.length === 0) return box;
  return new KeyRing(box, earlier);
}

class KeyRing implements KeyedSecretBox {
  readonly #box: SecretBox;
  readonly #earlier: readonly { key: Buffer; box: SecretBox }[];

  constructor(box: SecretBox, earlier: readonly Buffer[]) {
    this.#box = box;
    this.#earlier = earlier.map((key) => ({ key, box: keySecretBox(key) }));
  }

  keys(): Buffer[] {
    return [...keysOf(this.#box), ...this.#earlier.map(({ key }) => Buffer.from(key))];
  }

  seal(text: string): Buffer {
    return this.#box.seal(text);
  }

  open(sealed: Uint8Array): string {
    try {
      return this.#box.open(sealed);
    } catch (error) {
      for (const { box } of this.#earlier) {
        try {
          return box.open(sealed);
        } catch {
          // Not sealed by this one either.
        }
      }
      throw error;
    }
  }
}

/** Names of all keys that a box opens with. */
export function keyNames(box: SecretBox): string[] {
  return keysOf(box).map(keyName);
}

/** Keeps keys of a restored backup, so that the passwords in it can be read. Those known already are left out. */
export function addEarlierKeys(box: SecretBox, dataDir: string, keys: readonly Buffer[]): void {
  const known = new Set(keyNames(box));
  const added = keys.filter((key) => !known.has(keyName(key)));
  if (added.length === 0) return;
  const stored = keysFile.safeParse(readSmallJson(join(dataDir, KEYS_FILE)));
  const before = stored.success ? stored.data.keys : [];
  const sealed = added.map((key) => box.seal(key.toString('base64')).toString('base64'));
  const all = [...sealed, ...before].slice(0, MAX_KEYS);
  writeSmallFile(join(dataDir, KEYS_FILE), JSON.stringify({ version: 1, keys: all }));
}

/** All keys of a box as a text that only the passphrase opens. Throws `AppError`. */
export async function sealKeys(box: SecretBox, passphrase: string): Promise<PassphraseSeal> {
  const keys = keysOf(box);
  if (keys.length === 0)
    throw new AppError('UNAVAILABLE', 'The key of the passwords cannot be taken out of this system.');
  const text = JSON.stringify(keys.map((key) => key.toString('base64')));
  return sealWithPassphrase(text, passphrase, SEAL_CONTEXT);
}

/** The keys that `sealKeys` sealed. Throws `AppError` BAD_INPUT on a wrong passphrase. */
export async function openKeys(sealed: PassphraseSeal, passphrase: string): Promise<Buffer[]> {
  const text = await openWithPassphrase(sealed, passphrase, SEAL_CONTEXT);
  const keys = keyList.safeParse(parsedOrNull(text));
  if (!keys.success) throw new AppError('BAD_INPUT', 'The backup was opened, but it holds no keys.');
  return keys.data.map((key) => Buffer.from(key, 'base64')).filter((key) => key.length === KEY_BYTES);
}

/** Whoever knows the passphrase may have sealed anything. What it is does not go into an error, since it is secret. */
function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function keysOf(box: SecretBox): Buffer[] {
  return isKeyed(box) ? box.keys() : [];
}

function readEarlier(box: SecretBox, dataDir: string, log: Log): Buffer[] {
  try {
    const value = readSmallJson(join(dataDir, KEYS_FILE));
    if (value === undefined) return [];
    const { keys } = keysFile.parse(value);
    return keys.flatMap((sealed) => openOne(box, sealed, log));
  } catch (error) {
    log.warn({ err: error }, 'the keys of restored backups cannot be read');
    return [];
  }
}

function openOne(box: SecretBox, sealed: string, log: Log): Buffer[] {
  try {
    const key = Buffer.from(box.open(Buffer.from(sealed, 'base64')), 'base64');
    return key.length === KEY_BYTES ? [key] : [];
  } catch (error) {
    log.warn({ err: error }, 'a key of a restored backup cannot be opened with the present key');
    return [];
  }
}
