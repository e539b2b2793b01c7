import { describe, expect, it } from 'vitest';

import { nextMoveOf, plannedByAccount, plannedStack } from '#renderer/features/allocation/planned-bands.ts';

function move(atMs: number, fromAccountId: string, toAccountId: string | null, miners: number) {
  return { atMs, fromAccountId, toAccountId, miners, cause: `${fromAccountId} is done` };
}

const threeOnAlice = [{ accountId: 'alice' }, { accountId: 'alice' }, { accountId: 'alice' }];

describe('planned bands', () => {
  it('follow the farm from account to account, whatever order the moves come in', () => {
    const next = [move(300, 'bob', 'owner', 3), move(200, 'alice', 'bob', 3)];
    expect(plannedByAccount({ next }, threeOnAlice, 100).get('alice')).toEqual([
      { accountId: 'alice', fromMs: 100, toMs: 200, cause: '' },
      { accountId: 'bob', fromMs: 200, toMs: 300, cause: 'alice is done' },
      { accountId: 'owner', fromMs: 300, toMs: null, cause: 'bob is done' },
    ]);
  });

  it('end where only some of the miners move, as nobody knows which', () => {
    const bands = plannedByAccount({ next: [move(200, 'alice', 'bob', 2)] }, threeOnAlice, 100).get('alice');
    expect(bands).toEqual([{ accountId: 'alice', fromMs: 100, toMs: 200, cause: '' }]);
    expect(nextMoveOf(bands)).toEqual({ atMs: 200, band: null });
  });

  it('go on without an end where nothing is foreseen', () => {
    const bands = plannedByAccount({ next: [] }, threeOnAlice, 100).get('alice');
    expect(bands).toEqual([{ accountId: 'alice', fromMs: 100, toMs: null, cause: '' }]);
    expect(nextMoveOf(bands)).toBeNull();
  });

  it('stop after some steps when moves go round in circles', () => {
    const next = Array.from({ length: 100 }, (_, index) =>
      index % 2 === 0 ? move(200 + index, 'alice', 'bob', 3) : move(200 + index, 'bob', 'alice', 3),
    );
    expect(plannedByAccount({ next }, threeOnAlice, 100).get('alice')).toHaveLength(20);
  });

  it('leave parked miners out', () => {
    expect([...plannedByAccount({ next: [] }, [{ accountId: null }], 0)]).toEqual([]);
  });

  it('of a group are cut wherever one of its accounts moves', () => {
    const next = [move(200, 'alice', 'owner', 3), move(400, 'bob', 'owner', 1)];
    const planned = plannedByAccount({ next }, [...threeOnAlice, { accountId: 'bob' }], 100);
    const mix = new Map([
      ['alice', 3],
      ['bob', 1],
    ]);
    expect(plannedStack(mix, planned, { nowMs: 100, endMs: 300 })).toEqual([
      {
        fromMs: 100,
        toMs: 200,
        parts: [
          { accountId: 'alice', miners: 3 },
          { accountId: 'bob', miners: 1 },
        ],
      },
      {
        fromMs: 200,
        toMs: 300,
        parts: [
          { accountId: 'owner', miners: 3 },
          { accountId: 'bob', miners: 1 },
        ],
      },
    ]);
  });
});
