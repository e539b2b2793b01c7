import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPTS = join(import.meta.dirname, '../../../scripts');
/** Stands in for the bundler: counts its runs, does what `src/mode` says, writes what a build writes. */
const BUNDLER = `
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
appendFileSync('builds.log', process.env.NODE_ENV + ' ' + (process.env.HASHQUOTA_TOKEN ?? 'no token') + '\\n');
console.log('printed by the bundler');
const mode = readFileSync('src/mode', 'utf8');
if (mode === 'fails') process.exit(3);
if (mode === 'hangs') { writeFileSync('hanging', String(process.pid)); setInterval(() => {}, 1000); }
else for (const name of ['main/headless.js', 'main/electron.js', 'main/engine-host.js', 'main/hash-worker.js', 'preload/preload.cjs', 'renderer/index.html']) {
  mkdirSync('out/' + name.split('/')[0], { recursive: true });
  writeFileSync('out/' + name, 'built');
}`;

let root: string;
let children: ChildProcess[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hashquota-build-'));
  children = [];
  for (const name of ['build-if-needed.mjs', 'licenses.mjs', 'require-node.mjs'])
    cpSync(join(SCRIPTS, name), join(root, 'scripts', name));
  put('node_modules/electron-vite/bin/electron-vite.js', BUNDLER);
  put('package.json', '{"type":"module","dependencies":{}}');
  put('src/mode', 'works');
});
afterEach(() => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true, maxRetries: 3 });
});

function put(name: string, content: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), content);
}

function start(...args: string[]): {
  child: ChildProcess;
  end: Promise<{ code: unknown; stdout: string; stderr: string }>;
} {
  const child = spawn(process.execPath, [join(root, 'scripts/build-if-needed.mjs'), ...args], {
    env: { ...process.env, HASHQUOTA_TOKEN: 'secret' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  return {
    child,
    end: once(child, 'close').then(([code, signal]: unknown[]) => ({ code: code ?? signal, stdout, stderr })),
  };
}

async function waitFor(name: string): Promise<void> {
  const watcher = watch(root);
  try {
    while (!existsSync(join(root, name)) || readFileSync(join(root, name), 'utf8') === '')
      await once(watcher, 'change');
  } finally {
    watcher.close();
  }
}
const builds = (): string[] => readFileSync(join(root, 'builds.log'), 'utf8').trim().split('\n');

describe('building when needed', () => {
  it('builds once for several that start at the same time, and prints nothing on stdout', async () => {
    const ends = await Promise.all(Array.from({ length: 4 }, () => start().end));
    expect(ends.map(({ code, stdout }) => [code, stdout])).toEqual(Array(4).fill([0, '']));
    expect(builds()).toEqual(['production no token']);
    expect(ends.map(({ stderr }) => stderr).join('')).toContain('printed by the bundler');
  });

  it('builds again only when a source has changed, a part of the build is gone, or it is told to', async () => {
    await start().end;
    expect((await start().end).stderr).toBe('');
    put('src/new/file.ts', 'export {};');
    await start().end;
    rmSync(join(root, 'out/renderer'), { recursive: true });
    await start().end;
    await start('--force').end;
    expect(builds()).toHaveLength(4);
  });

  it('says that a build failed, and tries again the next time', async () => {
    put('src/mode', 'fails');
    const { code, stderr } = await start().end;
    expect([code, stderr]).toEqual([1, expect.stringContaining('The build failed with exit code 3;')]);
    put('src/mode', 'works');
    expect((await start().end).code).toBe(0);
  });

  it('is not fooled by a build that was killed', async () => {
    put('src/mode', 'hangs');
    const { child, end } = start();
    await waitFor('hanging');
    child.kill('SIGKILL');
    process.kill(Number(readFileSync(join(root, 'hanging'), 'utf8')), 'SIGKILL');
    await end;
    put('src/mode', 'works');
    expect((await start().end).code).toBe(0);
    expect(builds()).toHaveLength(2);
  });

  it('ends with the bundler on a signal and leaves no lock behind', async () => {
    put('src/mode', 'hangs');
    const { child, end } = start();
    await waitFor('hanging');
    child.kill('SIGTERM');
    expect(await end).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The build was ended by SIGTERM.'),
    });
    expect(existsSync(join(root, 'out/.build-lock'))).toBe(false);
  });
});
