import { describe, expect, test } from 'vitest';
import { comparison, figuresOf } from '../../src/drill/tell.ts';
import type { DrillResult } from '../../src/drill/result.ts';
import { en } from '../../src/ui/language/en.ts';
import { ja } from '../../src/ui/language/ja.ts';

const found: DrillResult = {
  drill: 'database',
  at: '2026-11-23T10:00:00.000Z',
  pace: 1,
  struck: ['database-1'],
  struckAtMs: 10_000,
  mendedAtMs: 100_000,
  guessMs: 30_000,
  usualMs: [60_000, 120_000],
  resolutionMs: 200,
  sent: 1_000,
  failed: 450,
  failedBy: { '5xx': 440, timeout: 10 },
  longestGapMs: 88_000,
  gapsMs: { shallow: 0, deep: 88_000 },
  failingMs: 88_200,
  survived: true,
  answeredBy: { 'Web Server1': 280, 'Web Server2': 270 },
  lanes: [],
  asked: [],
  told: [],
  healthCheck: { intervalSeconds: 10, unhealthyThreshold: 2, timeoutSeconds: 5 },
};

describe('what is said of a drill', () => {
  test('on AWS the guess and the usual are held against what was measured, as it was measured', () => {
    expect(comparison(found, en.drill)).toEqual([
      'You guessed 30 s; it was 1 min 28 s: longer than you thought.',
      'AWS says 1 min to 2 min is usual: so it was.',
    ]);
  });

  test('where time runs faster, the estimate for AWS is called one, with how exact it is, before anything is compared', () => {
    const inLab = { ...found, pace: 60, longestGapMs: 2_000 };
    expect(comparison(inLab, en.drill)).toEqual([
      'Time runs 60 times as fast here; the times above are real ones. On AWS the longest gap would be about 2 min, known to within 12 s.',
      'You guessed 30 s; it was about 2 min: longer than you thought.',
      'AWS says 1 min to 2 min is usual: so it was.',
    ]);
    expect(figuresOf(inLab, en.drill)).toContainEqual(['Longest gap', '2.0 s (known to within 0.2 s)']);
  });

  test('answers that came late on a busy machine are not told as AWS’s', () => {
    const late = { page: 'deep', sentMs: 0, tookMs: 3_000, ok: true, saw: '200', waited: true } as const;
    expect(comparison({ ...found, pace: 60, asked: [late] }, en.drill).join(' ')).toMatch(/this machine is busy/);
    expect(comparison({ ...found, asked: [late] }, en.drill).join(' ')).not.toMatch(/this machine/);
  });

  test('without a guess nothing is said of one', () => {
    const { guessMs: _, ...unguessed } = found;
    expect(comparison(unguessed, ja.drill)).toEqual(['AWS によれば 1 分〜2 分が普通です。今回もそうでした。']);
  });

  test('failures are told by kind', () => {
    expect(figuresOf(found, en.drill)[0]).toEqual(['Requests', '1000, of which 450 failed: 10 no answer in time, 440 server error (5xx)']);
  });
});
