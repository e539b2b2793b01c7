import { describe, expect, it } from 'vitest';

import {
  parseConfigureResult,
  parseDifficulty,
  parseExtranonce,
  parseReconnect,
  parseSubscribeResult,
  parseVersionMask,
} from '#engine/stratum/pool-fields.ts';
import { ProtocolError } from '#engine/stratum/protocol-error.ts';

describe('parseSubscribeResult', () => {
  it.each([
    ['ckpool', '[[["mining.notify","67a1b2c3"]],"67a1b2c3",8]', '67a1b2c3', 8],
    [
      'OCEAN',
      '[[["mining.notify","1e0a00001"],["mining.set_difficulty","1e0a00002"]],"1e0a0000",8]',
      '1e0a0000',
      8,
    ],
    [
      'NiceHash',
      '[[["mining.set_difficulty","6351117f64"],["mining.notify","6351117f64"]],"6351117f64",3]',
      '6351117f64',
      3,
    ],
    ['F2Pool', '[[["mining.notify","mining.notify"]],"00",8]', '00', 8],
    ['p2pool, not nested and without extranonce1', '["mining.notify","ae68","",8]', '', 8],
    ['a size written as a fraction', '[[],"00",4.0]', '00', 4],
  ])('reads the answer of %s', (_name, json, extranonce1, extranonce2Size) => {
    expect(parseSubscribeResult(JSON.parse(json))).toEqual({
      extranonce1: Buffer.from(extranonce1, 'hex'),
      extranonce2Size,
    });
  });

  it.each([
    'null',
    'true',
    '{}',
    '[]',
    '["00"]',
    '[[],"0",4]',
    '[[],"zz",4]',
    '[[],"00","4"]',
    '[[],"00",0]',
    '[[],"00",4.5]',
    '[[],"00",1e9]',
    '[[],"00",null]',
    `[[],"${'00'.repeat(33)}",4]`,
  ])('refuses %s', (json) => {
    expect(() => parseSubscribeResult(JSON.parse(json))).toThrow(ProtocolError);
  });
});

describe('parseExtranonce', () => {
  it('reads set_extranonce', () => {
    expect(parseExtranonce('08000002', 4)).toEqual({
      extranonce1: Buffer.from('08000002', 'hex'),
      extranonce2Size: 4,
    });
    expect(() => parseExtranonce(undefined, undefined)).toThrow(ProtocolError);
  });
});

describe('parseDifficulty', () => {
  it('takes any positive number', () => {
    expect([[8192], [16_383.75], [1e-9], ['512'], ['1e-9'], [4, 'extra']].map(parseDifficulty)).toEqual([
      8192, 16_383.75, 1e-9, 512, 1e-9, 4,
    ]);
  });

  it.each([
    [[]],
    [[0]],
    [[-1]],
    [[null]],
    [['']],
    [['0x10']],
    [['Infinity']],
    [[Number.POSITIVE_INFINITY]],
    [[[1]]],
    [['1e999']],
  ])('refuses %j', (params) => {
    expect(() => parseDifficulty(params)).toThrow(ProtocolError);
  });
});

describe('version masks', () => {
  it('come from a configure result or from set_version_mask', () => {
    expect(parseConfigureResult({ 'version-rolling': true, 'version-rolling.mask': '1fffe000' })).toBe(
      0x1fff_e000,
    );
    expect(parseVersionMask(['00c00000'])).toBe(0x00c0_0000);
    expect(parseVersionMask(['c00000'])).toBe(0x00c0_0000);
    expect(() => parseVersionMask([{}])).toThrow(ProtocolError);
  });

  it.each([
    [{ 'version-rolling': false }],
    [{ 'version-rolling': true }],
    [{ 'version-rolling': true, 'version-rolling.mask': 'zz' }],
    [{ 'version-rolling': 'no such thing', 'version-rolling.mask': '1fffe000' }],
    [null],
    [undefined],
    [true],
    [[]],
  ])('are 0 for the configure result %j', (result) => {
    expect(parseConfigureResult(result)).toBe(0);
  });
});

describe('parseReconnect', () => {
  const current = { host: 'pool.example.com', port: 3333 };

  it('fills in what the pool left out', () => {
    expect(
      [[], [''], ['B.example.com'], ['b.example.com', '4444', 5], [null, 4444, '3']].map((params) =>
        parseReconnect(params, current),
      ),
    ).toEqual([
      { ...current, waitMs: 0 },
      { ...current, waitMs: 0 },
      { host: 'b.example.com', port: 3333, waitMs: 0 },
      { host: 'b.example.com', port: 4444, waitMs: 5000 },
      { host: 'pool.example.com', port: 4444, waitMs: 3000 },
    ]);
  });

  it('bounds the wait', () => {
    expect(parseReconnect(['', 1, 1e9], current).waitMs).toBe(600_000);
    expect(parseReconnect(['', 1, -5], current).waitMs).toBe(0);
    expect(parseReconnect(['', 1, 'soon'], current).waitMs).toBe(0);
  });

  it.each([[[5]], [['a', 0]], [['a', 65_536]], [['a', 'x']], [['a', {}]], [['x'.repeat(300), 1]]])(
    'refuses %j',
    (params) => {
      expect(() => parseReconnect(params, current)).toThrow(ProtocolError);
    },
  );
});
