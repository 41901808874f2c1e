import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { startDatabase, type RunningDatabase } from '../../../src/lab/database/server.ts';
import { conformance } from './conformance.ts';
import { play } from './conforms.ts';
import { configFor, user } from './database.ts';

/** `LAB_DATABASE=127.0.0.1:3306` runs the same list against another server that has this user and the database `wordpress`. */
const other = process.env['LAB_DATABASE'];
let folder: string;
let running: RunningDatabase | undefined;
let connections: Record<'a' | 'b', Connection>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-database-'));
  running = other === undefined ? await startDatabase(configFor(folder)) : undefined;
  const port = running?.port ?? Number(other?.split(':')[1]);
  const connect = () => createConnection({ host: '127.0.0.1', port, user: user.name, password: user.password, database: 'wordpress', dateStrings: true });
  connections = { a: await connect(), b: await connect() };
});

afterAll(async () => {
  for (const connection of Object.values(connections)) await connection.end();
  await running?.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(conformance)('$name', (scenario) => {
  test('as MySQL does', () => play(connections, scenario));
});
