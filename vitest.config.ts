import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    sequence: { shuffle: true },
    retry: 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
