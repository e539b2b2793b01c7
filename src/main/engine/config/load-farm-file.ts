import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { AppError } from '#shared/errors.ts';
import type { FarmFile } from '#shared/model/farm-file.ts';

import { MAX_FARM_FILE_BYTES, parseFarmFileText } from './farm-file.ts';

const MAX_NAMED_FILE_BYTES = 65_536;

/** Reads a farm file from this machine's disk. Throws `AppError` with one sentence that names the place. */
export function loadFarmFile(
  path: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): FarmFile {
  let text: string;
  try {
    text = readSmallFile(path, MAX_FARM_FILE_BYTES);
  } catch (error) {
    throw new AppError(
      'BAD_INPUT',
      `${path}: the farm file cannot be read (${reasonOf(error)}); allowed is a readable YAML or JSON file of up to ${MAX_FARM_FILE_BYTES} bytes.`,
      { cause: error },
    );
  }
  return parseFarmFileText(text, {
    fileName: path,
    readFile: (name) => readNamed(resolve(dirname(path), name)),
    env,
  });
}

function readNamed(path: string): string {
  try {
    return readSmallFile(path, MAX_NAMED_FILE_BYTES);
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

/** Reads a regular file of UTF-8 text, never more than `maxBytes`, whatever its length says. */
export function readSmallFile(path: string, maxBytes: number): string {
  // Without O_NONBLOCK a named pipe would hold the process until somebody writes to it.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(file).isFile()) throw new Error('it is not a regular file');
    const buffer = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (;;) {
      const read = readSync(file, buffer, length, buffer.length - length, null);
      length += read;
      if (read === 0 || length === buffer.length) break;
    }
    if (length > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, length));
  } finally {
    closeSync(file);
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'reading it is not permitted';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is not UTF-8 text';
  return error instanceof Error ? error.message : 'no reason given';
}
