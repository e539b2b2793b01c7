import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { CpuMiner } from '#main/demo/cpu-miner.ts';
import type { ValidatingPool } from '#main/demo/validating-pool.ts';
import { RawPeer } from '#test/support/raw-peer.ts';
import { startPool, TestFarm } from '#test/support/test-farm.ts';

let pool: ValidatingPool;
let farm: TestFarm;
let witness: CpuMiner;

beforeAll(async () => {
  pool = await startPool({ extranonce2Size: 8 });
  farm = await TestFarm.start({
    accounts: [{ name: 'alice', pools: [{ url: pool.url }], quota: { work: 1 } }],
  });
  witness = await farm.miner('farm.witness');
  await witness.mine({ shares: 1 });
});

afterAll(async () => {
  await farm.stop();
  await pool.stop();
});

/** What is sent → the error code and a part of the sentence that come back. */
const ANSWERED: [name: string, line: string, code: number, text: string][] = [
  ['a line that is no JSON', '{"id":1,"method":', 20, 'not valid JSON'],
  ['a line cut inside a string', '{"id":1,"method":"mining.sub', 20, 'not valid JSON'],
  ['JSON with NaN', '{"id":1,"method":"mining.suggest_difficulty","params":[NaN]}', 20, 'not valid JSON'],
  [
    'JSON with Infinity',
    '{"id":1,"method":"mining.suggest_difficulty","params":[Infinity]}',
    20,
    'not valid JSON',
  ],
  ['deep JSON', `{"id":1,"method":"x","params":${'['.repeat(500)}${']'.repeat(500)}}`, 20, 'nested'],
  ['an id that is an object', '{"id":{"a":1},"method":"mining.subscribe","params":[]}', 20, 'id'],
  ['an id that is a list', '{"id":[1],"method":"mining.subscribe","params":[]}', 20, 'id'],
  ['an id that is true', '{"id":true,"method":"mining.subscribe","params":[]}', 20, 'id'],
  ['an id of a thousand digits', `{"id":${'9'.repeat(1000)},"method":"mining.subscribe"}`, 20, 'id'],
  ['a method that is a number', '{"id":1,"method":7,"params":[]}', 20, 'method'],
  ['neither method nor result', '{"id":1}', 20, 'neither'],
  ['an empty object', '{}', 20, 'neither'],
  ['an unknown method', '{"id":1,"method":"mining.make_me_rich","params":[]}', 20, 'Unknown method'],
  ['the prototype as a method', '{"id":1,"method":"__proto__","params":[]}', 20, 'Unknown method'],
  [
    'configure with a number for a list',
    '{"id":1,"method":"mining.configure","params":[5]}',
    20,
    'mining.configure',
  ],
  [
    'configure with text for options',
    '{"id":1,"method":"mining.configure","params":[[],"x"]}',
    20,
    'mining.configure',
  ],
  ['authorize without a name', '{"id":1,"method":"mining.authorize","params":[]}', 20, 'worker name'],
  ['authorize with a number', '{"id":1,"method":"mining.authorize","params":[12,"x"]}', 20, 'worker name'],
  [
    'authorize with params that are an object',
    '{"id":1,"method":"mining.authorize","params":{"0":"a"}}',
    20,
    'worker name',
  ],
  [
    'authorize with 10,000 characters',
    `{"id":1,"method":"mining.authorize","params":["${'a'.repeat(10_000)}"]}`,
    20,
    'worker name',
  ],
  [
    'a difficulty that is text',
    '{"id":1,"method":"mining.suggest_difficulty","params":["1024"]}',
    20,
    'positive number',
  ],
  [
    'a difficulty below zero',
    '{"id":1,"method":"mining.suggest_difficulty","params":[-1]}',
    20,
    'positive number',
  ],
  [
    'a difficulty beyond all numbers',
    '{"id":1,"method":"mining.suggest_difficulty","params":[1e999]}',
    20,
    'positive number',
  ],
  [
    'a share before subscribe',
    '{"id":1,"method":"mining.submit","params":["a","1","000000","00000000","00000000"]}',
    25,
    'Not subscribed',
  ],
];

/** The same after a good login: `$JOB` is the job's id, `$NTIME` its time. */
const ANSWERED_TO_SHARES: [name: string, params: string, code: number, text: string][] = [
  [
    'a share of an unknown worker',
    '["farm.other","$JOB","000000","$NTIME","00000000"]',
    24,
    'Unauthorized worker',
  ],
  [
    'a share of an unknown job and an unknown worker',
    '["farm.other","ffff","000000","$NTIME","00000000"]',
    21,
    'Job not found',
  ],
  [
    'a share of an unknown worker with too short an extranonce2',
    '["farm.other","$JOB","0000","$NTIME","00000000"]',
    24,
    'Unauthorized worker',
  ],
  ['a share of an unknown job', '["farm.raw","ffff","000000","$NTIME","00000000"]', 21, 'Job not found'],
  ['a share whose job is a number', '["farm.raw",1,"000000","$NTIME","00000000"]', 20, 'mining.submit takes'],
  ['a share with four parameters', '["farm.raw","$JOB","000000","$NTIME"]', 20, 'mining.submit takes'],
  [
    'a share with too short an extranonce2',
    '["farm.raw","$JOB","0000","$NTIME","00000000"]',
    20,
    'extranonce2',
  ],
  [
    'a share with too long an extranonce2',
    '["farm.raw","$JOB","00000000","$NTIME","00000000"]',
    20,
    'extranonce2',
  ],
  ['an extranonce2 that is no hex', '["farm.raw","$JOB","zzzzzz","$NTIME","00000000"]', 20, 'extranonce2'],
  ['an ntime that is a number', '["farm.raw","$JOB","000000",1700000000,"00000000"]', 20, 'ntime'],
  [
    'an ntime far in the past',
    '["farm.raw","$JOB","000000","00000001","00000000"]',
    20,
    'ntime out of range',
  ],
  [
    'an ntime far in the future',
    '["farm.raw","$JOB","000000","ffffffff","00000000"]',
    20,
    'ntime out of range',
  ],
  ['a nonce of seven digits', '["farm.raw","$JOB","000000","$NTIME","0000000"]', 20, 'nonce'],
  [
    'version bits that are no hex',
    '["farm.raw","$JOB","000000","$NTIME","00000000","xyz"]',
    20,
    'version bits',
  ],
];

async function expectWitnessUnharmed(): Promise<void> {
  const [answer] = await witness.mine({ shares: 1 });
  expect(answer?.outcome).toBe('accepted');
  expect(witness.stats.closes).toBe(0);
}

function codeAndText(message: Record<string, unknown> | null): [unknown, string] {
  const [code, text] = (message?.['error'] ?? []) as [unknown, string];
  return [code, text];
}

describe('a miner that sends what no miner sends', () => {
  it.each(ANSWERED)(
    'is told what is wrong with %s, and nobody else notices',
    async (_name, line, code, text) => {
      const peer = await RawPeer.open(farm.port);
      peer.send(`${line}\n`);
      const [gotCode, gotText] = codeAndText(await peer.line((message) => message['error'] !== null));
      expect([gotCode, gotText]).toEqual([code, expect.stringContaining(text)]);
      peer.send('{"id":"still here","method":"mining.ping","params":[]}\n');
      expect(await peer.line((message) => message['id'] === 'still here')).toMatchObject({
        result: 'pong',
        error: null,
      });
      peer.destroy();
      await expectWitnessUnharmed();
    },
  );

  it.each(ANSWERED_TO_SHARES)('is told what is wrong with %s', async (_name, params, code, text) => {
    const peer = await RawPeer.open(farm.port);
    peer.send(
      '{"id":1,"method":"mining.subscribe","params":[]}\n{"id":2,"method":"mining.authorize","params":["farm.raw","x"]}\n',
    );
    const job = (await peer.line((message) => message['method'] === 'mining.notify'))?.['params'] as string[];
    const filled = params.replace('$JOB', job[0] ?? '').replace('$NTIME', job[7] ?? '');
    peer.send(`{"id":3,"method":"mining.submit","params":${filled}}\n`);
    const [gotCode, gotText] = codeAndText(await peer.line((message) => message['id'] === 3));
    expect([gotCode, gotText]).toEqual([code, expect.stringContaining(text)]);
    peer.destroy();
    await peer.whenClosed();
    await expectWitnessUnharmed();
  });

  it.each([
    ['a TLS hello', Buffer.from('160301020001000001fc0303', 'hex')],
    ['binary', Buffer.from([0, 1, 2, 3, 255, 254])],
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
    ['a JSON list', Buffer.from('[1,2,3]\n')],
    ['a line of 1 MB', Buffer.from(`{"id":1,"method":"${'a'.repeat(1_000_000)}"}\n`)],
  ])('is hung up on for %s', async (_name, bytes) => {
    const peer = await RawPeer.open(farm.port);
    peer.send(bytes);
    await peer.whenClosed();
    await expectWitnessUnharmed();
  });

  it('is hung up on after too many lines that are not Stratum', async () => {
    const peer = await RawPeer.open(farm.port);
    peer.send('{"oops"\n'.repeat(30));
    await peer.whenClosed();
    expect(peer.lines.length).toBe(20);
    await expectWitnessUnharmed();
  });

  it('is kept in spite of odd lines as long as good shares come between them', async () => {
    const miner = await farm.miner('farm.odd');
    for (let round = 0; round < 3; round += 1) {
      const session = farm.engine.proxy.sessionOf('odd');
      for (let line = 0; line < 15; line += 1) session?.noteBadLine(undefined, 'odd');
      expect((await miner.mine({ shares: 1 }))[0]?.outcome).toBe('accepted');
    }
    expect(miner.stats.closes).toBe(0);
  });

  it.each(['7', '"7"', '1.50', 'null', '12345678901234567890'])(
    'gets its id back exactly as it was: %s',
    async (id) => {
      const peer = await RawPeer.open(farm.port);
      peer.send(`{"id":${id},"method":"mining.ping","params":[]}\r\n\r\n`);
      await peer.line(() => true);
      expect(peer.lines[0]).toContain(`"id":${id},`);
      peer.destroy();
    },
  );
});
