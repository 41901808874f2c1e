import type { DescribeAddressesRequest, DescribeAddressesResult } from '@aws-sdk/client-ec2';
import { matcher, type FilterTable } from '../filters.ts';
import { reads, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { tagsOf } from './describe.ts';
import { findAll } from './ids.ts';
import { filtered } from './declared.ts';

const filters: FilterTable<Tables['address']> = {
  'allocation-id': (address) => address.AllocationId,
  'association-id': (address) => address.AssociationId,
  domain: (address) => address.Domain,
  'instance-id': (address) => address.InstanceId,
  'network-border-group': (address) => address.NetworkBorderGroup,
  'network-interface-id': (address) => address.NetworkInterfaceId,
  'network-interface-owner-id': (address) => address.NetworkInterfaceOwnerId,
  'private-ip-address': (address) => address.PrivateIpAddress,
  'public-ip': (address) => address.PublicIp,
};

const describeAddresses = reads<DescribeAddressesRequest, DescribeAddressesResult>()([...filtered, 'AllocationIds', 'PublicIps'], (world, input) => ({
  Addresses: chosen(world, input).filter(matcher<Tables['address']>(input.Filters, filters, tagsOf)),
}));

function chosen(world: World, { AllocationIds: ids = [], PublicIps: ips = [] }: DescribeAddressesRequest): readonly Tables['address'][] {
  if (ids.length > 0) return findAll(world, 'address', ids);
  const all = world.table('address').all();
  if (ips.length === 0) return all;
  return ips.map((ip) => {
    const found = all.find((address) => address.PublicIp === ip);
    if (found === undefined) throw new Refusal('InvalidAddress.NotFound', `Address '${ip}' not found.`);
    return found;
  });
}

export const operations: Operations = { DescribeAddresses: describeAddresses };
