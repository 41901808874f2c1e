import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startMariaDb, type MariaDbConfig, type RunningMariaDb } from './server.ts';

/**
 * The process around one database's MariaDB servers. It speaks as the built-in engine's does (database/main.ts): its
 * configuration on the first line of stdin, `{"port":N,"pid":N}` when it serves, `replica` and `users` on later lines; it ends
 * when stdin closes, and its servers with it.
 */
let running: Promise<RunningMariaDb> | undefined;
let ending = false;

// Outside the lab's folder: a socket's path has room for a hundred letters.
const scraps = mkdtempSync(join(tmpdir(), 'rb-db-'));

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  if (line.trim() === '') return;
  const message = JSON.parse(line) as Partial<MariaDbConfig>;
  if (running === undefined) running = start(message as MariaDbConfig);
  else running = running.then((database) => change(database, message));
  running.catch(fail);
});
lines.on('close', () => void end());
process.on('SIGTERM', () => void end());
process.on('SIGINT', () => undefined);
process.on('exit', () => rmSync(scraps, { recursive: true, force: true }));

async function start(config: MariaDbConfig): Promise<RunningMariaDb> {
  const database = await startMariaDb(config, scraps, tell);
  void database.gone.then((code) => {
    if (!ending) fail(new Error(`mariadbd ended with ${code}`));
  });
  say({ port: database.port, pid: database.pid });
  return database;
}

async function change(database: RunningMariaDb, message: Partial<MariaDbConfig>): Promise<RunningMariaDb> {
  if (message.users !== undefined) await database.setUsers(message.users).catch((error: unknown) => tell(`users: ${String(error)}`));
  // Not waited for: a standby may take long, and other orders may come meanwhile.
  if (message.replica !== undefined) void database.mirror(message.replica).then(() => say({ replica: message.replica ?? null }));
  return database;
}

function say(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  const database = await running?.catch(() => undefined);
  await database?.close().catch((error: unknown) => tell(String(error)));
  process.exit(0);
}

function fail(error: unknown): void {
  tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}
