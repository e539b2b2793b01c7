import { beforeEach, describe, expect, it } from 'vitest';

import { EndpointPace, EndpointWatch } from '#engine/health/endpoint-watch.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

let clock: FakeClock;
let pace: EndpointPace;
let watch: EndpointWatch;

beforeEach(() => {
  clock = new FakeClock();
  pace = new EndpointPace();
  watch = new EndpointWatch({ clock, pace });
});

function jobsEvery(intervalMs: number, count: number): void {
  for (let job = 0; job < count; job += 1) {
    clock.advance(intervalMs);
    watch.jobArrived();
  }
}

describe('the pace of an endpoint', () => {
  it('knows its last job, its last accepted share and the median of its answers over all connections', () => {
    expect([pace.jobMonotonicMs, pace.acceptedMonotonicMs, pace.medianLatencyMs()]).toEqual([
      null,
      null,
      null,
    ]);
    jobsEvery(30_000, 2);
    const jobMs = clock.monotonicMs();
    clock.advance(1000);
    watch.answered(40, true);
    const acceptedMs = clock.monotonicMs();
    clock.advance(1000);
    new EndpointWatch({ clock, pace }).answered(900, false);
    watch.answered(60, false);
    expect([pace.jobMonotonicMs, pace.acceptedMonotonicMs, pace.medianLatencyMs()]).toEqual([
      jobMs,
      acceptedMs,
      60,
    ]);
  });

  it('forgets old answers', () => {
    watch.answered(9000, true);
    for (let answer = 0; answer < 32; answer += 1) watch.answered(20, true);
    expect(pace.medianLatencyMs()).toBe(20);
  });
});

describe('a pool that sends no jobs', () => {
  it('has 30 s for the first one after the login', () => {
    clock.advance(1e6);
    expect(watch.fault()).toBeNull();
    watch.loggedIn();
    clock.advance(29_000);
    expect(watch.fault()).toBeNull();
    clock.advance(1000);
    expect(watch.fault()).toEqual({ kind: 'no-job', evidence: 'logged in, but no job for 30\u00a0s' });
  });

  it('is stuck after 120 s when it sends one every 30 s', () => {
    jobsEvery(30_000, 5);
    clock.advance(119_000);
    expect(watch.fault()).toBeNull();
    clock.advance(1000);
    expect(watch.fault()).toEqual({
      kind: 'stuck',
      evidence: 'no new job from the pool for 2\u00a0min',
    });
  });

  it('is given four times its own interval when that is longer', () => {
    jobsEvery(90_000, 5);
    clock.advance(359_000);
    expect(watch.fault()).toBeNull();
    clock.advance(1000);
    expect(watch.fault()?.kind).toBe('stuck');
  });

  it('is given ten minutes while its interval is not known', () => {
    jobsEvery(5_000, 3);
    clock.advance(599_000);
    expect(watch.fault()).toBeNull();
    clock.advance(1000);
    expect(watch.fault()?.kind).toBe('stuck');
  });

  it('is given twice as long the next time, until it sends again as usual', () => {
    jobsEvery(30_000, 5);
    clock.advance(120_000);
    expect(watch.fault()?.kind).toBe('stuck');
    watch = new EndpointWatch({ clock, pace });
    watch.jobArrived();
    clock.advance(239_000);
    expect(watch.fault()).toBeNull();
    watch.jobArrived();
    jobsEvery(30_000, 16);
    clock.advance(120_000);
    expect(watch.fault()?.kind).toBe('stuck');
  });
});

describe('a pool that refuses all shares', () => {
  it('is found after 60 s and three refusals', () => {
    for (let share = 0; share < 6; share += 1) {
      expect(watch.fault(), `${share}`).toBeNull();
      watch.answered(20, false);
      clock.advance(12_000);
    }
    watch.answered(20, false);
    expect(watch.fault()).toEqual({
      kind: 'refusing',
      evidence: 'the pool has refused all 7 shares for 1\u00a0min 12\u00a0s',
    });
  });

  it('is not found in a burst, nor in two refusals far apart, nor when one share is accepted', () => {
    for (let share = 0; share < 100; share += 1) watch.answered(20, false);
    clock.advance(59_000);
    expect(watch.fault()).toBeNull();
    watch.answered(20, true);
    watch.answered(20, false);
    clock.advance(70_000);
    watch.answered(20, false);
    expect(watch.fault()).toBeNull();
  });
});

describe('a pool that answers slowly', () => {
  it('is found when one answer in ten takes longer than 5 s', () => {
    for (let share = 0; share < 30; share += 1) watch.answered(share % 8 === 0 ? 9000 : 100, true);
    expect(watch.fault()).toEqual({
      kind: 'slow',
      evidence: "one in ten of the pool's last 30 answers took 9\u00a0s or longer",
    });
  });

  it('is not blamed for few answers or rare ones', () => {
    for (let share = 0; share < 19; share += 1) watch.answered(9000, true);
    expect(watch.fault()).toBeNull();
    for (let share = 0; share < 64; share += 1) watch.answered(share % 20 === 0 ? 9000 : 100, true);
    expect(watch.fault()).toBeNull();
  });
});
