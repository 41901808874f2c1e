import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build-once.ts'],
    sequence: { shuffle: true },
    retry: 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
