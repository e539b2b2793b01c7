import { afterEach, describe, expect, it } from 'vitest';

import { HandFarm, type HandMachine, PROXY_URL } from '#test/support/hand-machines.ts';

const by = 'desktop';
const THIEF = { url: 'stratum+tcp://thief.example:3333', user: 'thief', password: 'stolen' };

let farm: HandFarm;

afterEach(() => farm.dispose());

function point(): void {
  farm.pointing.point({ machineIds: farm.ids, acceptsUnseen: true }, by);
}

/** A machine that was pointed here, and that somebody gave these pools since. */
async function tampered(pools = [THIEF]): Promise<{ machine: HandMachine; owners: HandMachine['pools'] }> {
  const machine = farm.machines[0]!;
  const owners = machine.pools;
  point();
  await farm.over();
  machine.pools = pools.length > 0 ? pools : owners;
  return { machine, owners };
}

describe('pointing a machine again that somebody has changed', () => {
  it('leaves the pool of somebody who changed it meanwhile out of what stands behind us', async () => {
    farm = new HandFarm(1);
    const { machine, owners } = await tampered();
    const [line] = await farm.pointing.preview({ machineIds: farm.ids });
    expect(line).toMatchObject({
      pools: [{ url: THIEF.url, user: THIEF.user }],
      behind: owners.map(({ url, user }) => ({ url, user })),
    });
    point();
    const run = await farm.over();
    expect(run.lines[0]).toMatchObject({ step: 'done', text: 'Its first share was accepted.' });
    expect(machine.pools).toEqual([{ url: PROXY_URL, user: 'rig1', password: 'x' }, ...owners]);
    farm.pointing.restore({ machineIds: farm.ids, acceptsUnseen: true }, by);
    await farm.over();
    expect(machine.pools).toEqual(owners);
  });

  it('asks for no password that is kept', async () => {
    farm = new HandFarm(1);
    const { machine } = await tampered();
    machine.tellsPasswords = false;
    machine.pools = [machine.pools[0]!, machine.pools[0]!];
    const [line] = await farm.pointing.preview({ machineIds: farm.ids });
    expect(line!.passwordsAsked).toEqual([{ url: THIEF.url, user: THIEF.user }]);
  });

  it('removes the pool of somebody else from a list in which it only switches', async () => {
    farm = new HandFarm(1);
    farm.switching = 'removes';
    const { machine, owners } = await tampered([]);
    machine.pools = [THIEF, ...machine.pools];
    const [line] = await farm.pointing.preview({ machineIds: farm.ids });
    expect(line!.behind).toEqual(owners.map(({ url, user }) => ({ url, user })));
    point();
    const run = await farm.over();
    expect(run.lines[0]).toMatchObject({ step: 'done', text: 'Its first share was accepted.' });
    expect(machine.pools).toEqual([{ url: PROXY_URL, user: 'rig1', password: 'x' }, ...owners]);
    expect(run.lines[0]!.pools).toHaveLength(3);
  });

  it('names the pool of somebody else where it cannot remove it', async () => {
    farm = new HandFarm(1);
    farm.switching = 'keeps';
    const { machine } = await tampered([]);
    machine.pools = [THIEF, ...machine.pools];
    const [line] = await farm.pointing.preview({ machineIds: farm.ids });
    expect(line!.behind).toEqual(machine.pools.map(({ url, user }) => ({ url, user })));
    point();
    const run = await farm.over();
    expect(run.lines[0]).toMatchObject({
      step: 'done',
      text: `Its first share was accepted. A pool of somebody else is still in its list: ${THIEF.url}. Remove it on its own page.`,
    });
  });

  it('does not remove anything before its first share has come', async () => {
    farm = new HandFarm(1);
    farm.switching = 'removes';
    const { machine } = await tampered([]);
    machine.pools = [THIEF, ...machine.pools];
    const before = machine.pools;
    machine.comes = false;
    point();
    expect((await farm.over()).lines[0]!.step).toBe('rolled-back');
    expect(machine.pools).toEqual(before);
  });
});
