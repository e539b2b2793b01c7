import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { layOutTail } from '#engine/proxy/extranonce-layout.ts';
import { WorkSpace } from '#engine/proxy/work-space.ts';

const standard = (slot: number) => ({ extranonce1: Buffer.from([slot]), extranonce2Size: 3 });
const reduced = (slot: number) => ({ extranonce1: Buffer.from([slot]), extranonce2Size: 2 });
const nerdMiner = (slot: number) => ({ extranonce1: Buffer.from([slot, 0]), extranonce2Size: 2 });

describe('WorkSpace', () => {
  it('gives a fresh pad each time and leaves ntime alone while pads last', () => {
    const space = new WorkSpace();
    const works = [0, 1, 2].map(() => space.take(7, 4, 1000, 1000));
    expect(works.map((work) => [work?.pad.toString('hex'), work?.ntime])).toEqual([
      ['00000000', 1000],
      ['00000001', 1000],
      ['00000002', 1000],
    ]);
  });

  it('keeps slots apart: the same pad may stand before different slots', () => {
    const space = new WorkSpace();
    expect(space.take(1, 1, 5, 5)?.pad.toString('hex')).toBe('00');
    expect(space.take(2, 1, 5, 5)?.pad.toString('hex')).toBe('00');
  });

  it('raises ntime when one pad byte is used up, and refuses beyond the limit', () => {
    const space = new WorkSpace();
    const pads = new Set<string>();
    for (let index = 0; index < 256; index += 1)
      pads.add(space.take(0, 1, 1000, 1600)?.pad.toString('hex') ?? '');
    expect(pads.size).toBe(256);
    expect(space.take(0, 1, 1000, 1001)?.ntime).toBe(1001);
    expect(space.take(0, 1, 1000, 1001)).toBeNull();
  });

  it('without a pad starts each job above the ntime last sent and the highest submitted', () => {
    const space = new WorkSpace();
    expect(space.take(3, 0, 1000, 1000)?.ntime).toBe(1000);
    expect(space.take(3, 0, 1000, 1000)).toBeNull();
    expect(space.take(3, 0, 1000, 1005)?.ntime).toBe(1001);
    space.noteSubmitted(3, 1127);
    expect(space.take(3, 0, 1000, 1127)).toBeNull();
    expect(space.take(3, 0, 1000, 1200)?.ntime).toBe(1128);
    expect(space.take(4, 0, 1000, 1000)?.ntime).toBe(1000);
  });

  it('remembers each share once', () => {
    const space = new WorkSpace();
    expect([space.remember('ab'), space.remember('ab'), space.has('ab'), space.has('cd')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});

describe('layOutTail', () => {
  it.each([
    [8, 4],
    [6, 2],
    [5, 1],
    [4, 0],
  ])('fits a standard session into %i bytes with %i to spare', (poolBytes, freshBytes) => {
    expect(layOutTail(poolBytes, standard(9))).toEqual({ freshBytes, filler: Buffer.alloc(0) });
  });

  it('has no place for a standard session in 3 bytes, but for one with 2 bytes of its own', () => {
    expect(layOutTail(3, standard(9))).toBeNull();
    expect(layOutTail(3, reduced(9))).toEqual({ freshBytes: 0, filler: Buffer.alloc(0) });
  });

  it('never lets two sessions of one connection produce the same bytes, whatever their sizes', () => {
    const kinds = [standard, reduced, nerdMiner];
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 8 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { minLength: 2, maxLength: 2 }),
        fc.tuple(fc.nat(2), fc.nat(2)),
        fc.tuple(fc.nat(0xffffff), fc.nat(0xffffff)),
        (poolBytes, slots, kindIndexes, counters) => {
          const space = new WorkSpace();
          const bytes = [0, 1].map((index) => {
            const slot = slots[index] ?? 0;
            const sizes = (kinds[kindIndexes[index] ?? 0] ?? standard)(slot);
            const layout = layOutTail(poolBytes, sizes);
            if (!layout) throw new Error('does not fit');
            const work = space.take(slot, layout.freshBytes, 1, 1);
            const own = Buffer.alloc(sizes.extranonce2Size);
            own.writeUIntBE((counters[index] ?? 0) % 2 ** (8 * own.length), 0, own.length);
            return Buffer.concat([
              work?.pad ?? Buffer.alloc(0),
              layout.filler,
              sizes.extranonce1,
              own,
            ]).toString('hex');
          });
          expect(bytes[0]).toHaveLength(poolBytes * 2);
          expect(bytes[0]).not.toBe(bytes[1]);
        },
      ),
    );
  });
});
