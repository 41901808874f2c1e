import { Refusal } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { block, dotted, number } from './cidr.ts';
import { invalid } from './refusals.ts';

/** Addresses of a subnet that AWS keeps: network, router, DNS, future use, broadcast. */
const kept = { first: 4, last: 1 };

/** Documentation and benchmark ranges: never anybody's real address. */
const publicBlocks = ['203.0.113.0/24', '198.18.0.0/15'];

/** Free addresses of a subnet, as DescribeSubnets counts them. */
export function freeAddresses(world: World, subnet: Tables['subnet']): number {
  const size = block(subnet.CidrBlock ?? '')?.size ?? 0;
  return Math.max(0, size - kept.first - kept.last - inSubnet(world, subnet.id).size);
}

/** A private address of the subnet: the one asked for, or any free one. The caller puts the interface that holds it. */
export function takePrivateAddress(world: World, subnet: Tables['subnet'], wanted?: string): string {
  const range = block(subnet.CidrBlock ?? '');
  if (range === undefined) throw new Refusal('InternalError', `The subnet ${subnet.id} has no usable CIDR block`, 500);
  const taken = inSubnet(world, subnet.id);
  if (wanted !== undefined) return wantedAddress(wanted, range, taken);
  const usable = range.size - kept.first - kept.last;
  const start = Number.parseInt(world.random(6, '0123456789abcdef'), 16) % Math.max(1, usable);
  for (let step = 0; step < usable; step += 1) {
    const address = dotted(range.first + kept.first + ((start + step) % usable));
    if (!taken.has(address)) return address;
  }
  throw new Refusal(
    'InsufficientFreeAddressesInSubnet',
    `There are not enough free addresses in subnet '${subnet.id}' to satisfy the requested number of instances.`,
  );
}

function wantedAddress(wanted: string, range: { first: number; size: number }, taken: ReadonlySet<string>): string {
  const at = number(wanted) - range.first;
  if (block(`${wanted}/32`) === undefined) throw invalid(`Invalid IPv4 address: ${wanted}`);
  if (at < 0 || at >= range.size) throw invalid("Address does not fall within the subnet's address range");
  if (at < kept.first || at >= range.size - kept.last) throw invalid("Address is in subnet's reserved address range");
  if (taken.has(wanted)) throw new Refusal('InvalidIPAddress.InUse', `Address ${wanted} is in use.`);
  return wanted;
}

function inSubnet(world: World, subnetId: string): Set<string> {
  const taken = new Set<string>();
  for (const card of world.table('networkInterface').all()) {
    if (card.SubnetId !== subnetId) continue;
    if (card.PrivateIpAddress !== undefined) taken.add(card.PrivateIpAddress);
    for (const more of card.PrivateIpAddresses ?? []) if (more.PrivateIpAddress !== undefined) taken.add(more.PrivateIpAddress);
  }
  return taken;
}

/** A public address that nothing in this world has. The caller writes it where it belongs. */
export function takePublicAddress(world: World): string {
  const taken = new Set<string | undefined>();
  for (const card of world.table('networkInterface').all()) taken.add(card.Association?.PublicIp);
  for (const instance of world.table('instance').all()) taken.add(instance.PublicIpAddress);
  for (const address of world.table('address').all()) taken.add(address.PublicIp);
  for (const cidr of publicBlocks) {
    const free = freeIn(world, cidr, taken);
    if (free !== undefined) return free;
  }
  throw new Refusal('AddressLimitExceeded', 'The maximum number of addresses has been reached.');
}

function freeIn(world: World, cidr: string, taken: ReadonlySet<string | undefined>): string | undefined {
  const range = block(cidr);
  if (range === undefined) return undefined;
  const usable = range.size - 2;
  const start = Number.parseInt(world.random(6, '0123456789abcdef'), 16) % usable;
  for (let step = 0; step < usable; step += 1) {
    const address = dotted(range.first + 1 + ((start + step) % usable));
    if (!taken.has(address)) return address;
  }
  return undefined;
}

/** EC2's name for a private address. */
export function privateName(world: World, address: string): string {
  const zone = world.region === 'us-east-1' ? 'ec2.internal' : `${world.region}.compute.internal`;
  return `ip-${address.replaceAll('.', '-')}.${zone}`;
}

/** EC2's name for a public address. */
export function publicName(world: World, address: string): string {
  const zone = world.region === 'us-east-1' ? 'compute-1' : `${world.region}.compute`;
  return `ec2-${address.replaceAll('.', '-')}.${zone}.amazonaws.com`;
}

/** The same where the VPC gives its servers public names, and nothing where it does not. */
export function publicNameIn(world: World, vpcId: string | undefined, address: string): string {
  return world.table('vpc').get(vpcId ?? '')?.dnsHostnames === true ? publicName(world, address) : '';
}
