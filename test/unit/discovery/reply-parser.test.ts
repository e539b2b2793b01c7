import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_REPLY_SIZE, parseReply } from '#engine/discovery/reply-parser.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures/discovery');
const fixture = (name: string): Buffer => readFileSync(path.join(FIXTURES, name));

describe('parseReply', () => {
  it('leaves valid JSON alone and takes one closing NUL without a word', () => {
    expect(parseReply('{"a":[1,"}{",null]}\0')).toEqual({
      value: { a: [1, '}{', null] },
      repairs: [],
      problem: null,
    });
  });

  it.each([
    ['a missing comma between objects', '[{"a":1}{"b":2}]', [{ a: 1 }, { b: 2 }], ['comma added']],
    ['a missing comma between members', '{"a":1 "b":2}', { a: 1, b: 2 }, ['comma added']],
    ['doubled, leading and trailing commas', '[,{"a":1,},,{}]', [{ a: 1 }, {}], ['comma removed']],
    ['an empty value', '{"a" : ,"b":1}', { a: null, b: 1 }, ['empty value read as null']],
    ['nan', '{"a":nan,"b":-inf,"c":"nan"}', { a: null, b: null, c: 'nan' }, ['not a number read as null']],
    [
      'a word inside a text',
      '{"u":"poolbinance nan","x":nan}',
      { u: 'poolbinance nan', x: null },
      ['not a number read as null'],
    ],
    ['a wrong escape', String.raw`{"a":"it\'s","b":1}`, { a: "it's", b: 1 }, ['escape dropped']],
    ['a raw line break in a text', '{"a":"x\ny"}', { a: 'x\ny' }, ['control character in text']],
    ['a doubled quote before a key', '{"a":1,""temp0":5}', { a: 1, temp0: 5 }, ['doubled quote removed']],
    ['text behind the reply', '{"a":1}}', { a: 1 }, ['text behind the reply ignored']],
    ['a callback around it', 'minerinfoCallback({"a":1});', { a: 1 }, ['wrapper removed']],
    [
      'objects one after the other',
      '{"a":1}, {"b":2}{"c":3}',
      [{ a: 1 }, { b: 2 }, { c: 3 }],
      ['joined objects'],
    ],
    ['a reply behind a NUL', '{"a":1}\0{"b":2}', { a: 1 }, ['cut at NUL']],
  ])('repairs %s', (_name, text, value, repairs) => {
    expect(parseReply(text)).toEqual({ value, repairs, problem: null });
  });

  it.each([
    ['{"a":1,"b":12', { a: 1 }],
    ['{"a":{"x":1,"y":"te', { a: { x: 1 } }],
    ['[{"a":1},{"b":tr', [{ a: 1 }, {}]],
    ['{"a":[1,2', { a: [1] }],
    ['{"a":1,"b', { a: 1 }],
  ])('keeps what is whole of the cut reply %s and says so', (text, value) => {
    expect(parseReply(text)).toEqual({ value, repairs: ['partial'], problem: null });
  });

  it('reads the text form into the shape of the JSON form', () => {
    expect(parseReply(fixture('text-mode-stats.txt')).value).toEqual({
      STATUS: [
        { STATUS: 'S', When: '1700000000', Code: '70', Msg: 'CGMiner stats', Description: 'cgminer 4.11.1' },
      ],
      STATS: [
        {
          STATS: '0',
          ID: 'AVA100',
          Elapsed: '61',
          'MM ID0': 'SYSTEMSTATU[Work: In Work, Hash Board: 2 ] Temp[21]',
        },
      ],
      POOLS: [{ POOL: '0', URL: 'stratum+tcp://pool.example:3333', User: 'a,b=c' }],
    });
  });

  it('drops the last value of a cut text reply', () => {
    expect(parseReply('STATUS=S,Code=11|SUMMARY,Elapsed=55,MHS av=12').value).toEqual({
      STATUS: [{ STATUS: 'S', Code: '11' }],
      SUMMARY: [{ Elapsed: '55' }],
    });
  });

  it.each([
    ['', 'empty reply'],
    ['\0\0', 'empty reply'],
    ['<html><body>401</body></html>', 'a web page, not a reply'],
    ['HTTP/1.1 400 Bad Request\r\n\r\n', 'HTTP spoken on this port'],
    ['Socket connect failed: Connection refused\n', 'the mining process does not answer'],
    ['FORBIDDEN', 'access refused'],
    ['10.10.1.0,ab:cd:ef:ab:cd:ef', 'not a miner reply'],
    ['17', 'not a miner reply'],
  ])('says why %j is no reply', (text, problem) => {
    expect(parseReply(text)).toEqual({ value: null, repairs: [], problem });
  });

  it('refuses what is larger, deeper or more than any miner sends', { timeout: 30_000 }, () => {
    expect(parseReply('{'.padEnd(MAX_REPLY_SIZE + 1, ' ')).problem).toBe('longer than 10 MB');
    expect(parseReply('[1'.repeat(5_000)).problem).toBe('nested deeper than a miner does');
    expect(parseReply(`${'['.repeat(100)}${']'.repeat(100)}`).problem).toBe(
      'nested deeper than a miner does',
    );
    expect(parseReply(`[${'1,'.repeat(600_000)}1]`).problem).toBe('more values than a miner sends');
    expect(parseReply('{}'.repeat(600_000)).problem).toBe('more values than a miner sends');
    expect(parseReply(`[${'nan,'.repeat(600_000)}1]`).problem).toBe('more values than a miner sends');
  });

  it('gives a hostile __proto__ key no power', () => {
    for (const text of ['{"__proto__":{"a":1},"b":1}', '{"__proto__":{"a":1},"b":1,}']) {
      const value = parseReply(text).value as { a?: number };
      expect(value.a).toBeUndefined();
      expect(Object.keys(value)).toEqual(['__proto__', 'b']);
    }
  });

  it('never throws on noise, and always ends', { timeout: 30_000 }, () => {
    let seed = 7;
    const next = (limit: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % limit;
    };
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '"a"',
      '1',
      'nan',
      '-',
      '\0',
      '\n',
      '|',
      'STATUS=S,',
      '=',
      'é',
      '\\u12',
      'true',
    ];
    for (let round = 0; round < 10_000; round += 1) {
      const text = Array.from({ length: next(24) }, () => pieces[next(pieces.length)]).join('');
      const parsed = parseReply(Buffer.from(`${round % 2 === 0 ? '{' : '['}${text}`));
      expect(parsed.value === null).toBe(parsed.problem !== null);
    }
  });

  it.each([
    'antminer-stats-missing-comma.txt',
    'whatsminer-summary.json',
    'axeos-info-2.15.json',
    'text-mode-stats.txt',
  ])('never throws and never makes up a value when %s is cut at every byte', (name) => {
    const bytes = fixture(name);
    const whole = new Set(JSON.stringify(parseReply(bytes).value).split(/[,{}[\]]/));
    for (let length = 0; length < bytes.length; length += 1) {
      const { value } = parseReply(bytes.subarray(0, length));
      const parts = value === null ? [] : JSON.stringify(value).split(/[,{}[\]]/);
      for (const part of parts) expect(whole.has(part) || part === '', `${length}: ${part}`).toBe(true);
    }
  });
});
