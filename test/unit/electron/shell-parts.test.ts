import { describe, expect, it } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import { desktopEntry } from '#main/electron/autostart.ts';
import { type FarmSummary, minerCount, summarise, UNKNOWN_FARM } from '#main/electron/farm-summary.ts';
import { loadParts, quitParts, type ShellPart } from '#main/electron/shell.ts';
import { trayLook, trayMenu, trayTooltip } from '#main/electron/tray-menu.ts';
import type { AlertList, AlertSeverity, AlertView } from '#shared/model/alert.ts';
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

const NO_ALERTS: AlertList = {
  ...{ atMs: 0, firing: [], snoozed: [] },
  counts: { critical: 0, warning: 0, info: 0 },
};

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
    expect(summarise(farm, NO_ALERTS)).toMatchObject({ known: 6, connected: 4, working: 2 });
  });

  it('adds up what is known of the hashrate and counts what needs the owner', () => {
    const farm = farmOf([miner('a', { hashrate: 2e14 }), miner('b', { hashrate: 1e14 }), miner('c', {})]);
    const alert = (severity: AlertSeverity, title: string, by: string | null): AlertView =>
      ({ severity, title, acknowledged: by === null ? null : { by, atMs: 0 } }) as AlertView;
    const alerts: AlertList = {
      ...NO_ALERTS,
      firing: [
        alert('critical', 'seen', 'ann'),
        alert('warning', 'Miner lost', null),
        alert('info', 'i', null),
      ],
      counts: { critical: 0, warning: 1, info: 1 },
    };
    expect(summarise(farm, alerts)).toMatchObject({
      hashrate: 3e14,
      critical: 0,
      warnings: 1,
      gravest: 'Miner lost',
    });
    const unknown = summarise(farmOf([miner('c', {})]), NO_ALERTS);
    expect(unknown).toMatchObject({ hashrate: null, gravest: null });
  });

  it('speaks of one miner and of several', () => {
    expect([minerCount(1), minerCount(2)]).toEqual(['1 miner', '2 miners']);
  });
});

describe('the tray', () => {
  const farm: FarmSummary = { ...UNKNOWN_FARM, known: 12, connected: 12, working: 11, hashrate: 1.2e15 };
  const actions = {
    open: () => {},
    openAlerts: () => {},
    quit: () => {},
    setOpenAtLogin: null,
  };

  it('says how the farm is, with its hashrate', () => {
    expect([trayTooltip(farm), trayTooltip(UNKNOWN_FARM), trayTooltip(null)]).toEqual([
      'Hashquota: 11 miners of 12 working, 1.20\u00a0PH/s',
      'Hashquota: no miners connected',
      'Hashquota: the engine is not running',
    ]);
  });

  it('looks otherwise when something needs the owner, and when the engine is gone', () => {
    const looks = [farm, { ...farm, warnings: 1 }, { ...farm, warnings: 1, critical: 1 }, null].map(trayLook);
    expect(looks).toEqual(['ok', 'attention', 'critical', 'critical']);
  });

  it('names the gravest trouble within what Windows shows of a tooltip', () => {
    const troubled = { ...farm, critical: 1, warnings: 2, gravest: `pool down ${'x'.repeat(200)}` };
    const text = trayTooltip(troubled);
    expect(text).toContain('\n1 critical, 2 warnings: pool down xxx');
    expect(text.length).toBe(127);
    expect(trayMenu({ farm: troubled, openAtLogin: false, update: null }, actions)[1]?.label).toBe(
      'Show 1 critical, 2 warnings',
    );
  });

  it('offers the window, an update, start at login and an end', () => {
    const done: string[] = [];
    const update = { label: 'Download Hashquota 9', run: () => void done.push('download') };
    const menu = trayMenu(
      { farm, openAtLogin: true, update },
      {
        open: () => done.push('open'),
        openAlerts: () => done.push('alerts'),
        quit: () => done.push('quit'),
        setOpenAtLogin: (open) => done.push(`login ${open}`),
      },
    );
    for (const item of menu) item?.run?.();
    expect(done).toEqual(['open', 'download', 'login false', 'quit']);
    expect(menu.find((item) => item?.label === 'Start at login')?.checked).toBe(true);
  });

  it('leaves out what the system or the setup does not have', () => {
    const menu = trayMenu({ farm, openAtLogin: false, update: null }, actions);
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
