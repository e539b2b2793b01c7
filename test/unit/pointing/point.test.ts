import { afterEach, describe, expect, it } from 'vitest';

import { MinerError } from '#engine/miner-api/miner-host.ts';
import type { ChangeRun } from '#shared/model/machine.ts';
import { HandFarm, PROXY_URL } from '#test/support/hand-machines.ts';

const by = 'desktop';
let farm: HandFarm;

afterEach(() => farm.dispose());

function point(more: object = {}): ChangeRun {
  return farm.pointing.point({ machineIds: farm.ids, acceptsUnseen: true, ...more }, by);
}

function steps(run: ChangeRun): string[] {
  return run.lines.map(({ step }) => step);
}

describe('pointing machines', () => {
  it('writes nothing until the owner accepts that it was not seen on hardware', () => {
    farm = new HandFarm(1);
    expect(() => point({ acceptsUnseen: false })).toThrow(/not yet seen on real hardware/);
    expect(farm.pointing.runs()).toEqual([]);
  });

  it('puts the proxy first and the previous pools behind it, and is done with the first share', async () => {
    farm = new HandFarm(3);
    const before = farm.machines.map(({ pools }) => pools);
    point();
    const run = await farm.over();
    expect(farm.machines.map(({ pools }) => pools)).toEqual(
      before.map((pools, index) => [{ url: PROXY_URL, user: `rig${index + 1}`, password: 'x' }, ...pools]),
    );
    expect(run).toMatchObject({ state: 'done', note: null, by, kind: 'point' });
    expect(run.lines.map(({ step, isCanary, text, pools }) => [step, isCanary, text, pools[0]])).toEqual(
      [1, 2, 3].map((number) => [
        'done',
        number === 1,
        'Its first share was accepted.',
        { url: PROXY_URL, user: `rig${number}` },
      ]),
    );
    expect(farm.ids.map((id) => farm.pointing.canRestore(id))).toEqual([true, true, true]);
    expect(farm.held.size).toBe(0);
    expect(farm.audit()).toEqual([{ action: 'machines.point', detail: { machines: 3 } }]);
  });

  it('waits with the rest until the first one has delivered a share', async () => {
    farm = new HandFarm(3);
    farm.machines[0]!.comes = false;
    point();
    await farm.until(() => farm.newest().lines[0]?.step === 'awaiting-share');
    await farm.until(() => farm.clock.monotonicMs() > 300_000);
    expect(steps(farm.newest())).toEqual(['awaiting-share', 'waiting', 'waiting']);
    expect(farm.machines[1]!.calls).toEqual([]);
    farm.machines[0]!.comes = true;
    expect(steps(await farm.over())).toEqual(['done', 'done', 'done']);
  });

  it('puts the first one back and touches no other when no share comes', async () => {
    farm = new HandFarm(3);
    farm.machines[0]!.comes = false;
    const before = farm.machines[0]!.pools;
    point();
    const run = await farm.over();
    expect(farm.machines[0]!.pools).toEqual(before);
    expect(run.state).toBe('stopped');
    expect(run.note).toBe('The first machine did not come here, so no other was touched.');
    expect(steps(run)).toEqual(['rolled-back', 'cancelled', 'cancelled']);
    expect(run.lines[0]!.text).toBe(
      'No share of it came through this program within 10 minutes. It has its previous pools.',
    );
    expect(farm.machines.slice(1).flatMap(({ calls }) => calls)).toEqual([]);
    expect(farm.pointing.canRestore(farm.ids[0]!)).toBe(false);
  });

  it('lets the next one go first when nothing was written into the first', async () => {
    farm = new HandFarm(3);
    farm.machines[0]!.algorithm = 'other';
    point();
    const run = await farm.over();
    expect(run.lines.map(({ step, isCanary }) => [step, isCanary])).toEqual([
      ['failed', false],
      ['done', true],
      ['done', false],
    ]);
    expect(run.lines[0]!.text).toMatch(/another algorithm than SHA-256d/);
    expect(farm.machines[0]!.calls).toEqual([]);
  });

  it('changes no more than so many at a time', async () => {
    farm = new HandFarm(9);
    point({ atATime: 3 });
    expect(steps(await farm.over())).toEqual(Array.from({ length: 9 }, () => 'done'));
    expect(farm.heldMost).toBe(3);
  });

  it('names a machine that declines, which keeps its pools, and goes on with the others', async () => {
    farm = new HandFarm(3);
    farm.machines[1]!.failures.push({ call: 'point', trouble: 'forbidden' });
    const before = farm.machines[1]!.pools;
    point();
    const run = await farm.over();
    expect(steps(run)).toEqual(['done', 'rolled-back', 'done']);
    expect(run.lines[1]).toMatchObject({
      text: 'It failed to point. It has its previous pools.',
      pools: before.map(({ url, user }) => ({ url, user })),
    });
    expect(farm.machines[1]!.calls).not.toContain('restore');
    expect(farm.machines[1]!.pools).toEqual(before);
  });

  it('puts back what a broken write left half done', async () => {
    farm = new HandFarm(2);
    farm.machines[1]!.breaksAfter = 1;
    const before = farm.machines[1]!.pools;
    point();
    expect(steps(await farm.over())).toEqual(['done', 'rolled-back']);
    expect(farm.machines[1]!.pools).toEqual(before);
  });

  it('believes what is read back rather than an answer that did not come', async () => {
    farm = new HandFarm(1);
    const machine = farm.machines[0]!;
    machine.failures.push(
      { call: 'isPointed', trouble: 'unreachable' },
      { call: 'isPointed', trouble: 'closed' },
    );
    const write = machine.write.bind(machine);
    machine.write = (pools) => {
      write(pools);
      machine.write = write;
      machine.failures.unshift({ call: 'isPointed', trouble: 'timeout' });
      throw new MinerError('timeout', 'No answer.');
    };
    point();
    expect(steps(await farm.over())).toEqual(['done']);
  });

  it('writes once more what broke off without a word and shows in part', async () => {
    farm = new HandFarm(1);
    const [machine] = farm.machines;
    const before = machine!.pools;
    machine!.write = (pools) => {
      Reflect.deleteProperty(machine!, 'write');
      machine!.pools = pools.slice(0, 2);
      throw new MinerError('closed', 'It hung up.');
    };
    point();
    expect(steps(await farm.over())).toEqual(['done']);
    expect(machine!.pools).toEqual([{ url: PROXY_URL, user: 'rig1', password: 'x' }, ...before]);
  });

  it('puts a machine back to its own pools when its second address brings no share', async () => {
    farm = new HandFarm(1);
    const before = farm.machines[0]!.pools;
    point();
    await farm.over();
    farm.machines[0]!.comes = false;
    point({ proxyAddress: '10.0.0.6:3333' });
    expect(steps(await farm.over())).toEqual(['rolled-back']);
    expect(farm.machines[0]!.pools).toEqual(before);
    expect(farm.pointing.canRestore(farm.ids[0]!)).toBe(false);
  });

  it('goes back to changed pools, and keeps the first ones, when pointing again fails', async () => {
    farm = new HandFarm(1);
    const [machine] = farm.machines;
    const before = machine!.pools;
    point();
    await farm.over();
    const changed = [{ url: 'stratum+tcp://pool-c.example:3333', user: 'farm.c', password: 'c' }];
    machine!.pools = changed;
    machine!.comes = false;
    point();
    expect(steps(await farm.over())).toEqual(['rolled-back']);
    expect(machine!.pools).toEqual(changed);
    farm.pointing.restore({ machineIds: farm.ids, acceptsUnseen: true, overwriteChanged: true }, by);
    await farm.over();
    expect(machine!.pools).toEqual(before);
  });

  it('puts back a machine that confirms but does not change', async () => {
    farm = new HandFarm(1);
    farm.machines[0]!.ignoresWrites = true;
    point();
    const run = await farm.over();
    expect(run.lines[0]).toMatchObject({
      step: 'rolled-back',
      text: 'Reading back shows other pools than those written. It has its previous pools.',
    });
  });

  it('says which pools a machine has that cannot be put back', async () => {
    farm = new HandFarm(1);
    const machine = farm.machines[0]!;
    machine.comes = false;
    machine.failures.push({ call: 'restore', trouble: 'unauthorized' });
    point();
    const run = await farm.over();
    expect(run.lines[0]).toMatchObject({
      step: 'failed',
      text: expect.stringMatching(
        /within 10 minutes\. Its previous pools are kept but could not be put back: It failed/,
      ),
    });
    expect(run.lines[0]!.pools[0]).toEqual({ url: PROXY_URL, user: 'rig1' });
    expect(farm.pointing.canRestore(machine.id)).toBe(true);
  });

  it('writes nothing into a machine that points here already', async () => {
    farm = new HandFarm(1);
    farm.machines[0]!.pools.unshift({ url: PROXY_URL, user: 'by-hand', password: 'x' });
    point();
    const run = await farm.over();
    expect(run.lines[0]).toMatchObject({
      step: 'done',
      text: 'It points here already; nothing was written.',
    });
    expect(farm.machines[0]!.calls).toEqual(['snapshot']);
    expect(farm.pointing.canRestore(farm.ids[0]!)).toBe(false);
  });

  it('keeps what the owner had when a machine is pointed a second time, to another address', async () => {
    farm = new HandFarm(1);
    const before = farm.machines[0]!.pools;
    point();
    await farm.over();
    farm.ours.add('stratum+tcp://10.0.0.6:3333');
    point({ proxyAddress: '10.0.0.6:3333' });
    await farm.over();
    expect(farm.machines[0]!.pools).toEqual([
      { url: 'stratum+tcp://10.0.0.6:3333', user: 'rig1', password: 'x' },
      ...before,
    ]);
    farm.pointing.restore({ machineIds: farm.ids, acceptsUnseen: true }, by);
    await farm.over();
    expect(farm.machines[0]!.pools).toEqual(before);
  });

  it('does not take a share over the old connection for one over the new address', async () => {
    farm = new HandFarm(2);
    const before = farm.machines.map(({ pools }) => pools);
    point();
    await farm.over();
    farm.machines[0]!.keepsSession = true;
    point({ proxyAddress: '10.0.0.66:3333' });
    expect(steps(await farm.over())).toEqual(['rolled-back', 'cancelled']);
    expect(farm.machines.map(({ pools }) => pools)).toEqual([
      before[0],
      [{ url: PROXY_URL, user: 'rig2', password: 'x' }, ...before[1]!],
    ]);
  });

  it('leaves the address that the proxy had before out of the previous pools', async () => {
    farm = new HandFarm(1);
    const before = farm.machines[0]!.pools;
    point();
    await farm.over();
    farm.ours.clear();
    farm.proxy = '10.0.0.77:3333';
    farm.ours.add('stratum+tcp://10.0.0.77:3333');
    point();
    expect(steps(await farm.over())).toEqual(['done']);
    expect(farm.machines[0]!.pools).toEqual([
      { url: 'stratum+tcp://10.0.0.77:3333', user: 'rig1', password: 'x' },
      ...before,
    ]);
    farm.pointing.restore({ machineIds: farm.ids, acceptsUnseen: true }, by);
    await farm.over();
    expect(farm.machines[0]!.pools).toEqual(before);
  });

  it('has one line for a machine that is named by two ids', async () => {
    farm = new HandFarm(2);
    farm.aliases.set('m-0000000000ff', farm.ids[1]!);
    point({ machineIds: [...farm.ids, 'm-0000000000ff'] });
    const run = await farm.over();
    expect(run.lines.map(({ machineId, step }) => [machineId, step])).toEqual(
      farm.ids.map((id) => [id, 'done']),
    );
  });

  it('gives machines with one old worker different names', async () => {
    farm = new HandFarm(3);
    for (const machine of farm.machines) machine.pools[0]!.user = 'farm.hall';
    point({ atATime: 3 });
    await farm.over();
    const names = farm.machines.map(({ pools }) => pools[0]!.user);
    expect(names[0]).toBe('hall');
    expect(new Set(names).size).toBe(3);
  });

  it('touches no further machine after it is cancelled', async () => {
    farm = new HandFarm(4);
    farm.machines[0]!.comes = false;
    const { id } = point();
    await farm.until(() => farm.newest().lines[0]?.step === 'awaiting-share');
    farm.pointing.cancel(id, by);
    farm.machines[0]!.comes = true;
    const run = await farm.over();
    expect(run.state).toBe('cancelled');
    expect(steps(run)).toEqual(['done', 'cancelled', 'cancelled', 'cancelled']);
    expect(farm.machines.slice(1).flatMap(({ calls }) => calls)).toEqual([]);
    expect(() => farm.pointing.cancel('no-such-run', by)).toThrow('There is no such run.');
  });

  it('has a machine in one run at a time', async () => {
    farm = new HandFarm(2);
    farm.machines[0]!.comes = false;
    farm.pointing.point({ machineIds: [farm.ids[0]!], acceptsUnseen: true }, by);
    await farm.until(() => farm.newest().lines[0]?.step === 'awaiting-share');
    expect(farm.pointing.isChanging(farm.ids[0]!)).toBe(true);
    expect(() => farm.pointing.restore({ machineIds: [farm.ids[0]!], acceptsUnseen: true }, by)).toThrow(
      'It is being changed already.',
    );
    point();
    const second = await farm.over();
    expect(second.lines.map(({ step, text }) => [step, text])).toEqual([
      ['failed', 'It is being changed already.'],
      ['done', 'Its first share was accepted.'],
    ]);
    farm.machines[0]!.comes = true;
    await farm.until(() => farm.pointing.runs().every(({ state }) => state === 'done'));
    expect(farm.pointing.isChanging(farm.ids[0]!)).toBe(false);
  });

  it('refuses machines that nobody knows and addresses that are none', () => {
    farm = new HandFarm(1);
    expect(() => point({ machineIds: ['m-99'] })).toThrow('There is no machine m-99.');
    expect(() => point({ proxyAddress: '10.0.0.5' })).toThrow(/has no port/);
  });

  it('stores no password in the clear', async () => {
    farm = new HandFarm(1);
    point();
    await farm.over();
    farm.database.sql.pragma('wal_checkpoint(TRUNCATE)');
    const { readFileSync } = await import('node:fs');
    expect(readFileSync(farm.temp.file()).includes('secret-1')).toBe(false);
  });

  it('keeps the latest 50 runs', async () => {
    farm = new HandFarm(1);
    farm.machines[0]!.algorithm = 'other';
    for (let run = 0; run < 53; run += 1) {
      point();
      await farm.over();
    }
    expect(farm.pointing.runs()).toHaveLength(50);
  });
});
