import { expect, it } from 'vitest';

import { WorkMeter } from '#engine/history/work-meter.ts';

const HASHES = 2 ** 32;

it('measures from the start of the work while that is less than ten minutes ago', () => {
  const meter = new WorkMeter(5_000);
  meter.add(10_000, 3);
  meter.add(35_000, 3);
  expect(meter.hashrate(65_000)).toBeCloseTo((6 * HASHES) / 60, 0);
});

it('forgets work older than ten minutes', () => {
  const meter = new WorkMeter(0);
  meter.add(1_000, 1000);
  meter.add(900_000, 59.5);
  expect(meter.hashrate(905_000)).toBeCloseTo((59.5 * HASHES) / 595, 0);
  expect(meter.hashrate(3_000_000)).toBe(0);
});

it('says nothing before there is a span to speak of', () => {
  const meter = new WorkMeter(0);
  meter.add(100, 1);
  expect(meter.hashrate(500)).toBeNull();
});

it('says nothing rather than zero while the first minute has brought no share', () => {
  const meter = new WorkMeter(0);
  expect(meter.hashrate(30_000)).toBeNull();
  expect(meter.hashrate(70_000)).toBe(0);
});
