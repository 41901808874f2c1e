import { describe, expect, test } from 'vitest';
import { markdownReport, plain } from '../../src/report/markdown.ts';
import { en } from '../../src/ui/language/en.ts';
import { ja } from '../../src/ui/language/ja.ts';
import { now, sampleReport } from './sample.ts';

const inEnglish = { words: en, language: 'en' } as const;

describe('the report as Markdown', () => {
  test('has every section, its tables whole', () => {
    const text = markdownReport(sampleReport(), inEnglish);
    expect(text.match(/^## .+$/gm)).toEqual([
      '## The blog, before and after',
      '## The drills',
      '## The journey',
      '## What was proved',
      '## What it costs',
      '## What remains',
    ]);
    for (const table of text.matchAll(/(?:^\|.*\|\n?)+/gm)) {
      const widths = table[0]
        .trimEnd()
        .split('\n')
        .map((line) => line.replaceAll('\\|', '').split('|').length);
      expect(new Set(widths).size, table[0]).toBe(1);
    }
  });

  test('lets no name be Markdown, HTML, a new column or the end of a picture', () => {
    const evil = '<script>x</script> | `code` **bold** [a](b)\n# h ``` ';
    expect(plain(evil)).toBe(String.raw`&lt;script&gt;x&lt;/script&gt; \| \`code\` \*\*bold\*\* \[a\](b) \# h \`\`\` `);
    const [server, ...others] = now.servers;
    const text = markdownReport(sampleReport({ now: { ...now, servers: [{ ...server, name: '```\n# x' }, ...others] } as typeof now }), inEnglish);
    expect(text).toContain('````text');
    expect(text).not.toMatch(/^# x/m);
  });

  test('speaks Japanese', () => {
    expect(markdownReport(sampleReport({}, ja), { words: ja, language: 'ja' })).toContain('## まだ残っていること');
  });
});
