import { literal, quoted } from '../catalog.ts';
import { refusals } from '../errors.ts';
import { prefix } from '../functions/index.ts';
import { call } from './calls.ts';
import { readInterval } from './interval.ts';
import { settingLiteral, type Scope } from './scope.ts';
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

/** One MySQL expression as SQLite understands it. */
export function expression(nodes: readonly Node[], scope: Scope): string {
  const out: string[] = [];
  for (let i = 0; i < nodes.length;) i = writeTerm(nodes, i, scope, out);
  return out.join(' ');
}

/** Expressions between commas. */
export const expressions = (nodes: readonly Node[], scope: Scope): string[] =>
  nodes.length === 0 ? [] : splitAt(nodes, ',').map((part) => expression(part, scope));

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

const bare = (node: Node | undefined) => node?.kind === 'group' || node?.kind === 'string';
const compares = (node: Node | undefined) => node?.kind === 'mark' && comparators.has(node.text);

/**
 * A column brings its own collation to a comparison. Where a literal meets something that has none (a function, another
 * literal), SQLite would compare bytes and MySQL does not mind the case.
 */
function ignoresCase(nodes: readonly Node[], at: number, end: number): string {
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
