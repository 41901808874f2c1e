import { describe, expect, test } from 'vitest';
import { chartRows } from '../../src/report/runs.ts';
import { ticks } from '../../src/report/svg/axis.ts';
import { barsOf } from '../../src/report/svg/compare.ts';
import { drillSvg, endOf, moodOf } from '../../src/report/svg/drill.ts';
import { pictureSvg } from '../../src/report/svg/picture.ts';
import { cutTo } from '../../src/report/svg/text.ts';
import { shortly } from '../../src/report/show.ts';
import { en } from '../../src/ui/language/en.ts';
import { before, databaseDrill, now, webDrill } from './sample.ts';

const telling = { words: en, language: 'en' } as const;
const numbers = (svg: string) => [...svg.matchAll(/ (?:x|y|width|height|cx|cy)="([^"]+)"/g)].map(([, value]) => Number(value));

describe('the drawings', () => {
  test('have no number that is none, and nothing outside their frame', () => {
    for (const svg of [
      pictureSvg(before, 'a', '', en),
      pictureSvg(now, 'b', '', en),
      drillSvg(webDrill(), 'c', telling),
      drillSvg(databaseDrill(), 'd', telling),
    ]) {
      expect(svg.markup).not.toMatch(/NaN|undefined|Infinity/);
      const [, width = 0, height = 0] = (/viewBox="(\S+) \S+ (\S+) (\S+)"/.exec(svg.markup) ?? []).slice(1).map(Number);
      expect(Math.max(...numbers(svg.markup))).toBeLessThanOrEqual(Math.max(width, height));
    }
  });

  test('of a drill without a single request still is a drawing', () => {
    const empty = webDrill({ asked: [], lanes: [], sent: 0, failed: 0, failedBy: {}, longestGapMs: 0 });
    expect(drillSvg(empty, 'e', telling).markup).not.toMatch(/NaN|Infinity/);
    expect(endOf(empty)).toBeGreaterThan(0);
  });

  test('mark a failure by a cross, and what is out by a pattern', () => {
    const { markup } = drillSvg(databaseDrill(), 'f', telling);
    expect(/class="crosses"\s+d="([^"]+)"/.exec(markup)?.[1]).toMatch(/^M[\d.]+ [\d.]+l8 12m0-12l-8 12/);
    expect(markup).toContain('url(#f-m)');
    expect(drillSvg(webDrill(), 'g', telling).markup).toContain('url(#g-g)');
  });

  test('mark the only server and the only database', () => {
    expect(pictureSvg(before, 'h', '', en).markup.match(/single point of failure/g)).toHaveLength(2);
    expect(pictureSvg(now, 'i', '', en).markup).not.toContain('single point of failure');
  });

  test('know of each of AWS’s words whether it is well', () => {
    expect(['healthy', 'running', 'available'].map(moodOf)).toEqual(['good', 'good', 'good']);
    expect(['unhealthy', 'unused (Target.InvalidState)', 'stopped', 'draining'].map(moodOf)).toEqual(['gone', 'gone', 'gone', 'gone']);
    expect(['stopping', 'pending', 'initial', 'rebooting', 'modifying'].map(moodOf)).toEqual(['move', 'move', 'move', 'move', 'move']);
  });

  test('cut a text by its width, never within a character', () => {
    expect(cutTo('Web Server1', 500)).toBe('Web Server1');
    expect(cutTo('とても長い名前のウェブサーバー', 100)).toMatch(/^とても長い名?…$/);
    expect(cutTo('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 40)).toMatch(/^(👩‍👩‍👧)+…$/u);
  });
});

describe('the figures beside them', () => {
  test('are round where they name an axis', () => {
    expect(ticks(240_000)).toEqual([0, 60_000, 120_000, 180_000, 240_000]);
    expect(ticks(1_700)).toEqual([0, 500, 1_000, 1_500]);
    expect(ticks(86_400_000).length).toBeLessThanOrEqual(7);
  });

  test('have a tenth of a second where it counts', () => {
    expect([0, 200, 1_712, 9_000, 28_400, 62_000].map((ms) => shortly(ms, 'en'))).toEqual(['0 s', '0.2 s', '1.7 s', '9 s', '28.4 s', '1 min 2 s']);
  });

  test('compare guess, measured and usual in the same time', () => {
    expect(barsOf(databaseDrill(), telling).map(({ kind, from, until }) => [kind, from, until])).toEqual([
      ['guess', 0, 20_000],
      ['measured', 0, 62_000],
      ['usual', 60_000, 120_000],
    ]);
    const { guessMs: _, ...unguessed } = webDrill();
    expect(barsOf(unguessed, telling).map(({ kind }) => kind)).toEqual(['measured', 'usual']);
  });

  test('stand in the table stretch by stretch, and say how many rows were left out', () => {
    const { rows, more } = chartRows(databaseDrill(), en);
    expect(more).toBe(0);
    expect(rows.slice(-3).map(({ lane, fromMs, state }) => [lane, fromMs, state])).toEqual([
      ['readers', 0, '70 answered (Web Server1, Web Server2)'],
      ['readers', 14_000, '310 failed (an error page (5xx) 502)'],
      ['readers', 76_000, '420 answered (Web Server1, Web Server2)'],
    ]);
    expect(chartRows(webDrill(), en).more).toBeGreaterThan(0);
  });
});
