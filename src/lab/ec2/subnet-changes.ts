import type { CreateSubnetRequest, CreateSubnetResult, DeleteSubnetRequest, ModifySubnetAttributeRequest, Subnet, Tag } from '@aws-sdk/client-ec2';
import { changes, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { freeAddresses } from './addressing.ts';
import { block, holds, overlap } from './cidr.ts';
import { tagsGiven } from './declared.ts';
import { find } from './ids.ts';
import { combination, invalid, missing, required } from './refusals.ts';
import { shownTags, tagsOnCreate } from './taggables.ts';
import { cidrGiven, inVpc } from './vpc-parts.ts';

const mostSubnets = 200;

const createSubnet = changes<CreateSubnetRequest, CreateSubnetResult>()(
  ['AvailabilityZone', 'AvailabilityZoneId', 'CidrBlock', 'VpcId', ...tagsGiven],
  (world, input) => {
    const tags = tagsOnCreate(input.TagSpecifications, ['subnet']).subnet;
    const vpc = find(world, 'vpc', required(input.VpcId, 'vpcId'));
    if (input.CidrBlock === undefined) throw new Refusal('MissingParameter', "Either 'cidrBlock' or 'ipv6CidrBlock' should be provided.");
    const cidr = subnetBlock(world, vpc, input.CidrBlock);
    const subnet = newSubnet(world, vpc, cidr, zoneOf(world, input), tags);
    return { Subnet: { ...subnet, AvailableIpAddressCount: freeAddresses(world, subnet) } };
  },
);

/** A block inside the VPC that no other subnet has any part of. */
function subnetBlock(world: World, vpc: Tables['vpc'], given: string): string {
  const cidr = cidrGiven(given, 'cidrBlock');
  const wanted = block(cidr);
  const room = block(vpc.CidrBlock ?? '');
  if (wanted === undefined || room === undefined || wanted.bits < 16 || wanted.bits > 28 || !holds(room, wanted))
    throw new Refusal('InvalidSubnet.Range', `The CIDR '${given}' is invalid.`);
  const others = inVpc(world, 'subnet', vpc.id);
  const clash = others.some((subnet) => {
    const taken = block(subnet.CidrBlock ?? '');
    return taken !== undefined && overlap(taken, wanted);
  });
  if (clash) throw new Refusal('InvalidSubnet.Conflict', `The CIDR '${given}' conflicts with another subnet`);
  if (others.length >= mostSubnets) throw new Refusal('SubnetLimitExceeded', 'The maximum number of subnets has been reached.');
  return cidr;
}

type Zone = World['zones'][number];

/** The zone that is asked for by name or id; without one EC2 chooses, and the lab the first. */
function zoneOf(world: World, { AvailabilityZone: name, AvailabilityZoneId: id }: Pick<CreateSubnetRequest, 'AvailabilityZone' | 'AvailabilityZoneId'>): Zone {
  const zone = world.zones.find((one) => (name === undefined || one.name === name) && (id === undefined || one.id === id));
  if (zone !== undefined) return zone;
  const [parameter, value, known] =
    name === undefined ? ['availabilityZoneId', id, world.zones.map((one) => one.id)] : ['availabilityZone', name, world.zones.map((one) => one.name)];
  if (value !== undefined && known.includes(value)) throw combination('The parameters availabilityZone and availabilityZoneId name different zones');
  throw invalid(
    `Value (${value}) for parameter ${parameter} is invalid. Subnets can currently only be created in the following availability zones: ${known.join(', ')}.`,
  );
}

function newSubnet(world: World, vpc: Tables['vpc'], cidr: string, zone: Zone, tags: Tag[]): Tables['subnet'] {
  const id = world.newId('subnet');
  const names: NonNullable<Subnet['PrivateDnsNameOptionsOnLaunch']> = {
    HostnameType: 'ip-name',
    EnableResourceNameDnsARecord: false,
    EnableResourceNameDnsAAAARecord: false,
  };
  const subnet: Tables['subnet'] = {
    id,
    SubnetId: id,
    SubnetArn: `arn:aws:ec2:${world.region}:${world.account}:subnet/${id}`,
    VpcId: vpc.id,
    OwnerId: world.account,
    CidrBlock: cidr,
    AvailabilityZone: zone.name,
    AvailabilityZoneId: zone.id,
    AssignIpv6AddressOnCreation: false,
    DefaultForAz: false,
    EnableDns64: false,
    Ipv6CidrBlockAssociationSet: [],
    Ipv6Native: false,
    MapPublicIpOnLaunch: false,
    MapCustomerOwnedIpOnLaunch: false,
    PrivateDnsNameOptionsOnLaunch: names,
    State: 'available',
    Tags: shownTags(tags),
  };
  world.table('subnet').put(subnet);
  return subnet;
}

const deleteSubnet = changes<DeleteSubnetRequest, object>()(['SubnetId'], (world, input) => {
  const { id } = find(world, 'subnet', required(input.SubnetId, 'subnetId'));
  if (inUse(world, id)) throw new Refusal('DependencyViolation', `The subnet '${id}' has dependencies and cannot be deleted.`);
  for (const table of world.table('routeTable').all()) {
    if (!table.Associations?.some((one) => one.SubnetId === id)) continue;
    world.table('routeTable').edit(table.id, (row) => void (row.Associations = row.Associations?.filter((one) => one.SubnetId !== id)));
  }
  world.table('subnet').remove(id);
  return {};
});

/** A network interface stands in it, or a database does (whose interface the lab does not show). */
function inUse(world: World, id: string): boolean {
  const cards = world.table('networkInterface').all();
  const databases = world.table('dbInstance').all();
  return cards.some((card) => card.SubnetId === id) || databases.some((database) => standsIn(database, id));
}

function standsIn({ DBSubnetGroup: group, AvailabilityZone: zone, SecondaryAvailabilityZone: other }: Tables['dbInstance'], id: string): boolean {
  const subnet = group?.Subnets?.find((one) => one.SubnetIdentifier === id);
  return subnet !== undefined && [zone, other].includes(subnet.SubnetAvailabilityZone?.Name);
}

const modifySubnetAttribute = changes<ModifySubnetAttributeRequest, object>()(['SubnetId', 'MapPublicIpOnLaunch.Value'], (world, input) => {
  const { id } = find(world, 'subnet', required(input.SubnetId, 'subnetId'));
  const wanted = input.MapPublicIpOnLaunch?.Value;
  if (wanted === undefined) throw missing('attribute');
  world.table('subnet').edit(id, (row) => void (row.MapPublicIpOnLaunch = wanted));
  return {};
});

export const operations: Operations = { CreateSubnet: createSubnet, DeleteSubnet: deleteSubnet, ModifySubnetAttribute: modifySubnetAttribute };
