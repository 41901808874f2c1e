import {
  AuthorizeSecurityGroupIngressCommand,
  CreateImageCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetHealthCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeDBInstancesCommand, ModifyDBInstanceCommand, RebootDBInstanceCommand } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScene, type Scene } from './scene.ts';

// Each claim is AWS's documentation's. The same file runs on another endpoint: LAB_TARGET=http://127.0.0.1:5000 npx vitest run test/lab/target
let scene: Scene;
beforeAll(async () => void (scene = await openScene()));
afterAll(() => scene.close());

const refused = (call: Promise<unknown>) =>
  call.then(
    () => 'not refused',
    (error: { name: string; Code?: string }) => error.Code ?? error.name,
  );
const until = async <Value>(look: () => Promise<Value | undefined>): Promise<Value> => {
  for (let beat = 0; beat < 100; beat += 1) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come to that');
};
const launch = (more: Partial<RunInstancesCommandInput> = {}) =>
  scene.ec2.send(
    new RunInstancesCommand({
      ImageId: scene.image,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      SubnetId: scene.subnets[0],
      SecurityGroupIds: [scene.group],
      ...more,
    }),
  );
const instance = async (id: string) => (await scene.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }))).Reservations?.[0]?.Instances?.[0];
const inState = (id: string, state: string) =>
  until(async () => {
    const found = await instance(id);
    return found?.State?.Name === state ? found : undefined;
  });

describe('EC2', () => {
  it('answers unknown and malformed ids with their own codes', async () => {
    expect(await refused(scene.ec2.send(new DescribeVpcsCommand({ VpcIds: ['vpc-00000000000000000'] })))).toBe('InvalidVpcID.NotFound');
    expect(await refused(scene.ec2.send(new DescribeSubnetsCommand({ SubnetIds: ['subnet-00000000000000000'] })))).toBe('InvalidSubnetID.NotFound');
    expect(await refused(scene.ec2.send(new DescribeInstancesCommand({ InstanceIds: ['server-1'] })))).toBe('InvalidInstanceID.Malformed');
  });

  it('refuses a filter that there is not', async () => {
    expect(await refused(scene.ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] })))).toBe('InvalidParameterValue');
  });

  it('tells a dry run that it would have succeeded', async () => {
    expect(await refused(scene.ec2.send(new DescribeInstancesCommand({ DryRun: true })))).toBe('DryRunOperation');
  });

  it('has a new server pending before it runs', async () => {
    expect((await launch()).Instances?.[0]?.State?.Name).toBe('pending');
  });

  it('gives the same answer to the same ClientToken, and refuses other parameters under it', async () => {
    const ClientToken = `token-${Date.now()}`;
    const [first, second] = [await launch({ ClientToken }), await launch({ ClientToken })];
    expect(second.Instances?.[0]?.InstanceId).toBe(first.Instances?.[0]?.InstanceId);
    expect(await refused(launch({ ClientToken, InstanceType: 't3.small' }))).toBe('IdempotentParameterMismatch');
  });

  it('gives a server that was stopped another public address', async () => {
    const card = [{ DeviceIndex: 0, SubnetId: scene.subnets[0], Groups: [scene.group], AssociatePublicIpAddress: true }];
    const made = (await launch({ SubnetId: undefined, SecurityGroupIds: undefined, NetworkInterfaces: card })).Instances?.[0]?.InstanceId ?? '';
    const before = (await inState(made, 'running')).PublicIpAddress;
    await scene.ec2.send(new StopInstancesCommand({ InstanceIds: [made] }));
    expect((await inState(made, 'stopped')).PublicIpAddress).toBeUndefined();
    await scene.ec2.send(new StartInstancesCommand({ InstanceIds: [made] }));
    const after = (await inState(made, 'running')).PublicIpAddress;
    expect(before).toBeDefined();
    expect(after).toBeDefined();
    expect(after).not.toBe(before);
  });

  it('keeps names of groups and images unique', async () => {
    expect(await refused(scene.ec2.send(new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'again', VpcId: scene.vpc })))).toBe(
      'InvalidGroup.Duplicate',
    );
    const InstanceId = (await launch()).Instances?.[0]?.InstanceId ?? '';
    await inState(InstanceId, 'running');
    const Name = `image-${Date.now()}`;
    await scene.ec2.send(new CreateImageCommand({ InstanceId, Name, NoReboot: true }));
    expect(await refused(scene.ec2.send(new CreateImageCommand({ InstanceId, Name, NoReboot: true })))).toBe('InvalidAMIName.Duplicate');
  });

  it('deletes no group that a server has, nor one that another group names', async () => {
    const make = async (name: string) =>
      (await scene.ec2.send(new CreateSecurityGroupCommand({ GroupName: `${name}-${Date.now()}`, Description: name, VpcId: scene.vpc }))).GroupId ?? '';
    const [held, named, naming] = [await make('held'), await make('named'), await make('naming')];
    await launch({ SecurityGroupIds: [held] });
    expect(await refused(scene.ec2.send(new DeleteSecurityGroupCommand({ GroupId: held })))).toBe('DependencyViolation');
    const from = [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{ GroupId: named }] }];
    await scene.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: naming, IpPermissions: from }));
    expect(await refused(scene.ec2.send(new DeleteSecurityGroupCommand({ GroupId: named })))).toBe('DependencyViolation');
  });

  it('refuses a rule that is there already', async () => {
    const rule = () =>
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: scene.group,
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      });
    await scene.ec2.send(rule());
    expect(await refused(scene.ec2.send(rule()))).toBe('InvalidPermission.Duplicate');
  });
});

describe('Elastic Load Balancing', () => {
  const balancer = (Name: string, more: object = {}) =>
    scene.elb.send(new CreateLoadBalancerCommand({ Name, Subnets: [...scene.subnets], SecurityGroups: [scene.group], ...more }));
  const targets = async (Name: string) =>
    (await scene.elb.send(new CreateTargetGroupCommand({ Name, Protocol: 'HTTP', Port: 80, VpcId: scene.vpc }))).TargetGroups?.[0]?.TargetGroupArn;

  it('refuses an application load balancer in one zone', async () => {
    expect(await refused(balancer('one-zone', { Subnets: [scene.subnets[0]] }))).toBe('ValidationError');
  });

  it('has a new balancer provisioning before it is active', async () => {
    expect((await balancer('fresh')).LoadBalancers?.[0]?.State?.Code).toBe('provisioning');
  });

  it('gives the same balancer to the same settings, and refuses the name with others', async () => {
    const [first, second] = [await balancer('twice'), await balancer('twice')];
    expect(second.LoadBalancers?.[0]?.LoadBalancerArn).toBe(first.LoadBalancers?.[0]?.LoadBalancerArn);
    const other = await scene.ec2.send(new CreateSecurityGroupCommand({ GroupName: 'other', Description: 'other', VpcId: scene.vpc }));
    expect(await refused(balancer('twice', { SecurityGroups: [other.GroupId] }))).toBe('DuplicateLoadBalancerName');
  });

  it('answers an unknown name with an error and not with an empty list', async () => {
    expect(await refused(scene.elb.send(new DescribeLoadBalancersCommand({ Names: ['nobody'] })))).toBe('LoadBalancerNotFound');
  });

  it('says that a target is unused until a listener leads to it, and does not call it healthy before it was looked at', async () => {
    const [TargetGroupArn, { LoadBalancers }, made] = [await targets('seen'), await balancer('seen'), await launch()];
    const Id = made.Instances?.[0]?.InstanceId ?? '';
    await inState(Id, 'running');
    await scene.elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id }] }));
    const health = async () => (await scene.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }))).TargetHealthDescriptions?.[0]?.TargetHealth;
    expect(await health()).toMatchObject({ State: 'unused', Reason: 'Target.NotInUse' });
    const to = (arn: string | undefined) =>
      new CreateListenerCommand({
        LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
        Protocol: 'HTTP',
        Port: 80,
        DefaultActions: [{ Type: 'forward', TargetGroupArn: arn }],
      });
    await scene.elb.send(to(TargetGroupArn));
    expect(await refused(scene.elb.send(to(await targets('unseen'))))).toBe('DuplicateListener');
    expect((await health())?.State).not.toBe('healthy');
  });
});

describe('RDS', () => {
  const database = async () => (await scene.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: scene.database }))).DBInstances?.[0];
  const available = () =>
    until(async () => {
      const found = await database();
      return found?.DBInstanceStatus === 'available' && Object.keys(found.PendingModifiedValues ?? {}).length === 0 ? found : undefined;
    });

  it('answers an unknown database with 404', async () => {
    const call = scene.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'nobody' }));
    await expect(call).rejects.toMatchObject({ Code: 'DBInstanceNotFound', $metadata: { httpStatusCode: 404 } });
  });

  it('fails over no database in one zone, has a second zone pending before it is there, and names it when it is', async () => {
    await available();
    const failover = scene.rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: scene.database, ForceFailover: true }));
    expect.soft(await refused(failover)).toBe('InvalidParameterCombination');
    await available();
    const said = await scene.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: scene.database, MultiAZ: true, ApplyImmediately: true }));
    expect(said.DBInstance).toMatchObject({ MultiAZ: false, PendingModifiedValues: { MultiAZ: true } });
    const done = await until(async () => {
      const found = await available();
      return found.MultiAZ === true ? found : undefined;
    });
    expect(done.SecondaryAvailabilityZone).toBeDefined();
    expect(done.SecondaryAvailabilityZone).not.toBe(done.AvailabilityZone);
  });
});
