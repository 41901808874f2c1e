import { charsetOf, isText, systemDatabases, type Column, type Table } from '../catalog.ts';
import { refusals } from '../errors.ts';
import { likeMatcher } from '../functions/matching.ts';
import { moment, readVariable, scopeOf, type Answer, type Run, type Session } from '../session.ts';
import { expression } from '../sql/expression.ts';
import { databaseNamed, readTableName, tableNamed } from '../sql/from.ts';
import { createTableText } from '../sql/schema.ts';
import { isMark, isWord, nameOf, syntaxNear, wordOf, type Node, type Statement } from '../sql/tree.ts';
import type { Value } from '../store/sqlite.ts';
import { wireColumn, wireColumns } from '../types.ts';
import { switches } from '../variables.ts';

/** A list that SHOW gives: its column names, and rows that LIKE and WHERE then choose from. */
interface Listing {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

type Show = (session: Session, statement: Statement, rest: readonly Node[]) => Listing;

/** SHOW [FULL|GLOBAL|SESSION|EXTENDED] what [FROM …] [LIKE '…' | WHERE …] */
export const show: Run = async (session, statement) => {
  const { nodes } = statement;
  let at = 1;
  while (isWord(nodes[at], 'FULL', 'GLOBAL', 'SESSION', 'LOCAL', 'EXTENDED', 'STORAGE')) at += 1;
  const what = isWord(nodes[at], 'CREATE', 'CHARACTER', 'TABLE', 'ENGINE', 'BINARY', 'MASTER', 'REPLICA', 'SLAVE')
    ? `${wordOf(nodes[at])} ${wordOf(nodes[at + 1])}`
    : wordOf(nodes[at]);
  const list = shows[what];
  if (list === undefined) {
    if (unsupported.has(what)) throw refusals.unsupported(`SHOW ${what}`);
    throw syntaxNear(statement.source, nodes[at]?.from ?? statement.source.length);
  }
  return chosen(session, statement, list(session, statement, nodes.slice(at + what.split(' ').length)));
};

const unsupported = new Set(['BINARY LOGS', 'MASTER STATUS', 'REPLICA STATUS', 'SLAVE STATUS', 'ENGINE INNODB', 'PROFILES', 'OPEN']);

/** Keeps the rows that LIKE or WHERE ask for. */
function chosen(session: Session, statement: Statement, { columns, rows }: Listing): Answer {
  const { nodes } = statement;
  const like = nodes.findIndex((node) => isWord(node, 'LIKE'));
  const where = nodes.findIndex((node) => isWord(node, 'WHERE'));
  let kept = rows;
  const pattern = nodes[like + 1];
  if (like >= 0 && pattern?.kind === 'string') {
    const matches = likeMatcher();
    kept = rows.filter(([first]) => matches(pattern.text, String(first)));
  } else if (where >= 0) {
    const names = columns.map((name, i) => `json_extract(value, '$[${i}]') COLLATE NOCASE AS \`${name}\``).join(', ');
    const condition = expression(nodes.slice(where + 1), scopeOf(session, statement));
    const json = JSON.stringify(rows.map((row) => row.map((value) => (typeof value === 'bigint' ? Number(value) : value))));
    kept = session.server.engine.read(session, `SELECT * FROM (SELECT ${names} FROM json_each(?1)) WHERE ${condition}`, [json], moment()).rows;
  }
  return {
    kind: 'rows',
    columns: wireColumns(
      columns,
      columns.map((name) => ({ type: widths[name] ?? 'varchar(255)' })),
      kept,
    ),
    rows: kept,
  };
}

const widths: Readonly<Record<string, string>> = {
  Cardinality: 'bigint',
  Sub_part: 'bigint',
  Rows: 'bigint unsigned',
  Auto_increment: 'bigint unsigned',
  Non_unique: 'int',
  Seq_in_index: 'int',
  Id: 'bigint unsigned',
  Time: 'int',
  Code: 'int',
  Variable_name: 'varchar(64)',
};

/** `FROM x` or `IN x` after the first thing named. */
function databaseIn(session: Session, statement: Statement, rest: readonly Node[]): string {
  const at = rest.findIndex((node) => isWord(node, 'FROM', 'IN'));
  return databaseNamed(at < 0 ? undefined : nameOf(rest[at + 1]), scopeOf(session, statement));
}

/** `FROM table [FROM database]` or `FROM database.table` */
function tableIn(session: Session, statement: Statement, rest: readonly Node[]): Table {
  const at = rest.findIndex((node) => isWord(node, 'FROM', 'IN'));
  if (at < 0) throw syntaxNear(statement.source, statement.source.length);
  const [database, name, end] = readTableName(rest, at + 1, statement);
  const second = isWord(rest[end], 'FROM', 'IN') ? nameOf(rest[end + 1]) : undefined;
  return tableNamed(second ?? database, name, scopeOf(session, statement));
}

const shows: Readonly<Record<string, Show>> = {
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
  VARIABLES: (session, statement) => ({
    columns: ['Variable_name', 'Value'],
    rows: Object.keys(session.server.variables)
      .toSorted()
      .map((name) => [name, shown(name, readVariable(session, `${isWord(statement.nodes[1], 'GLOBAL') ? '@@global.' : '@@'}${name}`))]),
  }),
  STATUS: status,
  GRANTS: (session) => ({ columns: [`Grants for ${session.user}@%`], rows: [[`GRANT ALL PRIVILEGES ON *.* TO \`${session.user}\`@\`%\``]] }),
  WARNINGS: () => ({ columns: ['Level', 'Code', 'Message'], rows: [] }),
  ERRORS: () => ({ columns: ['Level', 'Code', 'Message'], rows: [] }),
  ENGINES: () => ({
    columns: ['Engine', 'Support', 'Comment', 'Transactions', 'XA', 'Savepoints'],
    rows: [['InnoDB', 'DEFAULT', 'The lab keeps tables in SQLite under this name', 'YES', 'NO', 'YES']],
  }),
  'CHARACTER SET': () => ({
    columns: ['Charset', 'Description', 'Default collation', 'Maxlen'],
    rows: [['utf8mb4', 'UTF-8 Unicode', 'utf8mb4_0900_ai_ci', 4n]],
  }),
  CHARSET: () => ({ columns: ['Charset', 'Description', 'Default collation', 'Maxlen'], rows: [['utf8mb4', 'UTF-8 Unicode', 'utf8mb4_0900_ai_ci', 4n]] }),
  COLLATION: () => ({
    columns: ['Collation', 'Charset', 'Id', 'Default', 'Compiled', 'Sortlen', 'Pad_attribute'],
    rows: [
      ['utf8mb4_0900_ai_ci', 'utf8mb4', 255n, 'Yes', 'Yes', 0n, 'NO PAD'],
      ['utf8mb4_bin', 'utf8mb4', 46n, '', 'Yes', 1n, 'PAD SPACE'],
      ['utf8mb4_general_ci', 'utf8mb4', 45n, '', 'Yes', 1n, 'PAD SPACE'],
      ['utf8mb4_unicode_520_ci', 'utf8mb4', 246n, '', 'Yes', 8n, 'PAD SPACE'],
      ['utf8mb4_unicode_ci', 'utf8mb4', 224n, '', 'Yes', 8n, 'PAD SPACE'],
    ],
  }),
  PROCESSLIST: (session) => ({
    columns: ['Id', 'User', 'Host', 'db', 'Command', 'Time', 'State', 'Info'],
    rows: [...session.server.sessions].map((one) => [
      BigInt(one.connectionId),
      one.user,
      one.host,
      one.database ?? null,
      one === session ? 'Query' : 'Sleep',
      0n,
      one === session ? 'init' : '',
      one === session ? 'SHOW PROCESSLIST' : null,
    ]),
  }),
  TRIGGERS: () => ({
    columns: [
      'Trigger',
      'Event',
      'Table',
      'Statement',
      'Timing',
      'Created',
      'sql_mode',
      'Definer',
      'character_set_client',
      'collation_connection',
      'Database Collation',
    ],
    rows: [],
  }),
  EVENTS: () => ({ columns: ['Db', 'Name', 'Definer', 'Time zone', 'Type', 'Status'], rows: [] }),
  PROCEDURE: () => ({ columns: ['Db', 'Name', 'Type', 'Definer', 'Modified', 'Created'], rows: [] }),
  FUNCTION: () => ({ columns: ['Db', 'Name', 'Type', 'Definer', 'Modified', 'Created'], rows: [] }),
  PLUGINS: () => ({ columns: ['Name', 'Status', 'Type', 'Library', 'License'], rows: [] }),
  PRIVILEGES: () => ({ columns: ['Privilege', 'Context', 'Comment'], rows: [] }),
};

const shown = (name: string, value: string | number | null): string | null =>
  value === null ? null : switches.has(name) ? (value === 1 ? 'ON' : 'OFF') : String(value);

function databases(session: Session, _: Statement, rest: readonly Node[]): Listing {
  return {
    columns: [`Database${patternSuffix(rest)}`],
    rows: [...systemDatabases, ...session.server.engine.catalog().databases].toSorted().map((name) => [name]),
  };
}

/** MySQL puts the pattern into the heading. */
function patternSuffix(rest: readonly Node[]): string {
  const like = rest.findIndex((node) => isWord(node, 'LIKE'));
  const pattern = rest[like + 1];
  return like >= 0 && pattern?.kind === 'string' ? ` (${pattern.text})` : '';
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

function status(session: Session): Listing {
  const uptime = Math.floor((Date.now() - session.server.startedAt) / 1000);
  const values: Readonly<Record<string, number | string>> = {
    Ssl_cipher: '',
    Ssl_version: '',
    Threads_connected: session.server.sessions.size,
    Threads_running: 1,
    Uptime: uptime,
  };
  return { columns: ['Variable_name', 'Value'], rows: Object.entries(values).map(([name, value]) => [name, String(value)]) };
}

/** DESCRIBE table [column]; for a SELECT it would be EXPLAIN, which has no meaning here. */
export const describeTable: Run = async (session, statement) => {
  const { nodes } = statement;
  if (isWord(nodes[1], 'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'REPLACE', 'WITH', 'FORMAT', 'ANALYZE', 'EXTENDED')) throw refusals.unsupported('EXPLAIN');
  const [database, name, end] = readTableName(nodes, 1, statement);
  const listing = columnList(tableNamed(database, name, scopeOf(session, statement)), false);
  const wanted = nodes[end];
  if (wanted !== undefined && !isMark(wanted, ';') && !('text' in wanted)) throw syntaxNear(statement.source, wanted.from);
  const matches = likeMatcher();
  const rows = wanted === undefined || !('text' in wanted) ? listing.rows : listing.rows.filter(([field]) => matches(wanted.text, String(field)));
  return { kind: 'rows', columns: wireColumns(listing.columns, undefined, rows), rows };
};

/** The fields of a table as COM_FIELD_LIST wants them. */
export function fieldsOf(session: Session, name: string) {
  const statement: Statement = { nodes: [], source: name };
  const table = tableNamed(undefined, name, scopeOf(session, statement));
  return table.columns.map((column) => ({
    column: wireColumn(column.name, column.type, { type: column.type, column, table, alias: table.name }),
    fallback: column.default !== undefined && 'value' in column.default ? column.default.value : null,
  }));
}
