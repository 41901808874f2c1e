import type { Instance } from '@aws-sdk/client-ec2';
import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise';
import type { BlogAccess } from '../../src/blog/access.ts';

/** The blog's own database, as a person on the server has it at hand. */
export async function connectSql(blog: BlogAccess, server: Instance): Promise<Connection> {
  const { host, port, user, password, name } = (await blog.config(server)).database;
  const stream = await (await blog.shell(server)).forward(host, port);
  return mysql.createConnection({ stream, user, password, database: name, charset: 'utf8mb4' });
}

/** Every text of the blog's tables, so that two moments can be compared. WordPress's own timers and caches change by themselves. */
export async function allTexts(connection: Connection): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  const read = async (table: string, key: string, columns: readonly string[], where = '1 = 1') => {
    const [rows] = await connection.query<RowDataPacket[]>(`SELECT ${[key, ...columns].join(', ')} FROM ${table} WHERE ${where}`);
    for (const row of rows) for (const column of columns) found[`${table}.${column}.${String(row[key])}`] = String(row[column]);
  };
  await read('wp_posts', 'ID', ['post_content', 'guid']);
  await read('wp_postmeta', 'meta_id', ['meta_value']);
  await read('wp_options', 'option_id', ['option_value'], String.raw`option_name NOT LIKE '%transient%' AND option_name <> 'cron'`);
  await read('wp_comments', 'comment_ID', ['comment_author_url', 'comment_content']);
  await read('wp_users', 'ID', ['user_url']);
  return found;
}
