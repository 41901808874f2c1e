import type { Connection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { rewriting, type Move } from './old-address.ts';

/** Where old addresses were met: how many values of a column hold one, and how many of them stay as they are. */
export interface Place {
  readonly table: string;
  readonly column: string;
  readonly rows: number;
  readonly left: number;
}

interface Column {
  readonly name: string;
  /** In characters, or bytes where `inBytes`; undefined: more than any value here. */
  readonly longest: number | undefined;
  readonly inBytes: boolean;
}

interface Table {
  readonly name: string;
  /** The column that tells its rows apart; undefined: there is none, or it takes several. */
  readonly key: string | undefined;
  readonly columns: readonly Column[];
}

type Count = { rows: number; left: number };

const texts: Readonly<Record<string, number | 'as declared' | 'endless'>> = {
  char: 'as declared',
  varchar: 'as declared',
  tinytext: 255,
  text: 65_535,
  mediumtext: 16_777_215,
  longtext: 'endless',
};

// WordPress itself says of the guid that it must never change; the others are no texts.
const untouched: Readonly<Record<string, readonly string[]>> = { posts: ['guid'], users: ['user_pass', 'user_activation_key'] };
const atOnce = 200;

/** Counts the values that hold an old address. Changes nothing. */
export async function findRows(connection: Connection, prefix: string, move: Move): Promise<readonly Place[]> {
  return throughRows(connection, prefix, move, async () => true);
}

/** Gives them the new address, all in one transaction. Values that cannot take it, or would not come back, stay and are counted as left. */
export async function rewriteRows(connection: Connection, prefix: string, move: Move): Promise<readonly Place[]> {
  await connection.beginTransaction();
  try {
    const places = await throughRows(connection, prefix, move, (table, column, key, from, to) => replaceValue(connection, table, column, key, from, to));
    await connection.commit();
    return places;
  } catch (error) {
    await connection.rollback().catch(() => undefined);
    throw error;
  }
}

type Act = (table: Table, column: Column, key: unknown, from: string, to: string) => Promise<boolean>;

async function throughRows(connection: Connection, prefix: string, move: Move, act: Act): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const table of await tablesOf(connection, prefix)) {
    const counts = new Map<string, Count>(table.columns.map(({ name }) => [name, { rows: 0, left: 0 }]));
    for await (const row of rowsOf(connection, table, prefix, move)) {
      for (const column of table.columns) await takeValue(table, column, row, move, act, counts.get(column.name));
    }
    for (const [column, { rows, left }] of counts) if (rows > 0) places.push({ table: table.name, column, rows, left });
  }
  return places;
}

async function takeValue(table: Table, column: Column, row: RowDataPacket, move: Move, act: Act, count: Count | undefined): Promise<void> {
  const value: unknown = row[column.name];
  const found = typeof value === 'string' ? rewriting(value, move) : 'none';
  if (found === 'none' || count === undefined || typeof value !== 'string') return;
  count.rows += 1;
  const done = found !== 'left' && table.key !== undefined && fits(found.value, column) && (await act(table, column, row[table.key], value, found.value));
  if (!done) count.left += 1;
}

/** Only while the row still holds what was read: whoever saves a post meanwhile is not overwritten. */
async function replaceValue(connection: Connection, table: Table, column: Column, key: unknown, from: string, to: string): Promise<boolean> {
  const [result] = await connection.query<ResultSetHeader>(
    `UPDATE ${quoted(table.name)} SET ${quoted(column.name)} = ? WHERE ${quoted(table.key ?? '')} = ? AND ${quoted(column.name)} = ?`,
    [to, key, from],
  );
  return result.affectedRows === 1;
}

const fits = (value: string, { longest, inBytes }: Column): boolean =>
  longest === undefined || (inBytes ? Buffer.byteLength(value, 'utf8') : [...value].length) <= longest;

/** The rows that may hold an old address, some at a time. */
async function* rowsOf(connection: Connection, table: Table, prefix: string, { from }: Move): AsyncGenerator<RowDataPacket> {
  const patterns = from.map(likely);
  const some = table.columns.flatMap(({ name }) => patterns.map(() => `${quoted(name)} LIKE ?`)).join(' OR ');
  // The two rows of the address itself are moved by themselves.
  const others = table.name === `${prefix}options` ? " AND option_name NOT IN ('siteurl', 'home')" : '';
  const values = table.columns.flatMap(() => patterns);
  const wanted = [...new Set([...(table.key === undefined ? [] : [table.key]), ...table.columns.map(({ name }) => name)])].map(quoted).join(', ');
  const select = `SELECT ${wanted} FROM ${quoted(table.name)} WHERE (${some})${others}`;
  if (table.key === undefined) {
    const [rows] = await connection.query<RowDataPacket[]>(select, values);
    yield* rows;
    return;
  }
  const key = quoted(table.key);
  for (let last: unknown; ;) {
    const [rows]: [RowDataPacket[], unknown] = await connection.query<RowDataPacket[]>(
      `${select}${last === undefined ? '' : ` AND ${key} > ?`} ORDER BY ${key} LIMIT ${atOnce}`,
      last === undefined ? values : [...values, last],
    );
    yield* rows;
    if (rows.length < atOnce) return;
    last = rows.at(-1)?.[table.key];
  }
}

/** The host alone: how the rest of an address is written differs. */
const likely = (address: string): string => `%${(/^\w+:\/\/([^:/]+)/.exec(address)?.[1] ?? address).replace(/[\\%_]/g, String.raw`\$&`)}%`;

/** This blog's tables that hold texts; another WordPress beside it, with a longer prefix, is not this blog. */
async function tablesOf(connection: Connection, prefix: string): Promise<readonly Table[]> {
  const [columns] = await connection.query<RowDataPacket[]>(
    `SELECT c.TABLE_NAME AS t, c.COLUMN_NAME AS c, c.DATA_TYPE AS type, c.CHARACTER_MAXIMUM_LENGTH AS longest FROM information_schema.COLUMNS AS c
     JOIN information_schema.TABLES AS b ON b.TABLE_SCHEMA = c.TABLE_SCHEMA AND b.TABLE_NAME = c.TABLE_NAME
     WHERE c.TABLE_SCHEMA = DATABASE() AND b.TABLE_TYPE = 'BASE TABLE' ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION`,
  );
  const [keys] = await connection.query<RowDataPacket[]>(
    "SELECT TABLE_NAME AS t, COLUMN_NAME AS c FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() AND INDEX_NAME = 'PRIMARY'",
  );
  const names = [...new Set(columns.map(({ t }) => String(t)))].filter((name) => name.startsWith(prefix));
  const strangers = names.flatMap((name) => (/^(.+)options$/.exec(name.slice(prefix.length)) ? [name.slice(0, -'options'.length)] : []));
  return names
    .filter((name) => !strangers.some((stranger) => name.startsWith(stranger) && names.includes(`${stranger}posts`)))
    .map((name) => tableOf(name, prefix, columns, keys))
    .filter((table) => table.columns.length > 0);
}

function tableOf(name: string, prefix: string, columns: readonly RowDataPacket[], keys: readonly RowDataPacket[]): Table {
  const own = keys.filter(({ t }) => t === name);
  const skipped = [...(untouched[name.slice(prefix.length)] ?? []), ...own.map(({ c }) => String(c))];
  return {
    name,
    key: own.length === 1 ? String(own[0]?.['c']) : undefined,
    columns: columns.flatMap(({ t, c, type, longest }) => {
      const limit = texts[String(type).toLowerCase()];
      if (t !== name || limit === undefined || skipped.includes(String(c))) return [];
      return [
        { name: String(c), longest: limit === 'endless' ? undefined : limit === 'as declared' ? Number(longest) : limit, inBytes: limit !== 'as declared' },
      ];
    }),
  };
}

const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
