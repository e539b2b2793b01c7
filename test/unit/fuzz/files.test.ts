import { describe, it } from 'vitest';

import { FILE_TARGETS } from '#test/fuzz/files.ts';

describe('hostile files', () => {
  it.each(FILE_TARGETS)('are read or refused by a sentence: %s', async (_name, run) => {
    await run();
  });
});
