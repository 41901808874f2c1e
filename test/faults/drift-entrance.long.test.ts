import { rmSync } from 'node:fs';
import { RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import {
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test } from 'vitest';
import { httpAddress } from '../../src/blog/reach.ts';
import { canonical } from '../crash/canonical.ts';
import { clientsOf, onServer1, rowsOf, serverOf } from '../support/by-hand.ts';
import { betweenRuns, minutes, until } from './between-runs.ts';

const { home, lab, asSetUp, wizard, drifts, isSetRight } = betweenRuns('drift-entrance');

const only = (kind: 'loadBalancer' | 'listener' | 'targetGroup') => rowsOf(lab(), kind)[0]?.id ?? '';

describe.sequential('between two runs, at the entrance', { shuffle: false, timeout: 2 * minutes }, () => {
  test('a server taken off the list of targets is named, and put on it again', async () => {
    const [one, two] = [serverOf(lab(), 'Web Server1'), serverOf(lab(), 'Web Server2')];
    await clientsOf(lab()).elb.send(new DeregisterTargetsCommand({ TargetGroupArn: only('targetGroup'), Targets: [{ Id: two, Port: 80 }] }));
    await drifts('target-group', `servers on the list of target group TG-1: ${one} (should be: ${one}, ${two})`);
    await isSetRight();
    expect(await canonical(lab())).toBe(asSetUp());
  });

  test('a load balancer that was deleted is told, made again once, and the blog’s very first address is still what undo gives back', async () => {
    const before = await oldAddress();
    await clientsOf(lab()).elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: only('loadBalancer') }));
    await until(() => rowsOf(lab(), 'loadBalancer').length === 0);
    await drifts('load-balancer', 'load balancer LB-1: not there (should be: active)');
    await isSetRight();
    expect(await canonical(lab())).toBe(asSetUp());
    expect(await oldAddress()).toEqual(before);
  });

  test.each(['with its journal', 'without'])(
    'a load balancer that was deleted, and the end of it all: the blog gets its own address back, %s',
    async (journal) => {
      await clientsOf(lab()).elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: only('loadBalancer') }));
      await until(() => rowsOf(lab(), 'loadBalancer').length === 0);
      if (journal === 'without') rmSync(lab().connection.stateDir, { recursive: true });
      const { code, said } = await wizard('finish', '--everything', '--yes');
      expect(code, said).toBe(0);
      const [address, own] = await onServer1(lab(), home, async (blog, server) => [await blog.database(server, (one) => one.address()), httpAddress(server)]);
      expect(address).toEqual({ siteurl: own, home: own });
    },
  );

  test('a target group that was deleted with its listener is told, and both are made again', async () => {
    const { elb } = clientsOf(lab());
    await elb.send(new DeleteListenerCommand({ ListenerArn: only('listener') }));
    await elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: only('targetGroup') }));
    await drifts('target-group', 'target group TG-1: not there (should be: there)');
    await isSetRight();
    expect(await canonical(lab())).toBe(asSetUp());
  });

  test('a listener that was removed is told, in the picture too, and made again', async () => {
    await clientsOf(lab()).elb.send(new DeleteListenerCommand({ ListenerArn: only('listener') }));
    const listener = /listener HTTP 80 of load balancer LB-1: not there \(should be: forward TG-1\/\w+\)/;
    expect(await drifts('load-balancer', listener, 'the load balancer LB-1 sends readers to no server')).not.toContain('may fail now');
    await isSetRight();
    expect(await canonical(lab())).toBe(asSetUp());
  });

  test('a firewall of the balancer that lets nobody in any more is told, and opened again', async () => {
    const GroupId = rowsOf(lab(), 'securityGroup').find(({ GroupName }) => GroupName === 'LB-SG-1')?.id;
    const everyone = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    await clientsOf(lab()).ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: [everyone] }));
    const letIn = `who is let in on port 80 by security group LB-SG-1 (${GroupId}): none (should be: 0.0.0.0/0)`;
    expect(await drifts('balancer-firewall', letIn, 'the load balancer LB-1 lets no reader in')).not.toContain('may fail now');
    await isSetRight();
    expect(await canonical(lab())).toBe(asSetUp());
  });

  test('in Japanese the two values are told, too', async () => {
    await clientsOf(lab()).elb.send(new DeleteListenerCommand({ ListenerArn: only('listener') }));
    const { code, said } = await wizard('status', '--lang', 'ja');
    expect(code).toBe(6);
    expect(said).toMatch(/ロードバランサー LB-1 のリスナー\(HTTP 80\): ありません\(正しくは: forward TG-1\/\w+\)/);
  });
});

/** What the balancer remembers for undo. */
async function oldAddress(): Promise<readonly (string | undefined)[]> {
  const tags = rowsOf(lab(), 'loadBalancer')[0]?.tags ?? [];
  return ['siteurl', 'home'].map((row) => tags.find(({ Key }) => Key === `redundant-blog:${row}-before`)?.Value);
}
