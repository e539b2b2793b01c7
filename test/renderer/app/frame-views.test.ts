import { describe, expect, it } from 'vitest';

import { countMarks, countMiners, isStale, matchesFilter } from '#renderer/app/header-view.ts';
import { parseRoute, routeHash } from '#renderer/app/route.ts';

import { account, endpoint, mark, miner, snapshot } from '../make.ts';

describe('the header', () => {
  it('counts each miner once, and a marked one only as marked', () => {
    const miners = [
      miner({ id: '1' }),
      miner({ id: '2', state: 'below-standard' }),
      miner({ id: '3', state: 'standby', role: 'standby' }),
      miner({ id: '4', state: 'parked' }),
      miner({ id: '5', state: 'silent' }),
      miner({ id: '6', state: 'offline' }),
      miner({ id: '7', state: 'failed', markedFailed: mark() }),
    ];
    expect(countMiners(snapshot({ miners }))).toEqual({
      total: 7,
      working: 2,
      standby: 2,
      offline: 2,
      marked: 1,
    });
  });

  it('leads to what needs attention: marked, silent, offline, below standard', () => {
    const states = ['working', 'below-standard', 'silent', 'offline', 'standby', 'parked'] as const;
    expect(states.filter((state) => matchesFilter(miner({ state }), 'attention'))).toEqual([
      'below-standard',
      'silent',
      'offline',
    ]);
    expect(matchesFilter(miner({ state: 'failed', markedFailed: mark() }), 'attention')).toBe(true);
  });

  it('counts marks of miners and of pool endpoints apart', () => {
    const marked = endpoint({ markedFailed: mark() });
    const farm = snapshot({
      accounts: [account({ pools: [marked, endpoint({ id: 'alice~2' })] })],
      miners: [miner({ markedFailed: mark() }), miner({ id: 'm2' })],
    });
    expect(countMarks(farm)).toEqual({ miners: 1, endpoints: 1 });
  });

  it('calls the screen stale after fifteen seconds, or at once without a line', () => {
    expect([isStale(14_000, true), isStale(16_000, true), isStale(0, false)]).toEqual([false, true, true]);
  });
});

describe('addresses', () => {
  it('name a page and its filters', () => {
    const hash = routeHash('miners', { state: 'offline', q: 'rack 1&2', miner: '' });
    expect(hash).toBe('#/miners?state=offline&q=rack+1%262');
    expect(parseRoute(hash)).toEqual({ page: 'miners', params: { state: 'offline', q: 'rack 1&2' } });
  });

  it.each(['', '#', '#/', '#/nowhere', '#/../x?y'])('%o leads to the overview', (hash) => {
    expect(parseRoute(hash).page).toBe('overview');
  });
});
