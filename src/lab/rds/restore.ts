import type { RestoreDBInstanceFromDBSnapshotMessage, RestoreDBInstanceFromDBSnapshotResult } from '@aws-sdk/client-rds';
import { changes, Refusal, type Operations } from '../operation.ts';
import type { Transitions, World } from '../world.ts';
import { arrive, beginCreating } from './create.ts';
import { tellRestored } from './events.ts';
import { databaseAt, databaseIfThere, described } from './instances.ts';
import { familyOf } from './catalogue.ts';
import { mustBeFree, mustBePlaced, newInstance, windowsOf } from './new-instance.ts';
import { primaryVolume, snapshotDisk, volumeIn } from './places.ts';
import { mustBeClass, mustBeLifecycle, mustBeRetention } from './settings.ts';
import { snapshotAt } from './snapshots.ts';

const members = [
  'DBInstanceIdentifier',
  'DBSnapshotIdentifier',
  'DBInstanceClass',
  'Port',
  'AvailabilityZone',
  'DBSubnetGroupName',
  'DBParameterGroupName',
  'VpcSecurityGroupIds',
  'MultiAZ',
  'PubliclyAccessible',
  'AutoMinorVersionUpgrade',
  'CopyTagsToSnapshot',
  'DeletionProtection',
  'BackupRetentionPeriod',
  'PreferredBackupWindow',
  'EngineLifecycleSupport',
  'Tags.Key',
  'Tags.Value',
] as const;

export const restoreOperations: Operations = {
  RestoreDBInstanceFromDBSnapshot: changes<RestoreDBInstanceFromDBSnapshotMessage, RestoreDBInstanceFromDBSnapshotResult>()(members, (world, input) => {
    const id = mustBeFree(world, input.DBInstanceIdentifier);
    const snapshot = snapshotAt(world, input.DBSnapshotIdentifier);
    if (snapshot.Status !== 'available') throw new Refusal('InvalidDBSnapshotState', `Snapshot ${snapshot.id} is not in available state.`);
    const instance = newInstance(world, id, mustBePlaced(world, input), { ...input, Port: input.Port ?? snapshot.Port });
    world.table('dbInstance').put({
      ...instance,
      DBInstanceClass: mustBeClass(input.DBInstanceClass ?? 'db.t3.micro'),
      AllocatedStorage: snapshot.AllocatedStorage,
      EngineVersion: snapshot.EngineVersion,
      EngineLifecycleSupport: mustBeLifecycle(input.EngineLifecycleSupport),
      BackupRetentionPeriod: mustBeRetention(input.BackupRetentionPeriod ?? 1),
      MasterUsername: snapshot.MasterUsername,
      ...windowsOf({ PreferredBackupWindow: input.PreferredBackupWindow }),
      DBParameterGroups: [{ DBParameterGroupName: `default.${familyOf(snapshot.EngineVersion ?? '')}`, ParameterApplyStatus: 'in-sync' }],
      OptionGroupMemberships: snapshot.OptionGroupName === undefined ? [] : [{ OptionGroupName: snapshot.OptionGroupName, Status: 'in-sync' }],
      masterUserPassword: snapshot.masterUserPassword,
      users: snapshot.users.map((user) => ({ ...user })),
      restoredFrom: snapshot.id,
    });
    beginCreating(world, id, 'db.restored');
    return { DBInstance: described(databaseAt(world, id)) };
  }),
};

export const restoreTransitions: Transitions = { 'db.restored': finish };

async function finish(world: World, id: string): Promise<void> {
  const database = databaseIfThere(world, id);
  const from = database?.restoredFrom;
  if (database?.DBInstanceStatus !== 'creating' || from === undefined) return;
  await world.reality.disks.copy(world, snapshotDisk(from), primaryVolume(database));
  if (database.SecondaryAvailabilityZone !== undefined) {
    await world.reality.disks.copy(world, snapshotDisk(from), volumeIn(database, database.SecondaryAvailabilityZone));
  }
  arrive(world, id);
  tellRestored(world, id, from);
}
