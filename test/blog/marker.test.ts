import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { markerPath, markerText, removeMarker, writeMarker } from '../../src/blog/marker.ts';
import type { Shell } from '../../src/blog/shell.ts';

/** A real sh, in place of one at the other end of SSH. */
const shell: Shell = {
  instanceId: 'i-0',
  run: (script) =>
    new Promise((resolve) => {
      const child = execFile('sh', ['-s'], (error, out, err) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, out, err }),
      );
      child.stdin?.end(script);
    }),
  forward: () => Promise.reject(new Error('no network here')),
  close: () => undefined,
};

let root: string;
const marker = () => readFileSync(join(root, markerPath), 'utf8');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "it's a blog-"));
  mkdirSync(join(root, 'wp-content'));
  writeFileSync(join(root, 'index.php'), '<?php\n');
  chmodSync(join(root, 'index.php'), 0o640);
  const here = root;
  onTestFinished(() => rmSync(here, { recursive: true, force: true }));
});

describe('the marker', () => {
  test('says the name in the one line that is agreed on, and has the mode of the files beside it', async () => {
    await writeMarker(shell, root, 'Web Server1');
    expect(marker().split('\n')).toContain("define( 'REDUNDANT_BLOG_SERVER', 'Web Server1' );");
    expect(statSync(join(root, markerPath)).mode & 0o777).toBe(0o640);
    expect(readdirSync(join(root, 'wp-content/mu-plugins'))).toEqual(['redundant-blog-marker.php']);
  });

  test('replaces the name that came with the copy', async () => {
    await writeMarker(shell, root, 'Web Server1');
    await writeMarker(shell, root, 'Web Server2');
    expect(marker()).not.toContain('Web Server1');
  });

  test('goes without a trace, its folder too, even after it was written twice', async () => {
    await writeMarker(shell, root, 'Web Server1');
    await writeMarker(shell, root, 'Web Server2');
    await removeMarker(shell, root);
    await removeMarker(shell, root);
    expect(readdirSync(join(root, 'wp-content'))).toEqual([]);
  });

  test('leaves a folder that was there before', async () => {
    mkdirSync(join(root, 'wp-content/mu-plugins'));
    await writeMarker(shell, root, 'Web Server1');
    await removeMarker(shell, root);
    expect(existsSync(join(root, 'wp-content/mu-plugins'))).toBe(true);
  });

  test("never touches somebody else's file of that name", async () => {
    mkdirSync(join(root, 'wp-content/mu-plugins'));
    writeFileSync(join(root, markerPath), '<?php // mine');
    await expect(writeMarker(shell, root, 'Web Server1')).rejects.toMatchObject({ code: 'marker-not-ours' });
    await removeMarker(shell, root);
    expect(marker()).toBe('<?php // mine');
  });

  test('is refused where there is no WordPress', async () => {
    rmSync(join(root, 'wp-content'), { recursive: true });
    await expect(writeMarker(shell, root, 'Web Server1')).rejects.toMatchObject({ code: 'wordpress-not-found' });
  });

  test('keeps a name with quotes inside its quotes', () => {
    expect(markerText("Mary's \\ box")).toContain("define( 'REDUNDANT_BLOG_SERVER', 'Mary\\'s \\\\ box' );");
  });
});
