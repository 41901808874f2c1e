import { mkdirSync } from 'node:fs';
import { boot, isNew } from '../blog/firstboot.ts';
import type { GuestConfig } from '../blog/guest.ts';
import type { Tables, World } from '../world.ts';
import { admits } from './admits.ts';
import type { Crew, Post } from './crew.ts';
import { childEntry } from './entry.ts';
import type { BlogProgram } from './programs.ts';
import type { Fabric } from './fabric.ts';
import { portFor } from './ports.ts';
import type { Door } from './published.ts';
import { insideOf, onDemand } from './resting.ts';
import { reachesOutside } from './routed.ts';
import { supervise } from './supervise.ts';

type Instance = Tables['instance'];

export interface ServerParts {
  readonly blog: BlogProgram;
  readonly isDown: (id: string) => boolean;
  readonly disk: (world: World, name: string) => string;
  readonly fabric: Promise<Fabric>;
  readonly log: (line: string) => void;
  readonly changed: (world: World) => void;
}

/** This machine, as a security group sees it. */
export const internet = { kind: 'internet', address: '127.0.0.1' } as const;

/** Real time without a connection, after which a server's process rests. PHP takes long to come up, so that one stays. */
const restAfterMs = 30_000;

const publishedPorts = { 22: 'ssh', 80: 'http' } as const;

/** One process for each running instance. */
export function serverPosts(world: World, fabric: Fabric, parts: ServerParts): Map<string, Post> {
  const running = world
    .table('instance')
    .all()
    .filter((instance) => isRunning(instance) && !parts.isDown(instance.id));
  return new Map(running.map((instance) => [instance.id, { boot: String(instance.boot), start: () => startServer(world, instance.id, fabric, parts) }]));
}

/** The ports of running servers that their security groups open to this machine, and that a route leads to. */
export function serverDoors(world: World, crew: Crew): Door[] {
  return world
    .table('instance')
    .all()
    .filter(isRunning)
    .flatMap((instance) => {
      const groupIds = (instance.SecurityGroups ?? []).map((group) => group.GroupId ?? '');
      return ([22, 80] as const).flatMap((port) => {
        const owner = `${instance.id}/${port}`;
        if (!crew.stands(instance.id) || !admits(world, groupIds, port, internet) || !reachesOutside(world, instance.SubnetId, internet.address)) return [];
        return [{ key: owner, port: portFor(world, owner), to: async () => insideOf(await crew.enter(instance.id), publishedPorts[port]) }];
      });
    });
}

function isRunning(instance: Instance): boolean {
  return instance.State?.Name === 'running';
}

function startServer(world: World, instanceId: string, fabric: Fabric, parts: ServerParts) {
  const disk = parts.disk(world, instanceId);
  const instance = world.table('instance').get(instanceId);
  const hostname = instance?.PrivateDnsName ?? 'localhost';
  mkdirSync(disk, { recursive: true });
  boot(disk, { instanceId, hostname, publicKey: publicKeyOf(world, instance), userData: instance?.userData });
  let token = '';
  const start = () =>
    supervise({
      name: instanceId,
      entry: childEntry('lab-guest'),
      clock: world.clock,
      log: parts.log,
      changed: () => parts.changed(world),
      config: (): GuestConfig => {
        fabric.forget(token);
        token = fabric.admit(world, instanceId);
        return { disk, instanceId, hostname, privateIp: instance?.PrivateIpAddress ?? '', fabric: { port: fabric.port, token }, blog: parts.blog };
      },
      ended: () => fabric.forget(token),
    });
  // What a first boot has to do is done whether or not anybody looks.
  const eager = isNew(disk);
  return onDemand({ start, clock: world.clock, eager, changed: () => parts.changed(world), ...(parts.blog.kind === 'sample' ? { restAfterMs } : {}) });
}

function publicKeyOf(world: World, instance: Instance | undefined): string | undefined {
  return world
    .table('keyPair')
    .all()
    .find((pair) => pair.KeyName === instance?.KeyName)?.publicKey;
}
