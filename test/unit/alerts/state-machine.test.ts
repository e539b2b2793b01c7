import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Condition } from '#engine/alerts/rule.ts';
import {
  acknowledgeAlert,
  type AlertMessage,
  type AlertState,
  NO_ALERTS,
  restoreAlerts,
  snoozeCause,
  stepAlerts,
} from '#engine/alerts/state-machine.ts';
import type { AlertRow } from '#engine/store/alert-store.ts';
import { ALERT_RULES, type AlertRuleSettings } from '#shared/model/alert.ts';
import { FakeClock } from '#test/support/fake-clock.ts';

const STEP_MS = 5_000;
const HOLD_OFF_MS = 20_000;
const COOL_DOWN_MS = 60_000;
/** Short times, so that a run of a few minutes sees everything. */
const RULES: AlertRuleSettings[] = ALERT_RULES.map(({ defaults }) => ({
  ...defaults,
  holdOffMs: HOLD_OFF_MS,
  coolDownMs: COOL_DOWN_MS,
}));

function lost(id: string, change: Partial<Condition> = {}): Condition {
  return { rule: 'miner-lost', cause: 'miner-lost', member: { kind: 'miner', id, name: id }, ...change };
}

function poolDown(url: string): Condition {
  return {
    rule: 'pool-down',
    cause: `pool-down:${url}`,
    member: { kind: 'account', id: 'alice', name: 'alice' },
  };
}

/** The state machine on a fake clock, with what it stored and said. */
class Watch {
  readonly clock = new FakeClock();
  state: AlertState = NO_ALERTS;
  rules = RULES;
  isQuiet = false;
  readonly stored = new Map<string, AlertRow>();
  readonly messages: (AlertMessage & { atMs: number })[] = [];
  #ids = 0;

  /** One look after five seconds. */
  step(...conditions: Condition[]): void {
    this.clock.advance(STEP_MS);
    this.look(...conditions);
  }

  look(...conditions: Condition[]): void {
    const nowMs = this.clock.nowMs();
    const { state, saved, messages } = stepAlerts(this.state, {
      ...{ nowMs, monotonicMs: this.clock.monotonicMs(), conditions, rules: this.rules },
      isQuiet: this.isQuiet,
      newId: () => `a-${(this.#ids += 1)}`,
      words: ({ cause }, ids) => ({ title: `${cause} ${ids.join()}`, text: '', next: '', numbers: {} }),
    });
    this.state = state;
    for (const alert of saved) this.stored.set(alert.id, alert);
    for (const message of messages) this.messages.push({ ...message, atMs: nowMs });
  }

  pass(ms: number, ...conditions: Condition[]): void {
    for (let passed = 0; passed < ms; passed += STEP_MS) this.step(...conditions);
  }

  /** The program ends and starts again. */
  restart(): void {
    const rows = [...this.stored.values()].map((row) => structuredClone(row));
    this.clock.advance(30_000);
    this.state = restoreAlerts(
      {
        firing: rows.filter(({ resolvedAtMs }) => resolvedAtMs === null),
        resolved: rows.filter(({ resolvedAtMs }) => resolvedAtMs !== null),
        snoozes: this.state.snoozes,
      },
      this.rules,
      this.clock.monotonicMs(),
    );
  }

  get firing(): string[] {
    return [...this.state.firing.values()].map(({ words }) => words.title);
  }

  get told(): string[] {
    return this.messages.map(({ kind, alert }) => `${kind} ${alert.words.title}`);
  }
}

describe('an alert', () => {
  it('fires after its hold-off, is told once, and is over by itself', () => {
    const watch = new Watch();
    watch.pass(HOLD_OFF_MS, lost('a'));
    expect(watch.firing).toEqual([]);
    watch.step(lost('a'));
    expect(watch.firing).toEqual(['miner-lost a']);
    watch.pass(600_000, lost('a'));
    watch.step();
    expect(watch.firing).toEqual([]);
    expect(watch.told).toEqual(['firing miner-lost a', 'resolved miner-lost a']);
    const [alert] = watch.stored.values();
    // It began at the first look that saw it.
    expect((alert?.resolvedAtMs ?? 0) - (alert?.sinceMs ?? 0)).toBe(HOLD_OFF_MS + 600_000 + STEP_MS);
  });

  it('does not fire when the cause goes away within the hold-off', () => {
    const watch = new Watch();
    for (let time = 0; time < 20; time += 1) {
      watch.pass(HOLD_OFF_MS - STEP_MS, lost('a'));
      watch.step();
    }
    expect(watch.told).toEqual([]);
  });

  it('does not count the time in which the program was away', () => {
    const watch = new Watch();
    watch.step(lost('a'));
    watch.clock.sleep(3_600_000);
    watch.look(lost('a'));
    expect(watch.firing).toEqual([]);
  });

  it('fires at once where the sample tells since when', () => {
    const watch = new Watch();
    watch.clock.advance(600_000);
    watch.look(lost('a', { sinceMonotonicMs: 600_000 - HOLD_OFF_MS }));
    expect(watch.firing).toEqual(['miner-lost a']);
    const [alert] = watch.state.firing.values();
    expect(alert?.sinceMs).toBe(watch.clock.nowMs() - HOLD_OFF_MS);
  });

  it('that is back within its cool-down is the same one, and is not told again before that is over', () => {
    const watch = new Watch();
    watch.pass(HOLD_OFF_MS + STEP_MS, lost('a'));
    watch.step();
    watch.pass(HOLD_OFF_MS + STEP_MS, lost('a'));
    expect(watch.firing).toEqual(['miner-lost a']);
    expect(watch.stored.size).toBe(1);
    expect([...watch.stored.values()][0]?.occurrences).toBe(2);
    expect(watch.told).toEqual(['firing miner-lost a', 'resolved miner-lost a']);
    watch.pass(COOL_DOWN_MS, lost('a'));
    expect(watch.told.slice(2)).toEqual(['firing miner-lost a']);
  });

  it('grows with its subjects, each after its own hold-off, and is told again after the cool-down', () => {
    const watch = new Watch();
    watch.pass(HOLD_OFF_MS + STEP_MS, lost('a'));
    watch.pass(HOLD_OFF_MS, lost('a'), lost('b'));
    expect(watch.firing).toEqual(['miner-lost a']);
    watch.step(lost('a'), lost('b'));
    expect(watch.firing).toEqual(['miner-lost a,b']);
    expect(watch.told).toEqual(['firing miner-lost a']);
    watch.pass(COOL_DOWN_MS, lost('a'), lost('b'));
    expect(watch.told).toEqual(['firing miner-lost a', 'firing miner-lost a,b']);
  });

  it('neither begins nor ends by a cause that another alert tells of', () => {
    const watch = new Watch();
    watch.pass(HOLD_OFF_MS + STEP_MS, lost('a'));
    watch.pass(600_000, lost('a', { isSwallowed: true }), lost('b', { isSwallowed: true }));
    expect(watch.firing).toEqual(['miner-lost a']);
    watch.pass(HOLD_OFF_MS, lost('a'), lost('b'));
    expect(watch.firing).toEqual(['miner-lost a']);
  });

  it('ends in silence when its rule is switched off', () => {
    const watch = new Watch();
    watch.pass(HOLD_OFF_MS + STEP_MS, lost('a'));
    watch.rules = RULES.map((rule) => ({ ...rule, on: false }));
    watch.step(lost('a'));
    expect(watch.firing).toEqual([]);
    expect(watch.told).toEqual(['firing miner-lost a']);
  });
});

describe('silence', () => {
  it('of a snooze lasts until its end; what still stands is told again then', () => {
    const watch = new Watch();
    watch.pass(HOLD_OFF_MS + STEP_MS, lost('a'));
    watch.state = snoozeCause(watch.state, 'miner-lost', watch.clock.nowMs() + 3_600_000);
    watch.pass(3_600_000 - STEP_MS, lost('a'));
    expect(watch.told).toEqual(['firing miner-lost a']);
    watch.pass(2 * STEP_MS, lost('a'));
    expect(watch.told).toEqual(['firing miner-lost a', 'firing miner-lost a']);
  });

  it('of a snooze holds for the next alert of the same cause too', () => {
    const watch = new Watch();
    watch.pass(HOLD_OFF_MS + STEP_MS, lost('a'));
    watch.state = snoozeCause(watch.state, 'miner-lost', watch.clock.nowMs() + 3_600_000);
    watch.pass(COOL_DOWN_MS + STEP_MS);
    watch.pass(HOLD_OFF_MS + STEP_MS, lost('b'));
    expect(watch.firing).toEqual(['miner-lost b']);
    expect(watch.told).toEqual(['firing miner-lost a']);
  });

  it('of an acknowledgement ends when the alert grows', () => {
    const watch = new Watch();
    watch.pass(HOLD_OFF_MS + STEP_MS, lost('a'));
    watch.state = acknowledgeAlert(watch.state, 'miner-lost', { by: 'test', atMs: 1 });
    watch.pass(10 * COOL_DOWN_MS, lost('a'));
    expect(watch.told).toEqual(['firing miner-lost a']);
    watch.pass(HOLD_OFF_MS + STEP_MS, lost('a'), lost('b'));
    expect(watch.told).toEqual(['firing miner-lost a', 'firing miner-lost a,b']);
  });

  it('of quiet hours holds for all but critical alerts, until they end', () => {
    const watch = new Watch();
    watch.isQuiet = true;
    watch.pass(HOLD_OFF_MS + STEP_MS, lost('a'), poolDown('x'));
    expect(watch.told).toEqual(['firing pool-down:x alice']);
    watch.isQuiet = false;
    watch.step(lost('a'), poolDown('x'));
    expect(watch.told).toEqual(['firing pool-down:x alice', 'firing miner-lost a']);
  });

  it('of quiet hours holds what is over back too, until they end, and then tells it once', () => {
    const watch = new Watch();
    watch.pass(HOLD_OFF_MS + STEP_MS, lost('a'));
    watch.isQuiet = true;
    watch.pass(10 * COOL_DOWN_MS);
    expect([watch.firing, watch.told]).toEqual([[], ['firing miner-lost a']]);
    watch.isQuiet = false;
    watch.pass(2 * COOL_DOWN_MS);
    expect(watch.told).toEqual(['firing miner-lost a', 'resolved miner-lost a']);
  });
});

describe('a restart', () => {
  it('keeps what fires, and does not tell it again', () => {
    const watch = new Watch();
    watch.pass(HOLD_OFF_MS + STEP_MS, lost('a'), lost('b'));
    watch.restart();
    watch.step();
    watch.pass(60_000, lost('a'), lost('b'));
    expect(watch.firing).toEqual(['miner-lost a,b']);
    expect(watch.told).toEqual(['firing miner-lost a,b']);
  });

  it('ends what is not seen again in two minutes', () => {
    const watch = new Watch();
    watch.pass(HOLD_OFF_MS + STEP_MS, lost('a'));
    watch.restart();
    watch.pass(130_000);
    expect(watch.firing).toEqual([]);
    expect(watch.told).toEqual(['firing miner-lost a', 'resolved miner-lost a']);
  });
});

describe('whatever happens', () => {
  const CAUSES = ['pool-down:x', 'miner-lost'];
  const conditionOf = (cause: string, member: string, isSwallowed: boolean): Condition => ({
    rule: cause === 'miner-lost' ? 'miner-lost' : 'pool-down',
    cause,
    member: { kind: 'miner', id: member, name: member },
    isSwallowed,
  });
  const condition = fc.record({
    cause: fc.constantFrom(...CAUSES),
    member: fc.constantFrom('a', 'b', 'c'),
    isSwallowed: fc.boolean(),
  });
  const stretch = fc.record({
    steps: fc.integer({ min: 1, max: 8 }),
    conditions: fc.array(condition, { maxLength: 5 }),
    before: fc.constantFrom(
      'nothing',
      'nothing',
      'nothing',
      'restart',
      'sleep',
      'snooze',
      'wall',
      'acknowledge',
    ),
  });
  type Stretch = typeof stretch extends fc.Arbitrary<infer T> ? T : never;

  function intervene(watch: Watch, before: Stretch['before']): void {
    const [cause = ''] = watch.state.firing.keys();
    if (before === 'restart') watch.restart();
    else if (before === 'sleep') watch.clock.sleep(300_000);
    else if (before === 'wall') watch.clock.jumpWall(-45_000);
    else if (before === 'snooze') watch.state = snoozeCause(watch.state, cause, watch.clock.nowMs() + 40_000);
    else if (before === 'acknowledge')
      watch.state = acknowledgeAlert(watch.state, cause, { by: 't', atMs: 0 });
  }

  it('nothing fires before it has stood for its hold-off, without a break that was not seen', () => {
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 25 }), (stretches) => {
        const watch = new Watch();
        const since = new Map<string, number>();
        for (const { steps, conditions, before } of stretches) {
          intervene(watch, before);
          if (before === 'restart' || before === 'sleep') since.clear();
          for (let step = 0; step < steps; step += 1) {
            const known = new Set(
              [...watch.state.firing.values()].flatMap(({ cause, members }) =>
                members.map(({ id }) => cause + id),
              ),
            );
            watch.step(...conditions.map((one) => conditionOf(one.cause, one.member, one.isSwallowed)));
            const standing = new Set(conditions.map(({ cause, member }) => cause + member));
            for (const key of since.keys()) if (!standing.has(key)) since.delete(key);
            for (const key of standing) if (!since.has(key)) since.set(key, watch.clock.monotonicMs());
            for (const { cause, members } of watch.state.firing.values()) {
              for (const { id } of members) {
                if (known.has(cause + id)) continue;
                const stood = watch.clock.monotonicMs() - (since.get(cause + id) ?? Infinity);
                expect(stood, `${cause} ${id}`).toBeGreaterThanOrEqual(HOLD_OFF_MS);
              }
            }
          }
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('there is one alert a cause, and two messages about it are a cool-down apart', () => {
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 40 }), (stretches) => {
        const watch = new Watch();
        for (const { steps, conditions, before } of stretches) {
          intervene(watch, before === 'wall' ? 'nothing' : before);
          for (let step = 0; step < steps; step += 1) {
            watch.step(...conditions.map((one) => conditionOf(one.cause, one.member, one.isSwallowed)));
            for (const [cause, alert] of watch.state.firing) {
              expect(alert.cause).toBe(cause);
              expect(new Set(alert.members.map(({ id }) => id)).size).toBe(alert.members.length);
              expect(watch.state.recent.has(cause)).toBe(false);
            }
          }
        }
        for (const cause of CAUSES) {
          const told = watch.messages.filter(({ kind, alert }) => kind === 'firing' && alert.cause === cause);
          for (const [index, { atMs }] of told.entries()) {
            const previous = told[index - 1];
            if (previous) expect(atMs - previous.atMs).toBeGreaterThanOrEqual(COOL_DOWN_MS);
          }
          const all = watch.messages.filter(({ alert }) => alert.cause === cause).map(({ kind }) => kind);
          const isOverTwice = all.some((kind, index) => kind === 'resolved' && all[index - 1] !== 'firing');
          expect(isOverTwice, all.join(' ')).toBe(false);
        }
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  it('all is over when nothing stands any more', () => {
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 25 }), (stretches) => {
        const watch = new Watch();
        for (const { steps, conditions, before } of stretches) {
          intervene(watch, before);
          for (let step = 0; step < steps; step += 1) {
            watch.step(...conditions.map((one) => conditionOf(one.cause, one.member, one.isSwallowed)));
          }
        }
        watch.pass(180_000);
        expect(watch.firing).toEqual([]);
        expect([...watch.stored.values()].filter(({ resolvedAtMs }) => resolvedAtMs === null)).toEqual([]);
        expect(watch.state.recent.size + watch.state.pending.size + watch.state.restored.size).toBe(0);
      }),
      { numRuns: 200, seed: 13 },
    );
  });
});
