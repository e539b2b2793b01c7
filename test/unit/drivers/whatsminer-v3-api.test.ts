import { describe, expect, it } from 'vitest';

import { askWhatsminerV3, v3Token } from '#engine/miner-api/whatsminer-v3-api.ts';
import { failureOf, setUpV3 } from './whatsminer-setup.ts';

const QUESTION = { cmd: 'get.device.info', param: 'salt' };

describe('frames of the third Whatsminer API', () => {
  it.each(['whole', 'split', 'byte-by-byte', 'open'] as const)(
    'are read when they come %s',
    async (manner) => {
      const { machine, link } = await setUpV3();
      Object.assign(machine.wire, { manner, heartbeats: 3 });
      const { value } = await askWhatsminerV3(link.host, QUESTION);
      expect(value).toMatchObject({ code: 0, msg: { salt: 'Tz81LmQ4' } });
    },
  );

  it('that announce more than is taken are refused at once', async () => {
    const { machine, link } = await setUpV3();
    machine.wire.announcedBytes = 0xffff_ffff;
    const failure = await failureOf(askWhatsminerV3(link.host, QUESTION));
    expect(failure.trouble).toBe('too-long');
    expect(failure.message).toContain('4294967295 bytes');
  });

  it('that never come because of heartbeats are given up', async () => {
    const { machine, link } = await setUpV3();
    machine.wire.heartbeats = 1_000;
    expect((await failureOf(askWhatsminerV3(link.host, QUESTION))).trouble).toBe('bad-reply');
  });

  it.each(['cut', 'hang-up'] as const)('that end early (%s) are no reply', async (manner) => {
    const { machine, link } = await setUpV3();
    machine.wire.manner = manner;
    expect((await failureOf(askWhatsminerV3(link.host, QUESTION))).trouble).toBe('closed');
  });
});

describe('token of the third Whatsminer API', () => {
  it('is what openssl makes of command, password, salt and time', () => {
    // printf '%s' 'set.system.ledsuperAbc123xy1759800000' | openssl dgst -sha256 -binary | base64
    expect(v3Token('set.system.led', 'super', 'Abc123xy', 1_759_800_000)).toBe('Wcuf03eW');
  });
});
