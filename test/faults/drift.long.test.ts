import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateImageCommand,
  DeregisterImageCommand,
  DescribeInstancesCommand,
  EC2Client,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { DeregisterTargetsCommand, ElasticLoadBalancingV2Client, RemoveTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DeleteDBInstanceCommand, ModifyDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAws } from '../../src/aws/clients.ts';
import { createBlogAccess } from '../../src/blog/access.ts';
import { systemClock } from '../../src/clock.ts';
import type { Lab } from '../../src/lab/server.ts';
import { en } from '../../src/ui/language/en.ts';
import { defaultPrompts } from '../../src/ui/prompts-defaults.ts';
import { canonical } from '../crash/canonical.ts';
import { stageIn } from '../crash/stage.ts';
import { startWizard } from '../crash/wizard.ts';
import { listeningSay } from '../support/say.ts';

const root = join(import.meta.dirname, '..', '..');
const home = mkdtempSync(join(tmpdir(), 'drift-'));
const stage = stageIn(home, 1_000);
const minutes = 60_000;
let asSetUp: string;
let lab: Lab;

const wizard = (...words: string[]) => startWizard({ root, home, connection: lab.connection }, words).ended;
const wizardIn = (region: string, ...words: string[]) => startWizard({ root, home, connection: { ...lab.connection, region } }, words).ended;

beforeAll(async () => {
  lab = await stage.open(undefined);
  const { code, said } = await wizard('setup', '--yes');
  expect(code, said).toBe(0);
  asSetUp = await canonical(lab);
  await stage.keep(lab, 'finish');
}, 4 * minutes);
beforeEach(async () => {
  lab = await stage.open('finish');
});
afterEach(() => lab.close());
afterAll(() => rmSync(home, { recursive: true, force: true }));

function clients() {
  const { endpoint, region, accessKeyId, secretAccessKey } = lab.connection;
  const config = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  return { ec2: new EC2Client(config), elb: new ElasticLoadBalancingV2Client(config), rds: new RDSClient(config) };
}

const idOf = (name: string) =>
  lab.home
    .table('instance')
    .all()
    .find(({ Tags, State }) => State?.Name !== 'terminated' && Tags?.some(({ Key, Value }) => Key === 'Name' && Value === name))?.id ?? '';
const first = <Row extends { readonly id: string }>(rows: readonly Row[]) => rows[0]?.id ?? '';

/** `status` ends with 6 and names the steps. */
async function isDrift(...steps: string[]): Promise<void> {
  const { code, said } = await wizard('status', '--json');
  const event = said
    .split('\n')
    .filter((line) => line.startsWith('{"type":"status"'))
    .map((line) => JSON.parse(line) as { drifted: string[] })[0];
  expect(code, said).toBe(6);
  expect(event?.drifted, said).toEqual(expect.arrayContaining(steps));
}

async function isSetRight(): Promise<void> {
  const { code, said } = await wizard('setup', '--yes');
  expect(code, said).toBe(0);
  expect((await wizard('status')).code).toBe(0);
}

/** What somebody does in WordPress's own settings. */
async function moveBlog(siteurl: string): Promise<void> {
  const { endpoint, region, accessKeyId, secretAccessKey, keyPath } = lab.connection;
  const [clock, signal] = [systemClock(1_000), new AbortController().signal];
  const aws = createAws({ region, endpoint, profile: undefined, credentials: { accessKeyId, secretAccessKey }, clock, signal });
  const say = listeningSay();
  const blog = createBlogAccess({ aws, prompts: defaultPrompts(say, en), say, words: en, clock, signal, stateDir: join(home, 'by-hand'), keyPath });
  const { Reservations = [] } = await clients().ec2.send(new DescribeInstancesCommand({ InstanceIds: [idOf('Web Server1')] }));
  const [server] = Reservations.flatMap(({ Instances = [] }) => Instances);
  if (server === undefined) throw new Error('no Web Server1');
  const moved = await blog.database(server, async (database) => database.moveAddress(await database.address(), { siteurl, home: siteurl }));
  await blog.close();
  expect(moved).toBe('moved');
}

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50));
};

describe.sequential('between two runs', { shuffle: false, timeout: 2 * minutes }, () => {
  test('a server taken off the list of targets is put on it again', async () => {
    const Targets = [{ Id: idOf('Web Server2'), Port: 80 }];
    await clients().elb.send(new DeregisterTargetsCommand({ TargetGroupArn: first(lab.home.table('targetGroup').all()), Targets }));
    await isDrift('target-group');
    await isSetRight();
    expect(await canonical(lab)).toBe(asSetUp);
  });

  test('Multi-AZ that was switched off is switched on again', async () => {
    await clients().rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'database-1', MultiAZ: false, ApplyImmediately: true }));
    await until(() => lab.home.table('dbInstance').get('database-1')?.MultiAZ === false);
    await isDrift('multi-az');
    await isSetRight();
  });

  test('a second server that was terminated is started anew, once', async () => {
    const ended = idOf('Web Server2');
    await clients().ec2.send(new TerminateInstancesCommand({ InstanceIds: [ended] }));
    await isDrift('launch-server-2');
    await isSetRight();
    const alive = lab.home
      .table('instance')
      .all()
      .filter(({ State }) => State?.Name === 'running');
    expect(alive).toHaveLength(2);
    expect(alive.map(({ id }) => id)).not.toContain(ended);
  });

  test('an image that was deregistered is taken anew, once', async () => {
    const ImageId = lab.home
      .table('image')
      .all()
      .find(({ Name }) => Name === 'Web Server')?.id;
    await clients().ec2.send(new DeregisterImageCommand({ ImageId }));
    await isDrift('create-image');
    await isSetRight();
    expect(
      lab.home
        .table('image')
        .all()
        .filter(({ Name, State }) => Name === 'Web Server' && State === 'available'),
    ).toHaveLength(1);
  });

  test('a load balancer that lost its tags is nobody’s: it is shown, and --yes neither takes it nor makes another', async () => {
    const arn = first(lab.home.table('loadBalancer').all());
    await clients().elb.send(new RemoveTagsCommand({ ResourceArns: [arn], TagKeys: ['redundant-blog:run', 'redundant-blog:step'] }));
    const before = await canonical(lab);
    await isDrift('load-balancer');
    const { code, said } = await wizard('setup', '--yes');
    expect(code, said).toBe(2); // --yes has no answer to that
    expect(said).toContain('LB-1');
    expect(await canonical(lab)).toBe(before);
  });

  test('a firewall that was opened to everyone again is shown, and closed again', async () => {
    const group = lab.home
      .table('securityGroup')
      .all()
      .find(({ GroupName }) => GroupName === 'web-sg');
    const everyone = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    await clients().ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group?.id, IpPermissions: [everyone] }));
    await isDrift('web-firewall');
    await isSetRight();
    expect(await canonical(lab)).toBe(asSetUp);
  });

  test('an address that was changed in WordPress itself is shown, and moved back', async () => {
    await moveBlog('http://somewhere-else.example');
    await isDrift('site-address');
    await isSetRight();
    expect(await canonical(lab)).toBe(asSetUp);
  });

  test('a stranger’s image that has taken the name is shown, and neither used nor removed', async () => {
    const ImageId = lab.home
      .table('image')
      .all()
      .find(({ Name }) => Name === 'Web Server')?.id;
    await clients().ec2.send(new DeregisterImageCommand({ ImageId }));
    const { ImageId: strangers } = await clients().ec2.send(new CreateImageCommand({ InstanceId: idOf('Web Server1'), Name: 'Web Server', NoReboot: true }));
    const images = lab.home.table('image');
    // EC2 remembers the one that was deregistered for a while: the comparison begins when it no longer does.
    await until(() => images.get(strangers ?? '')?.State === 'available' && images.get(ImageId ?? '') === undefined);
    const before = await canonical(lab);
    await isDrift('create-image');
    const { code, said } = await wizard('setup', '--yes');
    expect(code, said).toBe(2);
    expect(said).toContain(strangers);
    expect(await canonical(lab)).toBe(before);
  });

  test('the same run in another region is not taken for this one, and nothing is begun there', async () => {
    const run = lab.home
      .table('instance')
      .all()
      .flatMap(({ Tags = [] }) => Tags)
      .find(({ Key }) => Key === 'redundant-blog:run')?.Value;
    const before = await canonical(lab);
    const { code, said } = await wizardIn('eu-west-1', 'setup', '--yes', '--run', run ?? '');
    expect(code, said).toBe(2);
    expect(said).toContain(run);
    expect(await canonical(lab)).toBe(before);
  });

  test('a database that was deleted is told, and no other is made or taken', async () => {
    await clients().rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'database-1', SkipFinalSnapshot: true }));
    await until(() => lab.home.table('dbInstance').all().length === 0);
    const { code, said } = await wizard('status');
    expect(code, said).toBe(6);
    const again = await wizard('setup', '--yes');
    expect([1, 3]).toContain(again.code);
    expect(again.said).toMatch(/database/);
    expect(lab.home.table('dbInstance').all()).toHaveLength(0);
  });
});
