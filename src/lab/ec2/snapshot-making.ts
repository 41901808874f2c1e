import type { CreateSnapshotRequest, Snapshot, Tag } from '@aws-sdk/client-ec2';
import { changes, Refusal, type Operations } from '../operation.ts';
import type { Tables, Transitions, World } from '../world.ts';
import { tagsGiven } from './declared.ts';
import { find } from './ids.ts';
import { invalid, required } from './refusals.ts';
import { shownTags, tagsOnCreate } from './taggables.ts';

/** AWS time from the copy to `completed`, for the first snapshot of an 8 GB disk (aws.md 3). */
export const snapshotTakes = 270_000;

/** Puts a snapshot of a volume, `pending`. */
export function newSnapshot(world: World, volume: Tables['volume'], description: string, tags: Tag[]): Tables['snapshot'] {
  const id = world.newId('snap');
  const snapshot: Tables['snapshot'] = {
    id,
    SnapshotId: id,
    VolumeId: volume.id,
    VolumeSize: volume.Size,
    Encrypted: volume.Encrypted ?? false,
    Description: description,
    OwnerId: world.account,
    StartTime: world.clock.now(),
    StorageTier: 'standard',
    Tags: shownTags(tags),
    State: 'pending',
    Progress: '0%',
  };
  world.table('snapshot').put(snapshot);
  return snapshot;
}

const createSnapshot = changes<CreateSnapshotRequest, Snapshot>()(['Description', 'VolumeId', ...tagsGiven], (world, input) => {
  const volume = find(world, 'volume', required(input.VolumeId, 'VolumeId'));
  const tags = tagsOnCreate(input.TagSpecifications, ['snapshot']).snapshot;
  const description = input.Description ?? '';
  if (description.length > 255) throw invalid('Value for parameter description is invalid. The description must be at most 255 characters.');
  if (volume.State !== 'in-use' && volume.State !== 'available')
    throw new Refusal('IncorrectState', `The volume '${volume.id}' is not in a state from which a snapshot can be made.`);
  const snapshot = newSnapshot(world, volume, description, tags);
  world.later(0, 'snapshot.copied', snapshot.id);
  return { ...snapshot, Progress: '' };
});

/** The disk behind a root volume is its server's; volumes beside it hold nothing in the lab. */
async function copied(world: World, id: string): Promise<void> {
  const volume = world.table('volume').get(world.table('snapshot').get(id)?.VolumeId ?? '');
  const at = volume?.Attachments?.[0];
  const server = world.table('instance').get(at?.InstanceId ?? '');
  if (server !== undefined && server.boot > 0 && at?.Device === server.RootDeviceName) {
    try {
      await world.reality.disks.copy(world, server.id, id);
    } catch {
      return failed(world, id);
    }
    // Deleted while it was being copied: nobody would ever remove it.
    if (world.table('snapshot').get(id) === undefined) return world.reality.disks.remove(world, id);
  }
  world.later(snapshotTakes, 'snapshot.completed', id);
}

/** Marks a snapshot as done. */
export function complete(world: World, id: string): void {
  if (world.table('snapshot').get(id)?.State !== 'pending') return;
  world.table('snapshot').edit(id, (row) => void Object.assign(row, { State: 'completed', Progress: '100%', CompletionTime: world.clock.now() }));
}

function failed(world: World, id: string): void {
  if (world.table('snapshot').get(id)) world.table('snapshot').edit(id, (row) => void (row.State = 'error'));
}

export const operations: Operations = { CreateSnapshot: createSnapshot };
export const transitions: Transitions = { 'snapshot.copied': copied, 'snapshot.completed': complete };
