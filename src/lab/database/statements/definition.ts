import { defaultCollation, quoted, storedName, systemDatabases, type Table } from '../catalog.ts';
import { listing } from '../hidden.ts';
import { refusals } from '../errors.ts';
import { dateTimeText } from '../functions/time.ts';
import { commit, done, moment, scopeOf, writing, type Answer, type Run, type Session } from '../session.ts';
import { altered } from '../sql/alter.ts';
import { collationOf, readKeyColumns, readOptions, readTable } from '../sql/definition.ts';
import { databaseNamed, readTableName, tableNamed } from '../sql/from.ts';
import { query } from '../sql/query.ts';
import { tableSql } from '../sql/schema.ts';
import { isPhrase, isWord, nameOf, splitAt, syntaxNear, type Node, type Statement } from '../sql/tree.ts';
import type { Ran } from '../store/redo.ts';

type Piece = Pick<Ran, 'sql' | 'parameters'>;
const plain = (sql: string): Piece => ({ sql, parameters: [] });
const named = (database: string, name: string) => quoted(storedName(database, name));

/** A definition commits what is open, and is a transaction of its own. */
async function define(session: Session, pieces: () => readonly Piece[], answerOf: (changed: number) => Answer = () => done()): Promise<Answer> {
  await commit(session);
  const autocommit = session.autocommit;
  session.autocommit = true;
  try {
    return await writing(session, () => {
      const now = moment();
      let changed = 0;
      for (const piece of pieces()) changed = session.server.engine.write(session, { ...piece, moment: now });
      return answerOf(changed);
    });
  } finally {
    session.autocommit = autocommit;
  }
}

/** Skips IF [NOT] EXISTS. */
function skipExists(nodes: readonly Node[], at: number): { at: number; tolerant: boolean } {
  if (isPhrase(nodes, at, 'IF NOT EXISTS')) return { at: at + 3, tolerant: true };
  return isPhrase(nodes, at, 'IF EXISTS') ? { at: at + 2, tolerant: true } : { at, tolerant: false };
}

const mayWrite = (session: Session, database: string) => {
  if (systemDatabases.some((system) => system === database.toLowerCase())) throw refusals.readOnlySystemTable(session.user, database);
};

export const createTable: Run = async (session, statement) => {
  const { nodes } = statement;
  if (isWord(nodes[1], 'TEMPORARY')) throw refusals.unsupported('CREATE TEMPORARY TABLE');
  const { at, tolerant } = skipExists(nodes, 2);
  const [given, name, end] = readTableName(nodes, at, statement);
  const database = databaseNamed(given, scopeOf(session, statement));
  mayWrite(session, database);
  let copies = false;
  return define(
    session,
    () => {
      if (session.server.engine.catalog().table(database, name) !== undefined) {
        if (tolerant) return [];
        throw refusals.tableExists(name);
      }
      const { table, rows } = tableFrom(session, statement, database, name, nodes.slice(end));
      copies = rows.length > 0;
      return [...tableSql(table).map(plain), listing.put(table), ...rows];
    },
    (changed) => (copies ? counted(changed, changed) : done()),
  );
};

/** `(columns) options`, `LIKE other`, or `[AS] SELECT …` with the columns of what it selects. */
function tableFrom(session: Session, statement: Statement, database: string, name: string, body: readonly Node[]): { table: Table; rows: Piece[] } {
  const scope = scopeOf(session, statement);
  const list = body[0];
  const like = isWord(list, 'LIKE') ? body.slice(1) : list?.kind === 'group' && isWord(list.nodes[0], 'LIKE') ? list.nodes.slice(1) : undefined;
  const createdAt = dateTimeText(new Date());
  if (like !== undefined) {
    const [from, other] = readTableName(like, 0, statement);
    const { firstId: _, ...model } = tableNamed(from, other, scope);
    return { table: { ...model, database, name, createdAt }, rows: [] };
  }
  const select = body.findIndex((node) => isWord(node, 'SELECT'));
  if (select >= 0) {
    const wanted = query(body.slice(select), scope);
    const names = session.server.engine.columnsOf(session, wanted.sql);
    const columns = names.map((column, i) => ({
      name: column,
      type: wanted.columns?.[i]?.type ?? 'text',
      nullable: true,
      ...(/text$|blob$/.test(wanted.columns?.[i]?.type ?? 'text') ? {} : { default: { value: null } }),
    }));
    const table: Table = { database, name, columns, keys: [], engine: 'InnoDB', collation: defaultCollation, comment: '', createdAt };
    return { table, rows: [plain(`INSERT INTO ${named(database, name)} ${wanted.sql}`)] };
  }
  if (list?.kind !== 'group') throw syntaxNear(statement.source, list?.from ?? statement.source.length);
  return { table: readTable(statement, database, name, list, body.slice(1), createdAt), rows: [] };
}

export const dropTable: Run = async (session, statement) => {
  const { at, tolerant } = skipExists(statement.nodes, 2);
  const scope = scopeOf(session, statement);
  const targets = splitAt(statement.nodes.slice(at), ',').map((part) => {
    const [given, name] = readTableName(part, 0, statement);
    return { database: databaseNamed(given, scope), name };
  });
  return define(session, () => {
    const missing = targets.filter(({ database, name }) => session.server.engine.catalog().table(database, name) === undefined);
    if (missing.length > 0 && !tolerant) throw refusals.unknownTable(missing.map(({ database, name }) => `${database}.${name}`).join(','));
    return targets
      .filter((target) => !missing.includes(target))
      .flatMap(({ database, name }) => {
        mayWrite(session, database);
        return [plain(`DROP TABLE ${named(database, name)}`), listing.drop(database, name)];
      });
  });
};

export const truncate: Run = async (session, statement) => {
  const at = isWord(statement.nodes[1], 'TABLE') ? 2 : 1;
  const [given, name] = readTableName(statement.nodes, at, statement);
  const table = tableNamed(given, name, scopeOf(session, statement));
  mayWrite(session, table.database);
  return define(session, () => [
    plain(`DELETE FROM ${named(table.database, table.name)}`),
    { sql: 'DELETE FROM sqlite_sequence WHERE name = ?1', parameters: [storedName(table.database, table.name)] },
  ]);
};

export const createDatabase: Run = async (session, statement) => {
  const { at, tolerant } = skipExists(statement.nodes, 2);
  const name = nameOf(statement.nodes[at]);
  if (name === undefined) throw syntaxNear(statement.source, statement.nodes[at]?.from ?? statement.source.length);
  const option = readOptions(statement.nodes.slice(at + 1));
  const collation = option('COLLATE') ?? (option('CHARACTER SET') === undefined ? defaultCollation : collationOf(option('CHARACTER SET')));
  const exists = session.server.engine.catalog().databases.includes(name) || systemDatabases.some((system) => system === name);
  if (exists && !tolerant) throw refusals.databaseExists(name);
  await define(session, () => (exists ? [] : [listing.putDatabase(name, collation)]));
  return done(1);
};

export const dropDatabase: Run = async (session, statement) => {
  const { at, tolerant } = skipExists(statement.nodes, 2);
  const name = nameOf(statement.nodes[at]) ?? '';
  mayWrite(session, name);
  const { catalog } = session.server.engine;
  if (!catalog().databases.includes(name)) {
    if (tolerant) return done();
    throw refusals.noDatabaseToDrop(name);
  }
  const tables = catalog().tables(name);
  await define(session, () => [
    ...tables.flatMap((table) => [plain(`DROP TABLE ${named(name, table.name)}`), listing.drop(name, table.name)]),
    listing.dropDatabase(name),
  ]);
  if (session.database === name) session.database = undefined;
  return done(tables.length);
};

/** Every change of a table makes it anew and copies the rows: one way for all of them. */
async function remake(session: Session, before: Table, after: Table, sources: ReadonlyMap<string, string>): Promise<Answer> {
  const stand = { ...before, name: `${before.name}.old` };
  const from = named(before.database, before.name);
  const copied = after.columns.filter((column) => sources.has(column.name));
  const indexes = before.keys.map((key) => plain(`DROP INDEX IF EXISTS ${quoted(`${storedName(before.database, before.name)}.${key.name}`)}`));
  return define(
    session,
    () => [
      plain(`ALTER TABLE ${from} RENAME TO ${named(stand.database, stand.name)}`),
      ...indexes,
      ...tableSql(after).map(plain),
      ...(copied.length === 0
        ? []
        : [
            plain(
              `INSERT INTO ${named(after.database, after.name)} (${copied.map(({ name }) => quoted(name)).join(', ')}) SELECT ${copied.map(({ name }) => quoted(sources.get(name) ?? name)).join(', ')} FROM ${named(stand.database, stand.name)}`,
            ),
          ]),
      plain(`DROP TABLE ${named(stand.database, stand.name)}`),
      listing.drop(before.database, before.name),
      listing.put(after),
    ],
    () => counted(0, 0),
  );
}

const counted = (affected: number, records: number) => done(affected, `Records: ${records}  Duplicates: 0  Warnings: 0`);

export const alterTable: Run = async (session, statement) => {
  const [given, name, end] = readTableName(statement.nodes, 2, statement);
  const before = tableNamed(given, name, scopeOf(session, statement));
  mayWrite(session, before.database);
  const { table, sources, touched } = altered(before, statement, statement.nodes.slice(end));
  if (!touched) return done();
  if (table.name !== before.name && session.server.engine.catalog().table(table.database, table.name) !== undefined) throw refusals.tableExists(table.name);
  return remake(session, before, table, sources);
};

export const renameTable: Run = async (session, statement) => {
  for (const part of splitAt(statement.nodes.slice(2), ',')) {
    const scope = scopeOf(session, statement);
    const [from, name, end] = readTableName(part, 0, statement);
    if (!isWord(part[end], 'TO')) throw syntaxNear(statement.source, part[end]?.from ?? statement.source.length);
    const [to, fresh] = readTableName(part, end + 1, statement);
    const before = tableNamed(from, name, scope);
    const database = databaseNamed(to, scope);
    mayWrite(session, database);
    mayWrite(session, before.database);
    if (scope.catalog.table(database, fresh) !== undefined) throw refusals.tableExists(fresh);
    await remake(session, before, { ...before, database, name: fresh }, new Map(before.columns.map((column) => [column.name, column.name])));
  }
  return done();
};

/** CREATE [UNIQUE|FULLTEXT] INDEX name ON table (columns) */
export const createIndex: Run = async (session, statement) => {
  const { nodes } = statement;
  const kind = isWord(nodes[1], 'UNIQUE') ? 'unique' : isWord(nodes[1], 'FULLTEXT') ? 'fulltext' : 'index';
  const at = kind === 'index' ? 2 : 3;
  const on = nodes.findIndex((node) => isWord(node, 'ON'));
  const [given, name, end] = readTableName(nodes, on + 1, statement);
  const list = nodes[end];
  const key = nameOf(nodes[at]);
  if (on < 0 || key === undefined || list?.kind !== 'group') throw syntaxNear(statement.source, nodes[at]?.from ?? statement.source.length);
  const before = tableNamed(given, name, scopeOf(session, statement));
  mayWrite(session, before.database);
  if (before.keys.some((existing) => existing.name.toLowerCase() === key.toLowerCase())) throw refusals.duplicateKeyName(key);
  const after: Table = { ...before, keys: [...before.keys, { name: key, kind, columns: readKeyColumns(statement, list) }] };
  return remake(session, before, after, new Map(before.columns.map((column) => [column.name, column.name])));
};

export const dropIndex: Run = async (session, statement) => {
  const key = nameOf(statement.nodes[2]) ?? '';
  const [given, name] = readTableName(statement.nodes, 4, statement);
  const before = tableNamed(given, name, scopeOf(session, statement));
  mayWrite(session, before.database);
  if (!before.keys.some((existing) => existing.name === key)) throw refusals.cannotDropKey(key);
  const after: Table = { ...before, keys: before.keys.filter((existing) => existing.name !== key) };
  return remake(session, before, after, new Map(before.columns.map((column) => [column.name, column.name])));
};
