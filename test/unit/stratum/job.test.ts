import { describe, expect, it } from 'vitest';

import { encodeNotifyParams, parseNotify } from '#engine/stratum/job.ts';
import { ProtocolError } from '#engine/stratum/protocol-error.ts';

import { VECTORS } from './vectors.ts';

const GOOD: unknown[] = [
  'bf',
  '11'.repeat(32),
  'aabb',
  'CCDD',
  ['22'.repeat(32)],
  '20000000',
  '1c2ac4af',
  '504e86b9',
  false,
];

function replaced(index: number, value: unknown): unknown[] {
  return GOOD.with(index, value);
}

describe('parseNotify', () => {
  it('reads the fields', () => {
    expect(parseNotify(GOOD)).toEqual({
      jobId: 'bf',
      prevhash: '11'.repeat(32),
      coinb1: 'aabb',
      coinb2: 'CCDD',
      branches: ['22'.repeat(32)],
      version: 0x2000_0000,
      nbits: 0x1c2a_c4af,
      ntime: 0x504e_86b9,
      clean: false,
    });
  });

  it.each(VECTORS)('writes $name as it was read, with nine parameters', ({ notify_params: params }) => {
    expect(encodeNotifyParams(parseNotify(params))).toEqual(params);
    expect(encodeNotifyParams(parseNotify([...params, 'extra']))).toHaveLength(9);
  });

  it('takes a missing clean_jobs as true', () => {
    expect(parseNotify(GOOD.slice(0, 8)).clean).toBe(true);
    expect(parseNotify(replaced(8, 1)).clean).toBe(true);
  });

  it.each([
    ['no parameters', []],
    ['a job id that is a number', replaced(0, 5)],
    ['an empty job id', replaced(0, '')],
    ['a job id without end', replaced(0, 'x'.repeat(129))],
    ['a short previous block hash', replaced(1, '11'.repeat(31))],
    ['a previous block hash that is no hex', replaced(1, 'zz'.repeat(32))],
    ['half a byte in coinb1', replaced(2, 'abc')],
    ['a coinb2 that is null', replaced(3, null)],
    ['a huge coinb1', replaced(2, 'ab'.repeat(100_001))],
    ['branches that are a string', replaced(4, '22'.repeat(32))],
    [
      'too many branches',
      replaced(
        4,
        Array.from({ length: 33 }, () => '22'.repeat(32)),
      ),
    ],
    ['a branch that is an object', replaced(4, [{}])],
    ['a version that is a number', replaced(5, 536870912)],
    ['a short nbits', replaced(6, '1c2ac4')],
    ['an ntime with a sign', replaced(7, '-04e86b9')],
    ['a clean_jobs that is a string', replaced(8, 'true')],
  ])('refuses %s', (_name, params) => {
    expect(() => parseNotify(params)).toThrow(ProtocolError);
  });
});
