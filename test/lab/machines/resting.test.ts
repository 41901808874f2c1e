import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { onDemand, type OnDemand } from '../../../src/lab/machines/resting.ts';
import { supervise } from '../../../src/lab/machines/supervise.ts';
import { manualClock } from '../support/clock.ts';

const restAfterMs = 1_000;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** Rests when it is asked to; with `busy` it stays. What it hears besides, it says. */
const program = (busy: boolean) => `const lines = require('readline').createInterface({ input: process.stdin });
lines.once('line', () => {
  console.log(JSON.stringify({ pid: process.pid }));
  lines.on('line', (line) => JSON.parse(line).rest ? ${busy ? 'console.log(JSON.stringify({ stays: 1 }))' : 'process.exit()'} : console.log('heard ' + line));
});
lines.on('close', () => process.exit());`;

function demanded({ eager = false, busy = false, text = program(busy) } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'rest-'));
  writeFileSync(join(folder, 'p.cjs'), text);
  const clock = manualClock();
  const log: string[] = [];
  const start = () => supervise({ name: 'it', entry: join(folder, 'p.cjs'), config: () => ({}), clock, log: (line) => log.push(line), changed: () => {} });
  const one = onDemand({ start, clock, eager, restAfterMs, changed: () => {} });
  ends.push(async () => (await one.stop(), rmSync(folder, { recursive: true })));
  return { one, clock, log };
}

async function entered(one: OnDemand) {
  const found = await one.enter();
  if (found === undefined) throw new Error('nobody is there');
  return found;
}

const runs = (pid: number | undefined) => {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('is not started before somebody comes, and stands there nevertheless', async () => {
  const { one } = demanded();
  await one.begun;
  expect([one.stands(), one.ports()]).toEqual([true, undefined]);
  const { ports, leave } = await entered(one);
  expect(runs(ports['pid'])).toBe(true);
  leave();
});

it('is started at once when it must be', async () => {
  const { one } = demanded({ eager: true });
  await one.begun;
  expect(one.ports()).toBeDefined();
});

it('is one process for all who come at once', async () => {
  const { one } = demanded();
  const all = await Promise.all(Array.from({ length: 5 }, () => entered(one)));
  expect(new Set(all.map(({ ports }) => ports['pid'])).size).toBe(1);
});

it('rests when the last has left and nobody came for a while, and is there again for the next', async () => {
  const { one, clock } = demanded();
  const [first, second] = [await entered(one), await entered(one)];
  first.leave();
  first.leave();
  await clock.advance(restAfterMs);
  expect(runs(first.ports['pid'])).toBe(true);
  second.leave();
  await clock.advance(restAfterMs);
  await expect.poll(() => runs(first.ports['pid'])).toBe(false);
  expect(one.stands()).toBe(true);
  expect((await entered(one)).ports['pid']).not.toBe(first.ports['pid']);
});

it('that has still something to do is let be, and asked again later', async () => {
  const { one, clock } = demanded({ busy: true });
  const { ports, leave } = await entered(one);
  leave();
  await clock.advance(restAfterMs);
  expect((await entered(one)).ports['pid']).toBe(ports['pid']);
});

it('is woken by what it is told, hears it, and does not rest before that is over', async () => {
  const { one, clock, log } = demanded();
  one.tell({ key: 1 }, 5 * restAfterMs);
  await expect.poll(() => log.join()).toContain('heard {"key":1}');
  const pid = one.ports()?.['pid'];
  await clock.advance(2 * restAfterMs);
  expect((await entered(one)).ports['pid']).toBe(pid);
});

it('that died is not there until it is up again: whoever comes is refused at once', async () => {
  const { one, clock } = demanded();
  const { ports } = await entered(one);
  process.kill(ports['pid'] ?? 0, 'SIGKILL');
  await expect.poll(() => one.ports()).toBeUndefined();
  expect([one.stands(), await one.enter()]).toEqual([false, undefined]);
  await clock.advance(100);
  await expect.poll(() => one.stands()).toBe(true);
  expect((await entered(one)).ports['pid']).not.toBe(ports['pid']);
});

it('that cannot come up is refused to whoever comes', async () => {
  const { one } = demanded({ text: 'process.exit(1)' });
  expect(await one.enter()).toBeUndefined();
  expect(one.stands()).toBe(false);
});

it('that is stopped is gone for good', async () => {
  const { one } = demanded();
  const { ports } = await entered(one);
  await one.stop();
  expect([runs(ports['pid']), one.stands(), await one.enter()]).toEqual([false, false, undefined]);
});
