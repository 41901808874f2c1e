import type { CreateVolumeRequest, DeleteVolumeRequest, EbsBlockDevice, Volume } from '@aws-sdk/client-ec2';
import { changes, Refusal, type Operations } from '../operation.ts';
import type { Tables, Transitions, World } from '../world.ts';
import { claimOf, madeBefore, remember } from './client-tokens.ts';
import { tagsGiven } from './declared.ts';
import { find } from './ids.ts';
import { invalid, missing, required } from './refusals.ts';
import { shownTags, tagsOnCreate } from './taggables.ts';

type VolumeRow = Tables['volume'];
type VolumeType = NonNullable<EbsBlockDevice['VolumeType']>;

const createdIn = 2_000;
const mostGib = 16_384;
const performance: Partial<Record<VolumeType, { least: number; most: number }>> = {
  gp3: { least: 3_000, most: 16_000 },
  io1: { least: 100, most: 64_000 },
  io2: { least: 100, most: 256_000 },
};

const createVolume = changes<CreateVolumeRequest, Volume>()(
  ['AvailabilityZone', 'AvailabilityZoneId', 'ClientToken', 'Encrypted', 'Iops', 'Size', 'SnapshotId', 'Throughput', 'VolumeType', ...tagsGiven],
  (world, input) => {
    const claim = claimOf('CreateVolume', input);
    const before = madeBefore(world, claim);
    if (before !== undefined) return find(world, 'volume', before);
    const tags = tagsOnCreate(input.TagSpecifications, ['volume']).volume;
    const volume: VolumeRow = { ...checkedVolume(world, input), id: world.newId('vol'), Tags: shownTags(tags) };
    volume.VolumeId = volume.id;
    world.table('volume').put(volume);
    world.later(createdIn, 'volume.available', volume.id);
    remember(world, claim, volume.id);
    return volume;
  },
);

function checkedVolume(world: World, input: Parameters<typeof zoneOf>[1] & Omit<CreateVolumeRequest, 'TagSpecifications'>): Volume {
  const zone = zoneOf(world, input);
  const snapshot = input.SnapshotId === undefined ? undefined : find(world, 'snapshot', input.SnapshotId);
  if (snapshot !== undefined && snapshot.State !== 'completed')
    throw new Refusal('IncorrectState', `Snapshot is in invalid state - ${snapshot.State ?? 'unknown'}`);
  const size = input.Size ?? snapshot?.VolumeSize;
  if (size === undefined) throw new Refusal('MissingParameter', 'The request must contain the parameter size or snapshotId');
  if (size < (snapshot?.VolumeSize ?? 1) || size > mostGib)
    throw invalid(`Volume of ${size}GiB is not in the range from ${snapshot?.VolumeSize ?? 1}GiB to ${mostGib}GiB`);
  const type = input.VolumeType ?? 'gp2';
  return {
    Attachments: [],
    AvailabilityZone: zone.name,
    AvailabilityZoneId: zone.id,
    CreateTime: world.clock.now(),
    Encrypted: input.Encrypted ?? snapshot?.Encrypted ?? false,
    Iops: iopsOf(type, size, input.Iops),
    MultiAttachEnabled: false,
    Size: size,
    SnapshotId: snapshot?.id ?? '',
    State: 'creating',
    Throughput: throughputOf(type, input.Throughput),
    VolumeType: type,
  };
}

function zoneOf(world: World, { AvailabilityZone: name, AvailabilityZoneId: id }: Pick<CreateVolumeRequest, 'AvailabilityZone' | 'AvailabilityZoneId'>) {
  if (name === undefined && id === undefined) throw missing('AvailabilityZone');
  const zone = world.zones.find((one) => (name === undefined || one.name === name) && (id === undefined || one.id === id));
  if (zone === undefined) throw new Refusal('InvalidZone.NotFound', `The zone '${name ?? id}' does not exist.`);
  return zone;
}

function iopsOf(type: VolumeType, size: number, asked: number | undefined): number | undefined {
  const range = performance[type];
  if (range === undefined && asked !== undefined) throw new Refusal('InvalidParameterCombination', `The parameter iops is not supported for ${type} volumes.`);
  if (range === undefined) return type === 'gp2' ? Math.min(16_000, Math.max(100, size * 3)) : undefined;
  if (asked === undefined && type !== 'gp3') throw new Refusal('MissingParameter', `The request must contain the parameter iops for ${type} volumes.`);
  const iops = asked ?? range.least;
  if (iops < range.least || iops > range.most)
    throw invalid(`Volume iops of ${iops} is not in the range from ${range.least} to ${range.most} for ${type} volumes.`);
  return iops;
}

function throughputOf(type: VolumeType, asked: number | undefined): number | undefined {
  if (type !== 'gp3' && asked !== undefined) throw new Refusal('InvalidParameterCombination', `The parameter throughput is not supported for ${type} volumes.`);
  if (asked !== undefined && (asked < 125 || asked > 1_000)) throw invalid(`Volume throughput of ${asked} is not in the range from 125 to 1000.`);
  return type === 'gp3' ? (asked ?? 125) : undefined;
}

const deleteVolume = changes<DeleteVolumeRequest, object>()(['VolumeId'], (world, input) => {
  const volume = find(world, 'volume', required(input.VolumeId, 'VolumeId'));
  const at = volume.Attachments?.[0];
  if (at !== undefined) throw new Refusal('VolumeInUse', `Volume ${volume.id} is currently attached to ${at.InstanceId}`);
  if (volume.State !== 'available') throw new Refusal('IncorrectState', `The volume '${volume.id}' is not 'available'.`);
  world.table('volume').remove(volume.id);
  return {};
});

function available(world: World, id: string): void {
  if (world.table('volume').get(id)?.State === 'creating') world.table('volume').edit(id, (row) => void (row.State = 'available'));
}

export const operations: Operations = { CreateVolume: createVolume, DeleteVolume: deleteVolume };
export const transitions: Transitions = { 'volume.available': available };
