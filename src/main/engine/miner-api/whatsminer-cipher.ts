import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

/** What `get_token` answers; all three are short texts that the miner made up. */
export interface WhatsminerSalts {
  time: string;
  salt: string;
  newsalt: string;
}

/** What a write command of the second API needs. Derived from the password: as secret as that. */
export interface WhatsminerKeys {
  /** Goes into the command as `token`. */
  sign: string;
  /** AES-256 key, 32 bytes. */
  aesKey: Buffer;
}

const MAGIC = '$1$';
const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** md5-crypt takes no more of a salt. */
const MAX_SALT_CHARS = 8;
const ROUNDS = 1000;
const BLOCK_BYTES = 16;
/** The order in which md5-crypt writes out the 16 bytes of its digest, three at a time. */
const OUTPUT_ORDER = [
  [0, 6, 12],
  [1, 7, 13],
  [2, 8, 14],
  [3, 9, 15],
  [4, 10, 5],
] as const;

/**
 * The last field of an md5-crypt hash (`$1$salt$hash`, as `openssl passwd -1` writes it): 22 characters.
 * The algorithm is Poul-Henning Kamp's of FreeBSD 2.0; a salt is cut at 8 characters.
 */
export function md5Crypt(password: string, salt: string): string {
  const secret = Buffer.from(password, 'utf8');
  const grain = Buffer.from(salt.slice(0, MAX_SALT_CHARS), 'utf8');
  let digest = md5(firstRound(secret, grain));
  for (let round = 0; round < ROUNDS; round += 1) {
    const isOdd = round % 2 === 1;
    const parts = [isOdd ? secret : digest];
    if (round % 3 !== 0) parts.push(grain);
    if (round % 7 !== 0) parts.push(secret);
    parts.push(isOdd ? digest : secret);
    digest = md5(Buffer.concat(parts));
  }
  return encodeDigest(digest);
}

function firstRound(secret: Buffer, grain: Buffer): Buffer {
  const inner = md5(Buffer.concat([secret, grain, secret]));
  const parts = [secret, Buffer.from(MAGIC), grain];
  for (let left = secret.length; left > 0; left -= BLOCK_BYTES) parts.push(inner.subarray(0, left));
  for (let bits = secret.length; bits > 0; bits >>= 1) {
    parts.push(bits % 2 === 1 ? Buffer.from([0]) : secret.subarray(0, 1));
  }
  return Buffer.concat(parts);
}

function encodeDigest(digest: Buffer): string {
  const byte = (index: number): number => digest[index] ?? 0;
  const groups = OUTPUT_ORDER.map(([high, middle, low]) =>
    encodeNumber((byte(high) << 16) | (byte(middle) << 8) | byte(low), 4),
  );
  return groups.join('') + encodeNumber(byte(11), 2);
}

function encodeNumber(value: number, characters: number): string {
  let text = '';
  for (let left = value; text.length < characters; left >>= 6) text += ALPHABET[left & 0x3f] ?? '';
  return text;
}

function md5(bytes: Buffer): Buffer {
  return createHash('md5').update(bytes).digest();
}

/**
 * Token and key of the second API (WhatsminerAPI 2.0, "API ciphertext"): the key is md5-crypt of the password
 * with `salt`, the token md5-crypt of that key and `time` with `newsalt`; AES runs with SHA-256 of the key.
 */
export function deriveKeys(password: string, salts: WhatsminerSalts): WhatsminerKeys {
  const key = md5Crypt(password, salts.salt);
  return {
    sign: md5Crypt(key + salts.time, salts.newsalt),
    aesKey: createHash('sha256').update(key).digest(),
  };
}

/** AES-256-ECB with zero bytes up to the block, as base64 without line ends. */
export function encryptText(aesKey: Buffer, text: string): string {
  const plain = Buffer.from(text, 'utf8');
  const padded = Buffer.alloc(Math.ceil(plain.length / BLOCK_BYTES) * BLOCK_BYTES);
  plain.copy(padded);
  const cipher = createCipheriv('aes-256-ecb', aesKey, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
}

/** The text inside `encryptText`'s base64, zero bytes cut; null when it cannot have been made so. */
export function decryptText(aesKey: Buffer, base64: string): string | null {
  const sealed = Buffer.from(base64, 'base64');
  if (sealed.length === 0 || sealed.length % BLOCK_BYTES !== 0) return null;
  const decipher = createDecipheriv('aes-256-ecb', aesKey, null).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(sealed), decipher.final()]);
  const end = plain.indexOf(0);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(end < 0 ? plain : plain.subarray(0, end));
  } catch {
    return null;
  }
}
