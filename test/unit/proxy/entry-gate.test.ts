import { expect, it } from 'vitest';

import { EntryGate } from '#engine/proxy/entry-gate.ts';

const DIFFICULTY = 65_536;
const calm = { nowMs: 0, hashrateThen: 1e14, difficulty: DIFFICULTY, farmSize: 1000 };
const flood = { ...calm, hashrateThen: 1e17 };

it('lets everybody in while the connection is calm', () => {
  const gate = new EntryGate();
  expect(Array.from({ length: 500 }, () => gate.mayEnter(calm)).every(Boolean)).toBe(true);
});

it('lets an eighth of the farm in per second where shares would flood the pool', () => {
  const gate = new EntryGate();
  const count = (nowMs: number) =>
    Array.from({ length: 1000 }, () => gate.mayEnter({ ...flood, nowMs })).filter(Boolean).length;
  expect([count(0), count(500), count(1000), count(2000)]).toEqual([125, 0, 125, 125]);
});

it('lets a small farm in at once', () => {
  const gate = new EntryGate();
  expect(Array.from({ length: 16 }, () => gate.mayEnter({ ...flood, farmSize: 16 })).every(Boolean)).toBe(
    true,
  );
});
