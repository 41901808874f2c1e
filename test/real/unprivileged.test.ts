import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cache } from './support/parts.ts';

const root = join(import.meta.dirname, '..', '..');
/** Nobody, when the tests run as root; else whoever runs them. */
const who = userInfo().uid === 0 ? { uid: 65_534, gid: 65_534 } : {};
let folder: string;
let home: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rb-nobody-'));
  chmodSync(folder, 0o755);
  for (const part of ['bin', 'dist', 'package.json']) cpSync(join(root, part), join(folder, part), { recursive: true });
  home = join(folder, 'home');
  mkdirSync(home);
  if (existsSync(cache)) cpSync(cache, join(home, 'cache'), { recursive: true });
  if (who.uid !== undefined) execFileSync('chown', ['-R', `${who.uid}:${who.gid}`, home]);
});
afterAll(async () => {
  await run('lab', 'down');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

async function run(...words: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    LANG: 'C.UTF-8',
    REDUNDANT_BLOG_LAB_DIR: join(home, 'lab'),
    REDUNDANT_BLOG_CACHE_DIR: join(home, 'cache'),
  };
  const child = spawn(process.execPath, [join(folder, 'bin', 'redundant-blog.js'), ...words], { ...who, cwd: home, env });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const said = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, said: said.join('') };
}

it('a user without privileges has real WordPress and MariaDB, too', async () => {
  const up = await run('lab', 'up', '--blog', 'wordpress', '--db', 'mariadb');
  expect(up.code, up.said).toBe(0);
  const [address = ''] = readFileSync(join(home, 'lab', 'wordpress-login.txt'), 'utf8').split('\n');
  const page = await fetch(address);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('My Blog')]);
});
