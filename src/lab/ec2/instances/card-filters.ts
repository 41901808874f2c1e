import type { InstanceNetworkInterface, InstancePrivateIpAddress } from '@aws-sdk/client-ec2';
import { absent, type Comparable, type FilterTable, type Found } from '../../filters.ts';
import type { Instance } from './states.ts';

type Of<Row> = (row: Row) => Found;

const card =
  (of: (card: InstanceNetworkInterface) => Comparable): Of<Instance> =>
  (instance) =>
    instance.NetworkInterfaces?.map(of);

const group =
  (of: (card: { GroupId?: string | undefined; GroupName?: string | undefined }) => Comparable): Of<Instance> =>
  (instance) =>
    instance.NetworkInterfaces?.flatMap((one) => (one.Groups ?? []).map(of));

const address =
  (of: (address: InstancePrivateIpAddress) => Comparable): Of<Instance> =>
  (instance) =>
    instance.NetworkInterfaces?.flatMap((one) => (one.PrivateIpAddresses ?? []).map(of));

const named = (prefix: string, table: FilterTable<Instance>): FilterTable<Instance> =>
  Object.fromEntries(Object.entries(table).map(([name, of]) => [`${prefix}.${name}`, of]));

/** The filters of DescribeInstances that look at an instance's network interfaces. */
export const cardFilters: FilterTable<Instance> = named('network-interface', {
  'addresses.association.ip-owner-id': address((one) => one.Association?.IpOwnerId),
  'addresses.association.public-dns-name': address((one) => one.Association?.PublicDnsName),
  'addresses.association.public-ip': address((one) => one.Association?.PublicIp),
  'addresses.primary': address((one) => one.Primary),
  'addresses.private-dns-name': address((one) => one.PrivateDnsName),
  'addresses.private-ip-address': address((one) => one.PrivateIpAddress),
  'association.ip-owner-id': card((one) => one.Association?.IpOwnerId),
  'association.public-dns-name': card((one) => one.Association?.PublicDnsName),
  'association.public-ip': card((one) => one.Association?.PublicIp),
  'attachment.attach-time': card((one) => one.Attachment?.AttachTime),
  'attachment.attachment-id': card((one) => one.Attachment?.AttachmentId),
  'attachment.delete-on-termination': card((one) => one.Attachment?.DeleteOnTermination),
  'attachment.device-index': card((one) => one.Attachment?.DeviceIndex),
  'attachment.instance-id': (instance) => instance.NetworkInterfaces?.map(() => instance.InstanceId),
  'attachment.instance-owner-id': card((one) => one.OwnerId),
  'attachment.network-card-index': card((one) => one.Attachment?.NetworkCardIndex),
  'attachment.status': card((one) => one.Attachment?.Status),
  'availability-zone': (instance) => instance.NetworkInterfaces?.map(() => instance.Placement?.AvailabilityZone),
  description: card((one) => one.Description),
  'group-id': group((one) => one.GroupId),
  'group-name': group((one) => one.GroupName),
  'mac-address': card((one) => one.MacAddress),
  'network-interface-id': card((one) => one.NetworkInterfaceId),
  'operator.managed': card(() => false),
  'owner-id': card((one) => one.OwnerId),
  'private-dns-name': card((one) => one.PrivateDnsName),
  'private-ip-address': card((one) => one.PrivateIpAddress),
  'public-dns-name': card((one) => one.Association?.PublicDnsName),
  'requester-managed': card(() => false),
  'source-dest-check': card((one) => one.SourceDestCheck),
  status: card((one) => one.Status),
  'subnet-id': card((one) => one.SubnetId),
  'vpc-id': card((one) => one.VpcId),
  ...absent(
    'addresses.association.allocation-id',
    'addresses.association.association-id',
    'addresses.association.carrier-ip',
    'addresses.association.customer-owned-ip',
  ),
  ...absent('association.allocation-id', 'association.association-id', 'association.carrier-ip', 'association.customer-owned-ip', 'deny-all-igw-traffic'),
  ...absent(
    'ipv4-prefixes.ipv4-prefix',
    'ipv6-address',
    'ipv6-addresses.ipv6-address',
    'ipv6-addresses.is-primary-ipv6',
    'ipv6-native',
    'ipv6-prefixes.ipv6-prefix',
  ),
  ...absent('operator.principal', 'outpost-arn', 'requester-id', 'tag-key', 'tag-value'),
});
