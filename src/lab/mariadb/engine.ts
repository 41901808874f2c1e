import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { leash, type Leashed } from '../leash.ts';
import { dataIn } from './role.ts';

export interface Certificate {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

export type Value = string | number | null;

export interface EngineOptions {
  readonly mariadbd: string;
  readonly volume: string;
  /** A folder with a short name, for sockets (their paths may not be long) and scraps. */
  readonly scraps: string;
  readonly certificate: Certificate | undefined;
  /** Begins without anybody being able to write, and without following anyone. */
  readonly standby: boolean;
}

/** One running mariadbd. */
export interface Engine {
  readonly socket: string;
  readonly pid: number;
  readonly gone: Promise<number>;
  /** As the administrator; nobody else can be it. */
  run(sql: string, values?: readonly Value[]): Promise<readonly RowDataPacket[]>;
  stop(): Promise<void>;
}

const startMs = 60_000;
const beatMs = 30;
const graceMs = 4_000;

/** Starts mariadbd on a volume and waits until it answers. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const name = randomBytes(4).toString('hex');
  const socket = join(options.scraps, `${name}.sock`);
  const init = join(options.scraps, `${name}.sql`);
  const password = randomBytes(18).toString('hex');
  writeFileSync(init, administratorSql(password), { mode: 0o600 });
  const last: string[] = [];
  const process = await leash(options.mariadbd, argumentsFor(options, socket, init), { cwd: options.scraps, said: (line) => last.push(line) });
  try {
    const admin = await firstConnection(process, socket, password, () => `${last.slice(-3).join('; ')} ${tail(options.volume)}`);
    return engineOf(process, socket, admin, password);
  } catch (error) {
    await process.end(0);
    throw error;
  } finally {
    rmSync(init, { force: true });
  }
}

// At each start the administrator is made anew and has a password that lives as long as the process; whoever else the
// installer or an init file would let in without one is removed.
const administratorSql = (password: string) =>
  [
    'SET sql_log_bin = 0;',
    "DELETE FROM mysql.global_priv WHERE User IN ('root', 'mysql', '', 'rdsadmin');",
    'FLUSH PRIVILEGES;',
    `CREATE USER rdsadmin@localhost IDENTIFIED BY '${password}';`,
    'GRANT ALL PRIVILEGES ON *.* TO rdsadmin@localhost WITH GRANT OPTION;',
    '',
  ].join('\n');

/** What is as in RDS's default parameter group, then what keeps it small and to itself. */
function argumentsFor({ volume, scraps, certificate, standby }: EngineOptions, socket: string, init: string): string[] {
  const nowhere = join(scraps, 'nowhere');
  mkdirSync(nowhere, { recursive: true });
  const options: Record<string, string> = {
    'character-set-server': 'utf8mb4',
    'collation-server': 'utf8mb4_unicode_520_ci',
    'sql-mode': 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
    'default-time-zone': '+00:00',
    'max-connections': '60',
    'log-bin': 'binlog',
    'binlog-format': 'ROW',
    'expire-logs-days': '1',
    'server-id': String(randomInt(1, 2 ** 31)),
    'innodb-flush-log-at-trx-commit': '1',
    'sync-binlog': '1',
    'innodb-log-file-size': '16M',
    'innodb-buffer-pool-size': '48M',
    'innodb-use-native-aio': '0',
    'innodb-autoextend-increment': '4',
    'performance-schema': 'OFF',
    'relay-log': 'relay',
    'rpl-semi-sync-slave-enabled': 'ON',
    // No waiting that ends by itself: commits go on alone only when the standby is gone and that is written down.
    'rpl-semi-sync-master-timeout': '1000000000',
    'rpl-semi-sync-master-wait-point': 'AFTER_SYNC',
    'rpl-semi-sync-master-wait-no-slave': 'ON',
    'slave-net-timeout': '5',
    // After kill -9 the position may lag by one transaction; applying it again must change nothing.
    'slave-exec-mode': 'IDEMPOTENT',
    'slave-skip-errors': 'ddl_exist_errors',
    'local-infile': 'OFF',
    'secure-file-priv': nowhere,
    ...(process.getuid?.() === 0 ? { user: 'root' } : {}),
    ...(certificate === undefined ? {} : { 'ssl-ca': certificate.ca, 'ssl-cert': certificate.certificate, 'ssl-key': certificate.key }),
  };
  const own = { datadir: dataIn(volume), socket, 'pid-file': `${socket}.pid`, 'log-error': join(volume, 'mariadb.log'), tmpdir: scraps, 'init-file': init };
  const flags = ['--skip-networking', '--skip-name-resolve', '--skip-slave-start', '--skip-symbolic-links', ...(standby ? ['--read-only'] : [])];
  return ['--no-defaults', ...flags, ...Object.entries({ ...own, ...options }).map(([name, value]) => `--${name}=${value}`)];
}

async function firstConnection(process: Leashed, socketPath: string, password: string, why: () => string): Promise<Connection> {
  let ended = false;
  void process.gone.then(() => (ended = true));
  for (const end = performance.now() + startMs; performance.now() < end; await pause(beatMs)) {
    if (ended) throw new Error(`mariadbd ended at its start: ${why()}`);
    if (!existsSync(socketPath)) continue;
    try {
      return await connect(socketPath, password);
    } catch {
      // Its socket is there before it lets anybody in.
    }
  }
  throw new Error(`mariadbd does not answer: ${why()}`);
}

async function connect(socketPath: string, password: string): Promise<Connection> {
  const { default: mysql } = await import('mysql2/promise');
  const connection = await mysql.createConnection({ socketPath, user: 'rdsadmin', password, charset: 'utf8mb4' });
  connection.on('error', () => undefined);
  return connection;
}

function engineOf(process: Leashed, socket: string, first: Connection, password: string): Engine {
  let admin: Promise<Connection> = Promise.resolve(first);
  const run = async (sql: string, values: readonly Value[] = []) => {
    try {
      return (await (await admin).query<RowDataPacket[]>(sql, [...values]))[0];
    } catch (error) {
      if (!(error instanceof Error && 'fatal' in error && error.fatal === true)) throw error;
      admin = connect(socket, password);
      admin.catch(() => undefined);
      throw error;
    }
  };
  return {
    socket,
    pid: process.pid,
    gone: process.gone,
    run,
    async stop() {
      (await admin.catch(() => undefined))?.destroy();
      await process.end(graceMs);
    },
  };
}

function tail(volume: string): string {
  try {
    return readFileSync(join(volume, 'mariadb.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('[ERROR]'))
      .slice(-3)
      .join('; ');
  } catch {
    return dirname(volume);
  }
}
