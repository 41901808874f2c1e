import { describe, expect, test } from 'vitest';
import { html } from '../../src/report/html/markup.ts';
import { htmlReport } from '../../src/report/html/page.ts';
import type { Report } from '../../src/report/report.ts';
import { en } from '../../src/ui/language/en.ts';
import { ja } from '../../src/ui/language/ja.ts';
import { now, sampleReport, webDrill } from './sample.ts';

const inEnglish = (report: Report) => htmlReport(report, { words: en, language: 'en' });
const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>\u202egnp.\u0007\u001b[2J`;

/** The same report with every string that comes from outside replaced. */
function hostile(report: Report): Report {
  const outside = new Set([
    'name',
    'id',
    'address',
    'dnsName',
    'state',
    'zone',
    'standbyZone',
    'seen',
    'claim',
    'thing',
    'arn',
    'account',
    'subject',
    'server',
    'saw',
    'before',
    'after',
    'title',
  ]);
  const kept = new Set(['server', 'done', 'covered', 'open', 'unseen', ...report.score.risks.map(({ id }) => id)]);
  const text = JSON.stringify(report, (key, value: unknown) => (typeof value === 'string' && outside.has(key) && !kept.has(value) ? evil : value));
  return {
    ...(JSON.parse(text) as Report),
    drills: [webDrill({ struck: [evil], lanes: [{ of: 'server', name: evil, zone: evil, spans: [{ fromMs: 0, untilMs: 240_000, state: evil }] }] })],
  };
}

describe('whatever is put into the page', () => {
  test('is escaped, in text and in attributes', () => {
    expect(html`<p title="${evil}">${evil}</p>`.markup).not.toMatch(/<script|<img|["'][^=]*><img/);
    expect(html`<p>${'a & b < c'}</p>`.markup).toBe('<p>a &amp; b &lt; c</p>');
  });

  test('is cleaned of control and bidi characters', () => {
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect(html`<p>${evil}</p>`.markup).not.toMatch(/[\u0000-\u0008\u001b\u202a-\u202e]/);
  });

  test('goes in as markup only when the same function made it', () => {
    const items = ['<b>', 'c'].map((one) => html`<li>${one}</li>`);
    expect(html`${items}`.markup).toBe('<li>&lt;b&gt;</li>\n<li>c</li>');
  });
});

describe('the page', () => {
  test('of a blog with hostile names has no tag, no address and no handler of theirs', () => {
    const page = inEnglish(hostile(sampleReport()));
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toMatch(/<script|<img|onerror=alert\(2\)>/i);
    // eslint-disable-next-line no-control-regex -- what must not be there
    expect(page).not.toMatch(/[\u0000-\u0008\u001b\u202a-\u202e]/);
    const opened = [...page.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, tag = '']) => tag.toLowerCase());
    const known =
      'html head meta link title style body header main footer section article figure figcaption h1 h2 h3 h4 p ul li dl div dt dd span b br code time table thead tbody tfoot tr th td details summary svg desc defs marker pattern path rect circle text g'.split(
        ' ',
      );
    expect([...new Set(opened)].filter((tag) => !known.includes(tag))).toEqual([]);
  });

  test('runs no script and fetches nothing', () => {
    const page = inEnglish(sampleReport());
    expect(page).not.toMatch(/<script|@import|url\((?!#)|srcset=|<iframe|javascript:/i);
    expect([...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, to]) => to)).toEqual(['data:,']);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
  });

  test('has headings in order, one first heading, and ids that are there once', () => {
    const page = inEnglish(sampleReport());
    const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [index, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('gives every drawing a name, a description and a table behind it', () => {
    const page = inEnglish(sampleReport());
    const drawings = page.match(/<svg [^>]*role="img"[^>]*>/g) ?? [];
    expect(drawings).toHaveLength(2 + 3 * 2);
    for (const drawing of drawings) {
      const [, title = '', desc = ''] = /aria-labelledby="(\S+) (\S+)"/.exec(drawing) ?? [];
      expect(page).toMatch(new RegExp(`<title id="${title}">[^<]+</title>\\s*<desc id="${desc}">[^<]+</desc>`));
    }
    expect(page.match(/<summary>/g)).toHaveLength(2 + 3);
  });

  test('says first what readers noticed, and before that what can still stop the blog', () => {
    expect(inEnglish(sampleReport())).toContain('<h1>Your readers noticed 1 min 2 s</h1>');
    const [server, ...others] = now.servers;
    const alone = { ...now, servers: [{ ...server, state: 'stopped', health: 'unused' }, ...others] } as typeof now;
    expect(inEnglish(sampleReport({ now: alone, singlePoints: [{ kind: 'oneServer', subject: 'Web Server2' }] }))).toContain(
      '<h1>One thing alone can still stop this blog</h1>',
    );
    expect(inEnglish(sampleReport({ drills: [], summaries: {} }))).toContain('<h1>Two of everything, and nobody has tried it yet</h1>');
    expect(inEnglish(sampleReport({ drills: [webDrill({ survived: false })] }))).toContain('did not end well');
  });

  test('calls what was measured in a faster world and turned into AWS time an estimate', () => {
    const page = inEnglish(sampleReport({ pace: 60, drills: [webDrill({ pace: 60, longestGapMs: 400 })] }));
    expect(page).toContain('measured, as AWS time (an estimate)');
    expect(page).toContain('24 s (0.4 s × 60)');
    expect(page).toContain('60 AWS minutes pass in one');
    expect(inEnglish(sampleReport())).not.toContain('estimate');
  });

  test('without the journal says that it has no times, and invents none', () => {
    const steps = sampleReport().steps.map(({ id, title, state, claims }) => ({ id, title, state, claims, begun: 0, proved: 'now' as const }));
    const page = inEnglish(sampleReport({ journal: 'none', steps, drills: [] }));
    expect(page).toContain('The journal of this run is not on this machine');
    expect(page).not.toMatch(/<time|NaN|Invalid|undefined/);
    expect(page).toContain('the cloud itself remembers only these figures');
  });

  test('is in the language that was asked for', () => {
    const page = htmlReport(sampleReport({}, ja), { words: ja, language: 'ja' });
    expect(page).toContain('<html lang="ja">');
    expect(page).toContain('読者が待たされたのは 1 分 2 秒でした');
    const text = page.replace(/<style>[\s\S]*<\/style>/, '').replace(/<[^>]+>/g, ' ');
    expect(text).not.toMatch(/\b(the|and|with|requests|failed)\b/i);
  });

  test('never says a percentage of safety', () => {
    expect(inEnglish(sampleReport()).replace(/<style>[\s\S]*<\/style>/, '')).not.toMatch(/\d ?%/);
  });
});
