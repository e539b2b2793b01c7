import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';

import { z } from 'zod';

import { AppError } from '#shared/errors.ts';
import { PASSPHRASE_LENGTH } from '#shared/model/backup.ts';

/** scrypt's costs (RFC 7914): 64 MiB and some tenths of a second for each guess at a passphrase. */
const COST = { N: 65_536, r: 8, p: 1 };
const SCRYPT_MEMORY_BYTES = 96 * 1024 * 1024;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A text that only a passphrase opens: scrypt and AES-256-GCM, all fields in base64. */
export const passphraseSeal = z.strictObject({
  method: z.literal('scrypt-65536-8-1+aes-256-gcm'),
  salt: z.base64().length(24),
  nonce: z.base64().length(16),
  tag: z.base64().length(24),
  sealed: z.base64(),
});
export type PassphraseSeal = z.infer<typeof passphraseSeal>;

/**
 * Seals `text`. `context` is bound to it: it opens only together with the same context.
 * Throws `AppError` BAD_INPUT on a passphrase that is too short or too long.
 */
export async function sealWithPassphrase(
  text: string,
  passphrase: string,
  context: string,
): Promise<PassphraseSeal> {
  const { least, most } = PASSPHRASE_LENGTH;
  if (passphrase.length < least || passphrase.length > most) {
    throw new AppError('BAD_INPUT', `A passphrase has ${least} to ${most} characters.`);
  }
  const salt = randomBytes(SALT_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt), nonce);
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return {
    method: 'scrypt-65536-8-1+aes-256-gcm',
    salt: salt.toString('base64'),
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    sealed: sealed.toString('base64'),
  };
}

/** Opens what `sealWithPassphrase` made. Throws `AppError` BAD_INPUT where it does not open. */
export async function openWithPassphrase(
  seal: PassphraseSeal,
  passphrase: string,
  context: string,
): Promise<string> {
  const key = await keyOf(passphrase.slice(0, PASSPHRASE_LENGTH.most), Buffer.from(seal.salt, 'base64'));
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(seal.nonce, 'base64'), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(context, 'utf8'));
    decipher.setAuthTag(Buffer.from(seal.tag, 'base64'));
    const hidden = Buffer.from(seal.sealed, 'base64');
    return Buffer.concat([decipher.update(hidden), decipher.final()]).toString('utf8');
  } catch (error) {
    throw new AppError('BAD_INPUT', 'The passphrase is wrong, or the file was changed.', { cause: error });
  }
}

/** The same passphrase typed on another keyboard may come in other code points, so it is brought to NFC. */
function keyOf(passphrase: string, salt: Buffer): Promise<Buffer> {
  const options = { ...COST, maxmem: SCRYPT_MEMORY_BYTES };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, KEY_BYTES, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
