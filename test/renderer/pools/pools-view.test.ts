import { describe, expect, it } from 'vitest';

import {
  healthTexts,
  matchingGroups,
  poolGroups,
  poolSummary,
  summaryText,
  testInput,
} from '#renderer/features/pools/pools-view.ts';
import type { AccountSettings } from '#shared/model/account.ts';
import type { EndpointHealth } from '#shared/model/snapshot.ts';

import { account, endpoint, mark, NOON_MS, plain } from '../make.ts';

const health: EndpointHealth = {
  id: 'alice~2',
  trouble: 'the connection was refused',
  connections: 0,
  latencyMs: 41.6,
  lastJobAtMs: NOON_MS - 14_000,
  lastAcceptedAtMs: null,
};
const accounts = [
  account({
    id: 'alice',
    pools: [
      endpoint({
        id: 'alice~1',
        active: false,
        state: 'failed',
        markedFailed: mark({ note: 'maintenance' }),
      }),
      endpoint({ id: 'alice~2', url: 'stratum+ssl://backup.example:443' }),
    ],
  }),
  account({ id: 'bob', pools: [endpoint({ id: 'bob~1' })] }),
  account({ id: 'carol', pools: [endpoint({ id: 'carol~1', active: false, state: 'down' })] }),
];
const groups = poolGroups(accounts, [health]);
const found = (query: string) => matchingGroups(groups, query).map((group) => group.account.id);

describe('the endpoints of the accounts', () => {
  it('stand in failover order, with what is observed of them and who serves', () => {
    expect(groups.map(({ servedBy }) => servedBy)).toEqual([2, 1, null]);
    expect(groups[0]?.rows.map(({ place, health: known }) => [place, known?.id])).toEqual([
      [1, undefined],
      [2, 'alice~2'],
    ]);
  });

  it('are summed up in one line', () => {
    expect(poolSummary(groups)).toEqual({ accounts: 3, served: 2, first: 1, down: 1, marked: 1 });
    expect(summaryText(poolSummary(groups))).toBe(
      '2 of 3 accounts are served, 1 by their first endpoint · 1 endpoint is down or refuses · 1 endpoint is marked failed',
    );
  });

  it('are found by account, address, state, note and trouble', () => {
    expect(found('')).toHaveLength(3);
    expect(found('bob')).toEqual(['bob']);
    expect(found('backup SSL')).toEqual(['alice']);
    expect(found('maintenance')).toEqual(['alice']);
    expect(found('refused')).toEqual(['alice']);
    expect(found('down')).toEqual(['carol']);
    expect(found('nothing')).toEqual([]);
  });
});

describe('what is observed of an endpoint', () => {
  it('is said in words, and what is not known is not called 0', () => {
    const known = healthTexts(health, NOON_MS);
    expect([known.latency, known.job, known.accepted].map(plain)).toEqual(['42 ms', '14 s ago', 'none yet']);
    expect(healthTexts(undefined, NOON_MS)).toEqual({ latency: '–', job: 'none yet', accepted: 'none yet' });
  });
});

describe('the test of an endpoint', () => {
  const settings = [
    {
      id: 'alice',
      worker: 'alice.farm1',
      pools: [{ id: 'alice~1', url: 'stratum+ssl://a.example:443', ca: 'PEM' }],
    },
  ] as AccountSettings[];

  it('uses the stored login and the certificate of that address', () => {
    expect(testInput('alice', 'stratum+ssl://a.example:443', settings)).toEqual({
      accountId: 'alice',
      url: 'stratum+ssl://a.example:443',
      worker: 'alice.farm1',
      ca: 'PEM',
    });
    expect(testInput('alice', 'stratum+tcp://b.example:3333', settings)).not.toHaveProperty('ca');
  });

  it('waits for the settings', () => {
    expect(testInput('alice', 'stratum+ssl://a.example:443', undefined)).toBeNull();
    expect(testInput('gone', 'stratum+ssl://a.example:443', settings)).toBeNull();
  });
});
