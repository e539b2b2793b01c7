import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { farmSnapshot } from '#shared/model/snapshot.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'hashquota-package-'));
const unpacked = join(work, 'dist/linux-unpacked');
const app = join(work, 'app');

/** Stands before the fuses in every Electron binary (electron/fuses, README). */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** Wire format 1 with eight fuses, all in the state that the configuration does not ask for. */
const FUSES_BEFORE = '\u0001\u000810110011';

const readyLine = z.object({ ready: z.literal(true), http: z.string() });

/** A folder that looks like Electron to the packager; the real one is fetched at the first start only. */
function makeStandIn(folder: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  writeFileSync(join(folder, 'version'), '45.4.1');
  writeFileSync(join(folder, 'electron'), `#!/bin/sh\nexit 1\n${FUSE_SENTINEL}${FUSES_BEFORE}\n`);
  chmodSync(join(folder, 'electron'), 0o755);
}

async function node(script: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [join(root, script), ...args], { cwd: root });
  return stdout;
}

// The packer for Linux runs everywhere, but its result starts on Linux alone.
describe.runIf(process.platform === 'linux')('the packed app', () => {
  let service: ChildProcess | null = null;

  beforeAll(async () => {
    await node('scripts/build-if-needed.mjs');
    makeStandIn(join(work, 'electron'));
    await node(
      'node_modules/electron-builder/cli.js',
      '--linux',
      '--dir',
      `-c.electronDist=${join(work, 'electron')}`,
      `-c.directories.output=${join(work, 'dist')}`,
    );
    await node(
      'node_modules/@electron/asar/bin/asar.js',
      'extract',
      join(unpacked, 'resources/app.asar'),
      app,
    );
  }, 180_000);

  afterEach(async () => {
    if (service === null || service.exitCode !== null) return;
    service.kill('SIGTERM');
    await once(service, 'exit');
  });
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  async function startService(...args: string[]): Promise<string> {
    const script = join(app, 'out/main/headless.js');
    const env = { ...process.env, HASHQUOTA_TOKEN: 'packaging-test-token' };
    service = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    if (service.stdout === null) throw new Error('no stdout');
    for await (const line of createInterface({ input: service.stdout })) {
      return readyLine.parse(JSON.parse(line)).http;
    }
    throw new Error('the service ended before it was ready');
  }

  async function farmAt(address: string) {
    const headers = { authorization: 'Bearer packaging-test-token' };
    const answer = await fetch(`${address}/api/v1/farm`, { headers });
    return farmSnapshot.parse(await answer.json());
  }

  it('holds what runs and nothing else', async () => {
    const listed = await node(
      'node_modules/@electron/asar/bin/asar.js',
      'list',
      join(unpacked, 'resources/app.asar'),
    );
    const files = listed.trim().split('\n');
    const folders = new Set(files.map((file) => file.split('/')[1]));
    expect([...folders].sort()).toEqual(['assets', 'node_modules', 'out', 'package.json']);
    const strays = files.filter((file) =>
      /\.map$|\.[mc]?tsx?$|\.test\.|\/__tests__\/|\/prebuilds\/(?!linux)|\/deps\/sqlite3|\/\.env/.test(file),
    );
    expect(strays).toEqual([]);
    for (const entry of [
      'main/electron.js',
      'main/engine-host.js',
      'main/headless.js',
      'main/hash-worker.js',
      'preload/preload.cjs',
      'renderer/index.html',
    ])
      expect(files).toContain(`/out/${entry}`);
  });

  it('brings the packages that it loads and none that only build or test it', () => {
    const installed = (name: string): boolean => existsSync(join(app, 'node_modules', name, 'package.json'));
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
    expect(Object.keys(dependencies).filter((name) => !installed(name))).toEqual([]);
    // A package that another one needs at run time may be there although the window is built of it too.
    const alsoNeeded = ['@orpc/client'];
    const stray = Object.keys(devDependencies).filter(
      (name) => installed(name) && !alsoNeeded.includes(name),
    );
    expect(stray).toEqual([]);
  });

  it('loads every package from the packed files alone', async () => {
    // A PDF needs the metrics of its fonts, which are no code.
    const script =
      'for (const name of process.argv.slice(1)) await import(name);' +
      "const { default: Pdf } = await import('pdfkit'); new Pdf().text('x').end();";
    const lazy = ['pdfkit', 'nodemailer', 'better-sqlite3', 'ws', 'yaml', 'pino', 'prom-client', 'tldts'];
    await run(process.execPath, ['--input-type=module', '-e', script, ...lazy], { cwd: app });
    // This one is for Electron only: that its files are all there is what can be seen from here.
    const { stdout } = await run(
      process.execPath,
      ['-e', "console.log(require.resolve('electron-updater'), typeof require('builder-util-runtime'))"],
      { cwd: app },
    );
    expect(stdout.trim()).toBe(`${join(app, 'node_modules/electron-updater/out/main.js')} object`);
  });

  it('shows people the licences, and the desktop its icons and farm files', () => {
    const licences = readFileSync(join(unpacked, 'resources/licenses.txt'), 'utf8');
    for (const name of ['better-sqlite3', 'pdfkit', 'nodemailer', 'react', '@mui/material'])
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
    const icons = ['icon.png', 'tray-ok.png', 'tray-attention@2x.png', 'tray-critical.png'];
    expect(icons.filter((icon) => !existsSync(join(app, 'assets', icon)))).toEqual([]);
  });

  it('has every fuse in its safe state', () => {
    const program = readFileSync(join(unpacked, 'hashquota'), 'latin1');
    const wire = program.slice(program.indexOf(FUSE_SENTINEL) + FUSE_SENTINEL.length);
    // runAsNode, cookie encryption, NODE_OPTIONS, inspector, asar integrity, asar only, own snapshot, file privileges
    expect(wire.slice(2, 10)).toBe('01001100');
  });

  it('keeps the native library outside the archive', () => {
    const library = 'resources/app.asar.unpacked/node_modules/better-sqlite3/prebuilds';
    const bytes = readFileSync(join(unpacked, library, `linux-${process.arch}.node`));
    expect(bytes.subarray(1, 4).toString()).toBe('ELF');
  });

  it('serves, mines and keeps its ledger from the packed files', async () => {
    const dataDir = join(work, 'data');
    const address = await startService(
      '--demo',
      '--data-dir',
      dataDir,
      '--http',
      '127.0.0.1:0',
      '--stratum',
      '127.0.0.1:0',
      '--log-level',
      'warn',
    );
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
    await expect
      .poll(
        async () => (await farmAt(address)).accounts.reduce((sum, account) => sum + account.creditedWork, 0),
        { timeout: 60_000, interval: 250 },
      )
      .toBeGreaterThan(0);
  });
});
