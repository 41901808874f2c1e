import { quoted, storedName, systemDatabases, type Table } from '../catalog.ts';
import { refusals } from '../errors.ts';
import { expression } from './expression.ts';
import type { Scope, Source } from './scope.ts';
import { isMark, isWord, nameOf, splitAt, syntaxNear, wordOf, type Node } from './tree.ts';

const joinWords = new Set(['JOIN', 'INNER', 'LEFT', 'RIGHT', 'CROSS', 'STRAIGHT_JOIN', 'NATURAL', 'OUTER']);
const hintWords = ['USE', 'IGNORE', 'FORCE'];

export interface From {
  readonly sql: string;
  readonly sources: readonly Source[];
  /** A join that merges columns: `*` is then not simply one table after the other. */
  readonly merges: boolean;
}

/** The tables of a FROM with their joins. */
export function fromClause(nodes: readonly Node[], scope: Scope): From {
  const out: string[] = [];
  const sources: Source[] = [];
  let merges = false;
  for (let at = 0; at < nodes.length;) {
    const joins = readJoin(nodes, at);
    merges ||= joins.text.includes('NATURAL');
    if (joins.text !== '') out.push(joins.text);
    else if (out.length > 0) throw syntaxNear(scope.source, nodes[at]?.from ?? 0);
    const factor = readFactor(nodes, joins.end, scope);
    out.push(factor.sql);
    sources.push(...factor.sources);
    at = skipHints(nodes, factor.end);
    if (isWord(nodes[at], 'USING') && nodes[at + 1]?.kind === 'group') {
      const list = nodes[at + 1];
      const names = list?.kind === 'group' ? splitAt(list.nodes, ',').map((part) => quoted(nameOf(part[0]) ?? '')) : [];
      out.push(`USING (${names.join(', ')})`);
      merges = true;
      at += 2;
    } else if (isWord(nodes[at], 'ON')) {
      const end = nodes.findIndex((_, i) => i > at && startsJoin(nodes, i));
      out.push(`ON ${expression(nodes.slice(at + 1, end < 0 ? undefined : end), { ...scope, clause: 'on clause' })}`);
      at = end < 0 ? nodes.length : end;
    }
  }
  return { sql: out.join(' '), sources, merges };
}

const startsJoin = (nodes: readonly Node[], at: number) =>
  isMark(nodes[at], ',') ||
  (joinWords.has(wordOf(nodes[at])) && nodes[at + 1]?.kind !== 'group' && !isMark(nodes[at - 1], '.')) ||
  (isWord(nodes[at], 'JOIN', 'STRAIGHT_JOIN') && nodes[at + 1]?.kind === 'group');

function readJoin(nodes: readonly Node[], at: number): { text: string; end: number } {
  if (isMark(nodes[at], ',')) return { text: ',', end: at + 1 };
  const words: string[] = [];
  let end = at;
  while (joinWords.has(wordOf(nodes[end]))) words.push(wordOf(nodes[end++]) === 'STRAIGHT_JOIN' ? 'JOIN' : wordOf(nodes[end - 1]));
  return { text: words.join(' '), end };
}

/** A table, a derived table, or joins in a parenthesis, with its alias. */
function readFactor(nodes: readonly Node[], at: number, scope: Scope): { sql: string; sources: readonly Source[]; end: number } {
  const node = nodes[at];
  if (node?.kind === 'group') {
    const derived = isWord(node.nodes[0], 'SELECT', 'WITH', 'VALUES') || node.nodes[0]?.kind === 'group';
    if (!derived) {
      const inner = fromClause(node.nodes, scope);
      return { sql: `(${inner.sql})`, sources: inner.sources, end: at + 1 };
    }
    const [alias, end] = readAlias(nodes, at + 1);
    if (alias === undefined) throw refusals.derivedAlias();
    return { sql: `(${scope.subquery(node.nodes, scope)}) AS ${quoted(alias)}`, sources: [{ alias }], end };
  }
  const [database, name, after] = readTableName(nodes, at, scope);
  const [given, end] = readAlias(nodes, after);
  const alias = given ?? name;
  if (database === undefined && scope.commonTables.has(name.toLowerCase())) return { sql: `${quoted(name)} AS ${quoted(alias)}`, sources: [{ alias }], end };
  const table = tableNamed(database, name, scope);
  return { sql: `${quoted(storedName(table.database, table.name))} AS ${quoted(alias)}`, sources: [{ alias, table }], end };
}

/** `table` or `database.table` at this place. */
export function readTableName(
  nodes: readonly Node[],
  at: number,
  scope: { readonly source: string },
): [database: string | undefined, name: string, end: number] {
  const first = nameOf(nodes[at]);
  if (first === undefined) throw syntaxNear(scope.source, nodes[at]?.from ?? scope.source.length);
  if (!isMark(nodes[at + 1], '.')) return [undefined, first, at + 1];
  const second = nameOf(nodes[at + 2]);
  if (second === undefined) throw syntaxNear(scope.source, nodes[at + 2]?.from ?? scope.source.length);
  return [first, second, at + 3];
}

/** The table of that name in that database or the current one, or MySQL's refusal. */
export function tableNamed(database: string | undefined, name: string, scope: Pick<Scope, 'facts' | 'catalog'>): Table {
  const where = databaseNamed(database, scope);
  const table = scope.catalog.table(where, name);
  if (table === undefined) throw where === 'information_schema' ? refusals.unknownSystemTable(name.toUpperCase()) : refusals.noSuchTable(where, name);
  return table;
}

/** The database given, else the current one; it exists. */
export function databaseNamed(database: string | undefined, scope: Pick<Scope, 'facts' | 'catalog'>): string {
  const where = database ?? scope.facts.database;
  if (where === undefined) throw refusals.noDatabaseSelected();
  const system = systemDatabases.find((known) => known === where.toLowerCase());
  if (system !== undefined) return system;
  if (!scope.catalog.databases.includes(where)) throw refusals.unknownDatabase(where);
  return where;
}

export function readAlias(nodes: readonly Node[], at: number): [alias: string | undefined, end: number] {
  if (isWord(nodes[at], 'AS')) return [nameOf(nodes[at + 1]), at + 2];
  const node = nodes[at];
  const isAlias =
    node?.kind === 'name' ||
    (node?.kind === 'word' &&
      !joinWords.has(wordOf(node)) &&
      !isWord(node, ...hintWords, 'ON', 'USING', 'SET', 'WHERE', 'PARTITION', 'VALUES', 'VALUE', 'READ', 'WRITE'));
  return isAlias ? [nameOf(node), at + 1] : [undefined, at];
}

/** Index hints mean nothing here. */
function skipHints(nodes: readonly Node[], at: number): number {
  let end = at;
  while (isWord(nodes[end], ...hintWords)) end = nodes.findIndex((node, i) => i > end && node.kind === 'group') + 1 || nodes.length;
  return end;
}
