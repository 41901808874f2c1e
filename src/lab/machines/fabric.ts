import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { pipeline } from 'node:stream';
import type { Duplex } from 'node:stream';
import type { World } from '../world.ts';
import { sourceOf } from './network.ts';

/** How a server inside reaches the VPC: a loopback port, and a token that says which server (and which boot of it) asks. */
export interface Fabric {
  readonly port: number;
  admit(world: World, instanceId: string): string;
  forget(token: string): void;
  close(): void;
}

type Dial = (world: World, instanceId: string, host: string, port: number) => Promise<Duplex>;
interface Wish {
  readonly token: string;
  readonly host: string;
  readonly port: number;
}

const longestWish = 1_024;

/**
 * Opens the fabric. A client sends one JSON line `{token, host, port}`, is answered by one JSON line, `{}` or `{code}`,
 * and then has the connection it asked for.
 */
export async function openFabric(dial: Dial): Promise<Fabric> {
  const guests = new Map<string, { world: World; instanceId: string }>();
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    readWish(socket, (wish) => {
      const guest = wish && guests.get(wish.token);
      if (!wish || !guest) return socket.destroy();
      dial(guest.world, guest.instanceId, wish.host, wish.port).then(
        (far) => join(socket, far),
        (error: { code?: string }) => socket.end(`${JSON.stringify({ code: error.code ?? 'ECONNREFUSED' })}\n`),
      );
    });
  });
  const port = await listening(server);
  return {
    port,
    admit: (world, instanceId) => {
      const token = randomBytes(16).toString('hex');
      guests.set(token, { world, instanceId });
      return token;
    },
    forget: (token) => guests.delete(token),
    close: () => void server.close(),
  };
}

/** What the fabric's caller is when it dials: the instance, with its groups of this moment. */
export function fromInstance(world: World, instanceId: string) {
  const source = sourceOf(world, instanceId);
  if (!source) throw Object.assign(new Error(`${instanceId} is gone`), { code: 'ENOTFOUND' });
  return source;
}

function join(socket: Socket, far: Duplex): void {
  socket.write('{}\n');
  pipeline(socket, far, socket, () => {
    socket.destroy();
    far.destroy();
  });
}

function readWish(socket: Socket, done: (wish: Wish | undefined) => void): void {
  let said = Buffer.alloc(0);
  const listen = (chunk: Buffer) => {
    said = Buffer.concat([said, chunk]);
    const end = said.indexOf('\n');
    if (end < 0 && said.length < longestWish) return;
    socket.off('data', listen);
    socket.pause();
    if (said.length > end + 1 && end >= 0) socket.unshift(said.subarray(end + 1));
    done(end < 0 ? undefined : parseWish(said.subarray(0, end).toString()));
  };
  socket.on('data', listen);
}

function parseWish(line: string): Wish | undefined {
  try {
    const wish = JSON.parse(line) as Partial<Wish> | null;
    return typeof wish?.token === 'string' && typeof wish.host === 'string' && typeof wish.port === 'number'
      ? { token: wish.token, host: wish.host, port: wish.port }
      : undefined;
  } catch {
    return undefined;
  }
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
