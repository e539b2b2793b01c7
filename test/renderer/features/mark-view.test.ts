import { describe, expect, it } from 'vitest';

import { endpointConsequences, minerConsequences } from '#renderer/features/marks/mark-view.ts';

import { account, endpoint, mark, miner, NOON_MS, overflow, plain, snapshot } from '../make.ts';

const served = account({ name: 'alice', etaMs: NOON_MS + 600_000 });
const one = miner({ id: 'rack1-03', hashrate: 100e12 });
const others = miner({ id: 'rack1-04', hashrate: 300e12 });

function says(farm: Parameters<typeof snapshot>[0]): string[] {
  return minerConsequences(snapshot(farm), one).map(plain);
}

describe('marking a miner', () => {
  it('says which account loses how much, and where the miner goes', () => {
    const sentences = says({ accounts: [{ ...served, etaMs: null }, overflow()], miners: [one, others] });
    expect(sentences).toEqual([
      'rack1-03 (100 TH/s) leaves alice at once; 300 TH/s stays there.',
      'Until you put it back it mines for owner, the overflow account.',
    ]);
  });

  it('says how the finish moves: a quarter less hashrate takes a third longer', () => {
    const sentences = says({ accounts: [served, overflow()], miners: [one, others] });
    const [from, to] = [600_000, 800_000].map((leftMs) =>
      new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
        NOON_MS + leftMs,
      ),
    );
    expect(sentences[1]).toBe(`The expected finish of alice moves from ${from} to ${to}.`);
  });

  it('says that nobody is left', () => {
    const sentences = says({ accounts: [served, overflow()], miners: [one] });
    expect(sentences.slice(0, 2)).toEqual([
      'rack1-03 (100 TH/s) leaves alice at once; no other miner works for it now.',
      'The quota of alice will not be reached while nobody works for it.',
    ]);
  });

  it('says that the miner is parked where there is no overflow account', () => {
    expect(says({ accounts: [served], miners: [one, others] }).at(-1)).toMatch(
      /^There is no overflow account, so it is parked/,
    );
  });

  it('says that nothing moves when it does not mine, or mines the surplus', () => {
    const idle = { ...one, accountId: null, hashrate: null };
    expect(minerConsequences(snapshot({ miners: [idle] }), idle)[0]).toBe(
      'rack1-03 does not mine now, so nothing moves.',
    );
    const surplus = { ...one, accountId: 'owner' };
    expect(minerConsequences(snapshot({ miners: [surplus] }), surplus)).toEqual([
      'rack1-03 already mines for owner, the overflow account, and stays there.',
    ]);
  });

  it('does not invent a hashrate that is not known', () => {
    const unknown = { ...one, hashrate: null };
    const [first] = minerConsequences(snapshot({ accounts: [served], miners: [unknown, others] }), unknown);
    expect(plain(first ?? '')).toBe('rack1-03 (–) leaves alice at once; 300 TH/s stays there.');
  });
});

describe('marking a pool endpoint', () => {
  const first = endpoint({ id: 'alice~1' });
  const second = endpoint({ id: 'alice~2', url: 'stratum+tcp://b:1', active: false, state: 'standby' });

  it('names the endpoint that takes over', () => {
    expect(endpointConsequences(account({ pools: [first, second] }), first)).toEqual([
      'alice goes to its next endpoint, stratum+tcp://b:1.',
    ]);
  });

  it('skips endpoints that are marked themselves, and says when none is left', () => {
    const pools = [first, { ...second, markedFailed: mark() }];
    expect(endpointConsequences(account({ pools }), first)[0]).toMatch(
      /^This is the only usable endpoint of alice/,
    );
  });

  it('says that an unused endpoint changes nothing now', () => {
    expect(endpointConsequences(account({ pools: [first, second] }), second)[0]).toMatch(
      /does not use this endpoint now/,
    );
  });
});
