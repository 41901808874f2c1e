import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseConfig } from '../database/server.ts';
import { startEngine, type Engine, type EngineOptions, type Value } from './engine.ts';
import { openFront, type Front } from './front.ts';
import { promote, takeData } from './replication.ts';
import { beginningOf, clearVolume, dataIn, roleOf, setRole, type Role } from './role.ts';
import { createMirror, type Mirror } from './standby.ts';
import { emptyTemplate } from './template.ts';
import { certificateFor } from './tls.ts';

/** The first line on the process's stdin: as the built-in engine's, and what a real server needs besides. */
export interface MariaDbConfig extends DatabaseConfig {
  readonly programs: Programs;
  /** Where what is slow to make is kept for the next lab. */
  readonly cache: string;
  /** The lab whose authority signs the certificate, and the name that it vouches for. */
  readonly authority?: { readonly dir: string; readonly name: string };
}

export interface Programs {
  readonly mariadbd: string;
  readonly installDb: string;
  readonly openssl: string;
}

export interface RunningMariaDb {
  readonly port: number;
  /** The server's own process: whoever copies its volume holds it still meanwhile. */
  readonly pid: number;
  /** Resolves when the server has ended without being asked to. */
  readonly gone: Promise<number>;
  mirror(replica: string | null): Promise<void>;
  setUsers(users: DatabaseConfig['users']): Promise<void>;
  close(): Promise<void>;
}

type User = DatabaseConfig['users'][number];

// RDS's master user may do all this and nothing that reaches outside the server.
const rights = [
  'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER, SHOW DATABASES, CREATE TEMPORARY TABLES',
  'LOCK TABLES, EXECUTE, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, CREATE USER, EVENT, TRIGGER',
].join(', ');

/** Opens the volume (promoting, healing or making it as needed) and serves it. */
export async function startMariaDb(config: MariaDbConfig, scraps: string, log: (line: string) => void): Promise<RunningMariaDb> {
  const { volume, replica } = config;
  const options = await engineOptions(config, scraps);
  const engine = await begin(config, options);
  await prepare(engine, config);
  const front = await openFront(engine.socket);
  const mirror = createMirror({ engine, port: front.port, volume, log, begin: (folder) => startEngine({ ...options, volume: folder, standby: true }) });
  // The blog is served at once; its standby catches up meanwhile.
  void mirror.follow(replica);
  return {
    port: front.port,
    pid: engine.pid,
    gone: engine.gone,
    mirror: mirror.follow,
    setUsers: (users) => letIn(engine, users),
    close: () => close(front, engine, mirror),
  };
}

async function engineOptions({ programs, authority, volume }: MariaDbConfig, scraps: string): Promise<EngineOptions> {
  const certificate = authority && (await certificateFor(authority.dir, programs.openssl, authority.name));
  return { mariadbd: programs.mariadbd, certificate, volume, scraps, standby: false };
}

async function begin(config: MariaDbConfig, options: EngineOptions): Promise<Engine> {
  const { volume, replica } = config;
  const own = roleOf(volume);
  const other: Role = replica === null ? { kind: 'empty' } : roleOf(replica);
  const beginning = beginningOf(own, other);
  if (beginning === 'make') make(volume, await emptyTemplate(config.cache, config.programs));
  if (beginning === 'take-other' && replica !== null) await takeData(replica, volume);
  const engine = await startEngine({ ...options, standby: beginning === 'promote' });
  // Logs of a standby that was copied or overtaken mean nothing here; those of one that is promoted are applied first.
  await (beginning === 'promote' ? promote(engine) : engine.run('RESET SLAVE ALL'));
  const generation = Math.max(generationOf(own), generationOf(other)) + (beginning === 'serve' && own.kind === 'primary' ? 0 : 1);
  setRole(volume, { kind: 'primary', generation, alone: true });
  return engine;
}

const generationOf = (role: Role) => ('generation' in role ? role.generation : 0);

function make(volume: string, template: string): void {
  clearVolume(volume);
  mkdirSync(volume, { recursive: true });
  cpSync(template, dataIn(volume), { recursive: true });
}

async function prepare(engine: Engine, { database, users, volume }: MariaDbConfig): Promise<void> {
  if (database !== '') await engine.run('CREATE DATABASE IF NOT EXISTS ?? CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci', [database]);
  await runFirst(engine, volume);
  await letIn(engine, users);
}

/** What whoever made the volume left to be done at its first start; done again from its beginning after a crash. */
async function runFirst(engine: Engine, volume: string): Promise<void> {
  const file = join(volume, 'first.json');
  if (!existsSync(file)) return;
  const statements = JSON.parse(readFileSync(file, 'utf8')) as { readonly sql: string; readonly values?: readonly Value[] }[];
  for (const { sql, values } of statements) await engine.run(sql, values);
  rmSync(file);
}

async function letIn(engine: Engine, users: readonly User[]): Promise<void> {
  for (const { name, password } of users) {
    await engine.run("CREATE USER IF NOT EXISTS ?@'%' IDENTIFIED BY PASSWORD ?", [name, digestOf(password)]);
    await engine.run("ALTER USER ?@'%' IDENTIFIED BY PASSWORD ?", [name, digestOf(password)]);
    await engine.run(`GRANT ${rights} ON *.* TO ?@'%' WITH GRANT OPTION`, [name]);
  }
}

/** As the server itself keeps it (`mysql_native_password`): the statement goes to the binary log, and with it into every copy of the volume. */
function digestOf(password: string): string {
  const sha1 = (bytes: string | Buffer) => createHash('sha1').update(bytes).digest();
  return `*${sha1(sha1(password)).toString('hex').toUpperCase()}`;
}

async function close(front: Front, engine: Engine, mirror: Mirror): Promise<void> {
  // Clients go first: nobody may be told of a commit that is let go only because the server ends.
  front.close();
  await Promise.all([mirror.close(), engine.stop()]);
}
