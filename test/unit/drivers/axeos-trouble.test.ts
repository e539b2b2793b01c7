import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { axeosDriver } from '#engine/drivers/axeos/axeos-driver.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { AxeFaults, AxeGeneration, AxeOptions } from '#test/support/simulators/axeos-rules.ts';
import type { Manner } from '#test/support/simulators/manners.ts';
import { OURS, SECRETS, setUp, takeSnapshot } from './axeos-setup.ts';

const FULL: AxeOptions = {
  generation: 'slots',
  slots: Array.from({ length: 8 }, (_, id) => ({
    stratumURL: `p${id}.example`,
    stratumPort: 1,
    stratumUser: 'u',
  })),
};

describe('an AxeOS miner that does not do as it is told', () => {
  it.each([
    ['pair', { ignoresWrites: true }, 'declined', /did not store them/],
    ['slots', { ignoresWrites: true }, 'declined', /did not store them/],
    ['nerd', { ignoresWrites: true }, 'declined', /did not store them/],
    ['pair', { refusesWrites: true }, 'declined', /refused the change: Wrong API input/],
    ['pair', { staysAway: true }, 'timeout', /did not come back after its restart/],
    ['slots', { staysAway: true }, 'timeout', /did not come back after its restart/],
    ['nerd', { blocked: true }, 'locked-out', /five minutes/],
    ['pair', { callerIsPublic: true }, 'forbidden', /private address/],
  ] satisfies [AxeGeneration, Partial<AxeFaults>, string, RegExp][])(
    'is named for what it is: %s %j',
    async (generation, faults, trouble, sentence) => {
      const bench = await setUp({ generation });
      const before = await takeSnapshot(bench);
      Object.assign(bench.axe.rules.faults, faults);
      const error = await bench.failure(axeosDriver.point(bench.link, OURS, before));
      expect(error.trouble).toBe(trouble);
      expect(error.message).toMatch(sentence);
      expect(SECRETS.filter((secret) => error.message.includes(secret))).toEqual([]);
    },
  );

  it.each([
    ['cut', 'closed'],
    ['hang-up', 'closed'],
    ['silent', 'timeout'],
    ['html', 'bad-reply'],
  ] satisfies [Manner, string][])('whose replies are %s is in trouble %s', async (manner, trouble) => {
    const bench = await setUp({ generation: 'slots' });
    bench.axe.miner.manners.http = manner;
    expect((await bench.failure(axeosDriver.read(bench.link))).trouble).toBe(trouble);
  });

  it.each(['split', 'byte-by-byte', 'open', 'half-closed'] satisfies Manner[])(
    'is read all the same when its replies come %s',
    async (manner) => {
      const bench = await setUp({ generation: 'slots' });
      bench.axe.miner.manners.http = manner;
      expect((await bench.run(axeosDriver.read(bench.link))).hashrate.now).toBe(1.20525e12);
    },
  );

  it('with a one-time code is refused before anything is written, and without a wrong try', async () => {
    const bench = await setUp({ generation: 'nerd' });
    bench.axe.rules.faults.otp = true;
    const error = await bench.failure(axeosDriver.snapshot(bench.link));
    expect(error.trouble).toBe('unauthorized');
    expect(error.message).toMatch(/one-time code/);
    expect(bench.axe.miner.requests).toEqual(['GET /api/system/info']);
  });

  it('that splits its work between two pools is not pointed', async () => {
    const bench = await setUp({ generation: 'nerd' });
    const before = await takeSnapshot(bench);
    bench.axe.rules.poolMode = 1;
    const error = await bench.failure(axeosDriver.point(bench.link, OURS, before));
    expect(error.message).toMatch(/failover/);
    expect(bench.axe.writes).toEqual([]);
  });

  it('with all eight places taken is refused before anything is written', async () => {
    const bench = await setUp(FULL);
    const before = await takeSnapshot(bench);
    const error = await bench.failure(axeosDriver.point(bench.link, OURS, before));
    expect(error.trouble).toBe('forbidden');
    expect(error.message).toMatch(/All 8 pool places/);
    expect(bench.axe.writes).toEqual([]);
    expect(await bench.run(axeosDriver.isRestored(bench.link, before))).toBe(true);
  });

  it('without a typed password is refused before anything is written', async () => {
    const bench = await setUp({ generation: 'pair' });
    const before = await bench.run(axeosDriver.snapshot(bench.link));
    const error = await bench.failure(axeosDriver.point(bench.link, OURS, before));
    expect(error.message).toMatch(/type it first/);
    expect(bench.axe.writes).toEqual([]);
  });

  it('whose place was filled by somebody else meanwhile keeps it', async () => {
    const bench = await setUp({ generation: 'slots' });
    const before = await takeSnapshot(bench);
    const theirs = { stratumURL: 'theirs.example', stratumPort: 1, stratumUser: 'them' };
    bench.axe.rules.slots[7] = theirs;
    const error = await bench.failure(axeosDriver.point(bench.link, OURS, before));
    expect(error.message).toMatch(/Place 8 .* has been filled/);
    expect(bench.axe.rules.slots[7]).toEqual(theirs);
  });

  it('whose firmware crossed 2.15 since the snapshot is left alone', async () => {
    const before = await takeSnapshot(await setUp({ generation: 'pair' }));
    const bench = await setUp({ generation: 'slots' });
    const error = await bench.failure(axeosDriver.restore(bench.link, before));
    expect(error.trouble).toBe('unsupported');
    expect(bench.axe.writes).toEqual([]);
  });

  it('is asked without an Origin header and restarts without one', async () => {
    const bench = await setUp({ generation: 'pair' });
    await bench.run(axeosDriver.restart(bench.link));
    expect(bench.axe.rules.isDown).toBe(true);
  });

  it('holds any worker and password that it can hold, and is left alone with any other', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 90 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('pair', 'nerd', 'slots'),
        text,
        text,
        async (generation, user, password) => {
          const settings = { stratumUser: user, fallbackStratumPassword: password };
          const bench = await setUp(generation === 'slots' ? { generation } : { generation, settings });
          const { axe, link, run } = bench;
          const original = axe.rules.configuration;
          const before = await takeSnapshot(bench);
          const second = before.pools[1];
          if (generation !== 'slots' && second) second.password = password;
          try {
            await run(axeosDriver.point(link, { ...OURS, user, password }, before));
          } catch (error) {
            expect(error).toBeInstanceOf(MinerError);
            expect(axe.writes).toEqual([]);
            return;
          }
          await run(axeosDriver.restore(link, before));
          expect(axe.rules.configuration).toEqual(original);
          await axe.stop();
        },
      ),
      { numRuns: 12, seed: 4 },
    );
  });
});
