import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInternetGatewaysCommand,
  DescribeKeyPairsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeDBInstancesCommand, DescribeDBSubnetGroupsCommand } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labForTest, type LabForTest } from '../support/lab.ts';

const nameOf = (tags: { Key?: string | undefined; Value?: string | undefined }[] | undefined) => tags?.find(({ Key }) => Key === 'Name')?.Value;

describe('the base, which part 1 of the tutorial leaves behind', () => {
  let test: LabForTest;
  beforeAll(async () => void (test = await labForTest()));
  afterAll(() => test.close());

  it('is one VPC with two public and two private subnets in two zones', async () => {
    const { Vpcs } = await test.ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'tag:Name', Values: ['my-vpc'] }] }));
    expect(Vpcs).toMatchObject([{ CidrBlock: '10.0.0.0/16', IsDefault: false, State: 'available' }]);
    const { Subnets } = await test.ec2.send(new DescribeSubnetsCommand({}));
    expect(Subnets?.map((subnet) => [nameOf(subnet.Tags), subnet.CidrBlock, subnet.AvailabilityZone, subnet.AvailabilityZoneId])).toEqual([
      ['public-subnet-1', '10.0.0.0/24', 'ap-northeast-1a', 'apne1-az4'],
      ['public-subnet-2', '10.0.1.0/24', 'ap-northeast-1c', 'apne1-az1'],
      ['private-subnet-1', '10.0.2.0/24', 'ap-northeast-1a', 'apne1-az4'],
      ['private-subnet-2', '10.0.3.0/24', 'ap-northeast-1c', 'apne1-az1'],
    ]);
  });

  it('leads its public subnets to the internet, and only those', async () => {
    const [gateway] = (await test.ec2.send(new DescribeInternetGatewaysCommand({}))).InternetGateways ?? [];
    expect(gateway?.Attachments).toMatchObject([{ State: 'available' }]);
    const { RouteTables = [] } = await test.ec2.send(new DescribeRouteTablesCommand({}));
    const open = RouteTables.filter((table) =>
      table.Routes?.some((route) => route.DestinationCidrBlock === '0.0.0.0/0' && route.GatewayId === gateway?.InternetGatewayId),
    );
    const { Subnets = [] } = await test.ec2.send(
      new DescribeSubnetsCommand({ SubnetIds: open.flatMap((table) => table.Associations?.map((one) => one.SubnetId ?? '') ?? []) }),
    );
    expect(Subnets.map((subnet) => nameOf(subnet.Tags)).toSorted()).toEqual(['public-subnet-1', 'public-subnet-2']);
    expect(RouteTables.filter((table) => table.Associations?.some(({ Main }) => Main)).map((table) => table.Routes?.map((route) => route.GatewayId))).toEqual([
      ['local'],
    ]);
  });

  it('opens SSH and HTTP of the web servers to everyone, and the database to the web servers', async () => {
    const { SecurityGroups = [] } = await test.ec2.send(new DescribeSecurityGroupsCommand({}));
    expect(SecurityGroups.map(({ GroupName }) => GroupName).toSorted()).toEqual(['db-sg', 'default', 'web-sg']);
    const ingress = async (name: string) => {
      const id = SecurityGroups.find(({ GroupName }) => GroupName === name)?.GroupId ?? '';
      const { SecurityGroupRules = [] } = await test.ec2.send(new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [id] }] }));
      const from = (group: string | undefined) => SecurityGroups.find(({ GroupId }) => GroupId === group)?.GroupName;
      return SecurityGroupRules.filter(({ IsEgress }) => !IsEgress)
        .map((rule) => `${rule.FromPort} ${rule.CidrIpv4 ?? rule.CidrIpv6 ?? from(rule.ReferencedGroupInfo?.GroupId)}`)
        .toSorted();
    };
    expect(await ingress('web-sg')).toEqual(['22 0.0.0.0/0', '80 0.0.0.0/0', '80 ::/0']);
    expect(await ingress('db-sg')).toEqual(['3306 web-sg']);
  });

  it('has one running server with a public address, a published port and an 8 GB disk', async () => {
    const { Reservations } = await test.ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: ['Web Server1'] }] }));
    const instance = Reservations?.[0]?.Instances?.[0];
    expect(instance).toMatchObject({
      State: { Name: 'running' },
      InstanceType: 't3.micro',
      KeyName: 'my-key',
      PrivateIpAddress: '10.0.0.10',
      PublicIpAddress: '203.0.113.10',
      MetadataOptions: { HttpTokens: 'required' },
      SecurityGroups: [{ GroupName: 'web-sg' }],
    });
    expect(instance?.NetworkInterfaces?.[0]?.Association?.PublicIp).toBe('203.0.113.10');
    expect(instance?.Tags).toContainEqual({ Key: 'redundant-blog:lab:80', Value: expect.stringMatching(/^127\.0\.0\.1:\d+$/) });
    const volumes = await test.ec2.send(new DescribeVolumesCommand({ Filters: [{ Name: 'attachment.instance-id', Values: [instance?.InstanceId ?? ''] }] }));
    expect(volumes.Volumes).toMatchObject([{ Size: 8, VolumeType: 'gp3', State: 'in-use' }]);
    const images = await test.ec2.send(new DescribeImagesCommand({ ImageIds: [instance?.ImageId ?? ''] }));
    expect(images.Images).toMatchObject([{ State: 'available', Public: true, ImageOwnerAlias: 'amazon', RootDeviceName: '/dev/xvda' }]);
    expect((await test.ec2.send(new DescribeKeyPairsCommand({ KeyNames: ['my-key'] }))).KeyPairs).toMatchObject([{ KeyType: 'ed25519' }]);
  });

  it('has a single-AZ MySQL that the internet cannot reach, in the private subnets', async () => {
    const { DBInstances } = await test.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'database-1' }));
    expect(DBInstances).toMatchObject([
      {
        DBInstanceStatus: 'available',
        Engine: 'mysql',
        EngineVersion: expect.stringMatching(/^8\.4\./),
        DBInstanceClass: 'db.t3.micro',
        MultiAZ: false,
        AvailabilityZone: 'ap-northeast-1a',
        PubliclyAccessible: false,
        DBName: 'wordpress',
        MasterUsername: 'wordpress',
        BackupRetentionPeriod: 1,
        Endpoint: { Address: expect.stringMatching(/^database-1\.[a-z0-9]{12}\.ap-northeast-1\.rds\.localhost$/), Port: 3306 },
      },
    ]);
    expect(DBInstances?.[0]).not.toHaveProperty('masterUserPassword');
    const { DBSubnetGroups } = await test.rds.send(new DescribeDBSubnetGroupsCommand({}));
    expect(DBSubnetGroups?.map((group) => [group.DBSubnetGroupName, group.Subnets?.map((subnet) => subnet.SubnetAvailabilityZone?.Name)])).toEqual([
      ['wordpress-db', ['ap-northeast-1a', 'ap-northeast-1c']],
    ]);
  });

  it('has no balancer yet', async () => {
    expect((await test.elb.send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toEqual([]);
  });
});

it('an empty lab is an account with nothing in it', async () => {
  const test = await labForTest({ empty: true });
  const [instances, vpcs, groups, images, databases] = await Promise.all([
    test.ec2.send(new DescribeInstancesCommand({})),
    test.ec2.send(new DescribeVpcsCommand({})),
    test.ec2.send(new DescribeSecurityGroupsCommand({})),
    test.ec2.send(new DescribeImagesCommand({ Owners: ['self'] })),
    test.rds.send(new DescribeDBInstancesCommand({})),
  ]);
  expect([instances.Reservations, vpcs.Vpcs, groups.SecurityGroups, images.Images, databases.DBInstances]).toEqual([[], [], [], [], []]);
  await test.close();
});
