import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { htmlReport } from '../../src/report/html/page.ts';
import { en } from '../../src/ui/language/en.ts';
import { ja } from '../../src/ui/language/ja.ts';
import { before, sampleReport } from '../report/sample.ts';
import { openBrowser, type Page } from './support/browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'rb-report-'));
let page: Page;

const reports = {
  en: htmlReport(sampleReport(), { words: en, language: 'en' }),
  ja: htmlReport(sampleReport({}, ja), { words: ja, language: 'ja' }),
  // Not begun: one server, no drill, a lost journal.
  bare: htmlReport(sampleReport({ now: before, journal: 'none', drills: [], summaries: {}, singlePoints: [{ kind: 'oneServer', subject: 'Web Server1' }] }), {
    words: en,
    language: 'en',
  }),
};

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly any: readonly { readonly message: string }[] }[];
}

beforeAll(async () => {
  page = await openBrowser();
  await page.send('Page.setBypassCSP', { enabled: true }); // for axe, which is a script; the page itself allows none
});
afterAll(async () => {
  await page.close();
  rmSync(folder, { recursive: true, force: true });
});

async function show(name: keyof typeof reports, width: number, scheme: 'light' | 'dark'): Promise<string> {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, reports[name]);
  await page.send('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: width < 500 });
  await page.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
  const url = pathToFileURL(file).href;
  await page.go(url);
  return url;
}

// Each language, each width and each colour, without all of their twelve pairs.
const faces = [
  ['en', 1280, 'light'],
  ['en', 390, 'dark'],
  ['ja', 1280, 'dark'],
  ['ja', 390, 'light'],
  ['bare', 1280, 'light'],
  ['bare', 390, 'dark'],
] as const;

describe('the report in Chromium', () => {
  test.for(faces)('%s, %i wide, %s: axe finds no barrier, nothing is cut off, nothing is asked for', async ([name, width, scheme]) => {
    const already = { said: page.said.length, asked: page.asked.length };
    const url = await show(name, width, scheme);
    expect(await page.ask('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await page.ask(axe);
    await page.ask("for (const one of document.querySelectorAll('details')) one.open = true");
    const found = JSON.parse(String(await page.ask('axe.run().then((r) => JSON.stringify(r.violations))'))) as readonly Finding[];
    expect(
      found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.any.map(({ message }) => message).join(' ')}`).join(' | ')}`),
    ).toEqual([]);
    expect(page.asked.slice(already.asked).filter((one) => one !== url && one !== 'data:,')).toEqual([]);
    expect(page.said.slice(already.said)).toEqual([]);
    expect(page.complaints).toEqual([]);
  });

  test('obeys the wish for dark', async () => {
    const ground = 'getComputedStyle(document.body).backgroundColor';
    await show('en', 1280, 'light');
    const light = await page.ask(ground);
    await show('en', 1280, 'dark');
    expect(await page.ask(ground)).not.toBe(light);
  });

  test('prints in dark ink on white, whatever the screen likes', async () => {
    await show('en', 1280, 'dark');
    await page.send('Emulation.setEmulatedMedia', { media: 'print', features: [{ name: 'prefers-color-scheme', value: 'dark' }] });
    expect(await page.ask('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.ask('getComputedStyle(document.body).color')).toBe('rgb(0, 0, 0)');
  });
});
