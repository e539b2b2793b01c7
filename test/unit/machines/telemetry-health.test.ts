import { describe, expect, it } from 'vitest';

import { type BoardReading, emptyReading, type MinerReading } from '#engine/discovery/miner-reading.ts';
import { explainShortfall, toHealth } from '#engine/machines/telemetry-health.ts';
import { hashesPerSecond } from '#shared/units.ts';

const TERA = 1e12;
const NBSP = '\u00a0';

function board(hashrateThs: number | null, chips: number | null = 66): BoardReading {
  return {
    name: 'b',
    serial: null,
    hashrate: hashrateThs === null ? null : hashesPerSecond(hashrateThs * TERA),
    nominalHashrate: null,
    chips,
    boardTemperature: null,
    chipTemperature: null,
  };
}

function reading(change: Partial<MinerReading> = {}): MinerReading {
  return {
    ...emptyReading('antminer-stock'),
    hashrate: {
      now: hashesPerSecond(99 * TERA),
      average: hashesPerSecond(99 * TERA),
      nominal: hashesPerSecond(100 * TERA),
    },
    boards: [board(33), board(33), board(33)],
    uptimeSeconds: 7200,
    ...change,
  };
}

describe('what telemetry says to health', () => {
  it('finds nothing wrong with a machine that works', () => {
    expect(toHealth(reading())).toEqual({
      nominalHashrate: 100 * TERA,
      declaredFaults: [],
      deadBoards: 0,
      isAsleep: false,
      isTuning: false,
      isSettled: true,
      evidence: [],
    });
  });

  it('names the dead board and what it has left', () => {
    const { deadBoards, evidence } = toHealth(reading({ boards: [board(33), board(0, 0), board(33)] }));
    expect([deadBoards, evidence]).toEqual([1, ['board 2 of 3 is dead (0 of 66 chips)']]);
  });

  it('names a board that makes nothing though its chips are not counted', () => {
    const { evidence } = toHealth(reading({ boards: [board(33, null), board(0, null)] }));
    expect(evidence).toEqual(['board 2 of 2 is dead (it makes nothing)']);
  });

  it('names a board without chips that tells no rate', () => {
    const { deadBoards, evidence } = toHealth(reading({ boards: [board(33), board(null, 0)] }));
    expect([deadBoards, evidence]).toEqual([1, ['board 2 of 2 is dead (0 of 66 chips)']]);
  });

  it('names missing chips and weak boards without calling them dead', () => {
    const { deadBoards, evidence } = toHealth(reading({ boards: [board(33), board(12, 40), board(33)] }));
    expect([deadBoards, evidence]).toEqual([
      0,
      [`board 2 of 3 works with 40 of 66 chips`, `board 2 of 3 makes 12.0${NBSP}TH/s of 33.0${NBSP}TH/s`],
    ]);
  });

  it('does not call boards dead when none of them works: the machine waits for work', () => {
    const { deadBoards, evidence } = toHealth(reading({ boards: [board(0), board(0)] }));
    expect([deadBoards, evidence]).toEqual([0, ['none of its boards makes anything']]);
  });

  it('does not judge boards that say nothing', () => {
    const { deadBoards, evidence } = toHealth(reading({ boards: [board(null, null), board(33, null)] }));
    expect([deadBoards, evidence]).toEqual([0, []]);
  });

  it('knows nothing of boards that are not told', () => {
    expect(toHealth(reading({ boards: [] })).deadBoards).toBe(null);
  });

  it('names declared faults and fans that stand still', () => {
    const { declaredFaults, evidence } = toHealth(
      reading({ faults: [{ code: '201', text: 'power supply lost' }], fansRpm: [6000, 0, 5900, 6100] }),
    );
    expect([declaredFaults, evidence]).toEqual([
      ['201: power supply lost'],
      ['fan 2 of 4 stands still', '201: power supply lost'],
    ]);
  });

  it('takes fans that all stand still for a machine that is cooled otherwise', () => {
    expect(toHealth(reading({ fansRpm: [0, 0] })).evidence).toEqual([]);
  });

  it.each([
    ['starts', { uptimeSeconds: 899 }],
    ['sleeps', { isAsleep: true }],
    ['tunes itself', { faults: [{ code: null, text: 'Auto-tuning in progress' }] }],
  ])('judges nothing while the machine %s', (_, change) => {
    const { deadBoards, evidence, isSettled } = toHealth(
      reading({ boards: [board(0, 0), board(33)], ...change }),
    );
    expect([deadBoards, evidence, isSettled]).toEqual([null, [], false]);
  });

  it('takes the standard from the boards where the machine states none for itself', () => {
    const boards = [1, 2].map(() => ({ ...board(33), nominalHashrate: hashesPerSecond(34 * TERA) }));
    const { nominalHashrate } = toHealth(
      reading({ hashrate: { now: null, average: null, nominal: null }, boards }),
    );
    expect(nominalHashrate).toBe(68 * TERA);
  });

  it('has no standard where the unit is doubtful, or it is zero', () => {
    const of = (now: number, nominal: number): number | null =>
      toHealth(
        reading({
          hashrate: { now: hashesPerSecond(now), average: null, nominal: hashesPerSecond(nominal) },
          boards: [],
        }),
      ).nominalHashrate;
    expect([of(99 * TERA, TERA), of(0, 0)]).toEqual([null, null]);
  });
});

describe('why a machine delivers too little', () => {
  it('tells a dead board from bad luck', () => {
    expect([
      explainShortfall(reading({ boards: [board(33), board(0, 0), board(33)] })),
      explainShortfall(reading()),
    ]).toEqual([
      'board 2 of 3 is dead (0 of 66 chips)',
      `the machine itself counts 99.0${NBSP}TH/s of 100${NBSP}TH/s and reports no fault: chance, or the way to the proxy`,
    ]);
  });

  it('says when the machine itself counts less', () => {
    const hashrate = { now: null, average: hashesPerSecond(70 * TERA), nominal: hashesPerSecond(100 * TERA) };
    expect(explainShortfall(reading({ hashrate, boards: [] }))).toBe(
      `the machine itself counts only 70.0${NBSP}TH/s of 100${NBSP}TH/s`,
    );
  });

  it('says when it sleeps, tunes itself or has just started, and nothing where nothing is known', () => {
    expect([
      explainShortfall(reading({ isAsleep: true })),
      explainShortfall(reading({ faults: [{ code: null, text: 'tuning' }] })),
      explainShortfall(reading({ uptimeSeconds: 60 })),
      explainShortfall(emptyReading('vnish')),
    ]).toEqual(['the machine sleeps', 'the machine is tuning itself', 'the machine has just started', null]);
  });
});
