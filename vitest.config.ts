import { defineConfig } from 'vitest/config';

const everywhere = { globalSetup: ['test/support/build-once.ts'], sequence: { shuffle: true }, retry: 0 };

/** `fast` is `npm test`; `long` kills, denies and breaks at every call; `real` needs servers from outside (`.ci/real-parts`). */
export default defineConfig({
  test: {
    // Much of a test is waiting for servers, so both cores of a small machine are worth having.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...everywhere,
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.long.test.ts', 'test/real/**', 'node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 90_000,
        },
      },
      { test: { ...everywhere, name: 'long', include: ['test/**/*.long.test.ts'], testTimeout: 300_000, hookTimeout: 180_000 } },
      // Its files run one after another (`--no-file-parallelism`): each has servers of its own.
      { test: { ...everywhere, name: 'real', include: ['test/real/**/*.test.ts'], sequence: { shuffle: false }, testTimeout: 120_000, hookTimeout: 180_000 } },
    ],
  },
});
