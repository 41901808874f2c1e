import type { DescribeNetworkInterfacesRequest, DescribeNetworkInterfacesResult } from '@aws-sdk/client-ec2';
import { absent, type FilterTable } from '../filters.ts';
import { reads, type Operations } from '../operation.ts';
import type { Tables } from '../world.ts';
import { list, unlessManaged } from './describe.ts';
import { listed } from './declared.ts';

const filters: FilterTable<Tables['networkInterface']> = {
  'association.allocation-id': (card) => card.Association?.AllocationId,
  'association.association-id': (card) => card.Association?.AssociationId,
  'association.ip-owner-id': (card) => card.Association?.IpOwnerId,
  'association.public-ip': (card) => card.Association?.PublicIp,
  'association.public-dns-name': (card) => card.Association?.PublicDnsName,
  'addresses.association.owner-id': (card) => card.PrivateIpAddresses?.map((one) => one.Association?.IpOwnerId),
  'addresses.association.public-ip': (card) => card.PrivateIpAddresses?.map((one) => one.Association?.PublicIp),
  'addresses.primary': (card) => card.PrivateIpAddresses?.map((one) => one.Primary),
  'addresses.private-ip-address': (card) => card.PrivateIpAddresses?.map((one) => one.PrivateIpAddress),
  'attachment.attach-time': (card) => card.Attachment?.AttachTime,
  'attachment.attachment-id': (card) => card.Attachment?.AttachmentId,
  'attachment.delete-on-termination': (card) => card.Attachment?.DeleteOnTermination,
  'attachment.device-index': (card) => card.Attachment?.DeviceIndex,
  'attachment.instance-id': (card) => card.Attachment?.InstanceId,
  'attachment.instance-owner-id': (card) => card.Attachment?.InstanceOwnerId,
  'attachment.status': (card) => card.Attachment?.Status,
  'availability-zone': (card) => card.AvailabilityZone,
  'availability-zone-id': (card) => card.AvailabilityZoneId,
  description: (card) => card.Description,
  'group-id': (card) => card.Groups?.map((group) => group.GroupId),
  'group-name': (card) => card.Groups?.map((group) => group.GroupName),
  'ipv6-addresses.ipv6-address': (card) => card.Ipv6Addresses?.map((one) => one.Ipv6Address),
  'interface-type': (card) => card.InterfaceType,
  'mac-address': (card) => card.MacAddress,
  'network-interface-id': (card) => card.NetworkInterfaceId,
  'operator.managed': () => false,
  'owner-id': (card) => card.OwnerId,
  'private-dns-name': (card) => card.PrivateDnsName,
  'private-ip-address': (card) => card.PrivateIpAddress,
  'requester-id': (card) => card.RequesterId,
  'requester-managed': (card) => card.RequesterManaged ?? false,
  'source-dest-check': (card) => card.SourceDestCheck,
  status: (card) => card.Status,
  'subnet-id': (card) => card.SubnetId,
  'vpc-id': (card) => card.VpcId,
  ...absent('operator.principal'),
};

const describeNetworkInterfaces = reads<DescribeNetworkInterfacesRequest, DescribeNetworkInterfacesResult>()(
  [...listed, 'NetworkInterfaceIds', 'IncludeManagedResources'],
  (world, input) => {
    const how = { kind: 'networkInterface', filters, idsParameter: 'networkInterfaceIdSet' } as const;
    const { rows, ...rest } = list(world, how, input.NetworkInterfaceIds, input, unlessManaged(input.IncludeManagedResources));
    return { NetworkInterfaces: [...rows], ...rest };
  },
);

export const operations: Operations = { DescribeNetworkInterfaces: describeNetworkInterfaces };
