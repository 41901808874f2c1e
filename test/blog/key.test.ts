import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readKeyFile } from '../../src/blog/key.ts';

function keyFile(mode: number): string {
  const dir = mkdtempSync(join(tmpdir(), 'key-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const path = join(dir, 'my-key.pem');
  writeFileSync(path, 'a key');
  chmodSync(path, mode);
  return path;
}

test('reads a key that is its owner’s alone', async () => {
  expect(String(await readKeyFile(keyFile(0o400)))).toBe('a key');
});

test.each([0o644, 0o640, 0o604])('refuses a key that others can read (%o)', async (mode) => {
  await expect(readKeyFile(keyFile(mode))).rejects.toMatchObject({ code: 'key-open-to-others', outcome: 'wrongUse' });
});

test('says when there is none', async () => {
  await expect(readKeyFile('/nowhere/my-key.pem')).rejects.toMatchObject({ code: 'key-missing', values: ['/nowhere/my-key.pem'] });
});

test('says when it is a folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'key-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await expect(readKeyFile(folder)).rejects.toMatchObject({ code: 'key-unreadable' });
});
