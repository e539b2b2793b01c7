import { AppError } from '#shared/errors.ts';

/** The owner cancelled, or the program stops. */
export class CancelledError extends Error {
  constructor() {
    super('cancelled');
    this.name = 'CancelledError';
  }
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes for people, such as `12 MB`. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
}

/** A failure of the disk in one sentence about `what`; any other error as it is. */
export function asDiskError(error: unknown, what: string): unknown {
  if (error instanceof AppError || error instanceof CancelledError || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  const reason = reasonOf(code);
  if (reason === null) return error;
  return new AppError('UNAVAILABLE', `${what}: ${reason}.`, { cause: error });
}

function reasonOf(code: string): string | null {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'SQLITE_FULL':
      return 'the disk is full; make room, or choose another folder';
    case 'EFBIG':
      return 'the file would be larger than this disk or this user may have it';
    case 'EACCES':
    case 'EPERM':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
      return 'this user may not write or read there';
    case 'EEXIST':
      return 'there is something else of that name';
    case 'ENAMETOOLONG':
    case 'ELOOP':
    case 'EINVAL':
    case 'ERR_INVALID_ARG_VALUE':
      return 'the system takes no such name';
    case 'EROFS':
      return 'the disk can only be read';
    case 'ENOENT':
    case 'ENOTDIR':
      return 'the folder or file is not there (any more)';
    case 'SQLITE_CORRUPT':
    case 'SQLITE_NOTADB':
      return 'the database is damaged';
    default:
      return code.startsWith('SQLITE_IOERR') || code === 'EIO' ? 'the disk reports a failure' : null;
  }
}
