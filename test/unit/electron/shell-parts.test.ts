import { describe, expect, it } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import { desktopEntry } from '#main/electron/autostart.ts';
import { minerCount, summarise, UNKNOWN_FARM } from '#main/electron/farm-summary.ts';
import { loadParts, quitParts, type ShellPart } from '#main/electron/shell.ts';
import { trayMenu, trayStatus } from '#main/electron/tray-menu.ts';
import type { FarmSnapshot, MinerView } from '#shared/model/snapshot.ts';

function miner(id: string, changes: Partial<MinerView>): MinerView {
  return {
    id,
    name: id,
    address: null,
    userAgent: null,
    role: 'active',
    state: 'working',
    markedFailed: null,
    accountId: 'alice',
    hashrate: null,
    nominalHashrate: null,
    difficulty: null,
    acceptedShares: 0,
    rejectedShares: 0,
    staleShares: 0,
    lastShareAtMs: null,
    switches: 0,
    ...changes,
  };
}

function farmOf(miners: MinerView[]): FarmSnapshot {
  const round = { id: 'r', startedAtMs: 0, endsAtMs: null };
  return { revision: 1, atMs: 0, policy: 'sequential', round, accounts: [], miners };
}

describe('the parts of the shell', () => {
  function recorder(order: string[], name: string, failing = false): ShellPart {
    const note = (what: string) => (): void => {
      order.push(`${what} ${name}`);
      if (failing) throw new Error(name);
    };
    return { name, onLoad: note('load'), onQuit: note('quit') };
  }

  it('load in order and quit in the opposite order, whatever fails', async () => {
    const order: string[] = [];
    const parts = [recorder(order, 'a'), recorder(order, 'b', true), { name: 'empty' }, recorder(order, 'c')];
    await loadParts(parts, silentLog);
    await quitParts(parts, silentLog);
    expect(order).toEqual(['load a', 'load b', 'load c', 'quit c', 'quit b', 'quit a']);
  });
});

describe('the summary of the farm', () => {
  it('counts who is connected and who works', () => {
    const farm = farmOf([
      miner('a', { address: '10.0.0.1' }),
      miner('b', { state: 'below-standard', address: '10.0.0.2' }),
      miner('c', { state: 'parked', accountId: null }),
      miner('d', { state: 'offline', address: '10.0.0.4' }),
      miner('e', { state: 'failed', accountId: null }),
      miner('f', { state: 'failed', accountId: 'owner' }),
    ]);
    expect(summarise(farm)).toEqual({
      connected: 4,
      working: 2,
      addresses: new Set(['10.0.0.1', '10.0.0.2', '10.0.0.4']),
    });
  });

  it('speaks of one miner and of several', () => {
    expect([minerCount(1), minerCount(2)]).toEqual(['1 miner', '2 miners']);
  });
});

describe('the tray', () => {
  const farm = { connected: 12, working: 11, addresses: new Set<string>() };

  it('says how the farm is', () => {
    expect([trayStatus(farm), trayStatus(UNKNOWN_FARM), trayStatus(null)]).toEqual([
      'Hashquota: 11 miners of 12 working',
      'Hashquota: no miners connected',
      'Hashquota: the engine is not running',
    ]);
  });

  it('offers the window, start at login and an end', () => {
    const done: string[] = [];
    const menu = trayMenu(farm, true, {
      open: () => done.push('open'),
      quit: () => done.push('quit'),
      setOpenAtLogin: (open) => done.push(`login ${open}`),
    });
    for (const item of menu) item?.run?.();
    expect(done).toEqual(['open', 'login false', 'quit']);
    expect(menu.find((item) => item?.label === 'Start at login')?.checked).toBe(true);
  });

  it('leaves start at login out where the system has none', () => {
    const menu = trayMenu(farm, false, { open: () => {}, quit: () => {}, setOpenAtLogin: null });
    expect(menu.map((item) => item?.label)).toEqual([
      'Hashquota: 11 miners of 12 working',
      undefined,
      'Open Hashquota',
      'Quit and stop mining',
    ]);
  });
});

describe('the autostart entry', () => {
  it('quotes the program and its arguments', () => {
    const entry = desktopEntry(['/home/o\'neil/100% "$HOME"/Hashquota.AppImage', '--hidden']);
    expect(entry).toContain(
      String.raw`Exec="/home/o'neil/100%% \\"\\$HOME\\"/Hashquota.AppImage" "--hidden"` + '\n',
    );
  });
});
