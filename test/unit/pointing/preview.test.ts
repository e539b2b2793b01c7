import { afterEach, describe, expect, it } from 'vitest';

import { HandFarm, PROXY_URL } from '#test/support/hand-machines.ts';

let farm: HandFarm;

afterEach(() => farm.dispose());

async function sayingsOf(change: (farm: HandFarm) => void): Promise<unknown> {
  farm = new HandFarm(1);
  change(farm);
  const [line] = await farm.pointing.preview({ machineIds: farm.ids });
  return line!.can;
}

describe('the preview', () => {
  it('says what would be written, and writes nothing', async () => {
    farm = new HandFarm(2);
    const lines = await farm.pointing.preview({ machineIds: farm.ids });
    expect(lines[1]).toEqual({
      machineId: farm.ids[1],
      can: true,
      proxyUrl: PROXY_URL,
      worker: 'rig2',
      pools: farm.machines[1]!.pools.map(({ url, user }) => ({ url, user })),
      promise: 'exact',
      passwordsAsked: [],
    });
    expect(farm.machines.flatMap(({ calls }) => calls)).toEqual(['snapshot', 'snapshot']);
    expect(farm.pointing.runs()).toEqual([]);
    expect(farm.held.size).toBe(0);
  });

  it('asks for each password that a machine does not say, once', async () => {
    farm = new HandFarm(1);
    farm.machines[0]!.tellsPasswords = false;
    farm.machines[0]!.pools.push({ ...farm.machines[0]!.pools[0]!, url: 'pool-a.example:3333' });
    const [line] = await farm.pointing.preview({ machineIds: farm.ids });
    expect(line).toMatchObject({
      can: true,
      promise: 'typed',
      passwordsAsked: [
        { url: 'stratum+tcp://pool-a.example:3333', user: 'farm.rig1' },
        { url: 'stratum+tcp://pool-b.example:3333', user: 'farm.rig1' },
      ],
    });
  });

  it('gives machines that are looked at together different names', async () => {
    farm = new HandFarm(20);
    for (const machine of farm.machines) machine.pools[0]!.user = 'farm.hall';
    const lines = await farm.pointing.preview({ machineIds: farm.ids });
    expect(new Set(lines.map(({ worker }) => worker)).size).toBe(20);
  });

  it('proposes the address that the owner gives', async () => {
    farm = new HandFarm(1);
    const [line] = await farm.pointing.preview({ machineIds: farm.ids, proxyAddress: 'proxy.lan:3334' });
    expect(line!.proxyUrl).toBe('stratum+tcp://proxy.lan:3334');
    await expect(farm.pointing.preview({ machineIds: farm.ids, proxyAddress: 'a b:1' })).rejects.toThrow(
      /no valid host name/,
    );
  });

  it.each<[string, (farm: HandFarm) => void, RegExp]>([
    ['another algorithm', ({ machines }) => (machines[0]!.algorithm = 'other'), /can never be pointed here/],
    [
      'an unknown algorithm',
      ({ machines }) => (machines[0]!.algorithm = 'unknown'),
      /algorithm is not known/,
    ],
    [
      'a family that is only read',
      ({ machines }) => (machines[0]!.writable = 'Its API is off.'),
      /^Its API is off\.$/,
    ],
    ['an unknown family', ({ machines }) => (machines[0]!.family = 'unknown'), /Nothing is known/],
    ['no answer', ({ machines }) => (machines[0]!.isOff = true), /^It does not answer\.$/],
    [
      'a machine that locked us out',
      ({ machines }) => machines[0]!.failures.push({ call: 'snapshot', trouble: 'locked-out' }),
      /^It failed to snapshot\.$/,
    ],
    [
      'a machine that points here already',
      ({ machines }) => machines[0]!.pools.unshift({ url: PROXY_URL, user: 'a', password: 'x' }),
      /points here already/,
    ],
  ])('says why not: %s', async (_, change, sentence) => {
    expect(await sayingsOf(change)).toMatch(sentence);
  });

  it('lets a machine of an unknown algorithm be pointed that has mined here', async () => {
    const can = await sayingsOf(({ machines: [machine] }) => {
      machine!.algorithm = 'unknown';
      machine!.minerId = 'rig1';
    });
    expect(can).toBe(true);
  });

  it('does not disturb a machine that is being changed, and knows no others', async () => {
    farm = new HandFarm(1);
    farm.machines[0]!.comes = false;
    farm.pointing.point({ machineIds: farm.ids, acceptsUnseen: true }, 'desktop');
    await farm.until(() => farm.newest().lines[0]?.step === 'awaiting-share');
    const lines = await farm.pointing.preview({ machineIds: [...farm.ids, 'm-99'] });
    expect(lines.map(({ can }) => can)).toEqual([
      'It is being changed already.',
      'There is no machine with this id.',
    ]);
  });
});
