import { createServer, type Server } from 'node:http';
import type { Network } from '../reality.ts';
import type { World } from '../world.ts';
import { forward, type Forwarder } from './forward.ts';
import { createPool } from './pool.ts';
import { sendable, type Watch } from './watch.ts';

/** The open side of one balancer: its published port. */
export interface Front {
  readonly port: number;
  /** Resolves when the port is open, or was found taken (it is tried again then). */
  readonly opened: Promise<void>;
  /** Closes the port at once; answers that are under way are finished. */
  close(): Promise<void>;
}

export interface FrontParts {
  readonly world: World;
  readonly network: Network;
  readonly watch: Watch;
  readonly balancerArn: string;
  readonly port: number;
  readonly floors: Forwarder['floors'];
  readonly log: (line: string) => void;
}

const retryMs = 1_000;
/** An ALB keeps an idle client connection for this long; real time, as browsers go by it. */
const idleClientMs = 60_000;

export function openFront(parts: FrontParts): Front {
  const { world, network, balancerArn, port } = parts;
  const state = { closing: false };
  const pools = { kept: createPool(world, network, balancerArn, true), single: createPool(world, network, balancerArn, false) };
  const by: Forwarder = { world, network, pools, floors: parts.floors, next: roundRobin(parts), closing: () => state.closing };
  const server = createServer({ keepAliveTimeout: idleClientMs, requestTimeout: 0, noDelay: true }, (request, response) => forward(by, request, response));
  return {
    port,
    opened: listen(server, parts, () => state.closing),
    close: async () => {
      state.closing = true;
      for (const pool of [pools.kept, pools.single]) pool.destroy();
      await shut(server);
    },
  };
}

function roundRobin({ world, watch, balancerArn }: FrontParts): Forwarder['next'] {
  let turn = 0;
  return () => {
    const listener = world
      .table('listener')
      .all()
      .find((row) => row.LoadBalancerArn === balancerArn);
    const targets = sendable(world, watch, listener?.DefaultActions?.[0]?.TargetGroupArn ?? '');
    const target = targets[turn % Math.max(1, targets.length)];
    turn += 1;
    return target;
  };
}

function listen(server: Server, parts: FrontParts, closing: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    server.on('error', (error) => {
      parts.log(`port ${parts.port} of ${parts.balancerArn} cannot be opened (${error.message}); trying again`);
      parts.world.clock.alarm(retryMs, () => {
        if (!closing()) server.listen(parts.port, '127.0.0.1');
      });
      resolve();
    });
    server.on('listening', () => resolve());
    server.listen(parts.port, '127.0.0.1');
  });
}

/** Requests under way are given a moment; whoever is still there then is cut off. */
function shut(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), retryMs).unref();
  });
}
