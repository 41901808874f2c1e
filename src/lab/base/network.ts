import type { Subnet } from '@aws-sdk/client-ec2';
import type { World } from '../world.ts';
import { named } from './age.ts';

export interface BaseNetwork {
  readonly vpcId: string;
  readonly publicSubnet: Subnet & { id: string };
  readonly privateSubnets: readonly (Subnet & { id: string })[];
  readonly webGroup: GroupRef;
  readonly databaseGroup: GroupRef;
}

export interface GroupRef {
  readonly GroupId: string;
  readonly GroupName: string;
}

/** `my-vpc` with two public and two private subnets, its gateway, route tables and security groups. */
export function layNetwork(world: World): BaseNetwork {
  const vpcId = layVpc(world);
  const [publicSubnet, otherPublic, ...privateSubnets] = subnets.map((each) => laySubnet(world, vpcId, each));
  if (publicSubnet === undefined || otherPublic === undefined) throw new Error('the base has two public subnets');
  layRoutes(world, vpcId, [publicSubnet.id, otherPublic.id]);
  layGroup(world, vpcId, 'default', 'default VPC security group', (group) => [
    { IpProtocol: '-1', FromPort: -1, ToPort: -1, ReferencedGroupInfo: { GroupId: group } },
  ]);
  const webGroup = layGroup(world, vpcId, 'web-sg', 'Web servers', () => [
    { ...tcp(22), CidrIpv4: '0.0.0.0/0' },
    { ...tcp(80), CidrIpv4: '0.0.0.0/0' },
    { ...tcp(80), CidrIpv6: '::/0' },
  ]);
  const databaseGroup = layGroup(world, vpcId, 'db-sg', 'Database', () => [{ ...tcp(3306), ReferencedGroupInfo: { GroupId: webGroup.GroupId } }]);
  return { vpcId, publicSubnet, privateSubnets, webGroup, databaseGroup };
}

const vpcCidr = '10.0.0.0/16';

const subnets = [
  { name: 'public-subnet-1', cidr: '10.0.0.0/24', zone: 0 },
  { name: 'public-subnet-2', cidr: '10.0.1.0/24', zone: 1 },
  { name: 'private-subnet-1', cidr: '10.0.2.0/24', zone: 0 },
  { name: 'private-subnet-2', cidr: '10.0.3.0/24', zone: 1 },
] as const;

function layVpc(world: World): string {
  const id = world.newId('vpc');
  world.table('vpc').put({
    id,
    VpcId: id,
    OwnerId: world.account,
    CidrBlock: vpcCidr,
    CidrBlockAssociationSet: [{ AssociationId: world.newId('vpc-cidr-assoc'), CidrBlock: vpcCidr, CidrBlockState: { State: 'associated' } }],
    Ipv6CidrBlockAssociationSet: [],
    DhcpOptionsId: world.newId('dopt'),
    InstanceTenancy: 'default',
    IsDefault: false,
    State: 'available',
    Tags: named('my-vpc'),
    dnsSupport: true,
    dnsHostnames: true,
  });
  return id;
}

function laySubnet(world: World, vpcId: string, { name, cidr, zone }: (typeof subnets)[number]): Subnet & { id: string } {
  const id = world.newId('subnet');
  const place = world.zones[zone];
  const subnet = {
    id,
    SubnetId: id,
    SubnetArn: `arn:aws:ec2:${world.region}:${world.account}:subnet/${id}`,
    VpcId: vpcId,
    OwnerId: world.account,
    CidrBlock: cidr,
    AvailabilityZone: place?.name,
    AvailabilityZoneId: place?.id,
    AssignIpv6AddressOnCreation: false,
    DefaultForAz: false,
    EnableDns64: false,
    Ipv6CidrBlockAssociationSet: [],
    Ipv6Native: false,
    // The tutorial asks for a public address at each launch; the subnets do not give one by themselves.
    MapPublicIpOnLaunch: false,
    MapCustomerOwnedIpOnLaunch: false,
    PrivateDnsNameOptionsOnLaunch: { HostnameType: 'ip-name' as const, EnableResourceNameDnsARecord: false, EnableResourceNameDnsAAAARecord: false },
    State: 'available' as const,
    Tags: named(name),
  };
  world.table('subnet').put(subnet);
  return subnet;
}

function layRoutes(world: World, vpcId: string, publicSubnetIds: readonly string[]): void {
  const gateway = world.newId('igw');
  world.table('internetGateway').put({
    id: gateway,
    InternetGatewayId: gateway,
    OwnerId: world.account,
    // EC2 says `available` of a gateway that is attached; the SDK's type only knows other attachments' words.
    Attachments: [{ State: 'available' as 'attached', VpcId: vpcId }],
    Tags: named('my-igw'),
  });
  const main = world.newId('rtb');
  layRouteTable(
    world,
    vpcId,
    main,
    [],
    [{ RouteTableAssociationId: world.newId('rtbassoc'), RouteTableId: main, Main: true, AssociationState: { State: 'associated' } }],
    [],
  );
  const open = world.newId('rtb');
  const toInternet = { DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway, Origin: 'CreateRoute' as const, State: 'active' as const };
  const associations = publicSubnetIds.map((subnet) => ({
    RouteTableAssociationId: world.newId('rtbassoc'),
    RouteTableId: open,
    SubnetId: subnet,
    Main: false,
    AssociationState: { State: 'associated' as const },
  }));
  layRouteTable(world, vpcId, open, [toInternet], associations, named('public-route-table'));
}

type RouteTable = Parameters<ReturnType<typeof routeTables>['put']>[0];
const routeTables = (world: World) => world.table('routeTable');

function layRouteTable(
  world: World,
  vpcId: string,
  id: string,
  routes: NonNullable<RouteTable['Routes']>,
  associations: NonNullable<RouteTable['Associations']>,
  tags: { Key: string; Value: string }[],
): void {
  const local = { DestinationCidrBlock: vpcCidr, GatewayId: 'local', Origin: 'CreateRouteTable' as const, State: 'active' as const };
  routeTables(world).put({
    id,
    RouteTableId: id,
    VpcId: vpcId,
    OwnerId: world.account,
    Routes: [local, ...routes],
    Associations: associations,
    PropagatingVgws: [],
    Tags: tags,
  });
}

interface Permission {
  readonly IpProtocol: string;
  readonly FromPort: number;
  readonly ToPort: number;
  readonly CidrIpv4?: string;
  readonly CidrIpv6?: string;
  readonly ReferencedGroupInfo?: { GroupId: string };
}

const tcp = (port: number) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port });

function layGroup(world: World, vpcId: string, name: string, description: string, ingress: (id: string) => readonly Permission[]): GroupRef {
  const id = world.newId('sg');
  world.table('securityGroup').put({
    id,
    GroupId: id,
    GroupName: name,
    Description: description,
    OwnerId: world.account,
    VpcId: vpcId,
    SecurityGroupArn: `arn:aws:ec2:${world.region}:${world.account}:security-group/${id}`,
    Tags: [],
  });
  for (const permission of ingress(id)) layRule(world, id, false, permission);
  layRule(world, id, true, { IpProtocol: '-1', FromPort: -1, ToPort: -1, CidrIpv4: '0.0.0.0/0' });
  return { GroupId: id, GroupName: name };
}

function layRule(world: World, groupId: string, egress: boolean, { ReferencedGroupInfo: other, ...permission }: Permission): void {
  const id = world.newId('sgr');
  world.table('securityGroupRule').put({
    id,
    SecurityGroupRuleId: id,
    SecurityGroupRuleArn: `arn:aws:ec2:${world.region}:${world.account}:security-group-rule/${id}`,
    GroupId: groupId,
    GroupOwnerId: world.account,
    IsEgress: egress,
    ...permission,
    ...(other === undefined ? {} : { ReferencedGroupInfo: { ...other, UserId: world.account } }),
    Tags: [],
  });
}
