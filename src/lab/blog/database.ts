import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { SiteConfig } from './site.ts';
import type { Vpc } from './vpc.ts';

/** Rows of one query. */
export type Ask = (sql: string, values?: readonly (string | number)[]) => Promise<readonly RowDataPacket[]>;

/** The blog's database, asked over few connections that are kept. */
export interface Database {
  /** Runs `work` on a connection of its own; a kept one that has gone stale (a failover) is replaced once. */
  use<Result>(config: SiteConfig, work: (ask: Ask) => Promise<Result>): Promise<Result>;
}

const most = 6;
const connectMs = 3_000;
const queryMs = 5_000;

export function createDatabase(vpc: Vpc): Database {
  const idle: { key: string; connection: Connection }[] = [];
  const waiting: (() => void)[] = [];
  let used = 0;

  const turn = async () => {
    if (used >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    used += 1;
  };
  const over = () => {
    used -= 1;
    waiting.shift()?.();
  };
  const kept = (key: string) => {
    const found = idle.findIndex((one) => one.key === key);
    return found < 0 ? undefined : idle.splice(found, 1)[0]?.connection;
  };
  const run = async <Result>(key: string, connection: Connection, work: (ask: Ask) => Promise<Result>): Promise<Result> => {
    try {
      const result = await work(async (sql, values = []) => (await connection.query<RowDataPacket[]>({ sql, timeout: queryMs, values: [...values] }))[0]);
      idle.push({ key, connection });
      return result;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  };

  return {
    use: async (config, work) => {
      const key = JSON.stringify([config.host, config.port, config.user, config.password, config.database]);
      await turn();
      try {
        for (let connection = kept(key); connection; connection = kept(key)) {
          try {
            return await run(key, connection, work);
          } catch (error) {
            if (!isGone(error)) throw error;
          }
        }
        return await run(key, await open(vpc, config), work);
      } finally {
        over();
      }
    },
  };
}

/** A connection through the VPC; mysql2 is loaded when the first is made. */
export async function open(vpc: Vpc, config: Pick<SiteConfig, 'host' | 'port' | 'user' | 'password'> & { readonly database?: string }): Promise<Connection> {
  const stream = await vpc.connect(config.host, config.port);
  try {
    const { default: mysql } = await import('mysql2/promise');
    const { user, password, database } = config;
    const opening = mysql.createConnection({
      stream,
      user,
      password,
      ...(database ? { database } : {}),
      charset: 'utf8mb4',
      connectTimeout: connectMs,
      dateStrings: true,
    });
    // It comes paused, and listening alone does not start a paused stream.
    stream.resume();
    const connection = await opening;
    // Without a listener, an engine that dies while the connection is idle would end this process.
    connection.on('error', () => {});
    return connection;
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && ('fatal' in error ? error.fatal === true : /closed state/.test(error.message));
}
