import type { Source } from '../reality.ts';
import type { Tables, World } from '../world.ts';

type Rule = Tables['securityGroupRule'];

/** Would a security group in `groupIds` admit this traffic? */
export function admits(world: World, groupIds: readonly string[], port: number, source: Source): boolean {
  return world
    .table('securityGroupRule')
    .all()
    .some((rule) => !rule.IsEgress && groupIds.includes(rule.GroupId ?? '') && coversPort(rule, port) && coversSource(rule, source));
}

function coversPort(rule: Rule, port: number): boolean {
  if (rule.IpProtocol === '-1') return true;
  if (rule.IpProtocol !== 'tcp' && rule.IpProtocol !== '6') return false;
  const from = rule.FromPort ?? -1;
  return from === -1 || (from <= port && port <= (rule.ToPort ?? from));
}

// An IPv6 rule admits nobody here: all traffic of the lab is IPv4.
function coversSource(rule: Rule, source: Source): boolean {
  const address = source.kind === 'internet' ? source.address : source.privateIp;
  if (rule.CidrIpv4) return holds(rule.CidrIpv4, address);
  const group = rule.ReferencedGroupInfo?.GroupId;
  return source.kind === 'inside' && group !== undefined && source.groupIds.includes(group);
}

/** Does this IPv4 block hold the address? */
export function holds(cidr: string, address: string): boolean {
  const [network = '', bits = '32'] = cidr.split('/');
  const [block, host] = [numberOf(network), numberOf(address)];
  if (block === undefined || host === undefined) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(block / size) === Math.floor(host / size);
}

function numberOf(address: string): number | undefined {
  const parts = address.split('.').map(Number);
  const valid = parts.length === 4 && parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
  return valid ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined;
}
