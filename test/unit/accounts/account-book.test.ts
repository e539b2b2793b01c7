import { readFileSync } from 'node:fs';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { AccountBook, type BookChange } from '#engine/accounts/account-book.ts';
import { RoundClock } from '#engine/ledger/rounds.ts';
import { silentLog } from '#engine/lib/log.ts';
import { KeyFileSecretBox } from '#engine/lib/secret-box.ts';
import { AuditStore } from '#engine/store/audit-store.ts';
import type { Database } from '#engine/store/database.ts';
import type { AccountInput } from '#shared/model/account.ts';
import type { FarmFileAccount } from '#shared/model/farm-file.ts';
import { FakeClock } from '#test/support/fake-clock.ts';
import { TempDb } from '#test/support/temp-db.ts';

const NOON_MS = Date.UTC(2026, 10, 18, 12);
const URL_A = 'stratum+tcp://pool-a.example:3333';
const URL_B = 'stratum+ssl://pool-b.example:443';

let temp: TempDb;
let clock: FakeClock;
let database: Database;
let rounds: RoundClock;
let book: AccountBook;
let changes: BookChange[];

function open(): void {
  database = temp.open(clock);
  rounds = new RoundClock({ database, clock, log: silentLog });
  const secretBox = new KeyFileSecretBox(temp.file('secret.key'));
  book = new AccountBook({ database, clock, secretBox, rounds });
  changes = [];
  book.changed.on((change) => changes.push(change));
}

function account(name: string, overrides: Partial<AccountInput> = {}): AccountInput {
  return {
    name,
    pools: [{ url: URL_A }],
    worker: `${name}.farm1`,
    quota: { hashrate: '120 TH/s' },
    overflow: false,
    carryOver: false,
    upstream: 'aggregated',
    ...overrides,
  };
}

function listed(name: string, overrides: Partial<FarmFileAccount> = {}): FarmFileAccount {
  return { ...account(name), password: 'x', ...overrides };
}

const overflow = { overflow: true, quota: null };
const ids = (): string[] => book.list().map(({ id }) => id);

beforeEach(() => {
  temp = new TempDb();
  clock = new FakeClock(NOON_MS);
  open();
});
afterEach(() => temp.dispose());

describe('adding an account', () => {
  it('gives ids, stores it and tells', () => {
    const settings = book.add(account('alice', { pools: [{ url: URL_A }, { url: URL_B }] }), 'window');
    expect(settings).toEqual({
      id: 'alice',
      name: 'alice',
      pools: [
        { id: 'alice~1', url: URL_A },
        { id: 'alice~2', url: URL_B },
      ],
      worker: 'alice.farm1',
      hasPassword: true,
      quota: { hashrate: '120 TH/s' },
      overflow: false,
      carryOver: false,
      upstream: 'aggregated',
      minRate: null,
      maxRate: null,
    });
    expect(changes).toEqual([{ newPasswords: ['alice'] }]);
    open();
    expect(book.settings()).toEqual([settings]);
    expect(book.get('alice')?.addedAtMs).toBe(NOON_MS);
  });

  it('puts a new account behind the others, but before an overflow account that stands last', () => {
    book.add(account('alice'), 'test');
    book.add(account('owner', overflow), 'test');
    book.add(account('bob'), 'test');
    expect(ids()).toEqual(['alice', 'bob', 'owner']);
    book.reorder(['owner', 'alice', 'bob'], 'test');
    book.add(account('carol'), 'test');
    expect(ids()).toEqual(['owner', 'alice', 'bob', 'carol']);
    open();
    expect(ids()).toEqual(['owner', 'alice', 'bob', 'carol']);
  });

  it('keeps ids in their alphabet and unique, also beside archived ones', () => {
    book.add(account('Müller & Co'), 'window');
    book.add(account('M_ller_&_Co'), 'window');
    book.archive('M_ller___Co', 'window');
    book.add(account('Müller & Co'), 'window');
    const long = 'n'.repeat(64);
    book.add(account(long), 'window');
    expect(ids()).toEqual(['M_ller___Co~2', 'M_ller___Co~3', long]);
    expect(book.get(long)?.endpoints[0]?.id).toBe(`${'n'.repeat(62)}~1`);
  });

  it('writes every address in its one spelling', () => {
    const { pools } = book.add(account('alice', { pools: [{ url: 'POOL-A.example:3333' }] }), 'window');
    expect(pools[0]?.url).toBe(URL_A);
  });

  it.each<[Partial<AccountInput>, RegExp]>([
    [{ name: ' ' }, /^name has 0 characters; 1 to 64 are allowed\.$/],
    [{ name: 'a\u0007' + 'b' }, /^name holds a control character/],
    [{ worker: 'w'.repeat(129) }, /^worker has 129 characters/],
    [{ pools: [] }, /^pools has 0 addresses/],
    [{ pools: [{ url: URL_A }, { url: 'pool-a.example:3333' }] }, /^pools\[1\] is stratum\+tcp:.* again/],
    [{ pools: [{ url: 'http://pool:80' }] }, /^pools\[0\]: The pool address "http:\/\/pool:80"/],
    [{ pools: [{ url: 'stratum+tcp://me:secret@pool:80' }] }, /^pools\[0\] holds a user name or password;/],
    [{ pools: [{ url: URL_B, ca: 'no certificate' }] }, /^pools\[0\]\.ca is not a certificate/],
    [{ quota: { hashrate: '120' } }, /^quota\.hashrate is "120"; it must be/],
    [{ minRate: '10' }, /^minRate is "10"; it must be a positive hashrate such as "10 TH\/s"/],
    [{ maxRate: '0 TH/s' }, /^maxRate is "0 TH\/s"; it must be a positive hashrate/],
    [
      { minRate: '2 TH/s', maxRate: '1999 GH/s' },
      /^maxRate is "1999 GH\/s"; it must be a hashrate that is not below minRate \(2 TH\/s\)\.$/,
    ],
    [{ quota: null }, /^quota of bob is missing/],
    [{ overflow: true }, /^quota of bob must be absent/],
    [{ quota: { share: '71 %' } }, /^quota\.share of alice, bob add up to 101 %/],
    [{ name: 'alice' }, /^name is "alice"; another account has it already\.$/],
    [{ name: 'x', overflow: true, quota: null, maxRate: '1 TH/s' }, /^maxRate of x must be absent/],
    [{ name: 'x', ...overflow }, /^overflow is true for owner and x; at most one/],
  ])('refuses %j by naming the field', (overrides, message) => {
    book.add(account('alice', { quota: { share: '30 %' } }), 'window');
    book.add(account('owner', overflow), 'window');
    changes.length = 0;
    expect(() => book.add(account('bob', overrides), 'window')).toThrow(message);
    expect([ids(), changes]).toEqual([['alice', 'owner'], []]);
  });

  it('takes only work while the round never ends', () => {
    rounds.change({ every: 'never', anchor: '00:00', timeZone: 'UTC' });
    expect(() => book.add(account('alice'), 'window')).toThrow(
      /^quota\.hashrate of alice needs a round with an end/,
    );
    expect(book.add(account('alice', { quota: { work: 5 } }), 'window').quota).toEqual({ work: 5 });
  });
});

describe('the password', () => {
  it('is "x" unless given, and stays through an edit that does not name it', () => {
    book.add(account('alice'), 'window');
    book.add(account('bob', { password: 'hunter2' }), 'window');
    book.update('bob', account('bob', { worker: 'bob.2' }), 'window');
    expect([book.passwordOf('alice'), book.passwordOf('bob')]).toEqual(['x', 'hunter2']);
    expect(changes.at(-1)).toEqual({ newPasswords: [] });
    book.update('bob', account('bob', { password: 'other' }), 'window');
    expect(changes.at(-1)).toEqual({ newPasswords: ['bob'] });
  });

  it('is nowhere in the data folder as written', () => {
    book.add(account('bob', { password: 'correct horse battery' }), 'window');
    const files = ['hashquota.db', 'hashquota.db-wal'].map((name) => readFileSync(temp.file(name), 'latin1'));
    expect(files.some((content) => content.includes('bob.farm1'))).toBe(true);
    expect(files.some((content) => content.includes('correct horse'))).toBe(false);
  });

  it('that cannot be unsealed is asked for again, and can be set again', () => {
    book.add(account('bob', { password: 'hunter2' }), 'window');
    const secretBox = new KeyFileSecretBox(temp.file('another.key'));
    const other = new AccountBook({ database, clock, secretBox, rounds });
    expect(() => other.passwordOf('bob')).toThrow(/^The stored password of account bob cannot be read/);
    other.update('bob', account('bob', { password: 'hunter2' }), 'window');
    expect(other.passwordOf('bob')).toBe('hunter2');
  });
});

describe('editing', () => {
  it('keeps the id through a new name, and endpoint ids by their address', () => {
    book.add(account('alice', { pools: [{ url: URL_A }, { url: URL_B }] }), 'window');
    book.update('alice', account('Alice Ltd', { pools: [{ url: URL_B }] }), 'window');
    const pools = [{ url: 'stratum+tcp://new.example:1' }, { url: URL_A }, { url: URL_B }];
    const edited = book.update('alice', account('Alice Ltd', { pools }), 'window');
    expect([edited.id, edited.pools.map(({ id }) => id)]).toEqual([
      'alice',
      ['alice~3', 'alice~1', 'alice~2'],
    ]);
  });

  it('keeps the least and the most hashrate unless they are named, takes them away and checks them together', () => {
    book.add(account('alice', { minRate: ' 10 TH/s', maxRate: '0.5 PH/s' }), 'window');
    open();
    expect(book.get('alice')?.limits).toEqual({ minRate: 10e12, maxRate: 0.5e15 });
    book.update('alice', account('alice', { maxRate: '20 TH/s' }), 'window');
    expect(book.settings()[0]).toMatchObject({ minRate: '10 TH/s', maxRate: '20 TH/s' });
    expect(() => book.update('alice', account('alice', { maxRate: '9 TH/s' }), 'window')).toThrow(
      /^maxRate is "9 TH\/s"; it must be a hashrate that is not below minRate \(10 TH\/s\)/,
    );
    book.update('alice', account('alice', { minRate: null }), 'window');
    expect(book.get('alice')?.limits).toEqual({ minRate: null, maxRate: 20e12 });
    book.update('alice', account('alice', overflow), 'window');
    expect(book.get('alice')?.limits).toEqual({ minRate: null, maxRate: null });
  });

  it('puts accounts into another order and keeps it', () => {
    for (const name of ['a', 'b', 'c']) book.add(account(name), 'window');
    book.reorder(['c', 'a', 'b'], 'window');
    open();
    expect(ids()).toEqual(['c', 'a', 'b']);
  });

  it.each([[['a']], [['a', 'a']], [['a', 'b', 'a']]])('refuses the order %j', (order) => {
    for (const name of ['a', 'b']) book.add(account(name), 'window');
    expect(() => book.reorder(order, 'window')).toThrow('ids must name each of the 2 accounts once.');
  });

  it('knows no account that is not there', () => {
    expect(() => book.update('nobody', account('nobody'), 'window')).toThrow(
      'There is no account with the id "nobody".',
    );
    expect(() => book.passwordOf('nobody')).toThrow(/no account/);
  });

  it('notes who did what, without the password', () => {
    book.add(account('alice', { password: 'hunter2' }), 'api');
    book.archive('alice', 'window');
    const entries = new AuditStore(database).latest(10);
    expect(entries.map(({ by, action, subject }) => [by, action, subject])).toEqual([
      ['window', 'account.archive', 'alice'],
      ['api', 'account.add', 'alice'],
    ]);
    expect(JSON.stringify(entries)).not.toContain('hunter2');
  });

  it('stores nothing of a change that fails half way', () => {
    book.add(account('alice'), 'window');
    database.sql.pragma('query_only = 1');
    expect(() => book.update('alice', account('Alice Ltd'), 'window')).toThrow();
    database.sql.pragma('query_only = 0');
    expect(book.list().map(({ name }) => name)).toEqual(['alice']);
  });
});

describe('archiving', () => {
  it('takes an account out and back with ids, password and order of the others', () => {
    for (const name of ['a', 'b']) book.add(account(name, { password: name }), 'window');
    book.archive('a', 'window');
    expect([ids(), book.archived().map(({ id }) => id)]).toEqual([['b'], ['a']]);
    expect(() => book.archive('a', 'window')).toThrow('The account with the id "a" is archived.');
    book.restore('a', 'window');
    expect([ids(), book.passwordOf('a')]).toEqual([['b', 'a'], 'a']);
  });

  it('refuses to take back an account whose name is in use by now', () => {
    book.add(account('a'), 'window');
    book.archive('a', 'window');
    book.add(account('a'), 'window');
    expect(() => book.restore('a', 'window')).toThrow(/^name is "a"; another account has it already/);
  });

  it('counts from the return when it was away since an earlier round, else as before', () => {
    book.add(account('a'), 'window');
    clock.jumpWall(3_600_000);
    book.archive('a', 'window');
    clock.jumpWall(3_600_000);
    book.restore('a', 'window');
    expect(book.get('a')?.addedAtMs).toBe(NOON_MS);
    book.archive('a', 'window');
    clock.jumpWall(86_400_000);
    book.restore('a', 'window');
    expect(book.get('a')?.addedAtMs).toBe(NOON_MS + 7_200_000 + 86_400_000);
  });
});

describe('a farm file', () => {
  const file = [
    listed('alice', { password: 'secret', pools: [{ url: URL_A }, { url: URL_B }] }),
    listed('bob', { quota: { share: '40 %' } }),
    listed('owner', overflow),
  ];

  it('is the whole truth about accounts and their order', () => {
    book.add(account('carol'), 'window');
    book.add(account('bob'), 'window');
    expect(book.applyFile(file, 'file')).toBe(true);
    expect([ids(), book.archived().map(({ id }) => id)]).toEqual([['alice', 'bob', 'owner'], ['carol']]);
    expect([book.passwordOf('alice'), book.get('bob')?.quota]).toEqual(['secret', { share: '40 %' }]);
  });

  it('changes nothing when it comes again, also after a restart', () => {
    book.applyFile(file, 'file');
    open();
    const before = readAll();
    expect(book.applyFile(file, 'file')).toBe(false);
    expect([changes, readAll()]).toEqual([[], before]);
  });

  it('is the whole truth about the least and the most hashrate too', () => {
    const limited = [listed('alice', { minRate: '1 TH/s', maxRate: '2 TH/s' })];
    book.applyFile(limited, 'file');
    expect(book.get('alice')?.limits).toEqual({ minRate: 1e12, maxRate: 2e12 });
    expect(book.applyFile(limited, 'file')).toBe(false);
    book.applyFile([listed('alice', { maxRate: '2 TH/s' })], 'file');
    expect(book.get('alice')?.limits).toEqual({ minRate: null, maxRate: 2e12 });
  });

  it('takes back an archived account of the name', () => {
    book.applyFile(file, 'file');
    book.archive('bob', 'window');
    book.applyFile(file, 'file');
    expect([ids(), book.archived()]).toEqual([['alice', 'bob', 'owner'], []]);
  });

  it('hands the overflow account on to another', () => {
    book.applyFile(file, 'file');
    book.applyFile([listed('alice', overflow), listed('owner')], 'file');
    expect(book.list().map(({ id, overflow: isOverflow }) => [id, isOverflow])).toEqual([
      ['alice', true],
      ['owner', false],
    ]);
  });

  it('says whose password is another one', () => {
    book.applyFile(file, 'file');
    book.applyFile([listed('alice', { password: 'new' }), ...file.slice(1)], 'file');
    expect(changes.map(({ newPasswords }) => newPasswords)).toEqual([['alice', 'bob', 'owner'], ['alice']]);
  });

  it('gives many new accounts of like names ids of their own', () => {
    book.applyFile(
      ['a b', 'a_b', 'a&b'].map((name) => listed(name)),
      'file',
    );
    expect(ids()).toEqual(['a_b', 'a_b~2', 'a_b~3']);
  });

  it('that is wrong changes nothing', () => {
    book.applyFile(file, 'file');
    expect(() => book.applyFile([listed('x', { quota: { share: '101 %' } })], 'file')).toThrow(
      /^quota\.share/,
    );
    expect(() => book.applyFile([listed('x'), listed('x')], 'file')).toThrow(/^name is "x"/);
    expect(ids()).toEqual(['alice', 'bob', 'owner']);
  });

  function readAll(): unknown {
    return ['accounts', 'endpoints', 'audit'].map((table) =>
      database.sql.prepare(`SELECT * FROM ${table}`).all(),
    );
  }
});
