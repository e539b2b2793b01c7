import { describe, it } from 'vitest';

import { STRATUM_TARGETS } from '#test/fuzz/stratum.ts';

describe('hostile Stratum', () => {
  it.each(STRATUM_TARGETS)('is taken or refused by a sentence: %s', async (_name, run) => {
    await run();
  });
});
