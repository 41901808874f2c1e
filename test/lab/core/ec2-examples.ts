import { makeHostKey } from '../../../src/lab/blog/hostkey.ts';
import type { Kind, World } from '../../../src/lab/world.ts';

type Input = Record<string, unknown>;

const tagged = (ResourceType: string) => ({ TagSpecifications: [{ ResourceType, Tags: [{ Key: 'k', Value: 'v' }] }] });
const web = { IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080 };
const peer = (GroupId: string) => ({
  ...web,
  IpRanges: [{ CidrIp: '192.0.2.0/24', Description: 'x' }],
  Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32', Description: 'x' }],
  PrefixListIds: [{ PrefixListId: 'pl-58a04531', Description: 'x' }],
  UserIdGroupPairs: [{ GroupId, Description: 'x' }],
});

/** For each operation, requests that get as far as its last member in the world of the base. Describe calls need none. */
export function examples(world: World): Record<string, Input[]> {
  const id = (kind: Kind) => world.table(kind).all()[0]?.id ?? '';
  const named = (name: string) =>
    world
      .table('securityGroup')
      .all()
      .find((group) => group.GroupName === name)?.id ?? '';
  const InstanceId = id('instance');
  const InstanceIds = [InstanceId];
  const [VpcId, SubnetId, RouteTableId, InternetGatewayId, VolumeId] = [id('vpc'), id('subnet'), id('routeTable'), id('internetGateway'), id('volume')];
  const ImageId = id('image');
  const group = { GroupId: named('web-sg') };
  const rules = { ...group, ...tagged('security-group-rule'), IpPermissions: [peer(named('db-sg'))] };
  const older = {
    ...group,
    IpProtocol: 'tcp',
    FromPort: 1,
    ToPort: 1,
    SourceSecurityGroupName: 'db-sg',
    SourceSecurityGroupOwnerId: world.account,
    CidrIp: '192.0.2.0/24',
  };
  const SecurityGroupRuleId = world
    .table('securityGroupRule')
    .all()
    .find((rule) => rule.GroupId === group.GroupId)?.id;
  const launch = { ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, ...tagged('instance') };
  const card = { DeviceIndex: 0, SubnetId, Groups: [named('web-sg')], InterfaceType: 'interface', NetworkCardIndex: 0 };
  const allocated = world.table('address');
  allocated.put({ id: 'eipalloc-0123456789abcdef0', AllocationId: 'eipalloc-0123456789abcdef0', PublicIp: '203.0.113.99', NetworkBorderGroup: world.region });
  const borrowed = 'eipalloc-0123456789abcdef1';
  allocated.put({ id: borrowed, AllocationId: borrowed, PublicIp: '203.0.113.98', AssociationId: 'eipassoc-1', NetworkInterfaceId: 'eni-elsewhere' });
  const stopped = 'i-0123456789abcdef0';
  world.table('instance').put({ id: stopped, InstanceId: stopped, boot: 1, State: { Code: 80, Name: 'stopped' } });
  const AllocationId = id('address');
  const AssociationId = world.table('routeTable').all()[1]?.Associations?.[0]?.RouteTableAssociationId;
  const PublicKeyMaterial = Buffer.from(makeHostKey('x').publicKey);
  return {
    AllocateAddress: [{ Domain: 'vpc', ...tagged('elastic-ip') }],
    AssociateAddress: [{ AllocationId: borrowed, InstanceId, AllowReassociation: false }],
    AssociateRouteTable: [{ RouteTableId, SubnetId }],
    AttachInternetGateway: [{ InternetGatewayId, VpcId }],
    AttachVolume: [{ VolumeId, InstanceId, Device: '/dev/sdf' }],
    AuthorizeSecurityGroupEgress: [rules, older],
    AuthorizeSecurityGroupIngress: [rules, older],
    CreateImage: [{ InstanceId, Name: 'image', Description: 'x', NoReboot: true, ...tagged('image') }],
    CreateInternetGateway: [tagged('internet-gateway')],
    CreateKeyPair: [{ KeyName: 'new', KeyType: 'ed25519', KeyFormat: 'pem', ...tagged('key-pair') }],
    CreateNetworkInterface: [{ SubnetId, ...tagged('network-interface') }],
    CreateRoute: [{ RouteTableId, DestinationCidrBlock: '192.0.2.0/24', GatewayId: InternetGatewayId }],
    CreateRouteTable: [{ VpcId, ...tagged('route-table') }],
    CreateSecurityGroup: [{ GroupName: 'new', Description: 'x', VpcId, ...tagged('security-group') }],
    CreateSnapshot: [{ VolumeId, ...tagged('snapshot') }],
    CreateSubnet: [{ VpcId, CidrBlock: '10.0.9.0/24', AvailabilityZone: world.zones[0]?.name, AvailabilityZoneId: world.zones[0]?.id, ...tagged('subnet') }],
    CreateTags: [{ Resources: InstanceIds, Tags: [{ Key: 'k', Value: 'v' }] }],
    CreateVolume: [{ AvailabilityZone: world.zones[0]?.name, Size: 1, VolumeType: 'gp3', ...tagged('volume') }],
    CreateVpc: [{ CidrBlock: '10.9.0.0/16', ...tagged('vpc') }],
    DeleteRoute: [{ RouteTableId, DestinationCidrBlock: '192.0.2.0/24' }],
    DeleteTags: [{ Resources: InstanceIds, Tags: [{ Key: 'Name', Value: 'v' }] }],
    DeregisterImage: [{ ImageId: ownImage(world), DeleteAssociatedSnapshots: true }],
    DescribeInstanceAttribute: [{ InstanceId, Attribute: 'instanceType' }],
    DescribeVpcAttribute: [{ VpcId, Attribute: 'enableDnsSupport' }],
    DetachInternetGateway: [{ InternetGatewayId, VpcId }],
    DetachVolume: [{ VolumeId: dataVolume(world, InstanceId), InstanceId, Device: '/dev/sdf', Force: true }],
    DisassociateRouteTable: [{ AssociationId }],
    GetConsoleOutput: [{ InstanceId }],
    ImportKeyPair: [{ KeyName: 'new', PublicKeyMaterial, ...tagged('key-pair') }],
    ModifyInstanceAttribute: [
      { InstanceId },
      { InstanceId: stopped, InstanceType: { Value: 't3.small' } },
      { InstanceId: stopped, UserData: { Value: new Uint8Array([1]) } },
    ],
    ModifyInstanceMetadataOptions: [{ InstanceId }],
    ModifySecurityGroupRules: [{ ...group, SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule: { ...web, CidrIpv4: '192.0.2.0/24' } }] }],
    ModifySubnetAttribute: [{ SubnetId }],
    ModifyVpcAttribute: [{ VpcId }],
    ReleaseAddress: [{ AllocationId, NetworkBorderGroup: world.region }],
    ReplaceRoute: [{ RouteTableId, DestinationCidrBlock: '192.0.2.0/24', GatewayId: InternetGatewayId }],
    ReplaceRouteTableAssociation: [{ AssociationId, RouteTableId }],
    RevokeSecurityGroupEgress: [rules, older],
    RevokeSecurityGroupIngress: [rules, older],
    RunInstances: [
      { ...launch, NetworkInterfaces: [card], BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: {} }], Placement: {}, MetadataOptions: {} },
      { ...launch, SubnetId, SecurityGroupIds: [named('web-sg')], PrivateIpAddress: '10.0.0.99', KeyName: 'my-key' },
    ],
    StopInstances: [{ InstanceIds }],
    TerminateInstances: [{ InstanceIds }],
  };
}

/** A request can only be followed to its end on things that the base has none of: an image of one's own, a volume beside the root. */
function ownImage(world: World): string {
  const ownId = 'ami-0123456789abcdef0';
  world.table('image').put({ id: ownId, ImageId: ownId, OwnerId: world.account, State: 'available' });
  return ownId;
}

function dataVolume(world: World, InstanceId: string): string {
  const dataId = 'vol-0123456789abcdef0';
  const Attachments = [{ InstanceId, Device: '/dev/sdf', State: 'attached' as const }];
  world.table('volume').put({ id: dataId, VolumeId: dataId, State: 'in-use', Attachments });
  return dataId;
}
