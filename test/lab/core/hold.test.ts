import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { holderOf, takeHold } from '../../../src/lab/hold.ts';

let dir: string;
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'lab-hold-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

it('one holds the folder until it lets go', () => {
  const hold = takeHold(dir);
  expect(takeHold(dir)).toBeUndefined();
  hold?.say({ port: 4680, speed: 60 });
  expect(holderOf(dir)).toMatchObject({ pid: process.pid, port: 4680, speed: 60 });
  hold?.release();
  expect(holderOf(dir)).toBeUndefined();
  expect(takeHold(dir)).toBeDefined();
});

it('a process that is gone holds nothing, nor does a file that says nothing', async () => {
  for (const left of ['{"pid":2147483646,"start":"1"}', '{"pid":', '']) {
    await writeFile(join(dir, 'lab.pid'), left);
    expect(holderOf(dir)).toBeUndefined();
    takeHold(dir)?.release();
    expect(existsSync(join(dir, 'lab.pid'))).toBe(false);
  }
});

it('a process that died in the middle of taking over does not keep others out', async () => {
  await writeFile(join(dir, 'lab.pid'), '{"pid":2147483646,"start":"1"}');
  await writeFile(join(dir, 'lab.pid.taking'), '2147483646');
  expect(takeHold(dir)).toBeDefined();
});

it.runIf(existsSync('/proc/self/stat'))('a dead process that nobody collected holds nothing', async () => {
  // The shell's child dies while the shell has become another program, which never asks how its children are.
  const parent = spawn('sh', ['-c', 'cat <&3 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
  const [line] = (await once(parent.stdout ?? process.stdin, 'data')) as [Buffer];
  const pid = Number(line.toString());
  const stat = () => readFile(`/proc/${pid}/stat`, 'utf8').then((text) => text.split(') ').pop()?.split(' ') ?? []);
  await writeFile(join(dir, 'lab.pid'), JSON.stringify({ pid, start: (await stat())[19] }));
  expect(holderOf(dir)).toMatchObject({ pid });
  parent.stdio[3]?.destroy();
  while ((await stat())[0] !== 'Z') await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holderOf(dir)).toBeUndefined();
  parent.kill();
});
