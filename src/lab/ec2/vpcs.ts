import type { DescribeVpcsRequest, DescribeVpcsResult } from '@aws-sdk/client-ec2';
import { absent, type FilterTable } from '../filters.ts';
import { reads, type Operations } from '../operation.ts';
import type { Tables } from '../world.ts';
import { list } from './describe.ts';

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

const describeVpcs = reads<DescribeVpcsRequest, DescribeVpcsResult>()(['Filters', 'VpcIds', 'NextToken', 'MaxResults'], (world, input) => {
  const { rows, ...rest } = list(world, { kind: 'vpc', filters, idsParameter: 'vpcSet' }, input.VpcIds, input);
  return { Vpcs: [...rows], ...rest };
});

export const operations: Operations = { DescribeVpcs: describeVpcs };
