// Builds `out` when it is missing or older than the sources. Everything it prints goes to stderr.
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { writeLicences } from './licenses.mjs';
import { requireNode } from './require-node.mjs';

const root = join(import.meta.dirname, '..');
const out = join(root, 'out');
const stampFile = join(out, '.build-stamp');
const lockFile = join(out, '.build-lock');

/** What the build reads. */
const INPUTS = [
  'src',
  'scripts/licenses.mjs',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'tsconfig.node.json',
  'tsconfig.web.json',
];
/** Without these a stamp means nothing: somebody has cleared a part of `out`. */
const OUTPUTS = [
  'main/headless.js',
  'main/electron.js',
  'main/engine-host.js',
  'main/hash-worker.js',
  'preload/preload.cjs',
  'renderer/index.html',
  'licenses.txt',
];
const STALE_LOCK_MS = 15 * 60_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** A signal ended the build; `signal` says which. */
export class BuildInterrupted extends Error {
  constructor(signal) {
    super(`The build was ended by ${signal}.`);
    this.signal = signal;
  }
}

/**
 * Makes `out` fit the sources. Of several that start at once one builds and the others wait for it.
 * Rejects with one sentence when the build fails, with `BuildInterrupted` when a signal ends it.
 */
export async function buildIfNeeded({ force = false } = {}) {
  const wanted = hashInputs();
  if (!force && isFresh(wanted)) return;
  mkdirSync(out, { recursive: true });
  await withLock(async () => {
    // Another process may have built the same while this one waited.
    if (!force && isFresh(wanted)) return;
    process.stderr.write('Building Hashquota…\n');
    rmSync(stampFile, { force: true });
    await runBuild();
    writeLicences(root);
    replaceFile(stampFile, wanted);
  });
}

/** One hash over names and contents of everything the build reads. */
function hashInputs() {
  const hash = createHash('sha256');
  const paths = INPUTS.flatMap((input) => listFiles(join(root, input))).map((path) => relative(root, path));
  for (const path of paths.toSorted((a, b) => (a < b ? -1 : 1))) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

function listFiles(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function isFresh(wanted) {
  return readText(stampFile) === wanted && OUTPUTS.every((name) => existsSync(join(out, name)));
}

function readText(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function replaceFile(path, content) {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}

async function withLock(task) {
  for (let isWaiting = false; !takeLock(); isWaiting = true) {
    if (!isWaiting) process.stderr.write('Waiting for another build of Hashquota to end…\n');
    dropDeadLock();
    await sleep(100);
  }
  try {
    await task();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

/** Puts the lock there with its content in one step; false when it is there already. */
function takeLock() {
  const draft = `${lockFile}.${randomUUID()}`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, lockFile);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes the lock of a process that is gone; puts it back when a live one had just taken it. */
function dropDeadLock() {
  if (isLive(lockFile)) return;
  const aside = `${lockFile}.${randomUUID()}`;
  try {
    renameSync(lockFile, aside);
    if (isLive(aside)) linkSync(aside, lockFile);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
}

function isLive(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return false;
  if (Date.now() - stat.mtimeMs > STALE_LOCK_MS) return false;
  try {
    process.kill(Number(readText(path)), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function runBuild() {
  const script = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const child = spawn(process.execPath, [script, 'build'], {
    cwd: root,
    env: buildEnvironment(),
    stdio: ['ignore', 2, 2],
  });
  let ended = null;
  const end = (signal) => {
    ended ??= signal;
    child.kill('SIGKILL');
  };
  for (const signal of SIGNALS) process.on(signal, end);
  try {
    const code = await new Promise((resolve, reject) => child.on('error', reject).on('exit', resolve));
    if (ended !== null) throw new BuildInterrupted(ended);
    if (code !== 0)
      throw new Error(`The build failed with exit code ${code}; what it printed above says why.`);
  } finally {
    for (const signal of SIGNALS) process.off(signal, end);
  }
}

/** Secrets stay out of the build, and a test's environment does not make it a development build. */
function buildEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('HASHQUOTA_'));
  return { ...Object.fromEntries(kept), NODE_ENV: 'production' };
}

if (process.argv[1] === import.meta.filename) {
  requireNode();
  try {
    await buildIfNeeded({ force: process.argv.includes('--force') });
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
