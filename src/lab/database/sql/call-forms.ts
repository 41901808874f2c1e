import { refusals } from '../errors.ts';
import { prefix } from '../functions/index.ts';
import { units } from './interval.ts';
import type { Scope } from './scope.ts';
import { isMark, isWord, splitAt, syntaxNear, wordOf, type Group, type Node } from './tree.ts';

const listOf = (nodes: readonly Node[], scope: Scope) => splitAt(nodes, ',').map((part) => scope.expression(part, scope));

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
export function cast(node: Group, separator: 'AS' | ',', scope: Scope): string {
  const at = node.nodes.findLastIndex((part) => (separator === ',' ? isMark(part, ',') : isWord(part, 'AS')));
  const type = castTypes[wordOf(node.nodes[at + 1])];
  if (at < 0 || type === undefined) throw syntaxNear(scope.source, node.nodes[at + 1]?.from ?? node.to);
  const size = node.nodes[at + 2];
  return type(scope.expression(node.nodes.slice(0, at), scope), size?.kind === 'group' ? scope.source.slice(size.from, size.to) : '');
}

/** TRIM(x), TRIM(BOTH 'a' FROM x) */
export function trim(nodes: readonly Node[], scope: Scope): string {
  const from = nodes.findIndex((node) => isWord(node, 'FROM'));
  if (from < 0) return `${prefix}trim(${scope.expression(nodes, scope)})`;
  const sided = isWord(nodes[0], 'BOTH', 'LEADING', 'TRAILING');
  const removed = nodes.slice(sided ? 1 : 0, from);
  const side = sided ? wordOf(nodes[0]).toLowerCase() : 'both';
  return `${prefix}trim(${scope.expression(nodes.slice(from + 1), scope)}, ${removed.length === 0 ? "' '" : scope.expression(removed, scope)}, '${side}')`;
}

/** SUBSTRING(x, 1, 2) and SUBSTRING(x FROM 1 FOR 2) */
export function substring(parts: readonly Node[][], scope: Scope): string {
  const only = parts.length === 1 ? (parts[0] ?? []) : undefined;
  const from = only?.findIndex((node) => isWord(node, 'FROM')) ?? -1;
  if (only === undefined || from < 0) {
    if (parts.length < 2 || parts.length > 3) throw refusals.wrongParameterCount('SUBSTRING');
    return `${prefix}substring(${parts.map((part) => scope.expression(part, scope)).join(', ')})`;
  }
  const length = only.findIndex((node) => isWord(node, 'FOR'));
  const pieces = [only.slice(0, from), only.slice(from + 1, length < 0 ? undefined : length), ...(length < 0 ? [] : [only.slice(length + 1)])];
  return `${prefix}substring(${pieces.map((piece) => scope.expression(piece, scope)).join(', ')})`;
}

/** GROUP_CONCAT([DISTINCT] x [ORDER BY y] [SEPARATOR ',']) */
export function groupConcat(nodes: readonly Node[], scope: Scope): string {
  const separator = nodes.findIndex((node) => isWord(node, 'SEPARATOR'));
  const order = nodes.findIndex((node) => isWord(node, 'ORDER'));
  const ends = [separator, order].filter((at) => at >= 0);
  const values = splitAt(nodes.slice(0, ends.length === 0 ? undefined : Math.min(...ends)), ',');
  const distinct = isWord(values[0]?.[0], 'DISTINCT');
  const joined = values.map((value, i) => scope.expression(distinct && i === 0 ? value.slice(1) : value, scope));
  const what = joined.length === 1 ? (joined[0] ?? '') : `${prefix}concat(${joined.join(', ')})`;
  const between = separator < 0 ? "','" : scope.expression(nodes.slice(separator + 1), scope);
  const sorted = order < 0 ? '' : ` ORDER BY ${listOf(nodes.slice(order + 2, separator < 0 ? undefined : separator), scope).join(', ')}`;
  if (distinct && between !== "','") throw refusals.unsupported('GROUP_CONCAT(DISTINCT … SEPARATOR)');
  return distinct ? `group_concat(DISTINCT ${what}${sorted})` : `group_concat(${what}, ${between}${sorted})`;
}

/** EXTRACT(YEAR FROM x) */
export function extract(nodes: readonly Node[], scope: Scope): string {
  const unit = wordOf(nodes[0]);
  if (!units.includes(unit)) throw refusals.unsupported(`EXTRACT(${unit})`);
  return `CAST(${prefix}${unit.toLowerCase()}(${scope.expression(nodes.slice(2), scope)}) AS INTEGER)`;
}

/** POSITION('a' IN x) */
export function position(nodes: readonly Node[], scope: Scope): string {
  const at = nodes.findIndex((node) => isWord(node, 'IN'));
  return `CAST(${prefix}locate(${scope.expression(nodes.slice(0, at), scope)}, ${scope.expression(nodes.slice(at + 1), scope)}) AS INTEGER)`;
}
