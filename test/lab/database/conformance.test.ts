import type { Connection, QueryError, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { startDatabase, type RunningDatabase } from '../../../src/lab/database/server.ts';
import { conformance, type Step } from './conformance.ts';
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

/** An empty database, and sessions as they were. */
async function clear(): Promise<void> {
  for (const connection of Object.values(connections)) await connection.query('ROLLBACK');
  const [tables] = await connections.a.query<RowDataPacket[]>({ sql: 'SHOW TABLES', rowsAsArray: true });
  for (const [name] of tables as unknown as string[][]) await connections.a.query(`DROP TABLE \`${name}\``);
}

async function take(step: Step): Promise<void> {
  const connection = connections[step.on ?? 'a'];
  const options = { sql: step.sql, rowsAsArray: true };
  const answer = step.bind === undefined ? connection.query(options) : connection.execute(options, [...step.bind]);
  if (step.error !== undefined) return refused(step, answer);
  const [result, fields] = await answer;
  if (step.columns !== undefined) expect(fields.map((field) => field.name)).toEqual(step.columns);
  if (step.rows !== undefined) expect(result).toEqual(step.rows);
  const { affectedRows, insertId, info } = result as ResultSetHeader;
  const { affected = affectedRows, id = insertId } = step;
  expect({ affectedRows, insertId, info }).toEqual({ affectedRows: affected, insertId: id, info: step.info ?? info });
}

async function refused(step: Step, answer: Promise<unknown>): Promise<void> {
  const error = (await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  )) as QueryError | undefined;
  expect(error, 'it should have been refused').toBeDefined();
  expect(error?.errno).toBe(step.error);
  if (step.state !== undefined) expect(error?.sqlState).toBe(step.state);
  if (typeof step.says === 'string') expect(error?.message).toBe(step.says);
  else if (step.says !== undefined) expect(error?.message).toMatch(step.says);
}

describe.each(conformance)('$name', ({ steps }) => {
  test('as MySQL does', async () => {
    await clear();
    for (const step of steps) {
      await take(step).catch((error: unknown) => {
        if (error instanceof Error) error.message = `${step.sql}\n${error.message}`;
        throw error;
      });
    }
  });
});
