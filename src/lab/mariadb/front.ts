import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The loopback port in front of a server's socket. */
export interface Front {
  readonly port: number;
  /** Ends every connection at once, seen from the clients. */
  close(): void;
}

/** Leads connections to the server's own socket, byte for byte: TLS is between the client and the server. */
export async function openFront(socketPath: string): Promise<Front> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ path: socketPath });
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
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
