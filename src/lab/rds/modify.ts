import type { ModifyDBInstanceMessage, ModifyDBInstanceResult, PendingModifiedValues } from '@aws-sdk/client-rds';
import { changes, type Operations } from '../operation.ts';
import type { Transitions, World } from '../world.ts';
import { tell } from './events.ts';
import { databaseAt, databaseIfThere, described, editDatabase, type Database } from './instances.ts';
import { mustBeClass, mustBeGroups, mustBePassword, mustBeRetention, mustBeStorage, mustBeWindows, mustCoverTwoZones } from './settings.ts';
import { primaryVolume, standbyZone, volumeIn } from './places.ts';
import { combination, wrongState } from './refusals.ts';

const settingMembers = [
  'MultiAZ',
  'DBInstanceClass',
  'AllocatedStorage',
  'BackupRetentionPeriod',
  'DeletionProtection',
  'MasterUserPassword',
  'VpcSecurityGroupIds',
  'PreferredBackupWindow',
  'PreferredMaintenanceWindow',
  'AutoMinorVersionUpgrade',
  'CopyTagsToSnapshot',
] as const;

type Modification = Pick<ModifyDBInstanceMessage, (typeof settingMembers)[number] | 'DBInstanceIdentifier' | 'ApplyImmediately'>;

/** AWS time: how long the status stays `available` after the call, and how long each change takes after that (aws.md section 3). */
const hesitationMs = 45_000;
const changeMs = { toMultiAz: 600_000, toSingleAz: 240_000, class: 360_000, storage: 300_000, other: 60_000 };
const passwordMs = 30_000;
/** The engine is told to leave the standby's disk before the disk goes. */
const standbyLingersMs = 30_000;

export const modifyOperations: Operations = {
  ModifyDBInstance: changes<ModifyDBInstanceMessage, ModifyDBInstanceResult>()(
    ['DBInstanceIdentifier', 'ApplyImmediately', ...settingMembers],
    (world, input) => {
      const database = databaseAt(world, input.DBInstanceIdentifier);
      if (settingMembers.every((member) => input[member] === undefined)) throw combination('No modifications were requested');
      if (database.DBInstanceStatus !== 'available') throw wrongState('Database instance is not in available state.');
      mustBeSound(world, database, input);
      applyAtOnce(world, database, input);
      applyLater(world, database, input);
      return { DBInstance: described(databaseAt(world, database.id)) };
    },
  ),
};

export const modifyTransitions: Transitions = {
  'db.modify': begin,
  'db.modified': finish,
  'db.password-reset': (world, id) => {
    if (databaseIfThere(world, id)?.DBInstanceStatus !== 'resetting-master-credentials') return;
    editDatabase(world, id, resetPassword);
    tell(world, id, 'passwordReset');
  },
  'db.standby-gone': (world, _id, volume) => (volume === undefined ? undefined : world.reality.disks.remove(world, volume)),
};

function mustBeSound(world: World, database: Database, input: Modification): void {
  if (input.MultiAZ === true && !database.MultiAZ) mustCoverTwoZones(database.DBSubnetGroup);
  if (input.DBInstanceClass !== undefined) mustBeClass(input.DBInstanceClass);
  if (input.AllocatedStorage !== undefined) {
    mustBeStorage(input.AllocatedStorage);
    if (input.AllocatedStorage < (database.AllocatedStorage ?? 0)) {
      throw combination(`Invalid storage size for engine name ${database.Engine} and storage type ${database.StorageType}: ${input.AllocatedStorage}`);
    }
  }
  if (input.BackupRetentionPeriod !== undefined) mustBeRetention(input.BackupRetentionPeriod);
  mustBeWindows(input);
  if (input.MasterUserPassword !== undefined) mustBePassword(input.MasterUserPassword);
  if (input.VpcSecurityGroupIds !== undefined) mustBeGroups(world, input.VpcSecurityGroupIds, database.DBSubnetGroup?.VpcId);
}

/** What RDS does not leave for the maintenance window, whatever ApplyImmediately says. */
function applyAtOnce(world: World, database: Database, input: Modification): void {
  editDatabase(world, database.id, (row) => {
    row.DeletionProtection = input.DeletionProtection ?? row.DeletionProtection;
    row.PreferredBackupWindow = input.PreferredBackupWindow ?? row.PreferredBackupWindow;
    row.PreferredMaintenanceWindow = input.PreferredMaintenanceWindow ?? row.PreferredMaintenanceWindow;
    row.AutoMinorVersionUpgrade = input.AutoMinorVersionUpgrade ?? row.AutoMinorVersionUpgrade;
    row.CopyTagsToSnapshot = input.CopyTagsToSnapshot ?? row.CopyTagsToSnapshot;
    if (input.VpcSecurityGroupIds !== undefined) {
      row.VpcSecurityGroups = input.VpcSecurityGroupIds.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' }));
    }
  });
}

/** What is pending first: with ApplyImmediately it begins soon, else it waits for the maintenance window, which the lab has none of. A password waits for neither. */
function applyLater(world: World, database: Database, input: Modification): void {
  editDatabase(world, database.id, (row) => {
    row.PendingModifiedValues = { ...row.PendingModifiedValues, ...pendingOf(row, input) };
  });
  const { MasterUserPassword: password, ...rest } = databaseAt(world, database.id).PendingModifiedValues ?? {};
  if (input.ApplyImmediately === true && Object.keys(rest).length > 0) world.later(hesitationMs, 'db.modify', database.id);
  if (password === undefined) return;
  editDatabase(world, database.id, (row) => {
    row.DBInstanceStatus = 'resetting-master-credentials';
  });
  world.later(passwordMs, 'db.password-reset', database.id);
}

/** Only what differs from what is, becomes pending; asking for what is already so takes back a pending change. */
function pendingOf(row: Database, input: Modification): PendingModifiedValues {
  const wanted = {
    MultiAZ: input.MultiAZ,
    DBInstanceClass: input.DBInstanceClass,
    AllocatedStorage: input.AllocatedStorage,
    BackupRetentionPeriod: input.BackupRetentionPeriod,
    MasterUserPassword: input.MasterUserPassword,
  };
  const now: Partial<Record<string, unknown>> = {
    MultiAZ: row.MultiAZ,
    DBInstanceClass: row.DBInstanceClass,
    AllocatedStorage: row.AllocatedStorage,
    BackupRetentionPeriod: row.BackupRetentionPeriod,
  };
  const entries = Object.entries(wanted).filter(([, value]) => value !== undefined);
  for (const [member, value] of entries) if (now[member] === value) dropPending(row, member);
  return Object.fromEntries(entries.filter(([member, value]) => now[member] !== value));
}

function dropPending(row: Database, member: string): void {
  row.PendingModifiedValues = Object.fromEntries(Object.entries(row.PendingModifiedValues ?? {}).filter(([name]) => name !== member));
}

function begin(world: World, id: string): void {
  const database = databaseIfThere(world, id);
  const pending = database?.PendingModifiedValues ?? {};
  if (database === undefined || Object.keys(pending).length === 0) return;
  // A reboot or a backup came first.
  if (database.DBInstanceStatus !== 'available') return world.later(hesitationMs, 'db.modify', id);
  editDatabase(world, id, (row) => {
    row.DBInstanceStatus = 'modifying';
  });
  if (pending.MultiAZ !== undefined) tell(world, id, pending.MultiAZ ? 'becomingMultiAz' : 'becomingSingleAz');
  if (pending.DBInstanceClass !== undefined) tell(world, id, 'changingClass');
  if (pending.AllocatedStorage !== undefined) tell(world, id, 'changingStorage');
  world.later(durationOf(pending), 'db.modified', id);
}

function durationOf(pending: PendingModifiedValues): number {
  return Math.max(
    changeMs.other,
    pending.MultiAZ === undefined ? 0 : pending.MultiAZ ? changeMs.toMultiAz : changeMs.toSingleAz,
    pending.DBInstanceClass === undefined ? 0 : changeMs.class,
    pending.AllocatedStorage === undefined ? 0 : changeMs.storage,
  );
}

async function finish(world: World, id: string): Promise<void> {
  const database = databaseIfThere(world, id);
  if (database?.DBInstanceStatus !== 'modifying') return;
  const pending = { ...database.PendingModifiedValues };
  const standby = standbyZone(database);
  // The standby begins as a copy; from then on the engine writes to both.
  if (pending.MultiAZ === true && standby !== undefined) await world.reality.disks.copy(world, primaryVolume(database), volumeIn(database, standby));
  if (pending.MultiAZ === false) leaveStandby(world, database);
  editDatabase(world, id, (row) => become(row, pending, standby));
  if (pending.MultiAZ !== undefined) tell(world, id, pending.MultiAZ ? 'becameMultiAz' : 'becameSingleAz');
  if (pending.DBInstanceClass !== undefined) tell(world, id, 'changedClass');
  if (pending.AllocatedStorage !== undefined) tell(world, id, 'changedStorage');
}

function leaveStandby(world: World, database: Database): void {
  if (database.SecondaryAvailabilityZone === undefined) return;
  world.later(standbyLingersMs, 'db.standby-gone', database.id, volumeIn(database, database.SecondaryAvailabilityZone));
}

function become(row: Database, pending: PendingModifiedValues, standby: string | undefined): void {
  row.DBInstanceStatus = 'available';
  row.MultiAZ = pending.MultiAZ ?? row.MultiAZ;
  if (pending.MultiAZ === true) row.SecondaryAvailabilityZone = standby;
  if (pending.MultiAZ === false) delete row.SecondaryAvailabilityZone;
  // A new class is a new machine: the engine starts anew on it.
  if (pending.DBInstanceClass !== undefined) row.boot += 1;
  row.DBInstanceClass = pending.DBInstanceClass ?? row.DBInstanceClass;
  row.AllocatedStorage = pending.AllocatedStorage ?? row.AllocatedStorage;
  row.BackupRetentionPeriod = pending.BackupRetentionPeriod ?? row.BackupRetentionPeriod;
  row.PendingModifiedValues = {};
}

function resetPassword(row: Database): void {
  const password = row.PendingModifiedValues?.MasterUserPassword ?? row.masterUserPassword;
  row.masterUserPassword = password;
  row.users = row.users.map((user) => (user.name === row.MasterUsername ? { ...user, password } : user));
  row.DBInstanceStatus = 'available';
  dropPending(row, 'MasterUserPassword');
}
