import { ensureDatabase, openEngine } from './engine.ts';
import { growSeed } from './sown.ts';
import type { Server } from './session.ts';
import type { User } from './wire/login.ts';
import { listen } from './wire/server.ts';
import { systemVariables } from './variables.ts';

/** The first line on the process's stdin. */
export interface DatabaseConfig {
  /** The folder of the volume; made when there is none. */
  readonly volume: string;
  /** The folder that gets a copy of every commit before it is acknowledged (Multi-AZ), or null. */
  readonly replica: string | null;
  readonly users: readonly User[];
  /** Made when the volume has no such database. */
  readonly database: string;
  readonly version: string;
}

export interface RunningDatabase {
  readonly port: number;
  mirror(replica: string | null): Promise<void>;
  setUsers(users: readonly User[]): void;
  /** Would a new process on this volume be the same to every client? */
  mayRest(): boolean;
  /** Ends every connection, then leaves a checkpoint behind. */
  close(): Promise<void>;
}

/** Opens the volume and serves it. */
export async function startDatabase(config: DatabaseConfig): Promise<RunningDatabase> {
  await growSeed(config.volume);
  const engine = await openEngine(config.volume, config.replica);
  await ensureDatabase(engine, config.database);
  const server: Server = {
    engine,
    version: config.version,
    startedAt: Date.now(),
    variables: systemVariables(config.version, 3306),
    globals: new Map(),
    sessions: new Set(),
  };
  const users = [...config.users];
  const listening = await listen(server, users);
  return {
    port: listening.port,
    mirror: (replica) => engine.mirror(replica),
    setUsers: (fresh) => {
      users.splice(0, users.length, ...fresh);
    },
    mayRest: () => server.sessions.size === 0 && server.globals.size === 0,
    async close() {
      await listening.close();
      await engine.close();
    },
  };
}
