import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { silentLog } from '#engine/lib/log.ts';
import { keySecretBox } from '#engine/lib/secret-box.ts';
import { CredentialBook } from '#engine/machines/credential-book.ts';
import { defaultLoginOf } from '#engine/machines/default-logins.ts';
import { MachineAccess } from '#engine/machines/machine-access.ts';
import { MachineBook } from '#engine/machines/machine-book.ts';
import { STANDARD_PORTS } from '#engine/miner-api/miner-host.ts';
import type { Database } from '#engine/store/database.ts';
import { MachineCredentialStore } from '#engine/store/machine-credential-store.ts';
import { MachineStore } from '#engine/store/machine-store.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

import { ToyLan, ToyMiner } from './toy-miner.ts';

const MINUTE_MS = 60_000;
const KEY = Buffer.alloc(32, 7);

let temp: TempDb;
let clock: FakeClock;
let database: Database;
let book: MachineBook;
let credentials: CredentialBook;
let access: MachineAccess;
let lan: ToyLan;
let miner: ToyMiner;
let id: string;
beforeEach(() => {
  temp = new TempDb();
  clock = new FakeClock();
  database = temp.open(clock);
  lan = new ToyLan();
  miner = lan.add('10.0.0.5', new ToyMiner('vnish', { mac: 'a8:bb:cc:00:00:0a' }));
  miner.login = { user: 'admin', password: 'right' };
  miner.needsCredential = 'to-write';
  open();
  id = book.sight({ ...miner.reading, address: '10.0.0.5' }) ?? '';
});
afterEach(() => temp.dispose());

function open(): void {
  book = new MachineBook({ clock, log: silentLog, store: new MachineStore(database) });
  const store = new MachineCredentialStore(database);
  credentials = new CredentialBook({ clock, store, secretBox: keySecretBox(KEY) });
  access = new MachineAccess({
    book,
    credentials,
    clock,
    drivers: (family) => lan.driver(family),
    host: (address, signal) => ({ address, ports: STANDARD_PORTS, clock, signal }),
  });
}

const forFamily = (user: string, password: string): number =>
  credentials.add({ scope: { kind: 'family', family: 'vnish' }, user, password }).id;
const forMachine = (user: string, password: string): number =>
  credentials.add({ scope: { kind: 'machine', machineId: id }, user, password }).id;
const write = (): Promise<void> => access.withCredential(id, (link) => lan.driver(link.family).restart(link));
const read = (): Promise<unknown> =>
  access.withCredential(id, (link) => lan.driver(link.family).read(link), { purpose: 'read' });
const outcome = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: Error & { trouble?: string }) => error.trouble ?? error.message,
  );

describe('the order of logins', () => {
  it('is what worked last, then the machine’s own, then the family’s as entered', async () => {
    forFamily('first', 'a');
    forFamily('admin', 'right');
    forMachine('own', 'b');
    miner.login = { user: 'first', password: 'a' };
    await write();
    const before = [...miner.tried];
    miner.tried.length = 0;
    await write();
    expect([before, miner.tried]).toEqual([['own:b', 'first:a'], ['first:a']]);
  });

  it('never has a maker’s default that nobody entered', async () => {
    expect([await outcome(write()), miner.tried, defaultLoginOf('vnish')]).toEqual([
      'unauthorized',
      [],
      { user: 'admin', password: 'admin' },
    ]);
  });

  it('sends none where the family needs none', async () => {
    miner.needsCredential = 'never';
    miner.login = null;
    forFamily('admin', 'right');
    await write();
    expect([miner.tried, miner.orders]).toEqual([[], ['restart']]);
  });

  it('uses what the owner entered for reading too', async () => {
    forFamily('admin', 'right');
    await read();
    await write();
    await read();
    expect(miner.tried).toEqual(['admin:right', 'admin:right', 'admin:right']);
  });

  it('never gets a machine left alone by reading it, where that works without a login', async () => {
    forFamily('a', '1');
    forFamily('b', '2');
    forFamily('admin', 'right');
    const outcomes: string[] = [];
    for (let minutes = 0; minutes < 90; minutes += 1) {
      outcomes.push(await outcome(read()));
      clock.advance(MINUTE_MS);
    }
    expect([new Set(outcomes), miner.tried.slice(0, 4)]).toEqual([
      new Set(['done']),
      ['a:1', 'b:2', 'admin:right', 'admin:right'],
    ]);
  });

  it('does not take a reading for a proof where a login need not have been looked at', async () => {
    forFamily('a', '1');
    forFamily('b', '2');
    miner.login = null;
    await read();
    expect(book.get(id)?.workedCredential).toBe(null);
  });

  it('tries them for reading where nothing is said without one, and reads without at last', async () => {
    miner.needsCredential = 'to-read';
    forFamily('admin', 'wrong');
    expect([await outcome(read()), miner.tried]).toEqual(['unauthorized', ['admin:wrong']]);
  });
});

describe('a machine that refuses logins', () => {
  it('is left alone for half an hour after two wrong ones, and over a restart of the program', async () => {
    forFamily('a', '1');
    forFamily('b', '2');
    forFamily('admin', 'right');
    const first = await outcome(write());
    open();
    const second = await outcome(write());
    clock.advance(30 * MINUTE_MS);
    const third = await outcome(write());
    expect([first, second, third, miner.tried]).toEqual([
      'unauthorized',
      'locked-out',
      'done',
      ['a:1', 'b:2', 'admin:right'],
    ]);
  });

  it('is not asked at all while it is left alone, for reading neither', async () => {
    miner.needsCredential = 'to-read';
    forFamily('a', '1');
    forFamily('b', '2');
    await outcome(read());
    const { reads } = miner;
    expect([await outcome(read()), miner.reads - reads]).toEqual(['locked-out', 0]);
  });

  it('is left alone at once when it says that it has locked us out', async () => {
    forFamily('admin', 'right');
    miner.locksAfter = 0;
    const first = await outcome(write());
    miner.locksAfter = Infinity;
    expect([first, await outcome(write()), miner.tried]).toEqual(['locked-out', 'locked-out', []]);
  });

  it('is tried again at once when the owner enters a login', async () => {
    forFamily('a', '1');
    forFamily('b', '2');
    await outcome(write());
    forMachine('admin', 'right');
    access.forgive(id);
    expect([await outcome(write()), miner.tried.at(-1)]).toEqual(['done', 'admin:right']);
  });

  it('gets the login entered last before those that it has refused', async () => {
    forFamily('a', '1');
    forFamily('b', '2');
    await outcome(write());
    forFamily('admin', 'right');
    access.forgive(id);
    expect([await outcome(write()), miner.tried]).toEqual(['done', ['a:1', 'b:2', 'admin:right']]);
  });

  it('does not get the same wrong login again the next half hour', async () => {
    forFamily('a', '1');
    await outcome(write());
    clock.advance(31 * MINUTE_MS);
    expect([await outcome(write()), miner.tried]).toEqual(['unauthorized', ['a:1']]);
  });

  it('is not kept away for ever by a clock that was set back', async () => {
    forFamily('admin', 'right');
    miner.locksAfter = 0;
    await outcome(write());
    miner.locksAfter = Infinity;
    clock.jumpWall(-86_400_000);
    expect(await outcome(write())).toBe('done');
  });

  it('has only wrong logins counted, not silence', async () => {
    forFamily('admin', 'right');
    miner.trouble = 'timeout';
    await outcome(write());
    await outcome(write());
    expect([await outcome(write()), book.get(id)?.wrongTries]).toEqual(['timeout', 0]);
  });
});

describe('stored logins', () => {
  it('are sealed in the file and shown without their passwords', () => {
    forFamily('admin', 'hunter2-secret');
    database.sql.pragma('wal_checkpoint(TRUNCATE)');
    const bytes = database.sql.serialize();
    expect([bytes.includes('hunter2-secret'), bytes.includes('admin'), credentials.list()]).toEqual([
      false,
      true,
      [{ id: 1, scope: { kind: 'family', family: 'vnish' }, user: 'admin' }],
    ]);
  });

  it('work after a restart of the program', async () => {
    forFamily('admin', 'right');
    open();
    expect(await outcome(write())).toBe('done');
  });

  it('are at most three a family and one a machine', () => {
    for (const user of ['a', 'b', 'c']) forFamily(user, '');
    forMachine('d', '');
    forMachine('e', '');
    expect(() => forFamily('f', '')).toThrow('A family has at most 3 logins');
    expect(credentials.list().map(({ user }) => user)).toEqual(['a', 'b', 'c', 'e']);
  });

  it('are new ones when a password is entered again', async () => {
    const wrong = forFamily('admin', 'wrong');
    await outcome(write());
    const right = forFamily('admin', 'right');
    expect([right > wrong, await outcome(write())]).toEqual([true, 'done']);
  });

  it('go with a machine that is merged, and go away with one that is forgotten', () => {
    forMachine('admin', 'right');
    const other = book.sight({ ...miner.reading, address: '10.0.0.6', mac: 'a8:bb:cc:00:00:0b' }) ?? '';
    credentials.moveMachine(id, other);
    const moved = credentials.list().map(({ scope }) => scope);
    credentials.moveMachine(other, null);
    expect([moved, credentials.list()]).toEqual([[{ kind: 'machine', machineId: other }], []]);
  });

  it('say so in one sentence when this data folder’s key does not open them', async () => {
    forFamily('admin', 'right');
    const store = new MachineCredentialStore(database);
    const other = new CredentialBook({ clock, store, secretBox: keySecretBox(Buffer.alloc(32, 8)) });
    const [candidate] = other.candidatesFor(book.need(id));
    expect(() => candidate?.credential()).toThrow(
      "The stored password of user admin for vnish cannot be read with this data folder's key; type it again.",
    );
  });

  it('are refused with control characters or beyond all length', () => {
    expect(() => forFamily('a\n', '')).toThrow('no line ends');
    expect(() => forFamily('a', 'x'.repeat(257))).toThrow('at most 256 characters');
    expect(() => forFamily('u'.repeat(129), '')).toThrow('at most 128 characters');
  });
});

describe('several callers', () => {
  it('have their turn one after the other', async () => {
    forFamily('admin', 'right');
    await Promise.all([write(), write(), read(), write()]);
    expect([miner.mostCallsAtOnce, miner.orders.length]).toEqual([1, 3]);
  });

  it('have their turn after one that failed', async () => {
    miner.trouble = 'closed';
    const first = outcome(write());
    const second = outcome(write());
    expect(await Promise.all([first, second])).toEqual(['closed', 'closed']);
  });
});
