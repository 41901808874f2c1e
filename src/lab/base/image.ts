import type { World } from '../world.ts';
import { daysAgo } from './age.ts';

export const rootDevice = '/dev/xvda';
export const rootSize = 8;
const amazon = '137112412989';

/** Amazon Linux 2023, public and Amazon's own, with the snapshot that servers are launched from. */
export function layImage(world: World): { imageId: string; snapshotId: string } {
  const imageId = world.newId('ami');
  const snapshotId = world.newId('snap');
  const made = daysAgo(world, 30);
  const name = `al2023-ami-2023.0.${made.toISOString().slice(0, 10).replaceAll('-', '')}.0-kernel-6.1-x86_64`;
  const description = 'Amazon Linux 2023 AMI, as this practice cloud has it: the sample blog runs on it';
  world.table('snapshot').put({
    id: snapshotId,
    SnapshotId: snapshotId,
    OwnerId: amazon,
    OwnerAlias: 'amazon',
    State: 'completed',
    Progress: '100%',
    StartTime: made,
    CompletionTime: made,
    VolumeId: 'vol-ffffffff',
    VolumeSize: rootSize,
    Encrypted: false,
    StorageTier: 'standard',
    Description: description,
    Tags: [],
  });
  world.table('image').put({
    id: imageId,
    ImageId: imageId,
    Name: name,
    Description: description,
    State: 'available',
    Public: true,
    OwnerId: amazon,
    ImageOwnerAlias: 'amazon',
    ImageLocation: `amazon/${name}`,
    CreationDate: made.toISOString(),
    Architecture: 'x86_64',
    ImageType: 'machine',
    Hypervisor: 'xen',
    VirtualizationType: 'hvm',
    RootDeviceName: rootDevice,
    RootDeviceType: 'ebs',
    EnaSupport: true,
    SriovNetSupport: 'simple',
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    BootMode: 'uefi-preferred',
    ImdsSupport: 'v2.0',
    ProductCodes: [],
    Tags: [],
    BlockDeviceMappings: [
      {
        DeviceName: rootDevice,
        Ebs: { DeleteOnTermination: true, SnapshotId: snapshotId, VolumeSize: rootSize, VolumeType: 'gp3', Iops: 3000, Throughput: 125, Encrypted: false },
      },
    ],
  });
  return { imageId, snapshotId };
}
