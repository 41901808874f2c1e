import type { Connection, QueryError, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { expect } from 'vitest';
import type { Scenario, Step } from './conformance.ts';

export type Connections = Readonly<Record<'a' | 'b', Connection>>;

/** Plays a scenario through mysql2 on an empty database. */
export async function play(connections: Connections, { steps }: Scenario): Promise<void> {
  await clear(connections);
  for (const step of steps) {
    await take(connections, step).catch((error: unknown) => {
      if (error instanceof Error) error.message = `${step.sql}\n${error.message}`;
      throw error;
    });
  }
}

/** An empty database, and sessions as they were. */
async function clear(connections: Connections): Promise<void> {
  for (const connection of Object.values(connections)) await connection.query('ROLLBACK');
  const [tables] = await connections.a.query<RowDataPacket[]>({ sql: 'SHOW TABLES', rowsAsArray: true });
  for (const [name] of tables as unknown as string[][]) await connections.a.query(`DROP TABLE \`${name}\``);
}

async function take(connections: Connections, step: Step): Promise<void> {
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
