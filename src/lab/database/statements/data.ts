import { quoted, storedName } from '../catalog.ts';
import { refuse } from '../refuse.ts';
import { becomeWriter, done, moment, scopeOf, writing, type Answer, type Run, type Session } from '../session.ts';
import type { Scope } from '../sql/scope.ts';
import type { Statement } from '../sql/tree.ts';
import { insert, remove, update, type Insert, type Update } from '../sql/write.ts';
import type { Parameter } from '../store/sqlite.ts';
import { wireColumns } from '../types.ts';
import { planOf } from './plan.ts';

/** SELECT, WITH … SELECT, a parenthesised SELECT. */
export const select: Run = async (session, statement, parameters) => {
  const plan = planOf(session, statement);
  const { wanted } = plan;
  const read = () => {
    try {
      const now = moment();
      const { columns, rows } = session.server.engine.read(session, wanted.sql, parameters, now);
      const found = wanted.countSql === undefined ? rows.length : Number(session.server.engine.read(session, wanted.countSql, parameters, now).rows[0]?.[0]);
      session.foundRows = found;
      return { kind: 'rows', columns: wireColumns(columns, wanted.columns, rows), rows } satisfies Answer;
    } catch (error) {
      throw refusing(error, session, statement, plan, parameters);
    }
  };
  if (!wanted.locks) return read();
  if (session.autocommit && !session.inTransaction) return writing(session, read);
  await becomeWriter(session);
  session.inTransaction = true;
  return read();
};

/** The columns that a SELECT will give, without running it. */
export function describe(session: Session, statement: Statement): Answer {
  const plan = planOf(session, statement);
  try {
    return { kind: 'rows', columns: wireColumns(session.server.engine.columnsOf(session, plan.wanted.sql), plan.wanted.columns, []), rows: [] };
  } catch (error) {
    throw refusing(error, session, statement, plan, []);
  }
}

function refusing(
  error: unknown,
  session: Session,
  statement: Statement,
  { met }: Pick<Scope, 'met'>,
  parameters: readonly Parameter[],
  write?: Insert | Update,
) {
  const look = (sql: string) => {
    try {
      return session.server.engine.read(session, sql, parameters, moment()).rows[0];
    } catch {
      // The value cannot be computed alone (it names a column): the refusal goes without it.
      return undefined;
    }
  };
  return refuse(error, { statement, database: session.database, met, look, ...(write === undefined ? {} : { write }) });
}

const countOf = (session: Session, table: Insert['table']) =>
  Number(session.server.engine.read(session, `SELECT COUNT(*) FROM ${quoted(storedName(table.database, table.name))}`, [], moment()).rows[0]?.[0]);

/** INSERT and REPLACE. */
export const insertRows: Run = async (session, statement, parameters) => {
  let plan = insert(statement.nodes, scopeOf(session, statement));
  return writing(session, () => {
    const scope = scopeOf(session, statement);
    plan = insert(statement.nodes, scope);
    try {
      const counts = plan.verb === 'replace' || plan.verb === 'upsert';
      const before = counts ? countOf(session, plan.table) : 0;
      const changed = session.server.engine.write(session, { sql: plan.sql, parameters, moment: moment() });
      const inserted = plan.verb === 'upsert' ? countOf(session, plan.table) - before : changed;
      return insertAnswer(session, plan, changed, inserted, plan.verb === 'replace' ? before + inserted - countOf(session, plan.table) : 0);
    } catch (error) {
      throw refusing(error, session, statement, scope, parameters, plan);
    }
  });
};

/** MySQL counts a row that replaced or updated another as two. */
function insertAnswer(session: Session, plan: Insert, changed: number, inserted: number, deleted: number): Answer {
  const updated = plan.verb === 'upsert' ? changed - inserted : 0;
  const given = plan.rows?.length ?? changed;
  const unchanged = plan.verb === 'upsert' && session.countsMatched ? given - changed : 0;
  const duplicates = plan.verb === 'replace' ? deleted : plan.verb === 'upsert' ? updated : given - inserted;
  const affected = inserted + deleted + updated * 2 + unchanged;
  const insertId = idOf(session, plan, inserted);
  const info = given > 1 || plan.rows === undefined ? `Records: ${given}  Duplicates: ${duplicates}  Warnings: ${plan.verb === 'ignore' ? duplicates : 0}` : '';
  return done(affected, info, insertId);
}

/** The first id that this statement made; an id that was given counts for the answer and not for LAST_INSERT_ID(). */
function idOf(session: Session, plan: Insert, inserted: number): bigint {
  const column = plan.table.columns.find((candidate) => candidate.autoIncrement === true);
  if (column === undefined || inserted === 0) return 0n;
  const last = session.server.engine.read(session, 'SELECT last_insert_rowid()', [], moment()).rows[0]?.[0];
  if (typeof last !== 'bigint') return 0n;
  const at = plan.columns.indexOf(column.name);
  const given = at >= 0 && plan.rows !== undefined && plan.rows.some((row) => row[at] !== 'NULL');
  if (given) return last;
  session.lastInsertId = last - BigInt(inserted) + 1n;
  return session.lastInsertId;
}

export const updateRows: Run = async (session, statement, parameters) => {
  update(statement.nodes, scopeOf(session, statement));
  return writing(session, () => {
    const scope = scopeOf(session, statement);
    const plan = update(statement.nodes, scope);
    try {
      const now = moment();
      const changed = Number(session.server.engine.read(session, plan.changedSql, parameters, now).rows[0]?.[0]);
      const matched = session.server.engine.write(session, { sql: plan.sql, parameters, moment: now });
      return done(session.countsMatched ? matched : changed, `Rows matched: ${matched}  Changed: ${changed}  Warnings: 0`);
    } catch (error) {
      throw refusing(error, session, statement, scope, parameters, plan);
    }
  });
};

export const deleteRows: Run = async (session, statement, parameters) => {
  remove(statement.nodes, scopeOf(session, statement));
  return writing(session, () => {
    const scope = scopeOf(session, statement);
    const { targets } = remove(statement.nodes, scope);
    const { engine } = session.server;
    try {
      const now = moment();
      const ready = targets.map(({ sql, rowidsSql }) =>
        rowidsSql === undefined
          ? { sql, parameters }
          : { sql: `${sql} IN (${engine.read(session, rowidsSql, parameters, now).rows.flat().join(', ')})`, parameters: [] },
      );
      return done(ready.reduce((sum, one) => sum + engine.write(session, { ...one, moment: now }), 0));
    } catch (error) {
      throw refusing(error, session, statement, scope, parameters);
    }
  });
};
