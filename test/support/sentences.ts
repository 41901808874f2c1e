import { expect } from 'vitest';
import type { Ended } from './program.ts';

/** It failed as a person can bear it: the exit code, the words that matter, and no stack. */
export function failsSoftly(ended: Ended, code: number, ...words: readonly (string | RegExp)[]): void {
  for (const word of words) expect(ended.said).toMatch(word);
  expect(ended.said).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect(ended.said).not.toMatch(/\bundefined\b|\[object /);
  expect({ code: ended.code, said: ended.said }).toEqual({ code, said: ended.said });
}
