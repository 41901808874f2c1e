import { freeAddresses } from '../ec2/addressing.ts';
import { Refusal } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { invalid } from './refusals.ts';

type Subnet = Tables['subnet'];

const freeAddressesNeeded = 8;
const mostGroups = 5;

/** The subnets a balancer may stand in: known, one VPC, two zones, one per zone, room in each, a way to the internet. */
export function mustBeSubnets(world: World, ids: readonly string[] | undefined): readonly Subnet[] {
  if (ids === undefined || ids.length === 0) throw invalid('At least two subnets in two different Availability Zones must be specified');
  const subnets = [...new Set(ids)].map((id) => subnetAt(world, id));
  mustBeOneVpc(subnets);
  mustBeTwoZones(subnets);
  for (const subnet of subnets) mustHaveRoom(world, subnet);
  mustReachInternet(world, subnets[0]?.VpcId);
  return subnets;
}

function subnetAt(world: World, id: string): Subnet {
  const subnet = world.table('subnet').get(id);
  if (subnet === undefined) throw new Refusal('SubnetNotFound', `The subnet ID '${id}' does not exist`);
  return subnet;
}

function mustBeOneVpc(subnets: readonly Subnet[]): void {
  if (new Set(subnets.map((subnet) => subnet.VpcId)).size > 1) {
    throw new Refusal('InvalidSubnet', `The following subnets do not belong to the same VPC: ${subnets.map((subnet) => subnet.id).join(', ')}`);
  }
}

function mustBeTwoZones(subnets: readonly Subnet[]): void {
  const zones = new Set(subnets.map((subnet) => subnet.AvailabilityZone));
  if (zones.size < subnets.length) {
    throw new Refusal('InvalidConfigurationRequest', 'A load balancer cannot be attached to multiple subnets in the same Availability Zone');
  }
  if (zones.size < 2) throw invalid('At least two subnets in two different Availability Zones must be specified');
}

function mustHaveRoom(world: World, subnet: Subnet): void {
  if (freeAddresses(world, subnet) < freeAddressesNeeded) {
    throw new Refusal(
      'InvalidSubnet',
      `Not enough IP space available in ${subnet.id}. ELB requires at least ${freeAddressesNeeded} free IP addresses in each subnet.`,
    );
  }
}

function mustReachInternet(world: World, vpcId: string | undefined): void {
  const attached = world
    .table('internetGateway')
    .all()
    .some((gateway) => gateway.Attachments?.some((attachment) => attachment.VpcId === vpcId));
  if (!attached) throw new Refusal('InvalidSubnet', `VPC ${vpcId} has no internet gateway`);
}

/** The security groups asked for, or the VPC's default one: known and of this VPC. */
export function mustBeGroups(world: World, ids: readonly string[] | undefined, vpcId: string | undefined): string[] {
  if (ids === undefined || ids.length === 0) return [defaultGroup(world, vpcId)];
  const unique = [...new Set(ids)];
  if (unique.length > mostGroups) {
    throw new Refusal('InvalidConfigurationRequest', 'The maximum number of security groups per load balancer has been reached');
  }
  for (const id of unique) {
    const group = world.table('securityGroup').get(id);
    if (group === undefined) throw new Refusal('InvalidSecurityGroup', `The security group '${id}' does not exist`);
    if (group.VpcId !== vpcId) throw new Refusal('InvalidConfigurationRequest', `Security group '${id}' does not belong to VPC '${vpcId}'`);
  }
  return unique;
}

function defaultGroup(world: World, vpcId: string | undefined): string {
  const group = world
    .table('securityGroup')
    .all()
    .find((row) => row.VpcId === vpcId && row.GroupName === 'default');
  if (group === undefined) throw new Refusal('InvalidSecurityGroup', `VPC '${vpcId}' has no default security group`);
  return group.id;
}
