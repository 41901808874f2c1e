import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { host, takesLoopback } from './connection.ts';
import { LabFailure } from './folder.ts';

const usualPort = 4680;
const graceMs = 1_000;

/** Opens the lab's port: the one that is wanted and no other; else the one it had before, the usual one, or any. */
export async function listen(server: Server, wanted: number | undefined, before: number | undefined, address: string | undefined): Promise<number> {
  const at = address !== undefined && takesLoopback(address) ? address : host;
  const candidates = wanted !== undefined ? [wanted] : [...(before === undefined ? [] : [before]), usualPort, 0];
  for (const candidate of candidates) {
    const port = await tryListen(server, candidate, at);
    if (port !== undefined) return port;
  }
  throw new LabFailure('port-in-use', { port: wanted ?? usualPort });
}

/** Opens the same port on one more address of this machine. */
export async function listenAlso(server: Server, port: number, address: string): Promise<void> {
  if ((await tryListen(server, port, address)) === undefined) throw new LabFailure('port-in-use', { port });
}

function tryListen(server: Server, port: number, address: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EINVAL')
        reject(new LabFailure('no-such-address', { address }, error));
      else reject(error);
    };
    server.once('error', failed);
    server.listen(port, address, () => {
      server.off('error', failed);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Closes a server. Whoever is in the middle of a call gets its answer, but nobody can keep the lab open. */
export async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
