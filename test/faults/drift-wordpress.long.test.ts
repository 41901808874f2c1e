import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { markerPath } from '../../src/blog/marker.ts';
import { canonical } from '../crash/canonical.ts';
import { onServer1, rowsOf, serverOf, wordpressOf } from '../support/by-hand.ts';
import { betweenRuns, minutes } from './between-runs.ts';

const { home, lab, asSetUp, wizard, drifts, isSetRight, isLeftAlone } = betweenRuns('drift-wordpress');

const blogAddress = () => `http://${rowsOf(lab(), 'loadBalancer')[0]?.DNSName?.toLowerCase()}`;

/** What somebody does in WordPress's own settings. */
async function moveBlog(to: { readonly siteurl?: string; readonly home?: string }): Promise<void> {
  const moved = await onServer1(lab(), home, (blog, server) =>
    blog.database(server, async (database) => {
      const now = await database.address();
      return database.moveAddress(now, { ...now, ...to });
    }),
  );
  expect(moved).toBe('moved');
}

const markers = [
  ['mark-server-1', 'Web Server1'],
  ['mark-server-2', 'Web Server2'],
] as const;

describe.sequential('between two runs, in WordPress itself', { shuffle: false, timeout: 2 * minutes }, () => {
  test.each([
    ['both addresses', { siteurl: 'http://elsewhere.example', home: 'http://elsewhere.example' }],
    ['siteurl alone', { siteurl: 'http://elsewhere.example' }],
    ['home alone', { home: 'http://elsewhere.example' }],
  ])('%s, changed: told with both values, and moved back', async (_, to) => {
    await moveBlog(to);
    const told = Object.keys(to).map((row) => `${row} in WordPress: http://elsewhere.example (should be: ${blogAddress()})`);
    const said = await drifts('site-address', ...told);
    expect(said.match(/elsewhere\.example \(should be/g)).toHaveLength(told.length);
    await isSetRight();
    expect(await canonical(lab())).toBe(asSetUp());
  });

  test.each(markers)('%s: the name taken off %s’s pages is told, and put there again', async (id, name) => {
    rmSync(join(wordpressOf(home, lab(), name), markerPath));
    await drifts(id, `name on the pages of ${serverOf(lab(), name)} (X-Served-By): none (should be: ${name})`);
    await isSetRight();
    expect(await canonical(lab())).toBe(asSetUp());
  });

  test('another name on a server’s pages is told, and replaced', async () => {
    const marker = join(wordpressOf(home, lab(), 'Web Server2'), markerPath);
    writeFileSync(marker, readFileSync(marker, 'utf8').replaceAll('Web Server2', 'Web Server\u001b[31m9'));
    await drifts('mark-server-2', `name on the pages of ${serverOf(lab(), 'Web Server2')} (X-Served-By): Web Server9 (should be: Web Server2)`);
    await isSetRight();
    expect(await canonical(lab())).toBe(asSetUp());
  });

  test('somebody’s own file in the marker’s place is told, and not written over', async () => {
    const marker = join(wordpressOf(home, lab(), 'Web Server2'), markerPath);
    writeFileSync(marker, '<?php // my own\n');
    await drifts('mark-server-2', `another file stands there (/var/www/html/${markerPath}) (should be: Web Server2)`);
    await isLeftAlone(1, markerPath);
    expect(readFileSync(marker, 'utf8')).toBe('<?php // my own\n');
  });

  test.each(['Web Server1', 'Web Server2'])('an address fixed in wp-config.php of %s alone is told, and nobody’s file is edited', async (name) => {
    const config = join(wordpressOf(home, lab(), name), 'wp-config.php');
    const fixed = readFileSync(config, 'utf8').replace(
      '<?php',
      "<?php\ndefine( 'WP_HOME', 'http://fixed.example' );\ndefine( 'WP_SITEURL', 'http://fixed.example' );",
    );
    writeFileSync(config, fixed);
    const told = ['siteurl', 'home'].map((row) => `${row} in WordPress: http://fixed.example (should be: ${blogAddress()})`);
    await drifts('site-address', ...told, `address fixed in wp-config.php of ${serverOf(lab(), name)}: WP_HOME, WP_SITEURL (should be: none)`);
    await isLeftAlone(1, `wp-config.php on ${serverOf(lab(), name)}`, 'WP_HOME, WP_SITEURL');
    expect(readFileSync(config, 'utf8')).toBe(fixed);
  });

  test('files that only one server has are no change to undo: doctor names them', async () => {
    const plugin = join(wordpressOf(home, lab(), 'Web Server2'), 'wp-content/plugins/only-here');
    mkdirSync(plugin, { recursive: true });
    appendFileSync(join(plugin, 'only-here.php'), '<?php // Plugin Name: Only here\n');
    const { said } = await wizard('doctor');
    expect(said).toContain('wp-content/plugins/only-here');
    const status = await wizard('status');
    expect(status.code, status.said).toBe(0);
  });
});
