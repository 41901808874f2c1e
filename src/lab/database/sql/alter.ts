import type { Column, Key, Table } from '../catalog.ts';
import { refusals } from '../errors.ts';
import { collationOf, nameKeys, readColumn, readKey, readOptions, isKeyPart } from './definition.ts';
import { isPhrase, isWord, nameOf, splitAt, syntaxNear, wordOf, type Node, type Statement } from './tree.ts';

export interface Altered {
  readonly table: Table;
  /** Which old column fills each column. */
  readonly sources: ReadonlyMap<string, string>;
  /** False: nothing that is kept has changed (DISABLE KEYS, ALGORITHM=…). */
  readonly touched: boolean;
}

interface Draft {
  table: Table;
  readonly sources: Map<string, string>;
  touched: boolean;
}

/** The table after ALTER TABLE's list of changes. */
export function altered(before: Table, statement: Statement, changes: readonly Node[]): Altered {
  const draft: Draft = { table: before, sources: new Map(before.columns.map(({ name }) => [name, name])), touched: false };
  for (const part of splitAt(changes, ',')) {
    const change = changesByWord[wordOf(part[0])];
    if (change === undefined) throw syntaxNear(statement.source, part[0]?.from ?? statement.source.length);
    change(draft, statement, part);
  }
  return { ...draft, table: { ...draft.table, keys: nameKeys(draft.table.keys) } };
}

type Change = (draft: Draft, statement: Statement, part: readonly Node[]) => void;

const ignored: Change = () => undefined;
const option =
  (apply: (table: Table, part: readonly Node[]) => Table): Change =>
  (draft, _, part) => {
    draft.table = apply(draft.table, part);
    draft.touched = true;
  };
const charset = option((table, part) => {
  const read = readOptions(part);
  return { ...table, collation: (read('COLLATE') ?? collationOf(read('CHARACTER SET') ?? read('CHARSET'))).toLowerCase() };
});

const changesByWord: Readonly<Record<string, Change>> = {
  ADD: add,
  DROP: drop,
  MODIFY: (draft, statement, part) => redefine(draft, statement, part, 1),
  CHANGE: (draft, statement, part) => redefine(draft, statement, part, 2),
  RENAME: rename,
  ALTER: setDefault,
  ENGINE: option((table, part) => ({ ...table, engine: readOptions(part)('ENGINE') ?? table.engine })),
  COMMENT: option((table, part) => ({ ...table, comment: readOptions(part)('COMMENT') ?? '' })),
  AUTO_INCREMENT: option((table, part) => ({ ...table, firstId: Number(readOptions(part)('AUTO_INCREMENT')) })),
  CONVERT: charset,
  DEFAULT: charset,
  CHARACTER: charset,
  CHARSET: charset,
  COLLATE: charset,
  DISABLE: ignored,
  ENABLE: ignored,
  ALGORITHM: ignored,
  LOCK: ignored,
  FORCE: ignored,
  ORDER: ignored,
};

const sameName = (name: string) => (other: { readonly name: string }) => other.name.toLowerCase() === name.toLowerCase();

/** ADD [COLUMN] …, ADD (…), ADD KEY … */
function add(draft: Draft, statement: Statement, part: readonly Node[]): void {
  const rest = part.slice(isWord(part[1], 'COLUMN') ? 2 : 1);
  draft.touched = true;
  if (isKeyPart(rest)) {
    const key = readKey(statement, rest);
    if (key !== undefined) addKey(draft, key);
    return;
  }
  const first = rest[0];
  for (const one of first?.kind === 'group' ? splitAt(first.nodes, ',') : [rest]) {
    const column = readColumn(statement, one);
    if (draft.table.columns.some(sameName(column.name))) throw refusals.duplicateColumn(column.name);
    const filled = column.nullable || column.default !== undefined || column.autoIncrement === true ? column : withImplicitDefault(column);
    draft.table = { ...draft.table, columns: placed(draft.table.columns, filled, one) };
    if (one.some((_, i) => isPhrase(one, i, 'PRIMARY KEY'))) addKey(draft, { name: 'PRIMARY', kind: 'primary', columns: [{ name: column.name }] });
    else if (one.some((node) => isWord(node, 'UNIQUE'))) addKey(draft, { name: '', kind: 'unique', columns: [{ name: column.name }] });
  }
}

/** Rows that are there already need a value for a new NOT NULL column: MySQL takes 0 or ''. */
const withImplicitDefault = (column: Column): Column => ({ ...column, default: { value: /int|decimal|float|double|bit|year/.test(column.type) ? '0' : '' } });

function addKey(draft: Draft, key: Key): void {
  for (const { name } of key.columns) if (!draft.table.columns.some(sameName(name))) throw refusals.unknownKeyColumn(name);
  if (key.name !== '' && draft.table.keys.some(sameName(key.name)))
    throw key.kind === 'primary' ? refusals.multiplePrimary() : refusals.duplicateKeyName(key.name);
  draft.table = { ...draft.table, keys: [...draft.table.keys, key] };
}

/** FIRST and AFTER. */
function placed(columns: readonly Column[], column: Column, part: readonly Node[]): Column[] {
  if (isWord(part.at(-1), 'FIRST')) return [column, ...columns];
  const after = isWord(part.at(-2), 'AFTER') ? nameOf(part.at(-1)) : undefined;
  const at = after === undefined ? columns.length : columns.findIndex(sameName(after)) + 1;
  return columns.toSpliced(at, 0, column);
}

function drop(draft: Draft, statement: Statement, part: readonly Node[]): void {
  draft.touched = true;
  if (isWord(part[1], 'PRIMARY', 'KEY', 'INDEX')) {
    const name = isWord(part[1], 'PRIMARY') ? 'PRIMARY' : (nameOf(part[2]) ?? '');
    if (!draft.table.keys.some(sameName(name))) throw refusals.cannotDropKey(name);
    draft.table = { ...draft.table, keys: draft.table.keys.filter((key) => !sameName(name)(key)) };
    return;
  }
  const name = nameOf(part[isWord(part[1], 'COLUMN') ? 2 : 1]);
  if (name === undefined) throw syntaxNear(statement.source, part[1]?.from ?? statement.source.length);
  if (!draft.table.columns.some(sameName(name))) throw refusals.cannotDropKey(name);
  const keys = draft.table.keys
    .map((key) => ({ ...key, columns: key.columns.filter((column) => !sameName(name)(column)) }))
    .filter((key) => key.columns.length > 0);
  draft.table = { ...draft.table, columns: draft.table.columns.filter((column) => !sameName(name)(column)), keys };
}

/** MODIFY [COLUMN] c …, CHANGE [COLUMN] old new … */
function redefine(draft: Draft, statement: Statement, part: readonly Node[], names: 1 | 2): void {
  const at = isWord(part[1], 'COLUMN') ? 2 : 1;
  const old = nameOf(part[at]) ?? '';
  const found = draft.table.columns.find(sameName(old));
  if (found === undefined) throw refusals.unknownColumnInTable(old, draft.table.name);
  const definition = part.slice(at + names - 1);
  const column = readColumn(statement, definition);
  renameColumn(draft, found.name, column);
  if (isWord(part.at(-1), 'FIRST') || isWord(part.at(-2), 'AFTER')) {
    draft.table = {
      ...draft.table,
      columns: placed(
        draft.table.columns.filter((one) => one !== column),
        column,
        part,
      ),
    };
  }
}

function renameColumn(draft: Draft, old: string, column: Column): void {
  const source = draft.sources.get(old) ?? old;
  draft.sources.delete(old);
  draft.sources.set(column.name, source);
  draft.touched = true;
  draft.table = {
    ...draft.table,
    columns: draft.table.columns.map((one) => (one.name === old ? column : one)),
    keys: draft.table.keys.map((key) => ({ ...key, columns: key.columns.map((one) => (sameName(old)(one) ? { ...one, name: column.name } : one)) })),
  };
}

/** RENAME COLUMN a TO b, RENAME KEY a TO b, RENAME [TO] name */
function rename(draft: Draft, statement: Statement, part: readonly Node[]): void {
  draft.touched = true;
  if (isWord(part[1], 'COLUMN')) {
    const found = draft.table.columns.find(sameName(nameOf(part[2]) ?? ''));
    if (found === undefined) throw refusals.unknownColumnInTable(nameOf(part[2]) ?? '', draft.table.name);
    renameColumn(draft, found.name, { ...found, name: nameOf(part[4]) ?? found.name });
  } else if (isWord(part[1], 'KEY', 'INDEX')) {
    const name = nameOf(part[2]) ?? '';
    draft.table = { ...draft.table, keys: draft.table.keys.map((key) => (sameName(name)(key) ? { ...key, name: nameOf(part[4]) ?? key.name } : key)) };
  } else {
    const name = nameOf(part.at(-1));
    if (name === undefined) throw syntaxNear(statement.source, part[1]?.from ?? statement.source.length);
    draft.table = { ...draft.table, name };
  }
}

/** ALTER [COLUMN] c SET DEFAULT x | DROP DEFAULT */
function setDefault(draft: Draft, statement: Statement, part: readonly Node[]): void {
  const at = isWord(part[1], 'COLUMN') ? 2 : 1;
  const found = draft.table.columns.find(sameName(nameOf(part[at]) ?? ''));
  if (found === undefined) throw refusals.unknownColumnInTable(nameOf(part[at]) ?? '', draft.table.name);
  const value = part.at(-1);
  const { default: _, ...bare } = found;
  const set = isWord(part[at + 1], 'SET') && (value?.kind === 'string' || value?.kind === 'number') ? { ...bare, default: { value: value.text } } : bare;
  if (isWord(part[at + 1], 'SET') && set === bare) throw syntaxNear(statement.source, value?.from ?? statement.source.length);
  renameColumn(draft, found.name, set);
}
