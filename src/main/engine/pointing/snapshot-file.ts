import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';

import { z } from 'zod';

import type { JsonObject } from '#engine/discovery/json.ts';
import type { MinerFamily } from '#engine/discovery/families.ts';
import type { PoolSnapshot } from '#engine/drivers/driver.ts';
import { AppError } from '#shared/errors.ts';
import { machineId } from '#shared/model/machine.ts';

import type { KeptSnapshot } from './snapshot-vault.ts';

const FORMAT = 'hashquota-previous-pools';
/** scrypt's costs: 64 MiB and some tenths of a second for each guess at a passphrase. */
const COST = { N: 65_536, r: 8, p: 1 };
const SCRYPT_MEMORY_BYTES = 96 * 1024 * 1024;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PASSPHRASE_LENGTH = { least: 8, most: 256 };
/** The contract takes no longer file; 10,000 machines of a kilobyte each fit. */
const MAX_FILE_LENGTH = 20_000_000;
const MAX_MACHINES = 20_000;
const MAX_POOLS = 32;
const MAX_RAW_LENGTH = 200_000;
const MAX_RAW_DEPTH = 16;

/** Previous pools of one machine, as a file carries them. */
export interface ImportedSnapshot {
  machineId: string;
  pointedUrl: string | null;
  snapshot: PoolSnapshot;
}

const sealedFile = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  salt: z.base64().length(24),
  nonce: z.base64().length(16),
  tag: z.base64().length(24),
  sealed: z.base64(),
});

const text = z.string().max(1024);
const poolSnapshot = z.strictObject({
  family: z.string().max(32),
  model: text.nullable(),
  firmware: text.nullable(),
  takenAtMs: z.number().min(0).max(8.64e15),
  pools: z.array(z.strictObject({ url: text, user: text, password: text.nullable() })).max(MAX_POOLS),
  promise: z.enum(['exact', 'typed']),
  raw: z.custom<JsonObject>(isTameObject, 'is too large or too deep'),
});
const content = z.strictObject({
  machines: z
    .array(z.strictObject({ machineId, pointedUrl: text.nullable(), snapshot: poolSnapshot }))
    .max(MAX_MACHINES),
});

/** Seals snapshots with a passphrase: scrypt and AES-256-GCM. Throws `AppError` BAD_INPUT or NOT_FOUND. */
export async function exportSnapshots(
  kept: readonly KeptSnapshot[],
  passphrase: string,
): Promise<{ file: string; machines: number }> {
  const { least, most } = PASSPHRASE_LENGTH;
  if (passphrase.length < least || passphrase.length > most) {
    throw new AppError('BAD_INPUT', `A passphrase has ${least} to ${most} characters.`);
  }
  if (kept.length === 0)
    throw new AppError('NOT_FOUND', 'No previous pools are kept, so there is nothing to export.');
  const machines: ImportedSnapshot[] = kept.map(({ row, snapshot }) => ({
    machineId: row.machineId,
    pointedUrl: row.pointedUrl,
    snapshot,
  }));
  const salt = randomBytes(SALT_BYTES);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt), nonce);
  const sealed = Buffer.concat([cipher.update(JSON.stringify({ machines }), 'utf8'), cipher.final()]);
  const file = JSON.stringify({
    format: FORMAT,
    version: 1,
    salt: salt.toString('base64'),
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    sealed: sealed.toString('base64'),
  });
  return { file, machines: machines.length };
}

/** Opens a file that `exportSnapshots` made. Throws `AppError` BAD_INPUT with one sentence. */
export async function importSnapshots(file: string, passphrase: string): Promise<ImportedSnapshot[]> {
  if (file.length > MAX_FILE_LENGTH) throw bad('The file is too large to be one with previous pools.');
  const { success, data } = sealedFile.safeParse(parseJson(file));
  if (!success) throw bad('This is no file with previous pools, or it is damaged.');
  const key = await keyOf(passphrase.slice(0, PASSPHRASE_LENGTH.most), Buffer.from(data.salt, 'base64'));
  const opened = content.safeParse(parseJson(open(data, key)));
  if (!opened.success)
    throw bad('The file was opened, but it does not hold previous pools as this program knows them.');
  return opened.data.machines.map(({ snapshot, ...rest }) => ({
    ...rest,
    snapshot: { ...snapshot, family: snapshot.family as MinerFamily },
  }));
}

function open(sealed: z.infer<typeof sealedFile>, key: Buffer): string {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.nonce, 'base64'), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'));
    const hidden = Buffer.from(sealed.sealed, 'base64');
    return Buffer.concat([decipher.update(hidden), decipher.final()]).toString('utf8');
  } catch (error) {
    throw bad('The passphrase is wrong, or the file was changed.', error);
  }
}

function keyOf(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(
      passphrase.normalize('NFC'),
      salt,
      KEY_BYTES,
      { ...COST, maxmem: SCRYPT_MEMORY_BYTES },
      (error, key) => {
        if (error) reject(error);
        else resolve(key);
      },
    );
  });
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

/** A plain object within the limits of depth and size. */
function isTameObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  let level: object[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_RAW_DEPTH) return false;
    level = level
      .flatMap((parent): unknown[] => Object.values(parent))
      .filter((child): child is object => typeof child === 'object' && child !== null);
  }
  return JSON.stringify(value).length <= MAX_RAW_LENGTH;
}

function bad(sentence: string, cause?: unknown): AppError {
  return new AppError('BAD_INPUT', sentence, { cause });
}
