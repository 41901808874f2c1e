import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  ModifyInstanceAttributeCommand,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type EC2Client,
  type IpPermission,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { base, cloud, group, present, refusal } from './cloud.ts';

const web: IpPermission = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const authorize = (ec2: EC2Client, GroupId: string, ...IpPermissions: IpPermission[]) =>
  ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
const revoke = (ec2: EC2Client, GroupId: string, ...IpPermissions: IpPermission[]) =>
  ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));

async function rules(ec2: EC2Client, id: string): Promise<SecurityGroupRule[]> {
  const found = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: 'group-id', Values: [id] }] }));
  return found.SecurityGroupRules ?? [];
}

async function described(ec2: EC2Client, id: string) {
  return present((await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }))).SecurityGroups?.[0]);
}

describe('a security group', () => {
  test('is made with its tags and one rule that lets everything out', async () => {
    const { ec2 } = await cloud();
    const { vpcId } = await base(ec2);
    const TagSpecifications = [{ ResourceType: 'security-group' as const, Tags: [{ Key: 'Name', Value: 'LB-SG-1' }] }];
    const made = await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'LB-SG-1', Description: 'For the balancer', VpcId: vpcId, TagSpecifications }));
    expect(made.GroupId).toMatch(/^sg-[0-9a-f]{17}$/);
    expect(await described(ec2, present(made.GroupId))).toMatchObject({
      GroupName: 'LB-SG-1',
      Description: 'For the balancer',
      VpcId: vpcId,
      Tags: [{ Key: 'Name', Value: 'LB-SG-1' }],
      IpPermissions: [],
      IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], UserIdGroupPairs: [] }],
    });
  });

  test('has a name that is unique in its VPC, whatever the case', async () => {
    const { ec2 } = await cloud();
    const { vpcId } = await base(ec2);
    await group(ec2, 'LB-SG-1');
    const again = ec2.send(new CreateSecurityGroupCommand({ GroupName: 'lb-sg-1', Description: 'x', VpcId: vpcId }));
    expect(await refusal(again)).toMatchObject({ code: 'InvalidGroup.Duplicate', message: `The security group 'lb-sg-1' already exists for VPC '${vpcId}'` });
  });

  test.each([
    ['sg-mine', 'x', 'InvalidParameterValue', 'Invalid security group name. Group names may not be in the format sg-*.'],
    ['default', 'x', 'InvalidGroup.Reserved', "Security group name 'default' is reserved"],
    ['ほか', 'x', 'InvalidParameterValue', 'Value (ほか) for parameter GroupName is invalid. Character sets beyond ASCII are not supported.'],
    ['mine', '日本', 'InvalidParameterValue', 'Value (日本) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported.'],
    [undefined, 'x', 'MissingParameter', 'The request must contain the parameter GroupName'],
    ['mine', undefined, 'MissingParameter', 'The request must contain the parameter GroupDescription'],
  ])('named %s and described %s is refused', async (GroupName, Description, code, message) => {
    const { ec2 } = await cloud();
    const { vpcId } = await base(ec2);
    expect(await refusal(ec2.send(new CreateSecurityGroupCommand({ GroupName, Description, VpcId: vpcId })))).toMatchObject({ code, message });
  });

  test('is found by name, by rule and by tag', async () => {
    const { ec2 } = await cloud();
    const id = await group(ec2, 'LB-SG-1');
    await authorize(ec2, id, { IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, IpRanges: [{ CidrIp: '198.51.100.0/24' }] });
    const find = async (Name: string, ...Values: string[]) =>
      ((await ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name, Values }] }))).SecurityGroups ?? []).map((one) => one.GroupId);
    expect(await find('group-name', 'LB-*')).toEqual([id]);
    expect(await find('ip-permission.cidr', '198.51.100.0/24')).toEqual([id]);
    expect(await find('ip-permission.from-port', '8080')).toEqual([id]);
    expect(await find('tag:Name', 'LB-SG-1')).toEqual([]);
  });
});

const ranges = (count: number) => Array.from({ length: count }, (_, index) => ({ CidrIp: `198.51.100.${index}/32` }));

describe('rules', () => {
  test('are one for each peer, with id, ARN and tags', async () => {
    const { ec2 } = await cloud();
    const id = await group(ec2, 'LB-SG-1');
    const made = await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: id,
        IpPermissions: [{ ...web, IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'all' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] }],
        TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'k', Value: 'v' }] }],
      }),
    );
    expect(made.Return).toBe(true);
    expect(made.SecurityGroupRules).toMatchObject([
      {
        GroupId: id,
        IsEgress: false,
        IpProtocol: 'tcp',
        FromPort: 80,
        ToPort: 80,
        CidrIpv4: '0.0.0.0/0',
        Description: 'all',
        Tags: [{ Key: 'k', Value: 'v' }],
      },
      { CidrIpv6: '::/0' },
    ]);
    expect(made.SecurityGroupRules?.[0]?.SecurityGroupRuleId).toMatch(/^sgr-[0-9a-f]{17}$/);
    expect((await described(ec2, id)).IpPermissions).toEqual([
      {
        IpProtocol: 'tcp',
        FromPort: 80,
        ToPort: 80,
        IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'all' }],
        Ipv6Ranges: [{ CidrIpv6: '::/0' }],
        PrefixListIds: [],
        UserIdGroupPairs: [],
      },
    ]);
  });

  test('that are there are refused, in whatever form they come', async () => {
    const { ec2 } = await cloud();
    const id = await group(ec2, 'LB-SG-1');
    await authorize(ec2, id, web);
    const twice = {
      code: 'InvalidPermission.Duplicate',
      message: 'the specified rule "peer: 0.0.0.0/0, TCP, from port: 80, to port: 80, ALLOW" already exists',
    };
    expect(await refusal(authorize(ec2, id, { ...web, IpProtocol: '6', IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'other words' }] }))).toMatchObject(
      twice,
    );
    expect(
      await refusal(ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' }))),
    ).toMatchObject(twice);
    expect(
      await refusal(
        ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId: id, IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] })),
      ),
    ).toMatchObject({
      message: 'the specified rule "peer: 0.0.0.0/0, ALL, ALLOW" already exists',
    });
  });

  test('one duplicate among several adds none of them', async () => {
    const { ec2 } = await cloud();
    const id = await group(ec2, 'LB-SG-1');
    await authorize(ec2, id, web);
    const https = { ...web, FromPort: 443, ToPort: 443 };
    expect(await refusal(authorize(ec2, id, https, web))).toMatchObject({ code: 'InvalidPermission.Duplicate' });
    expect(await refusal(authorize(ec2, id, https, https))).toMatchObject({
      code: 'InvalidParameterValue',
      message: 'The same permission must not appear multiple times',
    });
    expect(await rules(ec2, id)).toHaveLength(2);
  });

  test('keep networks in their canonical form', async () => {
    const { ec2 } = await cloud();
    const id = await group(ec2, 'LB-SG-1');
    const made = await authorize(ec2, id, { ...web, IpRanges: [{ CidrIp: '100.68.0.18/18' }], Ipv6Ranges: [{ CidrIpv6: '2001:DB8:0:0::1/64' }] });
    expect(made.SecurityGroupRules?.map((rule) => rule.CidrIpv4 ?? rule.CidrIpv6)).toEqual(['100.68.0.0/18', '2001:db8::/64']);
  });

  test.each<[string, IpPermission, string, string]>([
    ['no network', { ...web, IpRanges: [{ CidrIp: '300.0.0.0/8' }] }, 'InvalidParameterValue', 'CIDR block 300.0.0.0/8 is malformed'],
    ['no protocol', { ...web, IpProtocol: 'smtp' }, 'InvalidParameterValue', "Invalid value 'smtp' for IP protocol. Unknown protocol."],
    [
      'no ports',
      { IpProtocol: 'tcp', IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
      'InvalidParameterValue',
      "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
    ],
    ['ports the wrong way round', { ...web, FromPort: 81 }, 'InvalidParameterValue', 'Invalid TCP/UDP port range (81:80)'],
    [
      'an unknown group',
      { ...web, IpRanges: [], UserIdGroupPairs: [{ GroupId: 'sg-00000000000000000' }] },
      'InvalidGroup.NotFound',
      "The security group 'sg-00000000000000000' does not exist",
    ],
  ])('with %s are refused', async (_case, permission, code, message) => {
    const { ec2 } = await cloud();
    const id = await group(ec2, 'LB-SG-1');
    expect(await refusal(authorize(ec2, id, permission))).toMatchObject({ code, message });
  });

  test('are at most sixty of one kind', async () => {
    const { ec2 } = await cloud();
    const id = await group(ec2, 'LB-SG-1');
    await authorize(ec2, id, { ...web, IpRanges: ranges(60) });
    expect(await refusal(authorize(ec2, id, web))).toMatchObject({ code: 'RulesPerSecurityGroupLimitExceeded' });
    await authorize(ec2, id, { ...web, IpRanges: [], Ipv6Ranges: [{ CidrIpv6: '::/0' }] });
  });

  test('are taken away by id, once', async () => {
    const { ec2 } = await cloud();
    const id = await group(ec2, 'LB-SG-1');
    const rule = present((await authorize(ec2, id, web)).SecurityGroupRules?.[0]?.SecurityGroupRuleId);
    const byId = () => ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: id, SecurityGroupRuleIds: [rule] }));
    expect((await byId()).RevokedSecurityGroupRules).toMatchObject([{ SecurityGroupRuleId: rule, GroupId: id, CidrIpv4: '0.0.0.0/0', FromPort: 80 }]);
    expect(await refusal(byId())).toMatchObject({
      code: 'InvalidSecurityGroupRuleId.NotFound',
      message: `The security group rule ID '${rule}' does not exist`,
    });
  });

  test('are taken away by what they say, once', async () => {
    const { ec2 } = await cloud();
    const id = await group(ec2, 'LB-SG-1');
    await authorize(ec2, id, web);
    await revoke(ec2, id, web);
    expect(await refusal(revoke(ec2, id, web))).toMatchObject({
      code: 'InvalidPermission.NotFound',
      message: 'The specified rule does not exist in this security group.',
    });
    expect(await rules(ec2, id)).toHaveLength(1);
    await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: id, IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] }));
    expect(await rules(ec2, id)).toEqual([]);
  });

  test('another group, or no group at all, does not take them away', async () => {
    const { ec2 } = await cloud();
    const [id, other] = [await group(ec2, 'one'), await group(ec2, 'two')];
    const rule = present((await authorize(ec2, id, web)).SecurityGroupRules?.[0]?.SecurityGroupRuleId);
    expect(await refusal(ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: other, SecurityGroupRuleIds: [rule] })))).toMatchObject({
      code: 'InvalidSecurityGroupRuleId.NotFound',
    });
    expect(await refusal(ec2.send(new RevokeSecurityGroupIngressCommand({ SecurityGroupRuleIds: [rule] })))).toMatchObject({
      code: 'MissingParameter',
      message: 'The request must contain the parameter groupName or groupId',
    });
    expect(await refusal(ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: id })))).toMatchObject({
      code: 'MissingParameter',
      message: "Either 'ipPermissions' or 'securityGroupRuleIds' should be provided.",
    });
  });

  test('are changed in place, and keep their id', async () => {
    const { ec2 } = await cloud();
    const id = await group(ec2, 'LB-SG-1');
    const rule = present((await authorize(ec2, id, web, { ...web, FromPort: 443, ToPort: 443 })).SecurityGroupRules?.[0]?.SecurityGroupRuleId);
    const modify = (SecurityGroupRule: SecurityGroupRule, SecurityGroupRuleId = rule) =>
      ec2.send(new ModifySecurityGroupRulesCommand({ GroupId: id, SecurityGroupRules: [{ SecurityGroupRuleId, SecurityGroupRule }] }));
    await modify({ IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, CidrIpv6: '::/0', Description: 'six' });
    const changed = present((await rules(ec2, id)).find((one) => one.SecurityGroupRuleId === rule));
    expect(changed).toMatchObject({ FromPort: 8080, CidrIpv6: '::/0', Description: 'six' });
    expect(changed.CidrIpv4).toBeUndefined();
    expect(await refusal(modify({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIpv4: '0.0.0.0/0' }))).toMatchObject({
      code: 'InvalidPermission.Duplicate',
    });
    expect(await refusal(modify({ IpProtocol: 'tcp', FromPort: 1, ToPort: 1, CidrIpv4: '0.0.0.0/0' }, 'sgr-00000000000000000'))).toMatchObject({
      code: 'InvalidSecurityGroupRuleId.NotFound',
    });
  });
});

const remove = (ec2: EC2Client, GroupId: string) => ec2.send(new DeleteSecurityGroupCommand({ GroupId }));

describe('deleting a group', () => {
  test('works when nothing holds it, and is then over', async () => {
    const { ec2 } = await cloud();
    const id = await group(ec2, 'LB-SG-1');
    await remove(ec2, id);
    expect(await rules(ec2, id)).toEqual([]);
    expect(await refusal(remove(ec2, id))).toMatchObject({ code: 'InvalidGroup.NotFound', message: `The security group '${id}' does not exist` });
  });

  test('is refused while a server, a database or the rule of another group holds it', async () => {
    const { ec2 } = await cloud();
    const found = await base(ec2);
    for (const name of ['web-sg', 'db-sg']) {
      const id = found.group(name);
      expect(await refusal(remove(ec2, id))).toMatchObject({ code: 'DependencyViolation', message: `resource ${id} has a dependent object` });
    }
    const id = await group(ec2, 'LB-SG-1');
    const pair = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [{ GroupId: id }] };
    await authorize(ec2, found.group('web-sg'), pair);
    expect(await refusal(remove(ec2, id))).toMatchObject({ code: 'DependencyViolation' });
    await revoke(ec2, found.group('web-sg'), pair);
    await remove(ec2, id);
  });

  test('is refused while a network interface of a balancer lingers', async () => {
    const { ec2, lab } = await cloud();
    const id = await group(ec2, 'LB-SG-1');
    const table = present(lab.worlds.all()[0]).table('networkInterface');
    table.put({
      id: 'eni-00000000000000001',
      NetworkInterfaceId: 'eni-00000000000000001',
      Description: 'ELB app/LB-1/50dc6c495c0c9188',
      Groups: [{ GroupId: id, GroupName: 'LB-SG-1' }],
    });
    expect(await refusal(remove(ec2, id))).toMatchObject({ code: 'DependencyViolation' });
    table.remove('eni-00000000000000001');
    await remove(ec2, id);
  });

  test('is refused for the default group', async () => {
    const { ec2 } = await cloud();
    const id = (await base(ec2)).group('default');
    expect(await refusal(remove(ec2, id))).toMatchObject({
      code: 'CannotDelete',
      message: `the specified group: "${id}" name: "default" cannot be deleted by a user`,
    });
  });

  test('works after the server that held it has another', async () => {
    const { ec2 } = await cloud();
    const found = await base(ec2);
    const id = await group(ec2, 'LB-SG-1');
    const put = (GroupId: string) => ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: found.webId, Groups: [GroupId] }));
    await put(id);
    expect(await refusal(remove(ec2, id))).toMatchObject({ code: 'DependencyViolation' });
    await put(found.group('web-sg'));
    await remove(ec2, id);
  });
});
