import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import mysql, { type Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDatabase } from '../../src/lab/database/server.ts';
import { conformance, type Scenario, type Step } from '../lab/database/conformance.ts';
import { play } from '../lab/database/conforms.ts';
import { configFor, user } from '../lab/database/database.ts';
import { newPlace, type Place } from './support/mariadb.ts';

/** One list, three more ways through it: MariaDB by mysql2, and both servers by the `mysql` command line. */
let place: Place;
let servers: { readonly mariadb: number; readonly builtin: number };
let connections: Record<'a' | 'b', Connection>;
const close: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  place = await newPlace();
  const [real, builtin] = await Promise.all([place.start('a', null), startDatabase(configFor(place.volume('builtin')))]);
  close.push(real.close, builtin.close);
  servers = { mariadb: real.port, builtin: builtin.port };
  connections = { a: await connect(real.port), b: await connect(real.port) };
});

afterAll(async () => {
  for (const connection of Object.values(connections)) await connection.end();
  for (const end of close) await end();
  await place.clear();
});

const connect = (port: number) =>
  mysql.createConnection({ host: '127.0.0.1', port, user: user.name, password: user.password, database: 'wordpress', dateStrings: true });

describe.each(conformance)('$name, as MariaDB does', (scenario) => {
  test('through mysql2', () => play(connections, scenario));
});

const single = conformance.filter(({ steps }) => steps.every((step) => step.on !== 'b'));

describe.each(['mariadb', 'builtin'] as const)('through the mysql command line, on %s', (kind) => {
  test.each(single)('$name', (scenario) => typeAll(servers[kind], scenario));
});

/** Types a scenario into one `mysql`, with a mark after each statement, and compares what it shows. */
async function typeAll(port: number, scenario: Scenario): Promise<void> {
  const steps = scenario.steps.filter(endsForTheClient);
  await empty(port);
  const child = spawn(
    'mysql',
    [
      '--no-defaults',
      '-h127.0.0.1',
      `-P${port}`,
      `-u${user.name}`,
      '--batch',
      '--force',
      '--unbuffered',
      '--skip-column-names',
      '--default-character-set=utf8mb4',
      'wordpress',
    ],
    {
      env: { PATH: process.env['PATH'], MYSQL_PWD: user.password },
    },
  );
  child.stdin.end(steps.map((step) => `${typed(step)}\n;\n\\! echo @@mark\n`).join(''));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const shown = out.split('@@mark\n');
  for (const [at, step] of steps.entries()) if (step.rows !== undefined) expect(shown[at], step.sql).toBe(step.rows.map(lineOf).join(''));
  const refused = [...err.matchAll(/^ERROR (\d+)/gm)].map((match) => Number(match[1]));
  expect(refused, err).toEqual(steps.flatMap((step) => step.error ?? []));
}

// The command line itself waits for the other quote, and so does the person.
const endsForTheClient = ({ sql, error }: Step) => error !== 1064 || (sql.match(/'/g)?.length ?? 0) % 2 === 0;

const typed = ({ sql, bind }: Step) => (bind === undefined ? sql : mysql.format(sql, [...bind])).replace(/;\s*$/, '');

const lineOf = (row: readonly (string | number | null)[]) => `${row.map(cell).join('\t')}\n`;

const escapes: Readonly<Record<string, string>> = { '\n': String.raw`\n`, '\t': String.raw`\t`, '\\': '\\\\', '\0': String.raw`\0` };

// oxlint-disable-next-line no-control-regex -- what the command line writes in another way
const cell = (value: string | number | null) => (value === null ? 'NULL' : String(value).replace(/[\n\t\\\0]/g, (letter) => escapes[letter] ?? letter));

async function empty(port: number): Promise<void> {
  const connection = await connect(port);
  const [tables] = await connection.query<mysql.RowDataPacket[]>({ sql: 'SHOW TABLES', rowsAsArray: true });
  for (const [name] of tables as unknown as string[][]) await connection.query(`DROP TABLE \`${name}\``);
  await connection.end();
}
