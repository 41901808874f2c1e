import { isInteger, literal, quoted, storedName, systemDatabases, type Column, type Table } from '../catalog.ts';
import { refusals } from '../errors.ts';
import { prefix } from '../functions/index.ts';
import { expression } from './expression.ts';
import { fromClause, readAlias, readTableName, tableNamed } from './from.ts';
import { tailOf } from './query.ts';
import type { Scope } from './scope.ts';
import { clauseOf, clausesOf, isMark, isPhrase, isWord, nameOf, splitAt, syntaxNear, wordOf, type Node } from './tree.ts';

/** An INSERT or REPLACE. `rows` and `columns` are kept so that a refusal can name the value. */
export interface Insert {
  readonly kind: 'insert';
  readonly sql: string;
  readonly table: Table;
  readonly verb: 'insert' | 'replace' | 'ignore' | 'upsert';
  readonly columns: readonly string[];
  /** Each row's values as SQL; undefined for INSERT … SELECT. */
  readonly rows: readonly (readonly string[])[] | undefined;
}

export interface Update {
  readonly kind: 'update';
  readonly sql: string;
  readonly table: Table;
  /** Counts the rows that the update will really change. */
  readonly changedSql: string;
  readonly assignments: readonly { readonly column: string; readonly value: string }[];
}

export interface Delete {
  readonly kind: 'delete';
  /** One table: its DELETE. Several: what picks the rows of each, all picked before the first goes. */
  readonly targets: readonly { readonly table: Table; readonly sql: string; readonly rowidsSql?: string }[];
}

const writePhrases = ['SET', 'WHERE', 'ORDER BY', 'LIMIT'];

/** The table to be written; the system's own are not for writing. */
export function writableTable(nodes: readonly Node[], at: number, scope: Scope): [table: Table, end: number] {
  const [database, name, end] = readTableName(nodes, at, scope);
  if (systemDatabases.some((known) => known === (database ?? scope.facts.database)?.toLowerCase()))
    throw refusals.readOnlySystemTable(scope.facts.user, database ?? scope.facts.database ?? '');
  return [tableNamed(database, name, scope), end];
}

const columnOf = (table: Table, name: string): Column => {
  const found = table.columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw refusals.unknownColumn(name, 'field list');
  return found;
};

/** INSERT [IGNORE] INTO t … and REPLACE INTO t … */
export function insert(nodes: readonly Node[], scope: Scope): Insert {
  const replaces = isWord(nodes[0], 'REPLACE');
  let at = 1;
  const ignores = nodes.slice(1, 4).some((node) => isWord(node, 'IGNORE'));
  while (isWord(nodes[at], 'LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY', 'IGNORE', 'INTO')) at += 1;
  const [table, afterTable] = writableTable(nodes, at, scope);
  const body = nodes.slice(afterTable);
  const duplicateAt = body.findIndex((_, i) => isPhrase(body, i, 'ON DUPLICATE KEY UPDATE'));
  const source = insertSource(duplicateAt < 0 ? body : body.slice(0, duplicateAt), table, scope);
  const upsert = duplicateAt < 0 ? '' : onDuplicate(body.slice(duplicateAt + 4), table, source.rowAlias, scope);
  const verb = replaces ? 'replace' : upsert !== '' ? 'upsert' : ignores ? 'ignore' : 'insert';
  const head = { replace: 'INSERT OR REPLACE', upsert: 'INSERT', ignore: 'INSERT OR IGNORE', insert: 'INSERT' }[verb];
  const into = `${head} INTO ${quoted(storedName(table.database, table.name))} AS ${quoted(table.name)}`;
  return { kind: 'insert', sql: `${into} ${source.sql}${upsert}`, table, verb, columns: source.columns, rows: source.rows };
}

interface InsertSource {
  readonly sql: string;
  readonly columns: readonly string[];
  readonly rows: Insert['rows'];
  readonly rowAlias?: string;
}

/** `(columns) VALUES (…), (…)`, `SET a = 1`, `(columns) SELECT …` */
function insertSource(body: readonly Node[], table: Table, scope: Scope): InsertSource {
  if (isWord(body[0], 'SET')) {
    const pairs = assignmentsOf(body.slice(1), table, scope);
    return valuesSource(
      pairs.map((pair) => pair.column),
      [pairs.map((pair) => pair.value)],
    );
  }
  const first = body[0];
  const listed = first?.kind === 'group' && !isWord(first.nodes[0], 'SELECT', 'WITH') ? first : undefined;
  const names =
    listed === undefined || listed.nodes.length === 0
      ? table.columns.map(({ name }) => name)
      : splitAt(listed.nodes, ',').map((part) => columnOf(table, nameOf(part.at(-1)) ?? '').name);
  const rest = listed === undefined ? body : body.slice(1);
  if (isWord(rest[0], 'VALUES', 'VALUE')) {
    const end = rest.findIndex((node, i) => i > 0 && isWord(node, 'AS'));
    const rows = rest.slice(1, end < 0 ? undefined : end).filter((node) => !isMark(node, ',') && !isWord(node, 'ROW'));
    const values = rows.map((row, i) => rowValues(row, i, names, listed !== undefined && listed.nodes.length > 0, table, scope));
    if (values.every((row) => row.length === 0)) return { sql: 'DEFAULT VALUES', columns: [], rows: [[]] };
    const alias = end < 0 ? undefined : nameOf(rest[end + 1]);
    return { ...valuesSource(names, values), ...(alias === undefined ? {} : { rowAlias: alias }) };
  }
  if (rest.length === 0) throw syntaxNear(scope.source, scope.source.length);
  const values = names.map((name, i) => fitted(`v${i}`, columnOf(table, name)));
  const picked = `WITH picked (${names.map((_, i) => `v${i}`).join(', ')}) AS (${scope.subquery(rest, scope)})`;
  return { sql: `(${names.map(quoted).join(', ')}) ${picked} SELECT ${values.join(', ')} FROM picked WHERE true`, columns: names, rows: undefined };
}

function valuesSource(columns: readonly string[], rows: readonly (readonly string[])[]): InsertSource {
  return { sql: `(${columns.map(quoted).join(', ')}) VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}`, columns, rows };
}

function rowValues(row: Node, index: number, names: readonly string[], listed: boolean, table: Table, scope: Scope): string[] {
  if (row.kind !== 'group') throw syntaxNear(scope.source, row.from);
  const parts = row.nodes.length === 0 ? [] : splitAt(row.nodes, ',');
  if (parts.length !== names.length && !(parts.length === 0 && !listed)) throw refusals.columnCount(index + 1);
  return parts.map((part, i) => storedValue(part, columnOf(table, names[i] ?? ''), scope));
}

/** A value on its way into a column: DEFAULT is spelled out, 0 and NULL make a new id, fractions are rounded for integers. */
function storedValue(part: readonly Node[], column: Column, scope: Scope): string {
  const only = part.length === 1 ? part[0] : undefined;
  if (isWord(only, 'DEFAULT')) return defaultSql(column);
  if (column.autoIncrement === true && only !== undefined && 'text' in only && /^0*$/.test(only.text) && (only.kind === 'number' || only.kind === 'string'))
    return 'NULL';
  const value = expression(part, scope);
  return fitted(value, column, part);
}

/** Written as the column's type would keep it; `source` is what was typed, when it is known. */
function fitted(value: string, column: Column, source?: readonly Node[]): string {
  const scale = /^decimal\(\d+,(\d+)\)/.exec(column.type)?.[1];
  if (scale !== undefined) return `round(${value}, ${scale})`;
  const temporal = /^(date(?:time)?|timestamp|time)(?:\(|$)/.exec(column.type)?.[1];
  if (temporal !== undefined) return `${prefix}stored_${temporal === 'timestamp' ? 'datetime' : temporal}(${value}, ${literal(column.name)})`;
  if (source === undefined) return value;
  const mayBeFraction = source.some((node) => isMark(node, '/') || (node.kind === 'number' && /[.e]/i.test(node.text)));
  return isInteger(column.type) && mayBeFraction ? `CAST(round(${value}) AS INTEGER)` : value;
}

/** A column's default as SQLite writes it. */
export function defaultSql(column: Column): string {
  if (column.autoIncrement === true) return 'NULL';
  if (column.default === undefined) throw refusals.noDefault(column.name);
  if ('value' in column.default) return column.default.value === null ? 'NULL' : literal(column.default.value);
  return `${prefix}now()`;
}

function onDuplicate(nodes: readonly Node[], table: Table, rowAlias: string | undefined, scope: Scope): string {
  const pairs = assignmentsOf(nodes, table, { ...scope, duplicate: true });
  const own = rowAlias === undefined ? undefined : `${quoted(rowAlias)}.`;
  const sets = pairs.map(({ column, value }) => `${quoted(column)} = ${own === undefined ? value : value.replaceAll(own, 'excluded.')}`);
  // A row that would stay as it is does not count as changed.
  const differs = pairs.map(
    ({ column, value }) => `${quoted(table.name)}.${quoted(column)} COLLATE BINARY IS (${own === undefined ? value : value.replaceAll(own, 'excluded.')})`,
  );
  return ` ON CONFLICT DO UPDATE SET ${sets.join(', ')} WHERE NOT (${differs.join(' AND ')})`;
}

/** `a = 1, t.b = a + 1` */
function assignmentsOf(nodes: readonly Node[], table: Table, scope: Scope): { column: string; value: string }[] {
  return splitAt(nodes, ',').map((part) => {
    const equals = part.findIndex((node) => isMark(node, '=') || isMark(node, ':='));
    const name = nameOf(part[equals - 1]);
    if (equals < 1 || name === undefined || part.length === equals + 1) throw syntaxNear(scope.source, part[0]?.from ?? scope.source.length);
    const column = columnOf(table, name);
    scope.met.push({ name: column.name, clause: 'field list' });
    return { column: column.name, value: storedValue(part.slice(equals + 1), column, scope) };
  });
}

/** UPDATE t SET … [WHERE] [ORDER BY] [LIMIT], also over joined tables when one of them is changed. */
export function update(nodes: readonly Node[], scope: Scope): Update {
  const clauses = clausesOf(nodes.slice(1), writePhrases);
  const references = (clauseOf(clauses, '') ?? []).filter((node, i) => i > 1 || !isWord(node, 'LOW_PRIORITY', 'IGNORE'));
  const from = fromClause(references, scope);
  const sets = clauseOf(clauses, 'SET');
  if (sets === undefined || sets.length === 0) throw syntaxNear(scope.source, references.at(-1)?.to ?? scope.source.length);
  const targetName = from.sources.length === 1 ? undefined : nameOf(sets[0]);
  const target = targetName === undefined || !isMark(sets[1], '.') ? from.sources[0] : from.sources.find((source) => source.alias === targetName);
  if (target?.table === undefined) throw refusals.unsupported('this UPDATE of several tables');
  writableTable(references, 0, scope);
  const table = target.table;
  const pairs = assignmentsOf(sets, table, scope);
  const where = clauseOf(clauses, 'WHERE');
  const condition = where === undefined ? 'true' : expression(where, { ...scope, clause: 'where clause' });
  const differs = `NOT (${pairs.map(({ column, value }) => `${quoted(target.alias)}.${quoted(column)} COLLATE BINARY IS (${value})`).join(' AND ')})`;
  const stamped = table.columns.filter((column) => column.onUpdateNow === true && !pairs.some((pair) => pair.column === column.name));
  const all = [...pairs, ...stamped.map(({ name }) => ({ column: name, value: `iif(${differs}, ${prefix}now(), ${quoted(target.alias)}.${quoted(name)})` }))];
  const stored = `${quoted(storedName(table.database, table.name))}`;
  const changedSql = `SELECT COUNT(*) FROM ${from.sql} WHERE (${condition}) AND ${differs}`;
  if (from.sources.length > 1) {
    const picked = all.map(({ value }, i) => `${value} AS v${i}`).join(', ');
    const sql = `UPDATE ${stored} SET ${all.map(({ column }, i) => `${quoted(column)} = picked.v${i}`).join(', ')} FROM (SELECT ${quoted(target.alias)}.rowid AS picked_row, ${picked} FROM ${from.sql} WHERE ${condition}) AS picked WHERE ${stored}.rowid = picked.picked_row`;
    return { kind: 'update', sql, table, changedSql, assignments: pairs };
  }
  const tail = tailOf(clauses, scope);
  const limited = tail === '' ? condition : `${quoted(target.alias)}.rowid IN (SELECT rowid FROM ${from.sql} WHERE ${condition}${tail})`;
  return {
    kind: 'update',
    sql: `UPDATE ${stored} AS ${quoted(target.alias)} SET ${all.map(({ column, value }) => `${quoted(column)} = ${value}`).join(', ')} WHERE ${limited}`,
    table,
    changedSql: tail === '' ? changedSql : `SELECT COUNT(*) FROM ${from.sql} WHERE ${limited} AND ${differs}`,
    assignments: pairs,
  };
}

/** DELETE FROM t …, DELETE a, b FROM …, DELETE FROM a, b USING … */
export function remove(nodes: readonly Node[], scope: Scope): Delete {
  let at = 1;
  while (isWord(nodes[at], 'LOW_PRIORITY', 'QUICK', 'IGNORE')) at += 1;
  const clauses = clausesOf(nodes.slice(at), ['FROM', 'USING', 'WHERE', 'ORDER BY', 'LIMIT']);
  const named = clauseOf(clauses, '') ?? [];
  const using = clauseOf(clauses, 'USING');
  const from = clauseOf(clauses, 'FROM');
  if (from === undefined || from.length === 0) throw syntaxNear(scope.source, scope.source.length);
  const where = clauseOf(clauses, 'WHERE');
  const sources = fromClause(using ?? from, scope);
  const condition = where === undefined ? 'true' : expression(where, { ...scope, clause: 'where clause' });
  if (named.length === 0 && using === undefined) {
    const [table, end] = writableTable(from, 0, scope);
    const alias = readAlias(from, end)[0] ?? table.name;
    const tail = tailOf(clauses, scope);
    const limited = tail === '' ? condition : `rowid IN (SELECT rowid FROM ${sources.sql} WHERE ${condition}${tail})`;
    return { kind: 'delete', targets: [{ table, sql: `DELETE FROM ${quoted(storedName(table.database, table.name))} AS ${quoted(alias)} WHERE ${limited}` }] };
  }
  return { kind: 'delete', targets: splitAt(using === undefined ? named : from, ',').map((part) => deleteTarget(part, sources, condition, scope)) };
}

function deleteTarget(part: readonly Node[], from: ReturnType<typeof fromClause>, condition: string, scope: Scope): Delete['targets'][number] {
  const alias = nameOf(part.findLast((node) => nameOf(node) !== undefined));
  const source = from.sources.find((candidate) => candidate.alias === alias);
  if (source?.table === undefined) throw refusals.unknownTable(alias ?? wordOf(part[0]));
  const stored = quoted(storedName(source.table.database, source.table.name));
  if (systemDatabases.some((known) => known === source.table?.database)) throw refusals.readOnlySystemTable(scope.facts.user, source.table.database);
  return {
    table: source.table,
    sql: `DELETE FROM ${stored} WHERE rowid`,
    rowidsSql: `SELECT DISTINCT ${quoted(source.alias)}.rowid FROM ${from.sql} WHERE ${condition}`,
  };
}
