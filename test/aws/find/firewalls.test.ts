import { expect, test } from 'vitest';
import { openings } from '../../../src/aws/find/firewalls.ts';

const rule = (id: string, FromPort: number, ToPort: number, more: object) => ({ SecurityGroupRuleId: id, IpProtocol: 'tcp', FromPort, ToPort, ...more });

test('tells the rules that may be closed from those that would close more than the web', () => {
  const rules = [
    rule('v4', 80, 80, { CidrIpv4: '0.0.0.0/0' }),
    rule('v6', 80, 80, { CidrIpv6: '::/0' }),
    rule('list', 80, 80, { PrefixListId: 'pl-1' }),
    rule('ssh', 22, 22, { CidrIpv4: '0.0.0.0/0' }),
    rule('range', 1, 1024, { CidrIpv4: '10.0.0.0/8' }),
    rule('all', -1, -1, { IpProtocol: '-1', CidrIpv4: '0.0.0.0/0' }),
    rule('balancer', 80, 80, { ReferencedGroupInfo: { GroupId: 'sg-1' } }),
    rule('udp', 80, 80, { IpProtocol: 'udp', CidrIpv4: '0.0.0.0/0' }),
  ];
  const { web, wider } = openings(rules);
  expect(web.map((one) => one.SecurityGroupRuleId)).toEqual(['v4', 'v6', 'list']);
  expect(wider.map((one) => one.SecurityGroupRuleId)).toEqual(['range', 'all']);
});
