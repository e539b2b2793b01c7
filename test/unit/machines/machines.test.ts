import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { machineView } from '#shared/model/machine.ts';
import { hashesPerSecond } from '#shared/units.ts';

import { OUR_URL, Room } from './setup.ts';

let room: Room;
beforeEach(() => {
  room = new Room();
});
afterEach(() => room.dispose());

describe('what the window shows of a machine', () => {
  it('is what the contract says, before the first reading', () => {
    const [id] = room.add('10.0.0.5', { model: 'Antminer S19', serial: 'SMTT0001' });
    const view = room.machines.view(id);
    expect([machineView.parse(view), view]).toEqual([
      view,
      {
        id: 'm-a8bbcc000005',
        address: '10.0.0.5',
        mac: 'a8:bb:cc:00:00:05',
        serial: 'SMTT0001',
        family: 'vnish',
        familyName: 'Family vnish',
        model: 'Antminer S19',
        firmware: null,
        algorithm: 'sha256d',
        minerId: null,
        firstSeenAtMs: room.clock.nowMs(),
        lastSeenAtMs: room.clock.nowMs(),
        state: 'answering',
        trouble: null,
        leftAloneUntilMs: null,
        point: 'unknown',
        canRestore: false,
        hasCredential: false,
        factoryLogin: { user: 'admin', password: 'admin' },
        controls: {
          pools: true,
          blink: true,
          restart: true,
          sleep: true,
          page: 'http://10.0.0.5/',
          needsCredential: 'never',
        },
        telemetry: null,
      },
    ]);
  });

  it('holds the last reading in full, with our own pool marked and doubtful rates named', async () => {
    const rate = (value: number) => hashesPerSecond(value);
    const [id] = room.add('10.0.0.5', {
      hashrate: { now: rate(99e15), average: null, nominal: rate(100e12) },
      pools: [OUR_URL, 'stratum+tcp://old.example:3333'].map((url) => ({
        url,
        user: 'u'.repeat(1000),
        status: 'alive',
        isActive: null,
        accepted: null,
        rejected: null,
      })),
      faults: [{ code: 'P:1', text: 'x'.repeat(5000) }],
      fansRpm: Array.from({ length: 1000 }, () => 1),
    });
    room.machines.start();
    await room.pass(2000);
    const view = machineView.parse(room.machines.view(id));
    const { telemetry } = view;
    expect([
      telemetry?.pools.map(({ isOurs, user }) => [isOurs, user?.length]),
      telemetry?.isRateDoubtful,
      telemetry?.faults[0]?.text.length,
      telemetry?.fansRpm.length,
      view.point,
    ]).toEqual([
      [
        [true, 256],
        [false, 256],
      ],
      true,
      256,
      64,
      'pointed',
    ]);
  });

  it('says until when a machine is left alone, and not any longer once the owner has entered a login', async () => {
    const [id, miner] = room.add('10.0.0.5');
    miner.needsCredential = 'to-write';
    miner.login = { user: 'admin', password: 'right' };
    const scope = { kind: 'family', family: 'vnish' } as const;
    room.machines.addCredential({ scope, user: 'a', password: '1' });
    room.machines.addCredential({ scope, user: 'b', password: '2' });
    await expect(room.machines.control(id, 'restart')).rejects.toThrow('It refused the login.');
    const locked = room.machines.view(id);
    await expect(room.machines.control(id, 'restart')).rejects.toThrow('is left alone for another');
    room.machines.addCredential({
      scope: { kind: 'machine', machineId: id },
      user: 'admin',
      password: 'right',
    });
    const after = await room.machines.control(id, 'restart');
    expect([
      [locked.state, locked.leftAloneUntilMs, locked.hasCredential],
      [after.state, after.leftAloneUntilMs, miner.orders],
    ]).toEqual([
      ['locked-out', room.clock.nowMs() + 30 * 60_000, true],
      ['answering', null, ['restart']],
    ]);
  });

  it('calls a machine of which only a session tells silent, and says why', async () => {
    room.machines.start();
    room.machines.noteSession({ minerId: 'rack1', address: '10.0.0.5', worker: 'rack1' });
    await room.pass(5000);
    const [view] = room.machines.views();
    expect([view?.family, view?.minerId, view?.state, view?.trouble]).toEqual([
      'unknown',
      'rack1',
      'silent',
      'What kind of machine this is, is not known: it mines, but answered no question.',
    ]);
  });

  it('names another algorithm', () => {
    room.lan.at.clear();
    const [id] = room.add('10.0.0.5', {}, 'goldshell');
    expect(room.machines.view(id).algorithm).toBe('other');
  });

  it('tells whether the previous pools can be put back', () => {
    const [id] = room.add('10.0.0.5');
    room.restorable.add(id);
    expect(room.machines.view(id).canRestore).toBe(true);
  });
});

describe('what the owner tells a machine', () => {
  it('is done, in order', async () => {
    const [id, miner] = room.add('10.0.0.5');
    for (const action of ['blink-on', 'blink-off', 'restart', 'sleep', 'wake'] as const) {
      await room.machines.control(id, action);
    }
    expect(miner.orders).toEqual(['blink-on', 'blink-off', 'restart', 'sleep', 'wake']);
  });

  it('fails with the machine’s own sentence', async () => {
    const [id, miner] = room.add('10.0.0.5');
    miner.trouble = 'unsupported';
    await expect(room.machines.control(id, 'blink-on')).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'It is unsupported.',
    });
    miner.trouble = 'refused';
    await expect(room.machines.control(id, 'blink-on')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('changes of who is who', () => {
  it('are told, and shown at once', () => {
    const [first] = room.add('10.0.0.5');
    const [second] = room.add('10.0.0.6');
    const told: string[] = [];
    room.machines.changed.on((id) => told.push(id));
    const scope = { kind: 'machine', machineId: first } as const;
    room.machines.addCredential({ scope, user: 'admin', password: 'right' });
    const merged = room.machines.merge(second, first);
    expect([
      merged.id,
      merged.hasCredential,
      room.machines.views().length,
      room.machines.listCredentials().map((one) => one.scope),
      told.includes(second),
    ]).toEqual([second, true, 1, [{ kind: 'machine', machineId: second }], true]);
  });

  it('forget a machine with its login', () => {
    const [id] = room.add('10.0.0.5');
    room.machines.addCredential({ scope: { kind: 'machine', machineId: id }, user: 'a', password: 'b' });
    room.machines.forget(id);
    expect([room.machines.views(), room.machines.listCredentials()]).toEqual([[], []]);
    expect(() => room.machines.forget(id)).toThrow('There is no machine');
  });

  it('remove a login, once', () => {
    const scope = { kind: 'family', family: 'vnish' } as const;
    const { id } = room.machines.addCredential({ scope, user: 'a', password: 'b' });
    room.machines.removeCredential(id);
    expect(() => room.machines.removeCredential(id)).toThrow('There is no such login any more.');
  });
});

describe('a button report', () => {
  const MAC = 'A8-BB-CC-00-00-05';

  it('makes a machine known that nobody knew, and names the MAC of one at this address', () => {
    room.machines.noteReport({ address: '10.0.0.9', mac: MAC });
    expect(room.machines.views().map(({ address, mac }) => [address, mac])).toEqual([
      ['10.0.0.9', 'a8:bb:cc:00:00:05'],
    ]);
  });

  it('moves no machine that is known at another address: what answers there decides', () => {
    const [id] = room.add('10.0.0.5');
    room.machines.noteReport({ address: '10.0.0.9', mac: MAC });
    expect(room.machines.views().map((view) => [view.id, view.address])).toEqual([[id, '10.0.0.5']]);
    room.add('10.0.0.9', { mac: 'a8:bb:cc:00:00:05' });
    expect(room.machines.view(id).address).toBe('10.0.0.9');
  });

  it('without a MAC is a machine at its address', () => {
    room.machines.noteReport({ address: '10.0.0.9', mac: null });
    expect(room.machines.views()).toHaveLength(1);
  });
});
