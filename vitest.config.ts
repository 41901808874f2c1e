import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // They need servers from outside: npm run test:real.
    exclude: ['test/real/**', 'node_modules/**'],
    globalSetup: ['test/support/build-once.ts'],
    sequence: { shuffle: true },
    retry: 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
