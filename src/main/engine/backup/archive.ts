import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

import { AppError } from '#shared/errors.ts';

import { CancelledError } from './backup-errors.ts';
import { type BackupManifest, parseManifest } from './manifest.ts';

/*
 * A backup is gzip (RFC 1952) of: the manifest as one line of JSON, a line feed, the bytes of the database.
 * So `gunzip < FILE | tail -n +2 > hashquota.db` takes the database out by hand.
 */

const MAX_MANIFEST_BYTES = 65_536;
const LINE_FEED = 0x0a;
const GZIP_MAGIC = [0x1f, 0x8b];
/** Half the time of the usual level 6 for some percent more bytes. */
const GZIP_LEVEL = 4;
const CHUNK_BYTES = 256 * 1024;

/** Sees how far something is, 0 to 1, and may throw to end it. */
export type Progress = (fraction: number) => void;

/** Writes a new file `target`, on the disk when it resolves. Rejects when it is there already. */
export async function packBackup(
  manifest: BackupManifest,
  paths: { database: string; target: string },
  onProgress: Progress,
): Promise<void> {
  let read = 0;
  async function* content(): AsyncGenerator<Buffer> {
    yield Buffer.from(`${JSON.stringify(manifest)}\n`);
    for await (const chunk of createReadStream(paths.database, { highWaterMark: CHUNK_BYTES })) {
      read += (chunk as Buffer).length;
      onProgress(Math.min(read / manifest.bytes, 1));
      yield chunk as Buffer;
    }
  }
  const target = createWriteStream(paths.target, { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(content, createGzip({ level: GZIP_LEVEL }), target);
}

/** Length and SHA-256 of a file. */
export async function digestOf(
  file: string,
  onProgress: Progress,
): Promise<{ bytes: number; sha256: string }> {
  const { size } = await stat(file);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
    bytes += (chunk as Buffer).length;
    hash.update(chunk as Buffer);
    onProgress(Math.min(bytes / Math.max(size, 1), 1));
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Reads a backup's manifest and no more. Throws `AppError` with one sentence that begins with `name`. */
export async function readManifest(file: string, name: string): Promise<BackupManifest> {
  const parts = unpacked(file, name);
  try {
    const first = await parts.next();
    if (first.done) throw damaged(name);
    return first.value as BackupManifest;
  } finally {
    await parts.return();
  }
}

/**
 * Takes the database out of a backup and finds every byte of it as the manifest says, or throws `AppError`.
 * `target` null = only looks. The new file is on the disk when it resolves.
 */
export async function unpackBackup(
  paths: { file: string; target: string | null; name: string },
  onProgress: Progress,
): Promise<BackupManifest> {
  const { file, target, name } = paths;
  const hash = createHash('sha256');
  const output = target === null ? null : await open(target, 'wx', 0o600);
  let manifest: BackupManifest | null = null;
  let bytes = 0;
  try {
    for await (const part of unpacked(file, name)) {
      if (!Buffer.isBuffer(part)) {
        manifest = part;
        continue;
      }
      bytes += part.length;
      if (manifest === null || bytes > manifest.bytes) throw damaged(name);
      hash.update(part);
      await output?.writeFile(part);
      onProgress(bytes / manifest.bytes);
    }
    await output?.sync();
  } finally {
    await output?.close();
  }
  return complete(manifest, { bytes, hash, name });
}

function complete(
  manifest: BackupManifest | null,
  found: { bytes: number; hash: Hash; name: string },
): BackupManifest {
  if (manifest === null || found.bytes !== manifest.bytes || found.hash.digest('hex') !== manifest.sha256)
    throw damaged(found.name);
  return manifest;
}

/** The manifest, then the database in pieces. */
async function* unpacked(file: string, name: string): AsyncGenerator<BackupManifest | Buffer, void> {
  await refuseOther(file, name);
  const source = createReadStream(file, { highWaterMark: CHUNK_BYTES });
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const feeding = pipeline(source, gunzip).catch((error: unknown) => void gunzip.destroy(error as Error));
  let head: Buffer | null = Buffer.alloc(0);
  try {
    for await (const piece of gunzip) {
      const chunk = piece as Buffer;
      if (head === null) {
        yield chunk;
        continue;
      }
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf(LINE_FEED);
      if (end > MAX_MANIFEST_BYTES || (end < 0 && head.length > MAX_MANIFEST_BYTES)) throw damaged(name);
      if (end < 0) continue;
      yield parseManifest(head.toString('utf8', 0, end), name);
      const rest = head.subarray(end + 1);
      head = null;
      if (rest.length > 0) yield rest;
    }
  } catch (error) {
    throw asDamage(error, name);
  } finally {
    closeAll(source, gunzip);
    await feeding;
  }
  if (head !== null) throw damaged(name);
}

function closeAll(source: ReadStream, gunzip: ReturnType<typeof createGunzip>): void {
  source.destroy();
  gunzip.destroy();
}

/** A regular file that begins as gzip does; named pipes and folders would hang or confuse. */
async function refuseOther(file: string, name: string): Promise<void> {
  const isRegular = (await stat(file)).isFile();
  if (!isRegular) throw damaged(name);
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    if (bytesRead < 2 || buffer[0] !== GZIP_MAGIC[0] || buffer[1] !== GZIP_MAGIC[1]) throw damaged(name);
  } finally {
    await handle.close();
  }
}

function asDamage(error: unknown, name: string): unknown {
  if (error instanceof AppError || error instanceof CancelledError || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  return code.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE' ? damaged(name, error) : error;
}

function damaged(name: string, cause?: unknown): AppError {
  return new AppError('BAD_INPUT', `${name} is no backup, or it is damaged.`, { cause });
}
