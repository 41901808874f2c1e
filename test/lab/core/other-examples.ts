import { CreateListenerCommand, CreateLoadBalancerCommand, CreateTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateDBSnapshotCommand } from '@aws-sdk/client-rds';
import type { LabForTest } from '../support/lab.ts';

type Input = Record<string, unknown>;
export type Examples = Readonly<Record<string, readonly Input[]>>;

const Tags = [{ Key: 'k', Value: 'v' }];
const pages = { elb: { PageSize: 1, Marker: 'x' }, rds: { MaxRecords: 20, Marker: 'x' } } as const;

/** For each operation of the other services, requests that get as far as its last member; what they name is made first. */
export async function otherExamples(lab: LabForTest): Promise<Examples> {
  return { ...(await ofBalancers(lab)), ...(await ofDatabases(lab)), SendSSHPublicKey: [keyFor(lab)] };
}

const keyFor = ({ lab: { home } }: LabForTest): Input => ({
  InstanceId: home.table('instance').all()[0]?.id,
  InstanceOSUser: 'ec2-user',
  SSHPublicKey: 'ssh-ed25519 AAAA',
});

async function ofBalancers({ elb, lab: { home } }: LabForTest): Promise<Examples> {
  const VpcId = home.table('vpc').all()[0]?.id;
  const subnets = home.table('subnet').all();
  const Subnets = subnets.filter(({ Tags: tags }) => tags?.some(({ Value }) => Value?.startsWith('public-subnet'))).map(({ id }) => id);
  const group = home.table('securityGroup').all()[0]?.id ?? '';
  const checks = {
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: 'traffic-port',
    HealthCheckEnabled: true,
    HealthCheckPath: '/',
    HealthCheckIntervalSeconds: 30,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
    Matcher: { HttpCode: '200' },
  } as const;
  const target = { Protocol: 'HTTP', Port: 80, VpcId, TargetType: 'instance', IpAddressType: 'ipv4', ProtocolVersion: 'HTTP1', Tags } as const;
  const made = await elb.send(new CreateTargetGroupCommand({ Name: 'TG-1', ...target, ...checks }));
  const TargetGroupArn = made.TargetGroups?.[0]?.TargetGroupArn;
  const LoadBalancerArn = (await elb.send(new CreateLoadBalancerCommand({ Name: 'LB-1', Subnets }))).LoadBalancers?.[0]?.LoadBalancerArn;
  const spare = (await elb.send(new CreateLoadBalancerCommand({ Name: 'LB-2', Subnets }))).LoadBalancers?.[0]?.LoadBalancerArn;
  const DefaultActions = [
    {
      Type: 'forward' as const,
      TargetGroupArn,
      Order: 1,
      ForwardConfig: { TargetGroups: [{ TargetGroupArn, Weight: 1 }], TargetGroupStickinessConfig: { Enabled: false } },
    },
  ];
  const [{ TargetGroupArn: _, ...plainAction } = {}] = DefaultActions;
  const listening = { Protocol: 'HTTP' as const, Port: 80, DefaultActions: [{ Type: 'forward' as const, TargetGroupArn }] };
  const free = (await elb.send(new CreateTargetGroupCommand({ Name: 'TG-3', ...target }))).TargetGroups?.[0]?.TargetGroupArn;
  const ListenerArn = (await elb.send(new CreateListenerCommand({ LoadBalancerArn, ...listening }))).Listeners?.[0]?.ListenerArn;
  const ResourceArns = [LoadBalancerArn];
  const Targets = [{ Id: home.table('instance').all()[0]?.id, Port: 80, AvailabilityZone: home.zones[0]?.name }];
  const Attributes = [{ Key: 'deletion_protection.enabled', Value: 'false' }];
  const listeners = [DefaultActions, [plainAction]].map((actions) => ({ Protocol: 'HTTP', Port: 80, DefaultActions: actions, Tags }));
  return {
    AddTags: [{ ResourceArns, Tags }],
    CreateListener: [
      { LoadBalancerArn: spare, ...listening, DefaultActions: [{ Type: 'forward', TargetGroupArn: free, Order: 1 }], Tags },
      ...listeners.map((one) => ({ LoadBalancerArn: spare, ...one })),
    ],
    CreateLoadBalancer: [
      { Name: 'LB-4', SubnetMappings: Subnets.map((SubnetId) => ({ SubnetId })) },
      { Name: 'LB-3', Subnets, SecurityGroups: [group], Scheme: 'internet-facing', Type: 'application', IpAddressType: 'ipv4', Tags },
    ],
    CreateTargetGroup: [{ Name: 'TG-2', ...target, ...checks }],
    DeleteListener: [{ ListenerArn }],
    DeleteLoadBalancer: [{ LoadBalancerArn: spare }],
    DeleteTargetGroup: [{ TargetGroupArn }],
    DeregisterTargets: [{ TargetGroupArn, Targets }],
    DescribeListeners: [{ LoadBalancerArn, ...pages.elb }, { ListenerArns: [ListenerArn] }],
    DescribeLoadBalancerAttributes: [{ LoadBalancerArn }],
    DescribeLoadBalancers: [{ LoadBalancerArns: ResourceArns }, { Names: ['LB-1'] }, pages.elb],
    DescribeRules: [{ ListenerArn, ...pages.elb }, { RuleArns: ['x'] }],
    DescribeTags: [{ ResourceArns }],
    DescribeTargetGroupAttributes: [{ TargetGroupArn }],
    DescribeTargetGroups: [{ LoadBalancerArn, ...pages.elb }, { TargetGroupArns: [TargetGroupArn] }, { Names: ['TG-1'] }],
    DescribeTargetHealth: [{ TargetGroupArn, Targets }],
    ModifyListener: listeners.map(({ Tags: _tags, ...one }) => ({ ListenerArn, ...one })),
    ModifyLoadBalancerAttributes: [{ LoadBalancerArn, Attributes }],
    ModifyTargetGroup: [{ TargetGroupArn, ...checks }],
    ModifyTargetGroupAttributes: [{ TargetGroupArn, Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }] }],
    RegisterTargets: [{ TargetGroupArn, Targets }],
    RemoveTags: [{ ResourceArns, TagKeys: ['k'] }],
    SetSecurityGroups: [{ LoadBalancerArn, SecurityGroups: [group] }],
  };
}

async function ofDatabases({ rds, advance, lab: { home } }: LabForTest): Promise<Examples> {
  const DBInstanceIdentifier = 'database-1';
  const DBSnapshotIdentifier = 'kept';
  await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier }));
  await advance(10 * 60_000);
  const group = home.table('dbSubnetGroup').all()[0];
  const VpcSecurityGroupIds = [home.table('securityGroup').all()[0]?.id];
  const [zone] = home.zones;
  const settings = {
    AllocatedStorage: 30,
    DBInstanceClass: 'db.t3.small',
    VpcSecurityGroupIds,
    BackupRetentionPeriod: 1,
    PreferredBackupWindow: '03:00-03:30',
    PreferredMaintenanceWindow: 'sun:05:00-sun:05:30',
    MultiAZ: false,
    AutoMinorVersionUpgrade: true,
    CopyTagsToSnapshot: true,
    DeletionProtection: false,
    MasterUserPassword: 'correct-horse',
  };
  const place = { DBSubnetGroupName: group?.id, AvailabilityZone: zone?.name, PubliclyAccessible: false, Port: 3306 };
  const more = { DBParameterGroupName: 'default.mysql8.4', EngineLifecycleSupport: 'open-source-rds-extended-support' };
  const fresh = {
    ...more,
    LicenseModel: 'general-public-license',
    ...settings,
    ...place,
    Engine: 'mysql',
    EngineVersion: '8.4.6',
    MasterUsername: 'wordpress',
    DBName: 'wordpress',
    StorageType: 'gp3',
    StorageEncrypted: false,
  };
  const ResourceName = home.table('dbInstance').all()[0]?.DBInstanceArn;
  const { rds: page } = pages;
  return {
    AddTagsToResource: [{ ResourceName, Tags }],
    CreateDBInstance: [{ DBInstanceIdentifier: 'other', ...fresh, Tags }],
    CreateDBSnapshot: [{ DBInstanceIdentifier, DBSnapshotIdentifier: 'second', Tags }],
    CreateDBSubnetGroup: [
      {
        DBSubnetGroupName: 'other',
        DBSubnetGroupDescription: 'x',
        SubnetIds: home
          .table('subnet')
          .all()
          .map(({ id }) => id),
        Tags,
      },
    ],
    DeleteDBInstance: [{ DBInstanceIdentifier, SkipFinalSnapshot: false, FinalDBSnapshotIdentifier: 'last', DeleteAutomatedBackups: true }],
    DeleteDBSnapshot: [{ DBSnapshotIdentifier }],
    DeleteDBSubnetGroup: [{ DBSubnetGroupName: group?.id }],
    DescribeDBEngineVersions: [{ Engine: 'mysql', EngineVersion: '8.4.6', DBParameterGroupFamily: 'mysql8.4', DefaultOnly: false, ...page }],
    DescribeDBInstances: [{ DBInstanceIdentifier }, { Filters: [{ Name: 'engine', Values: ['mysql'] }], ...page }],
    DescribeDBMajorEngineVersions: [{ Engine: 'mysql', MajorEngineVersion: '8.4', ...page }],
    DescribeDBSnapshots: [
      { DBInstanceIdentifier, DBSnapshotIdentifier, SnapshotType: 'manual', ...page },
      { Filters: [{ Name: 'engine', Values: ['mysql'] }] },
    ],
    DescribeDBSubnetGroups: [{ DBSubnetGroupName: group?.id }, page],
    DescribeEvents: [{ SourceType: 'db-instance', SourceIdentifier: DBInstanceIdentifier, Duration: 60, EventCategories: ['availability'], ...page }],
    DescribeOrderableDBInstanceOptions: [
      { Engine: 'mysql', EngineVersion: '8.4.6', DBInstanceClass: 'db.t3.micro', LicenseModel: 'general-public-license', Vpc: true, ...page },
    ],
    ListTagsForResource: [{ ResourceName }],
    ModifyDBInstance: [{ DBInstanceIdentifier, ApplyImmediately: true, ...settings }],
    RebootDBInstance: [{ DBInstanceIdentifier, ForceFailover: false }],
    RemoveTagsFromResource: [{ ResourceName, TagKeys: ['k'] }],
    RestoreDBInstanceFromDBSnapshot: [
      {
        DBInstanceIdentifier: 'restored',
        DBSnapshotIdentifier,
        ...place,
        ...more,
        DBInstanceClass: 'db.t3.micro',
        VpcSecurityGroupIds,
        Tags,
        MultiAZ: false,
        AutoMinorVersionUpgrade: true,
        CopyTagsToSnapshot: true,
        DeletionProtection: false,
        BackupRetentionPeriod: 1,
        PreferredBackupWindow: '03:00-03:30',
      },
    ],
    StartDBInstance: [{ DBInstanceIdentifier }],
    StopDBInstance: [{ DBInstanceIdentifier }],
  };
}
