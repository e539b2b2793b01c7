import { afterEach, describe, expect, it } from 'vitest';

import type { ChangeRun } from '#shared/model/machine.ts';
import { HandFarm, PROXY_URL } from '#test/support/hand-machines.ts';

const by = 'desktop';
let farm: HandFarm;

afterEach(() => farm.dispose());

async function pointAll(more: object = {}): Promise<ChangeRun> {
  farm.pointing.point({ machineIds: farm.ids, acceptsUnseen: true, ...more }, by);
  return farm.over();
}

async function restoreAll(more: object = {}): Promise<ChangeRun> {
  farm.pointing.restore({ machineIds: farm.ids, acceptsUnseen: true, ...more }, by);
  return farm.over();
}

describe('restoring machines', () => {
  it('puts everything back as it was, passwords too, and reads it back', async () => {
    farm = new HandFarm(4);
    const before = structuredClone(farm.machines.map(({ pools }) => pools));
    await pointAll();
    const run = await restoreAll();
    expect(farm.machines.map(({ pools }) => pools)).toEqual(before);
    expect(run).toMatchObject({ kind: 'restore', state: 'done' });
    expect(run.lines.map(({ step, text }) => [step, text])).toEqual(
      before.map(() => ['done', 'It has its previous pools again.']),
    );
    expect(run.lines[0]!.pools).toEqual(before[0]!.map(({ url, user }) => ({ url, user })));
    expect(farm.ids.map((id) => farm.pointing.canRestore(id))).toEqual([false, false, false, false]);
  });

  it('takes new pools for the previous ones once the old ones were put back', async () => {
    farm = new HandFarm(1);
    await pointAll();
    await restoreAll();
    const other = [{ url: 'stratum+tcp://pool-c.example:3333', user: 'farm.new', password: 'new' }];
    farm.machines[0]!.pools = other;
    await pointAll();
    await restoreAll();
    expect(farm.machines[0]!.pools).toEqual(other);
  });

  it('does not overwrite what somebody else has changed, unless it is told to', async () => {
    farm = new HandFarm(1);
    const before = farm.machines[0]!.pools;
    await pointAll();
    const foreign = [{ url: 'stratum+tcp://thief.example:3333', user: 'thief', password: 'x' }];
    farm.machines[0]!.pools = foreign;
    const refused = await restoreAll();
    expect(refused.lines[0]).toMatchObject({
      step: 'failed',
      text: expect.stringMatching(
        /^Somebody else has changed its pools since: it has stratum\+tcp:\/\/thief/,
      ),
      pools: [{ url: 'stratum+tcp://thief.example:3333', user: 'thief' }],
    });
    expect(farm.machines[0]!.pools).toEqual(foreign);
    await restoreAll({ overwriteChanged: true });
    expect(farm.machines[0]!.pools).toEqual(before);
  });

  it('knows the address that it wrote although the PC has another one now', async () => {
    farm = new HandFarm(1);
    const before = farm.machines[0]!.pools;
    await pointAll();
    farm.ours.delete(PROXY_URL);
    await restoreAll();
    expect(farm.machines[0]!.pools).toEqual(before);
  });

  it('writes nothing where the previous pools are there already, or none are kept', async () => {
    farm = new HandFarm(2);
    farm.pointing.point({ machineIds: [farm.ids[0]!], acceptsUnseen: true }, by);
    await farm.over();
    farm.machines[0]!.pools.shift();
    const run = await restoreAll();
    expect(run.lines.map(({ step, text }) => [step, text])).toEqual([
      ['done', 'It has its previous pools already; nothing was written.'],
      ['failed', 'No previous pools of this machine are kept here.'],
    ]);
    expect(farm.machines.flatMap(({ calls }) => calls)).not.toContain('restore');
  });

  it('says what a machine has that does not take its pools back', async () => {
    farm = new HandFarm(1);
    await pointAll();
    farm.machines[0]!.ignoresWrites = true;
    const run = await restoreAll();
    expect(run.lines[0]).toMatchObject({
      step: 'failed',
      text: 'Reading back shows other pools than those written.',
    });
    expect(run.lines[0]!.pools[0]!.url).toBe(PROXY_URL);
    expect(farm.pointing.canRestore(farm.ids[0]!)).toBe(true);
  });

  it('says so when the key that sealed the previous pools is gone, and keeps new ones then', async () => {
    farm = new HandFarm(1);
    await pointAll();
    await farm.loseKey();
    const run = await restoreAll();
    expect(run.lines[0]).toMatchObject({
      step: 'failed',
      text: expect.stringMatching(/sealed with another key/),
    });
    const other = [{ url: 'stratum+tcp://pool-c.example:3333', user: 'farm.new', password: 'new' }];
    farm.machines[0]!.pools = other;
    await pointAll();
    await restoreAll();
    expect(farm.machines[0]!.pools).toEqual(other);
  });

  it('has the previous pools of two records that are one machine', async () => {
    farm = new HandFarm(2);
    const before = farm.machines[0]!.pools;
    farm.pointing.point({ machineIds: [farm.ids[0]!], acceptsUnseen: true }, by);
    await farm.over();
    farm.machines[1]!.pools = farm.machines[0]!.pools;
    farm.pointing.machineMerged(farm.ids[0]!, farm.ids[1]!);
    expect(farm.ids.map((id) => farm.pointing.canRestore(id))).toEqual([false, true]);
    farm.pointing.restore({ machineIds: [farm.ids[1]!], acceptsUnseen: true }, by);
    await farm.over();
    expect(farm.machines[1]!.pools).toEqual(before);
  });

  it('needs the same acceptance as pointing', () => {
    farm = new HandFarm(1);
    expect(() => farm.pointing.restore({ machineIds: farm.ids, acceptsUnseen: false }, by)).toThrow(
      /not yet seen on real hardware/,
    );
  });
});

describe('passwords that a machine does not say', () => {
  const passwords = [
    { url: 'pool-a.example:3333', user: 'farm.rig1', password: 'secret-1' },
    { url: 'stratum+tcp://pool-b.example:3333', user: 'farm.rig1', password: 'backup' },
  ];

  it('must be typed before anything is written', async () => {
    farm = new HandFarm(1);
    farm.machines[0]!.tellsPasswords = false;
    const run = await pointAll({ passwords: passwords.slice(1) });
    expect(run.lines[0]).toMatchObject({
      step: 'failed',
      text: expect.stringMatching(/^The password of one of its pools cannot be read.*Nothing was written\.$/),
    });
    expect(farm.machines[0]!.calls).toEqual(['snapshot']);
  });

  it('are put back as they were typed', async () => {
    farm = new HandFarm(1);
    const before = structuredClone(farm.machines[0]!.pools);
    farm.machines[0]!.tellsPasswords = false;
    await pointAll({ passwords });
    expect(farm.machines[0]!.pools[0]!.url).toBe(PROXY_URL);
    await restoreAll();
    expect(farm.machines[0]!.pools).toEqual(before);
  });

  it('are not asked for a second time while they are kept', async () => {
    farm = new HandFarm(1);
    const before = structuredClone(farm.machines[0]!.pools);
    farm.machines[0]!.tellsPasswords = false;
    await pointAll({ passwords });
    farm.ours.add('stratum+tcp://10.0.0.6:3333');
    const run = await pointAll({ proxyAddress: '10.0.0.6:3333' });
    expect(run.lines[0]!.step).toBe('done');
    await restoreAll();
    expect(farm.machines[0]!.pools).toEqual(before);
  });
});
