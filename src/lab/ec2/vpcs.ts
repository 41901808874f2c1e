import type { CreateVpcRequest, CreateVpcResult, DeleteVpcRequest, DescribeVpcsRequest, DescribeVpcsResult } from '@aws-sdk/client-ec2';
import { absent, type FilterTable } from '../filters.ts';
import { changes, reads, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { listed, tagsGiven } from './declared.ts';
import { list } from './describe.ts';
import { find } from './ids.ts';
import { required } from './refusals.ts';
import { tagsOnCreate } from './taggables.ts';
import { mustHaveRoomForVpc, newVpc, vpcBlock } from './vpc-making.ts';
import { gatewayOf, inVpc } from './vpc-parts.ts';

const filters: FilterTable<Tables['vpc']> = {
  cidr: (vpc) => vpc.CidrBlock,
  'cidr-block': (vpc) => vpc.CidrBlock,
  'cidr-block-association.cidr-block': (vpc) => vpc.CidrBlockAssociationSet?.map((one) => one.CidrBlock),
  'cidr-block-association.association-id': (vpc) => vpc.CidrBlockAssociationSet?.map((one) => one.AssociationId),
  'cidr-block-association.state': (vpc) => vpc.CidrBlockAssociationSet?.map((one) => one.CidrBlockState?.State),
  'dhcp-options-id': (vpc) => vpc.DhcpOptionsId,
  'is-default': (vpc) => vpc.IsDefault ?? false,
  isDefault: (vpc) => vpc.IsDefault ?? false,
  'owner-id': (vpc) => vpc.OwnerId,
  state: (vpc) => vpc.State,
  'vpc-id': (vpc) => vpc.VpcId,
  ...absent(
    'ipv6-cidr-block-association.ipv6-cidr-block',
    'ipv6-cidr-block-association.ipv6-pool',
    'ipv6-cidr-block-association.association-id',
    'ipv6-cidr-block-association.state',
  ),
};

const describeVpcs = reads<DescribeVpcsRequest, DescribeVpcsResult>()([...listed, 'VpcIds'], (world, input) => {
  const { rows, ...rest } = list(world, { kind: 'vpc', filters, idsParameter: 'vpcSet' }, input.VpcIds, input);
  return { Vpcs: [...rows], ...rest };
});

const createVpc = changes<CreateVpcRequest, CreateVpcResult>()(
  ['AmazonProvidedIpv6CidrBlock', 'CidrBlock', 'InstanceTenancy', ...tagsGiven],
  (world, input) => {
    const tags = tagsOnCreate(input.TagSpecifications, ['vpc']).vpc;
    if (input.CidrBlock === undefined) throw new Refusal('MissingParameter', "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.");
    const cidr = vpcBlock(input.CidrBlock);
    if (input.AmazonProvidedIpv6CidrBlock === true) throw new Refusal('UnsupportedOperation', 'The lab has no IPv6 addresses to give.');
    if (input.InstanceTenancy !== undefined && input.InstanceTenancy !== 'default')
      throw new Refusal('UnsupportedOperation', 'The lab has no dedicated hosts: tenancy must be default.');
    mustHaveRoomForVpc(world);
    // The answer is given while EC2 is still at it.
    return { Vpc: { ...newVpc(world, cidr, tags), State: 'pending' } };
  },
);

const deleteVpc = changes<DeleteVpcRequest, object>()(['VpcId'], (world, input) => {
  const { id } = find(world, 'vpc', required(input.VpcId, 'VpcId'));
  if (inUse(world, id)) throw new Refusal('DependencyViolation', `The vpc '${id}' has dependencies and cannot be deleted.`);
  for (const table of inVpc(world, 'routeTable', id)) world.table('routeTable').remove(table.id);
  for (const group of inVpc(world, 'securityGroup', id)) {
    const rules = world.table('securityGroupRule');
    for (const rule of rules.all().filter((one) => one.GroupId === group.id)) rules.remove(rule.id);
    world.table('securityGroup').remove(group.id);
  }
  world.table('vpc').remove(id);
  return {};
});

/** What came with the VPC goes with it; anything else has to go first. */
function inUse(world: World, id: string): boolean {
  return (
    gatewayOf(world, id) !== undefined ||
    inVpc(world, 'subnet', id).length > 0 ||
    inVpc(world, 'networkInterface', id).length > 0 ||
    inVpc(world, 'securityGroup', id).some((group) => group.GroupName !== 'default') ||
    inVpc(world, 'routeTable', id).some((table) => !table.Associations?.some((one) => one.Main === true))
  );
}

export const operations: Operations = { CreateVpc: createVpc, DeleteVpc: deleteVpc, DescribeVpcs: describeVpcs };
