import { describe, expect, it } from 'vitest';

import { OtherDevices } from '#engine/discovery/scan/other-devices.ts';
import { answerOf } from '#engine/discovery/scan/probe-port.ts';
import { parseRanges } from '#engine/discovery/scan/ranges.ts';
import { SCAN_LIMITS } from '#engine/discovery/scan/scan-limits.ts';
import { ScanProgress } from '#engine/discovery/scan/scan-progress.ts';
import { SubnetWatch } from '#engine/discovery/scan/subnet-watch.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const address = (text: string): number => parseRanges(text).at(0);

describe('what a failed connect means', () => {
  it.each([
    ['ECONNREFUSED', 1, 'refused'],
    ['ECONNRESET', 1, 'refused'],
    ['ETIMEDOUT', 400, 'silent'],
    ['EHOSTUNREACH', 300, 'silent'],
    ['EHOSTUNREACH', 2, 'no-route'],
    ['ENETUNREACH', 0, 'no-route'],
    ['EPERM', 0, 'no-route'],
    ['EMFILE', 0, 'exhausted'],
    ['EADDRNOTAVAIL', 0, 'exhausted'],
  ] as const)('%s after %d ms is %s', (code, afterMs, answer) => {
    expect(answerOf(code, afterMs)).toBe(answer);
  });
});

describe('subnets under a scan', () => {
  it('leaves one alone in which this PC has no way to anybody, and says so', () => {
    const watch = new SubnetWatch();
    for (let count = 0; count < 15; count += 1) watch.noteAnswer(address('10.0.4.9'), 'no-route');
    expect(watch.isStopped(address('10.0.4.77'))).toBe(false);
    watch.noteAnswer(address('10.0.4.9'), 'no-route');
    expect(watch.isStopped(address('10.0.4.77'))).toBe(true);
    expect(watch.isStopped(address('10.0.5.77'))).toBe(false);
    expect(watch.isAllStopped()).toBe(true);
    expect(watch.notes()).toEqual([
      expect.stringMatching(/^10\.0\.4\.0\/24 is left out: this PC has no way there, or is not allowed/),
    ]);
  });

  it('goes on more slowly where some answer, and bears one own error in twenty', () => {
    const watch = new SubnetWatch();
    for (let count = 0; count < 190; count += 1) watch.noteAnswer(address('10.0.4.9'), 'refused');
    const slows = Array.from({ length: 11 }, () => watch.noteAnswer(address('10.0.4.9'), 'no-route'));
    expect(slows.indexOf(true)).toBe(10);
    expect(watch.isStopped(address('10.0.4.9'))).toBe(false);
    expect(watch.noteAnswer(address('10.0.4.9'), 'exhausted')).toBe(true);
  });

  it('leaves one alone in which a firewall answers for every address', () => {
    const watch = new SubnetWatch();
    for (let host = 1; host <= 64; host += 1) watch.noteMute(address(`10.0.4.${host}`));
    expect(watch.isStopped(address('10.0.4.200'))).toBe(true);
    expect(watch.notes()[0]).toContain('10.0.4.0/24 is left out: something takes connections');
  });

  it('goes on with mute addresses beside a miner', () => {
    const watch = new SubnetWatch();
    watch.noteMiner(address('10.0.4.200'));
    for (let host = 1; host <= 100; host += 1) watch.noteMute(address(`10.0.4.${host}`));
    expect(watch.isStopped(address('10.0.4.200'))).toBe(false);
  });
});

describe('other devices', () => {
  it('are remembered for a day', () => {
    const clock = new FakeClock();
    const others = new OtherDevices(clock);
    others.remember(5);
    clock.advance(24 * 3600_000 - 1);
    expect(others.has(5)).toBe(true);
    clock.advance(1);
    expect(others.has(5)).toBe(false);
  });

  it('are forgotten, oldest first, beyond 20,000', () => {
    const others = new OtherDevices(new FakeClock());
    for (let one = 0; one <= 20_000; one += 1) others.remember(one);
    expect([others.has(0), others.has(1), others.has(20_000)]).toEqual([false, true, true]);
  });
});

describe('the time a scan has left', () => {
  it('follows the measured rate, without the pauses', () => {
    const clock = new FakeClock();
    const progress = new ScanProgress(clock, 1000, SCAN_LIMITS);
    const leftMs = (toVisit = 0): number | null =>
      progress.view({ ranges: '', socketsNow: 0, socketsMost: 0, toVisit, notes: [] }).leftMs;
    expect(leftMs()).toBe(null);
    clock.advance(1000);
    for (let count = 0; count < 100; count += 1) progress.noteSwept('sweep');
    expect(leftMs()).toBe(9000);
    progress.pause();
    clock.advance(60_000);
    expect(leftMs()).toBe(9000);
    progress.resume();
    expect(leftMs()).toBe(9000);
    for (let count = 0; count < 10; count += 1) progress.noteVisit(500);
    expect(leftMs(65)).toBe(10_000);
    progress.startSecondPass(64);
    expect(leftMs()).toBe(4500);
  });
});
