import type { DescribeNetworkAclsRequest, DescribeNetworkAclsResult, NetworkAcl, NetworkAclEntry } from '@aws-sdk/client-ec2';
import { absent, matcher, type FilterTable } from '../filters.ts';
import { reads, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { listed } from './declared.ts';
import { paged } from './describe.ts';
import { combination } from './refusals.ts';
import { aclAssociationOf, defaultAclOf, inVpc } from './vpc-parts.ts';

const filters: FilterTable<NetworkAcl> = {
  'association.association-id': (acl) => acl.Associations?.map((one) => one.NetworkAclAssociationId),
  'association.network-acl-id': (acl) => acl.Associations?.map((one) => one.NetworkAclId),
  'association.subnet-id': (acl) => acl.Associations?.map((one) => one.SubnetId),
  default: (acl) => acl.IsDefault,
  'entry.cidr': (acl) => acl.Entries?.map((one) => one.CidrBlock),
  'entry.protocol': (acl) => acl.Entries?.map((one) => one.Protocol),
  'entry.rule-action': (acl) => acl.Entries?.map((one) => one.RuleAction),
  'entry.egress': (acl) => acl.Entries?.map((one) => one.Egress),
  'entry.rule-number': (acl) => acl.Entries?.map((one) => one.RuleNumber),
  'network-acl-id': (acl) => acl.NetworkAclId,
  'owner-id': (acl) => acl.OwnerId,
  'vpc-id': (acl) => acl.VpcId,
  ...absent('entry.icmp.code', 'entry.icmp.type', 'entry.ipv6-cidr', 'entry.port-range.from', 'entry.port-range.to'),
};

const describeNetworkAcls = reads<DescribeNetworkAclsRequest, DescribeNetworkAclsResult>()([...listed, 'NetworkAclIds'], (world, input) => {
  const ids = input.NetworkAclIds ?? [];
  if (ids.length > 0 && input.MaxResults !== undefined) throw combination('The parameter networkAclIdSet cannot be used with the parameter maxResults');
  const all = world
    .table('vpc')
    .all()
    .map((vpc) => aclOf(world, vpc));
  const strange = ids.find((id) => !all.some((acl) => acl.NetworkAclId === id));
  if (strange !== undefined) throw new Refusal('InvalidNetworkAclID.NotFound', `The networkAcl ID '${strange}' does not exist`);
  const asked = all.filter((acl) => ids.length === 0 || ids.includes(acl.NetworkAclId ?? ''));
  const { rows, ...rest } = paged(world, asked.filter(matcher(input.Filters, filters, () => [])), (acl) => acl.NetworkAclId ?? '', input);
  return { NetworkAcls: [...rows], ...rest };
});

/** A VPC's default network ACL: everything may pass. The lab has no others. */
function aclOf(world: World, vpc: Tables['vpc']): NetworkAcl {
  const id = defaultAclOf(vpc.id);
  return {
    NetworkAclId: id,
    VpcId: vpc.id,
    OwnerId: world.account,
    IsDefault: true,
    Entries: [true, false].flatMap((egress) => [entry(egress, 100, 'allow'), entry(egress, 32_767, 'deny')]),
    Associations: inVpc(world, 'subnet', vpc.id).map((subnet) => ({
      NetworkAclAssociationId: aclAssociationOf(subnet.id),
      NetworkAclId: id,
      SubnetId: subnet.id,
    })),
    Tags: [],
  };
}

function entry(Egress: boolean, RuleNumber: number, RuleAction: 'allow' | 'deny'): NetworkAclEntry {
  return { CidrBlock: '0.0.0.0/0', Egress, Protocol: '-1', RuleAction, RuleNumber };
}

export const operations: Operations = { DescribeNetworkAcls: describeNetworkAcls };
