import { describe, expect, it } from 'vitest';

import { ConnectGate } from '#engine/discovery/scan/connect-gate.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

function enterMany(gate: ConnectGate, count: number, isUrgent = false): { in: number; out: number } {
  const counts = { in: 0, out: 0 };
  for (let index = 0; index < count; index += 1) {
    void gate.enter(isUrgent).then((isIn) => {
      if (isIn) counts.in += 1;
      else counts.out += 1;
    });
  }
  return counts;
}

describe('the gate of a scan', () => {
  it('lets 500 connects a second through, in small batches, and no more', async () => {
    const clock = new FakeClock();
    const gate = new ConnectGate(clock, { sockets: 10_000, perSecond: 500 });
    const counts = enterMany(gate, 5000);
    await settle();
    expect(counts.in).toBe(25);
    for (let second = 1; second <= 3; second += 1) {
      for (let step = 0; step < 100; step += 1) clock.advance(10);
      await settle();
      expect(counts.in).toBe(25 + 500 * second);
    }
  });

  it('never has more sockets open than allowed', async () => {
    const clock = new FakeClock();
    const gate = new ConnectGate(clock, { sockets: 4, perSecond: 1000 });
    const counts = enterMany(gate, 6);
    clock.advance(1000);
    await settle();
    expect([counts.in, gate.socketsNow]).toEqual([4, 4]);
    gate.leave();
    gate.leave();
    await settle();
    expect([counts.in, gate.socketsNow, gate.socketsMost]).toEqual([6, 4, 4]);
  });

  it('serves who talks to a machine before who looks for one', async () => {
    const clock = new FakeClock();
    const gate = new ConnectGate(clock, { sockets: 1, perSecond: 1000 });
    await gate.enter(false);
    const others = enterMany(gate, 3);
    const urgent = enterMany(gate, 1, true);
    clock.advance(100);
    gate.leave();
    await settle();
    expect([urgent.in, others.in]).toEqual([1, 0]);
  });

  it('halves its limits when it has to slow down, never below a floor', async () => {
    const clock = new FakeClock();
    const gate = new ConnectGate(clock, { sockets: 64, perSecond: 1000 });
    for (let time = 0; time < 10; time += 1) gate.slowDown();
    const counts = enterMany(gate, 100);
    clock.advance(60_000);
    await settle();
    expect(counts.in).toBe(8);
  });

  it('turns everybody away once it is closed', async () => {
    const gate = new ConnectGate(new FakeClock(), { sockets: 1, perSecond: 1 });
    const counts = enterMany(gate, 5);
    gate.close();
    await settle();
    expect(counts).toEqual({ in: 1, out: 4 });
    expect(await gate.enter(true)).toBe(false);
  });
});
