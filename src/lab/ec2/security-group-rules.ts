import type {
  AuthorizeSecurityGroupEgressRequest,
  AuthorizeSecurityGroupEgressResult,
  AuthorizeSecurityGroupIngressRequest,
  AuthorizeSecurityGroupIngressResult,
  DescribeSecurityGroupRulesRequest,
  DescribeSecurityGroupRulesResult,
  IpPermission,
  ModifySecurityGroupRulesRequest,
  ModifySecurityGroupRulesResult,
  RevokedSecurityGroupRule,
  RevokeSecurityGroupEgressRequest,
  RevokeSecurityGroupEgressResult,
  RevokeSecurityGroupIngressRequest,
  RevokeSecurityGroupIngressResult,
  SecurityGroupRuleRequest,
} from '@aws-sdk/client-ec2';
import type { FilterTable } from '../filters.ts';
import { changes, reads, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { list } from './describe.ts';
import { findAll } from './ids.ts';
import { allowedBy, keyOf, permissionsOf, quoted, type Allowed } from './permissions.ts';
import { inbound, outbound, updated } from './rule-members.ts';
import { combination, missing, required } from './refusals.ts';
import { namedBy, putRule } from './security-groups.ts';
import { tagsOnCreate } from './taggables.ts';
import { listed, tagsGiven } from './declared.ts';

type Group = Tables['securityGroup'];
type Rule = Tables['securityGroupRule'];

const mostRules = 60;

const filters: FilterTable<Rule> = {
  'group-id': (rule) => rule.GroupId,
  'security-group-rule-id': (rule) => rule.SecurityGroupRuleId,
};

const describeSecurityGroupRules = reads<DescribeSecurityGroupRulesRequest, DescribeSecurityGroupRulesResult>()(
  [...listed, 'SecurityGroupRuleIds'],
  (world, input) => {
    const how = { kind: 'securityGroupRule', filters, idsParameter: 'securityGroupRuleIds' } as const;
    const { rows, ...rest } = list(world, how, input.SecurityGroupRuleIds, input);
    return { SecurityGroupRules: [...rows], ...rest };
  },
);

const authorizeIngress = changes<AuthorizeSecurityGroupIngressRequest, AuthorizeSecurityGroupIngressResult>()([...inbound, ...tagsGiven], (world, input) =>
  authorize(world, namedBy(world, input), false, input),
);

const authorizeEgress = changes<AuthorizeSecurityGroupEgressRequest, AuthorizeSecurityGroupEgressResult>()([...outbound, ...tagsGiven], (world, input) =>
  authorize(world, namedBy(world, input), true, input),
);

const revokeIngress = changes<RevokeSecurityGroupIngressRequest, RevokeSecurityGroupIngressResult>()([...inbound, 'SecurityGroupRuleIds'], (world, input) =>
  revoke(world, namedBy(world, input), false, input),
);

const revokeEgress = changes<RevokeSecurityGroupEgressRequest, RevokeSecurityGroupEgressResult>()([...outbound, 'SecurityGroupRuleIds'], (world, input) =>
  revoke(world, namedBy(world, input), true, input),
);

type Given = Pick<
  AuthorizeSecurityGroupIngressRequest,
  'CidrIp' | 'FromPort' | 'IpPermissions' | 'IpProtocol' | 'SourceSecurityGroupName' | 'SourceSecurityGroupOwnerId' | 'ToPort' | 'TagSpecifications'
>;

function authorize(world: World, group: Group, egress: boolean, given: Given) {
  const tags = tagsOnCreate(given.TagSpecifications, ['security-group-rule'])['security-group-rule'];
  const allowed = allowedBy(world, group, permissionsIn(given) ?? refuse(missing('ipPermissions')));
  const held = rulesOf(world, group, egress);
  const keys = new Set(held.map(keyOf));
  const twice = allowed.find((rule) => keys.has(keyOf(rule)));
  if (twice) throw new Refusal('InvalidPermission.Duplicate', `the specified rule "${quoted(twice)}" already exists`);
  mustHaveRoom([...held, ...allowed]);
  return { Return: true, SecurityGroupRules: allowed.map((rule) => putRule(world, group, egress, rule, tags)) };
}

/** IPv4 and IPv6 rules are counted apart. */
function mustHaveRoom(rules: readonly Allowed[]): void {
  const six = rules.filter((rule) => rule.CidrIpv6 !== undefined).length;
  if (six > mostRules || rules.length - six > mostRules) {
    throw new Refusal('RulesPerSecurityGroupLimitExceeded', 'The maximum number of rules per security group has been reached.');
  }
}

function rulesOf(world: World, group: Group, egress: boolean): Rule[] {
  return world
    .table('securityGroupRule')
    .all()
    .filter((rule) => rule.GroupId === group.id && (rule.IsEgress ?? false) === egress);
}

/** The rules of a request, given as a list or as the one rule of the older parameters. */
function permissionsIn(given: Given): readonly IpPermission[] | undefined {
  const single = { IpProtocol: given.IpProtocol, FromPort: given.FromPort, ToPort: given.ToPort };
  const older = [...Object.values(single), given.CidrIp, given.SourceSecurityGroupName].some((value) => value !== undefined);
  if ((given.IpPermissions ?? []).length === 0) return older ? [{ ...single, ...olderPeer(given) }] : undefined;
  if (older)
    throw combination('The parameter ipPermissions cannot be used with the parameters ipProtocol, fromPort, toPort, cidrIp and sourceSecurityGroupName');
  return given.IpPermissions;
}

function olderPeer({ CidrIp: cidr, SourceSecurityGroupName: name, SourceSecurityGroupOwnerId: owner }: Given): Partial<IpPermission> {
  const pairs = name === undefined ? {} : { UserIdGroupPairs: [{ GroupName: name, ...(owner === undefined ? {} : { UserId: owner }) }] };
  return { ...pairs, ...(cidr === undefined ? {} : { IpRanges: [{ CidrIp: cidr }] }) };
}

function revoke(world: World, group: Group, egress: boolean, given: Given & { SecurityGroupRuleIds?: string[] | undefined }) {
  const ids = given.SecurityGroupRuleIds ?? [];
  const permissions = permissionsIn(given);
  if (ids.length > 0 && permissions !== undefined) throw combination("Only one of 'ipPermissions' or 'securityGroupRuleIds' should be provided.");
  if (ids.length === 0 && permissions === undefined)
    throw new Refusal('MissingParameter', "Either 'ipPermissions' or 'securityGroupRuleIds' should be provided.");
  const held = rulesOf(world, group, egress);
  const { gone, strange } = permissions === undefined ? { gone: byId(world, held, ids), strange: [] } : byProperties(world, group, held, permissions);
  for (const rule of gone) world.table('securityGroupRule').remove(rule.id);
  return { Return: true, RevokedSecurityGroupRules: gone.map(revoked), ...(strange.length > 0 ? { UnknownIpPermissions: permissionsOf(strange) } : {}) };
}

function byId(world: World, held: readonly Rule[], ids: readonly string[]): Rule[] {
  return findAll(world, 'securityGroupRule', ids).map((rule) => held.find((one) => one.id === rule.id) ?? refuse(unknownRule(rule.id)));
}

function unknownRule(id: string): Refusal {
  return new Refusal('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`);
}

/** Unmatched properties are an error in a VPC of one's own, and merely reported in the default VPC. */
function byProperties(world: World, group: Group, held: readonly Rule[], permissions: readonly IpPermission[]): { gone: Rule[]; strange: Allowed[] } {
  const wanted = allowedBy(world, group, permissions);
  const match = (allowed: Allowed) => held.find((rule) => keyOf(rule) === keyOf(allowed));
  const strange = wanted.filter((allowed) => match(allowed) === undefined);
  const lenient = world.table('vpc').get(group.VpcId ?? '')?.IsDefault === true;
  if (strange.length > 0 && !lenient) throw new Refusal('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
  return { gone: wanted.flatMap((allowed) => match(allowed) ?? []), strange };
}

function revoked(rule: Rule): RevokedSecurityGroupRule {
  const { SecurityGroupRuleId, GroupId, IsEgress, IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo, Description } = rule;
  return {
    SecurityGroupRuleId,
    GroupId,
    IsEgress,
    IpProtocol,
    FromPort,
    ToPort,
    CidrIpv4,
    CidrIpv6,
    PrefixListId,
    Description,
    ReferencedGroupId: ReferencedGroupInfo?.GroupId,
  };
}

const modifySecurityGroupRules = changes<ModifySecurityGroupRulesRequest, ModifySecurityGroupRulesResult>()(updated, (world, input) => {
  const group = namedBy(world, { GroupId: required(input.GroupId, 'GroupId') });
  const updates = required(input.SecurityGroupRules, 'SecurityGroupRules').map(({ SecurityGroupRuleId, SecurityGroupRule }) => {
    const id = required(SecurityGroupRuleId, 'SecurityGroupRuleId');
    const [rule] = findAll(world, 'securityGroupRule', [id]);
    if (rule === undefined || rule.GroupId !== group.id) throw unknownRule(id);
    return { rule, becomes: asRule(world, group, required(SecurityGroupRule, 'SecurityGroupRule')) };
  });
  for (const update of updates) mustStayUnique(world, group, updates, update);
  for (const { rule, becomes } of updates) world.table('securityGroupRule').put({ ...withoutPeer(rule), ...becomes });
  return { Return: true };
});

function asRule(world: World, group: Group, given: SecurityGroupRuleRequest): Allowed {
  const about = given.Description === undefined ? {} : { Description: given.Description };
  const permission: IpPermission = {
    IpProtocol: given.IpProtocol,
    FromPort: given.FromPort,
    ToPort: given.ToPort,
    ...(given.CidrIpv4 === undefined
      ? {}
      : {
          IpRanges: [
            {
              CidrIp: given.CidrIpv4,
              ...about,
            },
          ],
        }),
    ...(given.CidrIpv6 === undefined
      ? {}
      : {
          Ipv6Ranges: [
            {
              CidrIpv6: given.CidrIpv6,
              ...about,
            },
          ],
        }),
    ...(given.PrefixListId === undefined
      ? {}
      : {
          PrefixListIds: [
            {
              PrefixListId: given.PrefixListId,
              ...about,
            },
          ],
        }),
    ...(given.ReferencedGroupId === undefined
      ? {}
      : {
          UserIdGroupPairs: [
            {
              GroupId: given.ReferencedGroupId,
              ...about,
            },
          ],
        }),
  };
  const [rule, ...more] = allowedBy(world, group, [permission]);
  if (rule === undefined || more.length > 0) throw combination('Exactly one source or destination must be specified for a security group rule.');
  return rule;
}

function mustStayUnique(
  world: World,
  group: Group,
  updates: readonly { rule: Rule; becomes: Allowed }[],
  { rule, becomes }: { rule: Rule; becomes: Allowed },
): void {
  const others = rulesOf(world, group, rule.IsEgress ?? false).filter((one) => !updates.some((update) => update.rule.id === one.id));
  const twins = updates.filter((update) => update.rule.IsEgress === rule.IsEgress && keyOf(update.becomes) === keyOf(becomes));
  if (twins.length > 1 || others.some((one) => keyOf(one) === keyOf(becomes))) {
    throw new Refusal('InvalidPermission.Duplicate', `the specified rule "${quoted(becomes)}" already exists`);
  }
}

function withoutPeer(rule: Rule): Rule {
  const { CidrIpv4: _four, CidrIpv6: _six, PrefixListId: _list, ReferencedGroupInfo: _group, Description: _about, ...rest } = rule;
  return rest;
}

function refuse(refusal: Refusal): never {
  throw refusal;
}

export const operations: Operations = {
  DescribeSecurityGroupRules: describeSecurityGroupRules,
  AuthorizeSecurityGroupIngress: authorizeIngress,
  AuthorizeSecurityGroupEgress: authorizeEgress,
  RevokeSecurityGroupIngress: revokeIngress,
  RevokeSecurityGroupEgress: revokeEgress,
  ModifySecurityGroupRules: modifySecurityGroupRules,
};
