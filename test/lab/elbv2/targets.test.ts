import { StopInstancesCommand } from '@aws-sdk/client-ec2';
import { DeregisterTargetsCommand, DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { minute, refusal, scene } from './scene.ts';

describe('registering targets', () => {
  it('registers each instance once, however often it is asked to', async () => {
    const { makeTargets, register, health, webId } = await scene();
    const group = await makeTargets();
    await register(group, webId);
    await register(group, webId);
    expect((await health(group)).map(({ Target }) => Target)).toEqual([{ Id: webId, Port: 80 }]);
  });

  it('refuses an instance that is not running', async () => {
    const { lab, makeTargets, register, webId } = await scene();
    const group = await makeTargets();
    await lab.ec2.send(new StopInstancesCommand({ InstanceIds: [webId] }));
    await lab.advance(2 * minute);
    const { code, message } = await refusal(register(group, webId));
    expect(code).toBe('InvalidTargetException');
    expect(message).toBe(`The following targets are not in a running state and cannot be registered: '${webId}'`);
  });

  it('refuses an instance that does not exist', async () => {
    const { makeTargets, register } = await scene();
    expect((await refusal(register(await makeTargets(), 'i-0123456789abcdef0'))).code).toBe('InvalidTargetException');
  });

  it('registers none when one of them is refused', async () => {
    const { makeTargets, register, health, webId } = await scene();
    const group = await makeTargets();
    await refusal(register(group, webId, 'i-0123456789abcdef0'));
    expect(await health(group)).toEqual([]);
  });
});

describe('deregistering targets', () => {
  it('drains them for the delay while a balancer sends to them', async () => {
    const { lab, makeTargets, makeBalancer, listen, register, webId } = await scene();
    const [group, balancer] = [await makeTargets(), await makeBalancer()];
    await listen(balancer, group);
    await register(group, webId);
    const listed = async () => (await lab.elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: group.TargetGroupArn }))).TargetHealthDescriptions ?? [];
    await lab.elb.send(new DeregisterTargetsCommand({ TargetGroupArn: group.TargetGroupArn, Targets: [{ Id: webId }] }));
    await lab.advance(4 * minute);
    expect(await listed()).toHaveLength(1);
    await lab.advance(2 * minute);
    expect(await listed()).toEqual([]);
  });

  it('lets them go at once when no balancer sends to them', async () => {
    const { lab, makeTargets, register, health, webId } = await scene();
    const group = await makeTargets();
    await register(group, webId);
    await lab.elb.send(new DeregisterTargetsCommand({ TargetGroupArn: group.TargetGroupArn, Targets: [{ Id: webId }] }));
    expect(await health(group)).toEqual([]);
  });

  it('is taken back by registering again', async () => {
    const { lab, makeTargets, makeBalancer, listen, register, health, webId } = await scene();
    const [group, balancer] = [await makeTargets(), await makeBalancer()];
    await listen(balancer, group);
    await register(group, webId);
    await lab.elb.send(new DeregisterTargetsCommand({ TargetGroupArn: group.TargetGroupArn, Targets: [{ Id: webId }] }));
    await register(group, webId);
    await lab.advance(10 * minute);
    expect(await health(group)).toHaveLength(1);
  });
});
