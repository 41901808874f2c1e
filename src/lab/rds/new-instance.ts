import type { CreateDBInstanceMessage } from '@aws-sdk/client-rds';
import { Refusal } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { rdsArn } from './arns.ts';
import { longestInstanceName, mustBeIdentifier } from './identifiers.ts';
import type { Database } from './instances.ts';
import { defaultPort, standbyZone, zonesOf } from './places.ts';
import { combination, invalid, notServed } from './refusals.ts';
import { mustBeGroups, mustBeWindows, mustCoverTwoZones, subnetGroupAt } from './settings.ts';
import { mustBeTags } from './tags.ts';

const mostInstances = 40;

/** An identifier that nothing has. */
export function mustBeFree(world: World, given: string | undefined): string {
  const id = mustBeIdentifier(given, 'DBInstanceIdentifier', longestInstanceName);
  const all = world.table('dbInstance');
  if (all.get(id) !== undefined) throw new Refusal('DBInstanceAlreadyExists', 'DB instance already exists');
  if (all.all().length >= mostInstances)
    throw new Refusal('InstanceQuotaExceeded', 'Cannot create DB instance because the DB instance quota has been exceeded');
  return id;
}

interface Placed {
  readonly group: Tables['dbSubnetGroup'];
  readonly groupIds: readonly string[];
  readonly zone: string | undefined;
}

type Placing = Pick<
  CreateDBInstanceMessage,
  'DBSubnetGroupName' | 'VpcSecurityGroupIds' | 'MultiAZ' | 'AvailabilityZone' | 'PubliclyAccessible' | 'DBParameterGroupName'
>;

/** Subnets, zone and security groups that go together. */
export function mustBePlaced(world: World, input: Placing): Placed {
  const group = subnetGroupAt(world, input.DBSubnetGroupName);
  const zones = zonesOf(group);
  const wanted = input.AvailabilityZone;
  if (input.MultiAZ === true && wanted !== undefined) {
    throw combination('Requesting a specific availability zone is not valid for Multi-AZ instances.');
  }
  if (wanted !== undefined && !zones.includes(wanted)) {
    throw new Refusal('InvalidVPCNetworkStateFault', `The DB subnet group '${group.id}' has no subnet in the Availability Zone '${wanted}'.`);
  }
  if (input.MultiAZ === true) mustCoverTwoZones(group);
  if (input.PubliclyAccessible === true) throw notServed('Publicly accessible DB instances are');
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
  if (input.MultiAZ === true) instance.SecondaryAvailabilityZone = standbyZone(instance);
  return instance;
}

/** The windows asked for, or some. */
export function windowsOf(input: Pick<CreateDBInstanceMessage, 'PreferredBackupWindow' | 'PreferredMaintenanceWindow'>) {
  mustBeWindows(input);
  return {
    PreferredBackupWindow: input.PreferredBackupWindow ?? '17:00-17:30',
    PreferredMaintenanceWindow: (input.PreferredMaintenanceWindow ?? 'sun:15:00-sun:15:30').toLowerCase(),
  };
}

function mustBePort(port: number | undefined): number {
  const wanted = port ?? defaultPort;
  if (wanted < 1150 || wanted > 65_535) throw invalid(`Invalid port: ${wanted}. Must be between 1150 and 65535.`);
  return wanted;
}

function mustBeDefaultParameters(name: string | undefined): void {
  if (name !== undefined && !/^default\.mysql\d+\.\d+$/.test(name)) throw new Refusal('DBParameterGroupNotFound', `DBParameterGroup not found: ${name}`, 404);
}
