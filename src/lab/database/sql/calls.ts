import { quoted } from '../catalog.ts';
import { refusals } from '../errors.ts';
import { functions, prefix, sameInSqlite } from '../functions/index.ts';
import { cast, extract, groupConcat, position, substring, trim } from './call-forms.ts';
import { readInterval } from './interval.ts';
import { settingLiteral, type Scope, type Setting } from './scope.ts';
import { isMark, isWord, nameOf, splitAt, wordOf, type Group, type Node } from './tree.ts';

type Special = (parts: readonly Node[][], scope: Scope, node: Group) => string;

const before = (nodes: readonly Node[], word: string) =>
  nodes.slice(
    0,
    nodes.findIndex((node) => isWord(node, word)),
  );
const text = (part: readonly Node[] | undefined, scope: Scope) => scope.expression(part ?? [], scope);
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
  (name: string, whole: boolean): Special =>
  ([unit, a, b], scope) => {
    const written = `${prefix}${name}('${wordOf(unit?.[0])}', ${text(a, scope)}, ${text(b, scope)})`;
    return whole ? `CAST(${written} AS INTEGER)` : written;
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
  CONVERT: (parts, scope, node) => (parts.length === 2 ? cast(node, ',', scope) : scope.expression(before(node.nodes, 'USING'), scope)),
  DATE_ADD: shifted('date_add'),
  ADDDATE: shifted('date_add'),
  DATE_SUB: shifted('date_sub'),
  SUBDATE: shifted('date_sub'),
  TIMESTAMPDIFF: unitFirst('timestampdiff', true),
  TIMESTAMPADD: unitFirst('timestampadd', false),
  EXTRACT: (_, scope, node) => extract(node.nodes, scope),
  TRIM: (_, scope, node) => trim(node.nodes, scope),
  SUBSTRING: (parts, scope) => substring(parts, scope),
  SUBSTR: (parts, scope) => substring(parts, scope),
  POSITION: (_, scope, node) => position(node.nodes, scope),
  GROUP_CONCAT: (_, scope, node) => groupConcat(node.nodes, scope),
};

/** A function call; MySQL's 1305 for a function that is not here. */
export function call(name: string, node: Group, scope: Scope): string {
  const parts = node.nodes.length === 0 ? [] : splitAt(node.nodes, ',');
  const special = specials[name];
  if (special !== undefined) return special(parts, scope, node);
  if (sameInSqlite.has(name)) return `${name}(${argumentsOf(node, scope)})`;
  const known = functions[name];
  if (known === undefined) throw refusals.unknownFunction(scope.facts.database ?? '', name);
  const [least, most] = typeof known.takes === 'number' ? [known.takes, known.takes] : known.takes;
  const precision = parts.length === 1 && most === 1 && least === 0 && known.gives === 'text' ? [] : parts;
  if (precision.length < least || precision.length > most) throw refusals.wrongParameterCount(name);
  const written = `${prefix}${name.toLowerCase()}(${precision.map((part) => scope.expression(part, scope)).join(', ')})`;
  return known.gives === 'integer' ? `CAST(${written} AS INTEGER)` : written;
}

/** `COUNT(*)`, `COUNT(DISTINCT x)` and plain lists. */
function argumentsOf(node: Group, scope: Scope): string {
  if (isMark(node.nodes[0], '*') && node.nodes.length === 1) return '*';
  return splitAt(node.nodes, ',')
    .map((part) => scope.expression(part, scope))
    .join(', ');
}
