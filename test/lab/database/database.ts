import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createConnection, type Connection, type ConnectionOptions, type RowDataPacket } from 'mysql2/promise';
import { afterEach } from 'vitest';
import { startDatabase, type DatabaseConfig } from '../../../src/lab/database/server.ts';

export const user = { name: 'wordpress', password: 'pass word' } as const;

/** A database in this process, with connections that are closed after the test. */
export interface Door {
  readonly port: number;
  connect(options?: ConnectionOptions): Promise<Connection>;
}

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

/** Runs after the test, last first. */
export const later = (step: () => Promise<void>) => void undo.push(step);

export async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lab-database-'));
  later(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function connectTo(port: number, options: ConnectionOptions = {}): Promise<Connection> {
  const connection = await createConnection({
    host: '127.0.0.1',
    port,
    user: user.name,
    password: user.password,
    database: 'wordpress',
    timezone: 'Z',
    ...options,
  });
  // A server that is killed on purpose ends its connections; the test says what must then be true.
  connection.on('error', () => undefined);
  later(() => connection.end().catch(() => connection.destroy()));
  return connection;
}

export const configFor = (folder: string, replica: string | null = null): DatabaseConfig => ({
  volume: folder,
  replica,
  users: [user],
  database: 'wordpress',
  version: '8.4.5',
});

/** Serves a volume from this process. */
export async function openDoor(folder?: string): Promise<Door> {
  const running = await startDatabase(configFor(folder ?? (await freshFolder())));
  later(() => running.close());
  return { port: running.port, connect: (options) => connectTo(running.port, options) };
}

/** The rows of a statement, as objects. */
export async function rowsOf(connection: Connection, sql: string): Promise<RowDataPacket[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql);
  return rows;
}

export interface Serving extends Door {
  readonly child: ChildProcess;
  /** Resolves with the exit code or the signal. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  tell(message: object): void;
  /** The next line on stdout. */
  hears(): Promise<unknown>;
}

/** Serves a volume from its own process, as the lab does; from the bundle, which is what people run. */
export async function spawnDatabase(config: DatabaseConfig, { fileBlocks }: { fileBlocks?: number } = {}): Promise<Serving> {
  const entry = process.env['LAB_DATABASE_ENTRY'] ?? join(import.meta.dirname, '..', '..', '..', 'dist', 'lab-database.js');
  // A limit on the size of a file is how a full disk looks to a process.
  const limited = ['-c', `trap '' XFSZ; ulimit -f ${fileBlocks}; exec "$0" "$1"`, process.execPath, entry];
  const stdio: StdioOptions = ['pipe', 'pipe', 'ignore'];
  const child = fileBlocks === undefined ? spawn(process.execPath, [entry], { stdio }) : spawn('/bin/sh', limited, { stdio });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  later(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const lines = createInterface({ input: child.stdout ?? process.stdin })[Symbol.asyncIterator]();
  const hears = async () => JSON.parse((await lines.next()).value ?? 'null') as unknown;
  const tell = (message: object) => void child.stdin?.write(`${JSON.stringify(message)}\n`);
  tell(config);
  const { port } = (await hears()) as { port: number };
  return { child, ended, tell, hears, port, connect: (options) => connectTo(port, options) };
}
