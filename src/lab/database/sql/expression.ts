import { literal, quoted } from '../catalog.ts';
import { refusals } from '../errors.ts';
import { functions, prefix, sameInSqlite } from '../functions/index.ts';
import type { Scope, Setting } from './scope.ts';
import { isMark, isWord, nameOf, splitAt, syntaxNear, wordOf, type Group, type Node } from './tree.ts';

const operators: Readonly<Record<string, string>> = { '&&': 'AND', '||': 'OR', '!': 'NOT', '<=>': 'IS', '/': '* 1.0 /' };
const comparators = new Set(['=', '<>', '!=', '<', '>', '<=', '>=', '<=>']);
const keywords: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'AND OR NOT IN IS NULL LIKE BETWEEN CASE WHEN THEN ELSE END EXISTS TRUE FALSE DISTINCT ASC DESC ESCAPE AS OVER REGEXP'
      .split(' ')
      .map((word) => [word, word]),
  ),
  RLIKE: 'REGEXP',
  DIV: '/',
  MOD: '%',
  UNKNOWN: 'NULL',
};
const windowWords = new Set('PARTITION BY ORDER ROWS RANGE UNBOUNDED PRECEDING FOLLOWING CURRENT ROW'.split(' '));
const bareFunctions = new Set([
  'CURRENT_TIMESTAMP',
  'CURRENT_DATE',
  'CURRENT_TIME',
  'LOCALTIME',
  'LOCALTIMESTAMP',
  'UTC_DATE',
  'UTC_TIME',
  'UTC_TIMESTAMP',
  'CURRENT_USER',
]);
const units = 'MICROSECOND SECOND MINUTE HOUR DAY WEEK MONTH QUARTER YEAR'.split(' ');

/** One MySQL expression as SQLite understands it. */
export function expression(nodes: readonly Node[], scope: Scope): string {
  const out: string[] = [];
  for (let i = 0; i < nodes.length;) i = writeTerm(nodes, i, scope, out);
  return out.join(' ');
}

/** Expressions between commas. */
export const expressions = (nodes: readonly Node[], scope: Scope): string[] =>
  nodes.length === 0 ? [] : splitAt(nodes, ',').map((part) => expression(part, scope));

/** A value as a SQLite literal. */
export const settingLiteral = (value: Setting): string => (value === null ? 'NULL' : typeof value === 'number' ? String(value) : literal(value));

/** Writes the term at `at` and says where the next one starts. */
function writeTerm(nodes: readonly Node[], at: number, scope: Scope, out: string[]): number {
  const node = nodes[at];
  if (node === undefined) return at + 1;
  switch (node.kind) {
    case 'group':
      out.push(group(node, scope));
      return at + 1;
    case 'string':
      return writeString(nodes, at, out);
    case 'number':
      out.push(node.text);
      return at + 1;
    case 'bytes':
      out.push(`x'${node.hex}'`);
      return at + 1;
    case 'placeholder':
      out.push(`?${node.index + 1}${ignoresCase(nodes, at, at + 1)}`);
      return at + 1;
    case 'variable':
      if (isMark(nodes[at + 1], ':=')) throw refusals.unsupported('assigning a user variable in an expression');
      out.push(settingLiteral(scope.facts.variable(node.text)));
      return at + 1;
    case 'mark':
      return writeMark(nodes, at, scope, out);
    case 'name':
      return writeColumn(nodes, at, scope, out);
    case 'word':
      return writeWord(nodes, at, scope, out);
  }
}

/** A parenthesis: a subquery or a list. */
function group(node: Group, scope: Scope): string {
  if (isWord(node.nodes[0], 'SELECT', 'WITH', 'VALUES', 'TABLE')) return `(${scope.subquery(node.nodes, scope)})`;
  return `(${expressions(node.nodes, scope).join(', ')})`;
}

/** Adjacent strings are one string, as in MySQL. */
function writeString(nodes: readonly Node[], at: number, out: string[]): number {
  let text = '';
  let end = at;
  for (let node = nodes[end]; node?.kind === 'string'; node = nodes[++end]) text += node.text;
  out.push(literal(text) + ignoresCase(nodes, at, end));
  return end;
}

/**
 * A column brings its own collation to a comparison. Where a literal meets something that has none (a function, another
 * literal), SQLite would compare bytes and MySQL does not mind the case.
 */
function ignoresCase(nodes: readonly Node[], at: number, end: number): string {
  const bare = (node: Node | undefined) => node?.kind === 'group' || node?.kind === 'string';
  const compares = (node: Node | undefined) => node?.kind === 'mark' && comparators.has(node.text);
  if (isWord(nodes[end], 'COLLATE') || isWord(nodes[end + 2], 'COLLATE')) return '';
  const right = compares(nodes[end]) && (bare(nodes[end + 1]) || nodes[end + 2]?.kind === 'group');
  return right || (compares(nodes[at - 1]) && bare(nodes[at - 2])) ? ' COLLATE NOCASE' : '';
}

function writeMark(nodes: readonly Node[], at: number, scope: Scope, out: string[]): number {
  const node = nodes[at];
  if (node?.kind !== 'mark') return at + 1;
  if ((node.text === '+' || node.text === '-') && isWord(nodes[at + 1], 'INTERVAL')) {
    const [count, unit, end] = readInterval(nodes, at + 1, scope);
    out.push(`${prefix}${node.text === '+' ? 'date_add' : 'date_sub'}(${out.pop() ?? 'NULL'}, ${count}, '${unit}')`);
    return end;
  }
  if (node.text === '^' || node.text === ':=' || node.text === '@') throw syntaxNear(scope.source, node.from);
  out.push(operators[node.text] ?? node.text);
  return at + 1;
}

/** `INTERVAL 1 DAY` from the word INTERVAL on. */
function readInterval(nodes: readonly Node[], at: number, scope: Scope): [count: string, unit: string, end: number] {
  const found = nodes.findIndex((node, i) => i > at + 1 && isWord(node, ...units));
  if (found < 0) throw refusals.unsupported('this unit of INTERVAL');
  return [expression(nodes.slice(at + 1, found), scope), wordOf(nodes[found]), found + 1];
}

/** `column`, `table.column`, `database.table.column`, `table.*` */
function writeColumn(nodes: readonly Node[], at: number, scope: Scope, out: string[]): number {
  const parts: string[] = [];
  let end = at;
  for (;;) {
    const part = nameOf(nodes[end]);
    if (part === undefined && !isMark(nodes[end], '*')) throw syntaxNear(scope.source, nodes[end]?.from ?? scope.source.length);
    parts.push(part ?? '*');
    if (!isMark(nodes[end + 1], '.')) break;
    end += 2;
  }
  scope.met.push({ name: parts.join('.'), clause: scope.clause });
  out.push(
    parts
      .slice(-2)
      .map((part) => (part === '*' ? part : quoted(part)))
      .join('.'),
  );
  return end + 1;
}

function writeWord(nodes: readonly Node[], at: number, scope: Scope, out: string[]): number {
  const node = nodes[at];
  if (node?.kind !== 'word') return at + 1;
  const word = node.text.toUpperCase();
  const next = nodes[at + 1];
  if (isMark(next, '.')) return writeColumn(nodes, at, scope, out);
  if (word === 'OVER' && next?.kind === 'group') {
    out.push(`OVER (${windowOf(next, scope)})`);
    return at + 2;
  }
  if (word === 'BINARY' && next !== undefined) return writeBinary(nodes, at, scope, out);
  if (word === 'COLLATE') {
    out.push(`COLLATE ${/_bin$|^binary$|_cs$/i.test(nameOf(next) ?? '') ? 'BINARY' : 'NOCASE'}`);
    return at + 2;
  }
  if (next?.kind === 'string' && (/^_[a-z0-9]+$/i.test(word) || word === 'N' || word === 'DATE' || word === 'TIME' || word === 'TIMESTAMP')) return at + 1;
  const keyword = keywords[word];
  const modFunction = word === 'MOD' && next?.kind === 'group' && splitAt(next.nodes, ',').length === 2;
  if (keyword !== undefined && !modFunction) {
    out.push(keyword);
    return at + 1;
  }
  if (next?.kind === 'group') {
    out.push(call(word, next, scope));
    return at + 2;
  }
  if (bareFunctions.has(word)) {
    out.push(call(word, { kind: 'group', nodes: [], from: node.from, to: node.to }, scope));
    return at + 1;
  }
  return writeColumn(nodes, at, scope, out);
}

/** `BINARY x` compares bytes. */
function writeBinary(nodes: readonly Node[], at: number, scope: Scope, out: string[]): number {
  const operand: string[] = [];
  const end = writeTerm(nodes, at + 1, scope, operand);
  out.push(`(${operand.join(' ')} COLLATE BINARY)`);
  return end;
}

function windowOf(node: Group, scope: Scope): string {
  return splitAt(node.nodes, ',')
    .map((part) => {
      const out: string[] = [];
      for (let i = 0; i < part.length;) {
        if (windowWords.has(wordOf(part[i]))) out.push(wordOf(part[i++]));
        else i = writeTerm(part, i, scope, out);
      }
      return out.join(' ');
    })
    .join(', ');
}

type Special = (parts: readonly Node[][], scope: Scope, node: Group) => string;

const text = (part: readonly Node[] | undefined, scope: Scope) => expression(part ?? [], scope);
const fact =
  (value: (scope: Scope) => Setting): Special =>
  (_, scope) =>
    settingLiteral(value(scope));
const shifted =
  (name: string): Special =>
  ([value, amount], scope) => {
    const [count, unit] = isWord(amount?.[0], 'INTERVAL') ? readInterval(amount ?? [], 0, scope) : [text(amount, scope), 'DAY'];
    return `${prefix}${name}(${text(value, scope)}, ${count}, '${unit}')`;
  };
const account = fact(({ facts }) => `${facts.user}@${facts.host}`);
const unitFirst =
  (name: string, cast: boolean): Special =>
  ([unit, a, b], scope) => {
    const written = `${prefix}${name}('${wordOf(unit?.[0])}', ${text(a, scope)}, ${text(b, scope)})`;
    return cast ? `CAST(${written} AS INTEGER)` : written;
  };

/** Functions that are more than a name: their own syntax, or a fact about the connection. */
const specials: Readonly<Record<string, Special>> = {
  IF: ([condition, yes, no], scope) => `iif(${text(condition, scope)}, ${text(yes, scope)}, ${text(no, scope)})`,
  ISNULL: ([value], scope) => `(${text(value, scope)} IS NULL)`,
  ANY_VALUE: ([value], scope) => `(${text(value, scope)})`,
  GREATEST: (parts, scope) => `max(${parts.map((part) => text(part, scope)).join(', ')})`,
  LEAST: (parts, scope) => `min(${parts.map((part) => text(part, scope)).join(', ')})`,
  DATABASE: fact(({ facts }) => facts.database ?? null),
  SCHEMA: fact(({ facts }) => facts.database ?? null),
  USER: account,
  SESSION_USER: account,
  SYSTEM_USER: account,
  CURRENT_USER: fact(({ facts }) => `${facts.user}@%`),
  VERSION: fact(({ facts }) => facts.version),
  CONNECTION_ID: fact(({ facts }) => facts.connectionId),
  FOUND_ROWS: fact(({ facts }) => facts.foundRows),
  ROW_COUNT: fact(({ facts }) => facts.rowCount),
  LAST_INSERT_ID: ([value], scope) => {
    if (value !== undefined && value.length > 0) throw refusals.unsupported('LAST_INSERT_ID(expr)');
    return String(scope.facts.lastInsertId);
  },
  VALUES: ([column], scope) => {
    if (scope.duplicate !== true) throw refusals.unsupported('VALUES() outside ON DUPLICATE KEY UPDATE');
    return `excluded.${quoted(nameOf(column?.at(-1)) ?? '')}`;
  },
  CAST: (_, scope, node) => cast(node, 'AS', scope),
  CONVERT: ([value, type], scope, node) =>
    type === undefined
      ? text(
          value?.slice(
            0,
            value.findIndex((part) => isWord(part, 'USING')),
          ),
          scope,
        )
      : cast(node, ',', scope),
  DATE_ADD: shifted('date_add'),
  ADDDATE: shifted('date_add'),
  DATE_SUB: shifted('date_sub'),
  SUBDATE: shifted('date_sub'),
  TIMESTAMPDIFF: unitFirst('timestampdiff', true),
  TIMESTAMPADD: unitFirst('timestampadd', false),
  EXTRACT: ([part], scope) => {
    const unit = wordOf(part?.[0]);
    if (!units.includes(unit)) throw refusals.unsupported(`EXTRACT(${unit})`);
    return `CAST(${prefix}${unit.toLowerCase()}(${text(part?.slice(2), scope)}) AS INTEGER)`;
  },
  TRIM: (_, scope, node) => trim(node.nodes, scope),
  SUBSTRING: (parts, scope) => substring(parts, scope),
  SUBSTR: (parts, scope) => substring(parts, scope),
  POSITION: ([part], scope) => {
    const at = part?.findIndex((node) => isWord(node, 'IN')) ?? -1;
    return `CAST(${prefix}locate(${text(part?.slice(0, at), scope)}, ${text(part?.slice(at + 1), scope)}) AS INTEGER)`;
  },
  GROUP_CONCAT: (_, scope, node) => groupConcat(node.nodes, scope),
};

function call(name: string, node: Group, scope: Scope): string {
  const parts = node.nodes.length === 0 ? [] : splitAt(node.nodes, ',');
  const special = specials[name];
  if (special !== undefined) return special(parts, scope, node);
  if (sameInSqlite.has(name)) return `${name}(${argumentsOf(node, scope)})`;
  const known = functions[name];
  if (known === undefined) throw refusals.unknownFunction(scope.facts.database ?? '', name);
  const [least, most] = typeof known.takes === 'number' ? [known.takes, known.takes] : known.takes;
  const precision = parts.length === 1 && most === 1 && least === 0 && known.gives === 'text' ? [] : parts;
  if (precision.length < least || precision.length > most) throw refusals.wrongParameterCount(name);
  const written = `${prefix}${name.toLowerCase()}(${precision.map((part) => expression(part, scope)).join(', ')})`;
  return known.gives === 'integer' ? `CAST(${written} AS INTEGER)` : written;
}

/** `COUNT(*)`, `COUNT(DISTINCT x)` and plain lists. */
function argumentsOf(node: Group, scope: Scope): string {
  if (isMark(node.nodes[0], '*') && node.nodes.length === 1) return '*';
  return expressions(node.nodes, scope).join(', ');
}

const castTypes: Readonly<Record<string, (value: string, size: string) => string>> = {
  SIGNED: (value) => `CAST(${value} AS INTEGER)`,
  UNSIGNED: (value) => `CAST(${value} AS INTEGER)`,
  CHAR: (value, size) => (size === '' ? `CAST(${value} AS TEXT)` : `substr(CAST(${value} AS TEXT), 1, ${size.replace(/[()]/g, '')})`),
  NCHAR: (value) => `CAST(${value} AS TEXT)`,
  BINARY: (value) => `CAST(${value} AS BLOB)`,
  DECIMAL: (value, size) => `round(CAST(${value} AS REAL), ${/,\s*(\d+)/.exec(size)?.[1] ?? '0'})`,
  DOUBLE: (value) => `CAST(${value} AS REAL)`,
  FLOAT: (value) => `CAST(${value} AS REAL)`,
  REAL: (value) => `CAST(${value} AS REAL)`,
  DATE: (value) => `${prefix}date(${value})`,
  DATETIME: (value) => `${prefix}timestamp(${value})`,
  TIME: (value) => `${prefix}time(${value})`,
  YEAR: (value) => `CAST(${prefix}year(${value}) AS INTEGER)`,
};

/** CAST(x AS type) and CONVERT(x, type). */
function cast(node: Group, separator: 'AS' | ',', scope: Scope): string {
  const at = node.nodes.findLastIndex((part) => (separator === ',' ? isMark(part, ',') : isWord(part, 'AS')));
  const type = castTypes[wordOf(node.nodes[at + 1])];
  if (at < 0 || type === undefined) throw syntaxNear(scope.source, node.nodes[at + 1]?.from ?? node.to);
  const size = node.nodes[at + 2];
  return type(expression(node.nodes.slice(0, at), scope), size?.kind === 'group' ? scope.source.slice(size.from, size.to) : '');
}

/** TRIM(x), TRIM(BOTH 'a' FROM x) */
function trim(nodes: readonly Node[], scope: Scope): string {
  const from = nodes.findIndex((node) => isWord(node, 'FROM'));
  if (from < 0) return `${prefix}trim(${expression(nodes, scope)})`;
  const sided = isWord(nodes[0], 'BOTH', 'LEADING', 'TRAILING');
  const removed = nodes.slice(sided ? 1 : 0, from);
  const side = sided ? wordOf(nodes[0]).toLowerCase() : 'both';
  return `${prefix}trim(${expression(nodes.slice(from + 1), scope)}, ${removed.length === 0 ? "' '" : expression(removed, scope)}, '${side}')`;
}

/** SUBSTRING(x, 1, 2) and SUBSTRING(x FROM 1 FOR 2) */
function substring(parts: readonly Node[][], scope: Scope): string {
  const only = parts.length === 1 ? (parts[0] ?? []) : undefined;
  const from = only?.findIndex((node) => isWord(node, 'FROM')) ?? -1;
  if (only === undefined || from < 0) {
    if (parts.length < 2 || parts.length > 3) throw refusals.wrongParameterCount('SUBSTRING');
    return `${prefix}substring(${parts.map((part) => expression(part, scope)).join(', ')})`;
  }
  const length = only.findIndex((node) => isWord(node, 'FOR'));
  const pieces = [only.slice(0, from), only.slice(from + 1, length < 0 ? undefined : length), ...(length < 0 ? [] : [only.slice(length + 1)])];
  return `${prefix}substring(${pieces.map((piece) => expression(piece, scope)).join(', ')})`;
}

/** GROUP_CONCAT([DISTINCT] x [ORDER BY y] [SEPARATOR ',']) */
function groupConcat(nodes: readonly Node[], scope: Scope): string {
  const separator = nodes.findIndex((node) => isWord(node, 'SEPARATOR'));
  const order = nodes.findIndex((node) => isWord(node, 'ORDER'));
  const ends = [separator, order].filter((at) => at >= 0);
  const values = splitAt(nodes.slice(0, ends.length === 0 ? undefined : Math.min(...ends)), ',');
  const distinct = isWord(values[0]?.[0], 'DISTINCT');
  const joined = values.map((value, i) => expression(distinct && i === 0 ? value.slice(1) : value, scope));
  const what = joined.length === 1 ? (joined[0] ?? '') : `${prefix}concat(${joined.join(', ')})`;
  const between = separator < 0 ? "','" : expression(nodes.slice(separator + 1), scope);
  const sorted = order < 0 ? '' : ` ORDER BY ${expressions(nodes.slice(order + 2, separator < 0 ? undefined : separator), scope).join(', ')}`;
  if (distinct && between !== "','") throw refusals.unsupported('GROUP_CONCAT(DISTINCT … SEPARATOR)');
  return distinct ? `group_concat(DISTINCT ${what}${sorted})` : `group_concat(${what}, ${between}${sorted})`;
}
