import { endpointOf, volumeIn } from '../rds/places.ts';
import type { World } from '../world.ts';
import { daysAgo } from './age.ts';
import type { BaseNetwork } from './network.ts';

export interface BaseDatabase {
  /** The disk of its engine, as the lab names disks. */
  readonly volume: string;
  readonly host: string;
  readonly password: string;
  readonly users: readonly { readonly name: string; readonly password: string }[];
}

const identifier = 'database-1';
const user = 'wordpress';
const version = '8.4.6';
const madeDaysAgo = 14;

/** `database-1`: a small single-AZ MySQL in the private subnets, with the blog's schema and user. */
export function layDatabase(world: World, network: BaseNetwork): BaseDatabase {
  const group = laySubnetGroup(world, network);
  const resource = `db-${world.random(26, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`;
  const zone = network.privateSubnets[0]?.AvailabilityZone ?? '';
  const password = world.random(24);
  const users = [{ name: user, password }];
  const endpoint = endpointOf(world, identifier, 3306);
  world.table('dbInstance').put({
    id: identifier,
    boot: 1,
    masterUserPassword: password,
    users,
    DBInstanceIdentifier: identifier,
    DBInstanceArn: `arn:aws:rds:${world.region}:${world.account}:db:${identifier}`,
    DbiResourceId: resource,
    DBInstanceClass: 'db.t3.micro',
    DBInstanceStatus: 'available',
    Engine: 'mysql',
    EngineVersion: version,
    EngineLifecycleSupport: 'open-source-rds-extended-support-disabled',
    LicenseModel: 'general-public-license',
    DBName: 'wordpress',
    MasterUsername: user,
    Endpoint: endpoint,
    DbInstancePort: 0,
    InstanceCreateTime: daysAgo(world, madeDaysAgo),
    LatestRestorableTime: daysAgo(world, 0),
    AvailabilityZone: zone,
    MultiAZ: false,
    PubliclyAccessible: false,
    AllocatedStorage: 20,
    StorageType: 'gp3',
    Iops: 3000,
    StorageThroughput: 125,
    StorageEncrypted: false,
    BackupRetentionPeriod: 1,
    PreferredBackupWindow: '17:00-17:30',
    PreferredMaintenanceWindow: 'sun:15:00-sun:15:30',
    BackupTarget: 'region',
    CopyTagsToSnapshot: true,
    AutoMinorVersionUpgrade: true,
    DeletionProtection: false,
    IAMDatabaseAuthenticationEnabled: false,
    PerformanceInsightsEnabled: false,
    MonitoringInterval: 0,
    CACertificateIdentifier: 'rds-ca-rsa2048-g1',
    NetworkType: 'IPV4',
    DedicatedLogVolume: false,
    IsStorageConfigUpgradeAvailable: false,
    CustomerOwnedIpEnabled: false,
    ActivityStreamStatus: 'stopped',
    DBSubnetGroup: group,
    VpcSecurityGroups: [{ VpcSecurityGroupId: network.databaseGroup.GroupId, Status: 'active' }],
    DBSecurityGroups: [],
    DBParameterGroups: [{ DBParameterGroupName: 'default.mysql8.4', ParameterApplyStatus: 'in-sync' }],
    OptionGroupMemberships: [{ OptionGroupName: 'default:mysql-8-4', Status: 'in-sync' }],
    PendingModifiedValues: {},
    ReadReplicaDBInstanceIdentifiers: [],
    DomainMemberships: [],
    AssociatedRoles: [],
    TagList: [],
  });
  return { volume: volumeIn({ DbiResourceId: resource }, zone), host: endpoint.Address ?? '', password, users };
}

function laySubnetGroup(world: World, { vpcId, privateSubnets }: BaseNetwork) {
  const name = 'wordpress-db';
  const group = {
    DBSubnetGroupName: name,
    DBSubnetGroupDescription: 'The private subnets of my-vpc',
    DBSubnetGroupArn: `arn:aws:rds:${world.region}:${world.account}:subgrp:${name}`,
    VpcId: vpcId,
    SubnetGroupStatus: 'Complete',
    SupportedNetworkTypes: ['IPV4'],
    Subnets: privateSubnets.map((subnet) => ({
      SubnetIdentifier: subnet.id,
      SubnetAvailabilityZone: subnet.AvailabilityZone === undefined ? {} : { Name: subnet.AvailabilityZone },
      SubnetOutpost: {},
      SubnetStatus: 'Active',
    })),
  };
  world.table('dbSubnetGroup').put({ id: name, ...group });
  return group;
}
