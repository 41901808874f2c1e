import type { Catalog, Table } from './catalog.ts';
import { quoted } from './catalog.ts';
import type { RedoRecord, Ran } from './store/redo.ts';
import type { Connection } from './store/sqlite.ts';
import { systemTable, systemTables, systemViews } from './system-views.ts';

/** What the engine keeps beside the users' tables: the list of databases and tables, and the last record that an image holds. */
const hidden = { tables: 'lab.tables', databases: 'lab.databases', state: 'lab.state' } as const;

/** Makes the hidden tables in a new database, and information_schema in both connections. */
export function prepare(writer: Connection, reader: Connection): void {
  writer.all(
    `CREATE TABLE IF NOT EXISTS ${quoted(hidden.tables)} (database TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, PRIMARY KEY (database, name))`,
  );
  writer.all(`CREATE TABLE IF NOT EXISTS ${quoted(hidden.databases)} (name TEXT PRIMARY KEY, collation TEXT NOT NULL)`);
  writer.all(`CREATE TABLE IF NOT EXISTS ${quoted(hidden.state)} (last INTEGER NOT NULL)`);
  writer.all(`INSERT INTO ${quoted(hidden.state)} SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM ${quoted(hidden.state)})`);
  for (const connection of [writer, reader]) for (const view of systemViews) connection.all(view);
}

/** A whole SQLite file, which says which record was its last. */
export function imageOf(writer: Connection, last: number): Uint8Array {
  writer.all(`UPDATE ${quoted(hidden.state)} SET last = ${last}`);
  return writer.image();
}

/** Does this statement change the list of tables or databases? */
export const relists = ({ sql }: Ran): boolean => sql.includes(quoted(hidden.tables)) || sql.includes(quoted(hidden.databases));

/**
 * Runs what the image does not hold yet; the number of the last record. A copy that was taken over a checkpoint ends where
 * its records end; in a volume of its own, missing records are a loss to be told.
 */
export function replay(writer: Connection, records: readonly RedoRecord[], wasCopied: boolean): number {
  let last = Number(writer.all(`SELECT last FROM ${quoted(hidden.state)}`).rows[0]?.[0] ?? 0);
  for (const { number, statements } of records) {
    if (number <= last) continue;
    if (number !== last + 1 && wasCopied) break;
    if (number !== last + 1) throw new Error(`the redo log goes from record ${last} to ${number}: records are missing`);
    writer.all('BEGIN');
    for (const { sql, parameters, moment } of statements) writer.all(sql, parameters, moment);
    writer.all('COMMIT');
    last = number;
  }
  return last;
}

/** The list of tables and databases as it is committed. */
export function readCatalog(connection: Connection): Catalog {
  const databases = connection.all(`SELECT name FROM ${quoted(hidden.databases)} ORDER BY name`).rows.map(([name]) => String(name));
  const tables = new Map<string, Table>();
  for (const [definition] of connection.all(`SELECT definition FROM ${quoted(hidden.tables)} ORDER BY database, name`).rows) {
    const table = JSON.parse(String(definition)) as Table;
    tables.set(`${table.database}.${table.name}`, table);
  }
  return {
    databases,
    table: (database, name) => tables.get(`${database}.${name}`) ?? systemTable(database, name),
    tables: (database) => [...[...tables.values()].filter((table) => table.database === database), ...systemTables(database)],
  };
}

/** What to write so that the list of tables agrees: run in the same transaction as the change itself. */
export const listing = {
  put: (table: Table): Pick<Ran, 'sql' | 'parameters'> => ({
    sql: `INSERT OR REPLACE INTO ${quoted(hidden.tables)} (database, name, definition) VALUES (?1, ?2, ?3)`,
    parameters: [table.database, table.name, JSON.stringify(table)],
  }),
  drop: (database: string, name: string): Pick<Ran, 'sql' | 'parameters'> => ({
    sql: `DELETE FROM ${quoted(hidden.tables)} WHERE database = ?1 AND name = ?2`,
    parameters: [database, name],
  }),
  putDatabase: (name: string, collation: string): Pick<Ran, 'sql' | 'parameters'> => ({
    sql: `INSERT INTO ${quoted(hidden.databases)} (name, collation) VALUES (?1, ?2)`,
    parameters: [name, collation],
  }),
  dropDatabase: (name: string): Pick<Ran, 'sql' | 'parameters'> => ({ sql: `DELETE FROM ${quoted(hidden.databases)} WHERE name = ?1`, parameters: [name] }),
} as const;
