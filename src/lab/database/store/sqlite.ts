import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import initSqlJs from 'sql.js';
import { functions, prefix } from '../functions/index.ts';
import type { Argument, Moment, SqlFunction } from '../functions/function.ts';
import { likeMatcher, regexpMatcher } from '../functions/matching.ts';

/** A value read from SQLite: integers come as bigint, so that 1 and 1.0 differ and large ids keep every digit. */
export type Value = null | bigint | number | string | Uint8Array;
export type Parameter = null | number | string | Uint8Array | bigint;

export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** One connection to the database in memory. */
export interface Connection {
  all(sql: string, parameters?: readonly Parameter[], moment?: Moment): Rows;
  /** Columns of a statement without running it. */
  columnsOf(sql: string): readonly string[];
  /** Rows changed by the last write. */
  changes(): number;
  image(): Uint8Array;
  close(): void;
}

type SqlJs = Awaited<ReturnType<typeof initSqlJs>>;
type SqliteDatabase = InstanceType<SqlJs['Database']>;

/** Beside the bundle first, else in the package. */
function wasmBytes(): Buffer {
  for (const beside of ['./sql-wasm.wasm', '../sql-wasm.wasm']) {
    try {
      return readFileSync(fileURLToPath(new URL(beside, import.meta.url)));
    } catch {
      // Not in this place: try the next.
    }
  }
  return readFileSync(createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm'));
}

/**
 * Two connections to one database, made from an image of it (or empty): the writer's open transaction is not seen by the
 * reader, which is what other sessions must see.
 */
export async function openSqlite(image: Uint8Array | undefined): Promise<{ writer: Connection; reader: Connection }> {
  const bytes = wasmBytes();
  const sqlJs = await initSqlJs({ wasmBinary: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer });
  const main = new sqlJs.Database(image);
  // Durability is the volume's business (store/volume.ts): here a journal in memory is enough for ROLLBACK.
  main.run('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_spill = OFF; PRAGMA recursive_triggers = OFF');
  const other = new sqlJs.Database();
  other.run(`ATTACH '/${fileOf(main)}' AS live`);
  return { writer: connection(main), reader: connection(other) };
}

/** sql.js keeps each database in a file of its own small file system; the name is a plain member that its types leave out. */
function fileOf(database: SqliteDatabase): string {
  const { filename } = database as unknown as { filename: string };
  return filename;
}

function connection(database: SqliteDatabase): Connection {
  const context = { moment: { now: 0, seed: 0 }, random: randomFrom(0) };
  register(database, context);
  return {
    all(sql, parameters = [], moment) {
      if (moment !== undefined) {
        context.moment = moment;
        context.random = randomFrom(moment.seed);
      }
      const statement = database.prepare(sql);
      try {
        // By name, because a statement need not use every parameter.
        if (parameters.length > 0) statement.bind(Object.fromEntries(parameters.map((value, i) => [`?${i + 1}`, bindable(value)])));
        const rows: Value[][] = [];
        const get = statement.get.bind(statement) as unknown as (none: undefined, how: { useBigInt: true }) => Value[];
        while (statement.step()) rows.push(get(undefined, { useBigInt: true }));
        return { columns: statement.getColumnNames(), rows };
      } finally {
        statement.free();
      }
    },
    columnsOf(sql) {
      const statement = database.prepare(sql);
      const columns = statement.getColumnNames();
      statement.free();
      return columns;
    },
    changes: () => database.getRowsModified(),
    image: () => database.export(),
    close: () => database.close(),
  };
}

/** sql.js binds whole numbers as integers only up to 32 bits; longer ones as text keep their digits and their meaning in an integer column. */
const bindable = (value: Parameter) => (typeof value === 'bigint' ? (BigInt.asIntN(32, value) === value ? Number(value) : value.toString()) : value);

/** A small generator (mulberry32): the same seed gives the same numbers, in a replay too. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** SQLite takes a function's number of arguments from its length; -1 is any number. */
const any = (run: (...args: Argument[]) => Argument | boolean) => Object.defineProperty(run, 'length', { value: -1 });

function register(database: SqliteDatabase, context: { moment: Moment; random: () => number }): void {
  for (const [name, known] of Object.entries(functions)) {
    database.create_function(
      prefix + name.toLowerCase(),
      any((...args) => call(known, args, context)),
    );
  }
  const like = likeMatcher();
  const regexp = regexpMatcher();
  database.create_function('like', (pattern: Argument, value: Argument) => like(pattern, value));
  database.create_function('like', (pattern: Argument, value: Argument, escape: Argument) => like(pattern, value, escape));
  database.create_function('regexp', (pattern: Argument, value: Argument) => regexp(pattern, value));
}

function call(known: SqlFunction, args: readonly Argument[], context: { moment: Moment; random: () => number }): Argument | boolean {
  return known.seesNull !== true && args.includes(null) ? null : known.call(args, context.random, context.moment);
}
