import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type ServiceFacts, serviceTimes } from '#engine/statements/downtime.ts';

const span = (fromMs: number, toMs: number) => ({ fromMs, toMs });
const facts = (more: Partial<ServiceFacts>): ServiceFacts => ({
  span: span(0, 100),
  served: [],
  working: [],
  troubles: [],
  reached: [],
  runs: [span(0, 100)],
  recordedSinceMs: 0,
  intervalsSinceMs: 0,
  ...more,
});

describe('the time without work', () => {
  it('has the cause that comes first where several hold', () => {
    const times = serviceTimes(
      facts({
        served: [span(0, 40)],
        working: [span(0, 70)],
        troubles: [{ ...span(30, 45), kind: 'unreachable' }],
        reached: [span(60, 65)],
        runs: [span(0, 90)],
      }),
    );
    expect(times).toEqual({
      servedMs: 30,
      downtime: [
        { cause: 'no-miners', ms: 20 },
        { cause: 'waiting', ms: 20 },
        { cause: 'pool-unreachable', ms: 15 },
        { cause: 'program-stopped', ms: 10 },
        { cause: 'target-reached', ms: 5 },
      ],
    });
  });

  it('is unknown before anything was recorded, except where miners are known to have worked', () => {
    const before = {
      runs: [span(60, 100)],
      recordedSinceMs: 60,
      served: [span(20, 30)],
      working: [span(20, 50)],
    };
    expect(serviceTimes(facts(before))).toEqual({
      servedMs: 10,
      downtime: [
        { cause: 'no-miners', ms: 40 },
        { cause: 'unknown', ms: 30 },
        { cause: 'waiting', ms: 20 },
      ],
    });
  });

  it('and the time with work make up the whole span, whatever is recorded', () => {
    const anySpans = fc
      .array(fc.tuple(fc.integer({ min: -50, max: 150 }), fc.integer({ min: 0, max: 60 })), { maxLength: 6 })
      .map((pairs) => pairs.map(([from, length]) => span(from, from + length)));
    fc.assert(
      fc.property(
        fc.record({
          served: anySpans,
          working: anySpans,
          reached: anySpans,
          runs: anySpans,
          since: fc.nat(120),
        }),
        ({ since, ...lists }) => {
          const { servedMs, downtime } = serviceTimes(facts({ ...lists, recordedSinceMs: since }));
          expect(downtime.reduce((sum, { ms }) => sum + ms, servedMs)).toBe(100);
        },
      ),
    );
  });
});
