import type { Catalog, Table } from './catalog.ts';
import { defaultCollation, quoted } from './catalog.ts';
import { MySqlError, refusals } from './errors.ts';
import type { Moment } from './functions/function.ts';
import { recordLine, type Ran } from './store/redo.ts';
import { openSqlite, type Connection, type Parameter, type Rows } from './store/sqlite.ts';
import { openVolume, readVolume, type Volume } from './store/volume.ts';
import { systemTable, systemTables, systemViews } from './system-views.ts';

/** A checkpoint is made when the redo log is longer than this: a restart then replays well under a second. */
const longestLog = 2 ** 20;

/** What the engine keeps beside the users' tables: the list of databases and tables, and the last record that an image holds. */
const hidden = { tables: 'lab.tables', databases: 'lab.databases', state: 'lab.state' } as const;

/**
 * One database server's data. One session at a time is the writer (it holds the lock from its first write to COMMIT);
 * all others read what is committed. A commit is on disk, on every volume, before it is seen or acknowledged.
 */
export interface Engine {
  catalog(): Catalog;
  /** Becomes the writer and begins a transaction; waits its turn, MySQL's 1205 after `waitMs`. */
  begin(session: object, waitMs: number): Promise<void>;
  isWriter(session: object): boolean;
  /** Reads as this session may: its own uncommitted rows, or what is committed. */
  read(session: object, sql: string, parameters: readonly Parameter[], moment: Moment): Rows;
  columnsOf(session: object, sql: string): readonly string[];
  /** Runs a statement in the writer's transaction; the number of rows it changed. */
  write(session: object, ran: Ran): number;
  commit(session: object): Promise<void>;
  rollback(session: object): void;
  /** Turns the copy on another volume on, moves it, or turns it off. */
  mirror(folder: string | null): Promise<void>;
  nextId(table: Table): number | undefined;
  close(): Promise<void>;
}

/** Opens a volume, and keeps a copy of it on another when there is a `replica`. */
export async function openEngine(folder: string, replica: string | null): Promise<Engine> {
  const volume = await openVolume(folder);
  try {
    return await engineOn(volume, replica);
  } catch (error) {
    await volume.close();
    throw error;
  }
}

async function engineOn(volume: Volume, replica: string | null): Promise<Engine> {
  const { folder } = volume;
  const contents = await readVolume(folder);
  const { writer, reader } = await openSqlite(contents.image);
  prepare(writer);
  for (const connection of [writer, reader]) for (const view of systemViews) connection.all(view);
  let last = replay(writer, contents.records, volume.wasCopied);
  let copy: Volume | undefined;
  let cached: Catalog | undefined;
  let holder: { session: object; ran: Ran[] } | undefined;
  const queue: { session: object; start: () => void }[] = [];

  const passOn = () => {
    holder = undefined;
    queue.shift()?.start();
  };
  const image = () => {
    writer.all(`UPDATE ${quoted(hidden.state)} SET last = ${last}`);
    return writer.image();
  };
  const volumes = () => (copy === undefined ? [volume] : [volume, copy]);
  const checkpoint = async () => {
    const bytes = image();
    await Promise.all(volumes().map((each) => each.checkpoint(bytes)));
  };
  const attach = async (to: string | null) => {
    await copy?.close();
    copy = undefined;
    if (to === null) return;
    const fresh = await openVolume(to);
    await fresh.become(image());
    copy = fresh;
  };
  const hold = (session: object, waitMs: number) =>
    new Promise<void>((resolve, reject) => {
      const take = () => {
        holder = { session, ran: [] };
        resolve();
      };
      if (holder === undefined) return take();
      const waiting = { session, start: take };
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(refusals.lockWait());
      }, waitMs);
      waiting.start = () => {
        clearTimeout(timer);
        take();
      };
      queue.push(waiting);
    });
  const mine = (session: object) => holder?.session === session;
  const through = (session: object) => (mine(session) ? writer : reader);

  const engine: Engine = {
    catalog: () => (cached ??= readCatalog(reader)),
    async begin(session, waitMs) {
      if (mine(session)) return;
      await hold(session, waitMs);
      writer.all('BEGIN IMMEDIATE');
    },
    isWriter: mine,
    read: (session, sql, parameters, moment) => through(session).all(sql, parameters, moment),
    columnsOf: (session, sql) => through(session).columnsOf(sql),
    write(session, ran) {
      if (holder?.session !== session) throw new Error('only the writer writes');
      const before = writer.changes();
      const isChange = /^(INSERT|UPDATE|DELETE)/.test(ran.sql);
      writer.all(ran.sql, ran.parameters, ran.moment);
      holder.ran.push(ran);
      return isChange ? writer.changes() : before;
    },
    async commit(session) {
      if (holder?.session !== session) return;
      const { ran } = holder;
      try {
        if (ran.length > 0) {
          await keep(volumes(), Buffer.from(recordLine({ number: last + 1, statements: ran })));
          last += 1;
        }
      } catch (error) {
        engine.rollback(session);
        throw error instanceof MySqlError ? error : refusals.storage(error instanceof Error ? error.message : String(error));
      }
      writer.all('COMMIT');
      cached = undefined;
      // The commit is kept already: a checkpoint that fails (a full disk) only means that the log grows on.
      if (volume.size() > longestLog) await checkpoint().catch((error: unknown) => console.error(error));
      passOn();
    },
    rollback(session) {
      if (!mine(session)) return;
      writer.all('ROLLBACK');
      cached = undefined;
      passOn();
    },
    async mirror(to) {
      const session = {};
      await hold(session, 2 ** 31 - 1);
      try {
        await attach(to);
      } finally {
        passOn();
      }
    },
    nextId(table) {
      const found = reader.all('SELECT seq + 1 FROM live.sqlite_sequence WHERE name = ?1', [`${table.database}.${table.name}`]).rows[0]?.[0];
      return found === undefined ? undefined : Number(found);
    },
    async close() {
      await hold({}, 2 ** 31 - 1);
      await checkpoint();
      await Promise.all(volumes().map((each) => each.close()));
      reader.close();
      writer.close();
    },
  };
  if (volume.wasCopied) await volume.become(image());
  if (replica !== null) await attach(replica);
  return engine;
}

/** Write-ahead: on every volume or on none, so that no copy knows a transaction that the other does not. */
async function keep(volumes: readonly Volume[], line: Buffer): Promise<void> {
  const sizes = volumes.map((volume) => volume.size());
  const written = await Promise.allSettled(volumes.map((volume) => volume.append(line)));
  const failed = written.find((result) => result.status === 'rejected');
  if (failed === undefined) return;
  await Promise.all(volumes.map((volume, i) => volume.cut(sizes[i] ?? 0)));
  throw failed.reason;
}

function prepare(writer: Connection): void {
  writer.all(`CREATE TABLE IF NOT EXISTS ${quoted(hidden.tables)} (database TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, PRIMARY KEY (database, name))`);
  writer.all(`CREATE TABLE IF NOT EXISTS ${quoted(hidden.databases)} (name TEXT PRIMARY KEY, collation TEXT NOT NULL)`);
  writer.all(`CREATE TABLE IF NOT EXISTS ${quoted(hidden.state)} (last INTEGER NOT NULL)`);
  writer.all(`INSERT INTO ${quoted(hidden.state)} SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM ${quoted(hidden.state)})`);
}

/**
 * Runs what the image does not hold yet; the number of the last record. A copy that was taken over a checkpoint ends where
 * its records end; in a volume of its own, missing records are a loss to be told.
 */
function replay(writer: Connection, records: Awaited<ReturnType<typeof readVolume>>['records'], wasCopied: boolean): number {
  let last = Number(writer.all(`SELECT last FROM ${quoted(hidden.state)}`).rows[0]?.[0] ?? 0);
  for (const { number, statements } of records) {
    if (number <= last) continue;
    if (number !== last + 1 && wasCopied) break;
    if (number !== last + 1) throw new Error(`the redo log goes from record ${last} to ${number}: records are missing`);
    writer.all('BEGIN');
    for (const { sql, parameters, moment } of statements) writer.all(sql, parameters, moment);
    writer.all('COMMIT');
    last = number;
  }
  return last;
}

function readCatalog(connection: Connection): Catalog {
  const databases = connection.all(`SELECT name FROM ${quoted(hidden.databases)} ORDER BY name`).rows.map(([name]) => String(name));
  const tables = new Map<string, Table>();
  for (const [definition] of connection.all(`SELECT definition FROM ${quoted(hidden.tables)} ORDER BY database, name`).rows) {
    const table = JSON.parse(String(definition)) as Table;
    tables.set(`${table.database}.${table.name}`, table);
  }
  return {
    databases,
    table: (database, name) => tables.get(`${database}.${name}`) ?? systemTable(database, name),
    tables: (database) => [...[...tables.values()].filter((table) => table.database === database), ...systemTables(database)],
  };
}

/** What to write so that the list of tables agrees: run in the same transaction as the change itself. */
export const listing = {
  put: (table: Table): Pick<Ran, 'sql' | 'parameters'> => ({ sql: `INSERT OR REPLACE INTO ${quoted(hidden.tables)} (database, name, definition) VALUES (?1, ?2, ?3)`, parameters: [table.database, table.name, JSON.stringify(table)] }),
  drop: (database: string, name: string): Pick<Ran, 'sql' | 'parameters'> => ({ sql: `DELETE FROM ${quoted(hidden.tables)} WHERE database = ?1 AND name = ?2`, parameters: [database, name] }),
  putDatabase: (name: string, collation: string): Pick<Ran, 'sql' | 'parameters'> => ({ sql: `INSERT INTO ${quoted(hidden.databases)} (name, collation) VALUES (?1, ?2)`, parameters: [name, collation] }),
  dropDatabase: (name: string): Pick<Ran, 'sql' | 'parameters'> => ({ sql: `DELETE FROM ${quoted(hidden.databases)} WHERE name = ?1`, parameters: [name] }),
} as const;

/** Makes the database unless it is there. */
export async function ensureDatabase(engine: Engine, name: string): Promise<void> {
  if (name === '' || engine.catalog().databases.includes(name)) return;
  const session = {};
  await engine.begin(session, 1000);
  engine.write(session, { ...listing.putDatabase(name, defaultCollation), moment: { now: Date.now(), seed: 0 } });
  await engine.commit(session);
}
