import { quoted } from '../catalog.ts';
import { refusals } from '../errors.ts';
import { expression, expressions } from './expression.ts';
import { fromClause, type From } from './from.ts';
import type { ClauseName, Scope } from './scope.ts';
import { selectList, type ResultColumn } from './select-list.ts';
import { clauseOf, clausesOf, isMark, isPhrase, isWord, nameOf, splitAt, syntaxNear, wordOf, type Node } from './tree.ts';

/** A SELECT for SQLite, and what MySQL would know of it. */
export interface Query {
  readonly sql: string;
  /** Undefined: only the values can tell the types. */
  readonly columns: readonly ResultColumn[] | undefined;
  /** FOR UPDATE, FOR SHARE: reads as a writer. */
  readonly locks: boolean;
  /** With SQL_CALC_FOUND_ROWS: counts the rows as if there were no LIMIT. */
  readonly countSql?: string;
}

const phrases = [
  'SELECT',
  'FROM',
  'WHERE',
  'GROUP BY',
  'HAVING',
  'WINDOW',
  'ORDER BY',
  'LIMIT',
  'FOR UPDATE',
  'FOR SHARE',
  'LOCK IN SHARE MODE',
  'INTO',
  'PROCEDURE',
];
const modifiers = [
  'ALL',
  'DISTINCT',
  'DISTINCTROW',
  'HIGH_PRIORITY',
  'STRAIGHT_JOIN',
  'SQL_SMALL_RESULT',
  'SQL_BIG_RESULT',
  'SQL_BUFFER_RESULT',
  'SQL_NO_CACHE',
  'SQL_CACHE',
  'SQL_CALC_FOUND_ROWS',
];
const clauseNames: Readonly<Record<string, ClauseName>> = {
  WHERE: 'where clause',
  'GROUP BY': 'group statement',
  HAVING: 'having clause',
  'ORDER BY': 'order clause',
};

/** A SELECT, a UNION of them, or WITH before either. */
export function query(nodes: readonly Node[], outer: Scope): Query {
  const scope: Scope = { ...outer, clause: 'field list' };
  const only = nodes.length === 1 ? nodes[0] : undefined;
  if (only?.kind === 'group') return query(only.nodes, scope);
  if (isWord(nodes[0], 'WITH')) return withQuery(nodes, scope);
  const parts = splitUnion(nodes);
  const translated = parts.map(({ nodes: part }) => unionPart(part, scope, parts.length > 1));
  const sql = translated.map((part, i) => `${parts[i]?.joiner ?? ''}${part.sql}`).join(' ');
  const first = translated[0];
  return {
    sql,
    columns: parts.length === 1 ? first?.columns : undefined,
    locks: translated.some((part) => part.locks),
    ...(first?.countSql === undefined ? {} : { countSql: first.countSql }),
  };
}

function splitUnion(nodes: readonly Node[]): { joiner: string; nodes: Node[] }[] {
  const parts: { joiner: string; nodes: Node[] }[] = [{ joiner: '', nodes: [] }];
  for (let i = 0; i < nodes.length; i += 1) {
    const node = nodes[i];
    if (isWord(node, 'UNION', 'EXCEPT', 'INTERSECT')) {
      const all = isWord(nodes[i + 1], 'ALL');
      if (isWord(nodes[i + 1], 'ALL', 'DISTINCT')) i += 1;
      parts.push({ joiner: `${wordOf(node)}${all ? ' ALL' : ''} `, nodes: [] });
    } else if (node !== undefined) parts.at(-1)?.nodes.push(node);
  }
  return parts;
}

/** A part in a parenthesis becomes a derived table: SQLite allows none in a UNION. What follows it sorts the whole. */
function unionPart(nodes: readonly Node[], scope: Scope, inUnion: boolean): Query {
  const first = nodes[0];
  if (first?.kind !== 'group') return select(nodes, scope);
  const inner = query(first.nodes, scope);
  if (!inUnion && nodes.length === 1) return inner;
  const tail = clausesOf(nodes.slice(1), phrases);
  return { ...inner, sql: `SELECT * FROM (${inner.sql})${tailOf(tail, scope)}` };
}

function withQuery(nodes: readonly Node[], outer: Scope): Query {
  const recursive = isWord(nodes[1], 'RECURSIVE');
  const main = nodes.findIndex(
    (node, i) => i > 0 && (isWord(node, 'SELECT') || (node.kind === 'group' && !isWord(nodes[i - 1], 'AS') && isWord(node.nodes[0], 'SELECT'))),
  );
  if (main < 0) throw refusals.unsupported('WITH before anything but SELECT');
  const tables = splitAt(nodes.slice(recursive ? 2 : 1, main), ',');
  const names = tables.map((part) => nameOf(part[0])?.toLowerCase() ?? '');
  const scope: Scope = { ...outer, commonTables: new Set([...outer.commonTables, ...names]) };
  const definitions = tables.map((part) => {
    const body = part.at(-1);
    const list =
      part[1]?.kind === 'group'
        ? `(${splitAt(part[1].nodes, ',')
            .map((name) => quoted(nameOf(name[0]) ?? ''))
            .join(', ')})`
        : '';
    if (body?.kind !== 'group') throw syntaxNear(scope.source, part.at(-1)?.from ?? 0);
    return `${quoted(nameOf(part[0]) ?? '')}${list} AS (${scope.subquery(body.nodes, scope)})`;
  });
  const rest = query(nodes.slice(main), scope);
  const prefix = `WITH ${recursive ? 'RECURSIVE ' : ''}${definitions.join(', ')} `;
  return { ...rest, sql: prefix + rest.sql, columns: undefined, ...(rest.countSql === undefined ? {} : { countSql: prefix + rest.countSql }) };
}

function select(nodes: readonly Node[], scope: Scope): Query {
  if (!isWord(nodes[0], 'SELECT')) throw syntaxNear(scope.source, nodes[0]?.from ?? scope.source.length);
  const clauses = clausesOf(nodes, phrases);
  if (clauses.some(({ phrase }) => phrase === 'INTO' || phrase === 'PROCEDURE')) throw refusals.unsupported('SELECT … INTO');
  const list = clauseOf(clauses, 'SELECT') ?? [];
  if (list.length === 0) throw syntaxNear(scope.source, nodes[0]?.to ?? scope.source.length);
  const leading = list.findIndex((node) => !isWord(node, ...modifiers));
  const used = list.slice(0, leading).map(wordOf);
  const from = readFrom(clauseOf(clauses, 'FROM'), scope);
  const { sql: listed, columns } = selectList(list.slice(leading), scope, from.sources);
  const distinct = used.includes('DISTINCT') || used.includes('DISTINCTROW') ? 'DISTINCT ' : '';
  const body = `SELECT ${distinct}${listed}${from.sql === '' ? '' : ` FROM ${from.sql}`}${middleOf(clauses, scope)}`;
  return {
    sql: body + tailOf(clauses, scope),
    columns: from.merges && list.some((node) => isMark(node, '*')) ? undefined : columns,
    locks: clauses.some(({ phrase }) => phrase === 'FOR UPDATE' || phrase === 'FOR SHARE' || phrase === 'LOCK IN SHARE MODE'),
    ...(used.includes('SQL_CALC_FOUND_ROWS') ? { countSql: `SELECT COUNT(*) FROM (${body})` } : {}),
  };
}

function readFrom(nodes: readonly Node[] | undefined, scope: Scope): From {
  if (nodes === undefined || (nodes.length === 1 && isWord(nodes[0], 'DUAL'))) return { sql: '', sources: [], merges: false };
  if (nodes.length === 0) throw syntaxNear(scope.source, scope.source.length);
  return fromClause(nodes, scope);
}

/** WHERE, GROUP BY, HAVING, WINDOW */
function middleOf(clauses: ReturnType<typeof clausesOf>, scope: Scope): string {
  return ['WHERE', 'GROUP BY', 'HAVING', 'WINDOW']
    .map((phrase) => {
      const nodes = clauseOf(clauses, phrase);
      if (nodes === undefined) return '';
      if (phrase === 'WINDOW') throw refusals.unsupported('WINDOW');
      if (nodes.length === 0) throw syntaxNear(scope.source, scope.source.length);
      if (nodes.some((_, i) => isPhrase(nodes, i, 'WITH ROLLUP'))) throw refusals.unsupported('WITH ROLLUP');
      const inside = { ...scope, clause: clauseNames[phrase] ?? scope.clause };
      return ` ${phrase} ${phrase === 'GROUP BY' ? expressions(nodes, inside).join(', ') : expression(nodes, inside)}`;
    })
    .join('');
}

/** ORDER BY and LIMIT */
export function tailOf(clauses: ReturnType<typeof clausesOf>, scope: Scope): string {
  const order = clauseOf(clauses, 'ORDER BY');
  const sorted = order === undefined ? '' : ` ORDER BY ${expressions(order, { ...scope, clause: 'order clause' }).join(', ')}`;
  return sorted + limitOf(clauseOf(clauses, 'LIMIT'), scope);
}

/** `LIMIT n`, `LIMIT offset, n`, `LIMIT n OFFSET offset` */
function limitOf(nodes: readonly Node[] | undefined, scope: Scope): string {
  if (nodes === undefined) return '';
  const offset = nodes.findIndex((node) => isWord(node, 'OFFSET'));
  const [first, second] = offset < 0 ? splitAt(nodes, ',') : [nodes.slice(offset + 1), nodes.slice(0, offset)];
  const [skip, count] = second === undefined ? [undefined, first] : [first, second];
  for (const part of [skip, count]) {
    const node = part?.[0];
    if (part !== undefined && (part.length !== 1 || !(node?.kind === 'placeholder' || (node?.kind === 'number' && /^\d+$/.test(node.text)))))
      throw syntaxNear(scope.source, node?.from ?? scope.source.length);
  }
  return ` LIMIT ${expression(count ?? [], scope)}${skip === undefined ? '' : ` OFFSET ${expression(skip, scope)}`}`;
}
