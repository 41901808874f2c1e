import { expect, test } from 'vitest';
import { untilNextCheck } from '../../../src/lab/balancer/watch.ts';

test.each([
  ['as AWS has it, a check every so often', { tookMs: 10, intervalMs: 10_000 }, 9_990],
  ["at many times AWS's speed, twenty times what the last check took", { tookMs: 10, intervalMs: 83 }, 200],
  ['a target that hangs is asked again within a second', { tookMs: 5_000, intervalMs: 83 }, 1_000],
  ['one that answers at once is left in peace for a moment all the same', { tookMs: 0, intervalMs: 0 }, 25],
])('between two checks: %s', (_, { tookMs, intervalMs }, restMs) => {
  expect(untilNextCheck(tookMs, intervalMs, 25)).toBe(restMs);
});
