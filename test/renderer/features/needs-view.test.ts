import { describe, expect, it } from 'vitest';

import { answersAgain, needsOf, type Need } from '#renderer/features/overview/needs-view.ts';
import type { AlertList } from '#shared/model/alert.ts';

import { account, alert, endpoint, extras, mark, miner, NOON_MS, notice, snapshot } from '../make.ts';

function alerts(change: Partial<AlertList>): AlertList {
  const counts = { critical: 0, warning: 0, info: 0 };
  return { atMs: NOON_MS, firing: [], snoozed: [], counts, ...change };
}

function idOf(need: Need): string {
  switch (need.kind) {
    case 'alert':
      return need.alert.id;
    case 'notice':
      return need.notice.id;
    case 'miner-mark':
      return need.miner.id;
    case 'endpoint-mark':
      return need.endpoint.id;
  }
}

describe('what needs you', () => {
  it('puts the worst first, then the newest, then marks, and says nothing twice', () => {
    const notices = [
      notice({ id: 'i', sinceMs: 9 }),
      notice({ id: 'c1', severity: 'critical', sinceMs: 1 }),
      notice({ id: 'c2', severity: 'critical', sinceMs: 2 }),
      notice({ id: 'marked-answering', sinceMs: 2 }),
    ];
    const farm = snapshot({
      miners: [
        miner({ id: 'm1', markedFailed: mark(), lastShareAtMs: null }),
        miner({ id: 'm2', markedFailed: mark() }),
      ],
      accounts: [account({ pools: [endpoint({ markedFailed: mark() })] })],
    });
    const needs = needsOf(farm, extras({ notices }));
    expect(needs.map(idOf)).toEqual(['c2', 'c1', 'i', 'm2', 'm1', 'alice~1']);
  });

  it('puts alerts first, the newest first, without those that somebody sees to', () => {
    const firing = [
      alert({ id: 'old', firedAtMs: 1 }),
      alert({ id: 'seen', firedAtMs: 3, acknowledged: { by: 'window', atMs: 4 } }),
      alert({ id: 'new', firedAtMs: 2, severity: 'info' }),
    ];
    const needs = needsOf(snapshot(), extras({ notices: [notice({ id: 'i' })] }), alerts({ firing }));
    expect(needs.map(idOf)).toEqual(['new', 'old', 'i']);
  });

  it('does not say again what an alert says, or has been silenced or seen to', () => {
    const seen = { by: 'window', atMs: 4 };
    const lists = [
      alerts({ firing: [alert({ rule: 'pools-changed' })] }),
      alerts({ firing: [alert({ rule: 'pools-changed', acknowledged: seen })] }),
      alerts({ snoozed: [alert({ rule: 'pools-changed' })] }),
    ];
    const farm = extras({ notices: [notice({ id: 'tampered' })] });
    expect(lists.map((list) => needsOf(snapshot(), farm, list).map(({ kind }) => kind))).toEqual([
      ['alert'],
      [],
      [],
    ]);
    expect(needsOf(snapshot(), farm).map(({ kind }) => kind)).toEqual(['notice']);
  });

  it('says that a failed miner answers again only once its late shares are through', () => {
    const at = (lastShareAtMs: number | null) =>
      answersAgain(miner({ markedFailed: mark({ atMs: NOON_MS }), lastShareAtMs }));
    expect([at(null), at(NOON_MS - 1), at(NOON_MS + 9000), at(NOON_MS + 11_000)]).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(answersAgain(miner())).toBe(false);
  });

  it('does not wonder about a miner that is marked for being slow', () => {
    expect(answersAgain(miner({ markedFailed: mark({ reason: 'below-standard' }) }))).toBe(false);
  });
});
