import { defaultCollation, type Catalog, type Table } from './catalog.ts';
import { refusals } from './errors.ts';
import type { Moment } from './functions/function.ts';
import { imageOf, listing, prepare, readCatalog, relists, replay } from './hidden.ts';
import { copiesOf } from './store/copies.ts';
import { recordLine, type Ran } from './store/redo.ts';
import { openSqlite, type Connection, type Parameter, type Rows } from './store/sqlite.ts';
import { openVolume, readVolume, type Volume } from './store/volume.ts';
import { forever, takingTurns } from './turns.ts';

/** A checkpoint is made when the redo log is longer than this: a restart then replays well under a second. */
const longestLog = 2 ** 20;

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
  const contents = await readVolume(volume.folder);
  const { writer, reader } = await openSqlite(contents.image);
  prepare(writer, reader);
  let last = replay(writer, contents.records, volume.wasCopied);
  let catalog: Catalog | undefined;
  let open: { readonly ran: Ran[]; committing: boolean } = { ran: [], committing: false };
  const turns = takingTurns();
  const copies = copiesOf(volume);
  const seen = seenThrough(reader);
  const image = () => {
    seen.end();
    return imageOf(writer, last);
  };
  if (volume.wasCopied) await volume.become(image());
  if (replica !== null) await copies.mirror(replica, image);

  // The transaction is kept before SQLite commits it, so nobody reads what a crash could take back.
  const keep = async (ran: readonly Ran[]) => {
    if (ran.length === 0) return;
    await copies.keep(Buffer.from(recordLine({ number: last + 1, statements: ran })));
    last += 1;
  };
  const undo = () => {
    writer.all('ROLLBACK');
    turns.passOn();
  };
  const through = (session: object) => (turns.has(session) ? writer : seen.now());

  return {
    catalog: () => (catalog ??= readCatalog(reader)),
    async begin(session, waitMs) {
      if (turns.has(session)) return;
      await turns.take(session, waitMs);
      open = { ran: [], committing: false };
      writer.all('BEGIN IMMEDIATE');
    },
    isWriter: turns.has,
    read: (session, sql, parameters, moment) => through(session).all(sql, parameters, moment),
    columnsOf: (session, sql) => through(session).columnsOf(sql),
    write(session, ran) {
      if (!turns.has(session)) throw new Error('only the writer writes');
      writer.all(ran.sql, ran.parameters, ran.moment);
      open.ran.push(ran);
      return /^(INSERT|UPDATE|DELETE)/.test(ran.sql) ? writer.changes() : 0;
    },
    async commit(session) {
      if (!turns.has(session)) return;
      open.committing = true;
      const { ran } = open;
      try {
        await keep(ran);
      } catch (error) {
        undo();
        throw refusals.storage(error instanceof Error ? error.message : String(error));
      }
      seen.end();
      writer.all('COMMIT');
      if (ran.some(relists)) catalog = undefined;
      // The commit is kept already: a checkpoint that fails (a full disk) only means that the log grows on.
      if (copies.size() > longestLog) await copies.checkpoint(image()).catch((error: unknown) => console.error(error));
      turns.passOn();
    },
    rollback(session) {
      // A connection may end while its commit is being kept: then it is too late to take it back.
      if (turns.has(session) && !open.committing) undo();
    },
    async mirror(to) {
      await turns.take(volume, forever);
      await copies.mirror(to, image).finally(turns.passOn);
    },
    nextId(table) {
      const found = reader.all('SELECT seq + 1 FROM live.sqlite_sequence WHERE name = ?1', [`${table.database}.${table.name}`]).rows[0]?.[0];
      return found === undefined ? undefined : Number(found);
    },
    async close() {
      await turns.take(volume, forever);
      await copies.checkpoint(image()).finally(copies.close);
      reader.close();
      writer.close();
    },
  };
}

/**
 * The reader in one long reading transaction: SQLite then looks once at the file, and not before every statement. It must
 * `end` before anything is committed, to be begun again by the next who reads.
 */
function seenThrough(reader: Connection): { now(): Connection; end(): void } {
  let begun = false;
  return {
    now() {
      if (!begun) reader.all('BEGIN');
      begun = true;
      return reader;
    },
    end() {
      if (begun) reader.all('ROLLBACK');
      begun = false;
    },
  };
}

/** Makes the database unless it is there. */
export async function ensureDatabase(engine: Engine, name: string): Promise<void> {
  if (name === '' || engine.catalog().databases.includes(name)) return;
  const session = {};
  await engine.begin(session, 1000);
  engine.write(session, { ...listing.putDatabase(name, defaultCollation), moment: { now: Date.now(), seed: 0 } });
  await engine.commit(session);
}
