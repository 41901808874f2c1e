import { describe, expect, it } from 'vitest';
import { duration, money } from '../../../src/ui/language/format.ts';

describe('durations', () => {
  it.each([
    [0, '0 s', '0 秒'],
    [45_000, '45 s', '45 秒'],
    [90_000, '1 min 30 s', '1 分 30 秒'],
    [240_000, '4 min', '4 分'],
    [12.4 * 60_000, '12 min', '12 分'],
    [65 * 60_000, '1 h 5 min', '1 時間 5 分'],
    [120 * 60_000, '2 h', '2 時間'],
  ])('%d ms', (ms, english, japanese) => {
    expect(duration(ms, 'en')).toBe(english);
    expect(duration(ms, 'ja')).toBe(japanese);
  });
});

describe('money', () => {
  it.each([
    [21.5, '$21.50', '21.50 ドル'],
    [20, '$20', '20 ドル'],
    [1234.4, '$1,234', '1,234 ドル'],
    [-3.65, '$3.65', '3.65 ドル'],
  ])('%d dollars', (usd, english, japanese) => {
    expect(money(usd, 'en')).toBe(english);
    expect(money(usd, 'ja')).toBe(japanese);
  });
});
