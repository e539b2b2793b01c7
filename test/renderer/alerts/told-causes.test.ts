import { describe, expect, it } from 'vitest';

import { isToldByAlert } from '#renderer/features/alerts/told-causes.ts';
import type { AlertView } from '#shared/model/alert.ts';
import type { Notice } from '#shared/model/snapshot.ts';

import { alert, NOON_MS, notice } from '../make.ts';

const farm = { kind: 'farm' as const, id: 'farm', name: 'farm' };
const machine = { kind: 'machine' as const, id: 'x1', name: 'x1' };
const lost = (id: string) => ({ kind: 'miner' as const, id, name: id });
const about = (kind: 'account' | 'miner', id: string) => ({ kind, id });

function isTold(told: Partial<Notice>, by: Partial<AlertView>): boolean {
  return isToldByAlert(notice(told), [alert({ rule: 'update', subjects: [farm] }), alert(by)]);
}

const alice = { id: 'trouble-alice', subject: about('account', 'alice') };
const bob = { id: 'trouble-bob', subject: about('account', 'bob') };

describe('a notice', () => {
  it.each<[string, Partial<Notice>, Partial<AlertView>]>([
    ['a pool that is down', alice, { numbers: { accounts: 1, unserved: 1 } }],
    ['a login that is refused', alice, { cause: 'pool-down:refused:alice', numbers: { accounts: 1 } }],
    ['pools of which none answers', bob, { cause: 'pool-down:all', subjects: [farm] }],
    ['a pool of many accounts', bob, { subjectCount: 51 }],
    [
      'lost miners',
      { id: 'offline' },
      { rule: 'miner-lost', subjects: [lost('m1')], numbers: { offline: 1 } },
    ],
    [
      'one lost miner',
      { id: 'offline', subject: about('miner', 'm1') },
      { rule: 'miner-lost', subjects: [lost('m1')], numbers: { offline: 1, silent: 0 } },
    ],
    ['an outage', { id: 'outage', severity: 'critical' }, { rule: 'farm-outage', subjects: [farm] }],
    ['the miners of an outage', { id: 'offline' }, { rule: 'farm-outage', subjects: [farm] }],
    ['changed pools', { id: 'tampered' }, { rule: 'pools-changed', subjects: [machine] }],
    ['the database', { id: 'ledger' }, { rule: 'database-error', subjects: [farm] }],
    ['a jump of the clock', { id: 'gap-1' }, { rule: 'clock-jump', sinceMs: NOON_MS + 5000 }],
  ])('is left to the alert about %s', (_name, told, by) => {
    expect(isTold(told, by)).toBe(true);
  });

  it.each<[string, Partial<Notice>, Partial<AlertView>]>([
    ['another account', bob, { numbers: { accounts: 1, unserved: 1 } }],
    ['a pool in reserve', alice, { numbers: { accounts: 1, unserved: 0 } }],
    [
      'another miner',
      { id: 'offline', subject: about('miner', 'm2') },
      { rule: 'miner-lost', subjects: [lost('m1')], numbers: { offline: 1 } },
    ],
    ['silent miners', { id: 'offline' }, { rule: 'miner-lost', numbers: { offline: 0, silent: 2 } }],
    ['a later jump', { id: 'gap-1' }, { rule: 'clock-jump', sinceMs: NOON_MS + 120_000 }],
    [
      'a jump that ended a round',
      { id: 'gap-1', severity: 'warning' },
      { rule: 'clock-jump', sinceMs: NOON_MS },
    ],
    ['something else', { id: 'no-overflow' }, {}],
    ['an account with the id of a miner', { ...alice, subject: about('miner', 'alice') }, {}],
  ])('stays beside an alert about %s', (_name, told, by) => {
    expect(isTold(told, by)).toBe(false);
  });

  it('stays where no alert fires', () => {
    expect(isToldByAlert(notice(), [])).toBe(false);
  });
});
