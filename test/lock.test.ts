import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, describe, expect, it } from 'vitest';
import { takeLock } from '../src/lock.ts';
import { startOf } from '../src/runner/process-start.ts';
import { tempFolder } from './support/temp.ts';

interface Helper {
  readonly child: ChildProcess;
  readonly said: string;
}

/** Another process that tries to take the lock; resolves with the first thing it says. */
async function another(stateDir: string, ...words: string[]): Promise<Helper> {
  const child = spawn(process.execPath, [await built(), stateDir, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [chunk] = await once(child.stdout, 'data');
  return { child, said: String(chunk) };
}

/** Node 20 runs no TypeScript, so the helper is bundled into the test's folder first. */
async function built(): Promise<string> {
  const { build } = await import('esbuild');
  const outfile = join(tempFolder(), 'hold-lock.mjs');
  await build({ entryPoints: [join(import.meta.dirname, 'support/hold-lock.ts')], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  return outfile;
}

const lockFile = (stateDir: string) => join(stateDir, 'locks', readdirSync(join(stateDir, 'locks'))[0] ?? '');

describe('the lock', () => {
  it('lets no second process in, and names the first', async () => {
    const stateDir = tempFolder();
    const first = await another(stateDir, 'ap-northeast-1');
    expect(first.said).toBe('held\n');
    await expect(takeLock(stateDir, ['ap-northeast-1'])).rejects.toMatchObject({
      code: 'held-by-another',
      outcome: 'heldByAnother',
      values: [first.child.pid, ''],
    });
  });

  it('is free again at once after its holder was killed', async () => {
    const stateDir = tempFolder();
    const first = await another(stateDir, 'ap-northeast-1');
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    (await takeLock(stateDir, ['ap-northeast-1'])).release();
  });

  it('of ten at once is given to exactly one', async () => {
    const stateDir = tempFolder();
    const tried = await Promise.allSettled(Array.from({ length: 10 }, () => takeLock(stateDir, ['x'])));
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('of one region does not stand in the way of another', async () => {
    const stateDir = tempFolder();
    const tokyo = await takeLock(stateDir, ['ap-northeast-1']);
    const osaka = await takeLock(stateDir, ['ap-northeast-3']);
    tokyo.release();
    osaka.release();
  });

  it('leaves nothing behind when released, and can be taken again', async () => {
    const stateDir = tempFolder();
    (await takeLock(stateDir, ['a'])).release();
    expect(readdirSync(join(stateDir, 'locks'))).toEqual([]);
    (await takeLock(stateDir, ['a'])).release();
  });

  it('is not taken from a process on another machine, which cannot be looked at from here', async () => {
    const stateDir = tempFolder();
    const mine = await takeLock(stateDir, ['a']);
    const path = lockFile(stateDir);
    mine.release();
    writeFileSync(path, JSON.stringify({ pid: 4711, start: 'x', host: 'elsewhere', nonce: 'n' }), { mode: 0o600 });
    await expect(takeLock(stateDir, ['a'])).rejects.toMatchObject({ values: [4711, 'elsewhere'] });
  });

  it('is taken over from a number that now belongs to another process', async () => {
    const stateDir = tempFolder();
    const mine = await takeLock(stateDir, ['a']);
    const path = lockFile(stateDir);
    mine.release();
    writeFileSync(path, JSON.stringify({ pid: process.pid, start: 'long ago', host: hostname(), nonce: 'n' }), { mode: 0o600 });
    (await takeLock(stateDir, ['a'])).release();
  });

  it('is not looked for in a folder that others can write to', async () => {
    const stateDir = tempFolder();
    chmodSync(stateDir, 0o777);
    await expect(takeLock(stateDir, ['a'])).rejects.toMatchObject({ code: 'journal-exposed' });
  });
});

describe('when a process began', () => {
  it('is the same for the same process, and nothing for one that is not there', () => {
    expect(startOf(process.pid)).toBe(startOf(process.pid));
    expect(startOf(process.pid)).not.toBe(startOf(process.ppid));
    expect(startOf(2 ** 22 + 1)).toBeUndefined();
  });
});
