import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunInstancesCommand, TerminateInstancesCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { ModifyDBInstanceCommand } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cloudOf, type Cloud } from '../support/cloud.ts';
import { newPlace } from '../support/program.ts';

const place = newPlace();
let cloud: Cloud;

async function findings(): Promise<{ code: number | null; found: Record<string, string> }> {
  const { ended, events } = await place.events(['doctor', '--lab']);
  return {
    code: ended.code,
    found: Object.fromEntries(events.flatMap(({ type, id, severity }) => (type === 'finding' ? [[String(id), String(severity)]] : []))),
  };
}

describe.sequential('doctor', { shuffle: false, timeout: 120_000 }, () => {
  beforeAll(async () => {
    await place.run(['lab', 'up']);
    cloud = await cloudOf(place);
  }, 120_000);
  afterAll(() => place.clear());

  test('finds nothing in the way of the base, and leaves no trace', async () => {
    const { code, found } = await findings();
    expect(code).toBe(0);
    expect(Object.values(found).filter((severity) => severity !== 'inform')).toEqual([]);
    const { ended, events } = await place.events(['plan', '--lab']);
    expect(ended.code).toBe(0);
    expect(events.find(({ type, id }) => type === 'step' && id === 'preflight')).toMatchObject({ state: 'todo' });
  });

  test('is stopped by a stranger behind the same firewall, and so is setup, before anything is changed', async () => {
    const { Reservations = [] } = await cloud.ec2.send(new DescribeInstancesCommand({}));
    const server = Reservations[0]?.Instances?.[0];
    const { Instances = [] } = await cloud.ec2.send(
      new RunInstancesCommand({
        MinCount: 1,
        MaxCount: 1,
        ImageId: server?.ImageId ?? '',
        InstanceType: 't3.micro',
        SubnetId: server?.SubnetId ?? '',
        SecurityGroupIds: [server?.SecurityGroups?.[0]?.GroupId ?? ''],
      }),
    );
    const stranger = Instances[0]?.InstanceId ?? '';
    try {
      const { code, found } = await findings();
      expect({ code, shared: found['web-group-shared'] }).toEqual({ code: 1, shared: 'block' });
      const setup = await place.events(['setup', '--lab', '--yes']);
      expect(setup.ended.code).toBe(1);
      expect(setup.ended.stderr).toContain(stranger);
      expect(setup.events.some(({ type, state }) => type === 'step' && state === 'done')).toBe(false);
    } finally {
      await cloud.ec2.send(new TerminateInstancesCommand({ InstanceIds: [stranger] }));
    }
  });

  test('warns of a database without backups, and goes on', async () => {
    await cloud.rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'database-1', BackupRetentionPeriod: 0, ApplyImmediately: true }));
    await expect.poll(async () => (await findings()).found['no-backups'], { timeout: 30_000 }).toBe('warn');
    expect((await findings()).code).toBe(0);
  });

  test('names every right that EC2 would miss, at once, and the steps that need it', async () => {
    const file = join(place.home, 'reading.json');
    const look = { Effect: 'Allow', Action: ['ec2:Describe*', 'ec2:Get*', 'rds:Describe*', 'elasticloadbalancing:Describe*'], Resource: '*' };
    writeFileSync(file, JSON.stringify({ Version: '2012-10-17', Statement: [look] }));
    expect(await place.run(['lab', 'policy', file])).toMatchObject({ code: 0 });
    const { stderr } = (await place.events(['doctor', '--lab'])).ended;
    for (const action of [
      'ec2:CreateTags',
      'ec2:RunInstances (launch-server-2)',
      'ec2:CreateSecurityGroup (balancer-firewall)',
      'ec2:AuthorizeSecurityGroupIngress',
    ])
      expect(stderr).toContain(action);
    const denied = await place.run(['setup', '--lab', '--yes', '--until', 'preflight']);
    expect(denied).toMatchObject({ code: 4, said: expect.stringContaining('npx redundant-blog policy') });
  });
});
