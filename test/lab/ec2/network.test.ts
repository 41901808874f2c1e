import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteInternetGatewayCommand,
  DeleteRouteCommand,
  DeleteRouteTableCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeInternetGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  DetachInternetGatewayCommand,
  DisassociateRouteTableCommand,
  ModifySubnetAttributeCommand,
  ModifyVpcAttributeCommand,
  ReplaceRouteCommand,
  ReplaceRouteTableAssociationCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { base, cloud, launch, present, refusal } from './cloud.ts';

const named = (ResourceType: 'vpc' | 'subnet' | 'internet-gateway' | 'route-table', name: string) => [{ ResourceType, Tags: [{ Key: 'Name', Value: name }] }];
const empty = () => cloud({ empty: true, manual: true });

async function vpc(ec2: EC2Client, CidrBlock = '10.0.0.0/16'): Promise<string> {
  return present((await ec2.send(new CreateVpcCommand({ CidrBlock }))).Vpc?.VpcId);
}
async function subnet(ec2: EC2Client, VpcId: string, CidrBlock: string): Promise<string> {
  return present((await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock }))).Subnet?.SubnetId);
}
async function gateway(ec2: EC2Client, VpcId?: string): Promise<string> {
  const id = present((await ec2.send(new CreateInternetGatewayCommand({}))).InternetGateway?.InternetGatewayId);
  if (VpcId !== undefined) await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: id, VpcId }));
  return id;
}
async function table(ec2: EC2Client, VpcId: string): Promise<string> {
  return present((await ec2.send(new CreateRouteTableCommand({ VpcId }))).RouteTable?.RouteTableId);
}
const everywhere = '0.0.0.0/0';
const tables = async (ec2: EC2Client, VpcId: string) =>
  (await ec2.send(new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }))).RouteTables ?? [];
const described = async (ec2: EC2Client, id: string) => present((await ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [id] }))).RouteTables?.[0]);

test("a network is built from nothing as the tutorial's first part builds it, and taken down to nothing", async () => {
  const { ec2 } = await empty();
  const made = present((await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16', TagSpecifications: named('vpc', 'my-vpc') }))).Vpc);
  const VpcId = present(made.VpcId);
  expect(made).toMatchObject({ State: 'pending', CidrBlock: '10.0.0.0/16', IsDefault: false, InstanceTenancy: 'default', Tags: [{ Value: 'my-vpc' }] });
  const one = present((await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.0.0/24', AvailabilityZone: 'ap-northeast-1a' }))).Subnet);
  const two = present((await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.1.0/24', AvailabilityZone: 'ap-northeast-1c' }))).Subnet);
  expect(one).toMatchObject({ State: 'available', AvailabilityZone: 'ap-northeast-1a', AvailableIpAddressCount: 251, MapPublicIpOnLaunch: false });
  const InternetGatewayId = await gateway(ec2, VpcId);
  const RouteTableId = await table(ec2, VpcId);
  await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: everywhere, GatewayId: InternetGatewayId }));
  const tied = await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId: one.SubnetId }));
  expect(tied).toMatchObject({ AssociationId: expect.stringMatching(/^rtbassoc-/), AssociationState: { State: 'associated' } });

  await ec2.send(new DisassociateRouteTableCommand({ AssociationId: tied.AssociationId }));
  await ec2.send(new DeleteRouteTableCommand({ RouteTableId }));
  await ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
  await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId }));
  for (const { SubnetId } of [one, two]) await ec2.send(new DeleteSubnetCommand({ SubnetId }));
  await ec2.send(new DeleteVpcCommand({ VpcId }));
  expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs).toEqual([]);
  expect((await ec2.send(new DescribeSubnetsCommand({}))).Subnets).toEqual([]);
  expect((await ec2.send(new DescribeRouteTablesCommand({}))).RouteTables).toEqual([]);
  expect((await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups).toEqual([]);
  expect((await ec2.send(new DescribeInternetGatewaysCommand({}))).InternetGateways).toEqual([]);
  expect((await ec2.send(new DescribeNetworkAclsCommand({}))).NetworkAcls).toEqual([]);
});

describe('a VPC', () => {
  test('comes with a default security group, a main route table and a default network ACL', async () => {
    const { ec2 } = await empty();
    const id = await vpc(ec2, '10.1.2.3/16');
    const [main, ...others] = await tables(ec2, id);
    expect(others).toEqual([]);
    expect(main).toMatchObject({
      Associations: [{ Main: true }],
      Routes: [{ DestinationCidrBlock: '10.1.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable' }],
    });
    const [group] = (await ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [id] }] }))).SecurityGroups ?? [];
    expect(group).toMatchObject({ GroupName: 'default', IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: group?.GroupId }] }] });
    const inside = await subnet(ec2, id, '10.1.0.0/24');
    const [acl] = (await ec2.send(new DescribeNetworkAclsCommand({ Filters: [{ Name: 'association.subnet-id', Values: [inside] }] }))).NetworkAcls ?? [];
    expect(acl).toMatchObject({
      VpcId: id,
      IsDefault: true,
      Entries: expect.arrayContaining([expect.objectContaining({ RuleNumber: 100, RuleAction: 'allow' })]),
    });
  });

  test.each([
    ['10.0.0.0/8', 'InvalidVpc.Range', "The CIDR '10.0.0.0/8' is invalid."],
    ['10.0.0.0/29', 'InvalidVpc.Range', "The CIDR '10.0.0.0/29' is invalid."],
    ['127.0.0.0/16', 'InvalidVpc.Range', "The CIDR '127.0.0.0/16' is invalid."],
    ['10.0.0.0', 'InvalidParameterValue', 'Value (10.0.0.0) for parameter cidrBlock is invalid. This is not a valid CIDR block.'],
    [undefined, 'MissingParameter', "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided."],
  ])('of %s is refused', async (CidrBlock, code, message) => {
    const { ec2 } = await empty();
    expect(await refusal(ec2.send(new CreateVpcCommand({ CidrBlock })))).toMatchObject({ code, message });
  });

  test('is one of five at most', async () => {
    const { ec2 } = await empty();
    for (let index = 0; index < 5; index += 1) await vpc(ec2);
    expect(await refusal(vpc(ec2))).toMatchObject({ code: 'VpcLimitExceeded' });
  });

  test('is not deleted while anything but what came with it is in it', async () => {
    const { ec2 } = await empty();
    const VpcId = await vpc(ec2);
    const remove = () => ec2.send(new DeleteVpcCommand({ VpcId }));
    const inUse = { code: 'DependencyViolation', message: `The vpc '${VpcId}' has dependencies and cannot be deleted.` };
    const SubnetId = await subnet(ec2, VpcId, '10.0.0.0/24');
    expect(await refusal(remove())).toMatchObject(inUse);
    await ec2.send(new DeleteSubnetCommand({ SubnetId }));
    const InternetGatewayId = await gateway(ec2, VpcId);
    expect(await refusal(remove())).toMatchObject(inUse);
    await ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    const RouteTableId = await table(ec2, VpcId);
    expect(await refusal(remove())).toMatchObject(inUse);
    await ec2.send(new DeleteRouteTableCommand({ RouteTableId }));
    const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'x', VpcId }));
    expect(await refusal(remove())).toMatchObject(inUse);
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    await remove();
    expect(await refusal(remove())).toMatchObject({ code: 'InvalidVpcID.NotFound', message: `The vpc ID '${VpcId}' does not exist` });
  });

  test('gives no public names until it is told to, and then to what starts in it', async () => {
    const { ec2 } = await empty();
    const VpcId = await vpc(ec2);
    const hostnames = async () => (await ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsHostnames' }))).EnableDnsHostnames?.Value;
    expect(await hostnames()).toBe(false);
    await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
    expect(await hostnames()).toBe(true);
    expect((await ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsSupport' }))).EnableDnsSupport?.Value).toBe(true);
    const both = { EnableDnsHostnames: { Value: true }, EnableDnsSupport: { Value: true } };
    expect(await refusal(ec2.send(new ModifyVpcAttributeCommand({ VpcId, ...both })))).toMatchObject({ code: 'InvalidParameterCombination' });
    expect(await refusal(ec2.send(new ModifyVpcAttributeCommand({ VpcId })))).toMatchObject({ code: 'MissingParameter' });
  });

  test('is not made by a dry run', async () => {
    const { ec2 } = await empty();
    expect(await refusal(ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16', DryRun: true })))).toMatchObject({ code: 'DryRunOperation', status: 412 });
    expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs).toEqual([]);
  });
});

describe('a subnet', () => {
  test.each([
    ['10.1.0.0/24', 'InvalidSubnet.Range', "The CIDR '10.1.0.0/24' is invalid."],
    ['10.0.0.0/29', 'InvalidSubnet.Range', "The CIDR '10.0.0.0/29' is invalid."],
    ['10.0.0.128/25', 'InvalidSubnet.Conflict', "The CIDR '10.0.0.128/25' conflicts with another subnet"],
    ['somewhere', 'InvalidParameterValue', 'Value (somewhere) for parameter cidrBlock is invalid. This is not a valid CIDR block.'],
  ])('of %s is refused', async (CidrBlock, code, message) => {
    const { ec2 } = await empty();
    const VpcId = await vpc(ec2);
    await subnet(ec2, VpcId, '10.0.0.0/24');
    expect(await refusal(ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock })))).toMatchObject({ code, message });
  });

  test('is in a zone there is', async () => {
    const { ec2 } = await empty();
    const VpcId = await vpc(ec2);
    const strange = ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.0.0/24', AvailabilityZone: 'ap-northeast-1b' }));
    expect(await refusal(strange)).toMatchObject({
      code: 'InvalidParameterValue',
      message:
        'Value (ap-northeast-1b) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ap-northeast-1a, ap-northeast-1c, ap-northeast-1d.',
    });
  });

  test('is not deleted while a server is in it', async () => {
    const { ec2 } = await cloud();
    const SubnetId = (await base(ec2)).subnet('public-subnet-1');
    expect(await refusal(ec2.send(new DeleteSubnetCommand({ SubnetId })))).toMatchObject({
      code: 'DependencyViolation',
      message: `The subnet '${SubnetId}' has dependencies and cannot be deleted.`,
    });
  });

  test('is not deleted while the database stands in it, and takes its ties to route tables along', async () => {
    const { ec2 } = await cloud();
    const { subnet: id, vpcId } = await base(ec2);
    expect(await refusal(ec2.send(new DeleteSubnetCommand({ SubnetId: id('private-subnet-1') })))).toMatchObject({ code: 'DependencyViolation' });
    await ec2.send(new DeleteSubnetCommand({ SubnetId: id('public-subnet-2') }));
    expect((await tables(ec2, vpcId)).flatMap((one) => one.Associations ?? []).filter((one) => one.SubnetId !== undefined)).toHaveLength(1);
  });

  test('gives its servers public addresses when it is told to', async () => {
    const { ec2, advance } = await cloud();
    const SubnetId = (await base(ec2)).subnet('public-subnet-2');
    await ec2.send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: true } }));
    await launch(ec2, { SubnetId });
    await advance(20_000);
    const inside = (await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [SubnetId] }))).Subnets?.[0];
    expect(inside?.MapPublicIpOnLaunch).toBe(true);
    const { InternetGateways: [igw] = [] } = await ec2.send(new DescribeInternetGatewaysCommand({}));
    const detach = new DetachInternetGatewayCommand({ InternetGatewayId: igw?.InternetGatewayId, VpcId: inside?.VpcId });
    expect(await refusal(ec2.send(detach))).toMatchObject({
      code: 'DependencyViolation',
      message: `Network ${inside?.VpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
    });
  });
});

describe('an internet gateway', () => {
  test('serves one VPC, and a VPC has one', async () => {
    const { ec2 } = await empty();
    const [one, other] = [await vpc(ec2), await vpc(ec2)];
    const [mine, spare] = [await gateway(ec2, one), await gateway(ec2)];
    const attach = (InternetGatewayId: string, VpcId: string) => ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    expect(await refusal(attach(mine, other))).toMatchObject({
      code: 'Resource.AlreadyAssociated',
      message: `resource ${mine} is already attached to network ${one}`,
    });
    expect(await refusal(attach(spare, one))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `Network ${one} already has an internet gateway attached`,
    });
    expect(await refusal(ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId: mine, VpcId: other })))).toMatchObject({
      code: 'Gateway.NotAttached',
      message: `resource ${mine} is not attached to network ${other}`,
    });
    expect(await refusal(ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId: mine })))).toMatchObject({
      code: 'DependencyViolation',
      message: `The internetGateway '${mine}' has dependencies and cannot be deleted.`,
    });
  });

  test('leaves routes that lead nowhere when it is detached', async () => {
    const { ec2 } = await empty();
    const VpcId = await vpc(ec2);
    const InternetGatewayId = await gateway(ec2, VpcId);
    const RouteTableId = await table(ec2, VpcId);
    await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: everywhere, GatewayId: InternetGatewayId }));
    const state = async () => (await described(ec2, RouteTableId)).Routes?.find((route) => route.DestinationCidrBlock === everywhere)?.State;
    await ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    expect(await state()).toBe('blackhole');
    await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
    expect(await state()).toBe('active');
  });
});

/** A route table in a VPC with its gateway, and what makes routes there. */
async function routing() {
  const { ec2 } = await empty();
  const VpcId = await vpc(ec2);
  const GatewayId = await gateway(ec2, VpcId);
  const RouteTableId = await table(ec2, VpcId);
  const create = (more: object) => ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: everywhere, GatewayId, ...more }));
  return { ec2, VpcId, GatewayId, RouteTableId, create };
}

describe('a route', () => {
  test('is one for each destination', async () => {
    const { create } = await routing();
    expect(await create({})).toMatchObject({ Return: true });
    expect(await refusal(create({}))).toMatchObject({ code: 'RouteAlreadyExists', message: 'The route identified by 0.0.0.0/0 already exists.' });
  });

  test('is refused where it can lead nowhere', async () => {
    const { ec2, RouteTableId, create } = await routing();
    const foreign = await gateway(ec2, await vpc(ec2));
    expect(await refusal(create({ GatewayId: foreign }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `route table ${RouteTableId} and network gateway ${foreign} belong to different networks`,
    });
    const none = 'igw-00000000000000000';
    expect(await refusal(create({ GatewayId: none }))).toMatchObject({ code: 'InvalidGatewayID.NotFound', message: `The gateway ID '${none}' does not exist` });
    expect(await refusal(create({ GatewayId: undefined }))).toMatchObject({ code: 'MissingParameter' });
    expect(await refusal(create({ DestinationCidrBlock: undefined }))).toMatchObject({ code: 'MissingParameter' });
    expect(await refusal(create({ DestinationCidrBlock: '0.0.0.0' }))).toMatchObject({ code: 'InvalidParameterValue' });
    expect(await refusal(create({ DestinationCidrBlock: '10.0.0.0/24' }))).toMatchObject({ code: 'InvalidParameterValue' });
    expect(await refusal(create({ DestinationCidrBlock: '10.0.0.0/16' }))).toMatchObject({ code: 'RouteAlreadyExists' });
  });

  test('is replaced and deleted only where it is; the local one stays', async () => {
    const { ec2, VpcId, RouteTableId, GatewayId, create } = await routing();
    const remove = (DestinationCidrBlock: string) => ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock }));
    const replace = () => ec2.send(new ReplaceRouteCommand({ RouteTableId, DestinationCidrBlock: everywhere, GatewayId }));
    expect(await refusal(remove(everywhere))).toMatchObject({
      code: 'InvalidRoute.NotFound',
      message: `no route with destination-cidr-block 0.0.0.0/0 in route table ${RouteTableId}`,
    });
    expect(await refusal(replace())).toMatchObject({ code: 'InvalidParameterValue' });
    expect(await refusal(remove('10.0.0.0/16'))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `cannot remove local route 10.0.0.0/16 in route table ${RouteTableId}`,
    });
    await create({});
    await create({ DestinationCidrBlock: undefined, DestinationIpv6CidrBlock: '::/0' });
    await replace();
    await remove(everywhere);
    expect((await described(ec2, RouteTableId)).Routes?.map((route) => route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock)).toEqual([
      '10.0.0.0/16',
      '::/0',
    ]);
    expect(VpcId).toMatch(/^vpc-/);
  });
});

describe('a route table', () => {
  test('made again with the same token is the same one', async () => {
    const { ec2 } = await empty();
    const VpcId = await vpc(ec2);
    const create = (more = {}) => ec2.send(new CreateRouteTableCommand({ VpcId, ClientToken: 'once', ...more }));
    const first = await create();
    expect(first.ClientToken).toBe('once');
    expect((await create()).RouteTable?.RouteTableId).toBe(first.RouteTable?.RouteTableId);
    expect(await refusal(create({ TagSpecifications: named('route-table', 'x') }))).toMatchObject({ code: 'IdempotentParameterMismatch' });
  });

  test('is a subnet’s only one, and is not deleted while it is anybody’s', async () => {
    const { ec2 } = await empty();
    const VpcId = await vpc(ec2);
    const SubnetId = await subnet(ec2, VpcId, '10.0.0.0/24');
    const [one, other] = [await table(ec2, VpcId), await table(ec2, VpcId)];
    const associate = (RouteTableId: string, to = SubnetId) => ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId: to }));
    const { AssociationId } = await associate(one);
    expect((await associate(one)).AssociationId).toBe(AssociationId);
    expect(await refusal(associate(other))).toMatchObject({
      code: 'Resource.AlreadyAssociated',
      message: `the specified association for route table ${other} conflicts with an existing association`,
    });
    expect(await refusal(ec2.send(new DeleteRouteTableCommand({ RouteTableId: one })))).toMatchObject({
      code: 'DependencyViolation',
      message: `The routeTable '${one}' has dependencies and cannot be deleted.`,
    });
    const elsewhere = await subnet(ec2, await vpc(ec2), '10.0.0.0/24');
    expect(await refusal(associate(one, elsewhere))).toMatchObject({ code: 'InvalidParameterValue' });
    const { NewAssociationId } = await ec2.send(new ReplaceRouteTableAssociationCommand({ AssociationId, RouteTableId: other }));
    expect((await described(ec2, other)).Associations).toMatchObject([{ RouteTableAssociationId: NewAssociationId, SubnetId, Main: false }]);
    expect(await refusal(ec2.send(new DisassociateRouteTableCommand({ AssociationId })))).toMatchObject({
      code: 'InvalidAssociationID.NotFound',
      message: `The association ID '${AssociationId}' does not exist`,
    });
  });

  test('that is the main one hands that over, and is never merely untied', async () => {
    const { ec2 } = await empty();
    const VpcId = await vpc(ec2);
    const [main] = await tables(ec2, VpcId);
    const AssociationId = main?.Associations?.[0]?.RouteTableAssociationId;
    expect(await refusal(ec2.send(new DisassociateRouteTableCommand({ AssociationId })))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `cannot disassociate the main route table association ${AssociationId}`,
    });
    expect(await refusal(ec2.send(new DeleteRouteTableCommand({ RouteTableId: main?.RouteTableId })))).toMatchObject({ code: 'DependencyViolation' });
    const other = await table(ec2, VpcId);
    await ec2.send(new ReplaceRouteTableAssociationCommand({ AssociationId, RouteTableId: other }));
    await ec2.send(new DeleteRouteTableCommand({ RouteTableId: main?.RouteTableId }));
    expect((await described(ec2, other)).Associations).toMatchObject([{ Main: true }]);
  });
});
