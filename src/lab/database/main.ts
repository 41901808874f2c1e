import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { staysUp } from '../machines/words.ts';
import { startDatabase, type DatabaseConfig, type RunningDatabase } from './server.ts';

// SQLite's code is compiled once and quickly, instead of twice: a third less memory for a database that mostly waits.
setFlagsFromString('--liftoff-only');

/**
 * The database server's own process. The first line on stdin is its configuration; it answers `{"port":N}` on stdout when
 * it serves. Later lines may change `replica` and `users`. It ends when stdin closes, so that it never outlives the
 * daemon that started it, and on SIGTERM.
 */
let running: Promise<RunningDatabase> | undefined;
let ending = false;

const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
lines.on('line', (line) => {
  if (line.trim() === '') return;
  const message = JSON.parse(line) as Partial<DatabaseConfig> & { readonly rest?: boolean };
  if (message.rest) return void rest();
  if (running === undefined) running = start(message as DatabaseConfig);
  else running = running.then((database) => change(database, message));
  running.catch(fail);
});
lines.on('close', () => void end());
process.on('SIGTERM', () => void end());
// Ctrl-C in the terminal reaches every process of the group; the daemon decides when a database ends.
process.on('SIGINT', () => undefined);

async function start(config: DatabaseConfig): Promise<RunningDatabase> {
  const database = await startDatabase(config);
  say({ port: database.port });
  return database;
}

async function change(database: RunningDatabase, message: Partial<DatabaseConfig>): Promise<RunningDatabase> {
  if (message.users !== undefined) database.setUsers(message.users);
  if (message.replica !== undefined) await mirror(database, message.replica);
  return database;
}

/** Nobody is connected: it ends, unless its process holds what a new one would not have. */
async function rest(): Promise<void> {
  const database = await running;
  if (database?.mayRest()) await end();
  else say({ [staysUp]: 1 });
}

/** A copy that cannot be made is told, and the database goes on without: better alone than not at all. */
async function mirror(database: RunningDatabase, replica: string | null): Promise<void> {
  try {
    await database.mirror(replica);
    say({ replica });
  } catch (error) {
    console.error(error);
    say({ replica: null, failed: error instanceof Error ? error.message : String(error) });
  }
}

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  const database = await running?.catch(() => undefined);
  await database?.close().catch((error: unknown) => console.error(error));
  process.exit(0);
}

function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}
