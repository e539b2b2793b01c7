import { afterEach, describe, expect, it } from 'vitest';

import type { ChangeRun } from '#shared/model/machine.ts';
import { HandFarm, type HandMachine, PROXY_URL } from '#test/support/hand-machines.ts';

const by = 'desktop';
let farm: HandFarm;

afterEach(() => farm.dispose());

/** Begins to point all, and stops the program as soon as the first machine's line says `step`. */
async function stopAt(step: string): Promise<void> {
  farm.pointing.point({ machineIds: farm.ids, acceptsUnseen: true }, by);
  await farm.until(() => farm.newest().lines[0]?.step === step);
}

/** The program dies in the middle of the call that writes pools. */
function dieIn(machine: HandMachine, change: (pools: HandMachine['pools']) => void): void {
  machine.write = (pools) => {
    change(pools);
    Reflect.deleteProperty(machine, 'write');
    void farm.pointing.stop();
    throw new Error('the process is gone');
  };
}

async function restarted(): Promise<ChangeRun> {
  await farm.restart();
  return farm.over(30 * 3_600_000, 10_000);
}

describe('after a restart', () => {
  it('goes on waiting for the share of a machine that was pointed', async () => {
    farm = new HandFarm(2);
    farm.machines[0]!.comes = false;
    await stopAt('awaiting-share');
    await farm.restart();
    expect(farm.pointing.isChanging(farm.ids[0]!)).toBe(true);
    farm.machines[0]!.comes = true;
    const run = await farm.over();
    expect(run.state).toBe('stopped');
    expect(run.lines.map(({ step, text }) => [step, text])).toEqual([
      ['done', 'Its first share was accepted.'],
      ['cancelled', 'The program stopped before its turn; nothing was written.'],
    ]);
    expect(run.lines.map(({ pools }) => pools[0]!.url)).toEqual([
      PROXY_URL,
      'stratum+tcp://pool-a.example:3333',
    ]);
    expect(farm.pointing.isChanging(farm.ids[0]!)).toBe(false);
  });

  it('puts a machine back that was pointed and does not come', async () => {
    farm = new HandFarm(1);
    const before = farm.machines[0]!.pools;
    farm.machines[0]!.comes = false;
    await stopAt('awaiting-share');
    expect((await restarted()).lines[0]!.step).toBe('rolled-back');
    expect(farm.machines[0]!.pools).toEqual(before);
  });

  it('leaves a machine alone into which nothing was written', async () => {
    farm = new HandFarm(1);
    const before = farm.machines[0]!.pools;
    dieIn(farm.machines[0]!, () => undefined);
    await stopAt('writing');
    const run = await restarted();
    expect(run.lines[0]).toMatchObject({
      step: 'rolled-back',
      text: 'The program stopped before it was written; it has its previous pools.',
      pools: before.map(({ url, user }) => ({ url, user })),
    });
    expect(farm.machines[0]!.calls).not.toContain('restore');
    expect(farm.pointing.canRestore(farm.ids[0]!)).toBe(false);
  });

  it('goes on with a machine that was written although nobody heard it confirm', async () => {
    farm = new HandFarm(1);
    const [machine] = farm.machines;
    dieIn(machine!, (pools) => (machine!.pools = pools));
    await stopAt('writing');
    expect((await restarted()).lines[0]!.step).toBe('done');
  });

  it('waits until a write that was on its way must have shown', async () => {
    farm = new HandFarm(1);
    const [machine] = farm.machines;
    dieIn(machine!, (pools) => farm.clock.after(40_000, () => (machine!.pools = pools)));
    await stopAt('writing');
    expect((await restarted()).lines[0]!.step).toBe('done');
  });

  it('puts back what was half written', async () => {
    farm = new HandFarm(1);
    const [machine] = farm.machines;
    const before = machine!.pools;
    dieIn(machine!, () => (machine!.pools = []));
    await stopAt('writing');
    const run = await restarted();
    expect(run.lines[0]).toMatchObject({
      step: 'rolled-back',
      text: 'The program stopped half way. It has its previous pools.',
    });
    expect(machine!.pools).toEqual(before);
  });

  it.each([true, false])(
    'finishes or undoes putting a changed machine right (written: %s)',
    async (isWritten) => {
      farm = new HandFarm(1);
      const [machine] = farm.machines;
      const owners = machine!.pools;
      farm.pointing.point({ machineIds: farm.ids, acceptsUnseen: true }, by);
      await farm.over();
      const changed = [
        { url: 'stratum+tcp://thief.example:3333', user: 'thief', password: 'stolen' },
        { url: 'stratum+tcp://thief.example:443', user: 'thief', password: 'stolen' },
      ];
      machine!.pools = changed;
      dieIn(machine!, (pools) => (machine!.pools = isWritten ? pools : pools.slice(0, 1)));
      await stopAt('writing');
      const run = await restarted();
      expect(run.lines[0]!.step).toBe(isWritten ? 'done' : 'rolled-back');
      expect(machine!.pools).toEqual(
        isWritten ? [{ url: PROXY_URL, user: 'rig1', password: 'x' }, ...owners] : changed,
      );
      expect(farm.pointing.canRestore(farm.ids[0]!)).toBe(true);
    },
  );

  it('finishes a rollback and keeps its reason', async () => {
    farm = new HandFarm(1);
    const [machine] = farm.machines;
    const before = machine!.pools;
    machine!.comes = false;
    await stopAt('awaiting-share');
    machine!.isOff = true;
    await farm.until(() => farm.newest().lines[0]?.step === 'rolling-back');
    await farm.restart();
    await farm.until(() => /tried again for up to 24 hours/.test(farm.newest().lines[0]?.text ?? ''));
    machine!.isOff = false;
    expect((await farm.over()).lines[0]).toMatchObject({
      step: 'rolled-back',
      text: 'No share of it came through this program within 10 minutes. It has its previous pools.',
    });
    expect(machine!.pools).toEqual(before);
  });

  it('tries a machine that does not answer again, and says so meanwhile', async () => {
    farm = new HandFarm(1);
    const [machine] = farm.machines;
    dieIn(machine!, (pools) => (machine!.pools = pools));
    await stopAt('writing');
    machine!.isOff = true;
    await farm.restart();
    await farm.until(() => farm.clock.monotonicMs() > 5 * 3_600_000, 6 * 3_600_000, 10_000);
    expect(farm.newest()).toMatchObject({
      state: 'running',
      lines: [
        {
          step: 'writing',
          text: 'The program stopped half way; the machine is tried again for up to 24 hours: It does not answer.',
        },
      ],
    });
    machine!.isOff = false;
    expect((await farm.over()).lines[0]!.step).toBe('done');
  });

  it('gives up after a day, with the previous pools kept', async () => {
    farm = new HandFarm(1);
    const [machine] = farm.machines;
    dieIn(machine!, (pools) => (machine!.pools = pools));
    await stopAt('writing');
    machine!.isOff = true;
    await farm.restart();
    const run = await farm.over(30 * 3_600_000, 60_000);
    expect(run.lines[0]).toMatchObject({
      step: 'failed',
      text: 'The program stopped half way, and it could not be finished: It does not answer.',
    });
    expect(farm.pointing.canRestore(machine!.id)).toBe(true);
  });

  it('finishes a restore', async () => {
    farm = new HandFarm(1);
    const [machine] = farm.machines;
    const before = structuredClone(machine!.pools);
    farm.pointing.point({ machineIds: farm.ids, acceptsUnseen: true }, by);
    await farm.over();
    dieIn(machine!, () => (machine!.pools = machine!.pools.slice(0, 1)));
    farm.pointing.restore({ machineIds: farm.ids, acceptsUnseen: true }, by);
    await farm.until(() => farm.newest().lines[0]?.step === 'writing');
    const run = await restarted();
    expect(run.lines[0]).toMatchObject({ step: 'done', text: 'It has its previous pools again.' });
    expect(machine!.pools).toEqual(before);
  });

  it('reads the pools of machines that were not begun, also after a second stop', async () => {
    farm = new HandFarm(2);
    farm.machines[0]!.comes = false;
    await stopAt('awaiting-share');
    farm.machines[1]!.isOff = true;
    await farm.restart();
    await farm.until(() => farm.machines[1]!.calls.length === 1);
    farm.machines[1]!.isOff = false;
    await farm.restart();
    farm.machines[0]!.comes = true;
    const run = await farm.over();
    expect(run.lines[1]).toMatchObject({
      step: 'cancelled',
      pools: farm.machines[1]!.pools.map(({ url, user }) => ({ url, user })),
    });
  });

  it('has a journal that names the pools of each machine', async () => {
    farm = new HandFarm(3);
    farm.pointing.point({ machineIds: farm.ids.slice(0, 2), acceptsUnseen: true }, by);
    await farm.over();
    farm.pointing.restore({ machineIds: farm.ids.slice(1), acceptsUnseen: true }, by);
    await farm.over();
    await farm.restart();
    expect(farm.pointing.journal().map(({ machineId, pools }) => [machineId, pools[0]?.url])).toEqual([
      [farm.ids[0], PROXY_URL],
      [farm.ids[1], 'stratum+tcp://pool-a.example:3333'],
      [farm.ids[2], undefined],
    ]);
  });
});
