import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Ineligibility, listIneligible } from '#engine/eligibility-matrix.ts';
import { accepted, Stage } from '#test/support/stage.ts';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.stop());

function matrix(): Ineligibility[] {
  const { book, marks, proxy, registry, upstreams } = stage.farm.engine;
  return listIneligible({ book, clock: stage.clock, marks, proxy, registry, upstreams });
}

describe('the eligibility matrix', () => {
  it('tells why a miner cannot work for an account before it is tried, and when it was', async () => {
    const ordinary = await stage.pool({ extranonce2Size: 8 });
    const small = await stage.pool({ extranonce2Size: 3 });
    await stage.start({
      accounts: [
        { name: 'alice', pools: [{ url: ordinary.url }], quota: { work: 3e-8 } },
        { name: 'bob', pools: [{ url: small.url }], quota: { work: 1 } },
        { name: 'owner', pools: [{ url: ordinary.url }], worker: 'owner', overflow: true },
      ],
    });
    const qaxe = await stage.miner('farm.qaxe', 'nerdqaxe');
    await stage.miner('farm.bitaxe', 'bitaxe');
    const reason = 'this firmware needs 3 bytes of extranonce2 of its own; the pool leaves 2';
    const expected = [{ minerId: 'qaxe', accountId: 'bob', reason }];
    expect(stage.minerView('qaxe')?.accountId).toBe('alice');
    expect(stage.farm.engine.proxy.binder.ineligible().get('qaxe')).toBeUndefined();
    expect(matrix()).toEqual(expected);
    expect(await stage.mineAndSettle(qaxe, 3)).toEqual(accepted(3));
    await stage.passUntil(
      'the overflow account has it',
      () => stage.minerView('qaxe')?.accountId === 'owner',
    );
    expect(stage.farm.engine.proxy.binder.ineligible().get('qaxe')?.get('bob')).toBe(reason);
    expect(matrix()).toEqual(expected);
  });

  it('tells of the operator’s marks, whatever the pools say', async () => {
    const pool = await stage.pool();
    const { engine } = await stage.start({
      accounts: [{ name: 'alice', pools: [{ url: pool.url }], quota: { work: 1 } }],
    });
    await stage.miner('farm.m1');
    expect(matrix()).toEqual([]);
    engine.operations.markMiner({ id: 'm1', failed: true, note: 'fan', by: 'test' });
    expect(matrix()).toEqual([{ minerId: 'm1', accountId: null, reason: 'marked failed by you: fan' }]);
    engine.operations.markMiner({ id: 'm1', failed: true, reason: 'below-standard', by: 'test' });
    expect(matrix()).toEqual([{ minerId: 'm1', accountId: null, reason: 'marked below standard by you' }]);
    engine.operations.markMiner({ id: 'm1', failed: false, by: 'test' });
    expect(matrix()).toEqual([]);
  });
});
