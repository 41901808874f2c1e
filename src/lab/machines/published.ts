import { connect, createServer, type Server, type Socket } from 'node:net';
import type { LabClock } from '../clock.ts';

/** A loopback port, and what to call when one is done with it. */
export interface Inside {
  readonly port: number;
  leave(): void;
}

/** A port on this machine behind which one thing of the lab is, or is not, to be reached. */
export interface Door {
  readonly key: string;
  readonly port: number;
  /** Where it leads, asked for each connection: what is behind it may have to be started first. Undefined: nobody is there. */
  to(): Promise<Inside | undefined>;
}

export interface Doors {
  /** Opens what is missing and closes what is no longer wanted. Resolves when the sockets are so. Connections that are open stay. */
  follow(wanted: readonly Door[]): Promise<void>;
  close(): Promise<void>;
}

interface Open {
  readonly door: Door;
  server?: Server;
  shut: boolean;
}

const retryMs = 1_000;

/** The published sockets of one world. */
export function createDoors(clock: LabClock, log: (line: string) => void): Doors {
  const open = new Map<string, Open>();
  const sockets = new Set<Socket>();

  const opened = (one: Open): Promise<void> =>
    new Promise((resolve) => {
      const server = createServer({ noDelay: true, pauseOnConnect: true }, (socket) => void lead(socket, one.door, sockets));
      server.once('error', (error) => {
        log(`port ${one.door.port} of ${one.door.key} cannot be opened (${error.message}); trying again`);
        clock.alarm(retryMs, () => void (one.shut || opened(one)));
        resolve();
      });
      server.listen(one.door.port, '127.0.0.1', () => {
        one.server = server;
        if (one.shut) server.close();
        resolve();
      });
    });

  const shut = (one: Open): Promise<void> => {
    one.shut = true;
    open.delete(one.door.key);
    // `close` would wait for open connections too; the port itself is free at once.
    one.server?.close();
    return Promise.resolve();
  };

  return {
    follow: async (wanted) => {
      const stale = [...open.values()].filter((one) => !wanted.some((door) => door.key === one.door.key && door.port === one.door.port));
      await Promise.all(stale.map(shut));
      const fresh = wanted.filter((door) => !open.has(door.key)).map((door): Open => ({ door, shut: false }));
      for (const one of fresh) open.set(one.door.key, one);
      await Promise.all(fresh.map(opened));
    },
    close: async () => {
      await Promise.all([...open.values()].map(shut));
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The connection is taken at once, and held until there is somebody to lead it to. */
async function lead(near: Socket, door: Door, sockets: Set<Socket>): Promise<void> {
  sockets.add(near);
  near.on('error', () => near.destroy()).on('close', () => sockets.delete(near));
  const inside = await door.to().catch(() => undefined);
  near.once('close', () => inside?.leave());
  if (inside === undefined || near.destroyed) {
    inside?.leave();
    near.destroy();
    return;
  }
  const far = connect({ host: '127.0.0.1', port: inside.port, noDelay: true });
  sockets.add(far);
  far
    .on('error', () => near.destroy())
    .on('close', () => {
      sockets.delete(far);
      near.destroySoon();
    });
  near.on('close', () => far.destroySoon());
  near.pipe(far);
  far.pipe(near);
}
