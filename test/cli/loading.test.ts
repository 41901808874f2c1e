import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { newPlace } from '../support/program.ts';

const place = newPlace();
afterAll(() => place.clear());

/** The files of dist that one run really loaded. */
async function loadedBy(words: readonly string[]): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'loaded-'));
  try {
    await place.run(words, { NODE_V8_COVERAGE: folder });
    const reports = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as { result: { url: string }[] });
    return reports.flatMap(({ result }) => result.map(({ url }) => url)).filter((url) => url.includes('/dist/'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const bytes = (urls: readonly string[]) => urls.reduce((sum, url) => sum + statSync(fileURLToPath(url)).size, 0);

test.for([[['--help']], [['setup', '--help']], [['statsu']], [['--version']]] as const)('%s loads no SDK, no SSH and no database', async ([words]) => {
  const loaded = await loadedBy(words);
  expect(loaded.length).toBeGreaterThan(0);
  const heavy = loaded.filter((url) => /extends \w*Client\b|SSH-2\.0-|caching_sha2/.test(readFileSync(fileURLToPath(url), 'utf8')));
  expect(heavy).toEqual([]);
  expect(bytes(loaded)).toBeLessThan(400_000);
});
