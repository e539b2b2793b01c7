import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';

import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import type { EnginePort, FarmClient } from '#main/electron/engine-host.ts';
import { type EngineProcess, UtilityHost } from '#main/electron/utility-host.ts';
import type { ListenAddress } from '#engine/config/addresses.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { FakePortMain } from '#test/support/fake-electron.ts';

const script = new URL('../../support/engine-process-worker.ts', import.meta.url);

let dataDir: string;
let clock: FakeClock;
let workers: Worker[];
let host: UtilityHost;

/** Electron's process object on a worker. */
function processOf(worker: Worker): EngineProcess {
  return {
    postMessage(message, ports = []) {
      const sent = ports as unknown as MessagePort[];
      worker.postMessage({ data: message, ports: sent }, sent);
    },
    on: (event: 'message' | 'exit', listener: (value: never) => void) =>
      worker.on(event as 'message', listener as (value: unknown) => void),
    kill: () => {
      void worker.terminate();
      return true;
    },
  };
}

function hostOf(stratum: ListenAddress = { host: '127.0.0.1', port: 0 }): UtilityHost {
  return new UtilityHost({
    clock,
    log: silentLog,
    fork() {
      const worker = new Worker(script, { execArgv: [], stdout: true, stderr: true });
      workers.push(worker);
      return processOf(worker);
    },
    options: async () => ({
      ...{ dataDir, farmFile: null, stratum, demo: false, version: '1.2.3' },
      secrets: { kind: 'key', key: Buffer.alloc(32, 7).toString('base64') },
    }),
    openChannel() {
      const { port1, port2 } = new MessageChannel();
      return { near: new FakePortMain(port1), far: port2 as unknown as EnginePort };
    },
  });
}

/** A page's client on a port that the host serves. */
function pageOf(served: UtilityHost): { client: FarmClient; port: MessagePort } {
  const { port1, port2 } = new MessageChannel();
  served.serve(port1 as unknown as EnginePort);
  return { client: createORPCClient(new RPCLink({ port: port2 as never })), port: port2 };
}

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hashquota-engine-'));
  clock = new FakeClock();
  workers = [];
  host = hostOf();
});
afterEach(async () => {
  await host.stop();
  await Promise.all(workers.map((worker) => worker.terminate()));
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the engine in a process of its own', () => {
  it('answers the shell and the window, tells how the farm is, and stops cleanly', async () => {
    const summaries: number[] = [];
    host.summaryChanged.on(({ known }) => summaries.push(known));
    await host.start();
    expect(host.isRunning).toBe(true);
    expect((await host.client?.farm.extras())?.version).toBe('1.2.3');
    const page = pageOf(host);
    expect((await page.client.farm.get()).miners).toEqual([]);
    await expect(page.client.miners.setRole({ id: 'nobody', role: 'standby' })).rejects.toMatchObject({
      code: 'MINER_NOT_FOUND',
    });
    await vi.waitFor(() => expect(summaries).not.toEqual([]));
    host.suspend();
    host.resume();
    const closed = new Promise((resolve) => page.port.once('close', resolve));
    await host.stop();
    await closed;
    expect([host.isRunning, host.client, existsSync(join(dataDir, 'instance.lock'))]).toEqual([
      false,
      null,
      false,
    ]);
  });

  it('hears of a newer version that was found before it started', async () => {
    host.noteUpdate('2.0.0');
    await host.start();
    await vi.waitFor(
      async () =>
        expect((await host.client?.alerts.list())?.firing.map(({ rule }) => rule)).toContain('update'),
      { timeout: 20_000, interval: 100 },
    );
  }, 30_000);

  it('closes a port that brings a malformed message, and goes on', async () => {
    await host.start();
    const page = pageOf(host);
    const closed = new Promise((resolve) => page.port.once('close', resolve));
    page.port.postMessage('{"i":');
    await closed;
    expect((await pageOf(host).client.farm.get()).miners).toEqual([]);
  });

  it('is started again after its process died, and the window is told', async () => {
    const told: boolean[] = [];
    host.runningChanged.on((isRunning) => told.push(isRunning));
    await host.start();
    await workers[0]?.terminate();
    await vi.waitFor(() => expect(told).toEqual([true, false]));
    expect([host.client, host.summary.known]).toEqual([null, 0]);
    clock.advance(1000);
    await vi.waitFor(() => expect(told).toEqual([true, false, true]), 20_000);
    expect((await host.client?.farm.extras())?.version).toBe('1.2.3');
    expect(workers.length).toBe(2);
  });

  it('is started anew in a fresh process when the engine has to, and not once more for that', async () => {
    const told: boolean[] = [];
    host.runningChanged.on((isRunning) => told.push(isRunning));
    await host.start();
    // Asked twice at once, as by two imports that failed: one engine comes of it.
    await Promise.all([host.restart(), host.restart()]);
    clock.advance(60_000);
    expect([told, workers.length, host.isRunning]).toEqual([[true, false, true], 2, true]);
  });

  it('says in the words of the engine why it cannot start', async () => {
    await host.start();
    const address = (await host.client?.farm.extras())?.stratumAddress ?? '';
    const taken = hostOf({ host: '127.0.0.1', port: Number(address.split(':')[1]) });
    const other = mkdtempSync(join(tmpdir(), 'hashquota-engine-'));
    const first = dataDir;
    dataDir = other;
    await expect(taken.start()).rejects.toMatchObject({
      code: 'CONFLICT',
      message: `The Stratum proxy cannot listen on ${address}: another program has this port.`,
    });
    expect(taken.isRunning).toBe(false);
    dataDir = first;
    rmSync(other, { recursive: true, force: true });
  });

  it('writes a log of its own that holds no key', async () => {
    await host.start();
    await host.stop();
    const log = readFileSync(join(dataDir, 'logs/engine.log'), 'utf8');
    expect(log).not.toContain(Buffer.alloc(32, 7).toString('base64'));
    expect(log).toMatch(/"level":30/);
  });
});
