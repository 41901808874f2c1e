import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { systemLabClock } from '../../../src/lab/clock.ts';
import { createCrew, type Post } from '../../../src/lab/machines/crew.ts';
import { onDemand } from '../../../src/lab/machines/resting.ts';
import { supervise, type Supervised } from '../../../src/lab/machines/supervise.ts';

const started: Supervised[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const polite = `let pid = process.pid;
process.stdin.once('data', (said) => console.log(JSON.stringify({ pid, told: JSON.parse(String(said)).n })));
process.stdin.on('end', () => process.exit());`;

function program(text: string, log: string[] = [], config: () => unknown = () => ({ n: 1 })): Supervised {
  const folder = mkdtempSync(join(tmpdir(), 'sup-'));
  folders.push(folder);
  writeFileSync(join(folder, 'p.cjs'), text);
  const one = supervise({ name: 'it', entry: join(folder, 'p.cjs'), config, clock: systemLabClock(1), log: (line) => log.push(line), changed: () => {} });
  started.push(one);
  return one;
}

const runs = (pid: number | undefined) => {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; !holds() && turn < 300; turn += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(holds()).toBe(true);
}

it('gives a program its configuration and takes its ports', async () => {
  const one = program(polite, [], () => ({ n: 42 }));
  await one.begun;
  expect(one.ports()).toMatchObject({ told: 42 });
});

it('starts a program that dies again, and says why in the log', async () => {
  const log: string[] = [];
  const one = program(polite, log);
  await one.begun;
  const first = one.ports()?.['pid'] ?? 0;
  process.kill(first, 'SIGKILL');
  await until(() => one.ports()?.['pid'] !== undefined && one.ports()?.['pid'] !== first);
  expect(log.join('\n')).toContain('it ended (SIGKILL)');
});

it('does not start again what was stopped', async () => {
  const one = program(polite);
  await one.begun;
  const pid = one.ports()?.['pid'];
  await one.stop();
  expect(runs(pid)).toBe(false);
  expect(one.ports()).toBeUndefined();
});

it('ends a program that ignores being asked', async () => {
  const one = program(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); ${polite.replace(/process.stdin.on\('end.*/, '')}`);
  await one.begun;
  const pid = one.ports()?.['pid'];
  await one.stop();
  expect(runs(pid)).toBe(false);
}, 10_000);

it('gives a program nothing of this environment that is a secret', async () => {
  process.env['AWS_SECRET_ACCESS_KEY'] = 'canary';
  const one = program(
    `process.stdin.once('data', () => console.log(JSON.stringify({ secrets: JSON.stringify(process.env).split('canary').length - 1 })));process.stdin.on('end', () => process.exit());`,
  );
  await one.begun;
  delete process.env['AWS_SECRET_ACCESS_KEY'];
  expect(one.ports()).toEqual({ secrets: 0 });
});

it('lets the process of one boot be gone before that of the next begins', async () => {
  const crew = createCrew();
  const alive: number[] = [];
  let most = 0;
  const post = (boot: string): Post => ({
    boot,
    start: () => {
      alive.push(1);
      most = Math.max(most, alive.length);
      const one = onDemand({ start: () => program(polite), clock: systemLabClock(1), changed: () => {}, eager: true });
      return { ...one, stop: async () => (await one.stop(), void alive.pop()) };
    },
  });
  crew.follow(new Map([['a', post('1')]]));
  crew.follow(new Map([['a', post('2')]]));
  crew.follow(new Map([['a', post('3')]]));
  await crew.settled();
  expect(most).toBe(1);
  expect(crew.ports('a')).toBeDefined();
  crew.follow(new Map());
  await crew.settled();
  expect([alive.length, crew.ports('a')]).toEqual([0, undefined]);
});
