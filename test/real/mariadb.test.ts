import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import mysql, { type Connection } from 'mysql2/promise';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { heldStill } from '../../src/lab/machines/still.ts';
import { roleOf } from '../../src/lab/mariadb/role.ts';
import type { RunningMariaDb } from '../../src/lab/mariadb/server.ts';
import { connectTo } from '../lab/database/database.ts';
import { newPlace, spawnMariaDb, type Place } from './support/mariadb.ts';

let place: Place;
const running: RunningMariaDb[] = [];

beforeEach(async () => {
  place = await newPlace();
});
afterEach(async () => {
  for (const one of running.splice(0)) await one.close();
  await place.clear();
});

async function start(zone: string, other: string | null): Promise<RunningMariaDb> {
  const one = await place.start(zone, other);
  running.push(one);
  return one;
}

async function stop(one: RunningMariaDb): Promise<void> {
  running.splice(running.indexOf(one), 1);
  await one.close();
}

/** As a machine that loses its power: no word of farewell to anybody. */
async function kill(one: RunningMariaDb): Promise<void> {
  running.splice(running.indexOf(one), 1);
  process.kill(one.pid, 'SIGKILL');
  await one.gone;
  await one.close();
}

const inStep = (zone: string) => expect.poll(() => roleOf(place.volume(zone)), { timeout: 30_000 }).toMatchObject({ kind: 'primary', alone: false });
const numbers = async (connection: Connection): Promise<number[]> =>
  (await connection.query<mysql.RowDataPacket[]>('SELECT n FROM counted ORDER BY n'))[0].map((row) => Number(row['n']));

/** Writes rows as fast as they are acknowledged, over several connections, until they are cut off. */
function writeUntilCut(port: number): { readonly kept: number[]; readonly cut: Promise<unknown> } {
  const kept: number[] = [];
  const one = async (from: number) => {
    const connection = await connectTo(port);
    for (let n = from; ; n += 4) {
      await connection.query('INSERT INTO counted VALUES (?)', [n]);
      kept.push(n);
    }
  };
  return { kept, cut: Promise.allSettled([1, 2, 3, 4].map(one)) };
}

it('has every acknowledged row on its standby when the primary is killed in the middle of writing', async () => {
  const first = await start('a', 'b');
  await (await connectTo(first.port)).query('CREATE TABLE counted (n INT PRIMARY KEY)');
  await inStep('a');
  const { kept, cut } = writeUntilCut(first.port);
  await pause(1_500);
  await kill(first);
  await cut;
  const second = await start('b', 'a');
  const there = new Set(await numbers(await connectTo(second.port)));
  expect(kept.length).toBeGreaterThan(50);
  expect(kept.filter((n) => !there.has(n))).toEqual([]);
  expect(roleOf(place.volume('b'))).toMatchObject({ kind: 'primary', generation: 2 });
});

it('has them too on the volume it was killed on, and takes its standby up again without a new copy', async () => {
  const first = await start('a', 'b');
  await (await connectTo(first.port)).query('CREATE TABLE counted (n INT PRIMARY KEY)');
  await inStep('a');
  const { kept, cut } = writeUntilCut(first.port);
  await pause(800);
  await kill(first);
  await cut;
  const again = await start('a', 'b');
  const there = new Set(await numbers(await connectTo(again.port)));
  expect(kept.filter((n) => !there.has(n))).toEqual([]);
  await inStep('a');
  expect(place.said.filter((line) => line.includes('standby'))).toEqual([]);
});

it('never begins on a volume that has seen less than the other one', async () => {
  const first = await start('a', 'b');
  const before = await connectTo(first.port);
  await before.query('CREATE TABLE counted (n INT PRIMARY KEY)');
  await inStep('a');
  await first.mirror(null);
  expect(roleOf(place.volume('a'))).toMatchObject({ alone: true });
  await before.query('INSERT INTO counted VALUES (1)');
  await stop(first);
  const second = await start('b', 'a');
  expect(await numbers(await connectTo(second.port))).toEqual([1]);
});

it('goes on alone when its standby dies, and has one again soon', async () => {
  const first = await start('a', 'b');
  const connection = await connectTo(first.port);
  await connection.query('CREATE TABLE counted (n INT PRIMARY KEY)');
  await inStep('a');
  const standby = standbyPid(place.volume('b'));
  process.kill(standby, 'SIGKILL');
  await connection.query({ sql: 'INSERT INTO counted VALUES (1)', timeout: 10_000 });
  await expect.poll(() => place.said.join('\n'), { timeout: 10_000 }).toContain('going on alone');
  await inStep('a');
  await connection.query('INSERT INTO counted VALUES (2)');
  await stop(first);
  const second = await start('b', 'a');
  expect(await numbers(await connectTo(second.port))).toEqual([1, 2]);
});

it('acknowledges nothing that its standby has not got, for as long as the standby lives', async () => {
  const first = await start('a', 'b');
  const connection = await connectTo(first.port);
  await connection.query('CREATE TABLE counted (n INT PRIMARY KEY)');
  await inStep('a');
  const standby = standbyPid(place.volume('b'));
  process.kill(standby, 'SIGSTOP');
  const acknowledged: number[] = [];
  const written = connection.query('INSERT INTO counted VALUES (1)').then(() => acknowledged.push(1));
  await pause(700);
  expect(acknowledged).toEqual([]);
  process.kill(standby, 'SIGCONT');
  await written;
  expect(acknowledged).toEqual([1]);
});

/** The mariadbd that works on this volume. */
function standbyPid(volume: string): number {
  const mine = (pid: string) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0');
      return words[0]?.endsWith('mariadbd') === true && words.includes(`--datadir=${volume}/data`);
    } catch {
      return false;
    }
  };
  const found = readdirSync('/proc').find((name) => /^\d+$/.test(name) && mine(name));
  if (found === undefined) throw new Error(`nobody serves ${volume}`);
  return Number(found);
}

it('can be copied while it is written to: the copy is whole, and is what it was at one instant', async () => {
  const first = await start('a', null);
  await (await connectTo(first.port)).query('CREATE TABLE counted (n INT PRIMARY KEY)');
  const { kept, cut } = writeUntilCut(first.port);
  await pause(500);
  const before = [...kept];
  await heldStill(first.pid, async () => cpSync(place.volume('a'), place.volume('copy'), { recursive: true }));
  await pause(200);
  await stop(first);
  await cut;
  const copy = await start('copy', null);
  const there = new Set(await numbers(await connectTo(copy.port)));
  expect(before.filter((n) => !there.has(n))).toEqual([]);
});

it('ends when the process that holds it is killed', async () => {
  const child = await spawnMariaDb(place);
  child.kill();
  await expect.poll(() => existsSync(`/proc/${child.pid}`), { timeout: 5_000 }).toBe(false);
});
