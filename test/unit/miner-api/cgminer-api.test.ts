import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  askCgminer,
  CgminerReader,
  joinFields,
  sendCgminer,
  statusOf,
} from '#engine/miner-api/cgminer-api.ts';
import type { MinerError } from '#engine/miner-api/miner-host.ts';
import { JsonEnd } from '#engine/miner-api/reply-end.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import type { Manner } from '#test/support/simulators/manners.ts';
import { findPlace } from '#test/support/simulators/places.ts';
import { SimulatedMiner } from '#test/support/simulators/simulated-miner.ts';
import { until } from '#test/support/test-farm.ts';

const VERSION = {
  STATUS: [{ STATUS: 'S', Code: 22, Msg: 'CGMiner versions' }],
  VERSION: [{ API: '3.7' }],
  id: 1,
};

let clock: FakeClock;
let miner: SimulatedMiner;

beforeEach(async () => {
  clock = new FakeClock();
  miner = new SimulatedMiner(await findPlace(), clock);
});
afterEach(() => miner.stop());

async function troubleOf(call: Promise<unknown>): Promise<string> {
  const error = (await call.then(
    () => null,
    (reason: unknown) => reason,
  )) as MinerError | null;
  return `${error?.trouble}: ${error?.message.replace(miner.place.address, 'MINER').replace(String(miner.place.ports.cgminer), 'PORT')}`;
}

describe('askCgminer', () => {
  it.each<Manner>(['whole', 'split', 'byte-by-byte', 'open', 'half-closed'])(
    'reads a reply that comes %s',
    async (manner) => {
      await miner.serveCgminer(() => VERSION);
      miner.manners.cgminer = manner;
      const { value, repairs, problem } = await askCgminer(miner.host(), { command: 'version' });
      expect({ value, repairs, problem }).toEqual({ value: VERSION, repairs: [], problem: null });
    },
  );

  it('sends exactly the bytes that firmwares know', async () => {
    const texts: string[] = [];
    await miner.serveCgminer((call) => {
      texts.push(call.text);
      return VERSION;
    });
    const host = miner.host();
    await askCgminer(host, { command: 'version' });
    await askCgminer(host, { command: 'ascset', parameter: '0,led,1-1' });
    await askCgminer(host, { command: 'stats', extra: { new_api: true }, terminator: '\n' });
    await askCgminer(host, { command: 'get_token', key: 'cmd' });
    await askCgminer(host, { command: 'ascset', parameter: '0,led,1-255', mode: 'text' });
    expect(texts).toEqual([
      '{"command":"version"}',
      '{"command":"ascset","parameter":"0,led,1-1"}',
      '{"command":"stats","new_api":true}\n',
      '{"cmd":"get_token"}',
      'ascset|0,led,1-255',
    ]);
  });

  it('uses a cut reply as far as it goes, and says that it is partial', async () => {
    await miner.serveCgminer(() => VERSION);
    miner.manners.cgminer = 'cut';
    const { value, repairs } = await askCgminer(miner.host(), { command: 'version' });
    expect(value).toMatchObject({ STATUS: [{ STATUS: 'S' }] });
    expect(repairs).toContain('partial');
  });

  it('tells an error page from a reply', async () => {
    await miner.serveCgminer(() => VERSION);
    miner.manners.cgminer = 'html';
    expect(await askCgminer(miner.host(), { command: 'version' })).toMatchObject({
      value: null,
      problem: 'a web page, not a reply',
    });
  });

  it('returns what came before the NUL and nothing behind it', async () => {
    await miner.serveCgminer(() => 'STATUS=S,Code=22|VERSION,API=3.7|\0{"secret":1}');
    const { raw } = await askCgminer(miner.host(), { command: 'version', mode: 'text' });
    expect(Buffer.from(raw).toString()).toBe('STATUS=S,Code=22|VERSION,API=3.7|');
  });

  it.each([
    ['STATUS=S,Code=22,Msg=hi|VERSION,API=3.7|', true],
    ['STATUS=S,Code=22,Msg=hi|VERSION,API=3.', false],
    ['{"STATUS":[{"STATUS":"S"}],""temp0":1}', true],
    ['{"STATUS":[{"STATUS":"S"}],"VERS', false],
    ['<html>', false],
    ['', false],
  ])(
    'of a miner that neither marks the end nor hangs up, %j counts at the time limit: %s',
    (text, isTaken) => {
      const reader = new CgminerReader();
      expect(reader.push(Buffer.from(text))).toBeNull();
      expect(reader.end('timeout') !== null).toBe(isTaken);
    },
  );

  it('gives up on a silent miner at the time limit and not before', async () => {
    await miner.serveCgminer(() => VERSION);
    miner.manners.cgminer = 'silent';
    const state = { isOver: false };
    const trouble = troubleOf(askCgminer(miner.host(), { command: 'version' })).finally(
      () => (state.isOver = true),
    );
    await until('it was asked', () => miner.requests.length === 1);
    clock.advance(9_999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(state.isOver).toBe(false);
    clock.advance(1);
    expect(await trouble).toBe('timeout: MINER gave no whole reply in time on port PORT.');
    await until('the connection is gone', () => miner.uses.cgminer.open === 0);
  });

  it('says that a miner hung up without a word', async () => {
    await miner.serveCgminer(() => VERSION);
    miner.manners.cgminer = 'hang-up';
    expect(await troubleOf(askCgminer(miner.host(), { command: 'version' }))).toBe(
      'closed: MINER hung up on port PORT before its reply was whole.',
    );
  });

  it('says that nothing listens', async () => {
    expect(await troubleOf(askCgminer(miner.host(), { command: 'version' }))).toBe(
      'refused: Nothing listens on port PORT of MINER.',
    );
  });

  it.each([{}, { maxBytes: 100_000_000 }])('cuts a flood off: %j', async (limits) => {
    const sent = { bytes: 0 };
    await miner.serveTcp('cgminer', (socket) => {
      const block = Buffer.alloc(65_536, '{');
      const flood = (): void => {
        while (!socket.destroyed && sent.bytes < 40_000_000) {
          sent.bytes += block.length;
          if (!socket.write(block)) return void socket.once('drain', flood);
        }
      };
      socket.once('data', flood);
    });
    const bound = limits.maxBytes === undefined ? 1_048_576 : 10_000_000;
    expect(await troubleOf(askCgminer(miner.host(), { command: 'version' }, limits))).toBe(
      `too-long: MINER sent more than ${bound} bytes on port PORT.`,
    );
    await until('the flood is over', () => miner.uses.cgminer.open === 0);
    expect(sent.bytes).toBeLessThan(40_000_000);
  });

  it('ends at once when it is called off', async () => {
    await miner.serveCgminer(() => VERSION);
    miner.manners.cgminer = 'silent';
    const aborter = new AbortController();
    const host = { ...miner.host(), signal: aborter.signal };
    const trouble = troubleOf(askCgminer(host, { command: 'version' }));
    await until('it was asked', () => miner.requests.length === 1);
    aborter.abort();
    expect(await trouble).toBe('cancelled: The call to MINER was given up.');
    expect(await troubleOf(askCgminer(host, { command: 'version' }))).toBe(
      'cancelled: The call to MINER was given up.',
    );
    expect(miner.uses.cgminer.total).toBe(1);
  });

  it('refuses control characters in text form before anything is sent', async () => {
    await miner.serveCgminer(() => VERSION);
    const parameter = '0,setpool,a\nb';
    expect(
      await troubleOf(askCgminer(miner.host(), { command: 'ascset', parameter, mode: 'text' })),
    ).toContain('unsupported:');
    expect(miner.uses.cgminer.total).toBe(0);
  });

  it('sends raw bytes as they are', async () => {
    await miner.serveCgminer((call) => call.text);
    const reply = await sendCgminer(miner.host(), '{"enc":1,"data":"QUJD"}');
    expect(Buffer.from(reply).toString()).toBe('{"enc":1,"data":"QUJD"}');
  });
});

describe('the end of a JSON reply', () => {
  const endOf = (text: string): number => {
    const end = new JsonEnd();
    return Array.from(Buffer.from(text)).findIndex((byte) => end.push(Uint8Array.of(byte)));
  };

  it.each([
    ['{"a":"}","b":[1,{"c":"\\"}"}]}', true],
    ['\n [{"a":1},{"b":2}]', true],
    ['{"a":"Ünïcødé \\\\"}', true],
    ['{"a":"\\\\\\""}', true],
    ['{"a":[1,2}', false],
    ['STATUS=S|{}', false],
    ['"{}"', false],
    ['', false],
  ])('of %j is found: %s', (text, isFound) => {
    expect(endOf(text)).toBe(isFound ? Buffer.byteLength(text) - 1 : -1);
  });
});

describe('joinFields', () => {
  it('escapes what cgminer would split at', () => {
    expect(joinFields(['stratum+tcp://10.0.0.5:3333', 'user,1', String.raw`pa\ss`])).toBe(
      String.raw`stratum+tcp://10.0.0.5:3333,user\,1,pa\\ss`,
    );
  });
});

describe('statusOf', () => {
  it.each([
    [VERSION, { letter: 'S', code: 22, message: 'CGMiner versions' }],
    [
      { STATUS: 'E', When: 1, Code: 14, Msg: 'invalid cmd', Description: 'whatsminer v1' },
      { letter: 'E', code: 14, message: 'invalid cmd' },
    ],
    [
      { STATUS: { STATUS: 'E', Code: '45', Msg: 'Access denied' } },
      { letter: 'E', code: 45, message: 'Access denied' },
    ],
    [[{ STATUS: [{ STATUS: 'I', Code: 118, Msg: { a: 1 } }] }], { letter: 'I', code: 118, message: '' }],
    [{ STATUS: [] }, { letter: null, code: null, message: '' }],
    [null, { letter: null, code: null, message: '' }],
  ])('of %j', (value, status) => {
    expect(statusOf(value as Parameters<typeof statusOf>[0])).toEqual(status);
  });
});
