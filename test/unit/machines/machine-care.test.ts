import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { restartsDue, type RestartFacts } from '#engine/machines/automatic-restart.ts';
import { type StandbyFacts, standbyOrders } from '#engine/machines/cold-standby.ts';
import type { CareAct } from '#engine/machines/machine-care.ts';
import { DEFAULT_RULES } from '#engine/machines/machine-rules.ts';

import { Room } from './setup.ts';
import type { ToyMiner } from './toy-miner.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const NOW = 1_000_000_000;
const ON = { ...DEFAULT_RULES, automaticRestart: true };

function ill(id: string, change: Partial<RestartFacts> = {}): RestartFacts {
  return {
    id,
    sickSinceMs: NOW - 20 * MINUTE_MS,
    canRestart: true,
    isBusy: false,
    uptimeSeconds: 7200,
    restartedAtMs: null,
    ...change,
  };
}
const well = (count: number): RestartFacts[] =>
  Array.from({ length: count }, (_, index) => ill(`well${index}`, { sickSinceMs: null }));

describe('automatic restarts', () => {
  it('do not happen unless the owner switches them on', () => {
    expect(restartsDue([ill('a')], DEFAULT_RULES, NOW)).toEqual([]);
  });

  it('are for machines that have been ill for ten minutes, can be restarted, and are up and free', () => {
    const farm = [
      ill('a'),
      ill('fresh', { sickSinceMs: NOW - 9 * MINUTE_MS }),
      ill('cannot', { canRestart: false }),
      ill('busy', { isBusy: true }),
      ill('starting', { uptimeSeconds: 899 }),
      ill('lately', { restartedAtMs: NOW - 5 * HOUR_MS }),
      ill('clock set back', { restartedAtMs: NOW + HOUR_MS }),
      ...well(100),
    ];
    expect(restartsDue(farm, { ...ON, restartAtMostPercent: 50 }, NOW)).toEqual(['a']);
  });

  it('come again after the hours that the owner set', () => {
    const farm = [ill('a', { restartedAtMs: NOW - 6 * HOUR_MS })];
    expect([restartsDue(farm, ON, NOW), restartsDue(farm, { ...ON, restartEveryHours: 7 }, NOW)]).toEqual([
      ['a'],
      [],
    ]);
  });

  it('are of so much of the farm at once, the longest ill first', () => {
    const farm = [ill('b'), ill('a', { sickSinceMs: NOW - HOUR_MS }), ill('c'), ...well(57)];
    expect([
      restartsDue(farm, ON, NOW),
      restartsDue([...farm, ill('d', { sickSinceMs: null, restartedAtMs: NOW - MINUTE_MS })], ON, NOW),
      restartsDue(farm, { ...ON, restartAtMostPercent: 1 }, NOW),
    ]).toEqual([['a', 'b', 'c'], ['a', 'b'], ['a']]);
  });

  it('stop when so many are ill that it is the network or a pool', () => {
    const farm = [ill('a'), ill('b'), ill('c'), ill('d'), ...well(6)];
    expect([restartsDue(farm, ON, NOW), restartsDue(farm.slice(0, 3), ON, NOW)]).toEqual([[], ['a']]);
  });
});

function standby(change: Partial<StandbyFacts> = {}): StandbyFacts {
  return {
    id: 'a',
    isStandby: true,
    isNeeded: false,
    idleSinceMs: NOW - 11 * MINUTE_MS,
    canSleep: true,
    isFree: true,
    isSettled: true,
    wasPutToSleep: false,
    orderedAtMs: null,
    ...change,
  };
}
const order = (facts: Partial<StandbyFacts>, isOn = true): string | undefined =>
  standbyOrders([standby(facts)], isOn, NOW)[0]?.action;

describe('cold standby', () => {
  it('puts an idle standby machine to sleep, and no other', () => {
    expect([
      order({}),
      order({}, false),
      order({ isStandby: false }),
      order({ isNeeded: true, idleSinceMs: null }),
      order({ idleSinceMs: NOW - 9 * MINUTE_MS }),
      order({ canSleep: false }),
      order({ isFree: false }),
      order({ isSettled: false }),
      order({ orderedAtMs: NOW - 14 * MINUTE_MS }),
    ]).toEqual(['sleep', ...Array.from({ length: 8 }, () => undefined)]);
  });

  it('wakes what it put to sleep when that is needed, is no standby any more, or the rule goes off', () => {
    const asleep = { wasPutToSleep: true, orderedAtMs: NOW - 2 * MINUTE_MS };
    expect([
      order(asleep),
      order({ ...asleep, isNeeded: true }),
      order({ ...asleep, isStandby: false }),
      order(asleep, false),
      order({ ...asleep, isNeeded: true, orderedAtMs: NOW - 59_000 }),
    ]).toEqual([undefined, 'wake', 'wake', 'wake', undefined]);
  });
});

describe('the runner of the rules', () => {
  let room: Room;
  let id: string;
  let miner: ToyMiner;
  let acts: CareAct[];
  beforeEach(async () => {
    room = new Room();
    [id, miner] = room.add('10.0.0.5', { uptimeSeconds: 7200, isAsleep: false, model: 'S19' });
    room.machines.noteSession({ minerId: 'rack1', address: '10.0.0.5', worker: 'rack1' });
    acts = [];
    room.machines.care.acted.on((act) => acts.push(act));
    room.machines.start();
    await room.pass(2000);
  });
  afterEach(() => room.dispose());

  it('restarts a machine whose miner is ill, says why, and not again within the hours set', async () => {
    room.machines.setRules(ON);
    room.sick.set('rack1', { sinceMs: room.clock.nowMs(), text: 'no share for 9 min' });
    await room.pass(2 * HOUR_MS);
    expect([miner.orders, acts]).toEqual([
      ['restart'],
      [
        {
          machineId: id,
          action: 'restart',
          why: 'S19 at 10.0.0.5 was restarted: no share for 9 min.',
          error: null,
        },
      ],
    ]);
  });

  it('leaves a machine alone that a run still waits for', async () => {
    room.machines.setRules(ON);
    room.changing.add(id);
    room.sick.set('rack1', { sinceMs: room.clock.nowMs() - HOUR_MS, text: 'slow' });
    await room.pass(HOUR_MS);
    expect(miner.orders).toEqual([]);
    room.changing.delete(id);
    await room.pass(MINUTE_MS);
    expect(miner.orders).toEqual(['restart']);
  });

  it('remembers a restart that failed, and over a restart of the program', async () => {
    room.machines.setRules(ON);
    room.sick.set('rack1', { sinceMs: room.clock.nowMs() - HOUR_MS, text: 'slow' });
    miner.needsCredential = 'to-write';
    miner.login = { user: 'a', password: 'b' };
    await room.pass(MINUTE_MS);
    await room.machines.stop();
    miner.needsCredential = 'never';
    miner.login = null;
    room.open().start();
    room.machines.noteSession({ minerId: 'rack1', address: '10.0.0.5', worker: 'rack1' });
    await room.pass(HOUR_MS);
    expect([acts.map(({ error }) => error), miner.orders]).toEqual([['It asks for a login.'], []]);
  });

  it('restarts no machine that does not answer', async () => {
    room.machines.setRules(ON);
    miner.trouble = 'timeout';
    room.sick.set('rack1', { sinceMs: room.clock.nowMs(), text: 'gone' });
    await room.pass(HOUR_MS);
    expect(acts).toEqual([]);
  });

  it('neither restarts nor puts to sleep a machine that works for other pools, away from here', async () => {
    room.machines.setRules({ ...ON, coldStandby: true });
    miner.reading.pools = [
      {
        url: 'stratum+tcp://old.example:3333',
        user: 'w',
        status: 'alive',
        isActive: true,
        accepted: 1,
        rejected: 0,
      },
    ];
    room.machines.noteSessionClosed('rack1');
    room.sick.set('rack1', { sinceMs: room.clock.nowMs() - HOUR_MS, text: 'gone' });
    room.standby.set('rack1', { isStandby: true, isNeeded: false });
    room.machines.hold(id);
    room.machines.release(id);
    await room.machines.readNow(id);
    await room.pass(HOUR_MS);
    expect([room.machines.view(id).point, acts]).toEqual(['elsewhere', []]);
  });

  it('does nothing by itself in a new installation', async () => {
    room.sick.set('rack1', { sinceMs: 0, text: 'slow' });
    room.standby.set('rack1', { isStandby: true, isNeeded: false });
    await room.pass(HOUR_MS);
    expect([room.machines.rules(), acts]).toEqual([DEFAULT_RULES, []]);
  });

  it('lets a standby machine sleep and wakes it when it is needed', async () => {
    room.machines.setRules({ ...DEFAULT_RULES, coldStandby: true });
    room.standby.set('rack1', { isStandby: true, isNeeded: false });
    await room.pass(12 * MINUTE_MS);
    room.machines.noteSessionClosed('rack1');
    const asleep = [...miner.orders];
    room.standby.set('rack1', { isStandby: true, isNeeded: true });
    await room.pass(10_000);
    expect([asleep, miner.orders, acts.map(({ action, error }) => [action, error])]).toEqual([
      ['sleep'],
      ['sleep', 'wake'],
      [
        ['sleep', null],
        ['wake', null],
      ],
    ]);
  });

  it('remembers over a restart of the program what it has put to sleep', async () => {
    room.machines.setRules({ ...DEFAULT_RULES, coldStandby: true });
    room.standby.set('rack1', { isStandby: true, isNeeded: false });
    await room.pass(12 * MINUTE_MS);
    await room.machines.stop();
    room.open().setRules(DEFAULT_RULES);
    room.machines.start();
    await room.pass(MINUTE_MS);
    expect(miner.orders).toEqual(['sleep', 'wake']);
  });

  it('does not take a machine for asleep that has refused to sleep', async () => {
    room.machines.setRules({ ...DEFAULT_RULES, coldStandby: true });
    room.standby.set('rack1', { isStandby: true, isNeeded: false });
    await room.pass(9 * MINUTE_MS);
    miner.needsCredential = 'to-write';
    miner.login = { user: 'a', password: 'b' };
    await room.pass(3 * MINUTE_MS);
    expect([acts.map(({ error }) => error), room.machines.get(id)?.putToSleepAtMs]).toEqual([
      ['It asks for a login.'],
      null,
    ]);
  });

  it('knows that somebody else has woken a machine', async () => {
    room.machines.setRules({ ...DEFAULT_RULES, coldStandby: true });
    room.standby.set('rack1', { isStandby: true, isNeeded: false });
    await room.pass(12 * MINUTE_MS);
    miner.reading.isAsleep = false;
    room.standby.set('rack1', { isStandby: false, isNeeded: false });
    room.machines.hold(id);
    await room.pass(6 * MINUTE_MS);
    room.machines.release(id);
    await room.pass(4000);
    await room.pass(MINUTE_MS);
    expect([miner.orders, room.machines.get(id)?.putToSleepAtMs]).toEqual([['sleep'], null]);
  });

  it('refuses figures out of their bounds and keeps good ones', async () => {
    expect(() => room.machines.setRules({ ...ON, restartEveryHours: 0 })).toThrow('at least 1');
    room.machines.setRules(ON);
    expect(room.open().rules()).toEqual(ON);
  });
});
