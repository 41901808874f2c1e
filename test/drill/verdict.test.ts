import { expect, test } from 'vitest';
import { gapsIn, strip } from '../../src/drill/timeline.ts';
import { answeredBy, asTag, fromTag, measure } from '../../src/drill/verdict.ts';
import type { Hit } from '../../src/drill/traffic.ts';

/** `1` and `2`: answered by that server; `x`: failed. One sign every 200 ms. */
const hits = (signs: string): Hit[] =>
  [...signs].map((sign, index) => {
    const times = { sentAt: index * 200, endedAt: index * 200 + 20 };
    return sign === 'x' ? { ...times, ok: false, saw: '503' } : { ...times, ok: true, saw: '200', server: `Web Server${sign}` };
  });

test('the longest gap is from the first failure to the next success', () => {
  expect(measure(hits('12x1xxxx121'), 0)).toEqual({ sent: 11, failed: 5, longestGapMs: 800, at: '1970-01-01T00:00:00.000Z' });
});

test('nothing failed: no gap', () => {
  expect(measure(hits('1212'), 0)).toMatchObject({ failed: 0, longestGapMs: 0 });
});

test('a gap that never ended lasts to the end', () => {
  expect(gapsIn(hits('1xx'))).toEqual([{ from: 200, until: 420 }]);
});

test('counts who answered', () => {
  expect([...answeredBy(hits('112x'))]).toEqual([
    ['Web Server1', 2],
    ['Web Server2', 1],
  ]);
});

test('a tag gives back what was put into it, and nothing else is taken for one', () => {
  const measured = measure(hits('1xx2'), Date.UTC(2026, 10, 23));
  expect(asTag(measured)).toMatch(/^[\w =.:-]{1,256}$/);
  expect(fromTag(asTag(measured))).toEqual(measured);
  expect([fromTag(undefined), fromTag('yes'), fromTag('sent=x failed=1 gap=1 at=y')]).toEqual([undefined, undefined, undefined]);
});

test('the strip shows failures above all, and who answered', () => {
  expect(strip(hits('1122xx11'), ['Web Server1', 'Web Server2'], 4)).toBe('12x1');
  expect(strip([], [], 4)).toBe('');
});
