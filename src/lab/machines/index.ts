import { appendFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { consoleOf } from '../blog/firstboot.ts';
import { createBalancers } from '../balancer/index.ts';
import { builtIn, cacheName, type Kinds } from '../parts.ts';
import type { Reality } from '../reality.ts';
import { nameOf, type World } from '../world.ts';
import { createDisks, sweepDisks } from './disks.ts';
import { fromInstance, openFabric } from './fabric.ts';
import { createNetwork } from './network.ts';
import { portFor, releasePort } from './ports.ts';
import { programsFor } from './programs.ts';
import { insideOf } from './resting.ts';
import { openRoom, type Room } from './room.ts';
import { heldStill } from './still.ts';

export interface RealityOptions {
  /** The lab's folder; disks are kept under it. */
  readonly dir: string;
  /** All worlds of the lab: a port that is given in one is not given again in another. */
  readonly worlds?: () => readonly World[];
  /** Where to say what went wrong in the background; the file `lab.log` of the folder when not given. */
  readonly log?: (line: string) => void;
  /** What plays the blog and the database; the built-in ones when not given. */
  readonly kinds?: Kinds;
  /** Where what is slow to make is kept for other labs; in the lab's folder when not given. */
  readonly cache?: string;
  /** Is this server or database down, whatever its record says? */
  readonly isDown?: (id: string) => boolean;
}

// Handshakes take real time, however fast the lab's clock runs.
const shortestAdmission = 5_000;
const admissionMs = 60_000;

/** The real things of a lab: its servers, engines, balancers, sockets and disks. */
export function createReality({
  dir,
  worlds = () => [],
  log = logFile(dir),
  isDown = () => false,
  kinds = builtIn,
  cache = join(dir, cacheName),
}: RealityOptions): Reality {
  const disks = createDisks(dir);
  const programs = programsFor(kinds, dir, cache);
  const rooms = new Map<string, Room>();
  const room = (world: World) => rooms.get(nameOf(world));
  const swept = sweepDisks(dir).catch((error: unknown) => log(`unfinished copies could not be removed: ${String(error)}`));
  const network = createNetwork({
    server: async (world, id, service) => insideOf(await room(world)?.servers.enter(id), service),
    engine: async (world, id) => insideOf(await room(world)?.engines.enter(id), 'port'),
  });
  const fabric = openFabric(async (world, id, host, port) => network.connect(world, fromInstance(world, id), host, port));
  const balancers = createBalancers({ network, log });
  let closed = false;

  const roomOf = (world: World): Room => {
    const found = room(world) ?? openRoom(world, { disk: disks.path, fabric, balancers, isDown, log, ...programs });
    rooms.set(nameOf(world), found);
    return found;
  };

  return {
    follow: (world) => {
      if (!closed) roomOf(world).follow();
    },
    settled: async () => {
      await swept;
      await Promise.all([...rooms.values()].map((one) => one.settled()));
    },
    close: async () => {
      closed = true;
      await Promise.all([swept, ...[...rooms.values()].map((one) => one.close()), balancers.close()]);
      (await fabric).close();
    },
    programs,
    disks: {
      ...disks,
      copy: (world, from, to) => heldStill(serverOn(room(world), from), () => disks.copy(world, from, to)),
    },
    network,
    targetHealth: (world, targetGroupArn, instanceId, port) => balancers.targetHealth(world, targetGroupArn, instanceId, port),
    instanceAnswers: async (instanceId) => {
      const crew = [...rooms.values()].map((one) => one.servers).find((servers) => servers.stands(instanceId));
      const port = crew?.ports(instanceId)?.['ssh'];
      // One at rest is well: it is only not wanted.
      return crew !== undefined && (port === undefined || accepts(port));
    },
    consoleOutput: (world, instanceId) => consoleOf(disks.path(world, instanceId)),
    admitKey: (world, instanceId, osUser, publicKey) => {
      const ms = Math.max(world.clock.scaled(admissionMs), shortestAdmission);
      room(world)?.servers.tell(instanceId, { admitKey: { osUser, publicKey, ms } }, ms);
    },
    portFor: (world, owner) => portFor(world, owner, worlds().includes(world) ? worlds() : [...worlds(), world]),
    releasePort,
  };
}

/** The process of a database server that works on this disk, if one does. */
function serverOn(room: Room | undefined, disk: string): number | undefined {
  const [kind, key = ''] = disk.split('/');
  return kind === 'db' ? room?.engines.ports(key)?.['pid'] : undefined;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const answer = (accepted: boolean) => () => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', answer(true)).once('error', answer(false));
  });
}

function logFile(dir: string): (line: string) => void {
  return (line) => {
    try {
      appendFileSync(join(dir, 'lab.log'), `${new Date().toISOString()} ${line}\n`);
    } catch {
      // A log that cannot be written (full disk, folder just deleted) must not take the servers down.
    }
  };
}
