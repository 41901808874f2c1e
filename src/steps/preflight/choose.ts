import type { Instance, Subnet } from '@aws-sdk/client-ec2';
import type { DBInstance } from '@aws-sdk/client-rds';
import { findDatabases } from '../../aws/find/databases.ts';
import { coversWeb, findGroups, findRules } from '../../aws/find/firewalls.ts';
import { findPublicSubnets, findSubnets } from '../../aws/find/network.ts';
import { findServer1, findServers, groupIdsOf, namedAsFirst, serverName } from '../../aws/find/servers.ts';
import { tagKeys, tagValue } from '../../aws/ownership.ts';
import { httpAddress } from '../../blog/reach.ts';
import { UserError } from '../../errors.ts';
import type { StepContext } from '../../step.ts';
import type { Choice } from '../../ui/prompts.ts';

export interface Chosen {
  readonly server1: string;
  readonly subnet2: string;
  readonly webGroup: string;
  readonly database: string;
}

/** Finds the parts of the blog by what they do, and asks only where that leaves more than one. */
export async function choose(ctx: StepContext): Promise<Chosen> {
  const server = await chooseServer(ctx);
  const subnet = await chooseSubnet(ctx, server);
  const webGroup = await chooseGroup(ctx, server);
  const database = await chooseDatabase(ctx, server);
  return { server1: server.InstanceId ?? '', subnet2: subnet.SubnetId ?? '', webGroup, database: database.DBInstanceIdentifier ?? '' };
}

async function chooseServer(ctx: StepContext): Promise<Instance> {
  const known = await findServer1(ctx);
  if (known !== undefined) return known;
  const servers = await findServers(ctx);
  const named = namedAsFirst(servers, ctx.names);
  const candidates = named.length > 0 ? named : servers;
  if (candidates.length === 0) throw new UserError('no-server', [ctx.run.region]);
  const only = named.length === 1 ? named[0] : undefined;
  return only ?? ctx.prompts.select({ message: ctx.words.steps.preflight.questions.server, flag: '--answer server1=…', choices: candidates.map(choiceOf) });
}

const choiceOf = (server: Instance): Choice<Instance> => ({
  value: server,
  name: [serverName(server) ?? '', server.InstanceId, server.State?.Name, httpAddress(server) ?? ''].filter(Boolean).join('  '),
});

async function chooseSubnet(ctx: StepContext, server: Instance): Promise<Subnet> {
  const vpcId = server.VpcId ?? '';
  const [subnets, open] = await Promise.all([findSubnets(ctx, vpcId), findPublicSubnets(ctx, vpcId)]);
  const own = subnets.find((subnet) => subnet.SubnetId === server.SubnetId);
  // By the zone's id: names of zones mean different places in different accounts, and names of subnets mean nothing.
  const candidates = subnets.filter((subnet) => open.has(subnet.SubnetId ?? '') && subnet.AvailabilityZoneId !== own?.AvailabilityZoneId);
  const [first, ...others] = candidates;
  if (first === undefined) throw new UserError('no-second-public-subnet', [vpcId, own?.AvailabilityZone ?? '']);
  if (others.length === 0) return first;
  const tutorials = candidates.filter((subnet) => nameOf(subnet) === 'public-subnet-2');
  const choices = candidates.map((subnet) => ({
    value: subnet,
    name: [nameOf(subnet), subnet.SubnetId, subnet.AvailabilityZone, subnet.CidrBlock].join('  '),
  }));
  const usual = tutorials.length === 1 ? tutorials[0] : undefined;
  return usual ?? ctx.prompts.select({ message: ctx.words.steps.preflight.questions.subnet, flag: '--answer subnet2=…', choices });
}

const nameOf = (subnet: Subnet) => tagValue(subnet.Tags, tagKeys.name) ?? '';

async function chooseGroup(ctx: StepContext, server: Instance): Promise<string> {
  const ids = groupIdsOf(server);
  const rules = await Promise.all(ids.map((id) => findRules(ctx, id)));
  const candidates = ids.filter((_, index) => rules[index]?.some(coversWeb));
  const [first, ...others] = candidates;
  if (first === undefined) throw new UserError('no-web-firewall', [server.InstanceId ?? '', ids.join(', ')]);
  if (others.length === 0) return first;
  const groups = await findGroups(ctx, server.VpcId ?? '');
  const choices = candidates.map((id) => ({ value: id, name: `${groups.find((group) => group.GroupId === id)?.GroupName ?? ''}  ${id}` }));
  return ctx.prompts.select({ message: ctx.words.steps.preflight.questions.webGroup, flag: '--answer web-group=…', choices });
}

async function chooseDatabase(ctx: StepContext, server: Instance): Promise<DBInstance> {
  const candidates = (await findDatabases(ctx)).filter((database) => database.DBSubnetGroup?.VpcId === server.VpcId);
  const [first, ...others] = candidates;
  if (first === undefined) throw new UserError('no-database', [server.VpcId ?? '']);
  if (others.length === 0) return first;
  const used = ctx.apiOnly ? undefined : await databaseInUse(ctx, server, candidates);
  const choices = candidates.map((database) => ({
    value: database,
    name: [database.DBInstanceIdentifier, database.Engine, database.Endpoint?.Address].join('  '),
  }));
  return used ?? ctx.prompts.select({ message: ctx.words.steps.preflight.questions.database, flag: '--answer database=…', choices });
}

/** The one that wp-config.php names. */
async function databaseInUse(ctx: StepContext, server: Instance, candidates: readonly DBInstance[]): Promise<DBInstance | undefined> {
  const { database } = await ctx.blog.config(server);
  return candidates.find((one) => one.Endpoint?.Address?.toLowerCase() === database.host.toLowerCase());
}
