import { writeFileSync } from 'node:fs';
import { platform } from 'node:os';

import { describe, expect, it } from 'vitest';

import { asDiskError, CancelledError, formatBytes } from '#engine/backup/backup-errors.ts';
import { AppError } from '#shared/errors.ts';

function failureOf(run: () => void): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

describe('asDiskError', () => {
  it.skipIf(platform() !== 'linux')('says that the disk is full', () => {
    const full = failureOf(() => writeFileSync('/dev/full', 'x'));
    expect(asDiskError(full, 'The backup could not be made')).toMatchObject({
      ...{ code: 'UNAVAILABLE' },
      message: 'The backup could not be made: the disk is full; make room, or choose another folder.',
    });
  });

  it('leaves sentences, cancelling and bugs as they are', () => {
    for (const error of [new AppError('CONFLICT', 'No.'), new CancelledError(), new Error('a bug'), 'text'])
      expect(asDiskError(error, 'It failed')).toBe(error);
  });
});

it('writes bytes for people', () => {
  expect([0, 999, 1000, 12_345, 2_100_000, 999_999_999_999_999].map(formatBytes)).toEqual([
    ...['0 B', '999 B', '1.0 kB', '12 kB', '2.1 MB', '1000 TB'],
  ]);
});
