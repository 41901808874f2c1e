import type { DeleteSnapshotRequest, DescribeSnapshotsRequest, DescribeSnapshotsResult } from '@aws-sdk/client-ec2';
import { absent, type FilterTable } from '../filters.ts';
import { changes, reads, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { list } from './describe.ts';
import { find, unknown } from './ids.ts';
import { required } from './refusals.ts';
import { snapshotTakes } from './snapshot-making.ts';
import { listed } from './declared.ts';

type SnapshotRow = Tables['snapshot'];

const filtersOf = (world: World): FilterTable<SnapshotRow> => ({
  description: (snapshot) => snapshot.Description,
  encrypted: (snapshot) => snapshot.Encrypted ?? false,
  'owner-alias': (snapshot) => snapshot.OwnerAlias,
  'owner-id': (snapshot) => snapshot.OwnerId,
  progress: (snapshot) => progressOf(world, snapshot),
  'snapshot-id': (snapshot) => snapshot.SnapshotId,
  'start-time': (snapshot) => snapshot.StartTime,
  status: (snapshot) => snapshot.State,
  'storage-tier': (snapshot) => snapshot.StorageTier,
  'volume-id': (snapshot) => snapshot.VolumeId,
  'volume-size': (snapshot) => snapshot.VolumeSize,
  ...absent('transfer-type'),
});

const describeSnapshots = reads<DescribeSnapshotsRequest, DescribeSnapshotsResult>()(
  [...listed, 'SnapshotIds', 'OwnerIds', 'RestorableByUserIds'],
  (world, input) => {
    const how = { kind: 'snapshot', filters: filtersOf(world), idsParameter: 'snapshotSet' } as const;
    const { rows, ...rest } = list(world, how, input.SnapshotIds, input, (snapshot) => asked(world, snapshot, input));
    return { Snapshots: rows.map((snapshot) => ({ ...snapshot, Progress: progressOf(world, snapshot) })), ...rest };
  },
);

function asked(world: World, snapshot: SnapshotRow, { OwnerIds: owners = [], RestorableByUserIds: users = [] }: DescribeSnapshotsRequest): boolean {
  const own = snapshot.OwnerId === world.account;
  const owner = (name: string) => name === snapshot.OwnerId || name === snapshot.OwnerAlias || (name === 'self' && own);
  // The snapshots of others that the lab knows are public.
  const user = (name: string) => (name === 'all' ? !own : own && (name === 'self' || name === world.account));
  return (owners.length === 0 || owners.some(owner)) && (users.length === 0 || users.some(user));
}

function progressOf(world: World, snapshot: SnapshotRow): string {
  if (snapshot.State !== 'pending') return snapshot.Progress ?? '100%';
  const elapsed = world.clock.now().getTime() - (snapshot.StartTime?.getTime() ?? 0);
  return `${Math.min(99, Math.max(0, Math.floor((100 * elapsed) / world.clock.scaled(snapshotTakes))))}%`;
}

const deleteSnapshot = changes<DeleteSnapshotRequest, object>()(['SnapshotId'], async (world, input) => {
  const snapshot = find(world, 'snapshot', required(input.SnapshotId, 'SnapshotId'));
  if (snapshot.OwnerId !== world.account) throw unknown('snapshot', [snapshot.id]);
  const image = inUseBy(world, snapshot.id);
  if (image !== undefined) throw new Refusal('InvalidSnapshot.InUse', `The snapshot ${snapshot.id} is currently in use by ${image}`);
  await deleteSnapshotOf(world, snapshot.id);
  return {};
});

/** The image that stands on this snapshot, if any does. */
export function inUseBy(world: World, id: string): string | undefined {
  const stands = (image: Tables['image']) => image.State !== 'deregistered' && image.BlockDeviceMappings?.some((one) => one.Ebs?.SnapshotId === id);
  return world.table('image').all().find(stands)?.id;
}

/** Removes a snapshot and what it holds. */
export async function deleteSnapshotOf(world: World, id: string): Promise<void> {
  world.table('snapshot').remove(id);
  await world.reality.disks.remove(world, id);
}

export const operations: Operations = { DescribeSnapshots: describeSnapshots, DeleteSnapshot: deleteSnapshot };
