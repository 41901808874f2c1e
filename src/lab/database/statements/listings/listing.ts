import type { Table } from '../../catalog.ts';
import { scopeOf, type Session } from '../../session.ts';
import { databaseNamed, readTableName, tableNamed } from '../../sql/from.ts';
import { isWord, nameOf, syntaxNear, type Node, type Statement } from '../../sql/tree.ts';
import type { Value } from '../../store/sqlite.ts';

/** A list that SHOW gives: its column names, and rows that LIKE and WHERE then choose from. */
export interface Listing {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** One thing that SHOW can list; `rest` is what follows its name. */
export type Show = (session: Session, statement: Statement, rest: readonly Node[]) => Listing;

/** `FROM x` or `IN x` after the first thing named. */
export function databaseIn(session: Session, statement: Statement, rest: readonly Node[]): string {
  const at = rest.findIndex((node) => isWord(node, 'FROM', 'IN'));
  return databaseNamed(at < 0 ? undefined : nameOf(rest[at + 1]), scopeOf(session, statement));
}

/** `FROM table [FROM database]` or `FROM database.table` */
export function tableIn(session: Session, statement: Statement, rest: readonly Node[]): Table {
  const at = rest.findIndex((node) => isWord(node, 'FROM', 'IN'));
  if (at < 0) throw syntaxNear(statement.source, statement.source.length);
  const [database, name, end] = readTableName(rest, at + 1, statement);
  const second = isWord(rest[end], 'FROM', 'IN') ? nameOf(rest[end + 1]) : undefined;
  return tableNamed(second ?? database, name, scopeOf(session, statement));
}

/** MySQL puts the pattern into the heading. */
export function patternSuffix(rest: readonly Node[]): string {
  const like = rest.findIndex((node) => isWord(node, 'LIKE'));
  const pattern = rest[like + 1];
  return like >= 0 && pattern?.kind === 'string' ? ` (${pattern.text})` : '';
}
