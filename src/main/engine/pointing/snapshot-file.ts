import { z } from 'zod';

import type { JsonObject } from '#engine/discovery/json.ts';
import type { MinerFamily } from '#engine/discovery/families.ts';
import type { PoolSnapshot } from '#engine/drivers/driver.ts';
import { openWithPassphrase, passphraseSeal, sealWithPassphrase } from '#engine/lib/passphrase-seal.ts';
import { AppError } from '#shared/errors.ts';
import { machineId } from '#shared/model/machine.ts';

import type { KeptSnapshot } from './snapshot-vault.ts';

const FORMAT = 'hashquota-previous-pools';
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

const sealedFile = passphraseSeal.extend({ format: z.literal(FORMAT), version: z.literal(1) });

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
  if (kept.length === 0)
    throw new AppError('NOT_FOUND', 'No previous pools are kept, so there is nothing to export.');
  const machines: ImportedSnapshot[] = kept.map(({ row, snapshot }) => ({
    machineId: row.machineId,
    pointedUrl: row.pointedUrl,
    snapshot,
  }));
  const seal = await sealWithPassphrase(JSON.stringify({ machines }), passphrase, FORMAT);
  const file = JSON.stringify({ format: FORMAT, version: 1, ...seal });
  return { file, machines: machines.length };
}

/** Opens a file that `exportSnapshots` made. Throws `AppError` BAD_INPUT with one sentence. */
export async function importSnapshots(file: string, passphrase: string): Promise<ImportedSnapshot[]> {
  if (file.length > MAX_FILE_LENGTH) throw bad('The file is too large to be one with previous pools.');
  const { success, data } = sealedFile.safeParse(parseJson(file));
  if (!success) throw bad('This is no file with previous pools, or it is damaged.');
  const opened = content.safeParse(parseJson(await openWithPassphrase(data, passphrase, FORMAT)));
  if (!opened.success)
    throw bad('The file was opened, but it does not hold previous pools as this program knows them.');
  return opened.data.machines.map(({ snapshot, ...rest }) => ({
    ...rest,
    snapshot: { ...snapshot, family: snapshot.family as MinerFamily },
  }));
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
