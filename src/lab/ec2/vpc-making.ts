import type { Tag, Vpc } from '@aws-sdk/client-ec2';
import { Refusal } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { block } from './cidr.ts';
import { newRouteTable } from './route-table-making.ts';
import { newGroup, putRule } from './security-groups.ts';
import { shownTags } from './taggables.ts';
import { cidrGiven } from './vpc-parts.ts';

const mostVpcs = 5;

/** A block for a VPC, or EC2's reason why not. */
export function vpcBlock(given: string): string {
  const cidr = cidrGiven(given, 'cidrBlock');
  const { bits = 0, first = 0 } = block(cidr) ?? {};
  const [one, two] = [Math.floor(first / 2 ** 24), Math.floor(first / 2 ** 16) % 256];
  const reserved = one === 0 || one === 127 || one >= 224 || (one === 169 && two === 254);
  if (bits < 16 || bits > 28 || reserved) throw new Refusal('InvalidVpc.Range', `The CIDR '${given}' is invalid.`);
  return cidr;
}

/** Refuses one VPC too many. */
export function mustHaveRoomForVpc(world: World): void {
  if (world.table('vpc').all().length >= mostVpcs) throw new Refusal('VpcLimitExceeded', 'The maximum number of VPCs has been reached.');
}

/** Puts a VPC and what EC2 makes with each: the main route table, the default security group. (Its network ACL follows from its id.) */
export function newVpc(world: World, cidr: string, tags: Tag[]): Tables['vpc'] {
  const id = world.newId('vpc');
  const association: NonNullable<Vpc['CidrBlockAssociationSet']>[number] = {
    AssociationId: world.newId('vpc-cidr-assoc'),
    CidrBlock: cidr,
    CidrBlockState: { State: 'associated' },
  };
  const vpc: Tables['vpc'] = {
    id,
    VpcId: id,
    OwnerId: world.account,
    CidrBlock: cidr,
    CidrBlockAssociationSet: [association],
    Ipv6CidrBlockAssociationSet: [],
    DhcpOptionsId: dhcpOptions(world),
    InstanceTenancy: 'default',
    IsDefault: false,
    State: 'available',
    Tags: shownTags(tags),
    dnsSupport: true,
    dnsHostnames: false,
  };
  world.table('vpc').put(vpc);
  newRouteTable(world, vpc, 'main', []);
  const group = newGroup(world, { GroupName: 'default', Description: 'default VPC security group', VpcId: id });
  putRule(world, group, false, { IpProtocol: '-1', FromPort: -1, ToPort: -1, ReferencedGroupInfo: { GroupId: group.id, UserId: world.account } }, []);
  return vpc;
}

/** An account has one set of DHCP options, which outlives its VPCs. */
function dhcpOptions(world: World): string {
  const facts = world.table('fact');
  const known = facts.get('dhcp-options')?.value ?? world.table('vpc').all()[0]?.DhcpOptionsId ?? world.newId('dopt');
  facts.put({ id: 'dhcp-options', value: known });
  return known;
}
