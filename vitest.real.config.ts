import { defineConfig } from 'vitest/config';

/** What needs real servers from outside: MariaDB, WordPress on PHP, OpenSSH's sshd, a browser. */
export default defineConfig({
  test: {
    include: ['test/real/**/*.test.ts'],
    globalSetup: ['test/support/build-once.ts'],
    // Each file runs servers of its own; more at once would only wait for each other.
    fileParallelism: false,
    retry: 0,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
