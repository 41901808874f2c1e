import { expect } from 'vitest';
import type { Ended } from '../crash/wizard.ts';

/** The same row of numbers each time. */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return Math.floor(((state >>> 8) / 2 ** 24) * below);
  };
}

/** It ended as a person can bear it: one of its own exit codes, no stack, nothing that moves the terminal. */
export function isBearable({ code, said }: Pick<Ended, 'code' | 'said'>, what: string): void {
  expect([0, 1, 2, 3, 4, 5, 6], `${what}\n${said}`).toContain(code);
  expect(said, what).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  expect(said, what).not.toMatch(/\[object |UnhandledPromise|Node\.js v\d/);
  // eslint-disable-next-line no-control-regex -- that there is none is the claim
  expect(said, what).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
}
