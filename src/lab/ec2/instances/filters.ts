import { absent, type FilterTable } from '../../filters.ts';
import type { World } from '../../world.ts';
import { cardFilters } from './card-filters.ts';
import type { Instance } from './states.ts';

/** The filters of DescribeInstances. */
export const filtersOf = (world: World): FilterTable<Instance> => ({
  architecture: (one) => one.Architecture,
  'availability-zone': (one) => one.Placement?.AvailabilityZone,
  'availability-zone-id': (one) => one.Placement?.AvailabilityZoneId,
  'boot-mode': (one) => one.BootMode,
  'capacity-reservation-specification.capacity-reservation-preference': (one) => one.CapacityReservationSpecification?.CapacityReservationPreference,
  'client-token': (one) => one.ClientToken,
  'current-instance-boot-mode': (one) => one.CurrentInstanceBootMode,
  'dns-name': (one) => one.PublicDnsName,
  'ebs-optimized': (one) => one.EbsOptimized ?? false,
  'ena-support': (one) => one.EnaSupport,
  'enclave-options.enabled': (one) => one.EnclaveOptions?.Enabled ?? false,
  'hibernation-options.configured': (one) => one.HibernationOptions?.Configured ?? false,
  hypervisor: (one) => one.Hypervisor,
  'iam-instance-profile.arn': (one) => one.IamInstanceProfile?.Arn,
  'iam-instance-profile.id': (one) => one.IamInstanceProfile?.Id,
  'image-id': (one) => one.ImageId,
  'instance-id': (one) => one.InstanceId,
  'instance-lifecycle': (one) => one.InstanceLifecycle,
  'instance-state-code': (one) => one.State?.Code,
  'instance-state-name': (one) => one.State?.Name,
  'instance-type': (one) => one.InstanceType,
  'instance.group-id': (one) => one.SecurityGroups?.map((group) => group.GroupId),
  'instance.group-name': (one) => one.SecurityGroups?.map((group) => group.GroupName),
  'ip-address': (one) => one.PublicIpAddress,
  'key-name': (one) => one.KeyName,
  'launch-index': (one) => one.AmiLaunchIndex,
  'launch-time': (one) => one.LaunchTime,
  'maintenance-options.auto-recovery': (one) => one.MaintenanceOptions?.AutoRecovery,
  'metadata-options.http-endpoint': (one) => one.MetadataOptions?.HttpEndpoint,
  'metadata-options.http-protocol-ipv6': (one) => one.MetadataOptions?.HttpProtocolIpv6,
  'metadata-options.http-put-response-hop-limit': (one) => one.MetadataOptions?.HttpPutResponseHopLimit,
  'metadata-options.http-tokens': (one) => one.MetadataOptions?.HttpTokens,
  'metadata-options.instance-metadata-tags': (one) => one.MetadataOptions?.InstanceMetadataTags,
  'metadata-options.state': (one) => one.MetadataOptions?.State,
  'monitoring-state': (one) => one.Monitoring?.State,
  'network-performance-options.bandwidth-weighting': (one) => one.NetworkPerformanceOptions?.BandwidthWeighting,
  'operator.managed': (one) => one.Operator?.Managed ?? false,
  'owner-id': () => world.account,
  'platform-details': (one) => one.PlatformDetails,
  'private-dns-name': (one) => one.PrivateDnsName,
  'private-dns-name-options.hostname-type': (one) => one.PrivateDnsNameOptions?.HostnameType,
  'private-dns-name-options.enable-resource-name-dns-a-record': (one) => one.PrivateDnsNameOptions?.EnableResourceNameDnsARecord,
  'private-dns-name-options.enable-resource-name-dns-aaaa-record': (one) => one.PrivateDnsNameOptions?.EnableResourceNameDnsAAAARecord,
  'private-ip-address': (one) => one.PrivateIpAddress,
  reason: (one) => one.StateTransitionReason,
  'reservation-id': reservationIdOf,
  'root-device-name': (one) => one.RootDeviceName,
  'root-device-type': (one) => one.RootDeviceType,
  'source-dest-check': (one) => one.SourceDestCheck,
  'state-reason-code': (one) => one.StateReason?.Code,
  'state-reason-message': (one) => one.StateReason?.Message,
  'subnet-id': (one) => one.SubnetId,
  tenancy: (one) => one.Placement?.Tenancy,
  'usage-operation': (one) => one.UsageOperation,
  'usage-operation-update-time': (one) => one.UsageOperationUpdateTime,
  'virtualization-type': (one) => one.VirtualizationType,
  'vpc-id': (one) => one.VpcId,
  ...diskFilters,
  ...cardFilters,
  ...absent(
    'capacity-reservation-specification.capacity-reservation-target.capacity-reservation-id',
    'capacity-reservation-specification.capacity-reservation-target.capacity-reservation-resource-group-arn',
    'metadata-options.http-protocol-ipv4',
    ...['affinity', 'capacity-reservation-id', 'host-id', 'ipv6-address', 'kernel-id', 'operator.principal', 'outpost-arn', 'placement-group-name'],
    ...['placement-partition-number', 'platform', 'product-code', 'product-code.type', 'ramdisk-id', 'requester-id', 'spot-instance-request-id', 'tpm-support'],
  ),
});

/** The reservation an instance belongs to; a seeded one has a reservation of its own. */
export function reservationIdOf(instance: Instance): string {
  return instance.reservationId ?? instance.id.replace(/^i-/, 'r-');
}

const diskFilters: FilterTable<Instance> = {
  'block-device-mapping.attach-time': (one) => one.BlockDeviceMappings?.map((disk) => disk.Ebs?.AttachTime),
  'block-device-mapping.delete-on-termination': (one) => one.BlockDeviceMappings?.map((disk) => disk.Ebs?.DeleteOnTermination),
  'block-device-mapping.device-name': (one) => one.BlockDeviceMappings?.map((disk) => disk.DeviceName),
  'block-device-mapping.status': (one) => one.BlockDeviceMappings?.map((disk) => disk.Ebs?.Status),
  'block-device-mapping.volume-id': (one) => one.BlockDeviceMappings?.map((disk) => disk.Ebs?.VolumeId),
};
