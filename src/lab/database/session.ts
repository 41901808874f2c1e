import type { Engine } from './engine.ts';
import { refusals } from './errors.ts';
import type { Moment } from './functions/function.ts';
import { expression } from './sql/expression.ts';
import { query } from './sql/query.ts';
import type { Scope, SessionFacts, Setting } from './sql/scope.ts';
import type { Statement } from './sql/tree.ts';
import type { Parameter, Value } from './store/sqlite.ts';
import type { WireColumn } from './types.ts';

/** What every session of one server shares. */
export interface Server {
  readonly engine: Engine;
  readonly version: string;
  readonly startedAt: number;
  readonly variables: Readonly<Record<string, Setting>>;
  /** SET GLOBAL's values; gone with the process, as without a parameter group. */
  readonly globals: Map<string, Setting>;
  readonly sessions: Set<Session>;
}

/** One connection's state. */
export interface Session {
  readonly server: Server;
  readonly connectionId: number;
  readonly user: string;
  readonly host: string;
  /** CLIENT_FOUND_ROWS: an UPDATE reports the rows it matched, not those it changed. */
  readonly countsMatched: boolean;
  readonly variables: Map<string, Setting>;
  database: string | undefined;
  autocommit: boolean;
  inTransaction: boolean;
  closed: boolean;
  lastInsertId: bigint;
  foundRows: number;
  rowCount: number;
}

export type Answer =
  | { readonly kind: 'rows'; readonly columns: readonly WireColumn[]; readonly rows: readonly (readonly Value[])[] }
  | { readonly kind: 'ok'; readonly affectedRows: number; readonly insertId: bigint; readonly info: string };

export const done = (affectedRows = 0, info = '', insertId = 0n): Answer => ({ kind: 'ok', affectedRows, insertId, info });

export interface Account {
  readonly user: string;
  readonly host: string;
  readonly connectionId: number;
  readonly countsMatched: boolean;
}

/** A new connection's state. */
export function openSession(server: Server, account: Account): Session {
  const session: Session = {
    ...account,
    server,
    variables: new Map(),
    database: undefined,
    autocommit: true,
    inTransaction: false,
    closed: false,
    lastInsertId: 0n,
    foundRows: 0,
    rowCount: 0,
  };
  server.sessions.add(session);
  return session;
}

/** What was not committed is gone. */
export function closeSession(session: Session): void {
  session.closed = true;
  session.server.engine.rollback(session);
  session.server.sessions.delete(session);
}

/** A fresh state for the same connection (COM_RESET_CONNECTION). */
export function resetSession(session: Session): void {
  session.server.engine.rollback(session);
  session.variables.clear();
  Object.assign(session, { autocommit: true, inTransaction: false, lastInsertId: 0n, foundRows: 0, rowCount: 0 });
}

export const moment = (): Moment => ({ now: Date.now(), seed: Math.floor(Math.random() * 2 ** 32) });

/** What SQL may ask of this session. */
export function factsOf(session: Session): SessionFacts {
  return { ...session, version: session.server.version, variable: (name) => readVariable(session, name) };
}

/** `@x`, `@@x`, `@@session.x`, `@@global.x`, or a bare system variable's name. */
export function readVariable(session: Session, written: string): Setting {
  const name = written.toLowerCase();
  if (name.startsWith('@') && !name.startsWith('@@')) return session.variables.get(name) ?? null;
  const [, scope, system = ''] = /^(?:@@)?(?:(global|session|local|persist)\.)?(.+)$/.exec(name) ?? [];
  const { globals, variables } = session.server;
  if (!(system in variables)) throw refusals.unknownVariable(system);
  if (scope !== 'global' && system === 'autocommit') return session.autocommit ? 1 : 0;
  return (scope === 'global' ? undefined : session.variables.get(`@@${system}`)) ?? globals.get(system) ?? variables[system] ?? null;
}

export function scopeOf(session: Session, statement: Statement): Scope {
  return {
    facts: factsOf(session),
    catalog: session.server.engine.catalog(),
    source: statement.source,
    clause: 'field list',
    met: [],
    commonTables: new Set(),
    expression,
    subquery: (nodes, scope) => query(nodes, scope).sql,
  };
}

/**
 * Runs work that writes: inside the open transaction, or in one of its own that is committed before the answer. A
 * statement that fails leaves an open transaction as it was before that statement.
 */
export async function writing<Result>(session: Session, work: () => Result): Promise<Result> {
  const { engine } = session.server;
  await becomeWriter(session);
  const alone = session.autocommit && !session.inTransaction;
  try {
    const result = work();
    if (alone) await engine.commit(session);
    else session.inTransaction = true;
    return result;
  } catch (error) {
    if (alone) engine.rollback(session);
    throw error;
  }
}

export async function becomeWriter(session: Session): Promise<void> {
  const { engine } = session.server;
  await engine.begin(session, Number(readVariable(session, '@@innodb_lock_wait_timeout')) * 1000);
  // The connection may have gone while it waited: then nobody would ever give the lock back.
  if (session.closed) engine.rollback(session);
}

export async function commit(session: Session): Promise<void> {
  session.inTransaction = false;
  await session.server.engine.commit(session);
}

export function rollback(session: Session): void {
  session.inTransaction = false;
  session.server.engine.rollback(session);
}

export type Run = (session: Session, statement: Statement, parameters: readonly Parameter[]) => Promise<Answer>;
