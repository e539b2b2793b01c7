import { describe, expect, it } from 'vitest';

import { parseLine, type StratumResponse } from '#engine/stratum/codec.ts';
import { classifySubmitReply, describeRefusal } from '#engine/stratum/reject.ts';

function reply(members: string): StratumResponse {
  const message = parseLine(`{"id":1,${members}}`);
  if (message.kind !== 'response') throw new Error('not a response');
  return message;
}

describe('classifySubmitReply', () => {
  it.each(['"result":true,"error":null', '"result":true', '"result":true,"error":null,"jsonrpc":"2.0"'])(
    'takes %s as a yes',
    (members) => {
      expect(classifySubmitReply(reply(members))).toEqual({ accepted: true });
    },
  );

  it.each([
    ['"result":null,"error":[21,"Job not found",null]', 'stale', 'Job not found'],
    ['"result":null,"error":[22,"Duplicate share",null]', 'duplicate', 'Duplicate share'],
    ['"result":null,"error":[23,"Low difficulty share",null]', 'low-difficulty', 'Low difficulty share'],
    ['"result":false,"error":[24,"Unauthorized worker",null]', 'unauthorized', 'Unauthorized worker'],
    ['"result":null,"error":[37,"x",null]', 'stale', 'x'],
    ['"result":null,"error":["21","x"]', 'stale', 'x'],
    ['"error":[20,"unknown-work",null]', 'stale', 'unknown-work'],
    ['"error":[20,"incorrect size of extranonce2",null]', 'other', 'incorrect size of extranonce2'],
    ['"error":{"code":22,"message":"seen before"}', 'duplicate', 'seen before'],
    [
      '"error":{"code":-1,"message":"low difficulty share of 0.5"}',
      'low-difficulty',
      'low difficulty share of 0.5',
    ],
    ['"result":false,"error":"Stale"', 'stale', 'Stale'],
    ['"result":false,"error":21', 'stale', 'error 21'],
    ['"reject-reason":"Above target","result":false,"error":null', 'low-difficulty', 'Above target'],
    ['"reject-reason":"Worker mismatch","result":false,"error":null', 'unauthorized', 'Worker mismatch'],
    ['"reject-reason":"Invalid JobID","result":false,"error":null', 'stale', 'Invalid JobID'],
    ['"reject-reason":"Stale","result":true,"error":null', 'stale', 'Stale'],
    ['"result":true,"error":[22,"Duplicate",null]', 'duplicate', 'Duplicate'],
    ['"result":false,"error":null', 'other', 'the pool gave no reason'],
    ['"result":null', 'other', 'the pool gave no reason'],
    ['"result":"true","error":null', 'other', 'the pool gave no reason'],
    ['"result":null,"error":[]', 'other', 'the pool gave no reason'],
    ['"result":null,"error":[{},[],{}]', 'other', 'the pool gave no reason'],
    ['"result":null,"error":{}', 'other', 'the pool gave no reason'],
    ['"result":null,"error":true', 'other', 'the pool gave no reason'],
    ['"error":["Stale share"]', 'stale', 'Stale share'],
  ])('takes %s as %s', (members, kind, text) => {
    expect(classifySubmitReply(reply(members))).toEqual({ accepted: false, kind, text });
  });

  it("trusts the code over the text and bounds the pool's words", () => {
    const long = classifySubmitReply(reply(`"error":[22,"stale\\n\\u0007${'x'.repeat(500)}",null]`));
    expect(long).toMatchObject({ accepted: false, kind: 'duplicate' });
    expect('text' in long && long.text.length).toBe(200);
    expect('text' in long && long.text.startsWith('stale xxx')).toBe(true);
  });
});

describe('describeRefusal', () => {
  it("gives the pool's words, or says that there were none", () => {
    expect(describeRefusal(reply('"result":false,"error":[24,"Unauthorized worker",null]'))).toBe(
      'Unauthorized worker',
    );
    expect(describeRefusal(reply('"result":false,"error":null'))).toBe('the pool gave no reason');
  });
});
