import { beforeAll, describe, it } from 'vitest';

import { CONTRACT_TARGETS } from '#test/fuzz/contract.ts';
import { DISCOVERY_TARGETS } from '#test/fuzz/discovery.ts';
import { FILE_TARGETS } from '#test/fuzz/files.ts';
import { STRATUM_TARGETS } from '#test/fuzz/stratum.ts';

/** Runs of one property; dear ones take a part of them. */
const DEEP_RUNS = '20000';

beforeAll(() => {
  process.env['FUZZ_RUNS'] ??= DEEP_RUNS;
});

const targets: readonly (readonly [name: string, run: () => void | Promise<void>])[] = [
  ...STRATUM_TARGETS,
  ...DISCOVERY_TARGETS,
  ...FILE_TARGETS,
  ...CONTRACT_TARGETS,
];

describe('hostile input, at length', () => {
  it.each(targets)('is taken or refused by a sentence: %s', { timeout: 1_800_000 }, async (_name, run) => {
    await run();
  });
});
