import { DescribeInstancesCommand, RevokeSecurityGroupIngressCommand, StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { DeregisterTargetsCommand, DeleteListenerCommand, DescribeListenersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { balanced, named } from './scene.ts';

const minute = 60_000;

describe('the health of a target', () => {
  it('is unused before it is registered', async () => {
    const { stateOf, webId } = await balanced();
    expect(stateOf(webId)).toMatchObject({ state: 'unused', reason: 'Target.NotRegistered' });
  });

  it('is initial while the balancer is provisioning, and healthy after one success', async () => {
    const { serve, register, group, webId, stateOf, pass, follow } = await balanced();
    await serve(webId, named('Web Server1'));
    await register(group, webId);
    await follow();
    expect(stateOf(webId)).toMatchObject({ state: 'initial', reason: 'Elb.RegistrationInProgress' });
    await pass(4 * minute);
    expect(stateOf(webId)).toEqual({ state: 'healthy' });
  });

  it('is the same for whom reads lag', async () => {
    const { serve, register, group, webId, stateInView, pass } = await balanced();
    await serve(webId, named('Web Server1'));
    await register(group, webId);
    await pass(4 * minute);
    expect(stateInView(webId)).toEqual({ state: 'healthy' });
  });

  it('is unused without a listener', async () => {
    const { lab, register, group, webId, stateOf, balancer } = await balanced();
    await register(group, webId);
    const { Listeners = [] } = await lab.elb.send(new DescribeListenersCommand({ LoadBalancerArn: balancer.LoadBalancerArn }));
    await lab.elb.send(new DeleteListenerCommand({ ListenerArn: Listeners[0]?.ListenerArn }));
    expect(stateOf(webId)).toMatchObject({ state: 'unused', reason: 'Target.NotInUse' });
  });

  it('is unhealthy with the code when another status is answered than the matcher wants', async () => {
    const { serve, register, group, webId, stateOf, pass, tune } = await balanced();
    await serve(webId, (_request, response) => response.writeHead(404).end());
    await register(group, webId);
    await pass(4 * minute);
    expect(stateOf(webId)).toEqual({ state: 'unhealthy', reason: 'Target.ResponseCodeMismatch', description: 'Health checks failed with these codes: [404]' });
    await tune({ Matcher: { HttpCode: '200,400-404' } });
    await pass(minute);
    expect(stateOf(webId)).toEqual({ state: 'healthy' });
  });

  it('is unhealthy when nothing listens', async () => {
    const { register, group, webId, stateOf, pass } = await balanced();
    await register(group, webId);
    await pass(4 * minute);
    expect(stateOf(webId)).toMatchObject({ state: 'unhealthy', reason: 'Target.FailedHealthChecks' });
  });

  it('is unhealthy by timeout when it does not answer', async () => {
    const { serve, register, group, webId, stateOf, pass } = await balanced();
    await serve(webId, () => undefined);
    await register(group, webId);
    await pass(4 * minute);
    expect(stateOf(webId)).toMatchObject({ state: 'unhealthy', reason: 'Target.Timeout' });
  });

  it('is unhealthy by timeout when its security group does not admit the balancer', async () => {
    const { lab, serve, register, group, webId, webGroup, stateOf, pass } = await balanced();
    await serve(webId, named('Web Server1'));
    await register(group, webId);
    await pass(4 * minute);
    await lab.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: webGroup, CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 80, ToPort: 80 }));
    await pass(minute);
    expect(stateOf(webId)).toMatchObject({ state: 'unhealthy', reason: 'Target.Timeout' });
  });

  it('needs as many failures and successes in a row as the thresholds say', async () => {
    const { serve, crash, register, group, webId, stateOf, pass } = await balanced();
    await serve(webId, named('Web Server1'));
    await register(group, webId);
    await pass(4 * minute);
    await crash(webId);
    await pass(10_000);
    expect(stateOf(webId).state).toBe('healthy');
    await pass(10_000);
    expect(stateOf(webId).state).toBe('unhealthy');
    await serve(webId, named('Web Server1'));
    await pass(10_000);
    expect(stateOf(webId).state).toBe('unhealthy');
    await pass(10_000);
    expect(stateOf(webId).state).toBe('healthy');
  });

  it('is unused while the server is stopped, and is asked anew when it runs again', async () => {
    const { lab, serve, register, group, webId, stateOf, pass } = await balanced();
    await serve(webId, named('Web Server1'));
    await register(group, webId);
    await pass(4 * minute);
    await lab.ec2.send(new StopInstancesCommand({ InstanceIds: [webId] }));
    await pass(2 * minute);
    expect(stateOf(webId)).toMatchObject({ state: 'unused', reason: 'Target.InvalidState', description: 'Target is in the stopped state' });
    await lab.ec2.send(new StartInstancesCommand({ InstanceIds: [webId] }));
    await pass(3 * minute);
    const { Reservations } = await lab.ec2.send(new DescribeInstancesCommand({ InstanceIds: [webId] }));
    expect(Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe('running');
    expect(stateOf(webId)).toEqual({ state: 'healthy' });
  });

  it('is draining after it was deregistered', async () => {
    const { lab, register, group, webId, stateOf } = await balanced();
    await register(group, webId);
    await lab.elb.send(new DeregisterTargetsCommand({ TargetGroupArn: group.TargetGroupArn, Targets: [{ Id: webId }] }));
    expect(stateOf(webId)).toMatchObject({ state: 'draining', reason: 'Target.DeregistrationInProgress' });
  });

  it('is asked for at the path of the target group, by the balancer', async () => {
    const { serve, register, group, webId, pass } = await balanced();
    const seen: string[] = [];
    await serve(webId, (request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['user-agent']}`);
      response.end();
    });
    await register(group, webId);
    await pass(4 * minute);
    expect(new Set(seen)).toEqual(new Set(['GET /readme.html ELB-HealthChecker/2.0']));
  });
});
