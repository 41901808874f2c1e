import { expect, test } from 'vitest';
import { parseTime } from '../../src/drill/guess.ts';

test.each([
  ['30s', 30_000],
  ['30', 30_000],
  ['0.5s', 500],
  ['500ms', 500],
  ['2m', 120_000],
  ['2 min', 120_000],
  ['1m30s', 90_000],
  ['1分30秒', 90_000],
  ['30秒', 30_000],
])('reads %s as a time', (text, ms) => {
  expect(parseTime(text)).toBe(ms);
});

test.each(['', 'soon', '30 bananas', '-3s', '1e9', '30s!', '100h'])('does not take %s for a time', (text) => {
  expect(parseTime(text)).toBeUndefined();
});
