import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { antminerDriver } from '#engine/drivers/antminer/antminer-driver.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { SettingsFile } from '#test/support/simulators/antminer-settings.ts';
import { formSettings, modernSettings } from '#test/support/simulators/antminer-settings.ts';
import { OURS, inTime, setUp } from './antminer-setup.ts';

const word = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('', 'a b', 'x,y', 'ünï çødé', 'p+q&r=s%t', '"', String.raw`a\b`, '$(x)', "it's", 'Ω'),
);
const place = fc.record({
  url: fc.oneof(
    fc.constant(''),
    word.map((text) => `stratum+tcp://p.example:3333${text}`),
  ),
  user: word,
  pass: word,
});
const pools = fc.tuple(place, place, place);

describe('earlier pools of any spelling', () => {
  it.each(['modern', 'form'] as const)(
    'survive point and restore on a %s interface, or are refused before anything is written',
    async (generation) => {
      const { miner, clock, link } = await setUp({ generation });
      const fresh = generation === 'form' ? formSettings : modernSettings;
      let kept = 0;
      await fc.assert(
        fc.asyncProperty(pools, async (earlier) => {
          const original: SettingsFile = { ...fresh(), pools: earlier };
          miner.load(original);
          try {
            const before = await inTime(clock, antminerDriver.snapshot(link));
            await inTime(clock, antminerDriver.point(link, OURS, before));
            await inTime(clock, antminerDriver.restore(link, before));
            kept += 1;
          } catch (error) {
            expect(error).toBeInstanceOf(MinerError);
            expect(miner.writes).toEqual([]);
          }
          expect(miner.file).toEqual(original);
        }),
        { numRuns: 60, seed: 20_261 },
      );
      expect(kept).toBeGreaterThan(10);
    },
  );
});
