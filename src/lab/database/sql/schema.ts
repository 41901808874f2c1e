import {
  charsetOf,
  defaultCollation,
  isBinary,
  isInteger,
  isText,
  isUnsigned,
  literal,
  quoted,
  storedName,
  type Column,
  type Key,
  type Table,
} from '../catalog.ts';
import { prefix } from '../functions/index.ts';

const bits: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, mediumint: 24, int: 32 };

/** The statements that make this table in SQLite, with MySQL's limits as named checks. */
export function tableSql(table: Table): string[] {
  const stored = storedName(table.database, table.name);
  const primary = table.keys.find((key) => key.kind === 'primary');
  const rowid = rowidColumn(table);
  const columns = table.columns.map((column) => columnSql(column, table, column === rowid));
  const primaryKey = primary === undefined || rowid !== undefined ? [] : [`PRIMARY KEY (${primary.columns.map(({ name }) => quoted(name)).join(', ')})`];
  const first =
    table.firstId === undefined || rowid === undefined ? [] : [`INSERT INTO sqlite_sequence (name, seq) VALUES (${literal(stored)}, ${table.firstId - 1})`];
  return [`CREATE TABLE ${quoted(stored)} (${[...columns, ...primaryKey].join(', ')})`, ...table.keys.flatMap((key) => keySql(table, key, rowid)), ...first];
}

/** The column that SQLite numbers by itself: MySQL's AUTO_INCREMENT, when it is a key alone. */
function rowidColumn(table: Table): Column | undefined {
  return table.columns.find((column) => column.autoIncrement === true);
}

function columnSql(column: Column, table: Table, numbersRows: boolean): string {
  const name = quoted(column.name);
  if (numbersRows) return `${name} INTEGER PRIMARY KEY AUTOINCREMENT`;
  const fallback =
    column.default === undefined
      ? ''
      : ` DEFAULT ${'value' in column.default ? (column.default.value === null ? 'NULL' : literal(column.default.value)) : `(${prefix}now())`}`;
  return `${name} ${storageOf(column, table)}${column.nullable ? '' : ' NOT NULL'}${fallback}${checksOf(column)}`;
}

function storageOf({ type, collation }: Column, table: Table): string {
  if (isInteger(type)) return 'INTEGER';
  if (isBinary(type)) return 'BLOB';
  if (/^(float|double)/.test(type)) return 'REAL';
  if (type.startsWith('decimal')) return 'NUMERIC';
  return isText(type) && !/_bin$|_cs$|^binary$/.test(collation ?? table.collation) ? 'TEXT COLLATE NOCASE' : 'TEXT';
}

/** A failed check says its name, from which the refusal is made (see refuse.ts). */
function checksOf({ name, type }: Column): string {
  const column = quoted(name);
  const check = (kind: string, condition: string) => ` CONSTRAINT ${quoted(`${kind} ${name}`)} CHECK (${condition})`;
  const length = /^(?:var)?char\((\d+)\)/.exec(type)?.[1];
  if (length !== undefined) return check('length', `length(${column}) <= ${length}`);
  if (!isInteger(type)) return '';
  const size = bits[/^[a-z]+/.exec(type)?.[0] ?? ''];
  const [least, most] = isUnsigned(type)
    ? [0, size === undefined ? undefined : 2 ** size - 1]
    : size === undefined
      ? [undefined, undefined]
      : [-(2 ** (size - 1)), 2 ** (size - 1) - 1];
  const range = [least === undefined ? '' : `${column} >= ${least}`, most === undefined ? '' : `${column} <= ${most}`]
    .filter((part) => part !== '')
    .join(' AND ');
  return check('integer', `typeof(${column}) IN ('integer', 'null')`) + (range === '' ? '' : check('range', range));
}

function keySql(table: Table, key: Key, rowid: Column | undefined): string[] {
  const stored = storedName(table.database, table.name);
  const numbered = key.columns.length === 1 && key.columns[0]?.name.toLowerCase() === rowid?.name.toLowerCase();
  if (numbered || (key.kind === 'primary' && rowid === undefined)) return [];
  const unique = key.kind === 'unique' || key.kind === 'primary' ? 'UNIQUE ' : '';
  return [`CREATE ${unique}INDEX ${quoted(`${stored}.${key.name}`)} ON ${quoted(stored)} (${key.columns.map(({ name }) => quoted(name)).join(', ')})`];
}

/** SHOW CREATE TABLE's text, as mysqldump and people read it. */
export function createTableText(table: Table, nextId: number | undefined): string {
  const lines = [...table.columns.map((column) => columnText(column, table)), ...table.keys.map(keyText)];
  const increment = nextId === undefined || nextId < 2 ? '' : ` AUTO_INCREMENT=${nextId}`;
  const collate = table.collation === 'utf8mb3_general_ci' ? '' : ` COLLATE=${table.collation}`;
  const comment = table.comment === '' ? '' : ` COMMENT=${literal(table.comment)}`;
  return `CREATE TABLE \`${table.name}\` (\n${lines.map((line) => `  ${line}`).join(',\n')}\n) ENGINE=${table.engine}${increment} DEFAULT CHARSET=${charsetOf(table.collation)}${collate}${comment}`;
}

function columnText(column: Column, table: Table): string {
  const own =
    column.collation !== undefined && column.collation !== table.collation ? ` CHARACTER SET ${charsetOf(column.collation)} COLLATE ${column.collation}` : '';
  const inherited = isText(column.type) && own === '' && table.collation !== defaultCollation ? ` COLLATE ${table.collation}` : '';
  const comment = column.comment === undefined ? '' : ` COMMENT ${literal(column.comment)}`;
  const nulls = column.nullable ? (column.type.startsWith('timestamp') ? ' NULL' : '') : ' NOT NULL';
  const extras = `${column.autoIncrement === true ? ' AUTO_INCREMENT' : ''}${column.onUpdateNow === true ? ' ON UPDATE CURRENT_TIMESTAMP' : ''}`;
  return `\`${column.name}\` ${column.type}${own}${inherited}${nulls}${defaultText(column)}${extras}${comment}`;
}

function defaultText(column: Column): string {
  if (column.default === undefined || column.autoIncrement === true) return '';
  if ('expression' in column.default) return ` DEFAULT ${column.default.expression}`;
  return ` DEFAULT ${column.default.value === null ? 'NULL' : literal(column.default.value)}`;
}

function keyText(key: Key): string {
  const columns = key.columns.map(({ name, length }) => `\`${name}\`${length === undefined ? '' : `(${length})`}`).join(',');
  return key.kind === 'primary'
    ? `PRIMARY KEY (${columns})`
    : `${{ unique: 'UNIQUE ', index: '', fulltext: 'FULLTEXT ' }[key.kind]}KEY \`${key.name}\` (${columns})`;
}
