import { DescribeInstancesCommand, DescribeInstanceStatusCommand, type Instance } from '@aws-sdk/client-ec2';
import { UserError } from '../../errors.ts';
import type { Names } from '../../names.ts';
import { readPages } from '../pages.ts';
import { tagKeys, tagValue } from '../ownership.ts';
import { findAmong, isOurs, type Found, type Seeker } from './seeker.ts';

const alive = ['pending', 'running', 'stopping', 'stopped'];

/** Every server that is not going or gone. One read, however often it is asked. */
export async function findServers({ aws }: Pick<Seeker, 'aws'>): Promise<readonly Instance[]> {
  const pages = await readPages(
    aws.ec2,
    (NextToken) => new DescribeInstancesCommand({ Filters: [{ Name: 'instance-state-name', Values: alive }], ...(NextToken && { NextToken }) }),
    (page) => page.NextToken,
  );
  return pages.flatMap((page) => page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
}

/** The blog's first server, once preflight has put this run's tags on it. */
export async function findServer1(seeker: Seeker): Promise<Instance | undefined> {
  return (await findServers(seeker)).find((server) => isOurs(server.Tags, seeker.run, 'preflight'));
}

/** Servers that are called as the first one is: as this prefix's own base has it, else as the tutorial does. */
export function namedAsFirst(servers: readonly Instance[], { server1, base }: Names): readonly Instance[] {
  const own = servers.filter((server) => serverName(server) === base.server1);
  return own.length > 0 ? own : servers.filter((server) => serverName(server) === server1);
}

/** The second server; a namesake counts only in the blog's own network. */
export async function findServer2(seeker: Seeker, vpcId: string, name: string = seeker.names.server2): Promise<Found<Instance>> {
  const servers = (await findServers(seeker)).filter((server) => server.VpcId === vpcId && !isOurs(server.Tags, seeker.run, 'preflight'));
  return findAmong(servers, { run: seeker.run, step: 'launch-server-2', name, tagsOf: (server) => server.Tags, nameOf: serverName });
}

/** A server of ours that must be there. Costs no call of its own. */
export async function mustFindServer(ctx: Pick<Seeker, 'aws' | 'run'>, id: string): Promise<Instance> {
  const server = (await findServers(ctx)).find((one) => one.InstanceId === id);
  if (server === undefined) throw new UserError('no-such-server', [id, ctx.run.region]);
  return server;
}

/** One server by id, also while it is going or gone; undefined while AWS does not know it (yet). */
export async function findServer({ aws }: Pick<Seeker, 'aws'>, id: string): Promise<Instance | undefined> {
  const { Reservations = [] } = await aws.ec2.read(new DescribeInstancesCommand({ Filters: [{ Name: 'instance-id', Values: [id] }] }));
  return Reservations[0]?.Instances?.[0];
}

/** A server that a RunInstances with this token made, in whatever state it is now. */
export async function findByToken({ aws }: Pick<Seeker, 'aws'>, token: string): Promise<Instance | undefined> {
  const { Reservations = [] } = await aws.ec2.read(new DescribeInstancesCommand({ Filters: [{ Name: 'client-token', Values: [token] }] }));
  return Reservations[0]?.Instances?.[0];
}

/** Running, and its system and its host pass AWS's checks. */
export async function isWell({ aws }: Pick<Seeker, 'aws'>, id: string): Promise<boolean> {
  const { InstanceStatuses = [] } = await aws.ec2.read(new DescribeInstanceStatusCommand({ InstanceIds: [id] }));
  const status = InstanceStatuses[0];
  return status?.InstanceState?.Name === 'running' && status.InstanceStatus?.Status === 'ok' && status.SystemStatus?.Status === 'ok';
}

/** Its Name tag. */
export const serverName = (server: Instance): string | undefined => tagValue(server.Tags, tagKeys.name);

/** Its firewalls (security groups). */
export const groupIdsOf = (server: Instance): readonly string[] => (server.SecurityGroups ?? []).flatMap((group) => group.GroupId ?? []);
