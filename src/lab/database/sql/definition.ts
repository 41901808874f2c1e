import { defaultCollation, isInteger, isText, type Column, type Key, type Table } from '../catalog.ts';
import { refusals } from '../errors.ts';
import { isMark, isPhrase, isWord, nameOf, sourceOf, splitAt, syntaxNear, wordOf, type Group, type Node, type Statement } from './tree.ts';

const keyWords = ['PRIMARY', 'UNIQUE', 'KEY', 'INDEX', 'FULLTEXT', 'SPATIAL', 'CONSTRAINT', 'FOREIGN', 'CHECK'];
const aliases: Readonly<Record<string, string>> = {
  integer: 'int',
  bool: 'tinyint(1)',
  boolean: 'tinyint(1)',
  dec: 'decimal(10,0)',
  decimal: 'decimal(10,0)',
  numeric: 'decimal(10,0)',
  real: 'double',
  serial: 'bigint unsigned',
  char: 'char(1)',
  binary: 'binary(1)',
  nchar: 'char(1)',
};

/** Is this part of a CREATE TABLE list a key, rather than a column? */
export const isKeyPart = (nodes: readonly Node[]) =>
  nodes[0]?.kind === 'word' && isWord(nodes[0], ...keyWords) && !(isWord(nodes[0], 'KEY', 'INDEX') && nodes[1]?.kind === 'word' && nodes[2]?.kind !== 'group');

/** Reads the parenthesis of CREATE TABLE and the options after it. */
export function readTable(statement: Statement, database: string, name: string, list: Group, options: readonly Node[], createdAt: string): Table {
  const parts = splitAt(list.nodes, ',');
  const columnParts = parts.filter((part) => !isKeyPart(part));
  const columns = columnParts.map((part) => readColumn(statement, part));
  const inline = columnParts.flatMap((part) => inlineKeys(part));
  const declared = parts.filter(isKeyPart).flatMap((part) => readKey(statement, part) ?? []);
  const keys = nameKeys([...inline, ...declared]);
  const option = readOptions(options);
  const table: Table = {
    database,
    name,
    columns: columns.map((column) => (inPrimary(keys, column.name) ? { ...column, nullable: false } : column)),
    keys,
    engine: option('ENGINE') ?? 'InnoDB',
    collation: (option('COLLATE') ?? collationOf(option('CHARSET') ?? option('CHARACTER SET'))).toLowerCase(),
    comment: option('COMMENT') ?? '',
    createdAt,
    ...(option('AUTO_INCREMENT') === undefined ? {} : { firstId: Number(option('AUTO_INCREMENT')) }),
  };
  mustBeSound(table);
  return table;
}

function mustBeSound(table: Table): void {
  const seen = new Set<string>();
  for (const { name } of table.columns) {
    if (seen.has(name.toLowerCase())) throw refusals.duplicateColumn(name);
    seen.add(name.toLowerCase());
  }
  for (const key of table.keys) for (const { name } of key.columns) if (!seen.has(name.toLowerCase())) throw refusals.unknownKeyColumn(name);
  const names = table.keys.map((key) => key.name.toLowerCase());
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw refusals.duplicateKeyName(twice);
}

const inPrimary = (keys: readonly Key[], column: string) =>
  keys.some((key) => key.kind === 'primary' && key.columns.some(({ name }) => name.toLowerCase() === column.toLowerCase()));

/** The default collation of a character set, as MySQL 8.4 has it. */
export function collationOf(charset = 'utf8mb4'): string {
  const set = charset.toLowerCase();
  return (
    ({ utf8mb4: defaultCollation, latin1: 'latin1_swedish_ci', binary: 'binary' } as Record<string, string>)[set] ??
    `${set === 'utf8' ? 'utf8mb3' : set}_general_ci`
  );
}

/** Table options by name, with or without `=` and DEFAULT. */
export function readOptions(nodes: readonly Node[]): (name: string) => string | undefined {
  return (name) => {
    const words = name.split(' ').length;
    const at = nodes.findIndex((_, i) => isPhrase(nodes, i, name));
    if (at < 0) return undefined;
    const value = nodes[at + words + (isMark(nodes[at + words], '=') ? 1 : 0)];
    return value !== undefined && 'text' in value ? value.text : undefined;
  };
}

/** `name type [NOT NULL] [DEFAULT x] …` */
export function readColumn(statement: Statement, nodes: readonly Node[]): Column {
  const name = nameOf(nodes[0]);
  if (name === undefined || nodes[1]?.kind !== 'word') throw syntaxNear(statement.source, (nodes[1] ?? nodes[0])?.from ?? statement.source.length);
  const [type, after] = readType(statement, nodes);
  const rest = nodes.slice(after);
  const has = (phrase: string) => rest.some((_, i) => isPhrase(rest, i, phrase));
  const option = readOptions(rest);
  const fallback = readDefault(statement, rest);
  const collation = option('COLLATE') ?? (option('CHARACTER SET') === undefined ? undefined : collationOf(option('CHARACTER SET')));
  const serial = isWord(nodes[1], 'SERIAL');
  const nullable = !has('NOT NULL') && !has('PRIMARY KEY') && !serial;
  return {
    name,
    type,
    nullable,
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(fallback === undefined && nullable && !/blob$|text$|^json/.test(type) ? { default: { value: null } } : {}),
    ...(has('AUTO_INCREMENT') || serial ? { autoIncrement: true as const, nullable: false } : {}),
    ...(has('ON UPDATE') ? { onUpdateNow: true as const } : {}),
    ...(option('COMMENT') === undefined ? {} : { comment: option('COMMENT') ?? '' }),
    ...(collation === undefined || !isText(type) ? {} : { collation: collation.toLowerCase() }),
  };
}

/** MySQL's spelling of the type that starts at `nodes[1]`, and where it ends. */
function readType(statement: Statement, nodes: readonly Node[]): [type: string, after: number] {
  let at = 2;
  let base = wordOf(nodes[1]).toLowerCase();
  if (base === 'double' && isWord(nodes[at], 'PRECISION')) at += 1;
  if (base === 'character' || base === 'national') {
    const varying = isWord(nodes[at], 'VARYING', 'VARCHAR');
    base = varying ? 'varchar' : 'char';
    if (varying || isWord(nodes[at], 'CHARACTER', 'CHAR')) at += 1;
  }
  const size = nodes[at]?.kind === 'group' ? nodes[at] : undefined;
  if (size !== undefined) at += 1;
  let type =
    size === undefined
      ? (aliases[base] ?? base)
      : `${base === 'integer' ? 'int' : base === 'numeric' || base === 'dec' ? 'decimal' : base}${sizeText(statement, size)}`;
  if (type === 'decimal(10)' || /^decimal\(\d+\)$/.test(type)) type = type.replace(')', ',0)');
  // MySQL 8.4 forgets the display width of integers, except tinyint(1).
  if (isInteger(type) && type !== 'tinyint(1)' && !/^(bit|year)/.test(type)) type = type.replace(/\(.*\)/, '');
  if (type.startsWith('year')) type = 'year';
  if (base === 'bit' && size === undefined) type = 'bit(1)';
  if (!isKnownType(type)) throw syntaxNear(statement.source, nodes[1]?.from ?? 0);
  while (isWord(nodes[at], 'UNSIGNED', 'SIGNED', 'ZEROFILL')) {
    if (isWord(nodes[at], 'UNSIGNED')) type += ' unsigned';
    at += 1;
  }
  return [type, at];
}

const sizeText = (statement: Statement, size: Node) =>
  sourceOf(statement.source, [size])
    .replace(/"/g, "'")
    .replace(/\s*,\s*/g, ',')
    .replace(/\(\s+|\s+\)/g, (edge) => edge.trim());

const isKnownType = (type: string) =>
  isInteger(type) ||
  isText(type) ||
  /^(decimal|float|double|date|datetime|timestamp|time|year)(\(.*\))?$|^(tiny|medium|long)?blob$|^(var)?binary\(\d+\)$/.test(type);

function readDefault(statement: Statement, nodes: readonly Node[]): Column['default'] {
  const at = nodes.findIndex((node) => isWord(node, 'DEFAULT'));
  const value = nodes[at + 1];
  if (at < 0 || value === undefined) return undefined;
  if (isWord(value, 'NULL')) return { value: null };
  if (isWord(value, 'TRUE', 'FALSE')) return { value: isWord(value, 'TRUE') ? '1' : '0' };
  if (value.kind === 'string' || value.kind === 'number') return { value: value.text };
  if (isMark(value, '-') || isMark(value, '+')) return { value: sourceOf(statement.source, nodes.slice(at + 1, at + 3)).replace(/\s|\+/g, '') };
  if (isWord(value, 'CURRENT_TIMESTAMP', 'NOW', 'LOCALTIMESTAMP', 'LOCALTIME')) return { expression: 'CURRENT_TIMESTAMP' };
  if (value.kind === 'group') return { expression: sourceOf(statement.source, [value]) };
  if (value.kind === 'word' && value.text.startsWith('_')) return readDefault(statement, nodes.toSpliced(at + 1, 1));
  throw syntaxNear(statement.source, value.from);
}

/** PRIMARY KEY and UNIQUE written after a column. */
function inlineKeys(nodes: readonly Node[]): Key[] {
  const name = nameOf(nodes[0]) ?? '';
  const at = nodes.findIndex((node, i) => i > 0 && isWord(node, 'PRIMARY', 'UNIQUE', 'KEY', 'SERIAL') && !isWord(nodes[i - 1], 'DEFAULT', 'COMMENT'));
  if (at < 0) return [];
  return [{ name: '', kind: isWord(nodes[at], 'UNIQUE', 'SERIAL') ? 'unique' : 'primary', columns: [{ name }] }];
}

/** `[CONSTRAINT x] PRIMARY KEY|UNIQUE [KEY]|KEY|FULLTEXT KEY [name] (columns)`; foreign keys and checks are read over, and not kept. */
export function readKey(statement: Statement, nodes: readonly Node[]): Key | undefined {
  const constraint = isWord(nodes[0], 'CONSTRAINT');
  const symbol = constraint && !isWord(nodes[1], ...keyWords) ? nameOf(nodes[1]) : undefined;
  const start = nodes.slice(constraint ? (symbol === undefined ? 1 : 2) : 0);
  if (isWord(start[0], 'FOREIGN', 'CHECK')) return undefined;
  const list = start.find((node): node is Group => node.kind === 'group');
  if (list === undefined) throw syntaxNear(statement.source, start.at(-1)?.to ?? statement.source.length);
  const before = start.slice(0, start.indexOf(list));
  const named = before.findLast(
    (node, i) => node.kind === 'name' || (i > 0 && node.kind === 'word' && !isWord(node, 'KEY', 'INDEX', 'USING', 'BTREE', 'HASH')),
  );
  const first = wordOf(start[0]);
  const kind = first === 'PRIMARY' ? 'primary' : first === 'UNIQUE' ? 'unique' : first === 'FULLTEXT' ? 'fulltext' : 'index';
  return { name: kind === 'primary' ? 'PRIMARY' : (nameOf(named) ?? symbol ?? ''), kind, columns: readKeyColumns(statement, list) };
}

/** `(a, b(191) DESC)` */
export function readKeyColumns(statement: Statement, list: Group): Key['columns'] {
  return splitAt(list.nodes, ',').map((part) => {
    const name = nameOf(part[0]);
    if (name === undefined) throw syntaxNear(statement.source, part[0]?.from ?? list.from);
    const size = part[1]?.kind === 'group' ? part[1].nodes[0] : undefined;
    return size?.kind === 'number' ? { name, length: Number(size.text) } : { name };
  });
}

/** A key without a name is called after its first column, with _2, _3 when that is taken; primary keys come first. */
export function nameKeys(keys: readonly Key[]): Key[] {
  const named: Key[] = [];
  for (const key of keys.toSorted((a, b) => Number(b.kind === 'primary') - Number(a.kind === 'primary'))) {
    const base = key.kind === 'primary' ? 'PRIMARY' : key.name === '' ? (key.columns[0]?.name ?? 'key') : key.name;
    let name = base;
    for (let n = 2; key.name === '' && key.kind !== 'primary' && [...named, ...keys].some((other) => other !== key && other.name === name); n += 1)
      name = `${base}_${n}`;
    named.push({ ...key, name });
  }
  return named;
}
