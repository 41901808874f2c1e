import type { RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { emptyVolume, seedWordPress } from '../../../src/lab/database/seed.ts';
import { startDatabase } from '../../../src/lab/database/server.ts';
import { configFor, connectTo, freshFolder, later, openDoor } from './database.ts';

const siteUrl = 'http://127.0.0.1:18080';

async function seeded() {
  const folder = await freshFolder();
  await seedWordPress(folder, { siteUrl });
  return (await openDoor(folder)).connect();
}

test("a seeded volume has WordPress's tables and the address in siteurl and home", async () => {
  const connection = await seeded();
  const [tables] = await connection.query({ sql: 'SHOW TABLES', rowsAsArray: true });
  expect((tables as unknown as string[][]).flat()).toEqual(
    'commentmeta comments links options postmeta posts term_relationships term_taxonomy termmeta terms usermeta users'.split(' ').map((name) => `wp_${name}`),
  );
  const [options] = await connection.query(
    "SELECT option_name, option_value FROM wp_options WHERE option_name IN ('siteurl', 'home', 'permalink_structure') ORDER BY option_id",
  );
  expect(options).toEqual([
    { option_name: 'siteurl', option_value: siteUrl },
    { option_name: 'home', option_value: siteUrl },
    { option_name: 'permalink_structure', option_value: '' },
  ]);
});

test('it has three posts, one of them in Japanese, and none of them names the address in its text', async () => {
  const connection = await seeded();
  const [posts] = await connection.query<RowDataPacket[]>(
    "SELECT post_title, post_content, guid FROM wp_posts WHERE post_type = 'post' AND post_status = 'publish' ORDER BY post_date",
  );
  expect(posts).toHaveLength(3);
  expect(posts.some((post) => /[ぁ-ん]/.test(post['post_content']))).toBe(true);
  for (const [i, post] of posts.entries()) {
    expect(post['post_content']).not.toContain('http');
    expect(post['guid']).toBe(`${siteUrl}/?p=${i + 1}`);
  }
});

test("its serialised options are PHP's: every text has its length in bytes", async () => {
  const connection = await seeded();
  const [rows] = await connection.query<RowDataPacket[]>("SELECT option_value FROM wp_options WHERE option_value LIKE 'a:%'");
  expect(rows.length).toBeGreaterThan(3);
  for (const row of rows)
    for (const [, length, text] of String(row['option_value']).matchAll(/s:(\d+):"([^"]*)";/g)) expect(Buffer.byteLength(text ?? '')).toBe(Number(length));
});

test('an empty volume has its database and no table; without a name it has none', async () => {
  for (const [name, databases] of [
    ['shop', ['shop']],
    ['', []],
  ] as const) {
    const folder = await freshFolder();
    await emptyVolume(folder, name);
    const running = await startDatabase({ ...configFor(folder), database: name });
    later(() => running.close());
    const connection = await connectTo(running.port, { database: name });
    const [rows] = await connection.query({
      sql: "SHOW DATABASES WHERE `Database` NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')",
      rowsAsArray: true,
    });
    expect((rows as unknown as string[][]).flat()).toEqual(databases);
    if (name === '') await expect(connection.query('SHOW TABLES')).rejects.toMatchObject({ errno: 1046 });
    else expect((await connection.query('SHOW TABLES'))[0]).toEqual([]);
  }
});
