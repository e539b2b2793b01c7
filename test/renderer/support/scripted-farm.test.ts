import { describe, expect, it } from 'vitest';

import { ScriptedFarm } from '#test/support/scripted-farm.ts';
import { scriptedClient } from '#test/support/scripted-router.ts';

import { NOON_MS } from '../make.ts';

function farm(miners = 3): ScriptedFarm {
  return new ScriptedFarm({ miners, accounts: 2, hashrate: 2e6, quotaSpanMs: 20_000, nowMs: NOON_MS });
}

describe('the scripted farm', () => {
  it('serves its accounts one after the other, then the overflow account', () => {
    const scripted = farm();
    const served = new Set<string>();
    for (let second = 0; second < 55; second++) {
      for (const { accountId } of scripted.miners) if (accountId !== null) served.add(accountId);
      scripted.advance(1000);
    }
    expect([...served]).toEqual(['alice', 'bob', 'owner']);
  });

  it('moves a marked miner to the overflow account, and back', async () => {
    const scripted = farm();
    const client = scriptedClient(scripted);
    const marked = await client.miners.markFailed({ id: 'rack1-01', failed: true, note: 'fan' });
    expect([marked.accountId, marked.state, marked.markedFailed?.note]).toEqual(['owner', 'failed', 'fan']);
    const back = await client.miners.markFailed({ id: 'rack1-01', failed: false });
    expect([back.accountId, back.state, back.markedFailed]).toEqual(['alice', 'working', null]);
  });

  it('goes to the next endpoint when one is marked', async () => {
    const scripted = farm();
    await scriptedClient(scripted).pools.markFailed({ id: 'alice~1', failed: true });
    expect(scripted.accounts[0]?.pools.map(({ active, state }) => [active, state])).toEqual([
      [false, 'failed'],
      [true, 'up'],
    ]);
  });

  it('keeps an archived account for its return', async () => {
    const client = scriptedClient(farm());
    await client.accounts.remove({ id: 'alice' });
    expect((await client.farm.get()).accounts.map(({ id }) => id)).toEqual(['bob', 'owner']);
    await client.accounts.restore({ id: 'alice' });
    expect((await client.farm.get()).accounts.map(({ id }) => id)).toEqual(['alice', 'bob', 'owner']);
  });

  it('answers for a farm of thousands within the schemas of the contract', async () => {
    const scripted = farm(3000);
    scripted.advance(5000);
    const { miners } = await scriptedClient(scripted).farm.get();
    expect(miners).toHaveLength(3000);
  });
});
