import type { DescribeVolumesRequest, DescribeVolumesResult } from '@aws-sdk/client-ec2';
import { absent, type FilterTable } from '../filters.ts';
import { reads, type Operations } from '../operation.ts';
import type { Tables } from '../world.ts';
import { list, unlessManaged } from './describe.ts';
import { listed } from './declared.ts';

const filters: FilterTable<Tables['volume']> = {
  'attachment.attach-time': (volume) => volume.Attachments?.map((one) => one.AttachTime),
  'attachment.delete-on-termination': (volume) => volume.Attachments?.map((one) => one.DeleteOnTermination),
  'attachment.device': (volume) => volume.Attachments?.map((one) => one.Device),
  'attachment.instance-id': (volume) => volume.Attachments?.map((one) => one.InstanceId),
  'attachment.status': (volume) => volume.Attachments?.map((one) => one.State),
  'availability-zone': (volume) => volume.AvailabilityZone,
  'availability-zone-id': (volume) => volume.AvailabilityZoneId,
  'create-time': (volume) => volume.CreateTime,
  encrypted: (volume) => volume.Encrypted ?? false,
  'fast-restored': (volume) => volume.FastRestored ?? false,
  'multi-attach-enabled': (volume) => volume.MultiAttachEnabled ?? false,
  'operator.managed': () => false,
  size: (volume) => volume.Size,
  'snapshot-id': (volume) => volume.SnapshotId,
  status: (volume) => volume.State,
  'volume-id': (volume) => volume.VolumeId,
  'volume-type': (volume) => volume.VolumeType,
  ...absent('operator.principal'),
};

const describeVolumes = reads<DescribeVolumesRequest, DescribeVolumesResult>()([...listed, 'VolumeIds', 'IncludeManagedResources'], (world, input) => {
  const { rows, ...rest } = list(
    world,
    { kind: 'volume', filters, idsParameter: 'volumeSet' },
    input.VolumeIds,
    input,
    unlessManaged(input.IncludeManagedResources),
  );
  return { Volumes: [...rows], ...rest };
});

export const operations: Operations = { DescribeVolumes: describeVolumes };
