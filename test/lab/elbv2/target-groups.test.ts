import {
  DeleteTargetGroupCommand,
  DescribeTargetGroupsCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  type CreateTargetGroupCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { present, refusal, scene } from './scene.ts';

describe('creating a target group', () => {
  it('fills in what AWS fills in', async () => {
    const { makeTargets } = await scene();
    expect(await makeTargets({ HealthCheckPath: undefined })).toMatchObject({
      Protocol: 'HTTP',
      TargetType: 'instance',
      HealthCheckPath: '/',
      HealthCheckPort: 'traffic-port',
      HealthCheckIntervalSeconds: 30,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
      Matcher: { HttpCode: '200' },
      LoadBalancerArns: [],
    });
  });

  it('with the same settings again answers the same ARN, with others is refused', async () => {
    const { makeTargets } = await scene();
    const first = await makeTargets();
    expect((await makeTargets()).TargetGroupArn).toBe(first.TargetGroupArn);
    expect((await refusal(makeTargets({ HealthCheckPath: '/' }))).code).toBe('DuplicateTargetGroupNameException');
  });

  it.each<[string, Partial<CreateTargetGroupCommandInput>, string]>([
    ['a protocol that the lab has not', { Protocol: 'HTTPS' }, 'UnsupportedProtocolException'],
    ['targets by address', { TargetType: 'ip' }, 'InvalidConfigurationRequestException'],
    ['a name too long', { Name: 'a'.repeat(33) }, 'ValidationError'],
    ['an unknown VPC', { VpcId: 'vpc-0123456789abcdef0' }, 'ValidationError'],
    ['an interval below 5 s', { HealthCheckIntervalSeconds: 4 }, 'ValidationError'],
    ['a timeout as long as the interval', { HealthCheckIntervalSeconds: 10, HealthCheckTimeoutSeconds: 10 }, 'ValidationError'],
    ['one success as a threshold', { HealthyThresholdCount: 1 }, 'ValidationError'],
    ['a path without a slash', { HealthCheckPath: 'readme.html' }, 'ValidationError'],
    ['a status that no check may want', { Matcher: { HttpCode: '500' } }, 'ValidationError'],
  ])('refuses %s', async (_what, input, code) => {
    const { makeTargets } = await scene();
    expect((await refusal(makeTargets(input))).code).toBe(code);
  });
});

describe('a target group that stands', () => {
  it('takes other health checks, member by member', async () => {
    const { lab, makeTargets } = await scene();
    const { TargetGroupArn } = await makeTargets();
    const tuned = await lab.elb.send(new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckIntervalSeconds: 10, HealthyThresholdCount: 2 }));
    expect(tuned.TargetGroups?.[0]).toMatchObject({ HealthCheckIntervalSeconds: 10, HealthyThresholdCount: 2, HealthCheckPath: '/readme.html' });
  });

  it('names the load balancers that send to it', async () => {
    const { lab, makeTargets, makeBalancer, listen } = await scene();
    const [group, balancer] = [await makeTargets(), await makeBalancer()];
    await listen(balancer, group);
    const { TargetGroups = [] } = await lab.elb.send(new DescribeTargetGroupsCommand({ LoadBalancerArn: balancer.LoadBalancerArn }));
    expect(TargetGroups.map((row) => row.LoadBalancerArns)).toEqual([[present(balancer.LoadBalancerArn)]]);
  });

  it('cannot be deleted while a listener sends to it', async () => {
    const { lab, makeTargets, makeBalancer, listen } = await scene();
    const [group, balancer] = [await makeTargets(), await makeBalancer()];
    await listen(balancer, group);
    const { code, message } = await refusal(lab.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: group.TargetGroupArn })));
    expect([code, message]).toEqual(['ResourceInUseException', `Target group '${group.TargetGroupArn}' is currently in use by a listener or a rule`]);
  });

  it('is not found any more once it is deleted', async () => {
    const { lab, makeTargets } = await scene();
    const { TargetGroupArn } = await makeTargets();
    await lab.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn }));
    const { code, status } = await refusal(lab.elb.send(new DescribeTargetGroupsCommand({ Names: ['TG-1'] })));
    expect([code, status]).toEqual(['TargetGroupNotFoundException', 400]);
  });

  it('refuses stickiness, which the lab has not', async () => {
    const { lab, makeTargets } = await scene();
    const { TargetGroupArn } = await makeTargets();
    const set = (Key: string, Value: string) => lab.elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [{ Key, Value }] }));
    expect((await refusal(set('stickiness.enabled', 'true'))).code).toBe('InvalidConfigurationRequestException');
    expect((await set('deregistration_delay.timeout_seconds', '30')).Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '30' });
  });
});
