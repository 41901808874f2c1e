import type { Instance } from '@aws-sdk/client-ec2';
import type { DBInstance } from '@aws-sdk/client-rds';
import { findDatabases, zonesOf } from '../../aws/find/databases.ts';
import { findPublicSubnets, findSubnets } from '../../aws/find/network.ts';
import { findServers } from '../../aws/find/servers.ts';
import { tagValue } from '../../aws/ownership.ts';
import { eventually } from '../../blog/eventually.ts';
import { isPage, seenInShort } from '../../blog/probe.ts';
import { httpAddress } from '../../blog/reach.ts';
import { UserError } from '../../errors.ts';
import type { StepContext } from '../../step.ts';
import type { Chosen } from './choose.ts';

/** What an application load balancer needs free in each of its subnets. */
const freeAddresses = 8;

/** Throws for the first thing that would stop the journey later; returns what was found on the way. */
export async function mustBeSound(ctx: StepContext, chosen: Chosen): Promise<{ server: Instance; database: DBInstance }> {
  const server = (await findServers(ctx)).find((one) => one.InstanceId === chosen.server1);
  if (server === undefined) throw new UserError('no-such-server', [chosen.server1, ctx.run.region]);
  if (server.State?.Name !== 'running') throw new UserError('server-not-running', [chosen.server1, server.State?.Name ?? '']);
  await networkMustServe(ctx, server, chosen);
  const database = await databaseMustServe(ctx, chosen.database);
  if (!ctx.apiOnly) await blogMustServe(ctx, server, database);
  return { server, database };
}

async function networkMustServe(ctx: StepContext, server: Instance, { subnet2 }: Chosen): Promise<void> {
  const vpcId = server.VpcId ?? '';
  const [subnets, open] = await Promise.all([findSubnets(ctx, vpcId), findPublicSubnets(ctx, vpcId)]);
  const pair = [server.SubnetId, subnet2].map((id) => subnets.find((subnet) => subnet.SubnetId === id));
  for (const [index, subnet] of pair.entries()) {
    const id = subnet?.SubnetId ?? (index === 0 ? (server.SubnetId ?? '') : subnet2);
    if (subnet === undefined) throw new UserError('no-such-subnet', [id, vpcId]);
    if (!open.has(id)) throw new UserError('subnet-not-public', [id]);
    if ((subnet.AvailableIpAddressCount ?? freeAddresses) < freeAddresses)
      throw new UserError('subnet-full', [id, subnet.AvailableIpAddressCount ?? 0, freeAddresses]);
  }
  if (pair[0]?.AvailabilityZoneId === pair[1]?.AvailabilityZoneId)
    throw new UserError('subnets-in-one-zone', [server.SubnetId ?? '', subnet2, pair[0]?.AvailabilityZone ?? '']);
}

async function databaseMustServe(ctx: StepContext, identifier: string): Promise<DBInstance> {
  const database = (await findDatabases(ctx)).find((one) => one.DBInstanceIdentifier === identifier);
  if (database === undefined) throw new UserError('no-such-database', [identifier, ctx.run.region]);
  const engine = database.Engine ?? '';
  if (database.DBClusterIdentifier !== undefined || engine.startsWith('aurora')) throw new UserError('database-is-cluster', [identifier, engine]);
  if (database.ReadReplicaSourceDBInstanceIdentifier !== undefined)
    throw new UserError('database-is-replica', [identifier, database.ReadReplicaSourceDBInstanceIdentifier]);
  if (!['mysql', 'mariadb'].includes(engine)) throw new UserError('database-engine', [identifier, engine]);
  const zones = zonesOf(database);
  if (zones.length < 2) throw new UserError('database-in-one-zone', [identifier, database.DBSubnetGroup?.DBSubnetGroupName ?? '', zones.join(', ')]);
  return database;
}

async function blogMustServe(ctx: StepContext, server: Instance, database: DBInstance): Promise<void> {
  const id = server.InstanceId ?? '';
  const config = await ctx.blog.config(server);
  if (config.overrides.length > 0) throw new UserError('address-fixed-in-wp-config', [id, config.overrides.join(', ')]);
  if (config.multisite) throw new UserError('blog-is-multisite', [id]);
  const { host } = config.database;
  if (host.toLowerCase() !== database.Endpoint?.Address?.toLowerCase()) throw new UserError('database-not-the-blogs', [host, database.Endpoint?.Address ?? '']);
  await mustStartByItself(ctx, server);
  await mustAnswerHealthCheck(ctx, server);
}

/** A web server that nobody starts at boot passes every step and dies in the drill. */
async function mustStartByItself(ctx: StepContext, server: Instance): Promise<void> {
  const shell = await ctx.blog.shell(server);
  const { out } = await shell.run(`command -v systemctl >/dev/null 2>&1 || exit 0
for unit in httpd apache2 nginx php-fpm; do
  if [ "$(systemctl is-active $unit 2>/dev/null)" = active ] && [ "$(systemctl is-enabled $unit 2>/dev/null)" = disabled ]; then echo $unit; fi
done
`);
  const units = out.trim().split(/\s+/).filter(Boolean);
  if (units.length > 0) throw new UserError('web-server-not-enabled', [server.InstanceId ?? '', units.join(' ')]);
}

/** Only while readers come to the server itself: once it is behind the balancer, the balancer tells its health. */
async function mustAnswerHealthCheck(ctx: StepContext, server: Instance): Promise<void> {
  const address = httpAddress(server);
  if (address === undefined) throw new UserError('server-without-address', [server.InstanceId ?? '']);
  if (tagValue(server.Tags, 'redundant-blog:run') !== undefined) return;
  const seen = await eventually(ctx, `${address}/readme.html`, isPage, 3);
  if (!isPage(seen)) throw new UserError('health-page-missing', [`${address}/readme.html`, seenInShort(seen)]);
}
