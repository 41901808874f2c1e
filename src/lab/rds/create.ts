import type { CreateDBInstanceMessage, CreateDBInstanceResult } from '@aws-sdk/client-rds';
import { changes, Refusal, type Operations } from '../operation.ts';
import type { Tables, Transitions, World } from '../world.ts';
import { rdsArn } from './arns.ts';
import { tell } from './events.ts';
import { longestInstanceName, mustBeIdentifier } from './identifiers.ts';
import { databaseAt, databaseIfThere, described, editDatabase, type Database } from './instances.ts';
import { defaultPort, endpointOf, standbyZone, zonesOf } from './places.ts';
import { familyOf, majorOf } from './catalogue.ts';
import { mustBeClass, mustBeGroups, mustBePassword, mustBeRetention, mustBeStorage, mustBeVersion, mustCoverTwoZones, subnetGroupAt } from './settings.ts';
import { mustBeTags } from './tags.ts';

/** AWS time: making the machine and its disk; a standby takes longer; then the first backup. */
const creatingMs = 240_000;
const creatingMultiAzMs = 450_000;
const firstBackupMs = 60_000;
const mostInstances = 40;

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
  'Tags',
] as const;

type Creation = Pick<CreateDBInstanceMessage, (typeof members)[number]>;

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
      EngineLifecycleSupport: input.EngineLifecycleSupport ?? 'open-source-rds-extended-support',
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

/** An identifier that nothing has. */
export function mustBeFree(world: World, given: string | undefined): string {
  const id = mustBeIdentifier(given, 'DBInstanceIdentifier', longestInstanceName);
  const all = world.table('dbInstance');
  if (all.get(id) !== undefined) throw new Refusal('DBInstanceAlreadyExists', 'DB instance already exists');
  if (all.all().length >= mostInstances) throw new Refusal('InstanceQuotaExceeded', 'Cannot create DB instance because the DB instance quota has been exceeded');
  return id;
}

interface Placed {
  readonly group: Tables['dbSubnetGroup'];
  readonly groupIds: readonly string[];
  readonly zone: string | undefined;
}

type Placing = Pick<CreateDBInstanceMessage, 'DBSubnetGroupName' | 'VpcSecurityGroupIds' | 'MultiAZ' | 'AvailabilityZone' | 'PubliclyAccessible' | 'DBParameterGroupName'>;

/** Subnets, zone and security groups that go together. */
export function mustBePlaced(world: World, input: Placing): Placed {
  const group = subnetGroupAt(world, input.DBSubnetGroupName);
  const zones = zonesOf(group);
  const wanted = input.AvailabilityZone;
  if (input.MultiAZ === true && wanted !== undefined) {
    throw new Refusal('InvalidParameterCombination', 'Requesting a specific availability zone is not valid for Multi-AZ instances.');
  }
  if (wanted !== undefined && !zones.includes(wanted)) {
    throw new Refusal('InvalidVPCNetworkStateFault', `The DB subnet group '${group.id}' has no subnet in the Availability Zone '${wanted}'.`);
  }
  if (input.MultiAZ === true) mustCoverTwoZones(group);
  if (input.PubliclyAccessible === true) throw new Refusal('InvalidParameterCombination', 'Publicly accessible DB instances are not supported in this environment.');
  mustBeDefaultParameters(input.DBParameterGroupName);
  return { group, groupIds: mustBeGroups(world, input.VpcSecurityGroupIds, group.VpcId), zone: wanted ?? zones[0] };
}

/** What every new instance has, whether created or restored. */
export function newInstance(
  world: World,
  id: string,
  { group, groupIds, zone }: Placed,
  input: Pick<CreateDBInstanceMessage, 'Port' | 'MultiAZ' | 'AutoMinorVersionUpgrade' | 'CopyTagsToSnapshot' | 'DeletionProtection' | 'Tags'>,
): Omit<Database, 'users' | 'masterUserPassword'> {
  const { id: _key, tags: _tags, ...subnetGroup } = group;
  const instance: Omit<Database, 'users' | 'masterUserPassword'> = {
    id,
    boot: 0,
    wantedPort: mustBePort(input.Port),
    DBInstanceIdentifier: id,
    DBInstanceArn: rdsArn(world, 'db', id),
    DbiResourceId: `db-${world.random(26, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
    DBInstanceStatus: 'creating',
    Engine: 'mysql',
    LicenseModel: 'general-public-license',
    DbInstancePort: 0,
    AvailabilityZone: zone,
    MultiAZ: input.MultiAZ ?? false,
    PubliclyAccessible: false,
    StorageType: 'gp3',
    Iops: 3000,
    StorageThroughput: 125,
    StorageEncrypted: false,
    BackupTarget: 'region',
    CopyTagsToSnapshot: input.CopyTagsToSnapshot ?? false,
    AutoMinorVersionUpgrade: input.AutoMinorVersionUpgrade ?? true,
    DeletionProtection: input.DeletionProtection ?? false,
    IAMDatabaseAuthenticationEnabled: false,
    PerformanceInsightsEnabled: false,
    MonitoringInterval: 0,
    CACertificateIdentifier: 'rds-ca-rsa2048-g1',
    NetworkType: 'IPV4',
    DedicatedLogVolume: false,
    IsStorageConfigUpgradeAvailable: false,
    CustomerOwnedIpEnabled: false,
    ActivityStreamStatus: 'stopped',
    DBSubnetGroup: subnetGroup,
    VpcSecurityGroups: groupIds.map((groupId) => ({ VpcSecurityGroupId: groupId, Status: 'active' })),
    DBSecurityGroups: [],
    ReadReplicaDBInstanceIdentifiers: [],
    DomainMemberships: [],
    AssociatedRoles: [],
    TagList: mustBeTags(input.Tags),
    PendingModifiedValues: {},
  };
  if (input.MultiAZ === true) instance.SecondaryAvailabilityZone = standbyZone({ ...instance, users: [], masterUserPassword: '' });
  return instance;
}

/** The windows asked for, or some. */
export const windowsOf = (input: Pick<CreateDBInstanceMessage, 'PreferredBackupWindow' | 'PreferredMaintenanceWindow'>) => ({
  PreferredBackupWindow: input.PreferredBackupWindow ?? '17:00-17:30',
  PreferredMaintenanceWindow: input.PreferredMaintenanceWindow ?? 'sun:15:00-sun:15:30',
});

function mustBePort(port: number | undefined): number {
  const wanted = port ?? defaultPort;
  if (wanted < 1150 || wanted > 65_535) throw new Refusal('InvalidParameterValue', `Invalid port: ${wanted}. Must be between 1150 and 65535.`);
  return wanted;
}

/** What the lab has no real thing for is refused, never accepted and forgotten. */
function mustBeServable(input: Creation): void {
  const refuse = (sentence: string) => new Refusal('InvalidParameterCombination', `${sentence} not supported in this environment.`);
  if (input.Engine !== 'mysql') throw new Refusal('InvalidParameterValue', `Invalid DB engine: ${input.Engine}`);
  if (input.LicenseModel !== undefined && input.LicenseModel !== 'general-public-license') throw refuse(`License model ${input.LicenseModel} is`);
  if (input.StorageEncrypted === true) throw refuse('Encrypted storage is');
  if (input.StorageType !== undefined && input.StorageType !== 'gp3') throw refuse(`Storage type ${input.StorageType} is`);
}

function mustBeDefaultParameters(name: string | undefined): void {
  if (name !== undefined && !/^default\.mysql\d+\.\d+$/.test(name)) throw new Refusal('DBParameterGroupNotFound', `DBParameterGroup not found: ${name}`, 404);
}

function mustBeUser(name: string | undefined): string {
  if (name === undefined || name === '') throw new Refusal('InvalidParameterValue', 'The parameter MasterUsername must be provided and must not be blank.');
  if (!/^[a-zA-Z]\w{0,15}$/.test(name)) throw new Refusal('InvalidParameterValue', 'Invalid master user name');
  if (['mysql', 'rdsadmin', 'root'].includes(name.toLowerCase())) {
    throw new Refusal('InvalidParameterValue', `MasterUsername ${name} cannot be used as it is a reserved word used by the engine`);
  }
  return name;
}

function mustBeDatabaseName(name: string): string {
  if (!/^[a-zA-Z]\w{0,63}$/.test(name)) throw new Refusal('InvalidParameterValue', 'DBName must begin with a letter and contain only alphanumeric characters.');
  return name;
}
