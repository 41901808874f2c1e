import type {
  CreateTargetGroupInput,
  CreateTargetGroupOutput,
  DeleteTargetGroupInput,
  DeleteTargetGroupOutput,
  DescribeTargetGroupsInput,
  DescribeTargetGroupsOutput,
  ModifyTargetGroupInput,
  ModifyTargetGroupOutput,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { changes, reads, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { balancersUsing } from './actions.ts';
import { elbArn, hex, loadBalancerAt, mustBeArn, notFound, targetGroupAt } from './arns.ts';
import { targetGroupDefaults } from './attributes.ts';
import { healthMembers, healthSettingNames, healthSettings, type HealthInput } from './health-settings.ts';
import { mustBeName } from './names.ts';
import { nextMarker, page } from './pages.ts';
import { mustBeTags } from './tags.ts';
import { invalid, notServed } from './refusals.ts';

type Group = Tables['targetGroup'];
type Creation = HealthInput &
  Pick<CreateTargetGroupInput, 'Name' | 'Protocol' | 'ProtocolVersion' | 'Port' | 'VpcId' | 'TargetType' | 'IpAddressType' | 'Tags'>;

const mostGroups = 3000;

export const targetGroupOperations: Operations = {
  CreateTargetGroup: changes<CreateTargetGroupInput, CreateTargetGroupOutput>()(
    ['Name', 'Protocol', 'ProtocolVersion', 'Port', 'VpcId', 'TargetType', 'IpAddressType', 'Tags.Key', 'Tags.Value', ...healthMembers],
    (world, input) => ({ TargetGroups: [described(world, create(world, input))] }),
  ),

  DescribeTargetGroups: reads<DescribeTargetGroupsInput, DescribeTargetGroupsOutput>()(
    ['LoadBalancerArn', 'TargetGroupArns', 'Names', 'Marker', 'PageSize'],
    (world, input) => {
      const shown = page(world, chosen(world, input), input);
      return { TargetGroups: shown.rows.map((row) => described(world, row)), ...nextMarker(shown) };
    },
  ),

  ModifyTargetGroup: changes<ModifyTargetGroupInput, ModifyTargetGroupOutput>()(['TargetGroupArn', ...healthMembers], (world, input) => {
    const group = targetGroupAt(world, input.TargetGroupArn);
    const settings = healthSettings(group, input);
    const changed = world.table('targetGroup').edit(group.id, (row) => Object.assign(row, settings));
    return { TargetGroups: [described(world, changed)] };
  }),

  DeleteTargetGroup: changes<DeleteTargetGroupInput, DeleteTargetGroupOutput>()(['TargetGroupArn'], (world, input) => {
    const group = targetGroupAt(world, input.TargetGroupArn);
    if (balancersUsing(world, group.id).length > 0) {
      throw new Refusal('ResourceInUse', `Target group '${group.id}' is currently in use by a listener or a rule`);
    }
    world.cancel(group.id);
    world.table('targetGroup').remove(group.id);
    return {};
  }),
};

function create(world: World, input: Creation): Group {
  mustBeName(input.Name, 'target group');
  mustBeServable(input);
  const port = mustBePort(input.Port);
  const vpcId = mustBeVpc(world, input.VpcId);
  const tags = mustBeTags(input.Tags);
  const fresh = newGroup(world, { name: input.Name, port, vpcId, health: healthSettings({}, input), tags });
  const standing = world
    .table('targetGroup')
    .all()
    .find((row) => row.TargetGroupName === input.Name);
  if (standing !== undefined) return mustBeSame(standing, fresh);
  if (world.table('targetGroup').all().length >= mostGroups) throw new Refusal('TooManyTargetGroups', 'The maximum number of target groups has been reached');
  world.table('targetGroup').put(fresh);
  return fresh;
}

function mustBeServable(input: Creation): void {
  if (input.Protocol === undefined) throw invalid('A protocol must be specified');
  if (input.Protocol !== 'HTTP') throw new Refusal('UnsupportedProtocol', `Target group protocol '${input.Protocol}' is not supported by this practice cloud`);
  if ((input.TargetType ?? 'instance') !== 'instance') throw notServed(`Target type '${input.TargetType}' is`);
  if ((input.ProtocolVersion ?? 'HTTP1') !== 'HTTP1') throw notServed(`Protocol version '${input.ProtocolVersion}' is`);
  if ((input.IpAddressType ?? 'ipv4') !== 'ipv4') throw notServed(`IP address type '${input.IpAddressType}' is`);
}

function mustBePort(port: number | undefined): number {
  if (port === undefined) throw invalid('A port must be specified');
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw invalid(`Port '${port}' must be between '1' and '65535' inclusive`);
  return port;
}

function mustBeVpc(world: World, id: string | undefined): string {
  if (id === undefined) throw invalid('A VPC ID must be specified');
  if (world.table('vpc').get(id) === undefined) throw invalid(`The VPC ID '${id}' is not found`);
  return id;
}

function newGroup(
  world: World,
  { name, port, vpcId, health, tags }: { name: string; port: number; vpcId: string; health: HealthInput; tags: Group['tags'] },
): Group {
  const arn = elbArn(world, 'targetgroup', `${name}/${hex(world)}`);
  return {
    id: arn,
    TargetGroupArn: arn,
    TargetGroupName: name,
    Protocol: 'HTTP',
    ProtocolVersion: 'HTTP1',
    Port: port,
    VpcId: vpcId,
    TargetType: 'instance',
    IpAddressType: 'ipv4',
    ...health,
    attributes: { ...targetGroupDefaults },
    tags,
    targets: [],
    draining: [],
  };
}

const settingsOf = (group: Group) => JSON.stringify([group.Port, group.VpcId, healthSettingNames.map((member) => group[member])]);

function mustBeSame(standing: Group, asked: Group): Group {
  if (settingsOf(standing) === settingsOf(asked)) return standing;
  throw new Refusal('DuplicateTargetGroupName', `A target group with the same name '${standing.TargetGroupName}' exists, but with different settings`);
}

const described = (world: World, group: Group): TargetGroup => ({ ...group, LoadBalancerArns: balancersUsing(world, group.id) });

function chosen(
  world: World,
  {
    LoadBalancerArn: balancer,
    TargetGroupArns: arns = [],
    Names: names = [],
  }: Pick<DescribeTargetGroupsInput, 'LoadBalancerArn' | 'TargetGroupArns' | 'Names'>,
): readonly Group[] {
  if ([balancer === undefined ? 0 : 1, arns.length, names.length].filter((count) => count > 0).length > 1) {
    throw invalid('Target group names, target group ARNs and a load balancer ARN cannot be specified at the same time');
  }
  for (const arn of arns) mustBeArn(arn, 'targetgroup', 'target group');
  const all = world.table('targetGroup').all();
  if (balancer !== undefined) {
    const { id } = loadBalancerAt(world, balancer);
    return all.filter((row) => balancersUsing(world, row.id).includes(id));
  }
  if (arns.length + names.length === 0) return all;
  const asked = all.filter((row) => arns.includes(row.id) || names.includes(row.TargetGroupName ?? ''));
  if (asked.length < new Set([...arns, ...names]).size) throw notFound('TargetGroupNotFound', 'One or more target groups not found');
  return asked;
}
