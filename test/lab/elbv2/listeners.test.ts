import {
  CreateListenerCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DescribeListenersCommand,
  DescribeRulesCommand,
  ModifyListenerCommand,
  type CreateListenerCommandInput,
  type ForwardActionConfig,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { refusal, scene } from './scene.ts';

const forward = (ForwardConfig: ForwardActionConfig) => ({ Type: 'forward' as const, ForwardConfig });

describe('creating a listener', () => {
  it('sends to the target group, also while the balancer is provisioning', async () => {
    const { makeBalancer, makeTargets, listen } = await scene();
    const group = await makeTargets();
    const listener = await listen(await makeBalancer(), group);
    expect(listener.DefaultActions?.[0]).toMatchObject({ Type: 'forward', TargetGroupArn: group.TargetGroupArn });
  });

  it('with the same settings again answers the same ARN, with another target is refused', async () => {
    const { makeBalancer, makeTargets, listen } = await scene();
    const [balancer, group, other] = [await makeBalancer(), await makeTargets(), await makeTargets({ Name: 'TG-2' })];
    const first = await listen(balancer, group);
    expect((await listen(balancer, group)).ListenerArn).toBe(first.ListenerArn);
    expect((await refusal(listen(balancer, other))).code).toBe('DuplicateListenerException');
  });

  it('refuses a target group that another balancer sends to', async () => {
    const { makeBalancer, makeTargets, listen } = await scene();
    const group = await makeTargets();
    await listen(await makeBalancer(), group);
    expect((await refusal(listen(await makeBalancer({ Name: 'LB-2' }), group))).code).toBe('TargetGroupAssociationLimitException');
  });

  it.each<[string, Partial<CreateListenerCommandInput>, string]>([
    ['a port that carries no traffic here', { Port: 8080 }, 'InvalidConfigurationRequestException'],
    ['HTTPS', { Protocol: 'HTTPS', Port: 443 }, 'UnsupportedProtocolException'],
    ['another protocol', { Protocol: 'TCP' }, 'ValidationError'],
    ['an action that the lab has not', { DefaultActions: [{ Type: 'fixed-response' }] }, 'InvalidLoadBalancerActionException'],
    ['what goes with such an action', { DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }] }, 'ValidationError'],
    ['an order that is none', { DefaultActions: [{ Type: 'forward', Order: 0 }] }, 'ValidationError'],
    ['a target group that would get nothing', { DefaultActions: [forward({ TargetGroups: [{ Weight: 0 }] })] }, 'InvalidLoadBalancerActionException'],
    ['stickiness for no time', { DefaultActions: [forward({ TargetGroupStickinessConfig: { DurationSeconds: 0 } })] }, 'ValidationError'],
    ['a member that the lab does not read', { SslPolicy: 'ELBSecurityPolicy-2016-08' }, 'ValidationError'],
  ])('refuses %s', async (_what, more, code) => {
    const { lab, makeBalancer, makeTargets } = await scene();
    const [{ LoadBalancerArn }, { TargetGroupArn }] = [await makeBalancer(), await makeTargets()];
    const input: CreateListenerCommandInput = { LoadBalancerArn, Protocol: 'HTTP', Port: 80, DefaultActions: [{ Type: 'forward', TargetGroupArn }], ...more };
    expect((await refusal(lab.elb.send(new CreateListenerCommand(input)))).code).toBe(code);
  });

  it('refuses a balancer and a target group that do not exist', async () => {
    const { lab, makeBalancer, makeTargets, listen } = await scene();
    const [balancer, group] = [await makeBalancer(), await makeTargets()];
    expect((await refusal(listen({ LoadBalancerArn: `${balancer.LoadBalancerArn}0` }, group))).code).toBe('LoadBalancerNotFoundException');
    expect((await refusal(listen(balancer, { TargetGroupArn: `${group.TargetGroupArn}0` }))).code).toBe('TargetGroupNotFoundException');
    expect((await refusal(lab.elb.send(new DescribeListenersCommand({ ListenerArns: ['LB-1'] })))).code).toBe('ValidationError');
  });
});

describe('a listener that stands', () => {
  it('has a default rule that does what the listener does', async () => {
    const { lab, makeBalancer, makeTargets, listen } = await scene();
    const [balancer, group, other] = [await makeBalancer(), await makeTargets(), await makeTargets({ Name: 'TG-2' })];
    const { ListenerArn } = await listen(balancer, group);
    await lab.elb.send(new ModifyListenerCommand({ ListenerArn, DefaultActions: [{ Type: 'forward', TargetGroupArn: other.TargetGroupArn }] }));
    const { Rules = [] } = await lab.elb.send(new DescribeRulesCommand({ ListenerArn }));
    expect(Rules.map((rule) => [rule.IsDefault, rule.Priority, rule.Actions?.[0]?.TargetGroupArn])).toEqual([[true, 'default', other.TargetGroupArn]]);
  });

  it('goes when it is deleted, and when its balancer is', async () => {
    const { lab, makeBalancer, makeTargets, listen } = await scene();
    const [balancer, group] = [await makeBalancer(), await makeTargets()];
    const { ListenerArn } = await listen(balancer, group);
    await lab.elb.send(new DeleteListenerCommand({ ListenerArn }));
    expect((await refusal(lab.elb.send(new DeleteListenerCommand({ ListenerArn })))).code).toBe('ListenerNotFoundException');
    const again = await listen(balancer, group);
    await lab.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: balancer.LoadBalancerArn }));
    const described = lab.elb.send(new DescribeListenersCommand({ ListenerArns: [again.ListenerArn ?? ''] }));
    expect((await refusal(described)).code).toBe('ListenerNotFoundException');
  });
});
