import { describe, expect, it } from 'vitest';

import { endpointConsequences } from '#renderer/features/marks/mark-view.ts';
import {
  markedText,
  marksPreviewSentences,
  previewSentences,
  someNames,
} from '#renderer/features/marks/preview-view.ts';
import type { MarkPreview, MarksPreview } from '#shared/model/planning.ts';
import type { FarmSnapshot } from '#shared/model/snapshot.ts';

import { account, endpoint, mark, miner, NOON_MS, plain, snapshot } from '../make.ts';

const HOUR_MS = 3_600_000;

const one = miner({ id: 'rack1-03', name: 'rack1-03', hashrate: 104e12 });
const standby = [1, 2].map((n) =>
  miner({ id: `rack9-0${n}`, name: `rack9-0${n}`, role: 'standby', accountId: 'owner', hashrate: 105.5e12 }),
);
const farm = snapshot({ miners: [one, miner({ id: 'rack1-04', hashrate: 300e12 }), ...standby] });

function preview(change: Partial<MarkPreview> = {}): MarkPreview {
  return {
    minerId: 'rack1-03',
    lostHashrate: 104e12,
    fromAccountId: 'alice',
    toAccountId: 'owner',
    standIns: [],
    accounts: [],
    ...change,
  };
}

function says(change: Partial<MarkPreview>, of: FarmSnapshot = farm): string[] {
  return previewSentences(preview(change), of).map(plain);
}

function clock(atMs: number): string {
  return new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(atMs);
}

describe('marking several miners', () => {
  const together: MarksPreview = {
    minerIds: ['rack1-03', 'rack1-04'],
    leaves: [{ accountId: 'alice', miners: 2, hashrate: 404e12 }],
    toAccountId: 'owner',
    standIns: [],
    accounts: [],
  };
  const say = (change: Partial<MarksPreview>) =>
    marksPreviewSentences({ ...together, ...change }, farm).map(plain);

  it('says what all of them take from each account, and that nobody is free', () => {
    expect(say({})).toEqual([
      '2 miners (404 TH/s) leave alice at once.',
      'No standby miner is free to take over.',
      'Until you put them back they mine for owner, the overflow account.',
    ]);
  });

  it('names the standby and the finishes that move, once for all of them', () => {
    const sentences = say({
      standIns: standby.map(({ id, hashrate }) => ({ minerId: id, hashrate })),
      accounts: [{ accountId: 'alice', finishMsNow: NOON_MS + HOUR_MS, finishMsThen: null }],
    });
    expect(sentences[1]).toBe('Standby rack9-01 and rack9-02 (211 TH/s) take over within about 5 s.');
    expect(sentences[2]).toBe('The quota of alice is no longer expected to be reached in this round.');
  });

  it('tells those that mine the surplus or nothing apart, and where nobody takes them', () => {
    const leaves = [
      { accountId: null, miners: 1, hashrate: null },
      { accountId: 'owner', miners: 3, hashrate: 1e12 },
      { accountId: 'alice', miners: 1, hashrate: 1e12 },
    ];
    expect(say({ leaves, toAccountId: null })).toEqual([
      '1 miner (1.00 TH/s) leaves alice at once.',
      '1 does not mine now.',
      '3 mine for owner, the overflow account, now.',
      'No standby miner is free to take over.',
      'There is no overflow account, so they are parked: they get no new jobs, and after a minute their connections are closed.',
    ]);
  });

  it('counts the accounts that do not fit', () => {
    const leaves = Array.from({ length: 8 }, (_, n) => ({ accountId: `c${n}`, miners: 2, hashrate: 1e12 }));
    expect(say({ leaves })[5]).toBe('6 miners leave 3 more accounts.');
  });
});

describe('marking a miner', () => {
  it('names the standby that takes over and how the finish moves', () => {
    const sentences = says({
      standIns: standby.map(({ id, hashrate }) => ({ minerId: id, hashrate })),
      accounts: [
        { accountId: 'alice', finishMsNow: NOON_MS + 2 * HOUR_MS, finishMsThen: NOON_MS + 1.7 * HOUR_MS },
      ],
    });
    expect(sentences).toEqual([
      'rack1-03 (104 TH/s) leaves alice at once; standby rack9-01 and rack9-02 (211 TH/s) take over within about 5 s.',
      `The expected finish of alice moves from ${clock(NOON_MS + 2 * HOUR_MS)} to ${clock(NOON_MS + 1.7 * HOUR_MS)}.`,
      'Until you put it back it mines for owner, the overflow account.',
    ]);
  });

  it('says how much stays where nobody stands in, and that a finish does not move', () => {
    const finish = { accountId: 'alice', finishMsNow: NOON_MS + HOUR_MS, finishMsThen: NOON_MS + HOUR_MS };
    expect(says({ accounts: [finish] }).slice(0, 2)).toEqual([
      'rack1-03 (104 TH/s) leaves alice at once; 300 TH/s stays there.',
      'No account’s expected finish moves.',
    ]);
  });

  it('says that nobody is left, and that the quota will be missed', () => {
    const finish = { accountId: 'alice', finishMsNow: NOON_MS + HOUR_MS, finishMsThen: null };
    expect(says({ accounts: [finish] }, snapshot({ miners: [one] })).slice(0, 2)).toEqual([
      'rack1-03 (104 TH/s) leaves alice at once; no other miner works for it now.',
      'The quota of alice is no longer expected to be reached in this round.',
    ]);
  });

  it('says that the miner is parked where there is no overflow account', () => {
    expect(says({ toAccountId: null }).at(-1)).toMatch(/^There is no overflow account, so it is parked/);
  });

  it('says that nothing moves when it does not mine, or mines the surplus', () => {
    expect(says({ fromAccountId: null })[0]).toBe('rack1-03 does not mine now, so nothing moves.');
    expect(says({ fromAccountId: 'owner' })).toEqual([
      'rack1-03 already mines for owner, the overflow account, and stays there.',
    ]);
  });

  it('does not invent a hashrate that is not known', () => {
    const unknown = snapshot({ miners: [{ ...one, hashrate: null }] });
    expect(says({ lostHashrate: null }, unknown)[0]).toMatch(/^rack1-03 \(–\) leaves alice/);
  });

  it('keeps the list of accounts short', () => {
    const accounts = Array.from({ length: 9 }, (_, n) => ({
      accountId: `a${n}`,
      finishMsNow: NOON_MS + HOUR_MS,
      finishMsThen: NOON_MS + 2 * HOUR_MS,
    }));
    const sentences = says({ accounts });
    expect(sentences).toHaveLength(8);
    expect(sentences[6]).toBe('The expected finish of 4 more accounts moves.');
  });

  it('tells afterwards who stands in', () => {
    expect(markedText('rack1-03', [])).toBe('rack1-03 is marked failed.');
    expect(markedText('rack1-03', ['b1', 'b2'])).toBe(
      'rack1-03 is marked failed. b1 and b2 stand in for it.',
    );
    expect(someNames(['a', 'b', 'c', 'd', 'e', 'f'])).toBe('a, b, c, d, and 2 more');
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
