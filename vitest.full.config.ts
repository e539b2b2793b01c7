import { defineConfig } from 'vitest/config';

/** Longer runs of what `npm test` shows in short, for `npm run test:full`. */
export default defineConfig({
  test: {
    include: ['test/full/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 60_000,
  },
});
