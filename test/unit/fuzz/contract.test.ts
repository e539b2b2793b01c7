import { describe, it } from 'vitest';

import { CONTRACT_TARGETS } from '#test/fuzz/contract.ts';

describe('hostile callers', () => {
  it.each(CONTRACT_TARGETS)('get an answer or a sentence: %s', async (_name, run) => {
    await run();
  });
});
