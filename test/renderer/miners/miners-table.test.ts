import { describe, expect, it } from 'vitest';

import {
  ALL_COLUMNS,
  acceptColumns,
  columnVisibility,
  shownColumns,
} from '#renderer/features/miners/columns-choice.ts';
import { machineFacts } from '#renderer/features/miners/machine-facts.ts';
import { minersCsv } from '#renderer/features/miners/miners-csv.ts';
import { RowMaker, rowOf, visibleRows } from '#renderer/features/miners/miners-view.ts';
import { acceptViews, isShown, withView } from '#renderer/features/miners/saved-views.ts';
import { rangeOf, stepOf } from '#renderer/features/miners/use-row-keys.ts';
import { scriptedMachine } from '#test/support/scripted-machines.ts';

import { mark, miner, NOON_MS } from '../make.ts';

const accountNames = new Map([['alice', 'Alice & Co']]);
const machine = { ...scriptedMachine(1), minerId: 'rack1-01' };
const machines = new Map([['rack1-01', machine]]);

describe('what the machine adds to a row', () => {
  it('is its model, firmware, MAC, hottest place, power and J/TH', () => {
    expect(rowOf(miner(), { accountNames, machines })).toMatchObject({
      model: 'Antminer S19j Pro',
      firmware: 'Antminer (stock) 1.0',
      mac: '02:00:00:00:00:01',
      temperature: 70,
      powerWatts: 3068,
      efficiency: 29.5,
    });
  });

  it('is nothing where the machine is not known or says nothing', () => {
    const nothing = { temperature: null, powerWatts: null, efficiency: null };
    expect(machineFacts(undefined)).toMatchObject({ model: null, ...nothing });
    expect(machineFacts({ ...machine, telemetry: null })).toMatchObject(nothing);
  });

  it('is no efficiency where the rate may be misread', () => {
    const telemetry = machine.telemetry && { ...machine.telemetry, isRateDoubtful: true };
    expect(machineFacts({ ...machine, telemetry }).efficiency).toBeNull();
  });
});

describe('rows', () => {
  const miners = [miner({ id: 'a' }), miner({ id: 'b' })];

  it('stay the same objects while nothing of them changes', () => {
    const maker = new RowMaker();
    const before = maker.rowsOf(miners, { accountNames });
    const after = maker.rowsOf([miners[0]!, { ...miners[1]!, hashrate: 1 }], { accountNames });
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(after[1]?.hashrate).toBe(1);
  });

  it('are made anew when an account, a stand-in or a machine changes', () => {
    const maker = new RowMaker();
    maker.rowsOf(miners, { accountNames });
    expect(maker.rowsOf(miners, { accountNames: new Map([['alice', 'A']]) })[0]?.accountName).toBe('A');
    const standsInFor = new Map([['a', 'x']]);
    expect(maker.rowsOf(miners, { accountNames, standsInFor })[0]?.standsInFor).toBe('x');
    expect(maker.rowsOf(miners, { accountNames, machines: new Map([['a', machine]]) })[0]?.model).toBe(
      'Antminer S19j Pro',
    );
  });
});

describe('search over machines and addresses', () => {
  const rows = [
    rowOf(miner({ id: 'rack1-01', address: '10.0.4.1' }), { accountNames, machines }),
    rowOf(miner({ id: 'rack1-02', address: '10.0.4.10' }), { accountNames }),
    rowOf(miner({ id: 'rack1-03', address: '10.0.5.10' }), { accountNames }),
    rowOf(miner({ id: 'rack1-04', address: null }), { accountNames }),
  ];
  const found = (query: string) => visibleRows(rows, query, 'all').map(({ id }) => id.slice(-2));

  it('finds model, firmware and MAC, however it is written', () => {
    expect(found('s19j')).toEqual(['01']);
    expect(found('stock')).toEqual(['01']);
    expect(found('02:00:00:00:00:01')).toEqual(['01']);
    expect(found('020000000001')).toEqual(['01']);
  });

  it('finds a whole address alone, and the part of one everywhere', () => {
    expect(found('10.0.4.1')).toEqual(['01']);
    expect(found('10.0.4')).toEqual(['01', '02']);
  });

  it('finds the addresses of a network and of a range', () => {
    expect(found('10.0.4.0/24')).toEqual(['01', '02']);
    expect(found('10.0.0.0/16')).toEqual(['01', '02', '03']);
    expect(found('10.0.4.5-20')).toEqual(['02']);
    expect(found('10.0.4.0/99')).toEqual([]);
  });
});

describe('columns', () => {
  it('are those that fit the window until the owner chooses', () => {
    const bare = shownColumns(null, { width: 'wide', hasMachines: false });
    const rich = shownColumns(null, { width: 'wide', hasMachines: true });
    expect(bare).not.toContain('temperature');
    expect(rich).toEqual(
      expect.arrayContaining(['model', 'temperature', 'powerWatts', 'efficiency', 'nominalHashrate']),
    );
    expect(shownColumns(null, { width: 'ordinary', hasMachines: true })).not.toContain('nominalHashrate');
    expect(shownColumns(['mac'], { width: 'ordinary', hasMachines: false })).toEqual(['mac']);
  });

  it('of a narrow window are few, whatever was chosen', () => {
    expect(columnVisibility([...ALL_COLUMNS], { width: 'narrow', hasMachines: true })['mac']).toBe(false);
  });

  it('that a browser remembers may be anything', () => {
    expect(acceptColumns(null)).toBeNull();
    expect(acceptColumns('x')).toBeUndefined();
    expect(acceptColumns(['mac', 'nonsense', 7, 'state'])).toEqual(['state', 'mac']);
  });
});

describe('saved views', () => {
  const view = { name: 'hot', query: 's19', filter: 'attention' as const, columns: null, sort: [] };

  it('are replaced by one of the same name, and are in order', () => {
    const views = withView(withView([view], { ...view, name: 'a' }), { ...view, query: 'x' });
    expect(views.map(({ name, query }) => [name, query])).toEqual([
      ['a', 's19'],
      ['hot', 'x'],
    ]);
    let many = views;
    for (let n = 0; n < 40; n += 1) many = withView(many, { ...view, name: `v${n}` });
    expect(many).toHaveLength(30);
  });

  it('say whether they are what is shown', () => {
    expect(isShown(view, { query: 's19', filter: 'attention', columns: null, sort: [] })).toBe(true);
    expect(isShown(view, { query: 's19', filter: 'all', columns: null, sort: [] })).toBe(false);
  });

  it('that a browser remembers may be anything', () => {
    expect(acceptViews('x')).toBeUndefined();
    const stored = [
      null,
      7,
      { name: '' },
      { name: 'n'.repeat(99) },
      { name: 'ok', filter: 'x', sort: 'y', columns: 3 },
    ];
    expect(acceptViews(stored)).toEqual([{ name: 'ok', query: '', filter: 'all', columns: null, sort: [] }]);
    expect(acceptViews(JSON.parse(JSON.stringify([view])))).toEqual([view]);
  });
});

describe('the CSV file', () => {
  const [header, ...lines] = minersCsv([
    rowOf(miner({ lastShareAtMs: NOON_MS }), { accountNames, machines }),
    rowOf(
      miner({
        id: 'b',
        name: '=cmd("x")',
        hashrate: null,
        lastShareAtMs: null,
        markedFailed: mark({ note: 'a,b\n"c"' }),
      }),
      { accountNames },
    ),
  ]).split('\r\n');

  it('names every column with its unit', () => {
    expect(header).toMatch(/^name,id,state,role,account,hashrate_hs,nominal_hs,/);
    expect(header).toContain('temperature_c,power_w,efficiency_j_per_th');
  });

  it('has a line for each miner, with unknown values left empty', () => {
    expect(lines[0]).toBe(
      'rack1-01,rack1-01,working,active,Alice & Co,100000000000000,104000000000000,65536,100,1,2,2026-11-18T12:00:00.000Z,192.168.1.41,02:00:00:00:00:01,Antminer S19j Pro,Antminer (stock) 1.0,70,3068,29.5,bmminer/2.0.0,0,,',
    );
    expect(lines[1]).toContain(',Alice & Co,,104000000000000,');
  });

  it('quotes what needs it, and is no formula for a spreadsheet', () => {
    expect(lines[1]).toMatch(/^"'=cmd\(""x""\)",b,/);
    expect(lines[1]).toMatch(/"a,b\n""c"""$/);
  });
});

describe('keys on the rows', () => {
  it('go one row or ten', () => {
    expect(['j', 'ArrowDown', 'k', 'ArrowUp', 'PageDown', 'PageUp', 'x'].map(stepOf)).toEqual([
      1,
      1,
      -1,
      -1,
      10,
      -10,
      null,
    ]);
  });

  it('choose a range in either direction', () => {
    const order = ['a', 'b', 'c', 'd'];
    expect(rangeOf(order, 'b', 'd')).toEqual(['b', 'c', 'd']);
    expect(rangeOf(order, 'd', 'c')).toEqual(['c', 'd']);
    expect(rangeOf(order, 'gone', 'c')).toEqual([]);
  });
});
