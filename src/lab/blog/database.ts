import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { SiteConfig } from './site.ts';
import type { Vpc } from './vpc.ts';

type Rows = readonly RowDataPacket[];
/** Rows of one query. */
export type Ask = (sql: string, values?: readonly (string | number)[]) => Promise<Rows>;
/** Rows of each of several queries in one text. */
export type AskAll = (sql: string, values?: readonly (string | number)[]) => Promise<readonly Rows[]>;

/** The blog's database, asked over few connections that are kept. */
export interface Database {
  /**
   * Runs `work` on a connection of its own; a kept one that has gone stale (a failover) is replaced once. Who is `gone` when a connection
   * is free is not served: under more load than it can bear, a server that works for nobody would never get out of it again.
   */
  use<Result>(config: SiteConfig, work: (ask: Ask, askAll: AskAll) => Promise<Result>, gone?: (() => boolean) | undefined): Promise<Result>;
}

const most = 6;
const connectMs = 10_000;
const queryMs = 5_000;
const keptMs = 5_000;

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
    // The newest first: when there are more than can be served, those who have waited longest are about to leave anyway.
    waiting.pop()?.();
  };
  const kept = (key: string) => {
    const found = idle.findIndex((one) => one.key === key);
    return found < 0 ? undefined : idle.splice(found, 1)[0]?.connection;
  };
  const keep = (one: { key: string; connection: Connection }) => {
    idle.push(one);
    setTimeout(() => {
      const found = idle.indexOf(one);
      if (found < 0) return;
      idle.splice(found, 1);
      one.connection.destroy();
    }, keptMs).unref();
  };
  const run = async <Result>(key: string, connection: Connection, work: (ask: Ask, askAll: AskAll) => Promise<Result>): Promise<Result> => {
    const asked = <Found extends RowDataPacket[] | RowDataPacket[][]>(sql: string, values: readonly (string | number)[]) =>
      connection.query<Found>({ sql, timeout: queryMs, values: [...values] }).then(([found]) => found);
    try {
      const result = await work(
        (sql, values = []) => asked<RowDataPacket[]>(sql, values),
        (sql, values = []) => asked<RowDataPacket[][]>(sql, values),
      );
      keep({ key, connection });
      return result;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  };

  return {
    use: async (config, work, gone = () => false) => {
      const key = JSON.stringify([config.host, config.port, config.user, config.password, config.database]);
      await turn();
      try {
        if (gone()) throw new Error('nobody waits for this page any more');
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
      multipleStatements: true,
      // A stack for every query costs more than the query; whoever asks here knows where.
      trace: false,
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
