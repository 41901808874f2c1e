import { describe, expect, test } from 'vitest';
import { en } from '../../src/ui/language/en.ts';
import { ja } from '../../src/ui/language/ja.ts';
import { drawWatch, lastAsks, sharesOf, type Ask, type Watched } from '../../src/ui/watch.ts';
import { fitting } from '../../src/ui/screen.ts';
import { widthOf } from '../../src/ui/width.ts';
import { now } from '../report/sample.ts';

const plain = { bad: (text: string) => text, dim: (text: string) => text, bold: (text: string) => text };
const answered = (server: string): Ask => ({ ok: true, saw: '200', server });
const failed: Ask = { ok: false, saw: '503' };
const watched = (asks: readonly Ask[], over: Partial<Watched> = {}): Watched => ({
  shape: now,
  asks,
  sent: asks.length,
  failed: asks.filter(({ ok }) => !ok).length,
  ms: 12_000,
  ...over,
});

describe('the watch', () => {
  test('tells the share of each server of what was answered, also of one that answers nothing', () => {
    const asks = [answered('Web Server2'), answered('Web Server2'), failed, answered('Web Server2')];
    expect(sharesOf(watched(asks), en)).toEqual([
      { name: 'Web Server1', count: 0, percent: 0 },
      { name: 'Web Server2', count: 3, percent: 100 },
    ]);
    expect(sharesOf(watched([]), en).map(({ percent }) => percent)).toEqual([0, 0]);
  });

  test('marks each request by who answered it, or by a failure', () => {
    expect(lastAsks(watched([answered('Web Server1'), failed, answered('Web Server2'), { ok: true, saw: '200' }]), en)).toBe('1x2·');
  });

  test('fits in 80 columns and 24 rows, in both languages, with the picture and the shares in it', () => {
    const alone = {
      ...now,
      servers: now.servers.map((one, index) =>
        index === 0 ? { ...one, name: 'とても長い名前のウェブサーバー'.repeat(3), health: 'unhealthy (Target.FailedHealthChecks)' } : one,
      ),
    };
    for (const words of [en, ja]) {
      const lines = drawWatch(watched([answered('Web Server2'), failed], { shape: alone, stale: 'throttled' }), words, 'en', plain);
      const shown = fitting(lines, 23);
      expect(shown.length).toBeLessThanOrEqual(23);
      expect(Math.max(...shown.map(widthOf))).toBeLessThanOrEqual(80);
      expect(shown.join('\n')).toContain('LB-1');
      expect(shown.join('\n')).toMatch(/2 Web Server2 +#+ 100 % \(1\)/);
    }
  });

  test('says when the cloud could not be asked, and when there is nobody to ask', () => {
    const text = (one: Watched) =>
      drawWatch(one, en, 'en', plain)
        .map((line) => line.text)
        .join('\n');
    expect(text(watched([], { stale: 'throttled' }))).toContain('AWS could not be asked just now (throttled)');
    expect(text(watched([], { shape: undefined }))).toContain('The blog was not found.');
  });

  test('leaves out of a low terminal what matters least, and keeps the order', () => {
    const lines = [
      { text: 'a', rank: 0 },
      { text: '', rank: 4 },
      { text: 'b', rank: 2 },
      { text: 'c', rank: 0 },
    ];
    expect(fitting(lines, 4)).toEqual(['a', '', 'b', 'c']);
    expect(fitting(lines, 3)).toEqual(['a', 'b', 'c']);
    expect(fitting(lines, 2)).toEqual(['a', 'c']);
    expect(fitting(lines, 1)).toEqual(['a']);
  });
});
