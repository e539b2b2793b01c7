import { describe, expect, it } from 'vitest';

import {
  acceptMachineFilter,
  compareAddresses,
  failedIds,
  isForeign,
  keepOrder,
  machineCounts,
  machineRow,
  mayBePointed,
  nameOf,
  pointable,
  restorable,
  runProgress,
  telling,
  visibleMachines,
} from '#renderer/features/discover/machine-view.ts';
import type { ChangeLine, ChangeStep, MachineView } from '#shared/model/machine.ts';
import { scriptedMachine } from '#test/support/scripted-machines.ts';

const OTHER = 'It mines by another algorithm.';
const machines = Array.from({ length: 10 }, (_, index) => scriptedMachine(index + 1));
const rows = machines.map((machine) => machineRow(machine, OTHER));
const [ANTMINER, , BITAXE, GOLDSHELL, SEALMINER, LOCKED, CHANGED, SILENT, , POINTED] = machines.map(
  ({ address }) => address,
);

function shown(query: string, filter: Parameters<typeof visibleMachines>[2] = 'all'): string[] {
  return visibleMachines(rows, query, filter).map(({ address }) => address);
}

function line(step: ChangeStep, change: Partial<ChangeLine> = {}): ChangeLine {
  const id = change.machineId ?? 'm-1';
  return {
    ...{ machineId: id, address: '10.0.0.1', model: null, step, isCanary: false, text: null },
    ...{ pools: [], atMs: 0, ...change },
  };
}

describe('a row', () => {
  it('says how the machine is: faults and sleep come before a plain answer', () => {
    expect(rows.map(({ condition }) => condition)).toEqual([
      ...['answering', 'answering', 'answering', 'answering', 'answering'],
      ...['locked-out', 'faulty', 'silent', 'answering', 'answering'],
    ]);
    const [first] = machines as [MachineView];
    const asleep = { ...first, telemetry: first.telemetry && { ...first.telemetry, isAsleep: true } };
    expect(machineRow(asleep, OTHER).condition).toBe('asleep');
  });

  it('has its hottest place, and nothing of a machine that told nothing', () => {
    expect([rows[0]?.hottest, rows[5]?.hottest, rows[5]?.hashrateNow]).toEqual([70, null, null]);
  });

  it('says why it cannot be pointed: another algorithm, or firmware that is only read', () => {
    expect([rows[0]?.pointable, rows[3]?.pointable]).toEqual([true, OTHER]);
    expect(rows[4]?.pointable).toContain('SealMiner pools are read but not written');
  });

  it('is called by model and address', () => {
    expect([
      nameOf({ model: null, address: '10.0.0.1' }),
      nameOf({ model: 'S9', address: '10.0.0.1' }),
    ]).toEqual(['10.0.0.1', 'S9 10.0.0.1']);
  });
});

describe('search and filter', () => {
  it('look everywhere: address, MAC with and without colons, model, firmware, pool, miner, trouble', () => {
    expect(shown('10.9.8.13')).toEqual([BITAXE]);
    expect(shown('02:00:00:00:00:01')).toEqual([ANTMINER]);
    expect(shown('020000000001')).toEqual([ANTMINER]);
    expect(shown('gamma')).toEqual([BITAXE]);
    expect(shown('farm.3')).toEqual([BITAXE]);
    expect(shown('rack1-02 luxos')).toEqual([POINTED]);
    expect(shown('port 4028')).toEqual([SILENT]);
    expect(shown('gamma luxos')).toEqual([]);
  });

  it('tell apart where machines point, and why one cannot be', () => {
    expect([shown('', 'pointed'), shown('', 'changed')]).toEqual([[POINTED], [CHANGED]]);
    expect([shown('', 'other-algorithm'), shown('', 'read-only')]).toEqual([[GOLDSHELL], [SEALMINER]]);
    expect([shown('', 'locked-out'), shown('s19', 'locked-out')]).toEqual([[LOCKED], [LOCKED]]);
    expect(machineCounts(rows)).toEqual({
      all: 10,
      pointed: 1,
      elsewhere: 8,
      changed: 1,
      'other-algorithm': 1,
      'read-only': 1,
      'locked-out': 1,
    });
  });

  it('takes a filter from the address only if there is such a one', () => {
    expect([
      acceptMachineFilter('changed'),
      acceptMachineFilter('x'),
      acceptMachineFilter(undefined),
    ]).toEqual(['changed', 'all', 'all']);
  });
});

describe('the order of rows', () => {
  const at = (id: string, address: string): MachineView => ({ ...scriptedMachine(1), id, address });

  it('is by address for those seen at once, numbers as numbers', () => {
    expect(compareAddresses('10.0.0.9', '10.0.0.10')).toBeLessThan(0);
    const found = [at('m-a', '10.0.0.10'), at('m-b', '10.0.0.9'), at('m-c', '9.0.0.1')];
    expect(keepOrder([], found)).toEqual(['m-c', 'm-b', 'm-a']);
  });

  it('puts later ones behind, so that no row jumps, and closes the gap of one that is gone', () => {
    const found = [at('m-new', '10.0.0.1'), at('m-b', '10.0.0.9'), at('m-a', '10.0.0.10')];
    expect(keepOrder(['m-b', 'm-gone', 'm-a'], found)).toEqual(['m-b', 'm-a', 'm-new']);
    expect(keepOrder(['m-a', 'm-b'], [at('m-a', '10.0.0.77'), at('m-b', '10.0.0.9')])).toEqual([
      'm-a',
      'm-b',
    ]);
  });
});

describe('what can be done with chosen machines', () => {
  it('points those that can be and are not here already', () => {
    expect(pointable(rows).map(({ address }) => address)).toEqual(
      machines
        .map(({ address }) => address)
        .filter((address) => ![GOLDSHELL, SEALMINER, POINTED].includes(address)),
    );
  });

  it('lets one that is here already be given another address', () => {
    expect(rows.filter(mayBePointed).map(({ address }) => address)).toEqual(
      machines.map(({ address }) => address).filter((address) => ![GOLDSHELL, SEALMINER].includes(address)),
    );
  });

  it('restores those whose pools are kept, and asks where others changed them', () => {
    expect(restorable(rows).map(({ address }) => address)).toEqual([CHANGED, POINTED]);
    expect([isForeign('changed'), isForeign('elsewhere'), isForeign('pointed')]).toEqual([true, true, false]);
  });
});

describe('a change of pools', () => {
  const steps: ChangeStep[] = ['done', 'failed', 'rolled-back', 'cancelled', 'writing', 'waiting'];

  it('counts what is over, done and gone wrong', () => {
    expect(runProgress({ lines: steps.map((step) => line(step)) })).toEqual({
      total: 6,
      over: 4,
      done: 1,
      failed: 2,
      cancelled: 1,
      fraction: 4 / 6,
    });
    expect(runProgress({ lines: [] }).fraction).toBe(1);
  });

  it('tries again what failed, was put back, or was left out', () => {
    const lines = steps.map((step, index) => line(step, { machineId: `m-${index}` }));
    expect(failedIds({ lines })).toEqual(['m-1', 'm-2', 'm-3']);
  });

  it('shows all of a few machines, and of many only those that tell something', () => {
    const few = steps.map((step) => line(step));
    expect(telling({ lines: few })).toEqual(few);
    const many = [
      line('done', { isCanary: true }),
      ...Array.from({ length: 20 }, () => line('done')),
      line('failed'),
      line('writing'),
      ...Array.from({ length: 20 }, () => line('waiting')),
    ];
    expect(telling({ lines: many }).map(({ step }) => step)).toEqual(['done', 'failed', 'writing']);
  });
});
