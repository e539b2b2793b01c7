import { describe, expect, it } from 'vitest';

import { isChanged, rulesErrors, rulesFormOf, rulesOf } from '#renderer/features/settings/rules-form.ts';

const RULES = { automaticRestart: true, restartEveryHours: 6, restartAtMostPercent: 5, coldStandby: false };

describe('the rules of machines', () => {
  it('come back as they went into the fields', () => {
    expect(rulesOf(rulesFormOf(RULES))).toEqual(RULES);
  });

  it('may be typed with a comma', () => {
    expect(rulesOf({ ...rulesFormOf(RULES), restartEveryHours: ' 1,5 ' }).restartEveryHours).toBe(1.5);
  });

  it.each(['', 'six', '0', '169', '1e9'])('have no %o hours', (restartEveryHours) => {
    expect(rulesErrors({ ...rulesFormOf(RULES), restartEveryHours })).toEqual({
      restartEveryHours: 'Enter 1 to 168 hours.',
    });
  });

  it.each(['0', '51', '-1'])('have no %o percent', (restartAtMostPercent) => {
    expect(rulesErrors({ ...rulesFormOf(RULES), restartAtMostPercent })).toEqual({
      restartAtMostPercent: 'Enter 1 to 50 percent.',
    });
  });

  it('are changed only by another value', () => {
    const form = rulesFormOf(RULES);
    expect([isChanged(RULES, form), isChanged(RULES, { ...form, coldStandby: true })]).toEqual([false, true]);
  });
});
