import { describe, expect, it } from 'vitest';

import { t } from '#renderer/i18n/t.ts';

describe('texts', () => {
  it('fill their places', () => {
    expect(t('{a} of {b}, {a}', { a: 1, b: 'two' })).toBe('1 of two, 1');
  });

  it('choose one or other by the count', () => {
    const message = { one: '{count} miner', other: '{count} miners' };
    expect([0, 1, 2].map((count) => t(message, { count }))).toEqual(['0 miners', '1 miner', '2 miners']);
  });

  it('leave a missing value to be seen', () => {
    expect(t('to {where}')).toBe('to {where}');
  });
});
