import type { Instance } from '@aws-sdk/client-ec2';
import type { DBInstance } from '@aws-sdk/client-rds';
import { findBalancer, findHealth, findTargetGroup, healthOf, type TaggedBalancer } from '../aws/find/balancers.ts';
import { findDatabase, findDatabases } from '../aws/find/databases.ts';
import { addressOf } from '../aws/find/entrance.ts';
import { findRules, openings, speaksOfAddresses } from '../aws/find/firewalls.ts';
import { picksOf } from '../aws/find/picks.ts';
import { ours, type Seeker } from '../aws/find/seeker.ts';
import { findServer1, findServer2, findServers, groupIdsOf, namedAsFirst, serverName } from '../aws/find/servers.ts';
import type { BalancerShape, BlogShape, DatabaseShape, ServerShape } from '../aws/find/shape.ts';
import { tagValue } from '../aws/ownership.ts';
import { httpAddress } from './reach.ts';

/** The step that moves the site's address leaves the old one here: so the new one is in force. */
const movedKey = 'redundant-blog:siteurl-before';

/** The blog as it stands, out of what AWS describes: no SSH, no SQL. Undefined while its first server cannot be told. */
export async function findShape(seeker: Seeker): Promise<BlogShape | undefined> {
  const server1 = (await findServer1(seeker)) ?? (await likelyServer1(seeker));
  if (server1 === undefined) return undefined;
  const server2 = ours(await findServer2(seeker, server1.VpcId ?? ''));
  const found = ours(await findBalancer(seeker));
  const servers = await Promise.all([server1, ...(server2 ? [server2] : [])].map((server) => serverShape(seeker, server)));
  const database = await databaseOf(seeker, server1);
  const balancer = found && (await balancerShape(seeker, found));
  const address = found && tagValue(found.tags, movedKey) !== undefined ? addressOf(found.balancer.DNSName ?? '') : httpAddress(server1);
  return {
    region: seeker.run.region,
    servers,
    ...(address === undefined ? {} : { address }),
    ...(balancer === undefined ? {} : { balancer }),
    ...(database === undefined ? {} : { database: databaseShape(database) }),
  };
}

/** Before a run has put its tags on it: the only one of that name. */
async function likelyServer1(seeker: Seeker): Promise<Instance | undefined> {
  const namesakes = namedAsFirst(await findServers(seeker), seeker.names);
  return namesakes.length === 1 ? namesakes[0] : undefined;
}

async function serverShape(seeker: Seeker, server: Instance): Promise<ServerShape> {
  const id = server.InstanceId ?? '';
  const group = ours(await findTargetGroup(seeker))?.group;
  const health = group?.TargetGroupArn === undefined || group.LoadBalancerArns?.length === 0 ? [] : await findHealth(seeker, group.TargetGroupArn);
  const listed = health.some(({ Target }) => Target?.Id === id);
  const address = httpAddress(server);
  return {
    name: serverName(server) ?? id,
    id,
    zone: server.Placement?.AvailabilityZone ?? '',
    state: server.State?.Name ?? '',
    open: await isOpen(seeker, server),
    ...(address === undefined ? {} : { address }),
    ...(listed ? { health: healthOf(health, id) } : {}),
  };
}

async function isOpen(seeker: Seeker, server: Instance): Promise<boolean> {
  const rules = await Promise.all(groupIdsOf(server).map((groupId) => findRules(seeker, groupId)));
  const { web, wider } = openings(rules.flat());
  return [...web, ...wider].some(speaksOfAddresses);
}

async function databaseOf(seeker: Seeker, server1: Instance): Promise<DBInstance | undefined> {
  const picked = picksOf(server1)?.database;
  if (picked !== undefined) return findDatabase(seeker, picked);
  const inVpc = (await findDatabases(seeker)).filter((one) => one.DBSubnetGroup?.VpcId === server1.VpcId);
  return inVpc.length === 1 ? inVpc[0] : undefined;
}

async function balancerShape(seeker: Seeker, { balancer }: TaggedBalancer): Promise<BalancerShape> {
  const rules = await Promise.all((balancer.SecurityGroups ?? []).map((groupId) => findRules(seeker, groupId)));
  return {
    name: balancer.LoadBalancerName ?? '',
    dnsName: balancer.DNSName ?? '',
    state: balancer.State?.Code ?? '',
    zones: (balancer.AvailabilityZones ?? []).flatMap(({ ZoneName }) => ZoneName ?? []),
    // On whatever port: its owner may have gone over to HTTPS.
    open: rules.flat().some(speaksOfAddresses),
  };
}

const databaseShape = (database: DBInstance): DatabaseShape => ({
  name: database.DBInstanceIdentifier ?? '',
  state: database.DBInstanceStatus ?? '',
  zone: database.AvailabilityZone ?? '',
  multiAz: database.MultiAZ ?? false,
  ...(database.SecondaryAvailabilityZone === undefined ? {} : { standbyZone: database.SecondaryAvailabilityZone }),
});
