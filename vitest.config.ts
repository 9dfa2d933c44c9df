import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'test/long/**'],
    pool: 'threads',
    isolate: false,
    setupFiles: ['test/setup.ts'],
    testTimeout: 60_000,
    reporters: ['default'],
  },
});
