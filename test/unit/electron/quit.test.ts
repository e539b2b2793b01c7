import { beforeEach, describe, expect, it, vi } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import type { EngineHost } from '#main/electron/engine-host.ts';
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
    showMessageBox: async () => {
      electron.questions += 1;
      return { response: electron.answer };
    },
  },
  powerMonitor: { on: (name: string, listener: () => void) => electron.listeners.set(name, listener) },
}));

const clock = new FakeClock();
let order: string[];
let stopFarm: () => Promise<void>;

function quitterFor(connected: number): Quitter {
  const host = { summary: { connected }, stop: () => stopFarm() } as unknown as EngineHost;
  const shell: Shell = {
    flags: { demo: false, hidden: false, dataDir: null, farmFile: null, stratum: null },
    dataDir: '/nowhere',
    log: silentLog,
    clock,
    host,
    showWindow: () => undefined,
    reloadWindow: () => undefined,
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

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
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

  it('asks while miners are connected and goes on mining when told so', async () => {
    electron.answer = 0;
    quitterFor(12);
    quit();
    // A second press of the key while the question stands asks nothing more.
    quit();
    await turn();
    expect([electron.questions, order, electron.exitCodes]).toEqual([1, [], []]);
    quit();
    await turn();
    expect([electron.questions, order]).toEqual([2, []]);
  });

  it('asks nothing when the system shuts down', async () => {
    quitterFor(12);
    let isHeld = false;
    electron.listeners.get('shutdown')?.({ preventDefault: () => void (isHeld = true) });
    // Or the system would not wait until everything is written.
    expect(isHeld).toBe(true);
    await vi.waitFor(() => expect(electron.exitCodes).toEqual([0]));
    expect([order, electron.questions]).toEqual([['parts', 'farm', 'folder'], 0]);
  });

  it('holds no quit back once the engine is closed, as an installer needs it', async () => {
    electron.answer = 1;
    const quitter = quitterFor(12);
    let isHeld: boolean | null = null;
    await quitter.leave(() => {
      order.push('installer');
      isHeld = quit().isPrevented;
    });
    expect([order, isHeld, electron.exitCodes]).toEqual([
      ['parts', 'farm', 'folder', 'installer'],
      false,
      [],
    ]);
  });

  it('installs nothing where the owner goes on mining', async () => {
    electron.answer = 0;
    await quitterFor(1).leave(() => order.push('installer'));
    expect(order).toEqual([]);
  });

  it('stops when told so, and asks no second time', async () => {
    electron.answer = 1;
    quitterFor(12);
    quit();
    await turn();
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
