import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecurityGroupCommand, DescribeInstancesCommand, DescribeSecurityGroupsCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectionOf, type LabConnection } from '../../../src/lab/connection.ts';
import { learnerFolder, learnerName, type Learner } from '../../../src/lab/learners/learner.ts';
import { startLab, type Lab } from '../../../src/lab/server.ts';
import { services } from '../../../src/lab/services.ts';
import { inertReality } from '../support/inert.ts';
import { clientsOf } from '../support/lab.ts';
import { sendRaw } from '../support/raw.ts';

let dir: string;
let lab: Lab;
const start = async () => (lab = await startLab({ dir, port: 0, speed: 100_000, reality: inertReality, disks: false }));
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'lab-learners-'));
  await start();
});
afterEach(async () => {
  await lab.close();
  await rm(dir, { recursive: true, force: true });
});

const connectionFor = ({ name, key }: Learner): LabConnection =>
  connectionOf({ folder: learnerFolder(dir, name), region: 'ap-northeast-1', key }, Number(new URL(lab.endpoint).port), 60);
const admit = async (name: string, empty = false) => connectionFor(await lab.register.admit(name, empty));
const accountOf = async (connection: LabConnection) => (await clientsOf(connection).sts.send(new GetCallerIdentityCommand({}))).Account;

describe('a learner', () => {
  it('has an account of their own, the same whenever they are asked for', async () => {
    const [ann, bob, again] = [await admit('ann'), await admit('bob'), await admit('ann')];
    expect(again).toEqual(ann);
    const accounts = await Promise.all([ann, bob, lab.connection].map(accountOf));
    expect(new Set(accounts).size).toBe(3);
    for (const account of accounts) expect(account).toMatch(/^\d{12}$/);
    expect((await stat(learnerFolder(dir, 'ann'))).mode & 0o077).toBe(0);
  });

  it('asked for several times at once is one learner', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => lab.register.admit('ann', false)));
    expect(new Set(all.map(({ account }) => account)).size).toBe(1);
  });

  it('begins at the base, or with nothing when that was asked for', async () => {
    const count = async (connection: LabConnection) =>
      ((await clientsOf(connection).ec2.send(new DescribeInstancesCommand({}))).Reservations ?? []).flatMap(({ Instances = [] }) => Instances).length;
    expect(await count(await admit('ann'))).toBe(1);
    expect(await count(await admit('bob', true))).toBe(0);
  });

  it('is there after the lab was down, and so is what they did', async () => {
    const ann = await admit('ann', true);
    const account = await accountOf(ann);
    await lab.close();
    await start();
    expect(await accountOf(await admit('ann'))).toBe(account);
  });

  it('who is reset has a new account; the old key opens nothing and the others keep theirs', async () => {
    const [ann, bob] = [await admit('ann'), await admit('bob')];
    const [before, bobs] = [await accountOf(ann), await accountOf(bob)];
    await mkdir(ann.stateDir, { recursive: true });
    await writeFile(join(ann.stateDir, 'journal.jsonl'), 'old\n');
    const fresh = connectionFor(await lab.register.renew('ann', false));
    expect(await accountOf(fresh)).not.toBe(before);
    await expect(accountOf(ann)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    expect(await accountOf(bob)).toBe(bobs);
    expect(await readdir(join(dir, 'worlds'))).not.toContain(`${before}-ap-northeast-1.jsonl`);
    expect(await readdir(learnerFolder(dir, 'ann'))).not.toContain('journal');
  });

  it('who was being made when the lab was killed begins anew', async () => {
    const { account } = await lab.register.admit('ann', false);
    await lab.close();
    const file = join(learnerFolder(dir, 'ann'), 'learner.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"furnished": true', '"furnished": false'));
    await start();
    expect(await readdir(join(dir, 'worlds'))).not.toContain(`${account}-ap-northeast-1.jsonl`);
    expect((await lab.register.admit('ann', false)).account).not.toBe(account);
  });

  it.each(['', '..', '../ann', 'a/b', 'Ann', 'a b', '-a', 'a-', 'あん', 'a'.repeat(33)])('is never called %j', (name) => {
    expect(learnerName.test(name)).toBe(false);
  });
});

describe('between two learners nothing leaks', () => {
  // What is AWS's own and so the same for everybody.
  const common =
    /^(Regions|AvailabilityZones|InstanceTypes?|InstanceTypeOfferings|AccountAttributes|DBEngineVersions|DBMajorEngineVersions|OrderableDBInstanceOptions)$/;
  const version = { ec2: '2016-11-15', elasticloadbalancing: '2015-12-01', rds: '2014-10-31' } as const;
  const plain = Object.entries(version).flatMap(([service, its]) =>
    Object.keys(services[service as keyof typeof version])
      .filter((operation) => operation.startsWith('Describe'))
      .map((operation) => [service, operation, its] as const),
  );
  // Whatever AWS makes up at random: ids, hex and letters long enough not to be met twice by chance.
  const amazon = '137112412989';
  const identities = (body: string) =>
    new Set(
      [
        ...body
          .replaceAll(amazon, '')
          .replace(/<(RequestId|requestId)>.*?<\/\1>/g, '')
          .matchAll(/\b(?:[a-z]+-0[0-9a-f]{16}|\d{12}|db-[A-Z0-9]{26}|[a-z0-9]{12}\.ap-northeast-1)\b/g),
      ].map(([id]) => id),
    );

  it.each(plain)('%s %s', async (service, operation, its) => {
    const [ann, bob] = [await admit('ann'), await admit('bob')];
    const say = async (connection: LabConnection) => (await sendRaw(connection, { service, body: `Action=${operation}&Version=${its}` })).body;
    const [hers, his] = [identities(await say(ann)), identities(await say(bob))];
    if (common.test(operation.replace('Describe', ''))) return expect([...hers]).toEqual([...his]);
    expect([...hers].filter((id) => his.has(id))).toEqual([]);
  });

  it('an id of one is unknown to the other, and cannot be changed by the other', async () => {
    const [ann, bob] = [clientsOf(await admit('ann')).ec2, clientsOf(await admit('bob')).ec2];
    const hers = (await ann.send(new DescribeInstancesCommand({}))).Reservations?.[0]?.Instances?.[0];
    const InstanceIds = [hers?.InstanceId ?? ''];
    await expect(bob.send(new DescribeInstancesCommand({ InstanceIds }))).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
    await expect(bob.send(new StopInstancesCommand({ InstanceIds }))).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
    expect((await ann.send(new DescribeInstancesCommand({ InstanceIds }))).Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe('running');
  });

  it('a name that one has taken is free for the other', async () => {
    for (const name of ['ann', 'bob']) {
      const { ec2 } = clientsOf(await admit(name));
      const VpcId = (await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups?.[0]?.VpcId;
      await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'LB-SG-1', Description: 'balancer', VpcId }));
    }
  });

  it("one's key does not open the other's account with the other's secret", async () => {
    const [ann, bob] = [await admit('ann'), await admit('bob')];
    await expect(accountOf({ ...ann, secretAccessKey: bob.secretAccessKey })).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });
});
