import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import { keySecretBox } from '#engine/lib/secret-box.ts';
import { startFarm } from '#main/boot.ts';
import type { FarmClient } from '#main/electron/engine-host.ts';
import { FarmHost } from '#main/electron/farm-host.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { FakePortMain } from '#test/support/fake-electron.ts';

let dataDir: string;
let clock: FakeClock;
let host: FarmHost;
let askToRestart: () => void;
let whyNot: string | null;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hashquota-host-'));
  clock = new FakeClock();
  whyNot = null;
  host = new FarmHost({
    ...{ clock, log: silentLog },
    start: async (restart) => {
      askToRestart = restart;
      if (whyNot !== null) throw new Error(whyNot);
      return startFarm({
        ...{ dataDir, farmFile: null, stratum: '127.0.0.1:0', demo: false, version: '1.2.3' },
        ...{ clock, log: silentLog, secretBox: keySecretBox(Buffer.alloc(32, 7)) },
      });
    },
  });
});
afterEach(async () => {
  await host.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

function openPage(): { client: FarmClient; port: MessagePort; closed: Promise<unknown> } {
  const { port1, port2 } = new MessageChannel();
  const closed = new Promise((resolve) => port2.once('close', resolve));
  host.serve(new FakePortMain(port1));
  return { client: createORPCClient(new RPCLink({ port: port2 as never })), port: port2, closed };
}

describe('the engine inside the process of the shell', () => {
  it('closes the ports of its windows when it stops, and can be started again', async () => {
    const told: boolean[] = [];
    host.runningChanged.on((isRunning) => told.push(isRunning));
    await host.start();
    const page = openPage();
    expect((await page.client.farm.get()).accounts).toEqual([]);
    await Promise.all([host.stop(), host.stop()]);
    await page.closed;
    expect([host.isRunning, host.client]).toEqual([false, null]);
    await host.start();
    const next = openPage();
    expect((await next.client.farm.extras()).version).toBe('1.2.3');
    expect(told).toEqual([true, false, true]);
    next.port.close();
  });

  it('starts again when the engine asks for it, as after a restore', async () => {
    const told: boolean[] = [];
    host.runningChanged.on((isRunning) => told.push(isRunning));
    const failures: string[] = [];
    host.restartFailed.on((why) => failures.push(why));
    await host.start();
    askToRestart();
    askToRestart();
    await vi.waitFor(() => expect(told).toEqual([true, false, true]));
    await host.restart();
    expect([failures, told.length]).toEqual([[], 5]);
    expect((await host.client?.farm.get())?.accounts).toEqual([]);
  });

  it('says why it could not start again, and can be tried once more', async () => {
    const failures: string[] = [];
    host.restartFailed.on((why) => failures.push(why));
    await host.start();
    whyNot = 'The disk is full.';
    await host.restart();
    expect([failures, host.isRunning]).toEqual([['The disk is full.'], false]);
    whyNot = null;
    await host.restart();
    expect(host.isRunning).toBe(true);
  });

  it('is stopped whole by a stop that comes while it starts', async () => {
    const starting = host.start();
    await host.stop();
    await starting;
    expect([host.isRunning, existsSync(join(dataDir, 'instance.lock'))]).toEqual([false, false]);
  });

  it('closes a port that is brought while it does not run', async () => {
    await openPage().closed;
  });

  it('tells the engine of a newer version, also one that is started later', async () => {
    const rules = async (): Promise<string[]> => {
      clock.advance(5000);
      return ((await host.client?.alerts.list())?.firing ?? []).map(({ rule }) => rule);
    };
    host.noteUpdate('2.0.0');
    await host.start();
    expect(await rules()).toEqual(['update']);
    host.noteUpdate(null);
    expect(await rules()).toEqual([]);
  });

  it('tells how the farm is every five seconds', async () => {
    await host.start();
    let told = 0;
    host.summaryChanged.on(() => {
      told += 1;
    });
    for (const expected of [1, 2]) {
      clock.advance(4999);
      expect(told).toBe(expected - 1);
      clock.advance(1);
      await vi.waitFor(() => expect(told).toBe(expected));
    }
  });
});
