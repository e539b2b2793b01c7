import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';

import { familiesOf, scopeOf, scopeText } from '#renderer/features/discover/credential-view.ts';
import {
  askedPasswords,
  parseAtATime,
  splitPreview,
  typedPasswords,
} from '#renderer/features/discover/point-view.ts';
import { refreshMs } from '#renderer/features/discover/queries.ts';
import {
  hasRange,
  isGoingOn,
  needsInsisting,
  scanFraction,
  suggestedRanges,
  withRange,
} from '#renderer/features/discover/scan-view.ts';
import { orderText } from '#renderer/features/discover/use-control.ts';
import type { PointPreviewLine, ScanView } from '#shared/model/machine.ts';
import { ScriptedLan } from '#test/support/scripted-lan.ts';
import { scriptedMachine } from '#test/support/scripted-machines.ts';

describe('the ranges', () => {
  const networks = new ScriptedLan().networks();

  it('begin with the real networks of this PC, not the virtual ones', () => {
    expect(suggestedRanges(networks)).toBe('10.9.8.0/24');
    expect(suggestedRanges([])).toBe('');
  });

  it('take a network in and out, whatever else was typed', () => {
    const typed = '10.0.4.10-50;\n10.9.8.0/24';
    expect([hasRange(typed, '10.9.8.0/24'), hasRange(typed, '10.9.8.0/2')]).toEqual([true, false]);
    expect(withRange(typed, '10.9.8.0/24')).toBe('10.0.4.10-50');
    expect(withRange('10.0.4.10-50', '10.9.8.0/24')).toBe('10.0.4.10-50, 10.9.8.0/24');
    expect(withRange('', '10.9.8.0/24')).toBe('10.9.8.0/24');
  });

  it('offer to insist only where the engine asks for that', () => {
    const refused = (message: string) => new ORPCError('BAD_INPUT', { message });
    expect(needsInsisting(refused('"8.8.8.8" is not private; others only if you insist.'))).toBe(true);
    expect(needsInsisting(refused('"x" is a name; allowed are IPv4 ranges.'))).toBe(false);
    expect(needsInsisting(null)).toBe(false);
  });
});

describe('a scan', () => {
  const scan = (change: Partial<ScanView>): ScanView => ({
    ...{ state: 'running', ranges: '', phase: 'sweep', addresses: 200, swept: 50, open: 0, identified: 0 },
    ...{ miners: 0, otherDevices: 0, socketsNow: 0, socketsMost: 0, startedAtMs: 0, endedAtMs: null },
    ...{ leftMs: null, note: null },
    ...change,
  });

  it('is as far as its phase: addresses asked, then devices identified', () => {
    expect(scanFraction(scan({}))).toBe(0.25);
    expect(scanFraction(scan({ phase: 'identify', open: 8, identified: 6 }))).toBe(0.75);
    expect(scanFraction(scan({ phase: 'identify', open: 0 }))).toBeNull();
    expect(scanFraction(scan({ addresses: 0 }))).toBeNull();
    expect(scanFraction(scan({ phase: 'finished', swept: 0 }))).toBe(1);
  });

  it('goes on while it runs or is paused', () => {
    const states = ['running', 'paused', 'done', 'cancelled', 'failed'] as const;
    expect(states.filter((state) => isGoingOn(scan({ state })))).toEqual(['running', 'paused']);
    expect(isGoingOn(null)).toBe(false);
  });

  it('lets the list be asked for often, but a list of thousands seldom', () => {
    expect([refreshMs(10, true), refreshMs(10, false), refreshMs(5000, true)]).toEqual([1000, 5000, 10_000]);
  });
});

describe('the passwords to type', () => {
  const preview = (id: string, change: Partial<PointPreviewLine>): PointPreviewLine => ({
    ...{ machineId: id, can: true, proxyUrl: null, worker: null, pools: [], promise: 'typed' },
    ...{ passwordsAsked: [], ...change },
  });
  const old = { url: 'stratum+tcp://pool.example:3333', user: 'farm' };
  const lines = [
    preview('m-1', { passwordsAsked: [old, { ...old, user: 'other' }] }),
    preview('m-2', { passwordsAsked: [old] }),
    preview('m-3', { can: 'It is silent.', passwordsAsked: [{ ...old, user: 'never' }] }),
  ];

  it('are asked once for a pool and worker, however many machines have it', () => {
    expect(askedPasswords(lines).map(({ user, machines }) => [user, machines])).toEqual([
      ['farm', 2],
      ['other', 1],
    ]);
  });

  it('are sent as typed, an empty one too, and x where the owner left the proposal', () => {
    const [first, second] = askedPasswords(lines);
    const key = first?.key ?? '';
    expect(typedPasswords(askedPasswords(lines), { [key]: '' })).toEqual([
      { ...old, password: '' },
      { url: second?.url, user: 'other', password: 'x' },
    ]);
  });

  it('stand beside the machines that would not be written at all', () => {
    const { can, cannot } = splitPreview(lines);
    expect([can.length, cannot.map(({ machineId }) => machineId)]).toEqual([2, ['m-3']]);
  });
});

it('takes only whole numbers from 1 to 50 for the machines at a time', () => {
  expect(['5', ' 50 ', '0', '51', '1.5', '', 'x'].map(parseAtATime)).toEqual([
    ...[5, 50, null, null, null, null, null],
  ]);
});

describe('how an order went', () => {
  it('is said of one machine by its name', () => {
    expect(orderText('blink-on', ['S9 10.0.0.1'], { done: 1, failures: [] })).toBe('S9 10.0.0.1 blinks.');
  });

  it('is counted of many, and the first failure told with its reason', () => {
    const failures = [{ name: 'b', why: 'It is silent.' }];
    expect(orderText('restart', ['a', 'b'], { done: 2, failures: [] })).toBe('2 machines have done it.');
    expect(orderText('restart', ['a', 'b'], { done: 1, failures })).toBe(
      '1 of 2 machines did not do it. b: It is silent.',
    );
    expect(orderText('restart', ['b'], { done: 0, failures })).toBe('b: It is silent.');
  });
});

describe('logins', () => {
  const machines = [1, 2, 3, 4].map(scriptedMachine);
  const byId = new Map(machines.map((machine) => [machine.id, machine]));

  it('are for the families here that have logins, with their makers’ as a hint', () => {
    expect(familiesOf(machines).map(({ family, factoryLogin }) => [family, factoryLogin?.user])).toEqual([
      ['antminer-stock', 'root'],
      ['goldshell', 'root'],
      ['whatsminer', 'root'],
    ]);
  });

  it('say for whom they are, also where nobody is known any more', () => {
    const kept = (target: string) => {
      const scope = scopeOf(target);
      if (!scope) throw new Error('no scope');
      return scopeText({ id: 1, user: 'u', scope }, byId);
    };
    expect(kept('machine m-000000000001')).toBe('Antminer S19j Pro 10.9.8.11');
    expect(kept('machine m-ff')).toBe('m-ff');
    expect(kept('family whatsminer')).toBe('All machines with Whatsminer');
    expect(scopeOf('family ')).toBeNull();
  });
});
