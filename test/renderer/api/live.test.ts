import { describe, expect, it } from 'vitest';

import { applyFarmEvent, withEndpoint, withMiner, type LiveFarm } from '#renderer/api/live.ts';
import type { FarmEvent } from '#shared/model/snapshot.ts';

import { account, endpoint, extras, mark, miner, NOON_MS, overflow, snapshot } from '../make.ts';

const known: LiveFarm = {
  snapshot: snapshot({ miners: [miner({ id: 'm1' }), miner({ id: 'm2' })] }),
  extras: extras(),
  receivedAtMs: 1,
};

function delta(change: Partial<Extract<FarmEvent, { type: 'delta' }>>): FarmEvent {
  return {
    type: 'delta',
    baseRevision: 10,
    revision: 11,
    atMs: NOON_MS + 1000,
    accounts: [],
    miners: [],
    removedAccountIds: [],
    removedMinerIds: [],
    ...change,
  };
}

function applied(event: FarmEvent, to: LiveFarm = known): LiveFarm {
  const next = applyFarmEvent(to, event, 2);
  if (next === 'gap') throw new Error('unexpected gap');
  return next;
}

describe('live events', () => {
  it('start with a whole snapshot', () => {
    const whole = snapshot({ revision: 3 });
    expect(applyFarmEvent(undefined, { type: 'snapshot', snapshot: whole, extras: extras() }, 2)).toEqual({
      snapshot: whole,
      extras: extras(),
      receivedAtMs: 2,
    });
  });

  it('replace changed miners in place, add new ones and drop removed ones', () => {
    const changed = miner({ id: 'm2', hashrate: 5 });
    const next = applied(delta({ miners: [changed, miner({ id: 'm3' })], removedMinerIds: ['m1'] }));
    expect(next.snapshot.miners).toEqual([changed, miner({ id: 'm3' })]);
    expect(next.snapshot.revision).toBe(11);
    expect(next.snapshot.atMs).toBe(NOON_MS + 1000);
  });

  it('keep accounts in their order when the order changes', () => {
    const next = applied(delta({ accounts: [account({ order: 2 }), overflow({ order: 1 })] }));
    expect(next.snapshot.accounts.map(({ id }) => id)).toEqual(['owner', 'alice']);
  });

  it('leave untouched lists as the same objects', () => {
    const next = applied(delta({}));
    expect(next.snapshot.miners).toBe(known.snapshot.miners);
    expect(next.snapshot.accounts).toBe(known.snapshot.accounts);
    expect(next.extras).toBe(known.extras);
  });

  it('report a gap when something was missed, and when nothing is known yet', () => {
    expect(applyFarmEvent(known, delta({ baseRevision: 11, revision: 12 }), 2)).toBe('gap');
    expect(applyFarmEvent(undefined, delta({}), 2)).toBe('gap');
  });

  it('ignore a delta older than a snapshot fetched meanwhile', () => {
    const next = applied(delta({ baseRevision: 8, revision: 9, miners: [miner({ id: 'm1', hashrate: 1 })] }));
    expect(next.snapshot).toBe(known.snapshot);
  });

  it('accept a delta that begins before and ends after what is known', () => {
    const next = applied(
      delta({ baseRevision: 8, revision: 12, miners: [miner({ id: 'm1', hashrate: 1 })] }),
    );
    expect(next.snapshot.miners[0]?.hashrate).toBe(1);
    expect(next.snapshot.revision).toBe(12);
  });
});

describe('answers to commands', () => {
  it('show a changed miner before its event', () => {
    const changed = miner({ id: 'm1', markedFailed: mark() });
    expect(withMiner(known, changed).snapshot.miners[0]).toEqual(changed);
  });

  it('show a changed endpoint in its own account only', () => {
    const changed = endpoint({ id: 'alice~1', markedFailed: mark() });
    const accounts = withEndpoint(known, changed).snapshot.accounts;
    expect(accounts[0]?.pools).toEqual([changed]);
    expect(accounts[1]).toBe(known.snapshot.accounts[1]);
  });
});
