import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { newPlace } from '../support/program.ts';

const place = newPlace();
const inPlace = (name: string) => join(place.home, name);

// The first five steps only: a report can be had at any point of the journey, and the rest of it takes half a minute.
describe.sequential('report and status --watch', { shuffle: false, timeout: 120_000 }, () => {
  beforeAll(async () => {
    await place.run(['lab', 'up', '--speed', '600']);
    await place.run(['setup', '--lab', '--yes', '--until', 'mark-server-2']);
  }, 120_000);
  afterAll(() => place.clear());

  test('writes a page in the current folder, and over its own again', async () => {
    for (const _ of [1, 2]) {
      const { code, said } = await place.run(['report', '--lab']);
      expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining(inPlace('redundant-blog-report.html')) });
    }
    const page = readFileSync(inPlace('redundant-blog-report.html'), 'utf8');
    expect(page).toContain('things can each stop this blog alone</h1>');
    expect(page).toContain('Web Server2');
  });

  test('refuses to take the place of anything else, unless told to', async () => {
    writeFileSync(inPlace('thesis.html'), '<p>mine</p>');
    const refused = await place.run(['report', '--lab', '--out', 'thesis.html']);
    expect(refused.code).not.toBe(0);
    expect(refused.said).toContain('--yes');
    expect(readFileSync(inPlace('thesis.html'), 'utf8')).toBe('<p>mine</p>');
    expect((await place.run(['report', '--lab', '--out', 'thesis.html', '--yes'])).code).toBe(0);
    expect(readFileSync(inPlace('thesis.html'), 'utf8')).toContain('redundant-blog-report');
  });

  test('says at once when it could not write, and which forms there are', async () => {
    const nowhere = await place.run(['report', '--lab', '--out', 'none/x.html']);
    expect({ code: nowhere.code, said: nowhere.said }).toMatchObject({
      code: 1,
      said: expect.stringMatching(/could not be written to .*none\/x\.html \(ENOENT\)/),
    });
    const form = await place.run(['report', '--lab', '--format', 'pdf']);
    expect({ code: form.code, said: form.said }).toMatchObject({ code: 2, said: expect.stringContaining('html, md, json') });
  });

  test('with --json prints one object: the times and proofs of what was done, and no file', async () => {
    const { code, stdout } = await place.run(['report', '--lab', '--json']);
    expect(code).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    const report = JSON.parse(stdout) as Report;
    expect(report).toMatchObject({
      type: 'report',
      format: 1,
      journal: 'here',
      begun: true,
      pace: 600,
      before: { servers: [{ name: 'Web Server1', open: true }] },
    });
    const image = report.steps.find(({ id }) => id === 'create-image');
    expect(image).toMatchObject({ state: 'done', begun: 1, proved: 'then', tookMs: expect.any(Number), claims: [{ held: 'yes' }, { held: 'yes' }] });
    expect(report.costs.now).toBeGreaterThan(report.costs.before ?? Number.POSITIVE_INFINITY);
    expect(report.score.risks.find(({ id }) => id === 'uploads')).toMatchObject({ state: 'open', seen: expect.stringContaining('Web Server2') });
  });

  test('proves anew what was proved in another language', async () => {
    const { stdout } = await place.run(['report', '--lab', '--lang', 'ja', '--json']);
    const steps = (JSON.parse(stdout) as Report).steps.filter(({ claims }) => claims.length > 0);
    expect(steps.length).toBeGreaterThan(3);
    for (const { proved, claims } of steps) expect({ proved, claim: claims[0]?.claim }).toEqual({ proved: 'now', claim: expect.stringMatching(/[ぁ-ん]/) });
    expect((JSON.parse(stdout) as Report).steps.find(({ id }) => id === 'create-image')).toMatchObject({ tookMs: expect.any(Number) });
  });

  test('on a machine without the journal gives no times, and proves anew', async () => {
    const { code, said } = await place.run(['report', '--lab', '--lang', 'ja', '--format', 'json', '--state-dir', inPlace('elsewhere')]);
    expect({ code, said }).toMatchObject({ code: 0 });
    const report = JSON.parse(readFileSync(inPlace('redundant-blog-report.json'), 'utf8')) as Report;
    expect(report.journal).toBe('none');
    expect(report.steps.filter(({ began, ended, tookMs }) => began ?? ended ?? tookMs)).toEqual([]);
    expect(report.steps.find(({ id }) => id === 'create-image')).toMatchObject({ state: 'done', proved: 'now', title: 'サーバーの複製を取る' });
  });

  test('status tells the score in one line, and where the rest is', async () => {
    const { said } = await place.run(['status', '--lab']);
    expect(said).toMatch(/\d+ of \d+ ways to lose the blog, or a part of it, are covered\. \d+ are open, \d+ were not looked at\./);
    expect(said).toContain('npx redundant-blog report --lab');
  });

  test('status --watch asks once a second, tells a change, and ends well when it is told to stop', async () => {
    const { child, ended } = place.start(['status', '--watch', '--lab', '--json']);
    let out = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
    const until = async (what: RegExp) => {
      for (let tries = 0; tries < 300 && !what.test(out); tries += 1) await pause(100);
      expect(out).toMatch(what);
    };
    await until(/"type":"probe","ok":true/);
    await place.run(['lab', 'break', 'server', '--on', 'Web Server1']);
    await until(/"type":"probe","ok":false/);
    await place.run(['lab', 'mend']);
    await until(/"ok":false[^\n]*\n(.*\n)*.*"ok":true/);
    child.kill('SIGINT');
    const { code, stderr, stdout } = await ended;
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringMatching(/Watched: \d+ requests, \d+ failed\./) });
    expect(stdout).toContain('"type":"blog"');
  });
});
