import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, it } from 'vitest';
import { writeWordPress } from '../../../src/lab/blog/disk.ts';
import { boot } from '../../../src/lab/blog/firstboot.ts';
import { childEntry } from '../../../src/lab/machines/entry.ts';
import { get } from '../machines/reach.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

async function guest() {
  const disk = mkdtempSync(join(tmpdir(), 'guest-'));
  folders.push(disk);
  await writeWordPress(disk, { dbHost: 'db.test', dbPassword: 'x' });
  boot(disk, { instanceId: 'i-1', hostname: 'ip-10-0-0-1.internal' });
  const child = spawn(process.execPath, [childEntry('lab-guest')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  child.stdin.write(`${JSON.stringify({ disk, instanceId: 'i-1', hostname: 'x', privateIp: '10.0.0.1', fabric: { port: 9, token: 't' } })}\n`);
  const ports = await new Promise<{ http: number }>((resolve) =>
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line) as { http: number })),
  );
  return { child, ended, http: ports.http };
}

it('ends when its daemon is gone, however that ended', async () => {
  const { child, ended } = await guest();
  child.stdin.destroy();
  expect(await ended).toBe(0);
});

it('serves its files, and says why there are no pages, where it cannot reach the VPC', async () => {
  const { child, ended, http } = await guest();
  expect((await get(http, '/readme.html')).status).toBe(200);
  expect(await get(http)).toMatchObject({ status: 500, body: expect.stringContaining('Error establishing a database connection') });
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});
