import { describe, expect, it } from 'vitest';
import { padTo, widthOf, wrap } from '../../src/ui/width.ts';

describe('columns', () => {
  it('a Japanese character takes two', () => {
    expect(widthOf('サーバー1')).toBe(9);
    expect(padTo('準備', 6)).toBe('準備  ');
    expect(padTo('too long', 3)).toBe('too long');
  });

  it('lines break at spaces and keep their indent', () => {
    expect(wrap('  one two three', 9)).toBe('  one two\n  three');
    expect(wrap('short', 80)).toBe('short');
  });

  it('Japanese breaks between words, but not before a full stop', () => {
    const text = 'サーバーを停止します。よろしいですか。';
    for (let columns = 10; columns < 40; columns += 1) {
      const lines = wrap(text, columns).split('\n');
      expect(lines.join('')).toBe(text);
      for (const line of lines) expect(line).not.toMatch(/^[。ー、]|^ーバー|^ろしい/);
    }
    expect(Math.max(...wrap(text, 10).split('\n').map(widthOf))).toBeLessThanOrEqual(12);
  });
});
