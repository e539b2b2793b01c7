import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { vnishDriver } from '#engine/drivers/vnish/vnish-driver.ts';
import { MinerError } from '#engine/miner-api/miner-host.ts';
import { DEFAULT_POOLS, type VnishPool } from '#test/support/simulators/vnish-rules.ts';
import { OURS, setUp, takeSnapshot } from './vnish-setup.ts';

const EMPTY: VnishPool = { url: '', user: '', pass: '' };
const [FIRST = EMPTY, SECOND = EMPTY, THIRD = EMPTY] = DEFAULT_POOLS;
const BARE: VnishPool = { url: '10.1.1.1:3333', user: 'o.1', pass: 'p', order: 0, id: 4 };
const OUR_PLACE: VnishPool = { url: 'stratum+tcp://192.168.7.2:3333', user: 'shelf-4', pass: 'proxy secret' };

describe('pools of a VNish miner', () => {
  it.each([
    ['three', DEFAULT_POOLS, [OUR_PLACE, FIRST, SECOND]],
    ['one', [FIRST], [OUR_PLACE, FIRST]],
    ['two empty places', [FIRST, EMPTY, EMPTY], [OUR_PLACE, FIRST, EMPTY]],
    [
      'host and port without a scheme, numbered',
      [BARE, { ...BARE, url: '10.1.1.2:3333', order: 1, id: 7 }],
      [
        { ...OUR_PLACE, url: '192.168.7.2:3333', order: 0, id: 0 },
        { ...BARE, order: 1, id: 1 },
        { ...BARE, url: '10.1.1.2:3333', order: 2, id: 2 },
      ],
    ],
    ['our proxy as second', [FIRST, { ...OUR_PLACE, user: 'old' }, THIRD], [OUR_PLACE, FIRST, THIRD]],
    ['none', [], [{ ...OUR_PLACE, url: '192.168.7.2:3333' }]],
  ])('are pointed and put back exactly: %s', async (_, pools, pointed) => {
    const bench = await setUp({ pools });
    const { vnish, link, run } = bench;
    const original = structuredClone(vnish.rules.settings);
    const before = await takeSnapshot(bench);
    expect(before.promise).toBe('exact');
    expect(await run(vnishDriver.isPointed(link, OURS))).toBe(false);

    await run(vnishDriver.point(link, OURS, before));
    expect(vnish.rules.settings).toEqual({ ...original, miner: { ...original.miner, pools: pointed } });
    expect(vnish.pools()[0]?.user).toBe('shelf-4');
    expect(await run(vnishDriver.isPointed(link, OURS))).toBe(true);
    expect(await run(vnishDriver.isRestored(link, before))).toBe(false);

    await run(vnishDriver.restore(link, before));
    expect(JSON.stringify(vnish.rules.settings)).toBe(JSON.stringify(original));
    expect(await run(vnishDriver.isRestored(link, before))).toBe(true);
    expect(vnish.miner.uses.http.most).toBe(1);
  });

  it('stay untouched when it is pointed a second time', async () => {
    const bench = await setUp();
    const before = await takeSnapshot(bench);
    await bench.run(vnishDriver.point(bench.link, OURS, before));
    expect(bench.vnish.writes).toHaveLength(2);
    await bench.run(vnishDriver.point(bench.link, OURS, before));
    expect(bench.vnish.writes).toHaveLength(2);
  });

  it('follow the proxy to another address without a place for the old one', async () => {
    const bench = await setUp();
    const { vnish, link, run } = bench;
    await run(vnishDriver.point(link, OURS, await takeSnapshot(bench)));
    const moved = { ...OURS, url: 'stratum+tcp://192.168.7.99:3333' };
    await run(vnishDriver.point(link, moved, await takeSnapshot(bench)));
    expect(vnish.rules.settings.miner.pools).toEqual([{ ...OUR_PLACE, url: moved.url }, FIRST, SECOND]);
  });

  it('count as pointed only when they are in use', async () => {
    const { vnish, link, run } = await setUp();
    vnish.rules.settings.miner.pools = [OUR_PLACE];
    expect(await run(vnishDriver.isPointed(link, OURS))).toBe(false);
  });

  it('that were written before a crash are put to use by pointing again', async () => {
    const bench = await setUp();
    const before = await takeSnapshot(bench);
    bench.vnish.rules.settings.miner.pools = [OUR_PLACE, FIRST, SECOND];
    await bench.run(vnishDriver.point(bench.link, OURS, before));
    expect(bench.vnish.writes).toEqual(['restart mining']);
    expect(await bench.run(vnishDriver.isPointed(bench.link, OURS))).toBe(true);
  });

  it('are compared by the summary when no password is known', async () => {
    const { vnish, link, run } = await setUp({}, { credential: null });
    expect(await run(vnishDriver.isPointed(link, OURS))).toBe(false);
    vnish.rules.running = [OUR_PLACE];
    expect(await run(vnishDriver.isPointed(link, OURS))).toBe(true);
  });

  it('wait for old values to pass and restart the machine where it wants that', async () => {
    const bench = await setUp();
    const before = await takeSnapshot(bench);
    Object.assign(bench.vnish.rules.faults, { staleReadings: 3, needsReboot: true, hidesState: true });
    await bench.run(vnishDriver.point(bench.link, OURS, before));
    expect(bench.vnish.writes.at(-1)).toBe('restart system');
    expect(await bench.run(vnishDriver.isPointed(bench.link, OURS))).toBe(true);
  });

  it('do not wake a miner that was stopped', async () => {
    const bench = await setUp();
    const before = await takeSnapshot(bench);
    bench.vnish.rules.state = 'stopped';
    await bench.run(vnishDriver.point(bench.link, OURS, before));
    expect(bench.vnish.rules.state).toBe('stopped');
    await bench.run(vnishDriver.wake(bench.link));
    expect(bench.vnish.pools()[0]?.user).toBe('shelf-4');
  });

  it('with masked passwords are promised as typed and put back with what was typed', async () => {
    const bench = await setUp();
    const { vnish, link, run } = bench;
    const original = structuredClone(vnish.rules.settings);
    vnish.rules.faults.masksPasswords = true;
    const before = await takeSnapshot(bench);
    expect([before.promise, before.pools[0]?.password]).toEqual(['typed', null]);
    expect((await bench.failure(vnishDriver.point(link, OURS, before))).message).toMatch(/type it first/);
    expect(vnish.writes).toEqual([]);
    const typed = {
      ...before,
      pools: before.pools.map((pool, i) => ({ ...pool, password: DEFAULT_POOLS[i]?.pass ?? '' })),
    };
    await run(vnishDriver.point(link, OURS, typed));
    await run(vnishDriver.restore(link, typed));
    expect(vnish.rules.settings).toEqual(original);
  });

  it('of any spelling survive being pointed and put back', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('', 'a,b', ' x ', 'ü\\,"'),
    );
    const pool = fc.record({ url: fc.oneof(text, fc.constant('host.example:3333')), user: text, pass: text });
    await fc.assert(
      fc.asyncProperty(fc.array(pool, { maxLength: 4 }), async (pools) => {
        const bench = await setUp({ pools });
        const { vnish, link, run } = bench;
        const original = JSON.stringify(vnish.rules.settings);
        const before = await takeSnapshot(bench);
        try {
          await run(vnishDriver.point(link, OURS, before));
        } catch (error) {
          expect(error).toBeInstanceOf(MinerError);
          expect(vnish.writes).toEqual([]);
          return;
        }
        expect(await run(vnishDriver.isPointed(link, OURS))).toBe(true);
        await run(vnishDriver.restore(link, before));
        expect(JSON.stringify(vnish.rules.settings)).toBe(original);
        await vnish.stop();
      }),
      { numRuns: 12, seed: 4 },
    );
  });
});
