import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { leastGapMs, nextReadMs, pollPeriodMs } from '#engine/machines/poll-schedule.ts';

import { Room } from './setup.ts';
import { settled, ToyMiner } from './toy-miner.ts';

const MINUTE_MS = 60_000;

let room: Room;
beforeEach(() => {
  room = new Room();
});
afterEach(() => room.dispose());

describe('how often machines are read', () => {
  it('depends on how many there are', () => {
    expect([1, 500, 501, 2750, 5000, 10_000].map((count) => Math.round(pollPeriodMs(count) / 100))).toEqual([
      300, 300, 600, 900, 1200, 1200,
    ]);
  });

  it('falls to 1, 2, 5 and 10 minutes after two times without an answer', () => {
    expect([0, 1, 2, 3, 4, 5, 9].map((unanswered) => nextReadMs(10, unanswered, 0.5) / 1000)).toEqual([
      30, 30, 60, 120, 300, 600, 600,
    ]);
  });

  it('is spread by a tenth to either side', () => {
    expect([0, 0.5, 1].map((random) => nextReadMs(10, 0, random) / 1000)).toEqual([27, 30, 33]);
  });

  it('is never more often than every 15 s for a Bitaxe', () => {
    expect([leastGapMs('bitaxe'), leastGapMs('nerdqaxe'), leastGapMs('vnish')]).toEqual([15_000, 15_000, 0]);
  });
});

describe('reading in turn', () => {
  it('reads each machine at once and then every 30 s', async () => {
    const [id, miner] = room.add('10.0.0.5', { powerWatts: 3000 });
    room.machines.start();
    await room.pass(95_000);
    expect([miner.reads, room.machines.view(id).telemetry?.powerWatts]).toEqual([4, 3000]);
  });

  it('reads a machine again that was left alone before the clock was set back', async () => {
    const [id, miner] = room.add('10.0.0.5');
    room.machines.book.update(id, { leftAloneUntilMs: room.clock.nowMs() + 30 * MINUTE_MS });
    room.machines.start();
    await room.pass(60_000);
    const before = miner.reads;
    room.clock.jumpWall(-24 * 60 * MINUTE_MS);
    await room.pass(60_000);
    expect([before, miner.reads > 0]).toEqual([0, true]);
  });

  it('tells every reading with the miner that the machine is', async () => {
    const [id, miner] = room.add('10.0.0.5');
    room.machines.noteSession({ minerId: 'rack1', address: '10.0.0.5', worker: 'rack1' });
    const told: unknown[] = [];
    room.machines.telemetry.on((...args) => told.push(args));
    room.machines.start();
    await room.pass(2000);
    expect(told).toEqual([[id, 'rack1', miner.reading]]);
  });

  it('has at most 32 readings under way, and one a machine, however slow they are', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const miners = Array.from({ length: 100 }, (_, index) => room.add(`10.0.1.${index + 1}`)[1]);
    for (const miner of miners) miner.gate = promise;
    room.machines.start();
    await room.pass(40_000);
    const { mostReadsAtOnce } = room.lan;
    resolve();
    await room.pass(5000);
    const most = Math.max(...miners.map(({ mostCallsAtOnce }) => mostCallsAtOnce));
    const unread = miners.filter(({ reads }) => reads === 0).length;
    expect([mostReadsAtOnce, most, unread]).toEqual([32, 1, 0]);
  });

  it('gives a reading up after 45 s and goes on with the others', async () => {
    const [slow, slowMiner] = room.add('10.0.0.5');
    const [, other] = room.add('10.0.0.6');
    slowMiner.gate = new Promise(() => {});
    room.machines.start();
    await room.pass(100_000);
    expect([other.reads, room.machines.view(slow).trouble]).toEqual([
      4,
      'It did not tell everything in time.',
    ]);
  });

  it('calls a machine silent after two times without an answer, and answering again at the next one', async () => {
    const [id, miner] = room.add('10.0.0.5');
    room.machines.start();
    await room.pass(2000);
    miner.trouble = 'timeout';
    await room.pass(30_000);
    const once = room.machines.view(id).state;
    await room.pass(30_000);
    const twice = room.machines.view(id);
    miner.trouble = null;
    await room.pass(MINUTE_MS + 1000);
    const back = room.machines.view(id);
    expect([once, twice.state, twice.trouble, back.state, back.trouble]).toEqual([
      'answering',
      'silent',
      'It is timeout.',
      'answering',
      null,
    ]);
  });

  it('reads a silent machine less and less often', async () => {
    const [, miner] = room.add('10.0.0.5');
    miner.trouble = 'unreachable';
    room.machines.start();
    await room.pass(60 * MINUTE_MS);
    // 0:00, 0:30, then after 1, 2, 5, 10, 10, 10, 10, 10 min.
    expect(miner.reads).toBe(10);
  });

  it('does not call a machine silent that answers something useless', async () => {
    const [id, miner] = room.add('10.0.0.5');
    miner.trouble = 'bad-reply';
    room.machines.start();
    await room.pass(3 * MINUTE_MS);
    expect([room.machines.view(id).state, room.machines.view(id).trouble]).toEqual([
      'answering',
      'It is bad-reply.',
    ]);
  });

  it('gives a reading to the machine that the reply names, not to the one that was asked', async () => {
    const [first] = room.add('10.0.0.5');
    room.lan.add('10.0.0.5', new ToyMiner('vnish', { mac: 'a8:bb:cc:00:00:99', powerWatts: 1 }));
    room.machines.start();
    await room.pass(2000);
    const second = room.machines.view('m-a8bbcc000099');
    expect([second.address, second.telemetry?.powerWatts, room.machines.view(first).state]).toEqual([
      '10.0.0.5',
      1,
      'silent',
    ]);
  });

  it('does not read at an address that another machine has now', async () => {
    const [first] = room.add('10.0.0.5');
    room.lan.add('10.0.0.5', new ToyMiner('vnish', { mac: 'a8:bb:cc:00:00:99' }));
    room.machines.start();
    await room.pass(5 * MINUTE_MS);
    expect([room.machines.view(first).telemetry, room.machines.view(first).trouble]).toEqual([
      null,
      'Its last address 10.0.0.5 belongs to another machine now; scan to find it.',
    ]);
  });

  it('asks again and again, but seldom, what an unknown machine is', async () => {
    const asked: string[] = [];
    room.machines.book.wantsIdentifying.on((address) => asked.push(address));
    room.machines.start();
    room.machines.noteSession({ minerId: 'rack1', address: '10.0.0.5', worker: 'rack1' });
    await room.pass(3 * 60 * MINUTE_MS);
    expect(asked.length).toBeGreaterThanOrEqual(5);
    expect(asked.length).toBeLessThanOrEqual(9);
  });

  it('ends with the program, without waiting for what is slow', async () => {
    const [, miner] = room.add('10.0.0.5');
    miner.gate = new Promise(() => {});
    room.machines.start();
    await room.pass(2000);
    await room.machines.stop();
    await room.pass(5 * MINUTE_MS);
    expect(miner.reads).toBe(1);
  });
});

describe('reading one machine now', () => {
  it('reads it at once and shows the result', async () => {
    const [id, miner] = room.add('10.0.0.5');
    room.machines.start();
    await room.pass(2000);
    miner.reading.powerWatts = 1234;
    expect((await room.machines.control(id, 'read')).telemetry?.powerWatts).toBe(1234);
  });

  it('waits for a reading that is under way instead of beginning another', async () => {
    const [id, miner] = room.add('10.0.0.5');
    const { promise, resolve } = Promise.withResolvers<void>();
    miner.gate = promise;
    room.machines.start();
    await room.pass(2000);
    const asked = room.machines.readNow(id);
    resolve();
    await asked;
    expect(miner.reads).toBe(1);
  });

  it('leaves a Bitaxe alone within 15 s', async () => {
    const [id, miner] = room.add('10.0.0.5', {}, 'bitaxe');
    room.machines.start();
    await room.pass(2000);
    await room.machines.readNow(id);
    const early = miner.reads;
    await room.pass(15_000);
    await room.machines.readNow(id);
    expect([early, miner.reads]).toEqual([1, 2]);
  });

  it('is refused for a machine that nobody knows', async () => {
    await expect(room.machines.control('m-00', 'read')).rejects.toThrow('There is no machine m-00.');
  });
});

describe('a machine that a run changes', () => {
  it('is not read, and a reading under way is dropped', async () => {
    const [id, miner] = room.add('10.0.0.5', { powerWatts: 3000 });
    const { promise, resolve } = Promise.withResolvers<void>();
    miner.gate = promise;
    room.machines.start();
    await room.pass(2000);
    room.machines.hold(id);
    resolve();
    await room.pass(2 * MINUTE_MS);
    const during = room.machines.view(id);
    expect([miner.reads, during.telemetry, during.point]).toEqual([1, null, 'changing']);
  });

  it('is read again soon after its release, when the last holder has let go', async () => {
    const [id, miner] = room.add('10.0.0.5');
    room.machines.start();
    await room.pass(2000);
    room.machines.hold(id);
    room.machines.hold(id);
    room.machines.release(id);
    await room.pass(MINUTE_MS);
    const held = miner.reads;
    room.machines.release(id);
    await room.pass(2000);
    expect([held, miner.reads]).toEqual([1, 2]);
  });

  it('takes no other order', async () => {
    const [id, miner] = room.add('10.0.0.5');
    room.machines.hold(id);
    await expect(room.machines.control(id, 'restart')).rejects.toThrow('being changed just now');
    expect(miner.orders).toEqual([]);
  });

  it('lets the run talk to it while it is held', async () => {
    const [id, miner] = room.add('10.0.0.5');
    room.machines.hold(id);
    await room.machines.withCredential(id, (link) => room.lan.driver(link.family).blink(link, true));
    await settled();
    expect(miner.orders).toEqual(['blink-on']);
  });
});
