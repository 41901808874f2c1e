import { quoted } from '../catalog.ts';
import { refusals } from '../errors.ts';
import { commit, done, moment, readVariable, rollback, scopeOf, writing, type Run, type Session } from '../session.ts';
import { expression } from '../sql/expression.ts';
import type { Setting } from '../sql/scope.ts';
import { isMark, isWord, nameOf, splitAt, syntaxNear, wordOf, type Node, type Statement } from '../sql/tree.ts';
import { readOnlyVariables } from '../variables.ts';

export const begin: Run = async (session) => {
  await commit(session);
  session.inTransaction = true;
  return done();
};

export const commitWork: Run = async (session, { nodes }) => {
  await commit(session);
  if (nodes.some((node) => isWord(node, 'CHAIN'))) session.inTransaction = true;
  return done();
};

/** ROLLBACK, or back to a savepoint. */
export const rollbackWork: Run = async (session, { nodes }) => {
  const to = nodes.findIndex((node) => isWord(node, 'TO'));
  if (to < 0) rollback(session);
  else await savepoint(session, 'ROLLBACK TO', nodes.at(-1));
  return done();
};

export const setSavepoint: Run = async (session, { nodes }) => {
  if (session.inTransaction || !session.autocommit) await savepoint(session, 'SAVEPOINT', nodes[1]);
  return done();
};

export const releaseSavepoint: Run = async (session, { nodes }) => {
  await savepoint(session, 'RELEASE', nodes.at(-1));
  return done();
};

async function savepoint(session: Session, verb: string, name: Node | undefined): Promise<void> {
  const text = nameOf(name) ?? '';
  if (verb !== 'SAVEPOINT' && !session.server.engine.isWriter(session)) throw refusals.noSuchSavepoint(text);
  await writing(session, () => {
    try {
      session.server.engine.write(session, { sql: `${verb} ${quoted(text)}`, parameters: [], moment: moment() });
    } catch {
      throw refusals.noSuchSavepoint(text);
    }
  });
}

/** SET of variables, names and transaction modes. */
export const set: Run = async (session, statement) => {
  const first = wordOf(statement.nodes[1]);
  const scoped = ['SESSION', 'GLOBAL', 'LOCAL'].includes(first);
  if (isWord(statement.nodes[scoped ? 2 : 1], 'TRANSACTION')) return done();
  if (first === 'NAMES' || first === 'CHARACTER' || first === 'CHARSET') {
    setNames(session, statement.nodes);
    return done();
  }
  if (first === 'PASSWORD' || first === 'ROLE' || first === 'DEFAULT') throw refusals.needsPrivilege('CREATE USER');
  for (const part of splitAt(statement.nodes.slice(1), ',')) await assign(session, statement, part);
  return done();
};

function setNames(session: Session, nodes: readonly Node[]): void {
  const at = isWord(nodes[1], 'CHARACTER') ? 3 : 2;
  const node = nodes[at];
  const name = node !== undefined && 'text' in node ? node.text.toLowerCase() : '';
  if (!['utf8mb4', 'utf8mb3', 'utf8', 'latin1', 'binary', 'ascii', 'default'].includes(name)) throw refusals.unknownCharset(name);
  for (const variable of ['character_set_client', 'character_set_connection', 'character_set_results'])
    session.variables.set(`@@${variable}`, name === 'default' ? 'utf8mb4' : name);
}

async function assign(session: Session, statement: Statement, part: readonly Node[]): Promise<void> {
  const equals = part.findIndex((node) => isMark(node, '=') || isMark(node, ':='));
  const target = part[equals - 1];
  if (equals < 1 || target === undefined || part.length === equals + 1) throw syntaxNear(statement.source, part[0]?.from ?? statement.source.length);
  const value = valueOf(session, statement, part.slice(equals + 1));
  const written = target.kind === 'variable' ? target.text.toLowerCase() : (nameOf(target) ?? '').toLowerCase();
  if (written.startsWith('@') && !written.startsWith('@@')) {
    session.variables.set(written, value);
    return;
  }
  const global = isWord(part[0], 'GLOBAL', 'PERSIST') || /^@@(global|persist)\./.test(written);
  const name = written.replace(/^@@/, '').replace(/^(global|session|local|persist)\./, '');
  const before = readVariable(session, name);
  if (readOnlyVariables.has(name)) throw refusals.readOnlyVariable(name);
  const setting = typeof before === 'number' ? numberOf(value) : value;
  if (name === 'autocommit' && !global) await setAutocommit(session, setting === 1);
  else if (global) session.server.globals.set(name, setting);
  else session.variables.set(`@@${name}`, setting);
}

const numberOf = (value: Setting): Setting =>
  typeof value === 'string' ? ({ on: 1, true: 1, off: 0, false: 0 }[value.toLowerCase()] ?? Number(value)) : value;

/** Turning autocommit on commits what is open. */
async function setAutocommit(session: Session, on: boolean): Promise<void> {
  if (on && !session.autocommit) await commit(session);
  session.autocommit = on;
}

/** A bare word (ON, utf8mb4) is its own text; anything else is computed. */
function valueOf(session: Session, statement: Statement, nodes: readonly Node[]): Setting {
  const only = nodes.length === 1 ? nodes[0] : undefined;
  if (isWord(only, 'DEFAULT')) return null;
  if (only?.kind === 'word' && !isWord(only, 'NULL', 'TRUE', 'FALSE')) return only.text;
  const sql = expression(nodes, scopeOf(session, statement));
  const value = session.server.engine.read(session, `SELECT ${sql}`, [], moment()).rows[0]?.[0] ?? null;
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : typeof value === 'bigint' ? Number(value) : value;
}
