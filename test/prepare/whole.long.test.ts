import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInternetGatewaysCommand,
  DescribeKeyPairsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { DescribeLoadBalancersCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeDBInstancesCommand, DescribeDBSnapshotsCommand, DescribeDBSubnetGroupsCommand } from '@aws-sdk/client-rds';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOfServer, cloudOf, get, inventory, type Cloud } from '../support/cloud.ts';
import { newPlace, type Ended, type Event } from '../support/program.ts';

const minutes = 60_000;

/** All that can be described of a base, and of what an account with nothing in it has none of. */
async function described({ ec2, elb, rds }: Cloud) {
  const vpcs = await ec2.send(new DescribeVpcsCommand({}));
  const [VpcId] = (vpcs.Vpcs ?? []).flatMap((vpc) => vpc.VpcId ?? []);
  const own = { Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] }] };
  return {
    vpcs: vpcs.Vpcs,
    names: VpcId === undefined ? [] : [(await ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: 'enableDnsHostnames' }))).EnableDnsHostnames],
    subnets: (await ec2.send(new DescribeSubnetsCommand({}))).Subnets,
    gateways: (await ec2.send(new DescribeInternetGatewaysCommand({}))).InternetGateways,
    routeTables: (await ec2.send(new DescribeRouteTablesCommand({}))).RouteTables,
    groups: (await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups,
    rules: (await ec2.send(new DescribeSecurityGroupRulesCommand({}))).SecurityGroupRules,
    keyPairs: (await ec2.send(new DescribeKeyPairsCommand({}))).KeyPairs,
    instances: (await ec2.send(new DescribeInstancesCommand(own))).Reservations?.flatMap(({ Instances = [] }) => Instances),
    interfaces: (await ec2.send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces,
    volumes: (await ec2.send(new DescribeVolumesCommand({}))).Volumes,
    images: (await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }))).Images,
    snapshots: (await ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }))).Snapshots,
    balancers: (await elb.send(new DescribeLoadBalancersCommand({}))).LoadBalancers,
    targets: (await elb.send(new DescribeTargetGroupsCommand({}))).TargetGroups,
    databases: (await rds.send(new DescribeDBInstancesCommand({}))).DBInstances,
    databaseSnapshots: (await rds.send(new DescribeDBSnapshotsCommand({ SnapshotType: 'manual' }))).DBSnapshots,
    subnetGroups: (await rds.send(new DescribeDBSubnetGroupsCommand({}))).DBSubnetGroups,
  };
}

const byChance: readonly (readonly [RegExp, string])[] = [
  [/\b(vpc|subnet|igw|rtb|rtbassoc|sg|sgr|i|eni|eni-attach|vol|ami|snap|key|dopt|vpc-cidr-assoc|r)-[0-9a-f]{17}\b/g, '$1-…'],
  [/\bdb-[A-Z0-9]{26}\b/g, 'db-…'],
  [/\b\d{12}\b/g, 'account'],
  [/(database-1)\.[a-z0-9]{12}\./g, '$1.….'],
  [/\b203[.-]0[.-]113[.-]\d+/g, 'public address'],
  [/\b10[.-]0[.-]0[.-]\d+(?!\/|\d)/g, 'private address'],
  [/^06(:[0-9a-f]{2}){5}$/g, 'mac'],
  [/^[A-Za-z0-9+/]{43}=$/g, 'fingerprint'],
  [/^[0-9a-f]{8}-server-1-\d+$/g, ''],
];

/** Ids, addresses, times and our own tags aside; in no order. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return 'a time';
  if (typeof value === 'string') return byChance.reduce((text, [pattern, word]) => text.replace(pattern, word), value);
  if (Array.isArray(value))
    return value
      .filter((one) => !isOurTag(one))
      .map(plain)
      .toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name, inner]) => inner !== undefined && !(/^Tag(s|List|Set)$/.test(name) && [inner].flat().every(isOurTag)));
  return Object.fromEntries(entries.toSorted(([a], [b]) => a.localeCompare(b)).map(([name, inner]) => [name, plain(inner)]));
}

const isOurTag = (one: unknown) => typeof one === 'object' && one !== null && 'Key' in one && String(one.Key).startsWith('redundant-blog:');

const well = ({ code, said }: Ended) => expect({ code, said }).toEqual({ code: 0, said });

// One life of a base, in its order: so these tests stand in a row.
describe.sequential('a base from an empty account', { shuffle: false, timeout: 4 * minutes }, () => {
  const [place, beside] = [newPlace(), newPlace()];
  let cloud: Cloud;
  let empty: Awaited<ReturnType<typeof described>>;
  let first: { readonly ended: Ended; readonly events: readonly Event[] };

  beforeAll(async () => {
    await Promise.all([place.run(['lab', 'up', '--empty', '--speed', '120']), beside.run(['lab', 'up'])]);
    cloud = await cloudOf(place);
    empty = await described(cloud);
    first = await place.events(['prepare', '--lab', '--yes']);
  }, 4 * minutes);
  afterAll(() => Promise.all([place.clear(), beside.clear()]));

  test('begins with nothing, and ends well', () => {
    expect(Object.values(empty).flat()).toEqual([]);
    well(first.ended);
    expect(first.events.filter(({ type, held }) => type === 'claim' && held !== 'yes')).toEqual([]);
  });

  test('is the one that `lab up` begins with', async () => {
    expect(plain(await described(cloud))).toEqual(plain(await described(await cloudOf(beside))));
  });

  test('shows the first page of its blog', async () => {
    expect(await get(await addressOfServer(cloud, 'Web Server1'))).toMatchObject({ status: 200, body: expect.stringContaining('Hello world!') });
  });

  test('the private key is its owner’s alone; the passwords are in no file of ours', () => {
    expect(statSync(join(place.labDir, 'my-key.pem')).mode & 0o777).toBe(0o600);
    const shown = /with the password (\S+)/.exec(first.ended.stderr)?.[1];
    expect(shown).toMatch(/^\w{20}$/);
    const journals = readdirSync(join(place.labDir, 'journal'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.jsonl'));
    expect(journals).toHaveLength(1);
    const [kept] = journals.map((file) => readFileSync(join(place.labDir, 'journal', file), 'utf8'));
    expect(kept).not.toContain(shown);
    expect(kept).toMatch(/"UserData":"\(not kept\)"/);
    expect(kept).toMatch(/"MasterUserPassword":"\(not kept\)"/);
    expect(kept).not.toMatch(/PRIVATE KEY/);
    expect(first.ended.stdout).not.toContain(shown);
  });

  test('run again it changes nothing', async () => {
    const before = await described(cloud);
    const { ended, events } = await place.events(['prepare', '--lab', '--yes']);
    well(ended);
    expect(events.find(({ type }) => type === 'end')?.['calls']).toMatchObject({ changes: 0 });
    expect(await described(cloud)).toEqual(before);
  });

  test('setup makes it redundant, and prepare then leaves the doors closed that setup closed', async () => {
    well(await place.run(['setup', '--lab', '--yes']));
    const before = await inventory(cloud);
    const { ended, events } = await place.events(['prepare', '--lab', '--yes']);
    well(ended);
    expect(events.find(({ type }) => type === 'end')?.['calls']).toMatchObject({ changes: 0 });
    expect(await get(await addressOfServer(cloud, 'Web Server1'))).toHaveProperty('refused');
    expect(await inventory(cloud)).toEqual(before);
  });

  test('is not taken down while setup stands on it', async () => {
    const { code, said } = await place.run(['prepare', '--undo', '--lab', '--yes']);
    expect({ code, said }).toEqual({ code: 3, said: expect.stringContaining('finish --everything') });
  });

  test('finish --everything leaves the base; prepare --undo leaves nothing', async () => {
    well(await place.run(['finish', '--everything', '--lab', '--yes']));
    expect(await inventory(cloud)).toMatchObject({ servers: ['Web Server1 running'], databases: ['database-1 single'], balancers: [] });
    well(await place.run(['prepare', '--undo', '--lab', '--yes']));
    expect(await described(cloud)).toEqual(empty);
    well(await place.run(['prepare', '--undo', '--lab', '--yes']));
  });

  test('a base that somebody else made is left alone, and told', async () => {
    const { code, said } = await beside.run(['prepare', '--lab', '--yes']);
    expect({ code, said }).toEqual({ code: 3, said: expect.stringContaining('npx redundant-blog setup') });
  });
});
