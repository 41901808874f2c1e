import type {
  CreateDBSnapshotMessage,
  CreateDBSnapshotResult,
  DBSnapshotMessage,
  DeleteDBSnapshotMessage,
  DeleteDBSnapshotResult,
  DescribeDBSnapshotsMessage,
  Tag,
} from '@aws-sdk/client-rds';
import { matcher, type FilterTable } from '../filters.ts';
import { changes, reads, Refusal, type Operations } from '../operation.ts';
import { withTags } from '../tags.ts';
import type { Tables, Transitions, World } from '../world.ts';
import { parseArn, rdsArn } from './arns.ts';
import { tell, tellSnapshot } from './events.ts';
import { longestSnapshotName, mustBeIdentifier } from './identifiers.ts';
import { databaseAt, databaseIfThere, editDatabase, type Database } from './instances.ts';
import { nextMarker, page } from './pages.ts';
import { defaultPort, primaryVolume, snapshotDisk } from './places.ts';
import { mustBeTags } from './tags.ts';
import { invalid, missing, wrongState } from './refusals.ts';

type Snapshot = Tables['dbSnapshot'];

const snapshotMs = 150_000;
const mostSnapshots = 100;

const filters: FilterTable<Snapshot> = {
  'db-instance-id': (row) => row.DBInstanceIdentifier,
  'db-snapshot-id': (row) => [row.DBSnapshotIdentifier, row.DBSnapshotArn],
  'dbi-resource-id': (row) => row.DbiResourceId,
  'snapshot-type': (row) => row.SnapshotType,
  engine: (row) => row.Engine,
};

export const snapshotOperations: Operations = {
  CreateDBSnapshot: changes<CreateDBSnapshotMessage, CreateDBSnapshotResult>()(
    ['DBSnapshotIdentifier', 'DBInstanceIdentifier', 'Tags.Key', 'Tags.Value'],
    (world, input) => {
      const database = databaseAt(world, input.DBInstanceIdentifier);
      const id = mustBeFreeSnapshot(world, input.DBSnapshotIdentifier);
      if (database.DBInstanceStatus !== 'available') {
        throw wrongState(`Cannot create a snapshot because the database instance ${database.id} is not currently in the available state.`);
      }
      const snapshot = beginSnapshot(world, database, id, mustBeTags(input.Tags));
      editDatabase(world, database.id, (row) => {
        row.DBInstanceStatus = 'backing-up';
      });
      tell(world, database.id, 'backingUp');
      world.later(snapshotMs, 'db.snapshot-taken', id);
      return { DBSnapshot: snapshot };
    },
  ),

  DescribeDBSnapshots: reads<DescribeDBSnapshotsMessage, DBSnapshotMessage>()(
    ['DBInstanceIdentifier', 'DBSnapshotIdentifier', 'SnapshotType', 'Filters.Name', 'Filters.Values', 'MaxRecords', 'Marker', 'DbiResourceId'],
    (world, input) => {
      const shown = page(world, chosen(world, input).filter(matcher(input.Filters, filters)), (row) => row.id, input);
      return { DBSnapshots: [...shown.rows], ...nextMarker(shown) };
    },
  ),

  DeleteDBSnapshot: changes<DeleteDBSnapshotMessage, DeleteDBSnapshotResult>()(['DBSnapshotIdentifier'], async (world, input) => {
    const snapshot = snapshotAt(world, input.DBSnapshotIdentifier);
    if (snapshot.Status !== 'available') throw new Refusal('InvalidDBSnapshotState', `Snapshot ${snapshot.id} is not in available state.`);
    world.table('dbSnapshot').remove(snapshot.id);
    tellSnapshot(world, snapshot.id, 'Deleted user snapshot');
    await world.reality.disks.remove(world, snapshotDisk(snapshot.id));
    return { DBSnapshot: { ...snapshot, Status: 'deleted' } };
  }),
};

export const snapshotTransitions: Transitions = {
  'db.snapshot-taken': async (world, id) => {
    await finishSnapshot(world, id);
    const instance = world.table('dbSnapshot').get(id)?.DBInstanceIdentifier ?? '';
    if (databaseIfThere(world, instance)?.DBInstanceStatus !== 'backing-up') return;
    editDatabase(world, instance, (row) => {
      row.DBInstanceStatus = 'available';
    });
    tell(world, instance, 'backedUp');
  },
};

export function snapshotAt(world: World, given: string | undefined): Snapshot {
  if (given === undefined || given === '') throw missing('DBSnapshotIdentifier');
  const name = (given.startsWith('arn:') ? parseArn(given).name : given).toLowerCase();
  const row = world.table('dbSnapshot').get(name);
  if (row === undefined) throw new Refusal('DBSnapshotNotFound', `DBSnapshot ${name} not found.`, 404);
  return row;
}

/** A snapshot identifier that nothing has. */
export function mustBeFreeSnapshot(world: World, given: string | undefined): string {
  const id = mustBeIdentifier(given, 'DBSnapshotIdentifier', longestSnapshotName);
  const all = world.table('dbSnapshot');
  if (all.get(id) !== undefined) {
    throw new Refusal('DBSnapshotAlreadyExists', `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`);
  }
  if (all.all().length >= mostSnapshots) throw new Refusal('SnapshotQuotaExceeded', 'Cannot create the snapshot because the snapshot quota has been exceeded.');
  return id;
}

/** The snapshot's record; what it holds is copied by `finishSnapshot`. */
export function beginSnapshot(world: World, database: Database, id: string, tags: Tag[]): Snapshot {
  const now = world.clock.now();
  const snapshot: Snapshot = {
    id,
    DBSnapshotIdentifier: id,
    DBSnapshotArn: rdsArn(world, 'snapshot', id),
    DBInstanceIdentifier: database.id,
    DbiResourceId: database.DbiResourceId,
    Status: 'creating',
    PercentProgress: 0,
    SnapshotType: 'manual',
    SnapshotTarget: 'region',
    SnapshotCreateTime: now,
    OriginalSnapshotCreateTime: now,
    InstanceCreateTime: database.InstanceCreateTime,
    Engine: database.Engine,
    EngineVersion: database.EngineVersion,
    LicenseModel: database.LicenseModel,
    AllocatedStorage: database.AllocatedStorage,
    StorageType: database.StorageType,
    Iops: database.Iops,
    StorageThroughput: database.StorageThroughput,
    Encrypted: false,
    Port: database.Endpoint?.Port ?? defaultPort,
    AvailabilityZone: database.AvailabilityZone,
    VpcId: database.DBSubnetGroup?.VpcId,
    MasterUsername: database.MasterUsername,
    OptionGroupName: database.OptionGroupMemberships?.[0]?.OptionGroupName,
    IAMDatabaseAuthenticationEnabled: false,
    DedicatedLogVolume: false,
    TagList: database.CopyTagsToSnapshot === true ? withTags(database.TagList, tags) : tags,
    masterUserPassword: database.masterUserPassword,
    users: database.users.map((user) => ({ ...user })),
  };
  world.table('dbSnapshot').put(snapshot);
  tellSnapshot(world, id, 'Creating manual snapshot');
  return snapshot;
}

/** Copies the data; a second time does nothing. */
export async function finishSnapshot(world: World, id: string): Promise<void> {
  const snapshot = world.table('dbSnapshot').get(id);
  const database = databaseIfThere(world, snapshot?.DBInstanceIdentifier ?? '');
  if (snapshot?.Status !== 'creating' || database === undefined) return;
  await world.reality.disks.copy(world, primaryVolume(database), snapshotDisk(id));
  world.table('dbSnapshot').edit(id, (row) => {
    row.Status = 'available';
    row.PercentProgress = 100;
  });
  tellSnapshot(world, id, 'Manual snapshot created');
}

type Choice = Pick<DescribeDBSnapshotsMessage, 'DBInstanceIdentifier' | 'DBSnapshotIdentifier' | 'SnapshotType' | 'DbiResourceId'>;

function chosen(
  world: World,
  { DBInstanceIdentifier: instance, DBSnapshotIdentifier: id, SnapshotType: type, DbiResourceId: resource }: Choice,
): readonly Snapshot[] {
  if (type !== undefined && !['manual', 'automated', 'shared', 'public', 'awsbackup'].includes(type)) throw invalid(`Invalid snapshot type: ${type}`);
  const rows = id === undefined ? world.table('dbSnapshot').all() : [snapshotAt(world, id)];
  return rows.filter(
    (row) =>
      (instance === undefined || row.DBInstanceIdentifier === instance.toLowerCase()) &&
      (resource === undefined || row.DbiResourceId === resource) &&
      (type === undefined || row.SnapshotType === type),
  );
}
