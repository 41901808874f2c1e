import type { DescribeSubnetsRequest, DescribeSubnetsResult } from '@aws-sdk/client-ec2';
import { absent, type FilterTable } from '../filters.ts';
import { reads, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { freeAddresses } from './addressing.ts';
import { list } from './describe.ts';
import { listed } from './declared.ts';

const filtersOf = (world: World): FilterTable<Tables['subnet']> => ({
  'availability-zone': (subnet) => subnet.AvailabilityZone,
  availabilityZone: (subnet) => subnet.AvailabilityZone,
  'availability-zone-id': (subnet) => subnet.AvailabilityZoneId,
  availabilityZoneId: (subnet) => subnet.AvailabilityZoneId,
  'available-ip-address-count': (subnet) => freeAddresses(world, subnet),
  cidr: (subnet) => subnet.CidrBlock,
  cidrBlock: (subnet) => subnet.CidrBlock,
  'cidr-block': (subnet) => subnet.CidrBlock,
  'default-for-az': (subnet) => subnet.DefaultForAz ?? false,
  defaultForAz: (subnet) => subnet.DefaultForAz ?? false,
  'enable-dns64': (subnet) => subnet.EnableDns64 ?? false,
  'ipv6-native': (subnet) => subnet.Ipv6Native ?? false,
  'map-customer-owned-ip-on-launch': (subnet) => subnet.MapCustomerOwnedIpOnLaunch ?? false,
  'map-public-ip-on-launch': (subnet) => subnet.MapPublicIpOnLaunch ?? false,
  'owner-id': (subnet) => subnet.OwnerId,
  'private-dns-name-options-on-launch.hostname-type': (subnet) => subnet.PrivateDnsNameOptionsOnLaunch?.HostnameType,
  'private-dns-name-options-on-launch.enable-resource-name-dns-a-record': (subnet) => subnet.PrivateDnsNameOptionsOnLaunch?.EnableResourceNameDnsARecord,
  'private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record': (subnet) => subnet.PrivateDnsNameOptionsOnLaunch?.EnableResourceNameDnsAAAARecord,
  state: (subnet) => subnet.State,
  'subnet-arn': (subnet) => subnet.SubnetArn,
  'subnet-id': (subnet) => subnet.SubnetId,
  'vpc-id': (subnet) => subnet.VpcId,
  ...absent(
    'customer-owned-ipv4-pool',
    'enable-lni-at-device-index',
    'ipv6-cidr-block-association.ipv6-cidr-block',
    'ipv6-cidr-block-association.association-id',
    'ipv6-cidr-block-association.state',
    'outpost-arn',
  ),
});

const describeSubnets = reads<DescribeSubnetsRequest, DescribeSubnetsResult>()([...listed, 'SubnetIds'], (world, input) => {
  const { rows, ...rest } = list(world, { kind: 'subnet', filters: filtersOf(world), idsParameter: 'subnetSet' }, input.SubnetIds, input);
  return { Subnets: rows.map((subnet) => ({ ...subnet, AvailableIpAddressCount: freeAddresses(world, subnet) })), ...rest };
});

export const operations: Operations = { DescribeSubnets: describeSubnets };
