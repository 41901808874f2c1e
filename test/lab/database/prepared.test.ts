import { expect, test } from 'vitest';
import { openDoor, rowsOf } from './database.ts';

async function makeTypes() {
  const door = await openDoor();
  const connection = await door.connect();
  await connection.query(
    'CREATE TABLE types (id bigint unsigned AUTO_INCREMENT PRIMARY KEY, tiny tinyint, small smallint, medium mediumint, big bigint, dec_ decimal(10,2), f float, d double, day date, at datetime, t time, txt text, b blob, y year, e enum("a","b"), j json)',
  );
  return connection;
}

const columns = 'tiny, small, medium, big, dec_, f, d, day, at, t, txt, b, y, e, j';
const row = {
  tiny: -5,
  small: -300,
  medium: 70_000,
  big: -9_007_199_254_740_991,
  dec_: '12.50',
  f: 1.5,
  d: 2.25,
  day: new Date('2024-02-29T00:00:00Z'),
  at: new Date('2024-02-29T12:34:56Z'),
  t: '12:34:56',
  txt: '日本語 😀',
  b: Buffer.from([0, 255, 16]),
  y: 2024,
  e: 'b',
  j: { a: [1] },
};

test('every type comes back the same through the text and the binary protocol', async () => {
  const connection = await makeTypes();
  const values = [...Object.values(row).slice(0, -1), JSON.stringify(row.j)];
  await connection.execute(`INSERT INTO types (${columns}) VALUES (${values.map(() => '?').join(', ')})`, values as never);
  const [text] = await connection.query(`SELECT ${columns} FROM types`);
  const [binary] = await connection.execute(`SELECT ${columns} FROM types WHERE id = ?`, [1]);
  expect(text).toEqual([row]);
  expect(binary).toEqual([row]);
});

test('NULLs in any column and as any parameter', async () => {
  const connection = await makeTypes();
  await connection.execute(
    `INSERT INTO types (${columns}) VALUES (${columns
      .split(',')
      .map(() => '?')
      .join(', ')})`,
    columns.split(',').map(() => null),
  );
  const [binary] = await connection.execute(`SELECT ${columns} FROM types WHERE ? IS NULL`, [null]);
  expect(Object.values((binary as object[])[0] ?? {})).toEqual(columns.split(',').map(() => null));
});

test('one prepared statement runs again and again with other values and other types of values', async () => {
  const connection = await makeTypes();
  const statement = await connection.prepare('SELECT ? AS v, ? AS w');
  for (const pair of [
    [1, 'a'],
    ['b', 2.5],
    [null, 'c'],
    ['\u0005\u0000\u0001', -1],
  ] as const) {
    const [rows] = await statement.execute([...pair]);
    expect(rows).toEqual([{ v: pair[0], w: pair[1] }]);
  }
  await statement.close();
});

test('values that look like types of the protocol are values', async () => {
  const connection = await makeTypes();
  const tricky = ['\u0001\u00fd\u0000', 'ý\u0000', '\u0001ý\u0000\u0001', '', ' ', "'; DROP TABLE types; --"];
  for (const value of tricky) {
    const [rows] = await connection.execute('SELECT ? AS a, ? AS b, ? AS c', [value, 253, value]);
    expect(rows).toEqual([{ a: value, b: 253, c: value }]);
  }
});

test('a text of many megabytes goes in and comes out', async () => {
  const connection = await makeTypes();
  const long = '長い😀'.repeat(2_000_000);
  await connection.execute('INSERT INTO types (txt) VALUES (?)', [long]);
  const [rows] = await connection.execute('SELECT txt FROM types');
  expect((rows as { txt: string }[])[0]?.txt === long).toBe(true);
});

test('a statement that cannot be is refused when it is prepared', async () => {
  const connection = await makeTypes();
  await expect(connection.execute('SELECT nope FROM types WHERE id = ?', [1])).rejects.toMatchObject({ errno: 1054 });
  await expect(connection.execute('SELECT * FROM nope WHERE id = ?', [1])).rejects.toMatchObject({ errno: 1146 });
  await expect(connection.execute('SELEC ?', [1])).rejects.toMatchObject({ errno: 1064 });
  expect(await rowsOf(connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('ids beyond 2^53 keep their digits', async () => {
  const connection = await makeTypes();
  await connection.query('INSERT INTO types (big) VALUES (9223372036854775807)');
  const [rows] = await connection.query('SELECT CAST(big AS CHAR) AS big, big + 0 = 9223372036854775807 AS same FROM types');
  expect(rows).toEqual([{ big: '9223372036854775807', same: 1 }]);
});
