import type { CreateDBInstanceMessage, CreateDBInstanceResult } from '@aws-sdk/client-rds';
import { changes, type Operations } from '../operation.ts';
import type { Given } from '../reads.ts';
import type { Transitions, World } from '../world.ts';
import { tell } from './events.ts';
import { databaseAt, databaseIfThere, described, editDatabase } from './instances.ts';
import { mustBeFree, mustBePlaced, newInstance, windowsOf } from './new-instance.ts';
import { defaultPort, endpointOf } from './places.ts';
import { familyOf, majorOf } from './catalogue.ts';
import { mustBeClass, mustBeLifecycle, mustBePassword, mustBeRetention, mustBeStorage, mustBeVersion } from './settings.ts';
import { invalid, notServed } from './refusals.ts';

/** AWS time: making the machine and its disk; a standby takes longer; then the first backup. */
const creatingMs = 240_000;
const creatingMultiAzMs = 450_000;
const firstBackupMs = 60_000;

const members = [
  'DBInstanceIdentifier',
  'DBName',
  'AllocatedStorage',
  'DBInstanceClass',
  'Engine',
  'EngineVersion',
  'EngineLifecycleSupport',
  'LicenseModel',
  'MasterUsername',
  'MasterUserPassword',
  'VpcSecurityGroupIds',
  'AvailabilityZone',
  'DBSubnetGroupName',
  'DBParameterGroupName',
  'PreferredMaintenanceWindow',
  'PreferredBackupWindow',
  'BackupRetentionPeriod',
  'Port',
  'MultiAZ',
  'AutoMinorVersionUpgrade',
  'PubliclyAccessible',
  'StorageType',
  'StorageEncrypted',
  'CopyTagsToSnapshot',
  'DeletionProtection',
  'Tags.Key',
  'Tags.Value',
] as const;

type Creation = Given<CreateDBInstanceMessage, (typeof members)[number]>;

export const createOperations: Operations = {
  CreateDBInstance: changes<CreateDBInstanceMessage, CreateDBInstanceResult>()(members, (world, input) => {
    const id = mustBeFree(world, input.DBInstanceIdentifier);
    mustBeServable(input);
    const password = mustBePassword(input.MasterUserPassword);
    const user = mustBeUser(input.MasterUsername);
    const version = mustBeVersion(input.EngineVersion);
    const shape = {
      DBInstanceClass: mustBeClass(input.DBInstanceClass ?? ''),
      AllocatedStorage: mustBeStorage(input.AllocatedStorage),
      EngineVersion: version,
      EngineLifecycleSupport: mustBeLifecycle(input.EngineLifecycleSupport),
      BackupRetentionPeriod: mustBeRetention(input.BackupRetentionPeriod ?? 1),
      MasterUsername: user,
      ...(input.DBName === undefined ? {} : { DBName: mustBeDatabaseName(input.DBName) }),
      ...windowsOf(input),
    };
    const placed = mustBePlaced(world, input);
    world.table('dbInstance').put({
      ...newInstance(world, id, placed, input),
      ...shape,
      DBParameterGroups: [{ DBParameterGroupName: `default.${familyOf(version)}`, ParameterApplyStatus: 'in-sync' }],
      OptionGroupMemberships: [{ OptionGroupName: `default:mysql-${majorOf(version).replace('.', '-')}`, Status: 'in-sync' }],
      masterUserPassword: password,
      users: [{ name: user, password }],
      PendingModifiedValues: { MasterUserPassword: password },
    });
    beginCreating(world, id);
    return { DBInstance: described(databaseAt(world, id)) };
  }),
};

export const createTransitions: Transitions = {
  'db.created': (world, id) => {
    if (databaseIfThere(world, id)?.DBInstanceStatus !== 'creating') return;
    arrive(world, id);
    tell(world, id, 'created');
  },
  'db.ready': (world, id) => {
    if (databaseIfThere(world, id)?.DBInstanceStatus !== 'backing-up') return;
    editDatabase(world, id, (row) => {
      row.DBInstanceStatus = 'available';
      row.LatestRestorableTime = world.clock.now();
    });
    tell(world, id, 'backedUp');
  },
};

/** The instance begins to be: its record stands, its machine comes later. */
export function beginCreating(world: World, id: string, transition: 'db.created' | 'db.restored' = 'db.created'): void {
  world.later(databaseIfThere(world, id)?.MultiAZ === true ? creatingMultiAzMs : creatingMs, transition, id);
}

/** The machine is there: the endpoint is told, and with backups kept the first one is made. */
export function arrive(world: World, id: string): void {
  const { BackupRetentionPeriod: kept = 0 } = editDatabase(world, id, (row) => {
    row.Endpoint = endpointOf(world, id, row.wantedPort ?? defaultPort);
    row.InstanceCreateTime = world.clock.now();
    row.boot += 1;
    row.DBInstanceStatus = (row.BackupRetentionPeriod ?? 0) > 0 ? 'backing-up' : 'available';
    row.PendingModifiedValues = {};
  });
  if (kept === 0) return;
  tell(world, id, 'backingUp');
  world.later(firstBackupMs, 'db.ready', id);
}

function mustBeServable(input: Creation): void {
  if (input.Engine !== 'mysql') throw invalid(`Invalid DB engine: ${input.Engine}`);
  if (input.LicenseModel !== undefined && input.LicenseModel !== 'general-public-license') throw notServed(`License model ${input.LicenseModel} is`);
  if (input.StorageEncrypted === true) throw notServed('Encrypted storage is');
  if (input.StorageType !== undefined && input.StorageType !== 'gp3') throw notServed(`Storage type ${input.StorageType} is`);
}

function mustBeUser(name: string | undefined): string {
  if (name === undefined || name === '') throw invalid('The parameter MasterUsername must be provided and must not be blank.');
  if (!/^[a-zA-Z]\w{0,15}$/.test(name)) throw invalid('Invalid master user name');
  if (['mysql', 'rdsadmin', 'root'].includes(name.toLowerCase())) {
    throw invalid(`MasterUsername ${name} cannot be used as it is a reserved word used by the engine`);
  }
  return name;
}

function mustBeDatabaseName(name: string): string {
  if (!/^[a-zA-Z]\w{0,63}$/.test(name)) throw invalid('DBName must begin with a letter and contain only alphanumeric characters.');
  return name;
}
