import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  encodeNotification,
  encodeRequest,
  encodeResponse,
  idToInteger,
  otherError,
  parseLine,
  STRATUM_ERRORS,
} from '#engine/stratum/codec.ts';
import { LineFramer } from '#engine/stratum/line-framer.ts';
import { ProtocolError } from '#engine/stratum/protocol-error.ts';

/** A message as it comes out of the framer, fed whole and byte by byte. */
function parseBothWays(line: string): unknown {
  const bytes = Buffer.from(`${line}\n`);
  const whole = new LineFramer(100_000).push(bytes).map(parseLine);
  const framer = new LineFramer(100_000);
  const bits = [...bytes].flatMap((byte) => framer.push(Buffer.from([byte]))).map(parseLine);
  expect(bits).toEqual(whole);
  expect(whole).toHaveLength(1);
  return whole[0];
}

const requests: [name: string, line: string, expected: object][] = [
  [
    'a submit with params first',
    '{"params": ["w.1", "2d", "0a00", "64c25820", "591d28da", "00092000"], "id": 2955, "method": "mining.submit"}',
    {
      kind: 'request',
      id: '2955',
      method: 'mining.submit',
      params: ['w.1', '2d', '0a00', '64c25820', '591d28da', '00092000'],
    },
  ],
  [
    'an authorize with extra members',
    '{"id":3,"method":"mining.authorize","params":["a","x"],"ttl":2,"jsonrpc":"2.0"}',
    { kind: 'request', id: '3', method: 'mining.authorize', params: ['a', 'x'] },
  ],
  [
    'a request without params',
    '{"id":"a","method":"mining.ping"}',
    { kind: 'request', id: '"a"', method: 'mining.ping', params: [] },
  ],
  [
    'params that are an object',
    '{"id":1,"method":"mining.configure","params":{"a":1}}',
    { kind: 'request', id: '1', method: 'mining.configure', params: [] },
  ],
  [
    'a notification without an id',
    '{"method":"mining.notify","params":[1]}',
    { kind: 'request', id: undefined, method: 'mining.notify', params: [1] },
  ],
  [
    "ESP-Miner's pong, shaped like a request",
    '{"id":7,"method":"pong","params":[]}',
    { kind: 'request', id: '7', method: 'pong', params: [] },
  ],
];

const responses: [name: string, line: string, expected: object][] = [
  ['a plain yes', '{"id":57,"result":true,"error":null}', { id: '57', result: true, error: null }],
  ['an answer without error', '{"jsonrpc":"2.0","id":1,"result":[]}', { id: '1', result: [], error: null }],
  [
    'an answer without result',
    '{"id":1,"error":[23,"Low difficulty share",null]}',
    { id: '1', result: undefined, error: [23, 'Low difficulty share', null] },
  ],
  [
    "ckpool's reject-reason",
    '{"reject-reason":"Above target","result":false,"error":null,"id":57}',
    { id: '57', result: false, error: null, rejectReason: 'Above target' },
  ],
  ['a null method', '{"id":1,"method":null,"result":true}', { id: '1', result: true, error: null }],
  ['an error of any shape', '{"id":1,"result":null,"error":"no"}', { id: '1', result: null, error: 'no' }],
];

describe('parseLine', () => {
  it.each(requests)('reads %s', (_name, line, expected) => {
    expect(parseBothWays(line)).toEqual(expected);
  });

  it.each(responses)('reads %s', (_name, line, expected) => {
    expect(parseBothWays(line)).toEqual({ kind: 'response', rejectReason: null, ...expected });
  });

  it.each([
    ['not JSON', 'hello', 'NOT_JSON'],
    ['a cut line', '{"id":1,"method":"mining.sub', 'NOT_JSON'],
    ['NaN', '{"id":NaN,"method":"mining.ping"}', 'NOT_JSON'],
    ['NaN among the params', '{"id":1,"method":"mining.ping","params":[NaN]}', 'NOT_JSON'],
    ['two objects on one line', '{"id":1,"result":1}{"id":2,"result":1}', 'NOT_JSON'],
    ['an array', '[{"id":1,"method":"mining.ping"}]', 'NOT_AN_OBJECT'],
    ['a string', '"mining.subscribe"', 'NOT_AN_OBJECT'],
    ['null', 'null', 'NOT_AN_OBJECT'],
    ['a number', '7', 'NOT_AN_OBJECT'],
    ['an empty object', '{}', 'BAD_MESSAGE'],
    ['an id alone', '{"id":1}', 'BAD_MESSAGE'],
    ['a method that is a number', '{"id":1,"method":5,"params":[]}', 'BAD_MESSAGE'],
    ['an id that is an object', '{"id":{},"method":"mining.ping"}', 'BAD_ID'],
    ['an id that is an array', '{"id":[1],"method":"mining.ping"}', 'BAD_ID'],
    ['an id that is a boolean', '{"id":true,"method":"mining.ping"}', 'BAD_ID'],
    ['an id without end', `{"id":"${'x'.repeat(200)}","method":"mining.ping"}`, 'BAD_ID'],
    ['deep arrays', `{"id":1,"method":"m","params":${'['.repeat(40)}${']'.repeat(40)}}`, 'TOO_DEEP'],
    ['deep JSON without end', '{"a":'.repeat(5000), 'TOO_DEEP'],
    ['very many brackets', '['.repeat(15_000), 'TOO_DEEP'],
  ])('refuses %s', (_name, line, code) => {
    let error: unknown;
    try {
      parseLine(line);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(ProtocolError);
    expect((error as ProtocolError).code).toBe(code);
    expect((error as ProtocolError).message).not.toBe('');
  });

  it('does not count brackets inside strings as depth', () => {
    const text = '[{'.repeat(100);
    expect(parseLine(`{"id":1,"method":"m","params":["\\"${text}"]}`)).toMatchObject({
      params: [`"${text}`],
    });
  });

  it.each([
    '1',
    '0',
    '-7',
    '3642.0',
    '1.50',
    '1e2',
    '12345678901234567890',
    '"3642"',
    '"a\\u0041\\"b"',
    '""',
    'null',
  ])('echoes the id %s exactly as it was written', (id) => {
    for (const line of [
      `{"id":${id},"method":"m","params":["id",{"id":9}]}`,
      `{"method":"m","params":[{"id":9}], "id" : ${id} }`,
      `{"params":["\\"id\\":5"],"id":${id},"method":"id"}`,
    ]) {
      const message = parseLine(line);
      expect(message.id).toBe(id);
      expect(encodeResponse(message.id, true, null)).toBe(`{"id":${id},"result":true,"error":null}\n`);
    }
  });

  it('echoes any id of any JSON spelling', () => {
    const id = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ maxLength: 15 }),
      fc.bigInt(),
    );
    fc.assert(
      fc.property(id, fc.string(), (value, noise) => {
        const source = typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
        const line = `{"x":${JSON.stringify({ id: noise })},"id": ${source},"method":${JSON.stringify(noise)}}`;
        fc.pre(source.length <= 128);
        expect(parseLine(line).id).toBe(source);
      }),
    );
  });

  it('reads an id whose key is written with escapes', () => {
    expect(parseLine('{"\\u0069d":5,"method":"m"}').id).toBe('5');
  });
});

describe('idToInteger', () => {
  it('knows our own integers in whatever form they come back', () => {
    expect(['7', '"7"', '7.0', '"x"', '-7', '7.5', 'null', undefined].map(idToInteger)).toEqual([
      7,
      7,
      7,
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('encoding', () => {
  it('leaves the id out of the answer to a request that had none', () => {
    expect(encodeResponse(undefined, true, null)).toBe('{"result":true,"error":null}\n');
  });

  it("answers with the field's error tuples", () => {
    expect(Object.values(STRATUM_ERRORS).map((error) => encodeResponse('1', null, error))).toEqual(
      [
        '[20,"Other/Unknown",null]',
        '[21,"Job not found",null]',
        '[21,"Stale share",null]',
        '[22,"Duplicate share",null]',
        '[23,"Low difficulty share",null]',
        '[24,"Unauthorized worker",null]',
        '[25,"Not subscribed",null]',
      ].map((error) => `{"id":1,"result":null,"error":${error}}\n`),
    );
  });

  it('bounds and cleans the text of an error of our own', () => {
    expect(otherError('a\nb\u0000c')).toEqual([20, 'a b c', null]);
    expect(otherError('x'.repeat(500))[1]).toHaveLength(200);
  });

  it('writes notifications with a null id and requests with an integer one', () => {
    expect(encodeNotification('mining.set_difficulty', [1e-9])).toBe(
      '{"id":null,"method":"mining.set_difficulty","params":[1e-9]}\n',
    );
    expect(encodeRequest(3, 'mining.authorize', ['a"b', 'x'])).toBe(
      '{"id":3,"method":"mining.authorize","params":["a\\"b","x"]}\n',
    );
  });
});
