import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { PoolReading } from '#engine/discovery/miner-reading.ts';
import type { Missing } from '#engine/machines/tamper-guard.ts';
import { pointStateOf } from '#engine/machines/tamper.ts';

import { OUR_URL, Room } from './setup.ts';
import type { ToyMiner } from './toy-miner.ts';

const MINUTE_MS = 60_000;
const NOW = 1_000_000_000;

function pool(url: string): PoolReading {
  return { url, user: 'farm.rack1', status: 'alive', isActive: true, accepted: 1, rejected: 0 };
}
const OURS = [pool(OUR_URL), pool('stratum+tcp://old.example:3333')];
const THEIRS = [pool('stratum+tcp://thief.example:3333'), pool(OUR_URL)];

describe('where a machine stands with us', () => {
  const state = (pools: PoolReading[] | null, pointedMsAgo: number | null, isHeld = false): string =>
    pointStateOf(
      { isHeld, pools, pointedAtMs: pointedMsAgo === null ? null : NOW - pointedMsAgo, nowMs: NOW },
      (url) => url === OUR_URL,
    );

  it('follows from its first pool and from whether we wrote it', () => {
    expect({
      unread: state(null, null),
      noPools: state([], null),
      theirs: state(THEIRS, null),
      oursByHand: state(OURS, null),
      ours: state(OURS, 10 * MINUTE_MS),
      changed: state(THEIRS, 10 * MINUTE_MS),
      justWritten: state(THEIRS, MINUTE_MS),
      pointedAndUnread: state(null, 10 * MINUTE_MS),
      inARun: state(THEIRS, 10 * MINUTE_MS, true),
    }).toEqual({
      unread: 'unknown',
      noPools: 'unknown',
      theirs: 'elsewhere',
      oursByHand: 'pointed',
      ours: 'pointed',
      changed: 'changed',
      justWritten: 'pointed',
      pointedAndUnread: 'pointed',
      inARun: 'changing',
    });
  });
});

describe('the tamper guard', () => {
  let room: Room;
  let id: string;
  let miner: ToyMiner;
  let told: [string, string | undefined][];
  let missing: Missing[];
  let back: string[];
  beforeEach(async () => {
    room = new Room();
    [id, miner] = room.add('10.0.0.5', { pools: OURS, model: 'Antminer S19' });
    listen();
    room.machines.notePointed(id, { url: OUR_URL, worker: 'rack1' });
    room.machines.noteSession({ minerId: 'rack1', address: '10.0.0.5', worker: 'rack1' });
    room.machines.start();
    await room.pass(3 * MINUTE_MS);
  });
  afterEach(() => room.dispose());

  function listen(): void {
    told = [];
    missing = [];
    back = [];
    const { tamper } = room.machines;
    tamper.poolsChanged.on((machineId, pools) => told.push([machineId, pools[0]?.url]));
    tamper.poolsSettled.on((machineId) => told.push([machineId, 'settled']));
    tamper.stoppedComing.on((one) => missing.push(one));
    tamper.cameBack.on((machineId) => back.push(machineId));
  }

  it('says once that somebody has changed the pools, and once that they are ours again', async () => {
    miner.reading.pools = THEIRS;
    await room.pass(5 * MINUTE_MS);
    const changed = room.machines.view(id).point;
    miner.reading.pools = OURS;
    await room.pass(MINUTE_MS);
    expect([changed, room.machines.view(id).point, told]).toEqual([
      'changed',
      'pointed',
      [
        [id, 'stratum+tcp://thief.example:3333'],
        [id, 'settled'],
      ],
    ]);
  });

  it('takes what was written for ours while the machine comes, also where this PC is known by another address', async () => {
    const url = 'stratum+tcp://farm.example:3333';
    room.machines.notePointed(id, { url, worker: 'rack1' });
    miner.reading.pools = OURS.map((pool) => ({ ...pool, url: 'farm.example:3333' }));
    await room.pass(20 * MINUTE_MS);
    const coming = [room.machines.view(id).point, ...told];
    room.machines.noteSessionClosed('rack1');
    await room.pass(9 * MINUTE_MS);
    const reconnecting = [room.machines.view(id).point, ...told];
    await room.pass(3 * MINUTE_MS);
    expect([coming, reconnecting]).toEqual([['pointed'], ['pointed']]);
    expect([room.machines.view(id).point, told, missing]).toEqual([
      'changed',
      [[id, 'farm.example:3333']],
      [],
    ]);
    room.machines.noteSession({ minerId: 'rack1', address: '10.0.0.5', worker: 'rack1' });
    await room.pass(MINUTE_MS);
    expect(told.at(-1)).toEqual([id, 'settled']);
  });

  it('misses a silent machine that has another address of ours', async () => {
    room.machines.notePointed(id, { url: 'stratum+tcp://farm.example:3333', worker: 'rack1' });
    miner.reading.pools = OURS.map((pool) => ({ ...pool, url: 'farm.example:3333' }));
    await room.pass(MINUTE_MS);
    room.machines.noteSessionClosed('rack1');
    miner.trouble = 'unreachable';
    await room.pass(11 * MINUTE_MS);
    expect([told, missing.length]).toEqual([[], 1]);
  });

  it('says it again after a restart of the program', async () => {
    miner.reading.pools = THEIRS;
    await room.pass(MINUTE_MS);
    await room.machines.stop();
    room.open();
    listen();
    room.machines.start();
    await room.pass(MINUTE_MS);
    expect(told).toEqual([[id, 'stratum+tcp://thief.example:3333']]);
  });

  it('says nothing while a run changes the machine, nor after its pools were put back', async () => {
    room.machines.hold(id);
    miner.reading.pools = THEIRS;
    await room.pass(MINUTE_MS);
    room.machines.noteRestored(id);
    room.machines.release(id);
    await room.pass(5 * MINUTE_MS);
    expect([told, room.machines.view(id).point]).toEqual([[], 'elsewhere']);
  });

  it('settles a change when the owner gives the machine up', async () => {
    miner.reading.pools = THEIRS;
    await room.pass(MINUTE_MS);
    room.machines.noteRestored(id);
    expect(told.at(-1)).toEqual([id, 'settled']);
  });

  it('names a machine that answers but has not come for ten minutes, once, and its return', async () => {
    room.machines.noteSessionClosed('rack1');
    await room.pass(9 * MINUTE_MS);
    const early = missing.length;
    await room.pass(10 * MINUTE_MS);
    room.machines.noteSession({ minerId: 'rack1', address: '10.0.0.5', worker: 'rack1' });
    await room.pass(10_000);
    expect([early, missing.map(({ text, isAnswering }) => [text, isAnswering]), back]).toEqual([
      0,
      [['Antminer S19 at 10.0.0.5 has not been here for 10\u00a0min; it answers on the network.', true]],
      [id],
    ]);
  });

  it('says of a silent one that it does not answer either', async () => {
    room.machines.noteSessionClosed('rack1');
    miner.trouble = 'unreachable';
    await room.pass(11 * MINUTE_MS);
    expect(missing.map(({ text }) => text)).toEqual([
      'Antminer S19 at 10.0.0.5 has not been here for 10\u00a0min; it does not answer on the network either.',
    ]);
  });

  it('does not miss a machine that sleeps, one that is pointed elsewhere, or one that only reconnects', async () => {
    room.machines.noteSessionClosed('rack1');
    miner.reading.isAsleep = true;
    await room.pass(20 * MINUTE_MS);
    miner.reading.isAsleep = false;
    miner.reading.pools = THEIRS;
    await room.pass(20 * MINUTE_MS);
    expect(missing).toEqual([]);
  });

  it('misses nobody for the time that the program itself was away', async () => {
    room.machines.noteSessionClosed('rack1');
    await room.pass(MINUTE_MS);
    room.clock.sleep(3_600_000);
    await room.pass(5 * MINUTE_MS);
    expect(missing).toEqual([]);
  });

  it('misses no machine that never came since the program started, unless we pointed it', async () => {
    const [other] = room.add('10.0.0.6', { pools: OURS });
    room.machines.link(other, 'rack2');
    await room.pass(15 * MINUTE_MS);
    expect(missing).toEqual([]);
  });
});
