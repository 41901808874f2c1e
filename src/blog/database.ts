import type { Connection, ConnectionOptions, RowDataPacket } from 'mysql2/promise';
import { UserError } from '../errors.ts';
import type { BlogAccessSettings } from './access.ts';
import { authoritiesFor, isRds } from './database-ca.ts';
import type { Move } from './old-address.ts';
import { findRows, rewriteRows, type Place } from './rows.ts';
import type { Shell } from './shell.ts';
import type { BlogConfig } from './wp-config.ts';

/** The two rows in which WordPress keeps its own address: of its files, and of its pages. */
export interface SiteAddress {
  readonly siteurl: string;
  readonly home: string;
}

/** The blog's database, as far as this tool has business with it. */
export interface BlogDatabase {
  /** The way between server and database is encrypted (the way to the server always is: SSH). */
  readonly encrypted: boolean;
  address(): Promise<SiteAddress>;
  /** Both rows at once, and only if they still hold `from`: else nothing is written, and what they hold now is given. */
  moveAddress(from: SiteAddress, to: SiteAddress): Promise<'moved' | SiteAddress>;
  /** Where else (posts, settings, comments) an old address stands. */
  findRows(move: Move): Promise<readonly Place[]>;
  /** Gives those the new one, all or none; what could not come back to the letter is left. */
  rewriteRows(move: Move): Promise<readonly Place[]>;
  close(): Promise<void>;
}

const connectMs = 15_000;
const rows = ['siteurl', 'home'] as const;

/** Connects to the blog's database through the tunnel, as WordPress itself does. */
export async function openDatabase(settings: BlogAccessSettings, shell: Shell, config: BlogConfig): Promise<BlogDatabase> {
  const { connection, encrypted } = await connectAsSafelyAsOffered(settings, shell, config);
  const table = `\`${config.prefix}options\``;
  return {
    encrypted,
    address: () => withWords(config, () => readAddress(connection, table)),
    moveAddress: (from, to) => withWords(config, () => moveAddress(connection, table, from, to)),
    findRows: (move) => withWords(config, () => findRows(connection, config.prefix, move)),
    rewriteRows: (move) => withWords(config, () => rewriteRows(connection, config.prefix, move)),
    close: () => connection.end().catch(() => connection.destroy()),
  };
}

async function connectAsSafelyAsOffered(settings: BlogAccessSettings, shell: Shell, config: BlogConfig) {
  const { host } = config.database;
  const authorities = await authoritiesFor(host, settings.databaseCa);
  const ca = authorities === undefined ? {} : { ca: authorities };
  // Whoever names an authority wants it asked.
  const strict = isRds(host) || settings.databaseCa !== undefined;
  const ssl = strict ? { minVersion: 'TLSv1.2', verifyIdentity: true, rejectUnauthorized: true, ...ca } : { minVersion: 'TLSv1.2', rejectUnauthorized: false };
  try {
    return { connection: await connect(shell, config, { ssl }), encrypted: true };
  } catch (error) {
    if (codeOf(error) !== 'HANDSHAKE_NO_SSL_SUPPORT' || strict) throw asFailure(error, config);
  }
  try {
    return { connection: await connect(shell, config, {}), encrypted: false };
  } catch (error) {
    throw asFailure(error, config);
  }
}

async function connect(shell: Shell, config: BlogConfig, extra: Pick<ConnectionOptions, 'ssl'>): Promise<Connection> {
  const { host, port, user, password, name } = config.database;
  const [{ default: mysql }, stream] = await Promise.all([import('mysql2/promise'), shell.forward(host, port)]);
  try {
    const connection = await mysql.createConnection({
      host,
      port,
      user,
      password,
      database: name,
      stream,
      connectTimeout: connectMs,
      charset: 'utf8mb4',
      ...extra,
    });
    connection.on('error', () => undefined); // a later loss shows in the query that meets it
    return connection;
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

async function readAddress(connection: Connection, table: string): Promise<SiteAddress> {
  const [found] = await connection.execute<RowDataPacket[]>(`SELECT option_name, option_value FROM ${table} WHERE option_name IN (?, ?)`, [...rows]);
  const value = (name: string) => {
    const text: unknown = found.find((row) => row['option_name'] === name)?.['option_value'];
    if (typeof text !== 'string') throw new UserError('site-address-missing', [name]);
    return text;
  };
  return { siteurl: value('siteurl'), home: value('home') };
}

async function moveAddress(connection: Connection, table: string, from: SiteAddress, to: SiteAddress): Promise<'moved' | SiteAddress> {
  await connection.beginTransaction();
  try {
    for (const name of rows) {
      await connection.execute(`UPDATE ${table} SET option_value = ? WHERE option_name = ? AND option_value = ?`, [to[name], name, from[name]]);
    }
    const now = await readAddress(connection, table);
    const moved = now.siteurl === to.siteurl && now.home === to.home;
    await (moved ? connection.commit() : connection.rollback());
    // One of the two may have been ours until then, so they are read once more.
    return moved ? 'moved' : await readAddress(connection, table);
  } catch (error) {
    await connection.rollback().catch(() => undefined);
    throw error;
  }
}

async function withWords<Value>(config: BlogConfig, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw asFailure(error, config);
  }
}

function asFailure(error: unknown, config: BlogConfig): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  const { host, user, name } = config.database;
  const code = codeOf(error);
  if (code === 'ER_ACCESS_DENIED_ERROR' || code === 'ER_DBACCESS_DENIED_ERROR') return new UserError('database-login-refused', [user, host], { cause: error });
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT') return new UserError('database-without-tls', [host], { cause: error });
  if (code === 'HANDSHAKE_SSL_ERROR') return new UserError('database-not-who-it-says', [host, error.message], { cause: error });
  if (code === 'ER_NO_SUCH_TABLE' || code === 'ER_BAD_DB_ERROR')
    return new UserError('database-not-wordpress', [name, `${config.prefix}options`], { cause: error });
  return new UserError('database-unreachable', [host, error.message], { cause: error });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
