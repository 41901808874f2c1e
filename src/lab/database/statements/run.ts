/**
 * What the built-in database understands of MySQL 8.4. Everything not named here is refused with MySQL's own error
 * (1064 for what is no SQL, 1235 for SQL that is not supported, 1305 for a function), never answered wrongly on purpose.
 *
 * Supported
 * - SELECT with joins (also NATURAL, USING, RIGHT), derived tables, subqueries, UNION/EXCEPT/INTERSECT, WITH [RECURSIVE],
 *   GROUP BY, HAVING, DISTINCT, window functions with OVER (…), ORDER BY, LIMIT n | a, b | n OFFSET a, SQL_CALC_FOUND_ROWS,
 *   FOR UPDATE/SHARE, index hints (read over).
 * - INSERT (VALUES, SET, SELECT, IGNORE, ON DUPLICATE KEY UPDATE with VALUES() or a row alias), REPLACE, UPDATE and DELETE
 *   (ORDER BY, LIMIT, several tables), TRUNCATE.
 * - CREATE/DROP/ALTER/RENAME TABLE, CREATE TABLE … LIKE and … AS SELECT, CREATE/DROP INDEX, CREATE/DROP DATABASE, AUTO_INCREMENT,
 *   defaults, ON UPDATE CURRENT_TIMESTAMP, limits of integer and character types, prefix keys (kept, the whole column is indexed).
 * - BEGIN, COMMIT, ROLLBACK, savepoints, autocommit, innodb_lock_wait_timeout; SET, USE, DO; user and system variables;
 *   SHOW (DATABASES, TABLES, COLUMNS, INDEX, CREATE TABLE/DATABASE, VARIABLES, STATUS, TABLE STATUS, GRANTS, PROCESSLIST,
 *   WARNINGS, ENGINES, …) with LIKE and WHERE; DESCRIBE; information_schema's SCHEMATA, TABLES, COLUMNS, STATISTICS.
 * - Prepared statements over the protocol; several statements in one text when the client asks for it.
 * - Both quotes, backslash escapes, all comments, versioned comments, backticks; about 150 functions (see functions/).
 *
 * Different from MySQL
 * - Letters match in either case by ASCII only ('É' and 'é' differ), accents count, trailing spaces count; LIKE knows all letters.
 * - One transaction writes at a time (InnoDB locks rows); readers see what is committed at each statement (READ COMMITTED).
 * - sql_mode is strict always. A text compared with a number is compared as text, not as a number.
 * - Warnings are not kept (SHOW WARNINGS is empty). Ids leave no gaps. Times are UTC; fractions of seconds are dropped.
 * - The type of a computed column comes from its values where it is not a plain column or a known function.
 * - Users come from the configuration: GRANT, CREATE USER and their like are refused (1227). There is no TLS.
 *
 * Not supported
 * - EXPLAIN, views, triggers, procedures, events, temporary tables, foreign keys and CHECK (read over), generated columns,
 *   full-text search (MATCH), spatial types, JSON functions, SET of a user variable inside SELECT, SELECT … INTO, LOAD DATA,
 *   PREPARE/EXECUTE as SQL text, WITH ROLLUP, XOR, `^`, SLEEP, GET_LOCK, LAST_INSERT_ID(expr).
 */
import { MySqlError, refusals } from '../errors.ts';
import { refuse } from '../refuse.ts';
import { done, moment, scopeOf, type Answer, type Run, type Session } from '../session.ts';
import { expressions } from '../sql/expression.ts';
import { databaseNamed, readTableName, tableNamed } from '../sql/from.ts';
import { tokenize } from '../sql/tokens.ts';
import { isPhrase, isWord, nameOf, parseStatements, splitAt, syntaxNear, wordOf, type Statement } from '../sql/tree.ts';
import type { Parameter } from '../store/sqlite.ts';
import { wireColumns } from '../types.ts';
import { deleteRows, insertRows, select, updateRows } from './data.ts';
import { alterTable, createDatabase, createIndex, createTable, dropDatabase, dropIndex, dropTable, renameTable, truncate } from './definition.ts';
import { describeTable, show } from './show.ts';
import { begin, commitWork, releaseSavepoint, rollbackWork, set, setSavepoint } from './transaction.ts';

const remembered = new Map<string, readonly Statement[]>();
const mostRemembered = 64;
/** A blog's own queries are short; a long one is somebody's data, and is not seen again. */
const longestRemembered = 4_096;

/** The statements of a text; MySQL's 1065 when there is none. */
export function parse(text: string): readonly Statement[] {
  // A blog asks the same few things for each page.
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const statements = parseStatements(text, tokenize(text));
  if (statements.length === 0) throw refusals.emptyQuery();
  if (remembered.size >= mostRemembered) remembered.clear();
  if (text.length <= longestRemembered) remembered.set(text, statements);
  return statements;
}

/** How many `?` a statement has. */
export const placeholdersIn = (text: string): number => tokenize(text).filter((token) => token.kind === 'placeholder').length;

/** Runs one statement; every failure is a MySqlError. */
export async function runStatement(session: Session, statement: Statement, parameters: readonly Parameter[]): Promise<Answer> {
  try {
    const answer = await runOf(statement)(session, statement, parameters);
    session.rowCount = answer.kind === 'ok' ? answer.affectedRows : -1;
    return answer;
  } catch (error) {
    session.rowCount = -1;
    if (error instanceof MySqlError) throw error;
    throw refuse(error, { statement, database: session.database, met: [], look: () => undefined });
  }
}

const use: Run = async (session, statement) => {
  const name = nameOf(statement.nodes[1]);
  if (name === undefined) throw syntaxNear(statement.source, statement.nodes[1]?.from ?? statement.source.length);
  session.database = databaseNamed(name, scopeOf(session, statement));
  return done();
};

const nothing: Run = async () => done();

const compute: Run = async (session, statement, parameters) => {
  const scope = scopeOf(session, statement);
  session.server.engine.read(session, `SELECT ${expressions(statement.nodes.slice(1), scope).join(', ')}`, parameters, moment());
  return done();
};

/** ANALYZE, CHECK, OPTIMIZE and REPAIR TABLE: there is nothing to mend. */
const maintain: Run = async (session, statement) => {
  const operation = wordOf(statement.nodes[0]).toLowerCase();
  const at = statement.nodes.findIndex((node) => isWord(node, 'TABLE', 'TABLES'));
  const scope = scopeOf(session, statement);
  const rows = splitAt(statement.nodes.slice(at + 1), ',').map((part) => {
    const [database, name] = readTableName(part, 0, statement);
    const table = tableNamed(database, name, scope);
    return [`${table.database}.${table.name}`, operation, 'status', 'OK'];
  });
  return { kind: 'rows', columns: wireColumns(['Table', 'Op', 'Msg_type', 'Msg_text'], undefined, rows), rows };
};

const refuseUsers: Run = async () => {
  throw refusals.needsPrivilege('CREATE USER');
};

const notHere =
  (what: string): Run =>
  async () => {
    throw refusals.unsupported(what);
  };

/** The longest phrase that a statement starts with decides. */
const runs: readonly (readonly [phrase: string, run: Run])[] = [
  ['CREATE TEMPORARY TABLE', createTable],
  ['CREATE TABLE', createTable],
  ['CREATE DATABASE', createDatabase],
  ['CREATE SCHEMA', createDatabase],
  ['CREATE UNIQUE INDEX', createIndex],
  ['CREATE FULLTEXT INDEX', createIndex],
  ['CREATE INDEX', createIndex],
  ['CREATE USER', refuseUsers],
  ['CREATE ROLE', refuseUsers],
  ['ALTER TABLE', alterTable],
  ['ALTER USER', refuseUsers],
  ['DROP TABLES', dropTable],
  ['DROP TABLE', dropTable],
  ['DROP DATABASE', dropDatabase],
  ['DROP SCHEMA', dropDatabase],
  ['DROP INDEX', dropIndex],
  ['DROP USER', refuseUsers],
  ['RENAME TABLE', renameTable],
  ['RENAME TABLES', renameTable],
  ['START TRANSACTION', begin],
  ['RELEASE SAVEPOINT', releaseSavepoint],
  ['LOCK TABLES', nothing],
  ['LOCK TABLE', nothing],
  ['UNLOCK TABLES', nothing],
  ['UNLOCK TABLE', nothing],
  ['SELECT', select],
  ['WITH', select],
  ['INSERT', insertRows],
  ['REPLACE', insertRows],
  ['UPDATE', updateRows],
  ['DELETE', deleteRows],
  ['TRUNCATE', truncate],
  ['BEGIN', begin],
  ['COMMIT', commitWork],
  ['ROLLBACK', rollbackWork],
  ['SAVEPOINT', setSavepoint],
  ['SET', set],
  ['USE', use],
  ['SHOW', show],
  ['DESCRIBE', describeTable],
  ['DESC', describeTable],
  ['EXPLAIN', describeTable],
  ['DO', compute],
  ['ANALYZE', maintain],
  ['CHECK', maintain],
  ['OPTIMIZE', maintain],
  ['REPAIR', maintain],
  ['FLUSH', nothing],
  ['GRANT', refuseUsers],
  ['REVOKE', refuseUsers],
];

const known = [
  'CREATE VIEW',
  'CREATE OR REPLACE VIEW',
  'CREATE TRIGGER',
  'CREATE PROCEDURE',
  'CREATE FUNCTION',
  'CREATE EVENT',
  'PREPARE',
  'EXECUTE',
  'DEALLOCATE',
  'CALL',
  'HANDLER',
  'LOAD DATA',
  'LOAD XML',
  'KILL',
  'XA',
  'CHANGE',
  'RESET',
  'SHUTDOWN',
  'HELP',
  'VALUES',
  'TABLE',
  'ALTER DATABASE',
  'DROP VIEW',
];

function runOf(statement: Statement): Run {
  const { nodes, source } = statement;
  if (nodes[0]?.kind === 'group') return select;
  const found = runs.find(([phrase]) => isPhrase(nodes, 0, phrase));
  if (found !== undefined) return found[1];
  const unsupported = known.find((phrase) => isPhrase(nodes, 0, phrase));
  if (unsupported !== undefined) return notHere(unsupported);
  throw syntaxNear(source, nodes[0]?.from ?? 0);
}

/** Is this a statement whose columns can be told before it runs? */
export const isQuery = (statement: Statement): boolean => statement.nodes[0]?.kind === 'group' || isWord(statement.nodes[0], 'SELECT', 'WITH');
