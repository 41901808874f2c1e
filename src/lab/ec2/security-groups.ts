import type {
  CreateSecurityGroupRequest,
  CreateSecurityGroupResult,
  DeleteSecurityGroupRequest,
  DeleteSecurityGroupResult,
  DescribeSecurityGroupsRequest,
  DescribeSecurityGroupsResult,
  SecurityGroup,
  SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { matcher, type Comparable, type FilterTable } from '../filters.ts';
import { changes, reads, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { paged, tagsOf } from './describe.ts';
import { find, findAll, unknown } from './ids.ts';
import { permissionsOf } from './permissions.ts';
import { combination, invalid, missing, required } from './refusals.ts';
import { shownTags, tagsOnCreate } from './taggables.ts';
import { listed, tagsGiven } from './declared.ts';

type Group = Tables['securityGroup'];

type Rules = (group: Group) => readonly SecurityGroupRule[];

const filtersOf = (rules: Rules): FilterTable<Group> => ({
  description: (group) => group.Description,
  'group-id': (group) => group.GroupId,
  'group-name': (group) => group.GroupName,
  'owner-id': (group) => group.OwnerId,
  'vpc-id': (group) => group.VpcId,
  ...ruleFilters('ip-permission', rules, false),
  ...ruleFilters('egress.ip-permission', rules, true),
});

function ruleFilters(prefix: string, rules: Rules, egress: boolean): FilterTable<Group> {
  const each = (of: (rule: SecurityGroupRule) => Comparable) => (group: Group) =>
    rules(group)
      .filter((rule) => (rule.IsEgress ?? false) === egress)
      .map(of);
  return {
    [`${prefix}.cidr`]: each((rule) => rule.CidrIpv4),
    [`${prefix}.from-port`]: each((rule) => (rule.IpProtocol === '-1' ? undefined : rule.FromPort)),
    [`${prefix}.group-id`]: each((rule) => rule.ReferencedGroupInfo?.GroupId),
    [`${prefix}.group-name`]: () => undefined,
    [`${prefix}.ipv6-cidr`]: each((rule) => rule.CidrIpv6),
    [`${prefix}.prefix-list-id`]: each((rule) => rule.PrefixListId),
    [`${prefix}.protocol`]: each((rule) => rule.IpProtocol),
    [`${prefix}.to-port`]: each((rule) => (rule.IpProtocol === '-1' ? undefined : rule.ToPort)),
    [`${prefix}.user-id`]: each((rule) => rule.ReferencedGroupInfo?.UserId),
  };
}

const describeSecurityGroups = reads<DescribeSecurityGroupsRequest, DescribeSecurityGroupsResult>()([...listed, 'GroupIds', 'GroupNames'], (world, input) => {
  const named = (input.GroupIds ?? []).length + (input.GroupNames ?? []).length > 0;
  if (named && input.MaxResults !== undefined) throw combination('The parameter groupId or groupName cannot be used with the parameter maxResults');
  const byGroup = rulesByGroup(world);
  const rules: Rules = (group) => byGroup.get(group.id) ?? [];
  const found = chosen(world, input).filter(matcher(input.Filters, filtersOf(rules), tagsOf));
  const { rows, ...rest } = paged(world, found, (group) => group.id, input);
  return { SecurityGroups: rows.map((group) => described(group, rules(group))), ...rest };
});

function chosen(world: World, { GroupIds: ids = [], GroupNames: names = [] }: DescribeSecurityGroupsRequest): readonly Group[] {
  if (ids.length > 0) return findAll(world, 'securityGroup', ids);
  return names.length > 0 ? names.map((name) => inDefaultVpc(world, name)) : world.table('securityGroup').all();
}

/** Names alone only work in the default VPC. */
export function inDefaultVpc(world: World, name: string): Group {
  const home = world
    .table('vpc')
    .all()
    .find((vpc) => vpc.IsDefault === true);
  const group = world
    .table('securityGroup')
    .all()
    .find((one) => home !== undefined && one.VpcId === home.id && one.GroupName === name);
  if (group !== undefined) return group;
  if (home === undefined) throw unknown('securityGroup', [name]);
  throw new Refusal('InvalidGroup.NotFound', `The security group '${name}' does not exist in default VPC '${home.id}'`);
}

function rulesByGroup(world: World): Map<string, SecurityGroupRule[]> {
  const found = new Map<string, SecurityGroupRule[]>();
  for (const rule of world.table('securityGroupRule').all()) {
    const rules = found.get(rule.GroupId ?? '');
    if (rules) rules.push(rule);
    else found.set(rule.GroupId ?? '', [rule]);
  }
  return found;
}

function described(group: Group, rules: readonly SecurityGroupRule[]): SecurityGroup {
  const side = (egress: boolean) => permissionsOf(rules.filter((rule) => (rule.IsEgress ?? false) === egress));
  return { ...group, IpPermissions: side(false), IpPermissionsEgress: side(true) };
}

const createSecurityGroup = changes<CreateSecurityGroupRequest, CreateSecurityGroupResult>()(
  ['Description', 'GroupName', 'VpcId', ...tagsGiven],
  (world, input) => {
    const name = groupName(input.GroupName);
    const about = groupDescription(input.Description);
    const tags = tagsOnCreate(input.TagSpecifications, ['security-group'])['security-group'];
    const vpc = input.VpcId === undefined ? homeVpc(world) : find(world, 'vpc', input.VpcId).id;
    const same = (group: Group) => group.VpcId === vpc && group.GroupName?.toLowerCase() === name.toLowerCase();
    if (world.table('securityGroup').all().some(same))
      throw new Refusal('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpc}'`);
    const group = newGroup(world, { GroupName: name, Description: about, VpcId: vpc, Tags: shownTags(tags) });
    return { GroupId: group.id, Tags: tags, SecurityGroupArn: group.SecurityGroupArn };
  },
);

/** Puts a group with EC2's one outbound rule to everywhere. */
export function newGroup(world: World, about: Pick<SecurityGroup, 'GroupName' | 'Description' | 'VpcId' | 'Tags'>): Group {
  const id = world.newId('sg');
  const owner = { OwnerId: world.account, GroupId: id, SecurityGroupArn: `arn:aws:ec2:${world.region}:${world.account}:security-group/${id}` };
  const group: Group = { id, ...owner, ...about };
  world.table('securityGroup').put(group);
  putRule(world, group, true, { IpProtocol: '-1', FromPort: -1, ToPort: -1, CidrIpv4: '0.0.0.0/0' }, []);
  return group;
}

/** Puts one rule of a group. */
export function putRule(
  world: World,
  group: Group,
  egress: boolean,
  allowed: Partial<SecurityGroupRule>,
  tags: SecurityGroupRule['Tags'],
): Tables['securityGroupRule'] {
  const id = world.newId('sgr');
  const rule = {
    id,
    SecurityGroupRuleId: id,
    GroupId: group.id,
    GroupOwnerId: group.OwnerId,
    IsEgress: egress,
    ...allowed,
    Tags: tags,
    SecurityGroupRuleArn: `arn:aws:ec2:${world.region}:${world.account}:security-group-rule/${id}`,
  };
  world.table('securityGroupRule').put(rule);
  return rule;
}

const allowedInText = /^[\w .\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

function groupName(given: string | undefined): string {
  const name = required(given, 'GroupName').trim();
  if (/^sg-/i.test(name)) throw invalid('Invalid security group name. Group names may not be in the format sg-*.');
  if (name.toLowerCase() === 'default') throw new Refusal('InvalidGroup.Reserved', `Security group name '${name}' is reserved`);
  if (!allowedInText.test(name)) throw invalid(`Value (${name}) for parameter GroupName is invalid. Character sets beyond ASCII are not supported.`);
  return name;
}

function groupDescription(given: string | undefined): string {
  const about = required(given, 'GroupDescription');
  if (!allowedInText.test(about)) throw invalid(`Value (${about}) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported.`);
  return about;
}

function homeVpc(world: World): string {
  const home = world
    .table('vpc')
    .all()
    .find((vpc) => vpc.IsDefault === true);
  if (home === undefined) throw new Refusal('VPCIdNotSpecified', 'No default VPC for this user');
  return home.id;
}

const deleteSecurityGroup = changes<DeleteSecurityGroupRequest, DeleteSecurityGroupResult>()(['GroupId', 'GroupName'], (world, input) => {
  const group = namedBy(world, input);
  if (group.GroupName === 'default') throw new Refusal('CannotDelete', `the specified group: "${group.id}" name: "default" cannot be deleted by a user`);
  if (inUse(world, group.id)) throw new Refusal('DependencyViolation', `resource ${group.id} has a dependent object`);
  for (const rule of world
    .table('securityGroupRule')
    .all()
    .filter((one) => one.GroupId === group.id))
    world.table('securityGroupRule').remove(rule.id);
  world.table('securityGroup').remove(group.id);
  return { Return: true, GroupId: group.id };
});

/** The group a request means by GroupId, or by GroupName in the default VPC. */
export function namedBy(world: World, { GroupId: id, GroupName: name }: { GroupId?: string | undefined; GroupName?: string | undefined }): Group {
  if (id !== undefined && name !== undefined) throw combination('The parameter groupName cannot be used with the parameter groupId');
  if (id !== undefined) return find(world, 'securityGroup', id);
  if (name !== undefined) return inDefaultVpc(world, name);
  throw missing('groupName or groupId');
}

/** Held by a network interface (instances' and balancers' alike), a server, a database, or a rule of another group? */
function inUse(world: World, id: string): boolean {
  const cards = world.table('networkInterface').all();
  const rules = world.table('securityGroupRule').all();
  return (
    cards.some((card) => card.Groups?.some((group) => group.GroupId === id)) ||
    rules.some((rule) => rule.GroupId !== id && rule.ReferencedGroupInfo?.GroupId === id) ||
    world
      .table('loadBalancer')
      .all()
      .some((balancer) => balancer.SecurityGroups?.includes(id)) ||
    world
      .table('dbInstance')
      .all()
      .some((database) => database.VpcSecurityGroups?.some((one) => one.VpcSecurityGroupId === id))
  );
}

export const operations: Operations = {
  CreateSecurityGroup: createSecurityGroup,
  DeleteSecurityGroup: deleteSecurityGroup,
  DescribeSecurityGroups: describeSecurityGroups,
};
