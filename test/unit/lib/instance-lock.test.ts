import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { acquireInstanceLock, InstanceLockedError } from '#engine/lib/instance-lock.ts';

const MODULE = new URL('../../../src/main/engine/lib/instance-lock.ts', import.meta.url).href;

let dataDir: string;
let lockPath: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hashquota-lock-'));
  lockPath = join(dataDir, 'instance.lock');
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** Another process that takes the lock, says so, and stays until it is killed or its stdin ends. */
function startHolder(): ReturnType<typeof spawn> {
  const code = `
    const { acquireInstanceLock } = await import(${JSON.stringify(MODULE)});
    try { acquireInstanceLock(${JSON.stringify(dataDir)}); console.log('held'); }
    catch (error) { console.log('refused ' + error.pid); process.exit(0); }
    process.stdin.resume().on('end', () => process.exit(0));`;
  return spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function firstLine(child: ReturnType<typeof spawn>): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return text.trim();
}

describe('the lock on a data folder', () => {
  it('is refused to a second taker, with the first one’s process id', () => {
    const lock = acquireInstanceLock(dataDir);
    expect(() => acquireInstanceLock(dataDir)).toThrow(InstanceLockedError);
    expect(() => acquireInstanceLock(dataDir)).toThrow(`process ${process.pid};`);
    lock.release();
    acquireInstanceLock(dataDir).release();
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('is refused while another process lives and free after kill -9', async () => {
    const holder = startHolder();
    expect(await firstLine(holder)).toBe('held');
    expect(() => acquireInstanceLock(dataDir)).toThrow(`process ${holder.pid};`);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    acquireInstanceLock(dataDir).release();
    expect(existsSync(lockPath)).toBe(false);
  });

  it('is free when its process id belongs to a younger process', () => {
    const parent = { pid: process.ppid, start: 'another-boot:1', atMs: Date.now(), nonce: 'n' };
    writeFileSync(lockPath, JSON.stringify(parent));
    acquireInstanceLock(dataDir).release();
  });

  it('is free when an earlier process of the same id left it', () => {
    writeFileSync(lockPath, JSON.stringify({ pid: process.pid, start: null, atMs: Date.now(), nonce: 'n' }));
    acquireInstanceLock(dataDir).release();
  });

  it.each(['', '{"pid":', 'null', '{"pid":"1"}', '[]'])('is free when its file holds %j', (content) => {
    writeFileSync(lockPath, content);
    const lock = acquireInstanceLock(dataDir);
    expect(JSON.parse(readFileSync(lockPath, 'utf8'))).toMatchObject({ pid: process.pid });
    lock.release();
  });

  it('leaves alone a lock that is no longer its own', () => {
    const lock = acquireInstanceLock(dataDir);
    const other = JSON.stringify({ pid: 1, start: null, atMs: Date.now(), nonce: 'other' });
    writeFileSync(lockPath, other);
    lock.release();
    expect(readFileSync(lockPath, 'utf8')).toBe(other);
  });

  it('goes to exactly one of several that take over a dead lock at once', async () => {
    writeFileSync(lockPath, JSON.stringify({ pid: 2 ** 22 + 1, start: 'x:1', atMs: 0, nonce: 'dead' }));
    const holders = Array.from({ length: 5 }, startHolder);
    const lines = await Promise.all(holders.map(firstLine));
    const winner = holders[lines.indexOf('held')];
    expect(lines.toSorted()).toEqual(['held', ...Array(4).fill(`refused ${winner?.pid}`)]);
    for (const holder of holders) holder.stdin?.end();
    const running = holders.filter((holder) => holder.exitCode === null);
    await Promise.all(running.map((holder) => once(holder, 'exit')));
  });
});
