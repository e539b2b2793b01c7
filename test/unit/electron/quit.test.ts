import { beforeEach, describe, expect, it, vi } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import type { FarmHost } from '#main/electron/farm-host.ts';
import { Quitter, quitQuestion } from '#main/electron/quit.ts';
import type { Shell } from '#main/electron/shell.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const electron = vi.hoisted(() => ({
  listeners: new Map<string, (event: { preventDefault(): void }) => void>(),
  exitCodes: [] as number[],
  answer: 0,
  questions: 0,
}));
vi.mock('electron', () => ({
  app: {
    on: (name: string, listener: (event: { preventDefault(): void }) => void) =>
      electron.listeners.set(name, listener),
    exit: (code: number) => electron.exitCodes.push(code),
  },
  dialog: {
    showMessageBoxSync: () => {
      electron.questions += 1;
      return electron.answer;
    },
  },
}));

const clock = new FakeClock();
let order: string[];
let stopFarm: () => Promise<void>;

function quitterFor(connected: number): Quitter {
  const farm = {
    summary: { connected, working: 0, addresses: new Set() },
    stop: () => stopFarm(),
  } as unknown as FarmHost;
  const shell: Shell = {
    flags: { demo: false, hidden: false, dataDir: null, farmFile: null, stratum: null },
    dataDir: '/nowhere',
    log: silentLog,
    clock,
    farm,
    showWindow: () => undefined,
    windowId: () => null,
  };
  const parts = [{ name: 'window', onQuit: () => void order.push('parts') }];
  const quitter = new Quitter(shell, parts, () => void order.push('folder'));
  quitter.listen();
  return quitter;
}

function quit(): { isPrevented: boolean } {
  const event = { isPrevented: false };
  electron.listeners.get('before-quit')?.({ preventDefault: () => void (event.isPrevented = true) });
  return event;
}

beforeEach(() => {
  order = [];
  electron.exitCodes = [];
  electron.questions = 0;
  stopFarm = async () => void order.push('farm');
});

describe('quitting', () => {
  it('ends the parts, then the farm, then the process', async () => {
    quitterFor(0);
    expect(quit().isPrevented).toBe(true);
    await vi.waitFor(() => expect(electron.exitCodes).toEqual([0]));
    expect([order, electron.questions]).toEqual([['parts', 'farm', 'folder'], 0]);
  });

  it('asks once while miners are connected and goes on mining when told so', () => {
    electron.answer = 0;
    quitterFor(12);
    quit();
    expect([electron.questions, order, electron.exitCodes]).toEqual([1, [], []]);
  });

  it('stops when told so, and asks no second time', async () => {
    electron.answer = 1;
    quitterFor(12);
    quit();
    quit();
    await vi.waitFor(() => expect(electron.exitCodes).toEqual([0]));
    expect(electron.questions).toBe(1);
  });

  it('ends by force after ten seconds', async () => {
    stopFarm = () => new Promise(() => undefined);
    const quitter = quitterFor(0);
    const ended = quitter.exit(0);
    clock.advance(9_999);
    await Promise.resolve();
    expect(electron.exitCodes).toEqual([]);
    clock.advance(1);
    await ended;
    expect(electron.exitCodes).toEqual([0]);
  });

  it('ends with a code of its own when the farm fails to stop', async () => {
    stopFarm = async () => {
      throw new Error('disk full');
    };
    await quitterFor(0).exit(0);
    expect(electron.exitCodes).toEqual([1]);
  });
});

it('asks in words for one miner and for several', () => {
  expect([quitQuestion(0), quitQuestion(1)?.message, quitQuestion(2)?.message]).toEqual([
    null,
    '1 miner is connected.',
    '2 miners are connected.',
  ]);
});
