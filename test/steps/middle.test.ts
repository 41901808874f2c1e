import { rmSync } from 'node:fs';
import { execFile } from 'node:child_process';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  RevokeSecurityGroupIngressCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { CreateTargetGroupCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, test } from 'vitest';
import { findRules, openings, sourceOf } from '../../src/aws/find/firewalls.ts';
import { undo, undoAll } from '../../src/runner.ts';
import type { ForeignThing, Outputs, StepId } from '../../src/step.ts';
import { scriptedPrompts } from '../support/prompts.ts';
import { sharedBench, stepNamed, type Wizard } from './bench.ts';

// Slow enough for a busy machine: AWS shows an ended server for an hour, which is 18 s here.
const bench = sharedBench(200);

async function output<Id extends StepId>(wizard: Wizard, id: Id): Promise<Outputs[Id]> {
  const finding = await wizard.finding(id);
  if (finding.state !== 'done') throw new Error(`${id} is ${finding.state}`);
  return finding.output as Outputs[Id];
}

async function foreign(wizard: Wizard, id: StepId): Promise<ForeignThing> {
  const finding = await wizard.finding(id);
  if (finding.state !== 'foreign') throw new Error(`${id} is ${finding.state}`);
  return finding.thing;
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof Error ? error.message : 'what?'),
  );

// One journey in pieces, so that each piece costs its own time only.
describe.sequential('in the middle of the journey', { shuffle: false, timeout: 60_000 }, () => {
  test('the image may be taken as the tutorial does: stopped, copied, and started again', async () => {
    const wizard = bench().wizard();
    await wizard.walk({ until: 'mark-server-1' });
    await wizard.ports.journal.note({ type: 'answered', step: 'create-image', answers: { name: 'Web Server', way: 'stop' } });
    expect(await wizard.walk({ until: 'create-image' })).toBe('ok');
    expect(bench().say.heard).toContainEqual(expect.stringMatching(/^warn The server gets another public address/));
    const { server1 } = await output(wizard, 'preflight');
    expect(bench().lab.home.table('instance').get(server1)?.State?.Name).toBe('running');
    expect(await output(wizard, 'create-image')).toMatchObject({ imageId: expect.stringMatching(/^ami-/), snapshotIds: [expect.stringMatching(/^snap-/)] });
  });

  test('a second server that ended is started anew under a new token; the old token is never used for another', async () => {
    const wizard = bench().wizard();
    await wizard.walk({ until: 'launch-server-2' });
    const first = (await output(wizard, 'launch-server-2')).server2;
    await bench().hand.ec2.send(new TerminateInstancesCommand({ InstanceIds: [first] }));
    await bench().lab.settled();
    // The journal is gone as well: only AWS knows that the token was used.
    rmSync(bench().lab.connection.stateDir, { recursive: true });
    const other = bench().wizard();
    await other.walk({ until: 'mark-server-2' });
    const second = (await output(other, 'launch-server-2')).server2;
    expect(second).not.toBe(first);
    const mine = bench()
      .lab.home.table('instance')
      .all()
      .filter((one) => one.Tags?.some((tag) => tag.Value === 'launch-server-2'));
    expect(mine.map((one) => one.ClientToken).toSorted()).toEqual(['0badcafe-launch-server-2-1', '0badcafe-launch-server-2-2']);
  });

  test('a namesake is foreign, says how it differs, is adopted on a yes, used, and left standing by undo', async () => {
    const wizard = bench().wizard();
    const { vpcId } = await output(wizard, 'preflight');
    const { ec2 } = bench().hand;
    const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'lb-sg-1', Description: 'mine', VpcId: vpcId }));
    const thing = await foreign(wizard, 'balancer-firewall');
    expect(thing).toEqual({ kind: 'security group', name: 'lb-sg-1', id: GroupId, differences: ['it does not let everyone in on port 80'] });
    const step = stepNamed('balancer-firewall');
    await step.adopt?.(await wizard.context('balancer-firewall'), thing);
    await wizard.walk({ only: 'balancer-firewall' });
    expect(await output(wizard, 'balancer-firewall')).toEqual({ balancerGroupId: GroupId });
    await undo(wizard.ports, 'balancer-firewall');
    await undo(wizard.ports, 'balancer-firewall');
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId ?? ''] }));
    expect(SecurityGroups[0]?.Tags?.filter((tag) => tag.Key?.startsWith('redundant-blog:')) ?? []).toEqual([]);
  });

  test('another name for ours makes ours beside it', async () => {
    const wizard = bench().wizard({ prompts: scriptedPrompts([/firewall .* be called/, 'LB-SG-9']) });
    const ctx = await wizard.context('balancer-firewall');
    const step = stepNamed('balancer-firewall');
    const answers = await step.ask(ctx);
    await step.change(ctx, answers);
    wizard.aws.forget();
    expect(await step.look(ctx, answers)).toMatchObject({ state: 'done' });
    expect(await wizard.finding('balancer-firewall')).toMatchObject({ state: 'done' });
  });

  test('a stranger’s twin of the target group is not taken for ours, though AWS would hand it out', async () => {
    const wizard = bench().wizard();
    const { vpcId } = await output(wizard, 'preflight');
    const twin = { Name: 'TG-1', Protocol: 'HTTP', Port: 80, VpcId: vpcId, TargetType: 'instance', HealthCheckPath: '/elsewhere' } as const;
    await bench().hand.elb.send(new CreateTargetGroupCommand(twin));
    expect((await foreign(wizard, 'target-group')).differences).toEqual(['its health check asks for /elsewhere']);
    const ctx = await wizard.context('target-group');
    await expect(stepNamed('target-group').change(ctx, { name: 'TG-1' })).rejects.toMatchObject({ code: 'name-taken' });
    await stepNamed('target-group').change(ctx, { name: 'TG-9' });
    const { TargetGroups = [] } = await bench().hand.elb.send(new DescribeTargetGroupsCommand({}));
    expect(TargetGroups.map((group) => group.TargetGroupName).toSorted()).toEqual(['TG-1', 'TG-9']);
    wizard.aws.forget();
    expect(await wizard.finding('target-group')).toMatchObject({ state: 'done' });
  });

  test('what it shows for doing it by hand names everything, and a shell can read it', async () => {
    const wizard = bench().wizard();
    const { commands } = await stepNamed('load-balancer').byHand(await wizard.context('load-balancer'));
    expect(commands.join('\n')).not.toContain('…');
    await shellSyntax(commands.join('\n'));
    await wizard.walk({ only: 'load-balancer' });
    expect(await wizard.finding('load-balancer')).toMatchObject({ state: 'done' });
  });

  test('the firewall stays as it is while a wider rule lets the web in, and while another server is behind it', async () => {
    const wizard = bench().wizard();
    await wizard.walk({ until: 'site-address' });
    const { webGroupId, subnets } = await output(wizard, 'preflight');
    const before = (await findRules(wizard, webGroupId)).map((rule) => rule.SecurityGroupRuleId).toSorted();
    const { ec2 } = bench().hand;
    const all = { IpProtocol: '-1', IpRanges: [{ CidrIp: '198.51.100.0/24' }] };
    const { SecurityGroupRules = [] } = await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: webGroupId, IpPermissions: [all] }));
    expect(await failureOf(bench().wizard().walk({ only: 'web-firewall' }))).toBe('firewall-wider');
    await ec2.send(
      new RevokeSecurityGroupIngressCommand({
        GroupId: webGroupId,
        SecurityGroupRuleIds: SecurityGroupRules.flatMap((rule) => rule.SecurityGroupRuleId ?? []),
      }),
    );

    const { imageId } = await output(wizard, 'create-image');
    const run = {
      ImageId: imageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      SubnetId: subnets[0].subnetId,
      SecurityGroupIds: [webGroupId],
    } as const;
    const { Instances = [] } = await ec2.send(new RunInstancesCommand({ ...run, SecurityGroupIds: [webGroupId] }));
    expect(await failureOf(bench().wizard().walk({ only: 'web-firewall' }))).toBe('firewall-shared');
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: Instances.flatMap((one) => one.InstanceId ?? []) }));
    await bench().lab.settled();

    wizard.aws.forget();
    expect((await findRules(wizard, webGroupId)).map((rule) => rule.SecurityGroupRuleId).toSorted()).toEqual(before);
  });

  test('what is closed comes back word for word, even on a machine without the journal', async () => {
    const wizard = bench().wizard();
    const { webGroupId } = await output(wizard, 'preflight');
    const sources = async () =>
      openings(await findRules(bench().wizard(), webGroupId))
        .web.map((rule) => `${sourceOf(rule)} ${rule.Description ?? ''}`)
        .toSorted();
    const office = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '198.51.100.7/32', Description: 'the office; floor 2' }] };
    await bench().hand.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: webGroupId, IpPermissions: [office] }));
    const before = await sources();
    expect(before).toHaveLength(3);
    await wizard.walk({ only: 'web-firewall' });
    expect(await sources()).toEqual([]);
    const elsewhere = bench().wizard({ around: (_, act) => act() });
    const ctx = { ...(await elsewhere.context('web-firewall')), memory: { recall: () => undefined, keep: async () => undefined, intents: () => [] } };
    await stepNamed('web-firewall').undo(ctx);
    expect(await sources()).toEqual(before);
  });

  test('with the second server gone and the journal lost, all that was made is still taken down', async () => {
    const { server2 } = await output(bench().wizard(), 'launch-server-2');
    await bench().hand.ec2.send(new TerminateInstancesCommand({ InstanceIds: [server2] }));
    await bench().lab.settled();
    rmSync(bench().lab.connection.stateDir, { recursive: true });
    await undoAll(bench().wizard().ports);
    const { home } = bench().lab;
    expect(home.table('loadBalancer').all()).toEqual([]);
    expect(
      home
        .table('targetGroup')
        .all()
        .map((one) => one.TargetGroupName),
    ).toEqual(['TG-1']);
    expect(
      home
        .table('securityGroup')
        .all()
        .map((one) => one.GroupName)
        .toSorted(),
    ).toEqual(['db-sg', 'default', 'lb-sg-1', 'web-sg']);
    expect(
      home
        .table('image')
        .all()
        .filter((one) => one.OwnerId === home.account && one.State === 'available'),
    ).toEqual([]);
  });
});

/** A shell that reads the commands and runs none of them. */
function shellSyntax(script: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile('sh', ['-n'], (error) => (error === null ? resolve() : reject(error)));
    child.stdin?.end(script);
  });
}
