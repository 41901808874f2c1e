import { literal, type Catalog, type Table } from '../catalog.ts';
import type { Node } from './tree.ts';

/** A value that a variable can have. */
export type Setting = string | number | null;

/** What a statement may ask of the connection it is typed in. Put into the SQL as literals, so that a replay needs no connection. */
export interface SessionFacts {
  readonly database: string | undefined;
  readonly user: string;
  readonly host: string;
  readonly connectionId: number;
  readonly lastInsertId: bigint;
  readonly foundRows: number;
  readonly rowCount: number;
  readonly version: string;
  /** `@@name`, `@@global.name` or `@name`. */
  variable(name: string): Setting;
}

export type ClauseName = 'field list' | 'where clause' | 'order clause' | 'group statement' | 'having clause' | 'on clause';

/** A table as one FROM names it; `table` is absent for a derived one. */
export interface Source {
  readonly alias: string;
  readonly table?: Table;
}

/** Where an expression stands. */
export interface Scope {
  readonly facts: SessionFacts;
  readonly catalog: Catalog;
  readonly source: string;
  readonly clause: ClauseName;
  /** Every column name met so far with its clause: SQLite names the unknown column, MySQL also where it stood. */
  readonly met: { readonly name: string; readonly clause: ClauseName }[];
  /** Names that WITH has made: they are no tables of a database. */
  readonly commonTables: ReadonlySet<string>;
  /** Inside ON DUPLICATE KEY UPDATE, `VALUES(x)` means the row that was to be inserted. */
  readonly duplicate?: true;
  /** SQL for one expression. */
  expression(nodes: readonly Node[], scope: Scope): string;
  /** SQL for a parenthesised SELECT. */
  subquery(nodes: readonly Node[], scope: Scope): string;
}

/** A value as a SQLite literal. */
export const settingLiteral = (value: Setting): string => (value === null ? 'NULL' : typeof value === 'number' ? String(value) : literal(value));
