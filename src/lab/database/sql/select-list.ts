import { isInteger, quoted, type Column, type Table } from '../catalog.ts';
import { expression } from './expression.ts';
import type { Scope, Source } from './scope.ts';
import { isMark, isWord, nameOf, sourceOf, splitAt, wordOf, type Node } from './tree.ts';

/** What is known of a result column before any row is seen. `type` is MySQL's spelling. */
export interface ResultColumn {
  readonly type?: string;
  readonly column?: Column;
  readonly table?: Table;
  readonly alias?: string;
}

const typesOfCalls: Readonly<Record<string, string>> = {
  COUNT: 'bigint',
  NOW: 'datetime',
  SYSDATE: 'datetime',
  CURRENT_TIMESTAMP: 'datetime',
  LOCALTIME: 'datetime',
  LOCALTIMESTAMP: 'datetime',
  UTC_TIMESTAMP: 'datetime',
  FROM_UNIXTIME: 'datetime',
  TIMESTAMP: 'datetime',
  CURDATE: 'date',
  CURRENT_DATE: 'date',
  UTC_DATE: 'date',
  DATE: 'date',
  LAST_DAY: 'date',
  CURTIME: 'time',
  CURRENT_TIME: 'time',
  UTC_TIME: 'time',
  TIME: 'time',
};
const endOperand = new Set(['END', 'NULL', 'TRUE', 'FALSE', 'CURRENT_TIMESTAMP', 'CURRENT_DATE', 'CURRENT_TIME', 'CURRENT_USER']);
const neverAlias = new Set('END NULL TRUE FALSE ASC DESC AND OR NOT IS IN LIKE DIV MOD BETWEEN CASE WHEN THEN ELSE'.split(' '));
const notOperand = new Set(
  'SELECT DISTINCT AND OR NOT IS IN LIKE DIV MOD BETWEEN CASE WHEN THEN ELSE BINARY COLLATE INTERVAL REGEXP RLIKE ESCAPE AS'.split(' '),
);

/** The SELECT list as SQL; every column is named as MySQL would name it. `columns` is undefined when a `*` cannot be followed. */
export function selectList(nodes: readonly Node[], scope: Scope, sources: readonly Source[]): { sql: string; columns: ResultColumn[] | undefined } {
  const items = splitAt(nodes, ',').map((item) => selectItem(item, scope, sources));
  const known = items.every((item) => item.columns !== undefined);
  return { sql: items.map((item) => item.sql).join(', '), columns: known ? items.flatMap((item) => item.columns ?? []) : undefined };
}

function selectItem(item: readonly Node[], scope: Scope, sources: readonly Source[]): { sql: string; columns: ResultColumn[] | undefined } {
  if (isMark(item.at(-1), '*') && (item.length === 1 || isMark(item.at(-2), '.'))) {
    const of = item.length === 1 ? sources : sources.filter((source) => source.alias === nameOf(item.at(-3)));
    const tables = of.map((source) => columnsOf(source));
    return { sql: expression(item, scope), columns: tables.every((columns) => columns !== undefined) ? tables.flatMap((columns) => columns ?? []) : undefined };
  }
  const [value, alias] = splitAlias(item);
  const name = alias ?? nameOfItem(value, scope);
  return { sql: `${expression(value, scope)} AS ${quoted(name)}`, columns: [typeOf(value, sources)] };
}

const columnsOf = ({ table, alias }: Source): ResultColumn[] | undefined => table?.columns.map((column) => ({ type: column.type, column, table, alias }));

/** MySQL names a column after itself, a string after its text, and anything else after how it was typed. */
function nameOfItem(value: readonly Node[], scope: Scope): string {
  const last = value.at(-1);
  if (isColumn(value)) return nameOf(last) ?? '';
  if (value.length === 1 && last?.kind === 'string') return last.text;
  return sourceOf(scope.source, value);
}

/** `a`, `t.a` or `d.t.a` and nothing else. */
const isColumn = (value: readonly Node[]) =>
  value.length % 2 === 1 && value.every((node, i) => (i % 2 === 0 ? nameOf(node) !== undefined && !endOperand.has(wordOf(node)) : isMark(node, '.')));

/** Takes `AS alias`, or an alias without AS, off the end. */
export function splitAlias(item: readonly Node[]): [value: readonly Node[], alias: string | undefined] {
  const last = item.at(-1);
  const before = item.at(-2);
  if (last === undefined || before === undefined || last.kind === 'group') return [item, undefined];
  const text = nameOf(last) ?? (last.kind === 'string' ? last.text : undefined);
  if (text === undefined) return [item, undefined];
  if (isWord(before, 'AS')) return [item.slice(0, -2), text];
  if (last.kind === 'word' && (neverAlias.has(wordOf(last)) || isWord(item.at(-3), 'INTERVAL'))) return [item, undefined];
  const introducer = before.kind === 'word' && (before.text.startsWith('_') || isWord(before, 'N', 'DATE', 'TIME', 'TIMESTAMP'));
  if (last.kind === 'string' && (before.kind === 'string' || introducer)) return [item, undefined];
  const endsOperand = before.kind !== 'mark' && !(before.kind === 'word' && notOperand.has(wordOf(before)));
  return endsOperand ? [item.slice(0, -1), text] : [item, undefined];
}

/** The type of an item, where it can be told without its value. */
function typeOf(value: readonly Node[], sources: readonly Source[]): ResultColumn {
  if (isColumn(value)) return columnNamed(nameOf(value.at(-1)) ?? '', nameOf(value.at(-3)), sources) ?? {};
  const [first, list] = value;
  const name = wordOf(first);
  if (value.length === 1 && first?.kind === 'number') return { type: /e/i.test(first.text) ? 'double' : first.text.includes('.') ? 'decimal' : 'bigint' };
  if (value.length === 1 && typesOfCalls[name] !== undefined) return { type: typesOfCalls[name] };
  if (value.some((node) => isMark(node, '/')) && !sources.some((source) => source.table?.columns.some(({ type }) => /^(float|double)/.test(type))))
    return { type: 'decimal(41,4)' };
  if (value.length !== 2 || list?.kind !== 'group') return {};
  const parts = splitAt(list.nodes, ',');
  if (name === 'FROM_UNIXTIME' && parts.length > 1) return {};
  const pattern = parts[1]?.[0];
  if (name === 'STR_TO_DATE' && pattern?.kind === 'string') return { type: /%[HhIiklrSsTf]/.test(pattern.text) ? 'datetime' : 'date' };
  const argument = isColumn(list.nodes) ? columnNamed(nameOf(list.nodes.at(-1)) ?? '', nameOf(list.nodes.at(-3)), sources)?.type : undefined;
  if (name === 'SUM' || name === 'AVG') return { type: sumType(name, argument) };
  if ((name === 'MAX' || name === 'MIN') && argument !== undefined) return { type: argument };
  if (name === 'CAST') return castType(list.nodes);
  return typesOfCalls[name] === undefined ? {} : { type: typesOfCalls[name] };
}

function sumType(name: 'SUM' | 'AVG', argument: string | undefined): string {
  if (argument !== undefined && /^(float|double)/.test(argument)) return 'double';
  const scale = /^decimal\(\d+,(\d+)\)/.exec(argument ?? '')?.[1];
  const known = scale !== undefined ? Number(scale) : argument !== undefined && isInteger(argument) ? 0 : undefined;
  if (name === 'SUM') return known === undefined ? 'decimal' : `decimal(41,${known})`;
  return `decimal(41,${(known ?? 0) + 4})`;
}

function castType(nodes: readonly Node[]): ResultColumn {
  const at = nodes.findLastIndex((node) => isWord(node, 'AS'));
  const type = {
    SIGNED: 'bigint',
    UNSIGNED: 'bigint unsigned',
    DATE: 'date',
    DATETIME: 'datetime',
    TIME: 'time',
    DOUBLE: 'double',
    FLOAT: 'float',
    BINARY: 'varbinary(255)',
  }[wordOf(nodes[at + 1])];
  if (type !== undefined) return { type };
  const list = nodes[at + 2];
  const size = list?.kind === 'group' ? splitAt(list.nodes, ',')[1]?.[0] : undefined;
  return isWord(nodes[at + 1], 'DECIMAL') ? { type: `decimal(41,${size?.kind === 'number' ? size.text : '0'})` } : {};
}

function columnNamed(name: string, alias: string | undefined, sources: readonly Source[]): ResultColumn | undefined {
  for (const source of sources) {
    const column =
      alias === undefined || alias === source.alias
        ? source.table?.columns.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase())
        : undefined;
    if (column !== undefined && source.table !== undefined) return { type: column.type, column, table: source.table, alias: source.alias };
  }
  return undefined;
}
