import { literal, quoted, storedName, type Key, type Table } from './catalog.ts';
import { MySqlError, refusals } from './errors.ts';
import type { ClauseName } from './sql/scope.ts';
import { syntaxNear, type Statement } from './sql/tree.ts';
import type { Insert, Update } from './sql/write.ts';

/** What is known of the statement that SQLite refused. */
export interface Refused {
  readonly statement: Statement;
  readonly database: string | undefined;
  readonly met: readonly { readonly name: string; readonly clause: ClauseName }[];
  readonly write?: Insert | Update;
  /** Runs a SELECT with the statement's parameters, to find the value that was refused. */
  readonly look: (sql: string) => readonly unknown[] | undefined;
}

type Rule = readonly [pattern: RegExp, refuse: (found: RegExpExecArray, refused: Refused) => MySqlError];

const rules: readonly Rule[] = [
  [/^no such column: (.+)$/, ([, name = ''], { met }) => refusals.unknownColumn(name, clauseOf(met, name))],
  [/^table \S+ has no column named (.+)$/, ([, name = '']) => refusals.unknownColumn(name, 'field list')],
  [/^ambiguous column name: (.+)$/, ([, name = ''], { met }) => refusals.ambiguousColumn(name, clauseOf(met, name))],
  [/^UNIQUE constraint failed: (.+)$/, ([, columns = ''], refused) => duplicate(columns.split(', '), refused)],
  [/^NOT NULL constraint failed: (.+)$/, ([, column = ''], refused) => notNull(lastPart(column), refused)],
  [/^CHECK constraint failed: length (.+)$/, ([, column = '']) => refusals.dataTooLong(column)],
  [/^CHECK constraint failed: range (.+)$/, ([, column = '']) => refusals.outOfRange(column)],
  [/^CHECK constraint failed: integer (.+)$/, ([, column = ''], refused) => refusals.incorrectInteger(offered(column, refused), column)],
  [/^Incorrect (?:date|datetime|time) value: /, ({ input }) => refusals.incorrectMoment(input)],
  [/^table picked has (\d+) values for (\d+) columns$/, () => refusals.columnCount(1)],
  [/^datatype mismatch$/, (_, refused) => wrongId(refused)],
  [/^no such function: (.+)$/, ([, name = ''], { database }) => refusals.unknownFunction(database ?? '', name)],
  [/^wrong number of arguments to function (?:my_)?(\w+)/, ([, name = '']) => refusals.wrongParameterCount(name.toUpperCase())],
  [/^(?:misuse of aggregate|misuse of window)/, () => refusals.invalidGroupFunction()],
  [/^sub-select returns \d+ columns - expected (\d+)/, ([, columns = '1']) => refusals.operandColumns(Number(columns))],
  [/^row value misused/, () => refusals.operandColumns(1)],
  [/do not have the same number of result columns$/, () => refusals.unionColumns()],
  [/^(\d+) values for \d+ columns$/, () => refusals.columnCount(1)],
  [/^no such savepoint: (.+)$/, ([, name = '']) => refusals.noSuchSavepoint(name)],
  [/^near "(.*)": syntax error$/s, ([, near = ''], { statement }) => syntaxNear(statement.source, placeOf(near, statement))],
  [
    /^(?:incomplete input|unrecognized token)/,
    ({ input }, { statement }) => syntaxNear(statement.source, input.startsWith('inc') ? statement.source.length : 0),
  ],
];

/** SQLite's refusal in MySQL's words. */
export function refuse(error: unknown, refused: Refused): MySqlError {
  if (error instanceof MySqlError) return error;
  const message = error instanceof Error ? error.message : String(error);
  for (const [pattern, make] of rules) {
    const found = pattern.exec(message);
    if (found !== null) return make(found, refused);
  }
  return refusals.internal(message);
}

const lastPart = (name: string) => name.slice(name.lastIndexOf('.') + 1);

const clauseOf = (met: Refused['met'], name: string): ClauseName =>
  met.find((one) => one.name.toLowerCase() === name.toLowerCase() || lastPart(one.name).toLowerCase() === lastPart(name).toLowerCase())?.clause ?? 'field list';

/** The first place in the source that has the text which SQLite stopped at. */
function placeOf(near: string, { source }: Statement): number {
  const at = source.toLowerCase().indexOf(near.replaceAll('`', '').toLowerCase());
  return at < 0 ? 0 : at;
}

function notNull(column: string, { write }: Refused): MySqlError {
  const given = write?.kind === 'update' || (write?.columns.some((name) => name.toLowerCase() === column.toLowerCase()) ?? false);
  return given ? refusals.columnCannotBeNull(column) : refusals.noDefault(column);
}

function wrongId(refused: Refused): MySqlError {
  const column = refused.write?.table.columns.find((candidate) => candidate.autoIncrement === true)?.name ?? 'id';
  return refusals.incorrectInteger(offered(column, refused), column);
}

const same = (a: string) => (b: string) => a.toLowerCase() === b.toLowerCase();

/** The values offered for these columns, one row after another. */
function* offers(columns: readonly string[], { write, look }: Refused): Generator<readonly unknown[]> {
  if (write === undefined) return;
  const rows = write.kind === 'update' ? [write.assignments.map(({ value }) => value)] : (write.rows ?? []);
  const names = write.kind === 'update' ? write.assignments.map(({ column }) => column) : write.columns;
  for (const row of rows) {
    const found = look(`SELECT ${columns.map((column) => row[names.findIndex(same(column))] ?? fallbackOf(write.table, column)).join(', ')}`);
    if (found !== undefined) yield found;
  }
}

function fallbackOf(table: Table, name: string): string {
  const fallback = table.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())?.default;
  return fallback !== undefined && 'value' in fallback && fallback.value !== null ? literal(fallback.value) : 'NULL';
}

function offered(column: string, refused: Refused): string {
  for (const [value] of offers([column], refused)) if (typeof value === 'string' && !/^\s*[+-]?\d+\s*$/.test(value)) return value;
  return '';
}

/** 1062 with the value that was there already, or that came twice in one statement. */
function duplicate(stored: readonly string[], refused: Refused): MySqlError {
  const table = refused.write?.table;
  if (table === undefined) return refusals.duplicateEntry('', lastPart(stored[0] ?? ''));
  const columns = stored.map(lastPart);
  const key = keyOf(table, columns);
  const name = `${table.name}.${key?.name ?? 'PRIMARY'}`;
  const before: string[] = [];
  for (const values of offers(columns, refused)) {
    const written = values.map((value) => String(value)).join('-');
    const condition = columns.map((column, i) => `${quoted(column)} = ${sqlOf(values[i])}`).join(' AND ');
    const there = refused.look(`SELECT 1 FROM ${quoted(storedName(table.database, table.name))} WHERE ${condition} LIMIT 1`);
    if (there !== undefined || before.includes(written.toLowerCase())) return refusals.duplicateEntry(written, name);
    before.push(written.toLowerCase());
  }
  return refusals.duplicateEntry(before[0] ?? '', name);
}

const keyOf = (table: Table, columns: readonly string[]): Key | undefined =>
  table.keys.find(
    (key) =>
      (key.kind === 'primary' || key.kind === 'unique') &&
      key.columns.length === columns.length &&
      key.columns.every(({ name }, i) => name.toLowerCase() === columns[i]?.toLowerCase()),
  );

const sqlOf = (value: unknown) =>
  typeof value === 'bigint' || typeof value === 'number'
    ? String(value)
    : value === null || value === undefined
      ? 'NULL'
      : `'${String(value).replaceAll("'", "''")}'`;
