import { connect, createServer, type Server, type Socket } from 'node:net';
import type { LabClock } from '../clock.ts';

/** A port on this machine behind which one thing of the lab is, or is not, to be reached. */
export interface Door {
  readonly key: string;
  readonly port: number;
  /** The loopback port it leads to. */
  readonly to: number;
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
      const server = createServer({ noDelay: true }, (socket) => lead(socket, one.door.to, sockets));
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
      const stale = [...open.values()].filter(
        (one) => !wanted.some((door) => door.key === one.door.key && door.port === one.door.port && door.to === one.door.to),
      );
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

function lead(near: Socket, port: number, sockets: Set<Socket>): void {
  const far = connect({ host: '127.0.0.1', port, noDelay: true });
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    sockets.add(one);
    one
      .on('error', () => other.destroy())
      .on('close', () => {
        sockets.delete(one);
        other.destroySoon();
      });
    one.pipe(other);
  }
}
