import type { BlockDeviceMapping, Tag } from '@aws-sdk/client-ec2';
import type { Tables, Transitions, World } from '../world.ts';
import type { ImageRow } from './image-rows.ts';
import { reboot } from './instances/lifecycle.ts';
import { complete, newSnapshot, snapshotTakes } from './snapshot-making.ts';
import { shownTags } from './taggables.ts';

interface ImageSettings {
  readonly name: string;
  readonly description: string | undefined;
  readonly tags: Tag[];
  readonly snapshotTags: Tag[];
}

/** Puts the records of a new image, `pending`, and of the snapshots behind it. */
export function imageOf(world: World, instance: Tables['instance'], settings: ImageSettings): ImageRow {
  const id = world.newId('ami');
  const source = world.table('image').get(instance.ImageId ?? '');
  const image: ImageRow = {
    id,
    ImageId: id,
    Name: settings.name,
    ImageLocation: `${world.account}/${settings.name}`,
    Tags: shownTags(settings.tags),
    ...(settings.description === undefined ? {} : { Description: settings.description }),
    ...(instance.BootMode === undefined ? {} : { BootMode: instance.BootMode }),
    ...(source?.ImdsSupport === undefined ? {} : { ImdsSupport: source.ImdsSupport }),
    Architecture: instance.Architecture ?? 'x86_64',
    BlockDeviceMappings: mappingsOf(world, instance, id, settings.snapshotTags),
    CreationDate: world.clock.now().toISOString(),
    EnaSupport: instance.EnaSupport ?? true,
    Hypervisor: 'xen',
    ImageType: 'machine',
    OwnerId: world.account,
    PlatformDetails: instance.PlatformDetails ?? 'Linux/UNIX',
    Public: false,
    RootDeviceName: instance.RootDeviceName,
    RootDeviceType: 'ebs',
    SourceImageId: instance.ImageId,
    SourceImageRegion: world.region,
    SourceInstanceId: instance.id,
    State: 'pending',
    UsageOperation: 'RunInstances',
    VirtualizationType: 'hvm',
  };
  world.table('image').put(image);
  return image;
}

function mappingsOf(world: World, instance: Tables['instance'], imageId: string, tags: Tag[]): BlockDeviceMapping[] {
  return (instance.BlockDeviceMappings ?? []).flatMap(({ DeviceName, Ebs }) => {
    const volume = world.table('volume').get(Ebs?.VolumeId ?? '');
    if (volume === undefined) return [];
    const snapshot = newSnapshot(world, volume, `Created by CreateImage(${instance.id}) for ${imageId}`, tags);
    const { Size: VolumeSize, VolumeType, Iops, Throughput, Encrypted = false } = volume;
    const kept = Ebs?.DeleteOnTermination ?? true;
    return [
      {
        DeviceName,
        Ebs: { DeleteOnTermination: kept, SnapshotId: snapshot.id, VolumeSize, VolumeType, Encrypted, ...(VolumeType === 'gp3' ? { Iops, Throughput } : {}) },
      },
    ];
  });
}

/** The snapshots behind an image. */
export function snapshotsOf(image: ImageRow): string[] {
  return (image.BlockDeviceMappings ?? []).flatMap((one) => one.Ebs?.SnapshotId ?? []);
}

/**
 * The point in time of an image: its root disk is copied, and a source that may be rebooted is. A transition and not
 * part of the call, so that one cut short by a crash is done again, whole, when the lab comes back.
 */
async function copied(world: World, id: string, detail?: string): Promise<void> {
  const image = world.table('image').get(id);
  const source = world.table('instance').get(image?.SourceInstanceId ?? '');
  const root = image?.BlockDeviceMappings?.find((one) => one.DeviceName === image.RootDeviceName)?.Ebs?.SnapshotId;
  if (source === undefined || root === undefined) return failed(world, id);
  try {
    await world.reality.disks.copy(world, source.id, root);
  } catch {
    return failed(world, id);
  }
  // Deregistered and deleted while it was being copied: nobody would ever remove it.
  if (world.table('snapshot').get(root) === undefined) await world.reality.disks.remove(world, root);
  if (detail === 'reboot' && world.table('instance').get(source.id)?.State?.Name === 'running') reboot(world, source.id);
  world.later(snapshotTakes, 'image.available', id);
}

function available(world: World, id: string): void {
  const image = world.table('image').get(id);
  if (image === undefined) return;
  for (const snapshot of snapshotsOf(image)) complete(world, snapshot);
  if (image.State === 'pending') world.table('image').edit(id, (row) => void (row.State = 'available'));
}

function failed(world: World, id: string): void {
  const image = world.table('image').get(id);
  if (image?.State !== 'pending') return;
  world.table('image').edit(id, (row) => {
    row.State = 'failed';
    row.StateReason = { Code: 'Server.InternalError', Message: 'Server.InternalError: Internal error' };
  });
  for (const snapshot of snapshotsOf(image)) {
    if (world.table('snapshot').get(snapshot)) world.table('snapshot').edit(snapshot, (row) => void (row.State = 'error'));
  }
}

export const imagesAvailable: Transitions = { 'image.copied': copied, 'image.available': available };
