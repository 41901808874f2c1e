import type {
  GroupIdentifier,
  IamInstanceProfile,
  IamInstanceProfileSpecification,
  Image,
  InstanceMetadataOptionsRequest,
  InstanceMetadataOptionsResponse,
  InstanceNetworkInterfaceSpecification,
} from '@aws-sdk/client-ec2';
import { Refusal } from '../../operation.ts';
import type { Tables, World } from '../../world.ts';
import { find } from '../ids.ts';
import { launchable } from '../image-rows.ts';
import { offeredIn, typeNamed, type TypeFacts } from '../instance-types.ts';
import { keyPairNamed } from '../key-pairs.ts';
import { combination, invalid, missing, required } from '../refusals.ts';
import { inDefaultVpc } from '../security-groups.ts';
import { tagsOnCreate } from '../taggables.ts';
import { disksOf } from './disks.ts';
import type { Launch } from './records.ts';
import type { LaunchInput } from './launch-members.ts';

/** The request checked against the world, as EC2 checks it; nothing is made yet. */
export function checkedLaunch(world: World, input: LaunchInput): Launch {
  const image = launchable(world, required(input.ImageId, 'ImageId'));
  const type = typeNamed(input.InstanceType ?? 'm1.small');
  mustFitImage(type, image);
  const card = networkOf(input);
  const subnet = card.SubnetId === undefined ? defaultSubnet(world, input.Placement?.AvailabilityZone) : find(world, 'subnet', card.SubnetId);
  mustBeOffered(world, type, subnet, input);
  const tags = tagsOnCreate(input.TagSpecifications, ['instance', 'volume', 'network-interface']);
  return {
    image,
    type,
    subnet,
    tags,
    keyName: input.KeyName === undefined ? undefined : keyPairNamed(world, input.KeyName).KeyName,
    groups: groupsOf(world, subnet, card.Groups, input.SecurityGroups),
    publicIp: card.AssociatePublicIpAddress ?? subnet.MapPublicIpOnLaunch ?? false,
    privateIp: card.PrivateIpAddress,
    cardDescription: card.Description,
    cardGoesWithInstance: card.DeleteOnTermination ?? true,
    disks: disksOf(world, image, input.BlockDeviceMappings ?? []),
    metadata: metadataOf(image, input.MetadataOptions),
    profile: profileOf(world, input.IamInstanceProfile),
    monitored: input.Monitoring?.Enabled ?? false,
    ebsOptimized: input.EbsOptimized ?? false,
    clientToken: input.ClientToken,
    internals: internalsOf(input),
  };
}

/** How many the request asks for. */
export function countOf({ MinCount, MaxCount }: LaunchInput): { least: number; most: number } {
  const least = required(MinCount, 'MinCount');
  const most = required(MaxCount, 'MaxCount');
  if (least < 1) throw invalid(`Value (${least}) for parameter minCount is invalid. Expecting a value greater than or equal to 1.`);
  if (most < least) throw invalid(`Value (${most}) for parameter maxCount is invalid. Expecting a value greater than or equal to minCount.`);
  return { least, most };
}

function mustFitImage(type: TypeFacts, image: Image): void {
  if (type.architecture === image.Architecture) return;
  throw invalid(
    `The architecture '${type.architecture}' of the specified instance type does not match the architecture '${image.Architecture}' of the specified AMI. ` +
      "Specify an instance type and an AMI that have matching architectures, and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the instance type or AMI.",
  );
}

function mustBeOffered(world: World, type: TypeFacts, subnet: Tables['subnet'], { Placement: placement }: LaunchInput): void {
  const zone = subnet.AvailabilityZone ?? '';
  if (placement?.AvailabilityZone !== undefined && placement.AvailabilityZone !== zone) {
    throw invalid(`Value (${placement.AvailabilityZone}) for parameter availabilityZone is invalid. The subnet '${subnet.id}' is in ${zone}.`);
  }
  if (placement?.Tenancy !== undefined && placement.Tenancy !== 'default')
    throw new Refusal('Unsupported', 'The lab has no dedicated hosts: tenancy must be default.');
  if (placement?.GroupName) throw new Refusal('InvalidPlacementGroup.Unknown', `The Placement Group '${placement.GroupName}' is unknown.`);
  if (offeredIn(type.name, zone)) return;
  const others = world.zones
    .map((one) => one.name)
    .filter((name) => offeredIn(type.name, name))
    .join(', ');
  throw new Refusal(
    'Unsupported',
    `Your requested instance type (${type.name}) is not supported in your requested Availability Zone (${zone}). Please retry your request by not specifying an Availability Zone or choosing ${others}.`,
  );
}

type CardInput = Pick<
  InstanceNetworkInterfaceSpecification,
  'SubnetId' | 'Groups' | 'AssociatePublicIpAddress' | 'PrivateIpAddress' | 'Description' | 'DeleteOnTermination'
>;

/** The network settings, given for the instance or for its one interface, never for both. */
function networkOf(input: LaunchInput): CardInput {
  const [card, ...more] = input.NetworkInterfaces ?? [];
  const groups = input.SecurityGroupIds ?? [];
  if (card === undefined) return { SubnetId: input.SubnetId, Groups: groups, PrivateIpAddress: input.PrivateIpAddress };
  if (input.SubnetId !== undefined) throw combination('Network interfaces and an instance-level subnet ID may not be specified on the same request');
  if (groups.length + (input.SecurityGroups ?? []).length > 0)
    throw combination('Network interfaces and an instance-level security groups may not be specified on the same request');
  if (input.PrivateIpAddress !== undefined)
    throw combination('Network interfaces and an instance-level private IP address may not be specified on the same request');
  if (more.length > 0 && card.AssociatePublicIpAddress !== undefined) {
    throw combination('The associatePublicIPAddress parameter cannot be specified when launching with multiple network interfaces.');
  }
  if (more.length > 0) throw new Refusal('UnsupportedOperation', 'The lab gives an instance one network interface.');
  if (card.DeviceIndex === undefined) throw new Refusal('MissingParameter', 'Each network interface requires a device index.');
  if (card.DeviceIndex !== 0) throw invalid('Interface device index 0 is required when launching an instance');
  if (card.InterfaceType !== undefined && card.InterfaceType !== 'interface')
    throw new Refusal('UnsupportedOperation', `The lab has no network interfaces of type ${card.InterfaceType}.`);
  if ((card.NetworkCardIndex ?? 0) !== 0)
    throw invalid(`Invalid value '${card.NetworkCardIndex}' for network card index. The instance type has one network card.`);
  return card;
}

function defaultSubnet(world: World, zone: string | undefined): Tables['subnet'] {
  const home = world
    .table('vpc')
    .all()
    .find((vpc) => vpc.IsDefault === true);
  if (home === undefined) throw new Refusal('VPCIdNotSpecified', 'No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.');
  const subnets = world
    .table('subnet')
    .all()
    .filter((subnet) => subnet.VpcId === home.id && subnet.DefaultForAz === true);
  const subnet = subnets.find((one) => zone === undefined || one.AvailabilityZone === zone);
  if (subnet === undefined) throw new Refusal('MissingInput', `No subnets found for the default VPC '${home.id}'. Please specify a subnet.`);
  return subnet;
}

/** The groups for an interface in this subnet: those asked for, else the VPC's default one. */
export function groupsOf(world: World, subnet: Tables['subnet'], ids: readonly string[] | undefined, names: readonly string[] | undefined): GroupIdentifier[] {
  if ((names ?? []).length > 0 && subnet.DefaultForAz !== true) throw combination('The parameter groupName cannot be used with the parameter subnet');
  const asked = [...(ids ?? []).map((id) => find(world, 'securityGroup', id)), ...(names ?? []).map((name) => inDefaultVpc(world, name))];
  const groups =
    asked.length > 0
      ? asked
      : world
          .table('securityGroup')
          .all()
          .filter((group) => group.VpcId === subnet.VpcId && group.GroupName === 'default');
  return groups.map((group) => {
    if (group.VpcId !== subnet.VpcId) throw new Refusal('InvalidParameter', `Security group ${group.id} and subnet ${subnet.id} belong to different networks.`);
    return { GroupId: group.id, GroupName: group.GroupName };
  });
}

/** What the request says, else what the image wants, else EC2's defaults. */
function metadataOf(image: Image, asked: InstanceMetadataOptionsRequest | undefined): InstanceMetadataOptionsResponse {
  const strict = image.ImdsSupport === 'v2.0';
  const hops = asked?.HttpPutResponseHopLimit ?? (strict ? 2 : 1);
  if (hops < 1 || hops > 64) throw invalid(`Value (${hops}) for parameter HttpPutResponseHopLimit is invalid. Expecting a value between 1 and 64.`);
  return {
    State: 'pending',
    HttpTokens: asked?.HttpTokens ?? (strict ? 'required' : 'optional'),
    HttpPutResponseHopLimit: hops,
    HttpEndpoint: asked?.HttpEndpoint ?? 'enabled',
    HttpProtocolIpv6: asked?.HttpProtocolIpv6 ?? 'disabled',
    InstanceMetadataTags: asked?.InstanceMetadataTags ?? 'disabled',
  };
}

/** There is no IAM in the lab: the profiles that exist are those some instance has. */
function profileOf(world: World, asked: IamInstanceProfileSpecification | undefined): IamInstanceProfile | undefined {
  if (asked?.Arn === undefined && asked?.Name === undefined) return undefined;
  const known = world
    .table('instance')
    .all()
    .map((instance) => instance.IamInstanceProfile);
  const found = known.find((profile) => profile?.Arn !== undefined && (profile.Arn === asked.Arn || profile.Arn.endsWith(`/${asked.Name}`)));
  const [parameter, value] = asked.Arn === undefined ? ['name', asked.Name] : ['arn', asked.Arn];
  if (found === undefined)
    throw invalid(
      `Value (${value}) for parameter iamInstanceProfile.${parameter} is invalid. Invalid IAM Instance Profile ${parameter === 'arn' ? 'ARN' : 'name'}`,
    );
  return found;
}

function internalsOf(input: LaunchInput): Launch['internals'] {
  return {
    ...(input.UserData === undefined || input.UserData === '' ? {} : { userData: userData(input.UserData) }),
    disableApiTermination: input.DisableApiTermination ?? false,
    disableApiStop: input.DisableApiStop ?? false,
    shutdownBehavior: input.InstanceInitiatedShutdownBehavior ?? 'stop',
  };
}

function userData(base64: string): string {
  if (!/^[A-Za-z0-9+/=\s]*$/.test(base64)) throw new Refusal('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data.');
  if (Buffer.from(base64, 'base64').length > 16_384) throw invalid('User data is limited to 16384 bytes');
  return base64;
}

/** An instance id that must be given. */
export function mustNameOne(ids: readonly string[] | undefined): readonly string[] {
  if (ids === undefined || ids.length === 0) throw missing('InstanceId');
  return ids;
}
