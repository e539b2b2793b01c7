import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** Half a minute for what hardly changes: `npm run test:full` has it. */
const LONG_ONLY = ['test/e2e/pseudo-locale.test.ts'];

/** Waits for a quota of the demo, a minute at least: begins first, so that the others go on beside it. */
const LONGEST = 'newcomer.test.ts';

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLongest = ({ moduleId }: TestSpecification) => Number(moduleId.endsWith(LONGEST));
    return files.toSorted((a, b) => isLongest(b) - isLongest(a));
  }
}

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    exclude: process.env['HASHQUOTA_FULL'] === '1' ? [] : LONG_ONLY,
    globalSetup: ['test/e2e/support/global-setup.ts'],
    // The long one, and one other at a time: two cores carry no more.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000, interval: 100 } },
  },
});
