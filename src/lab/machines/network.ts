import { connect as dial, type Socket } from 'node:net';
import type { Network, Source } from '../reality.ts';
import type { World } from '../world.ts';
import { admits } from './admits.ts';
import type { Inside } from './published.ts';

/** The way into what really runs, by what the records call it; undefined when nothing answers there. */
export interface Running {
  server(world: World, instanceId: string, service: 'http' | 'ssh'): Promise<Inside | undefined>;
  engine(world: World, resourceId: string): Promise<Inside | undefined>;
}

interface Place {
  readonly groupIds: readonly string[];
  enter(): Promise<Inside | undefined>;
}

const services: Readonly<Record<number, 'http' | 'ssh'>> = { 22: 'ssh', 80: 'http' };

/** The VPC's wires: security groups decide, then the real process is dialled on loopback. */
export function createNetwork(running: Running): Network {
  return {
    admits,
    connect: async (world, source, host, port) => {
      const place = find(world, running, host.toLowerCase(), port);
      if (!place) throw failed('ENOTFOUND', host, port);
      if (!admits(world, place.groupIds, port, source)) throw failed('ETIMEDOUT', host, port);
      const inside = await place.enter();
      if (inside === undefined) throw failed('ECONNREFUSED', host, port);
      return dialled(inside, host, port);
    },
  };
}

function find(world: World, running: Running, host: string, port: number): Place | undefined {
  return findServer(world, running, host, port) ?? findEngine(world, running, host, port);
}

function findServer(world: World, running: Running, host: string, port: number): Place | undefined {
  const instance = world
    .table('instance')
    .all()
    .find((one) => one.PrivateIpAddress === host || one.PrivateDnsName?.toLowerCase() === host);
  if (!instance) return undefined;
  const service = services[port];
  return {
    groupIds: (instance.SecurityGroups ?? []).map((group) => group.GroupId ?? ''),
    enter: async () => (service === undefined ? undefined : running.server(world, instance.id, service)),
  };
}

function findEngine(world: World, running: Running, host: string, port: number): Place | undefined {
  const database = world
    .table('dbInstance')
    .all()
    .find((one) => one.Endpoint?.Address?.toLowerCase() === host);
  if (!database) return undefined;
  return {
    groupIds: (database.VpcSecurityGroups ?? []).map((group) => group.VpcSecurityGroupId ?? ''),
    enter: async () => (port === (database.Endpoint?.Port ?? 3306) ? running.engine(world, database.DbiResourceId ?? database.id) : undefined),
  };
}

function dialled(inside: Inside, host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = dial({ host: '127.0.0.1', port: inside.port, noDelay: true }).once('close', () => inside.leave());
    const fail = () => reject(failed('ECONNREFUSED', host, port));
    socket.once('error', fail).once('connect', () => {
      socket.off('error', fail);
      resolve(socket);
    });
  });
}

/** An error as the system's own network calls give it. */
export function failed(code: 'ECONNREFUSED' | 'ETIMEDOUT' | 'ENOTFOUND', host: string, port: number): Error {
  return Object.assign(new Error(`connect ${code} ${host}:${port}`), { code });
}

/** The source that a server in the VPC is. */
export function sourceOf(world: World, instanceId: string): Source | undefined {
  const instance = world.table('instance').get(instanceId);
  if (!instance) return undefined;
  return { kind: 'inside', groupIds: (instance.SecurityGroups ?? []).map((group) => group.GroupId ?? ''), privateIp: instance.PrivateIpAddress ?? '' };
}
