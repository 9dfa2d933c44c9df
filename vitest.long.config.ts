import { defineConfig } from 'vitest/config';

/** Tests that take minutes: rebuilding the calibration and the like. `npm run test:long`. */
export default defineConfig({
  test: {
    include: ['test/long/**/*.test.ts'],
    pool: 'threads',
    fileParallelism: false,
    testTimeout: 30 * 60_000,
    reporters: ['default'],
  },
});
