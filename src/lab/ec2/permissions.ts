import type { IpPermission, SecurityGroupRule, UserIdGroupPair } from '@aws-sdk/client-ec2';
import { Refusal } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { canonicalIpv4, canonicalIpv6 } from './cidr.ts';
import { find, unknown } from './ids.ts';
import { invalid, missing } from './refusals.ts';

/** What one rule allows: everything that makes two rules the same rule, and its description, which does not. */
export type Allowed = Pick<
  SecurityGroupRule,
  'IpProtocol' | 'FromPort' | 'ToPort' | 'CidrIpv4' | 'CidrIpv6' | 'PrefixListId' | 'ReferencedGroupInfo' | 'Description'
>;

type Ports = Required<Pick<SecurityGroupRule, 'IpProtocol' | 'FromPort' | 'ToPort'>>;
type Group = Tables['securityGroup'];

/** AWS's own prefix lists in the lab's region: CloudFront's origin-facing addresses and S3's. */
const prefixLists = ['pl-58a04531', 'pl-61a54008'];

const numbered: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', '58': 'icmpv6', all: '-1' };

/** One rule for each peer of each permission, checked and in the form EC2 keeps. */
export function allowedBy(world: World, group: Group, permissions: readonly IpPermission[]): Allowed[] {
  const rules = permissions.flatMap((permission) => oneEach(world, group, permission));
  const keys = rules.map(keyOf);
  if (new Set(keys).size < keys.length) throw invalid('The same permission must not appear multiple times');
  return rules;
}

function oneEach(world: World, group: Group, permission: IpPermission): Allowed[] {
  const ports = portsOf(permission);
  const peers: Allowed[] = [
    ...(permission.IpRanges ?? []).map(({ CidrIp, Description }) => ({ CidrIpv4: cidr(CidrIp, canonicalIpv4), ...about(Description) })),
    ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6, Description }) => ({ CidrIpv6: cidr(CidrIpv6, canonicalIpv6), ...about(Description) })),
    ...(permission.PrefixListIds ?? []).map(({ PrefixListId, Description }) => ({ PrefixListId: prefixList(PrefixListId), ...about(Description) })),
    ...(permission.UserIdGroupPairs ?? []).map((pair) => ({ ReferencedGroupInfo: referenced(world, group, pair), ...about(pair.Description) })),
  ];
  if (peers.length === 0)
    throw new Refusal('InvalidPermission.Malformed', 'The specified security group rule is malformed: no source or destination was given.');
  return peers.map((peer) => ({ ...ports, ...peer }));
}

/** Protocol and ports in the form EC2 keeps them: names for numbers, -1 for "all". */
export function portsOf({ IpProtocol: given, FromPort: from, ToPort: to }: Pick<IpPermission, 'IpProtocol' | 'FromPort' | 'ToPort'>): Ports {
  if (given === undefined || given === '') throw missing('ipProtocol');
  const protocol = numbered[given.toLowerCase()] ?? given.toLowerCase();
  if (protocol === 'tcp' || protocol === 'udp') return { IpProtocol: protocol, ...portRange(from, to) };
  if (protocol === 'icmp' || protocol === 'icmpv6') return { IpProtocol: protocol, FromPort: from ?? -1, ToPort: to ?? -1 };
  const number = Number(protocol);
  if (protocol !== '-1' && !(Number.isInteger(number) && number >= 0 && number <= 255))
    throw invalid(`Invalid value '${given}' for IP protocol. Unknown protocol.`);
  return { IpProtocol: protocol, FromPort: -1, ToPort: -1 };
}

function portRange(from: number | undefined, to: number | undefined): Pick<Ports, 'FromPort' | 'ToPort'> {
  if (from === undefined || to === undefined) throw invalid("Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
  if (from < 0 || to > 65535 || from > to) throw invalid(`Invalid TCP/UDP port range (${from}:${to})`);
  return { FromPort: from, ToPort: to };
}

function cidr(given: string | undefined, canonical: (cidr: string) => string | undefined): string {
  const kept = given === undefined ? undefined : canonical(given);
  if (kept === undefined) throw invalid(`CIDR block ${given ?? ''} is malformed`);
  return kept;
}

function prefixList(id: string | undefined): string {
  if (id === undefined || !/^pl-[0-9a-f]{8,17}$/.test(id)) throw new Refusal('InvalidPrefixListId.Malformed', `Invalid id: "${id ?? ''}" (expecting "pl-...")`);
  if (!prefixLists.includes(id)) throw new Refusal('InvalidPrefixListID.NotFound', `The prefix list ID '${id}' does not exist`);
  return id;
}

function referenced(world: World, group: Group, { GroupId: id, GroupName: name, UserId: owner }: UserIdGroupPair) {
  // Every group the lab knows is the caller's.
  if (owner !== undefined && owner !== world.account) throw unknown('securityGroup', [id ?? name ?? '']);
  if (id === undefined && name === undefined) throw new Refusal('MissingParameter', 'Source group ID missing.');
  const peer = id === undefined ? inSameVpc(world, group, name ?? '') : find(world, 'securityGroup', id);
  if (peer.VpcId !== group.VpcId) throw new Refusal('InvalidGroup.NotFound', 'You have specified two resources that belong to different networks.');
  return { GroupId: peer.id, UserId: peer.OwnerId ?? world.account };
}

function inSameVpc(world: World, group: Group, name: string): Group {
  if (world.table('vpc').get(group.VpcId ?? '')?.IsDefault !== true) {
    throw invalid(
      `Invalid value '${name}' for groupName. You may not reference Amazon VPC security groups by name. Please use the corresponding id for this operation.`,
    );
  }
  const peer = world
    .table('securityGroup')
    .all()
    .find((one) => one.VpcId === group.VpcId && one.GroupName === name);
  if (peer === undefined) throw unknown('securityGroup', [name]);
  return peer;
}

function about(description: string | undefined): Pick<Allowed, 'Description'> {
  if (description === undefined || description === '') return {};
  if (description.length > 255 || !/^[\w .\-:/()#,@[\]+=&;{}!$*]*$/.test(description)) {
    throw invalid('Invalid rule description. Valid descriptions are strings less than 256 characters from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*');
  }
  return { Description: description };
}

/** Equal for rules that EC2 takes to be the same. */
export function keyOf(rule: Allowed): string {
  return [rule.IpProtocol, rule.FromPort, rule.ToPort, peerOf(rule)].join(' ');
}

function peerOf(rule: Allowed): string {
  return rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo?.GroupId ?? '';
}

/** The rule as EC2's "already exists" sentence quotes it. */
export function quoted(rule: Allowed): string {
  const protocol = rule.IpProtocol ?? '-1';
  const ports = protocol === 'tcp' || protocol === 'udp' ? `, from port: ${rule.FromPort}, to port: ${rule.ToPort}` : '';
  const name = protocol === '-1' ? 'ALL' : Number.isInteger(Number(protocol)) ? `protocol: ${protocol}` : protocol.toUpperCase();
  return `peer: ${peerOf(rule)}, ${name}${ports}, ALLOW`;
}

/** Rules as DescribeSecurityGroups shows them: one permission for each protocol and port range, with its peers. */
export function permissionsOf(rules: readonly SecurityGroupRule[]): IpPermission[] {
  const found = new Map<string, Required<IpPermission>>();
  for (const rule of rules) {
    const key = [rule.IpProtocol, rule.FromPort, rule.ToPort].join(' ');
    const permission = found.get(key) ?? bare(rule);
    found.set(key, permission);
    addPeer(permission, rule);
  }
  return [...found.values()];
}

function bare({ IpProtocol, FromPort, ToPort }: SecurityGroupRule): Required<IpPermission> {
  const ports = IpProtocol === '-1' ? { FromPort: undefined, ToPort: undefined } : { FromPort, ToPort };
  return { IpProtocol, ...ports, UserIdGroupPairs: [], IpRanges: [], Ipv6Ranges: [], PrefixListIds: [] };
}

function addPeer(permission: IpPermission, rule: SecurityGroupRule): void {
  const description = rule.Description === undefined ? {} : { Description: rule.Description };
  if (rule.CidrIpv4 !== undefined) permission.IpRanges?.push({ CidrIp: rule.CidrIpv4, ...description });
  if (rule.CidrIpv6 !== undefined) permission.Ipv6Ranges?.push({ CidrIpv6: rule.CidrIpv6, ...description });
  if (rule.PrefixListId !== undefined) permission.PrefixListIds?.push({ PrefixListId: rule.PrefixListId, ...description });
  const { GroupId, UserId } = rule.ReferencedGroupInfo ?? {};
  if (GroupId !== undefined) permission.UserIdGroupPairs?.push({ GroupId, UserId, ...description });
}
