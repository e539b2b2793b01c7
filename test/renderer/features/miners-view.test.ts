import { describe, expect, it } from 'vitest';

import {
  acceptFilter,
  acceptSort,
  compareText,
  filterCounts,
  rowOf,
  visibleRows,
} from '#renderer/features/miners/miners-view.ts';

import { mark, miner, NOON_MS } from '../make.ts';

const names = { accountNames: new Map([['alice', 'Alice & Co']]) };
const rows = [
  rowOf(miner({ id: 'rack1-01' }), names),
  rowOf(
    miner({
      id: 'rack2-01',
      address: '10.0.0.7',
      userAgent: 'bitaxe/BM1370',
      accountId: null,
      state: 'offline',
    }),
    names,
  ),
  rowOf(
    miner({
      id: 'rack10-01',
      markedFailed: mark({ note: 'fan 2', atMs: NOON_MS - 60_000 }),
      state: 'failed',
    }),
    names,
  ),
];
const shown = (query: string, filter: Parameters<typeof visibleRows>[2] = 'all') =>
  visibleRows(rows, query, filter).map(({ id }) => id);

describe('a row', () => {
  it('knows its account by name and its part of the nominal hashrate', () => {
    expect(rows[0]).toMatchObject({ accountName: 'Alice & Co', ofNominal: 100 / 104, answersAgain: false });
    expect(rowOf(miner({ accountId: 'gone' }), names).accountName).toBe('gone');
    expect(rowOf(miner({ nominalHashrate: null }), names).ofNominal).toBeNull();
    expect(rowOf(miner({ hashrate: null }), names).ofNominal).toBeNull();
  });

  it('says when a marked miner answers again', () => {
    expect(rows[2]?.answersAgain).toBe(true);
  });
});

describe('search', () => {
  it('looks everywhere: name, address, user agent, account, note, state', () => {
    expect(shown('RACK2')).toEqual(['rack2-01']);
    expect(shown('10.0.0')).toEqual(['rack2-01']);
    expect(shown('bm1370')).toEqual(['rack2-01']);
    expect(shown('alice')).toEqual(['rack1-01', 'rack10-01']);
    expect(shown('fan')).toEqual(['rack10-01']);
    expect(shown('offline')).toEqual(['rack2-01']);
  });

  it('wants every word', () => {
    expect(shown('rack1 alice')).toEqual(['rack1-01', 'rack10-01']);
    expect(shown('rack1 bitaxe')).toEqual([]);
    expect(shown('  ')).toHaveLength(3);
  });

  it('goes together with the filter', () => {
    expect(shown('rack', 'marked')).toEqual(['rack10-01']);
    expect(shown('alice', 'offline')).toEqual([]);
  });

  it('counts what each filter would show', () => {
    expect(filterCounts(rows)).toEqual({
      all: 3,
      working: 1,
      standby: 0,
      offline: 1,
      marked: 1,
      attention: 2,
    });
  });
});

describe('what comes from outside', () => {
  it('falls back to all miners on an unknown filter', () => {
    expect([acceptFilter('marked'), acceptFilter('x'), acceptFilter(undefined)]).toEqual([
      'marked',
      'all',
      'all',
    ]);
  });

  it('takes a remembered order only in its shape', () => {
    expect(
      acceptSort([{ field: 'name', sort: 'desc' }, { field: 3 }, null, { field: 'x', sort: 'up' }]),
    ).toEqual([{ field: 'name', sort: 'desc' }]);
    expect(acceptSort('name')).toBeUndefined();
  });
});

it('orders rack2 before rack10', () => {
  expect(['rack10', 'rack2', null].toSorted(compareText)).toEqual([null, 'rack2', 'rack10']);
});
