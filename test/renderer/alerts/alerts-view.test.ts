import { describe, expect, it } from 'vitest';

import {
  acceptTab,
  alertHref,
  alertNotes,
  fieldTime,
  lastedText,
  lastingText,
  matchingAlerts,
  readSnooze,
  snoozeChoices,
  thresholdText,
} from '#renderer/features/alerts/alerts-view.ts';

import { alert, NOON_MS, plain } from '../make.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const miners = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    kind: 'miner' as const,
    id: `m${index}`,
    name: `rack-${index}`,
  }));

describe('an alert', () => {
  it('leads to what it is about', () => {
    expect(alertHref(alert())).toBe('#/pools?account=alice');
    expect(alertHref(alert({ rule: 'deviation' }))).toBe('#/accounts?account=alice');
    expect(alertHref(alert({ rule: 'miner-lost', subjects: miners(1) }))).toBe('#/miners?miner=m0');
    expect(alertHref(alert({ rule: 'miner-lost', subjects: miners(2), subjectCount: 2 }))).toBe(
      '#/miners?state=offline',
    );
    expect(alertHref(alert({ subjects: [] }))).toBeNull();
  });

  it('says since when it stands, and how long it stood', () => {
    expect(plain(lastingText(alert(), NOON_MS))).toMatch(/^for 3 min, since \d\d:57$/);
    expect(plain(lastedText(alert(), NOON_MS))).toBe('3 min');
    const over = alert({ resolvedAtMs: NOON_MS - HOUR_MS, durationMs: 45 * MINUTE_MS });
    expect(plain(lastedText(over, NOON_MS))).toBe('45 min');
  });

  it('tells whom it hits, how often it came back, who saw to it and until when it is silent', () => {
    const notes = alertNotes(
      alert({
        subjects: miners(5),
        subjectCount: 200,
        occurrences: 3,
        acknowledged: { by: 'owner', atMs: NOON_MS - MINUTE_MS },
        snoozedUntilMs: NOON_MS + HOUR_MS,
      }),
      NOON_MS,
    ).map(plain);
    expect(notes.slice(0, 3)).toEqual([
      'Hits rack-0, rack-1, rack-2, and 197 more',
      'came back 2 times',
      'Acknowledged by owner 1 min ago',
    ]);
    expect(notes[3]).toMatch(/^Silent until \d\d:00$/);
    expect(alertNotes(alert({ snoozedUntilMs: NOON_MS - 1 }), NOON_MS)).toEqual([]);
  });

  it('is found in the history by title, text and names', () => {
    const all = [alert(), alert({ id: 'a2', title: 'Miner lost', text: '', subjects: miners(1) })];
    expect(matchingAlerts(all, 'pool ALICE').map(({ id }) => id)).toEqual(['a1']);
    expect(matchingAlerts(all, 'rack-0').map(({ id }) => id)).toEqual(['a2']);
    expect(matchingAlerts(all, ' ')).toHaveLength(2);
  });
});

describe('a snooze', () => {
  it('lasts an hour, eight, or until the next morning', () => {
    const [hour, eight, tomorrow] = snoozeChoices(NOON_MS);
    expect([hour?.untilMs, eight?.untilMs]).toEqual([NOON_MS + HOUR_MS, NOON_MS + 8 * HOUR_MS]);
    const morning = new Date(tomorrow?.untilMs ?? 0);
    expect([morning.getHours(), morning.getMinutes()]).toEqual([8, 0]);
    expect((tomorrow?.untilMs ?? 0) - NOON_MS).toBeLessThan(48 * HOUR_MS);
    expect((tomorrow?.untilMs ?? 0) > NOON_MS).toBe(true);
  });

  it('can be until a chosen time to come, within 30 days', () => {
    const chosen = NOON_MS + 5 * HOUR_MS;
    expect(readSnooze(fieldTime(chosen), NOON_MS)).toEqual({ untilMs: chosen });
    expect(readSnooze(fieldTime(NOON_MS - HOUR_MS), NOON_MS)).toEqual({
      error: 'Choose a time that is still to come.',
    });
    expect(readSnooze('', NOON_MS)).toHaveProperty('error');
    expect(readSnooze(fieldTime(NOON_MS + 31 * 24 * HOUR_MS), NOON_MS)).toEqual({
      error: 'An alert can be snoozed for 30 days at most.',
    });
  });
});

it('thresholds are shown in their own unit', () => {
  expect(plain(thresholdText({ unit: 'fraction', threshold: 0.02 }))).toBe('2.0 %');
  expect(plain(thresholdText({ unit: 'bytes', threshold: 1e9 }))).toBe('1 GB');
  expect(plain(thresholdText({ unit: 'ms', threshold: MINUTE_MS }))).toBe('1 min');
  expect(thresholdText({ unit: null, threshold: null })).toBe('–');
});

it('an unknown tab in the address is the first one', () => {
  expect(acceptTab('rules')).toBe('rules');
  expect(acceptTab('nothing')).toBe('now');
  expect(acceptTab(undefined)).toBe('now');
});
