import { scopeOf, type Session } from '../session.ts';
import { query, type Query } from '../sql/query.ts';
import type { Scope } from '../sql/scope.ts';
import type { Statement } from '../sql/tree.ts';

/** A SELECT in SQLite's words, with the names that were met on the way to them. */
export interface Plan {
  readonly wanted: Query;
  readonly met: Scope['met'];
}

interface Kept extends Plan {
  readonly catalog: Scope['catalog'];
  readonly database: string | undefined;
}

const kept = new WeakMap<Statement, Kept>();

/** Translates a SELECT, or finds it translated: a blog asks the same for each page, and translating costs more than answering. */
export function planOf(session: Session, statement: Statement): Plan {
  const catalog = session.server.engine.catalog();
  const known = kept.get(statement);
  if (known?.catalog === catalog && known.database === session.database) return known;
  const asked = new Set<string | symbol>();
  const scope = scopeOf(session, statement);
  const facts = new Proxy(scope.facts, { get: (of, name: keyof Scope['facts']) => (asked.add(name), of[name]) });
  const plan = { wanted: query(statement.nodes, { ...scope, facts }), met: scope.met };
  // What it says of the session (`@x`, FOUND_ROWS()) is written into the SQL, and may differ the next time.
  if ([...asked].every((name) => name === 'database')) kept.set(statement, { ...plan, catalog, database: session.database });
  return plan;
}
