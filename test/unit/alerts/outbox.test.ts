import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DeliveryError } from '#engine/alerts/delivery-error.ts';
import type { ChannelMessage } from '#engine/alerts/message.ts';
import { Outbox } from '#engine/alerts/outbox.ts';
import { silentLog } from '#engine/lib/log.ts';
import { AlertOutboxStore } from '#engine/store/alert-store.ts';
import type { Database } from '#engine/store/database.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

let temp: TempDb;
let clock: FakeClock;
let database: Database;
beforeEach(() => {
  temp = new TempDb();
  clock = new FakeClock();
  database = temp.open(clock);
});
afterEach(() => temp.dispose());

function messageOf(subject: string): ChannelMessage {
  return { kind: 'firing', severity: 'critical', subject, body: `${subject}\n`, json: { subject } };
}

/** An outbox to a channel that fails as long as `isDown`, with what it was asked to send. */
class Post {
  isDown = false;
  /** Subjects, with the seconds since the start. */
  readonly tried: string[] = [];
  readonly outbox: Outbox;
  readonly #startMs = clock.monotonicMs();

  constructor() {
    this.outbox = new Outbox({
      ...{ channel: 'webhook', clock, log: silentLog, store: new AlertOutboxStore(database) },
      random: () => 0,
      send: ({ subject }) => {
        this.tried.push(`${subject} ${Math.round((clock.monotonicMs() - this.#startMs) / 1000)}`);
        return this.isDown ? Promise.reject(new DeliveryError('It is down.')) : Promise.resolve();
      },
    });
    this.outbox.start();
  }
}

/** Lets time pass, with the event loop turning every second of it. */
async function pass(ms: number): Promise<void> {
  for (let left = ms; left >= 0; left -= 1000) {
    clock.advance(Math.min(Math.max(left, 0), 1000));
    for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
  }
}

describe('the outbox', () => {
  it('delivers in order, one at a time, and forgets what was delivered', async () => {
    const post = new Post();
    for (const subject of ['a', 'b', 'c']) post.outbox.add(messageOf(subject));
    await pass(2000);
    expect(post.tried.map((line) => line.slice(0, 1))).toEqual(['a', 'b', 'c']);
    expect(post.outbox.view()).toMatchObject({ waiting: 0, trouble: null });
    expect(new AlertOutboxStore(database).loadAll()).toEqual([]);
  });

  it('tries again after 1 s, 2 s, 4 s … 10 min', async () => {
    const post = new Post();
    post.isDown = true;
    post.outbox.add(messageOf('a'));
    await pass(0);
    await pass(3_600_000);
    const times = post.tried.map((line) => Number(line.split(' ')[1]));
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(gaps).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600, 600]);
    expect(post.outbox.view()).toMatchObject({ waiting: 1, trouble: 'It is down.' });
  });

  it('gives a message up after a day', async () => {
    const post = new Post();
    post.isDown = true;
    post.outbox.add(messageOf('old'));
    clock.advance(86_400_000 - 3_000_000);
    await pass(1000);
    expect(post.outbox.view().waiting).toBe(1);
    await pass(3_700_000);
    expect(post.outbox.view().waiting).toBe(0);
    expect(new AlertOutboxStore(database).loadAll()).toEqual([]);
  });

  it('is not blocked by one message that is refused for itself', async () => {
    const sent: string[] = [];
    const outbox = new Outbox({
      ...{ channel: 'email', clock, log: silentLog, store: new AlertOutboxStore(database) },
      random: () => 0,
      send: ({ subject }) => {
        if (subject === 'poison') return Promise.reject(new DeliveryError('Refused.', 'message'));
        sent.push(subject);
        return Promise.resolve();
      },
    });
    outbox.start();
    for (const subject of ['poison', 'a', 'b']) outbox.add(messageOf(subject));
    await pass(5_000);
    expect(sent).toEqual(['a', 'b']);
    expect(outbox.view().waiting).toBe(1);
  });

  it('keeps the order while the channel is down', async () => {
    const post = new Post();
    post.isDown = true;
    for (const subject of ['a', 'b']) post.outbox.add(messageOf(subject));
    await pass(100_000);
    expect(new Set(post.tried.map((line) => line.slice(0, 1)))).toEqual(new Set(['a']));
    post.isDown = false;
    await pass(600_000);
    expect(post.tried.slice(-2).map((line) => line.slice(0, 1))).toEqual(['a', 'b']);
  });

  it('does not send again what only some recipients refused', async () => {
    let tries = 0;
    const outbox = new Outbox({
      ...{ channel: 'email', clock, log: silentLog, store: new AlertOutboxStore(database) },
      send: () => {
        tries += 1;
        return Promise.reject(new DeliveryError('1 of 2 refused.', 'recipients'));
      },
    });
    outbox.start();
    outbox.add(messageOf('a'));
    await pass(60_000);
    expect([tries, outbox.view().waiting, outbox.view().trouble]).toEqual([1, 0, '1 of 2 refused.']);
  });

  it('keeps what waits over a restart', async () => {
    const post = new Post();
    post.isDown = true;
    post.outbox.add(messageOf('a'));
    post.outbox.add(messageOf('b'));
    await pass(2000);
    await post.outbox.stop();
    const next = new Post();
    await pass(2000);
    expect(next.tried.map((line) => line.slice(0, 1))).toEqual(['a', 'b']);
    expect(next.outbox.view().waiting).toBe(0);
  });

  it('delivers what could not be stored', async () => {
    const post = new Post();
    database.close();
    post.outbox.add(messageOf('database error'));
    await pass(1000);
    expect(post.tried).toHaveLength(1);
    expect(post.outbox.view().waiting).toBe(0);
  });

  it('keeps the newest 500 messages', () => {
    const post = new Post();
    for (let index = 0; index < 600; index += 1) post.outbox.add(messageOf(String(index)));
    expect(post.outbox.view().waiting).toBe(500);
    const stored = new AlertOutboxStore(database).loadAll();
    expect([stored.length, JSON.parse(stored[0]?.messageJson ?? '').subject]).toEqual([500, '100']);
  });

  it('tries at once what waits when the settings are others', async () => {
    const post = new Post();
    post.isDown = true;
    post.outbox.add(messageOf('a'));
    await pass(400_000);
    const before = post.tried.length;
    post.isDown = false;
    post.outbox.hurry();
    await pass(0);
    expect(post.tried.length).toBe(before + 1);
    expect(post.outbox.view().waiting).toBe(0);
  });
});
