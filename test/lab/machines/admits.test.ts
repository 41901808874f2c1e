import { describe, expect, it } from 'vitest';
import { admits, holds } from '../../../src/lab/machines/admits.ts';
import type { Source } from '../../../src/lab/reality.ts';
import type { Table, Tables, World } from '../../../src/lab/world.ts';

type Rule = Tables['securityGroupRule'];

const browser: Source = { kind: 'internet', address: '127.0.0.1' };
const inside = (groupIds: string[], privateIp = '10.0.0.7'): Source => ({ kind: 'inside', groupIds, privateIp });

// `admits` reads one table and nothing else of a world.
function worldWith(...rules: Omit<Rule, 'id'>[]): World {
  const rows = rules.map((rule, at) => ({ id: String(at), GroupId: 'sg-web', IsEgress: false, ...rule }));
  const table = { all: () => rows } as Partial<Table<Rule>>;
  return { table: () => table } as unknown as World;
}
const tcp = (FromPort: number, ToPort = FromPort) => ({ IpProtocol: 'tcp', FromPort, ToPort });
const everyone = { CidrIpv4: '0.0.0.0/0' };

describe('a security group', () => {
  it('admits nobody without a rule', () => {
    expect(admits(worldWith(), ['sg-web'], 80, browser)).toBe(false);
  });

  it.each<[string, Omit<Rule, 'id'>, boolean]>([
    ['from everywhere', { ...tcp(80), ...everyone }, true],
    ['on a range of ports', { ...tcp(0, 65_535), ...everyone }, true],
    ['on every protocol', { IpProtocol: '-1', FromPort: -1, ToPort: -1, ...everyone }, true],
    ['from a block that holds it', { ...tcp(80), CidrIpv4: '127.0.0.0/8' }, true],
    ['from a block that does not', { ...tcp(80), CidrIpv4: '10.0.0.0/8' }, false],
    ['on another port', { ...tcp(22), ...everyone }, false],
    ['of another protocol', { IpProtocol: 'udp', FromPort: 80, ToPort: 80, ...everyone }, false],
    ['over IPv6 only', { ...tcp(80), CidrIpv6: '::/0' }, false],
    ['on its way out', { ...tcp(80), ...everyone, IsEgress: true }, false],
    ['of another group', { ...tcp(80), ...everyone, GroupId: 'sg-other' }, false],
    ['from a group', { ...tcp(80), ReferencedGroupInfo: { GroupId: 'sg-lb' } }, false],
  ])('with a rule %s: a browser gets in = %s', (_, rule, expected) => {
    expect(admits(worldWith(rule), ['sg-web'], 80, browser)).toBe(expected);
  });

  it('admits members of a group that a rule names, and nobody else', () => {
    const world = worldWith({ ...tcp(80), ReferencedGroupInfo: { GroupId: 'sg-lb' } });
    expect(admits(world, ['sg-web'], 80, inside(['sg-x', 'sg-lb']))).toBe(true);
    expect(admits(world, ['sg-web'], 80, inside(['sg-x']))).toBe(false);
  });

  it('admits a private address that a block holds', () => {
    const world = worldWith({ ...tcp(3306), CidrIpv4: '10.0.0.0/24' });
    expect(admits(world, ['sg-web'], 3306, inside([], '10.0.0.200'))).toBe(true);
    expect(admits(world, ['sg-web'], 3306, inside([], '10.0.1.1'))).toBe(false);
  });

  it('admits when any of several groups does', () => {
    expect(admits(worldWith({ ...tcp(80), ...everyone }), ['sg-closed', 'sg-web'], 80, browser)).toBe(true);
  });
});

describe('holds', () => {
  it.each([
    ['10.0.0.0/16', '10.0.255.255', true],
    ['10.0.0.0/16', '10.1.0.0', false],
    ['127.0.0.1/32', '127.0.0.1', true],
    ['127.0.0.1/32', '127.0.0.2', false],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['192.168.4.9/30', '192.168.4.10', true],
    ['::/0', '127.0.0.1', false],
  ])('%s holds %s = %s', (cidr, address, expected) => {
    expect(holds(cidr, address)).toBe(expected);
  });
});
