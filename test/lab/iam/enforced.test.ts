import {
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DescribeInstancesCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import { CreateTargetGroupCommand, DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { DeleteDBInstanceCommand, DescribeDBInstancesCommand, RebootDBInstanceCommand } from '@aws-sdk/client-rds';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readMarker } from '../../../src/lab/folder.ts';
import { checksOf } from '../../../src/lab/iam/checks.ts';
import { services } from '../../../src/lab/services.ts';
import { labForTest, type LabForTest } from '../support/lab.ts';

let test: LabForTest;
beforeEach(async () => void (test = await labForTest()));
afterEach(() => test.close());

async function attach(...statements: object[]): Promise<void> {
  const text = statements.length === 0 ? null : JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const headers = { 'x-lab-secret': readMarker(test.dir)?.secret ?? '' };
  const answer = await fetch(`${test.lab.endpoint}/_lab/policy`, { method: 'POST', headers, body: JSON.stringify({ text }) });
  expect(answer.status).toBe(200);
}

const allow = (Action: string | string[], more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const server = () => test.lab.home.table('instance').all()[0];
const serverIds = () => ({ InstanceIds: [server()?.id ?? ''] });
const vpc = () => test.lab.home.table('vpc').all()[0]?.id;
const run = (more: object = {}) =>
  new RunInstancesCommand({
    ImageId: test.lab.home.table('image').all()[0]?.id,
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    SubnetId: server()?.SubnetId,
    ...more,
  });
const blogTag = [{ ResourceType: 'instance' as const, Tags: [{ Key: 'team', Value: 'blog' }] }];

describe('with a policy attached', () => {
  it('EC2 answers UnauthorizedOperation, naming the caller, the action and the resource, before it does anything', async () => {
    await attach(allow('ec2:Describe*'));
    await expect(test.ec2.send(new TerminateInstancesCommand(serverIds()))).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringMatching(
        new RegExp(
          `^You are not authorized to perform this operation. User: arn:aws:iam::\\d{12}:user/learner is not authorized to perform: ec2:TerminateInstances on resource: arn:aws:ec2:ap-northeast-1:\\d{12}:instance/${server()?.id} because no identity-based policy allows the ec2:TerminateInstances action. Encoded authorization failure message: [\\w-]{100,}$`,
        ),
      ),
      $metadata: { httpStatusCode: 403 },
    });
    expect(server()?.State?.Name).toBe('running');
    expect((await test.ec2.send(new DescribeInstancesCommand({}))).Reservations).toHaveLength(1);
  });

  it('a dry run tells whether the caller may', async () => {
    await attach(allow('ec2:StopInstances'));
    await expect(test.ec2.send(new StopInstancesCommand({ ...serverIds(), DryRun: true }))).rejects.toMatchObject({ name: 'DryRunOperation' });
    await expect(test.ec2.send(new TerminateInstancesCommand({ ...serverIds(), DryRun: true }))).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });

  it('the other services answer AccessDenied', async () => {
    await attach(allow(['elasticloadbalancing:Describe*', 'rds:Describe*']));
    const denied = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };
    await expect(test.elb.send(new CreateTargetGroupCommand({ Name: 'TG-1', Protocol: 'HTTP', Port: 80, VpcId: vpc() }))).rejects.toMatchObject(denied);
    await expect(test.rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: 'database-1' }))).rejects.toMatchObject(denied);
    await test.elb.send(new DescribeLoadBalancersCommand({}));
    await test.rds.send(new DescribeDBInstancesCommand({}));
  });

  it('who one is can always be asked', async () => {
    await attach({ Effect: 'Deny', Action: '*', Resource: '*' });
    expect((await test.sts.send(new GetCallerIdentityCommand({}))).Account).toBe(test.lab.home.account);
  });

  it('taken away again, everything is allowed', async () => {
    await attach(allow('ec2:Describe*'));
    await attach();
    await test.ec2.send(new StopInstancesCommand(serverIds()));
  });

  it('it is still in force after the lab was down', async () => {
    await attach(allow('ec2:Describe*'));
    const { dir } = test;
    await test.lab.close();
    test = await labForTest({ dir });
    await expect(test.ec2.send(new StopInstancesCommand(serverIds()))).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });
});

describe('what a call needs', () => {
  it('is a tag on the resource, when the policy says so', async () => {
    await attach(allow('ec2:StopInstances', { Condition: { StringEquals: { 'aws:ResourceTag/Name': 'Web Server1' } } }), allow('ec2:CreateTags'));
    await test.ec2.send(new StopInstancesCommand(serverIds()));
    await test.ec2.send(new CreateTagsCommand({ Resources: serverIds().InstanceIds, Tags: [{ Key: 'Name', Value: 'another' }] }));
    await expect(test.ec2.send(new StopInstancesCommand(serverIds()))).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });

  it('is each resource of a launch, and the right to tag as its own', async () => {
    const launch = allow('ec2:RunInstances');
    await attach(launch);
    await test.ec2.send(run());
    await expect(test.ec2.send(run({ TagSpecifications: blogTag }))).rejects.toMatchObject({ message: expect.stringContaining('ec2:CreateTags') });
    await attach(launch, allow('ec2:CreateTags', { Condition: { StringEquals: { 'ec2:CreateAction': 'RunInstances' } } }));
    await test.ec2.send(run({ TagSpecifications: blogTag }));
    await expect(test.ec2.send(new CreateTagsCommand({ Resources: serverIds().InstanceIds, Tags: blogTag[0]?.Tags }))).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
    });
    await attach({ ...launch, Resource: 'arn:aws:ec2:*:*:instance/*' });
    await expect(test.ec2.send(run())).rejects.toMatchObject({ message: expect.stringMatching(/network-interface\/\*/) });
  });

  it('is a tag in the request, when the policy says so', async () => {
    const tagged = { Condition: { StringEquals: { 'aws:RequestTag/team': 'blog' } } };
    await attach(
      allow('ec2:CreateSecurityGroup', { Resource: 'arn:aws:ec2:*:*:vpc/*' }),
      allow(['ec2:CreateSecurityGroup', 'ec2:CreateTags'], { Resource: 'arn:aws:ec2:*:*:security-group/*', ...tagged }),
    );
    const group = { GroupName: 'LB-SG-1', Description: 'balancer', VpcId: vpc() };
    await expect(test.ec2.send(new CreateSecurityGroupCommand(group))).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    await test.ec2.send(new CreateSecurityGroupCommand({ ...group, TagSpecifications: [{ ResourceType: 'security-group', Tags: blogTag[0]?.Tags }] }));
  });

  it('is the region', async () => {
    await attach(allow('ec2:Describe*', { Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }));
    await expect(test.ec2.send(new DescribeInstancesCommand({}))).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });

  it("is IAM's own region, for IAM: it has no other", async () => {
    const ask = () => test.iam.send(new ListAccountAliasesCommand({}));
    const action = 'iam:ListAccountAliases';
    await attach(allow(action, { Condition: { StringEquals: { 'aws:RequestedRegion': 'ap-northeast-1' } } }));
    await expect(ask()).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringMatching(/ is not authorized to perform: iam:ListAccountAliases on resource: \* because no identity-based policy allows the /),
      $metadata: { httpStatusCode: 403 },
    });
    await attach(allow(action, { Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } } }));
    expect((await ask()).AccountAliases).toEqual([]);
  });

  it('is the user that a login is for', async () => {
    const key = { InstanceId: server()?.id, SSHPublicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHU0BWYVdr1DTSnBmMKPLmKJn0ST9wxTW6h1s0iGRrWR me' };
    await attach(allow('ec2-instance-connect:SendSSHPublicKey', { Condition: { StringEquals: { 'ec2:osuser': 'ec2-user' } } }));
    await test.eic.send(new SendSSHPublicKeyCommand({ ...key, InstanceOSUser: 'ec2-user' }));
    await expect(test.eic.send(new SendSSHPublicKeyCommand({ ...key, InstanceOSUser: 'root' }))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('is the final snapshot too, when a database is deleted', async () => {
    await attach(allow('rds:DeleteDBInstance'));
    const goodbye = new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'database-1', FinalDBSnapshotIdentifier: 'last' });
    await expect(test.rds.send(goodbye)).rejects.toMatchObject({ message: expect.stringContaining('rds:CreateDBSnapshot') });
  });

  it('is told for every operation: none slips through without a check but GetCallerIdentity', () => {
    for (const [service, operations] of Object.entries(services)) {
      for (const operation of Object.keys(operations)) {
        const checks = checksOf({ service: service as keyof typeof services, operation, input: {}, world: test.lab.home });
        expect([operation, checks.length > 0]).toEqual([operation, service !== 'sts']);
      }
    }
  });
});
