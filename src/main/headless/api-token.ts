import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { readSmallFile } from '#engine/config/load-farm-file.ts';
import type { Log } from '#engine/lib/log.ts';
import { AppError } from '#shared/errors.ts';

const MAX_TOKEN_FILE_BYTES = 4096;
/** A shorter token could be guessed. */
const SAFE_TOKEN_LENGTH = 16;

export interface TokenSources {
  dataDir: string;
  /** From `--token-file`. */
  tokenFile: string | null;
  /** From `HASHQUOTA_TOKEN`; empty counts as not given. */
  fromEnvironment: string | null;
}

/**
 * The API's token: from the given file, else from the environment, else the one in the data folder, which is
 * made at first use and readable by this user only. The log says where it lies, never what it is.
 */
export function readToken(sources: TokenSources, log: Log): string {
  const { tokenFile, fromEnvironment } = sources;
  if (tokenFile !== null) return checked(readTokenFile(tokenFile), `--token-file ${tokenFile}`, log);
  if (fromEnvironment) return checked(fromEnvironment, 'HASHQUOTA_TOKEN', log);
  const path = join(sources.dataDir, 'api-token');
  const isNew = createToken(path);
  log.info({ file: path, isNew }, 'the API token is in this file');
  return checked(readTokenFile(path), path, log);
}

function readTokenFile(path: string): string {
  try {
    return readSmallFile(path, MAX_TOKEN_FILE_BYTES);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('BAD_INPUT', `The token file ${path} cannot be read: ${reason}.`, { cause: error });
  }
}

function checked(text: string, place: string, log: Log): string {
  const token = text.trim();
  if (!/^[\x21-\x7e]{1,1024}$/.test(token))
    throw new AppError(
      'BAD_INPUT',
      `${place} holds no token; allowed are 1 to 1024 visible ASCII characters without blanks.`,
    );
  if (token.length < SAFE_TOKEN_LENGTH)
    log.warn({ place }, `the API token is shorter than ${SAFE_TOKEN_LENGTH} characters and could be guessed`);
  return token;
}

/** Puts a new token there whole, unless there is one; true when it was made now. */
function createToken(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })) return false;
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
