import type { BlockDeviceMapping, EbsBlockDevice, Image, InstanceBlockDeviceMapping, Tag } from '@aws-sdk/client-ec2';
import { Refusal } from '../../operation.ts';
import type { World } from '../../world.ts';
import { find } from '../ids.ts';
import { required } from '../refusals.ts';
import { shownTags } from '../taggables.ts';

/** One disk of a launch: the image's mapping with what the request changed of it. */
export interface DiskSettings {
  readonly device: string;
  readonly size: number;
  readonly snapshotId: string | undefined;
  readonly type: NonNullable<EbsBlockDevice['VolumeType']>;
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
  readonly encrypted: boolean;
  readonly deleteOnTermination: boolean;
}

/** The disks a launch makes: the image's, changed and added to by the request's mappings. */
export function disksOf(world: World, image: Image, asked: readonly BlockDeviceMapping[]): DiskSettings[] {
  const names = new Set([...(image.BlockDeviceMappings ?? []), ...asked].map((one) => required(one.DeviceName, 'deviceName')));
  return [...names].flatMap((device) => {
    const ours = asked.find((one) => one.DeviceName === device);
    const theirs = image.BlockDeviceMappings?.find((one) => one.DeviceName === device)?.Ebs;
    if (ours?.NoDevice !== undefined || (ours?.Ebs === undefined && theirs === undefined)) return [];
    return [disk(world, device, { ...theirs, ...defined(ours?.Ebs ?? {}) }, device === image.RootDeviceName)];
  });
}

function disk(world: World, device: string, ebs: EbsBlockDevice, root: boolean): DiskSettings {
  const snapshot = ebs.SnapshotId === undefined ? undefined : find(world, 'snapshot', ebs.SnapshotId);
  const least = snapshot?.VolumeSize ?? 1;
  const size = ebs.VolumeSize ?? snapshot?.VolumeSize;
  if (size === undefined) throw new Refusal('MissingParameter', 'The request must contain the parameter size or snapshotId');
  if (size < least)
    throw new Refusal('InvalidBlockDeviceMapping', `Volume of size ${size}GB is smaller than snapshot '${snapshot?.id}', expect size >= ${least}GB`);
  const type = ebs.VolumeType ?? 'gp2';
  return {
    device,
    size,
    type,
    snapshotId: snapshot?.id,
    iops: ebs.Iops ?? (type === 'gp3' ? 3e3 : type === 'gp2' ? Math.max(100, size * 3) : undefined),
    throughput: ebs.Throughput ?? (type === 'gp3' ? 125 : undefined),
    encrypted: ebs.Encrypted ?? false,
    deleteOnTermination: ebs.DeleteOnTermination ?? root,
  };
}

function defined(ebs: EbsBlockDevice): EbsBlockDevice {
  return Object.fromEntries(Object.entries(ebs).filter(([, value]) => value !== undefined));
}

/** Puts the volume of one disk, attaching; returns the mapping the instance shows. */
export function putVolume(
  world: World,
  instanceId: string,
  zone: { name: string | undefined; id: string | undefined },
  settings: DiskSettings,
  tags: Tag[],
): InstanceBlockDeviceMapping {
  const id = world.newId('vol');
  const at = world.clock.now();
  world.table('volume').put({
    id,
    VolumeId: id,
    Attachments: [
      { AttachTime: at, DeleteOnTermination: settings.deleteOnTermination, Device: settings.device, InstanceId: instanceId, State: 'attaching', VolumeId: id },
    ],
    AvailabilityZone: zone.name,
    AvailabilityZoneId: zone.id,
    CreateTime: at,
    Encrypted: settings.encrypted,
    Iops: settings.iops,
    MultiAttachEnabled: false,
    Size: settings.size,
    SnapshotId: settings.snapshotId ?? '',
    State: 'in-use',
    Tags: shownTags(tags),
    Throughput: settings.throughput,
    VolumeType: settings.type,
  });
  return { DeviceName: settings.device, Ebs: { AttachTime: at, DeleteOnTermination: settings.deleteOnTermination, Status: 'attaching', VolumeId: id } };
}
