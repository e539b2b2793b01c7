import { randomUUID } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';

import { AppError } from '#shared/errors.ts';

/** The data folder belongs to another running instance. */
export class InstanceLockedError extends AppError {
  readonly pid: number;
  constructor(dataDir: string, pid: number) {
    super(
      'CONFLICT',
      `The data folder ${dataDir} is in use by another instance, process ${pid}; stop it or give another folder.`,
    );
    this.name = 'InstanceLockedError';
    this.pid = pid;
  }
}

export interface InstanceLock {
  /** Gives the folder free. A second call does nothing. */
  release(): void;
}

/** What the lock file says about the process that wrote it. */
interface Owner {
  pid: number;
  /** Boot and start time of that process, which no later process with the same id shares; null = not known. */
  start: string | null;
  /** Wall clock, ms since 1970. */
  atMs: number;
  /** Tells two locks of one process apart. */
  nonce: string;
}

/** A guard older than this was left by a process that died in the few instructions it is held for. */
const STALE_GUARD_MS = 10_000;
/** Wall clocks differ a little between boots; a lock this much older than the boot is of an earlier one. */
const BOOT_TOLERANCE_MS = 60_000;
const ATTEMPTS = 50;

const held = new Set<string>();

/**
 * Takes the data folder for this process alone, by a file that names it. A lock whose process has died,
 * by `kill -9` too, or whose id now belongs to another process, is taken over.
 * Throws `InstanceLockedError` when a live instance has it.
 */
export function acquireInstanceLock(dataDir: string): InstanceLock {
  const path = join(dataDir, 'instance.lock');
  const mine: Owner = {
    pid: process.pid,
    start: processStart(process.pid),
    atMs: Date.now(),
    nonce: randomUUID(),
  };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (createWhole(path, JSON.stringify(mine))) {
      held.add(mine.nonce);
      return { release: () => release(path, mine) };
    }
    const owner = readOwner(path);
    if (owner && isAlive(owner)) throw new InstanceLockedError(dataDir, owner.pid);
    removeStale(path);
  }
  throw new AppError('UNAVAILABLE', `The data folder ${dataDir} could not be locked.`);
}

/** Creates the file with its content in one step; false when it is there already. */
function createWhole(path: string, content: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    return createExclusive(path, content, error);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** For file systems without hard links (FAT, some network drives). */
function createExclusive(path: string, content: string, cause: unknown): boolean {
  try {
    writeFileSync(path, content, { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw cause;
  }
}

/**
 * Removes a dead process's lock. Two processes may come here at once, so they take turns by a guard, and
 * each looks again whether the lock is still dead: the first may have put a live one in its place.
 */
function removeStale(path: string): void {
  const guard = `${path}.guard`;
  try {
    mkdirSync(guard);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    dropOldGuard(guard);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    return;
  }
  try {
    const owner = readOwner(path);
    if (!owner || !isAlive(owner)) rmSync(path, { force: true });
  } finally {
    rmdirSync(guard);
  }
}

function dropOldGuard(guard: string): void {
  try {
    if (Date.now() - statSync(guard).mtimeMs < STALE_GUARD_MS) return;
    const aside = `${guard}.${randomUUID()}`;
    renameSync(guard, aside);
    rmdirSync(aside);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Null when there is no lock, or one that cannot be read as ours. */
function readOwner(path: string): Owner | null {
  try {
    const owner = JSON.parse(readFileSync(path, 'utf8')) as Partial<Owner> | null;
    if (!owner || !Number.isInteger(owner.pid) || typeof owner.atMs !== 'number') return null;
    const start = typeof owner.start === 'string' ? owner.start : null;
    return { pid: owner.pid ?? 0, start, atMs: owner.atMs, nonce: String(owner.nonce) };
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function isAlive(owner: Owner): boolean {
  if (owner.pid === process.pid) return held.has(owner.nonce);
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (codeOf(error) !== 'EPERM') return false;
  }
  const start = processStart(owner.pid);
  if (start !== null && owner.start !== null) return start === owner.start;
  if (isReaped(owner.pid)) return false;
  return owner.atMs >= Date.now() - uptime() * 1000 - BOOT_TOLERANCE_MS;
}

/** Boot id and start tick of a live process from /proc (proc(5), field 22); null where that is not known. */
function processStart(pid: number): string | null {
  const fields = statFields(pid);
  if (!fields || fields[0] === 'Z' || fields[0] === 'X') return null;
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return fields[19] === undefined ? null : `${boot}:${fields[19]}`;
  } catch {
    return null;
  }
}

/** A killed process that its parent has not collected yet still has an id, but no life. */
function isReaped(pid: number): boolean {
  const state = statFields(pid)?.[0];
  return state === 'Z' || state === 'X';
}

/** Fields of /proc/<pid>/stat from the third on; the second, the name, may hold blanks and brackets. */
function statFields(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function release(path: string, mine: Owner): void {
  if (!held.delete(mine.nonce)) return;
  try {
    if (readOwner(path)?.nonce === mine.nonce) unlinkSync(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
