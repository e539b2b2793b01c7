import type { AlertMember, AlertRow, AlertWords } from '#engine/store/alert-store.ts';
import type { AlertChannelId, AlertRuleId, AlertRuleSettings } from '#shared/model/alert.ts';

import type { Condition } from './rule.ts';

/** Longer between two looks: the program was away, and what was not seen does not count. */
const AWAY_MS = 60_000;
/** After a start: pools connect, miners come back. Until then a restored alert is not over for lack of signs. */
const SETTLE_MS = 120_000;
/** Rules that see again only when their windows have filled, ms beyond `SETTLE_MS`. */
const BLIND_MS: Partial<Record<AlertRuleId, number>> = {
  'hashrate-low': 600_000,
  'rejected-high': 600_000,
};
/** Subjects of one alert; no farm has more miners than this. */
const MAX_MEMBERS = 50_000;

/** A condition that has not stood for its hold-off yet. */
interface Pending {
  sinceMonotonicMs: number;
  sinceMs: number;
}

/** What is known between two looks. Never changed in place. */
export interface AlertState {
  /** By cause, then by member. */
  pending: ReadonlyMap<string, ReadonlyMap<string, Pending>>;
  /** By cause. */
  firing: ReadonlyMap<string, AlertRow>;
  /** By cause: over for less than their cool-down, or not told yet that they are. */
  recent: ReadonlyMap<string, AlertRow>;
  /** By cause: until when it is silent, wall clock. */
  snoozes: ReadonlyMap<string, number>;
  lookedMs: number | null;
  /** Ids of alerts taken over from the last run, and until when they are given the benefit of the doubt. */
  restored: ReadonlyMap<string, number>;
}

export interface AlertLook {
  nowMs: number;
  monotonicMs: number;
  conditions: readonly Condition[];
  rules: readonly AlertRuleSettings[];
  /** Quiet hours: only what is critical is told. */
  isQuiet: boolean;
  newId: () => string;
  words: (alert: { rule: AlertRuleId; cause: string }, ids: readonly string[]) => AlertWords | null;
}

export interface AlertMessage {
  kind: 'firing' | 'resolved';
  alert: AlertRow;
  channels: readonly AlertChannelId[];
}

export interface AlertStep {
  state: AlertState;
  /** Alerts that are to be stored: new ones, and those with another state or other subjects. */
  saved: AlertRow[];
  messages: AlertMessage[];
}

export const NO_ALERTS: AlertState = {
  pending: new Map(),
  firing: new Map(),
  recent: new Map(),
  snoozes: new Map(),
  lookedMs: null,
  restored: new Map(),
};

/** The state of a program that starts: what fired goes on firing until it is known to be over. */
export function restoreAlerts(
  stored: {
    firing: readonly AlertRow[];
    resolved: readonly AlertRow[];
    snoozes: ReadonlyMap<string, number>;
  },
  rules: readonly AlertRuleSettings[],
  monotonicMs: number,
): AlertState {
  const quietMs = rules.find(({ id }) => id === 'no-share')?.holdOffMs ?? 0;
  const blindMs: typeof BLIND_MS = { ...BLIND_MS, 'no-share': quietMs };
  return {
    ...NO_ALERTS,
    firing: new Map(stored.firing.map((alert) => [alert.cause, alert])),
    recent: new Map(stored.resolved.map((alert) => [alert.cause, alert])),
    snoozes: stored.snoozes,
    restored: new Map(
      stored.firing.map(({ id, rule }) => [id, monotonicMs + SETTLE_MS + (blindMs[rule] ?? 0)]),
    ),
  };
}

/** One look at the farm's conditions: what begins to fire, what is over, and what is to be told. Pure. */
export function stepAlerts(before: AlertState, look: AlertLook): AlertStep {
  const isAway = before.lookedMs !== null && look.monotonicMs - before.lookedMs > AWAY_MS;
  const draft = new Draft(before, look, isAway);
  const causes = byCause(look);
  for (const [cause, conditions] of causes) draft.stand(cause, conditions);
  for (const alert of before.firing.values()) {
    if (!causes.has(alert.cause)) draft.vanish(alert);
  }
  return draft.finish();
}

/** The alert is to be silent until `untilMs`, and is told of again then; null = told as before. */
export function snoozeCause(state: AlertState, cause: string, untilMs: number | null): AlertState {
  const snoozes = new Map(state.snoozes);
  if (untilMs === null) snoozes.delete(cause);
  else snoozes.set(cause, untilMs);
  const alert = state.firing.get(cause);
  if (!alert || untilMs === null) return { ...state, snoozes };
  return { ...state, snoozes, firing: new Map(state.firing).set(cause, { ...alert, told: 'nothing' }) };
}

/** Somebody has seen to the alert: no message more about it unless it grows. */
export function acknowledgeAlert(
  state: AlertState,
  cause: string,
  acknowledged: { by: string; atMs: number },
): AlertState {
  const alert = state.firing.get(cause);
  if (!alert) return state;
  return { ...state, firing: new Map(state.firing).set(cause, { ...alert, acknowledged }) };
}

/** Conditions by cause, one a member; those of rules that are off are left out. */
function byCause({ conditions, rules }: AlertLook): Map<string, Map<string, Condition>> {
  const on = new Set(rules.flatMap(({ id, on: isOn }) => (isOn ? [id] : [])));
  const causes = new Map<string, Map<string, Condition>>();
  for (const condition of conditions) {
    if (!on.has(condition.rule)) continue;
    const members = causes.get(condition.cause) ?? new Map<string, Condition>();
    const other = members.get(condition.member.id);
    if (!other || other.isSwallowed === true) members.set(condition.member.id, condition);
    causes.set(condition.cause, members);
  }
  return causes;
}

/** Channels take it to be firing. */
function wasTold({ told }: AlertRow): boolean {
  return told === 'firing' || told === 'grown';
}

/** The next state while it is made. */
class Draft {
  readonly #before: AlertState;
  readonly #look: AlertLook;
  readonly #isAway: boolean;
  readonly #pending = new Map<string, ReadonlyMap<string, Pending>>();
  readonly #firing: Map<string, AlertRow>;
  readonly #recent: Map<string, AlertRow>;
  readonly #saved = new Set<string>();
  readonly #messages: AlertMessage[] = [];

  constructor(before: AlertState, look: AlertLook, isAway: boolean) {
    this.#before = before;
    this.#look = look;
    this.#isAway = isAway;
    this.#firing = new Map(before.firing);
    this.#recent = new Map(
      [...before.recent].filter(([, alert]) => wasTold(alert) || !this.#isPast(alert.resolvedAtMs, alert)),
    );
  }

  /** Conditions of this cause stand. */
  stand(cause: string, conditions: ReadonlyMap<string, Condition>): void {
    const alert = this.#before.firing.get(cause);
    const known = new Set(alert?.members.map(({ id }) => id));
    const due: AlertMember[] = [];
    const waiting = new Map<string, Pending>();
    for (const [id, condition] of conditions) {
      if (known.has(id) || condition.isSwallowed === true) continue;
      const pending = this.#pendingOf(cause, condition);
      const isDue = this.#look.monotonicMs - pending.sinceMonotonicMs >= this.#rule(condition.rule).holdOffMs;
      if (isDue) due.push({ ...condition.member, sinceMs: pending.sinceMs });
      else waiting.set(id, pending);
    }
    if (waiting.size > 0) this.#pending.set(cause, waiting);
    const isDoubtful = alert !== undefined && this.#isDoubtful(alert);
    const kept = (alert?.members ?? []).filter(({ id }) => isDoubtful || conditions.has(id));
    const [first] = conditions.values();
    if (alert) this.#goOn(alert, kept, due);
    else if (first && due.length > 0) this.#fire(first.rule, cause, due);
  }

  /** No condition of this alert's cause stands. */
  vanish(alert: AlertRow): void {
    if (this.#rule(alert.rule).on && this.#isDoubtful(alert)) return;
    this.#resolve(alert);
  }

  finish(): AlertStep {
    const { nowMs, monotonicMs } = this.#look;
    const snoozes = new Map([...this.#before.snoozes].filter(([, untilMs]) => untilMs > nowMs));
    for (const alert of this.#firing.values()) this.#tell(alert, snoozes.has(alert.cause));
    for (const alert of this.#recent.values()) {
      if (wasTold(alert)) this.#tellOver(alert, snoozes.has(alert.cause));
    }
    const all = [...this.#firing.values(), ...this.#recent.values()];
    return {
      state: {
        pending: this.#pending,
        firing: this.#firing,
        recent: this.#recent,
        snoozes,
        lookedMs: monotonicMs,
        restored: new Map([...this.#before.restored].filter(([, untilMs]) => untilMs > monotonicMs)),
      },
      saved: all.filter(({ id }) => this.#saved.has(id)),
      messages: this.#messages,
    };
  }

  #pendingOf(cause: string, { member, sinceMonotonicMs }: Condition): Pending {
    const { nowMs, monotonicMs } = this.#look;
    if (sinceMonotonicMs !== undefined) {
      return { sinceMonotonicMs, sinceMs: nowMs - (monotonicMs - sinceMonotonicMs) };
    }
    const pending = this.#isAway ? undefined : this.#before.pending.get(cause)?.get(member.id);
    return pending ?? { sinceMonotonicMs: monotonicMs, sinceMs: nowMs };
  }

  #fire(rule: AlertRuleId, cause: string, members: readonly AlertMember[]): void {
    const words = this.#words(rule, cause, members);
    if (!words) return;
    const { nowMs, newId } = this.#look;
    const sinceMs = Math.min(...members.map((member) => member.sinceMs));
    const again = this.#recent.get(cause);
    this.#recent.delete(cause);
    const { severity } = this.#rule(rule);
    const begun = { severity, words, members: members.slice(0, MAX_MEMBERS) };
    if (again) {
      const { occurrences } = again;
      const state = { resolvedAtMs: null, acknowledged: null, occurrences: occurrences + 1 };
      return this.#put({ ...again, ...begun, ...state }, true);
    }
    const times = { sinceMs, firedAtMs: nowMs, resolvedAtMs: null, notifiedAtMs: null };
    const untold = { told: 'nothing' as const, acknowledged: null, occurrences: 1 };
    this.#put({ id: newId(), rule, cause, ...begun, ...times, ...untold }, true);
  }

  #goOn(alert: AlertRow, kept: readonly AlertMember[], due: readonly AlertMember[]): void {
    const members = [...kept, ...due].slice(0, MAX_MEMBERS);
    if (members.length === 0) return this.#resolve(alert);
    const hasGrown = members.length > kept.length;
    const isOther = hasGrown || kept.length !== alert.members.length;
    const words = this.#words(alert.rule, alert.cause, members) ?? alert.words;
    const told = hasGrown && alert.told === 'firing' ? 'grown' : alert.told;
    const acknowledged = hasGrown ? null : alert.acknowledged;
    const { severity } = this.#rule(alert.rule);
    this.#put({ ...alert, severity, words, members, told, acknowledged }, isOther);
  }

  #resolve(alert: AlertRow): void {
    const over = { ...alert, resolvedAtMs: Math.max(this.#look.nowMs, alert.firedAtMs) };
    this.#firing.delete(alert.cause);
    this.#recent.set(alert.cause, over);
    this.#saved.add(alert.id);
  }

  #tell(alert: AlertRow, isSnoozed: boolean): void {
    const { nowMs } = this.#look;
    const rule = this.#rule(alert.rule);
    // What was told before a snooze is told again when it ends.
    if (alert.told === 'firing' || isSnoozed || alert.acknowledged || !this.#mayTell(alert)) return;
    if (alert.notifiedAtMs !== null && !this.#isPast(alert.notifiedAtMs, alert)) return;
    const told: AlertRow = { ...alert, told: 'firing', notifiedAtMs: nowMs };
    this.#put(told, true);
    this.#messages.push({ kind: 'firing', alert: told, channels: rule.channels });
  }

  /** What is over and was told when it began; in quiet hours it waits. */
  #tellOver(alert: AlertRow, isSnoozed: boolean): void {
    const rule = this.#rule(alert.rule);
    const isDue = rule.on && !isSnoozed;
    if (isDue && !this.#mayTell(alert)) return;
    const over: AlertRow = { ...alert, told: 'resolved' };
    this.#recent.set(alert.cause, over);
    this.#saved.add(alert.id);
    if (isDue) this.#messages.push({ kind: 'resolved', alert: over, channels: rule.channels });
  }

  #mayTell({ severity }: AlertRow): boolean {
    return !this.#look.isQuiet || severity === 'critical';
  }

  #isDoubtful({ id }: AlertRow): boolean {
    const untilMs = this.#before.restored.get(id);
    return untilMs !== undefined && this.#look.monotonicMs < untilMs;
  }

  /** The cool-down since then is over; it is too where the wall clock was set back. */
  #isPast(atMs: number | null, { rule }: AlertRow): boolean {
    if (atMs === null) return true;
    const ageMs = this.#look.nowMs - atMs;
    return ageMs < 0 || ageMs >= this.#rule(rule).coolDownMs;
  }

  #words(rule: AlertRuleId, cause: string, members: readonly AlertMember[]): AlertWords | null {
    return this.#look.words(
      { rule, cause },
      members.map(({ id }) => id),
    );
  }

  #put(alert: AlertRow, isSaved: boolean): void {
    this.#firing.set(alert.cause, alert);
    if (isSaved) this.#saved.add(alert.id);
  }

  #rule(id: AlertRuleId): AlertRuleSettings {
    const rule = this.#look.rules.find((one) => one.id === id);
    if (!rule) throw new Error(`there is no alert rule ${id}`);
    return rule;
  }
}
