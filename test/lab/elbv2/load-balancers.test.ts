import { CreateSecurityGroupCommand, DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import {
  DeleteLoadBalancerCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  ModifyLoadBalancerAttributesCommand,
  SetSecurityGroupsCommand,
  type CreateLoadBalancerCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { minute, present, refusal, scene } from './scene.ts';

describe('creating a load balancer', () => {
  it('is provisioning at first and active after some minutes', async () => {
    const { lab, makeBalancer, balancers } = await scene();
    expect((await makeBalancer()).State?.Code).toBe('provisioning');
    await lab.advance(2 * minute);
    expect((await balancers())[0]?.State?.Code).toBe('provisioning');
    await lab.advance(minute);
    expect((await balancers())[0]?.State?.Code).toBe('active');
  });

  it('gives a name below elb.localhost that carries the port to reach it by', async () => {
    const { makeBalancer } = await scene();
    expect((await makeBalancer()).DNSName).toMatch(/^LB-1-\d+\.ap-northeast-1\.elb\.localhost:\d+$/);
  });

  it('with the same settings again makes none and answers the same ARN', async () => {
    const { makeBalancer, balancers, subnets } = await scene();
    const first = await makeBalancer({ Tags: [{ Key: 'owner', Value: 'me' }] });
    const again = await makeBalancer({ Subnets: subnets.toReversed(), Tags: [{ Key: 'owner', Value: 'you' }] });
    expect(again.LoadBalancerArn).toBe(first.LoadBalancerArn);
    expect(await balancers()).toHaveLength(1);
  });

  it('with other settings under a name that is taken is refused', async () => {
    const { makeBalancer, webGroup } = await scene();
    await makeBalancer();
    const { code, message } = await refusal(makeBalancer({ SecurityGroups: [webGroup] }));
    expect(code).toBe('DuplicateLoadBalancerNameException');
    expect(message).toBe("A load balancer with the same name 'LB-1' exists, but with different settings");
  });

  it.each<[string, Partial<CreateLoadBalancerCommandInput>, string]>([
    ['one subnet only', { Subnets: ['public-subnet-1'] }, 'ValidationError'],
    ['two subnets of one zone', { Subnets: ['public-subnet-1', 'private-subnet-1'] }, 'InvalidConfigurationRequestException'],
    ['an unknown security group', { SecurityGroups: ['sg-0123456789abcdef0'] }, 'InvalidSecurityGroupException'],
    ['a name with an underscore', { Name: 'LB_1' }, 'ValidationError'],
    ['a name of 33 characters', { Name: 'a'.repeat(33) }, 'ValidationError'],
    ['a name that begins with a hyphen', { Name: '-LB' }, 'ValidationError'],
    ['a name that begins with internal-', { Name: 'internal-LB' }, 'ValidationError'],
    ['a scheme that the lab has not', { Scheme: 'internal' }, 'InvalidSchemeException'],
    ['a type that the lab has not', { Type: 'network' }, 'InvalidConfigurationRequestException'],
    ['a tag twice', { Tags: [{ Key: 'a' }, { Key: 'a' }] }, 'DuplicateTagKeysException'],
  ])('refuses %s', async (_what, input, code) => {
    const { makeBalancer, subnet } = await scene();
    const named = input.Subnets === undefined ? input : { ...input, Subnets: input.Subnets.map(subnet) };
    expect((await refusal(makeBalancer(named))).code).toBe(code);
  });

  it('refuses a subnet that does not exist', async () => {
    const { makeBalancer, subnets } = await scene();
    const { code, status } = await refusal(makeBalancer({ Subnets: [subnets[0] ?? '', 'subnet-0123456789abcdef0'] }));
    expect([code, status]).toEqual(['SubnetNotFoundException', 400]);
  });

  it('needs eight free addresses in each subnet', async () => {
    const { lab, makeBalancer, subnet } = await scene();
    const id = subnet('public-subnet-2');
    lab.lab.home.table('subnet').edit(id, (row) => void (row.CidrBlock = '10.0.1.0/28'));
    // Eleven are free to begin with, and each balancer takes one.
    for (const Name of ['first', 'second', 'third', 'fourth']) await makeBalancer({ Name });
    const { code, message } = await refusal(makeBalancer({ Name: 'fifth' }));
    expect(code).toBe('InvalidSubnetException');
    expect(message).toBe(`Not enough IP space available in ${id}. ELB requires at least 8 free IP addresses in each subnet.`);
  });
});

describe('describing load balancers', () => {
  it('refuses a name that nothing has, in place of an empty list', async () => {
    const { balancers } = await scene();
    const { code, message, status } = await refusal(balancers({ Names: ['LB-1'] }));
    expect([code, message, status]).toEqual(['LoadBalancerNotFoundException', "Load balancers '[LB-1]' not found", 400]);
  });

  it('goes on where the last page ended', async () => {
    const { lab, makeBalancer } = await scene();
    for (const name of ['one', 'two', 'three']) await makeBalancer({ Name: name });
    const first = await lab.elb.send(new DescribeLoadBalancersCommand({ PageSize: 2 }));
    const second = await lab.elb.send(new DescribeLoadBalancersCommand({ PageSize: 2, Marker: present(first.NextMarker) }));
    const names = [...(first.LoadBalancers ?? []), ...(second.LoadBalancers ?? [])].map((row) => row.LoadBalancerName);
    expect(names.toSorted()).toEqual(['one', 'three', 'two']);
    expect(second.NextMarker).toBeUndefined();
  });

  it('refuses a marker that it never gave', async () => {
    const { balancers } = await scene();
    expect((await refusal(balancers({ Marker: 'elsewhere' }))).code).toBe('ValidationError');
  });
});

describe('deleting a load balancer', () => {
  it('succeeds, and succeeds again when there is none', async () => {
    const { lab, makeBalancer, balancers } = await scene();
    const { LoadBalancerArn } = await makeBalancer();
    await lab.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    await lab.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    expect(await balancers()).toEqual([]);
  });

  it('is refused while deletion protection is on', async () => {
    const { lab, makeBalancer } = await scene();
    const { LoadBalancerArn } = await makeBalancer();
    await lab.elb.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: [{ Key: 'deletion_protection.enabled', Value: 'true' }] }));
    expect((await refusal(lab.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn })))).code).toBe('OperationNotPermittedException');
  });

  it('leaves its network interfaces, and so its security group in use, for some minutes', async () => {
    const { lab, makeBalancer, webGroup } = await scene();
    const interfaces = async () => {
      const Filters = [{ Name: 'description', Values: ['ELB app/LB-1/*'] }];
      return (await lab.ec2.send(new DescribeNetworkInterfacesCommand({ Filters }))).NetworkInterfaces ?? [];
    };
    const { LoadBalancerArn } = await makeBalancer({ SecurityGroups: [webGroup] });
    const standing = await interfaces();
    expect(standing.map((row) => [row.RequesterManaged, row.Groups?.[0]?.GroupId])).toEqual([
      [true, webGroup],
      [true, webGroup],
    ]);
    await lab.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    expect(await interfaces()).toHaveLength(2);
    await lab.advance(4 * minute);
    expect(await interfaces()).toEqual([]);
  });
});

describe('a load balancer that stands', () => {
  it('takes other security groups, also at its interfaces', async () => {
    const { lab, makeBalancer, webGroup, vpcId } = await scene();
    const { LoadBalancerArn } = await makeBalancer({ SecurityGroups: [webGroup] });
    const { GroupId } = await lab.ec2.send(new CreateSecurityGroupCommand({ GroupName: 'LB-SG-1', Description: 'LB-SG-1', VpcId: vpcId }));
    await lab.elb.send(new SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups: [present(GroupId)] }));
    const Filters = [{ Name: 'group-id', Values: [present(GroupId)] }];
    expect((await lab.ec2.send(new DescribeNetworkInterfacesCommand({ Filters }))).NetworkInterfaces).toHaveLength(2);
  });

  it('keeps the attributes that do something, and refuses those that would do nothing', async () => {
    const { lab, makeBalancer } = await scene();
    const { LoadBalancerArn } = await makeBalancer();
    const set = (Key: string, Value: string) => lab.elb.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: [{ Key, Value }] }));
    await set('idle_timeout.timeout_seconds', '30');
    const { Attributes = [] } = await lab.elb.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
    expect(Attributes).toContainEqual({ Key: 'idle_timeout.timeout_seconds', Value: '30' });
    expect((await refusal(set('idle_timeout.timeout_seconds', '0'))).code).toBe('ValidationError');
    expect((await refusal(set('access_logs.s3.enabled', 'true'))).code).toBe('InvalidConfigurationRequestException');
    expect((await refusal(set('colour', 'red'))).code).toBe('ValidationError');
  });
});
