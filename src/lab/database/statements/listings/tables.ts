import { charsetOf, isText, systemDatabases, type Column, type Table } from '../../catalog.ts';
import { moment, scopeOf, type Session } from '../../session.ts';
import { databaseNamed, readTableName, tableNamed } from '../../sql/from.ts';
import { createTableText } from '../../sql/schema.ts';
import { isWord, nameOf, type Node, type Statement } from '../../sql/tree.ts';
import { databaseIn, patternSuffix, tableIn, type Listing, type Show } from './listing.ts';

/** What SHOW lists of databases and tables. */
export const tableListings: Readonly<Record<string, Show>> = {
  DATABASES: databases,
  SCHEMAS: databases,
  TABLES: tables,
  'TABLE STATUS': tableStatus,
  COLUMNS: (session, statement, rest) => columnList(tableIn(session, statement, rest), isWord(statement.nodes[1], 'FULL')),
  FIELDS: (session, statement, rest) => columnList(tableIn(session, statement, rest), isWord(statement.nodes[1], 'FULL')),
  INDEX: indexes,
  INDEXES: indexes,
  KEYS: indexes,
  'CREATE TABLE': (session, statement, rest) => {
    const [database, name] = readTableName(rest, 0, statement);
    const table = tableNamed(database, name, scopeOf(session, statement));
    return { columns: ['Table', 'Create Table'], rows: [[table.name, createTableText(table, session.server.engine.nextId(table))]] };
  },
  'CREATE DATABASE': createDatabase,
  'CREATE SCHEMA': createDatabase,
};

function databases(session: Session, _: Statement, rest: readonly Node[]): Listing {
  return {
    columns: [`Database${patternSuffix(rest)}`],
    rows: [...systemDatabases, ...session.server.engine.catalog().databases].toSorted().map((name) => [name]),
  };
}

function tables(session: Session, statement: Statement, rest: readonly Node[]): Listing {
  const database = databaseIn(session, statement, rest);
  const full = statement.nodes.some((node) => isWord(node, 'FULL'));
  const suffix = patternSuffix(rest);
  const names = session.server.engine
    .catalog()
    .tables(database)
    .map(({ name }) => name);
  return {
    columns: [`Tables_in_${database}${suffix}`, ...(full ? ['Table_type'] : [])],
    rows: names.toSorted().map((name) => [name, ...(full ? [database === 'information_schema' ? 'SYSTEM VIEW' : 'BASE TABLE'] : [])]),
  };
}

function tableStatus(session: Session, statement: Statement, rest: readonly Node[]): Listing {
  const { engine } = session.server;
  return {
    columns: [
      'Name',
      'Engine',
      'Version',
      'Row_format',
      'Rows',
      'Avg_row_length',
      'Data_length',
      'Max_data_length',
      'Index_length',
      'Data_free',
      'Auto_increment',
      'Create_time',
      'Update_time',
      'Check_time',
      'Collation',
      'Checksum',
      'Create_options',
      'Comment',
    ],
    rows: engine
      .catalog()
      .tables(databaseIn(session, statement, rest))
      .map((table) => {
        const count = engine.read(session, `SELECT COUNT(*) FROM \`${table.database}.${table.name}\``, [], moment()).rows[0]?.[0] ?? 0n;
        const next = engine.nextId(table);
        return [
          table.name,
          table.engine,
          10n,
          'Dynamic',
          count,
          0n,
          16384n,
          0n,
          0n,
          0n,
          next === undefined ? null : BigInt(next),
          table.createdAt,
          null,
          null,
          table.collation,
          null,
          '',
          table.comment,
        ];
      }),
  };
}

/** DESCRIBE and SHOW COLUMNS. */
export function columnList(table: Table, full: boolean): Listing {
  const rows = table.columns.map((column) => {
    const fallback = column.default === undefined ? null : 'value' in column.default ? column.default.value : column.default.expression;
    const extra = [
      column.autoIncrement === true ? 'auto_increment' : '',
      column.default !== undefined && 'expression' in column.default ? 'DEFAULT_GENERATED' : '',
      column.onUpdateNow === true ? 'on update CURRENT_TIMESTAMP' : '',
    ]
      .filter((word) => word !== '')
      .join(' ');
    const basic = [column.name, column.type, column.nullable ? 'YES' : 'NO', keyMark(column, table), fallback, extra];
    return full
      ? [
          ...basic.slice(0, 2),
          isText(column.type) ? (column.collation ?? table.collation) : null,
          ...basic.slice(2),
          'select,insert,update,references',
          column.comment ?? '',
        ]
      : basic;
  });
  return {
    columns: full
      ? ['Field', 'Type', 'Collation', 'Null', 'Key', 'Default', 'Extra', 'Privileges', 'Comment']
      : ['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'],
    rows,
  };
}

function keyMark(column: Column, table: Table): string {
  if (table.keys.some((key) => key.kind === 'primary' && key.columns.some(({ name }) => name === column.name))) return 'PRI';
  const first = table.keys.filter((key) => key.columns[0]?.name === column.name);
  if (first.some((key) => key.kind === 'unique' && key.columns.length === 1)) return 'UNI';
  return first.length > 0 ? 'MUL' : '';
}

function indexes(session: Session, statement: Statement, rest: readonly Node[]): Listing {
  const table = tableIn(session, statement, rest);
  return {
    columns: [
      'Table',
      'Non_unique',
      'Key_name',
      'Seq_in_index',
      'Column_name',
      'Collation',
      'Cardinality',
      'Sub_part',
      'Packed',
      'Null',
      'Index_type',
      'Comment',
      'Index_comment',
      'Visible',
      'Expression',
    ],
    rows: table.keys.flatMap((key) =>
      key.columns.map((part, i) => {
        const nullable = table.columns.find(({ name }) => name === part.name)?.nullable === true;
        return [
          table.name,
          key.kind === 'primary' || key.kind === 'unique' ? 0n : 1n,
          key.name,
          BigInt(i + 1),
          part.name,
          'A',
          0n,
          part.length === undefined ? null : BigInt(part.length),
          null,
          nullable ? 'YES' : '',
          key.kind === 'fulltext' ? 'FULLTEXT' : 'BTREE',
          '',
          '',
          'YES',
          null,
        ];
      }),
    ),
  };
}

function createDatabase(session: Session, statement: Statement, rest: readonly Node[]): Listing {
  const name = databaseNamed(nameOf(rest.at(-1)), scopeOf(session, statement));
  const found = session.server.engine.read(session, 'SELECT collation FROM `lab.databases` WHERE name = ?1', [name], moment()).rows[0]?.[0];
  const collation = typeof found === 'string' ? found : 'utf8mb3_general_ci';
  return {
    columns: ['Database', 'Create Database'],
    rows: [
      [name, `CREATE DATABASE \`${name}\` /*!40100 DEFAULT CHARACTER SET ${charsetOf(collation)} COLLATE ${collation} */ /*!80016 DEFAULT ENCRYPTION='N' */`],
    ],
  };
}
