import type { RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { openDoor } from './database.ts';

/** One connection, and a way to ask the same text again and again. */
async function asking(text: string) {
  const door = await openDoor();
  const one = await door.connect();
  await one.query('CREATE TABLE words (id int PRIMARY KEY, word varchar(20))');
  await one.query("INSERT INTO words VALUES (1, 'one'), (2, 'two'), (3, 'three')");
  return { door, one, ask: async (by = one) => (await by.query<RowDataPacket[]>(text))[0] };
}

test('the same text asked again sees what another connection has committed meanwhile, and not before', async () => {
  const { door, one, ask } = await asking('SELECT word FROM words WHERE id = 1');
  const other = await door.connect();
  expect(await ask()).toEqual([{ word: 'one' }]);
  await other.beginTransaction();
  await other.query("UPDATE words SET word = 'uno' WHERE id = 1");
  expect([await ask(one), await ask(other)]).toEqual([[{ word: 'one' }], [{ word: 'uno' }]]);
  await other.commit();
  expect(await ask()).toEqual([{ word: 'uno' }]);
});

test('the same text asked again sees a column that was added, and is refused once the table is gone', async () => {
  const { one, ask } = await asking('SELECT * FROM words WHERE id = 2');
  expect(await ask()).toEqual([{ id: 2, word: 'two' }]);
  await one.query("ALTER TABLE words ADD COLUMN tongue varchar(5) DEFAULT 'en'");
  expect(await ask()).toEqual([{ id: 2, word: 'two', tongue: 'en' }]);
  await one.query('DROP TABLE words');
  await expect(ask()).rejects.toMatchObject({ errno: 1146 });
});

test('the same text in another database reads that database', async () => {
  const { one, ask } = await asking('SELECT word FROM words WHERE id = 1');
  await ask();
  await one.query('CREATE DATABASE elsewhere');
  await one.query('USE elsewhere');
  await expect(ask()).rejects.toMatchObject({ errno: 1146 });
  await one.query("CREATE TABLE words AS SELECT 1 AS id, 'there' AS word");
  expect(await ask()).toEqual([{ word: 'there' }]);
});

test('the same text asked again has the variable, the user and the count of this moment', async () => {
  const { one, ask } = await asking('SELECT @mine AS mine, FOUND_ROWS() AS found');
  await one.query("SET @mine = 'a'");
  await one.query('SELECT id FROM words');
  expect(await ask()).toEqual([{ mine: 'a', found: 3 }]);
  await one.query("SET @mine = 'b'");
  await one.query('SELECT id FROM words WHERE id = 1');
  expect(await ask()).toEqual([{ mine: 'b', found: 1 }]);
});
