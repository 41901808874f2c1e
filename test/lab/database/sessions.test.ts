import type { RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { openDoor } from './database.ts';

async function doorWithRows() {
  const door = await openDoor();
  const [a, b] = [await door.connect(), await door.connect()];
  await a.query('CREATE TABLE rows_of (id int AUTO_INCREMENT PRIMARY KEY, n int)');
  await a.query('INSERT INTO rows_of (n) VALUES (1), (2)');
  return { door, a, b };
}

test('a writer waits for the one before it, and then sees what that one did', async () => {
  const { a, b } = await doorWithRows();
  await a.beginTransaction();
  await a.query('UPDATE rows_of SET n = n + 10');
  const order: string[] = [];
  const waiting = b.query('UPDATE rows_of SET n = n + 1').then(() => order.push('b wrote'));
  order.push('a commits');
  await a.commit();
  await waiting;
  expect(order).toEqual(['a commits', 'b wrote']);
  const [rows] = await a.query<RowDataPacket[]>('SELECT n FROM rows_of ORDER BY id');
  expect(rows).toEqual([{ n: 12 }, { n: 13 }]);
});

test('many connections that write at once lose no update', async () => {
  const { door, a } = await doorWithRows();
  const writers = await Promise.all(Array.from({ length: 8 }, () => door.connect()));
  await Promise.all(
    writers.map(async (writer) => {
      for (let i = 0; i < 20; i += 1) {
        await writer.beginTransaction();
        const [[row]] = await writer.query<RowDataPacket[]>('SELECT n FROM rows_of WHERE id = 1 FOR UPDATE');
        await writer.execute('UPDATE rows_of SET n = ? WHERE id = 1', [Number(row?.['n']) + 1]);
        await writer.commit();
      }
    }),
  );
  const [rows] = await a.query<RowDataPacket[]>('SELECT n FROM rows_of WHERE id = 1');
  expect(rows).toEqual([{ n: 161 }]);
});

test('a connection that ends gives its lock back and takes its changes along', async () => {
  const { a, b } = await doorWithRows();
  await a.beginTransaction();
  await a.query('DELETE FROM rows_of');
  const waiting = b.query('UPDATE rows_of SET n = 5');
  a.destroy();
  await waiting;
  const [rows] = await b.query<RowDataPacket[]>('SELECT COUNT(*) AS n FROM rows_of');
  expect(rows).toEqual([{ n: 2 }]);
});

test('a connection that ends while it waits does not keep the lock it was waiting for', async () => {
  const { door, a, b } = await doorWithRows();
  await a.beginTransaction();
  await a.query('UPDATE rows_of SET n = 3');
  void b.query('UPDATE rows_of SET n = 4').catch(() => undefined);
  const c = await door.connect();
  b.destroy();
  const waiting = c.query('UPDATE rows_of SET n = n + 1');
  await a.commit();
  await waiting;
  const [rows] = await c.query<RowDataPacket[]>('SELECT n FROM rows_of');
  expect(rows).toEqual([{ n: 4 }, { n: 4 }]);
});

test('a statement that fails leaves the transaction as it was before it', async () => {
  const { a } = await doorWithRows();
  await a.beginTransaction();
  await a.query('INSERT INTO rows_of (id, n) VALUES (3, 3)');
  await expect(a.query('INSERT INTO rows_of (id, n) VALUES (4, 4), (3, 3)')).rejects.toMatchObject({ errno: 1062 });
  await a.commit();
  const [rows] = await a.query<RowDataPacket[]>('SELECT id FROM rows_of');
  expect(rows).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
});

test('making a table commits what was open, as in MySQL', async () => {
  const { a, b } = await doorWithRows();
  await a.beginTransaction();
  await a.query('DELETE FROM rows_of WHERE id = 1');
  await a.query('CREATE TABLE another (id int)');
  await a.rollback();
  const [rows] = await b.query<RowDataPacket[]>('SELECT id FROM rows_of');
  expect(rows).toEqual([{ id: 2 }]);
});

test('a pooled connection that is reset has forgotten its transaction and its variables', async () => {
  const { a, b } = await doorWithRows();
  await a.query('SET @x = 1');
  await a.beginTransaction();
  await a.query('DELETE FROM rows_of');
  await a.reset();
  const [[row]] = await a.query<RowDataPacket[]>('SELECT @x AS x, (SELECT COUNT(*) FROM rows_of) AS n');
  expect(row).toEqual({ x: null, n: 2 });
  await b.query('UPDATE rows_of SET n = 9');
});

test('several statements in one text run in order when the client asks for that, and are a syntax error otherwise', async () => {
  const { door, a } = await doorWithRows();
  await expect(a.query('SELECT 1; SELECT 2')).rejects.toMatchObject({ errno: 1064 });
  const many = await door.connect({ multipleStatements: true });
  const [results] = await many.query('SELECT 1 AS one; UPDATE rows_of SET n = 0; SELECT 2 AS two');
  expect(results).toMatchObject([[{ one: 1 }], { affectedRows: 2 }, [{ two: 2 }]]);
});

test('without CLIENT_FOUND_ROWS an UPDATE counts the rows that it changed', async () => {
  const { door } = await doorWithRows();
  const plain = await door.connect({ flags: ['-FOUND_ROWS'] });
  const [same] = await plain.query('UPDATE rows_of SET n = 1');
  expect(same).toMatchObject({ affectedRows: 1, changedRows: 1, info: 'Rows matched: 2  Changed: 1  Warnings: 0' });
});
