import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { MinerFamily } from '#engine/discovery/families.ts';
import { silentLog } from '#engine/lib/log.ts';
import { MachineBook } from '#engine/machines/machine-book.ts';
import { SessionLinks } from '#engine/machines/session-links.ts';
import type { Database } from '#engine/store/database.ts';
import { MachineStore } from '#engine/store/machine-store.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

const MAC_A = 'a8:bb:cc:00:00:0a';
const MAC_B = 'a8:bb:cc:00:00:0b';
const MINUTE_MS = 60_000;

let temp: TempDb;
let clock: FakeClock;
let database: Database;
let book: MachineBook;
let sessions: SessionLinks;
let asked: string[];
beforeEach(() => {
  temp = new TempDb();
  clock = new FakeClock();
  database = temp.open(clock);
  open();
});
afterEach(() => temp.dispose());

function open(): void {
  book = new MachineBook({ clock, log: silentLog, store: new MachineStore(database) });
  sessions = new SessionLinks({ book, clock });
  asked = [];
  book.wantsIdentifying.on((address) => asked.push(address));
}

function sight(address: string, mac: string | null, family: MinerFamily = 'antminer-stock'): string {
  const id = book.sight({ address, mac, family, model: null, firmware: null, serial: null });
  if (id === null) throw new Error('not remembered');
  return id;
}

function connect(minerId: string, address: string, worker = minerId): void {
  sessions.noteSession({ minerId, address, worker });
}

/** Address, whether it is still there, and miner of all machines, by id. */
function list(): Record<string, [string, boolean, string | null]> {
  return Object.fromEntries(
    [...book.all()].map(({ id, address, isAtAddress, minerId }) => [id, [address, isAtAddress, minerId]]),
  );
}

describe('the record of a machine', () => {
  it('takes its id from the MAC and follows it to another address', () => {
    const id = sight('10.0.0.5', MAC_A);
    clock.advance(MINUTE_MS);
    expect([sight('10.0.0.9', MAC_A), list()]).toEqual([
      'm-a8bbcc00000a',
      { [id]: ['10.0.0.9', true, null] },
    ]);
  });

  it('gives up its address when another machine answers there', () => {
    const a = sight('10.0.0.5', MAC_A);
    const b = sight('10.0.0.5', MAC_B);
    expect(list()).toEqual({ [a]: ['10.0.0.5', false, null], [b]: ['10.0.0.5', true, null] });
  });

  it('takes over what a scan found at its new address before that had said its MAC', () => {
    const id = sight('10.0.0.5', MAC_A);
    const nameless = sight('10.0.0.9', null);
    connect('rack1', '10.0.0.9');
    clock.advance(1000);
    expect([nameless === id, sight('10.0.0.9', MAC_A), list()]).toEqual([
      false,
      id,
      { [id]: ['10.0.0.9', true, 'rack1'] },
    ]);
  });

  it('outlives the program, with all that is known', () => {
    const id = book.sight({
      address: '10.0.0.5',
      mac: MAC_A,
      serial: 'B001',
      family: 'vnish',
      model: 'S19',
      firmware: '1.2',
    });
    book.update(id ?? '', { worker: 'farm.s19', wrongTries: 1, refusedCredentials: [{ id: 3, atMs: 5 }] });
    const before = book.get(id ?? '');
    open();
    expect(book.get(id ?? '')).toEqual(before);
  });

  it('does not forget a family because one reply was poorer', () => {
    const id = sight('10.0.0.5', MAC_A, 'vnish');
    sight('10.0.0.5', MAC_A, 'cgminer-unknown');
    expect(book.get(id)?.family).toBe('vnish');
  });

  it('is written only when something but the time of the sighting has changed', () => {
    sight('10.0.0.5', MAC_A);
    const changes: string[] = [];
    book.changed.on((id) => changes.push(id));
    clock.advance(MINUTE_MS);
    const id = sight('10.0.0.5', MAC_A);
    book.flush();
    open();
    expect([changes, book.get(id)?.lastSeenAtMs]).toEqual([[], clock.nowMs()]);
  });

  it('becomes two when one MAC answers at two addresses, and the owner is told', () => {
    const told: [string[], string][] = [];
    book.duplicateFound.on((ids, mac) => told.push([ids, mac]));
    const first = sight('10.0.0.5', MAC_A);
    clock.advance(5000);
    sight('10.0.0.6', MAC_A);
    const wasAsked = [...asked];
    clock.advance(5000);
    const second = sight('10.0.0.5', MAC_A);
    expect([wasAsked, told, book.get(first)?.address, book.get(second)?.address]).toEqual([
      ['10.0.0.5'],
      [[[first, second], MAC_A]],
      '10.0.0.6',
      '10.0.0.5',
    ]);
  });
});

describe('a miner that connects', () => {
  it('is the machine at its address', () => {
    const id = sight('10.0.0.5', MAC_A);
    connect('rack1', '::ffff:10.0.0.5');
    expect(list()).toEqual({ [id]: ['10.0.0.5', true, 'rack1'] });
  });

  it('is a machine found for free where nobody was known, and somebody is asked what it is', () => {
    connect('rack1', '10.0.0.5');
    const peer = book.byMiner('rack1');
    expect([peer?.family, peer?.address, asked]).toEqual(['unknown', '10.0.0.5', ['10.0.0.5']]);
  });

  it('is filled in when the machine at its address says who it is', () => {
    connect('rack1', '10.0.0.5');
    const id = book.byMiner('rack1')?.id ?? '';
    expect([sight('10.0.0.5', MAC_A), book.get(id)?.mac]).toEqual([id, MAC_A]);
  });

  it('is a known machine at a new address once that has said its MAC', () => {
    const id = sight('10.0.0.5', MAC_A);
    connect('rack1', '10.0.0.9');
    sight('10.0.0.9', MAC_A);
    expect(list()).toEqual({ [id]: ['10.0.0.9', true, 'rack1'] });
  });

  it('is the machine that we gave its worker name, wherever it comes from', () => {
    const id = sight('10.0.0.5', MAC_A);
    book.update(id, { worker: 'farm.rack1' });
    connect('rack1', '192.168.7.7', 'alice.rack1');
    expect([book.byMiner('rack1')?.id, book.get(id)?.linkedBy, asked]).toEqual([
      id,
      'worker',
      ['192.168.7.7'],
    ]);
  });

  it('is rather the machine that has just said its MAC at that address', () => {
    const a = sight('10.0.0.5', MAC_A);
    book.update(a, { worker: 'rack1' });
    const b = sight('10.0.0.6', MAC_B);
    clock.advance(1000);
    connect('rack1', '10.0.0.6');
    const atFirst = book.byMiner('rack1')?.id;
    clock.advance(1000);
    sight('10.0.0.6', MAC_B);
    expect([atFirst, book.byMiner('rack1')?.id]).toEqual([a, b]);
  });

  it('keeps its machine when it comes from an address that nobody has', () => {
    const id = sight('10.0.0.5', MAC_A);
    connect('rack1', '10.0.0.5');
    sessions.noteSessionClosed('rack1');
    connect('rack1', '10.0.0.77');
    expect([list(), asked]).toEqual([{ [id]: ['10.0.0.5', true, 'rack1'] }, ['10.0.0.77']]);
  });

  it('takes the place of another miner that the machine was before', () => {
    const id = sight('10.0.0.5', MAC_A);
    connect('old-name', '10.0.0.5');
    sessions.noteSessionClosed('old-name');
    connect('new-name', '10.0.0.5');
    expect(list()).toEqual({ [id]: ['10.0.0.5', true, 'new-name'] });
  });

  it('is no machine by its address when many miners come from there', () => {
    connect('rack1', '127.0.0.1');
    connect('rack2', '127.0.0.1');
    connect('rack3', '127.0.0.1');
    sessions.noteSessionClosed('rack2');
    sessions.noteSessionClosed('rack3');
    connect('rack1', '127.0.0.1');
    expect(list()).toEqual({});
  });

  it('stays one machine while it reconnects before its old session has ended', () => {
    connect('rack1', '10.0.0.5');
    const id = book.byMiner('rack1')?.id ?? '';
    connect('rack1~2', '10.0.0.5', 'rack1');
    sessions.minersMerged('rack1~2', 'rack1');
    expect(list()).toEqual({ [id]: ['10.0.0.5', true, 'rack1'] });
  });

  it('takes its machine along when its record is merged into an older one', () => {
    const id = sight('10.0.0.5', MAC_A);
    connect('rack1~2', '10.0.0.5', 'rack1');
    sessions.minersMerged('rack1~2', 'rack1');
    expect([list(), sessions.isLive('rack1'), sessions.isLive('rack1~2')]).toEqual([
      { [id]: ['10.0.0.5', true, 'rack1'] },
      true,
      false,
    ]);
  });

  it('asks at most once a minute what is at an address', () => {
    connect('rack1', '10.0.0.5');
    connect('rack1', '10.0.0.5');
    clock.advance(MINUTE_MS);
    connect('rack1', '10.0.0.5');
    expect(asked).toEqual(['10.0.0.5', '10.0.0.5']);
  });
});

describe('the owner’s word', () => {
  it('keeps a machine and a miner apart for good', () => {
    const id = sight('10.0.0.5', MAC_A);
    connect('rack1', '10.0.0.5');
    book.split(id);
    open();
    connect('rack1', '10.0.0.5');
    sight('10.0.0.5', MAC_A);
    expect(list()).toEqual({ [id]: ['10.0.0.5', true, null] });
  });

  it('joins a machine and a miner against all signs', () => {
    const a = sight('10.0.0.5', MAC_A);
    const b = sight('10.0.0.6', MAC_B);
    connect('rack1', '10.0.0.6');
    book.link(a, 'rack1', 'hand');
    clock.advance(1000);
    sight('10.0.0.6', MAC_B);
    expect(list()).toEqual({ [a]: ['10.0.0.5', true, 'rack1'], [b]: ['10.0.0.6', true, null] });
  });

  it('makes two records one, and the MAC of the first leads to the second', () => {
    const a = sight('10.0.0.5', MAC_A);
    const b = sight('10.0.0.6', MAC_B);
    connect('rack1', '10.0.0.5');
    book.merge(a, b);
    open();
    expect([sight('10.0.0.7', MAC_A), list(), book.get(a)?.id]).toEqual([
      b,
      { [b]: ['10.0.0.7', true, 'rack1'] },
      b,
    ]);
  });

  it('gives a merged machine back its record when they are split', () => {
    const a = sight('10.0.0.5', MAC_A);
    const b = sight('10.0.0.6', MAC_B);
    book.merge(a, b);
    book.split(b);
    expect([sight('10.0.0.5', MAC_A), sight('10.0.0.6', MAC_B)]).toEqual([a, b]);
  });

  it('splits a machine from a record without a MAC that it had taken over', () => {
    connect('rack1', '10.0.0.5');
    const peer = book.byMiner('rack1')?.id ?? '';
    const b = sight('10.0.0.6', MAC_B);
    book.merge(peer, b);
    const joined = book.get(b)?.minerId;
    book.split(b);
    expect([joined, [...book.all()].map(({ id }) => id)]).toEqual(['rack1', [b]]);
  });

  it('cannot merge a machine with itself', () => {
    const a = sight('10.0.0.5', MAC_A);
    expect(() => book.merge(a, a)).toThrow('A machine cannot be merged with itself.');
  });

  it('forgets a machine until it is seen again', () => {
    const a = sight('10.0.0.5', MAC_A);
    book.forget(a);
    open();
    expect([list(), sight('10.0.0.5', MAC_A)]).toEqual([{}, a]);
  });
});
