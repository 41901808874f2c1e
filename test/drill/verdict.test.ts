import { expect, test } from 'vitest';
import { gapsIn } from '../../src/drill/gaps.ts';
import type { Hit } from '../../src/drill/traffic.ts';
import { answeredBy, asTag, fromTag, measure } from '../../src/drill/verdict.ts';

const everyMs = 200;

/** `1` and `2`: answered by that server; `x`: failed; `w`: answered, but two seconds late. One sign every 200 ms. */
const hits = (signs: string, page: Hit['page'] = 'deep'): Hit[] =>
  [...signs].map((sign, index) => {
    const times = { page, sentAt: index * everyMs, endedAt: index * everyMs + (sign === 'w' ? 2_000 : 20) };
    return sign === 'x' ? { ...times, ok: false, saw: '503', kind: '5xx' } : { ...times, ok: true, saw: '200', server: `Web Server${sign}` };
  });

const measured = (met: readonly Hit[], struckAt = 300) => measure(met, { began: 0, struckAt, everyMs });

test('the longest gap is from the first failure to the next success', () => {
  expect(measured(hits('12x1xxxx121'))).toMatchObject({
    sent: 11,
    failed: 5,
    longestGapMs: 800,
    longestGap: { fromMs: 800, untilMs: 1_600 },
    failingMs: 1_200,
  });
});

test('nothing failed: no gap', () => {
  expect(measured(hits('1212'))).toMatchObject({ failed: 0, longestGapMs: 0, failingMs: 0, failedBy: {} });
});

test('a gap that never ended lasts to the end', () => {
  expect(gapsIn(hits('1xx'), { typicalMs: 20, exactMs: 200, patienceMs: 1_000 })).toEqual([{ from: 200, until: 420 }]);
});

test('a page that comes late was no page until it came', () => {
  expect(measured(hits('11wwwwwwwwww1')).longestGapMs).toBe(1_980);
});

test('a page that was always slow is no gap', () => {
  expect(measured(hits('wwww'), 10_000).longestGapMs).toBe(0);
});

test('each page has its gap, and the longer one counts', () => {
  const met = [...hits('1111', 'shallow'), ...hits('1xx1', 'deep')];
  expect(measured(met)).toMatchObject({ gapsMs: { shallow: 0, deep: 400 }, longestGapMs: 400 });
});

test('failures are counted by what they were', () => {
  const refused: Hit = { page: 'deep', sentAt: 900, endedAt: 901, ok: false, saw: 'ECONNREFUSED', kind: 'refused' };
  expect(measured([...hits('1xx1'), refused]).failedBy).toEqual({ '5xx': 2, refused: 1 });
});

test('counts who answered', () => {
  expect([...answeredBy(hits('112x'))]).toEqual([
    ['Web Server1', 2],
    ['Web Server2', 1],
  ]);
});

test('a tag gives back what was put into it, and nothing else is taken for one', () => {
  const figures = { sent: 12, failed: 2, longestGapMs: 400, at: new Date(Date.UTC(2026, 10, 23)).toISOString() };
  expect(asTag(figures)).toMatch(/^[\w =.:-]{1,256}$/);
  expect(fromTag(asTag(figures))).toEqual(figures);
  expect([fromTag(undefined), fromTag('yes'), fromTag('sent=x failed=1 gap=1 at=y')]).toEqual([undefined, undefined, undefined]);
});
