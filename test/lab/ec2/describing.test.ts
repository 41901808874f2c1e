import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeAccountAttributesCommand,
  DescribeAddressesCommand,
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeInternetGatewaysCommand,
  DescribeKeyPairsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRegionsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  paginateDescribeInstances,
  type EC2Client,
  type Filter,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { base, cloud, instance, instances, launch, present, refusal } from './cloud.ts';

/** Each Describe call as one function of its filters; what it finds does not matter here. */
const describes: Record<string, (ec2: EC2Client, Filters: Filter[]) => Promise<unknown>> = {
  DescribeAddresses: (ec2, Filters) => ec2.send(new DescribeAddressesCommand({ Filters })),
  DescribeAvailabilityZones: (ec2, Filters) => ec2.send(new DescribeAvailabilityZonesCommand({ Filters })),
  DescribeImages: (ec2, Filters) => ec2.send(new DescribeImagesCommand({ Filters })),
  DescribeInstances: (ec2, Filters) => ec2.send(new DescribeInstancesCommand({ Filters })),
  DescribeInstanceStatus: (ec2, Filters) => ec2.send(new DescribeInstanceStatusCommand({ Filters })),
  DescribeInstanceTypeOfferings: (ec2, Filters) => ec2.send(new DescribeInstanceTypeOfferingsCommand({ Filters })),
  DescribeInternetGateways: (ec2, Filters) => ec2.send(new DescribeInternetGatewaysCommand({ Filters })),
  DescribeKeyPairs: (ec2, Filters) => ec2.send(new DescribeKeyPairsCommand({ Filters })),
  DescribeNetworkInterfaces: (ec2, Filters) => ec2.send(new DescribeNetworkInterfacesCommand({ Filters })),
  DescribeRegions: (ec2, Filters) => ec2.send(new DescribeRegionsCommand({ Filters })),
  DescribeRouteTables: (ec2, Filters) => ec2.send(new DescribeRouteTablesCommand({ Filters })),
  DescribeSecurityGroupRules: (ec2, Filters) => ec2.send(new DescribeSecurityGroupRulesCommand({ Filters })),
  DescribeSecurityGroups: (ec2, Filters) => ec2.send(new DescribeSecurityGroupsCommand({ Filters })),
  DescribeSnapshots: (ec2, Filters) => ec2.send(new DescribeSnapshotsCommand({ Filters })),
  DescribeSubnets: (ec2, Filters) => ec2.send(new DescribeSubnetsCommand({ Filters })),
  DescribeTags: (ec2, Filters) => ec2.send(new DescribeTagsCommand({ Filters })),
  DescribeVolumes: (ec2, Filters) => ec2.send(new DescribeVolumesCommand({ Filters })),
  DescribeVpcs: (ec2, Filters) => ec2.send(new DescribeVpcsCommand({ Filters })),
};

const models = join(dirname(createRequire(import.meta.url).resolve('@aws-sdk/client-ec2')), '..', 'dist-types', 'models');
const documentation = readdirSync(models)
  .map((file) => readFileSync(join(models, file), 'utf8'))
  .join('\n');

/** Words in the same list that are values of a filter, not filters. */
const values = ['informational', 'low', 'medium', 'high', 'critical', 'reachability', 'tag'];

/** The filters that AWS documents for a call, from the SDK's own words. */
function documented(operation: string): string[] {
  const start = documentation.indexOf(`export interface ${operation}Request `);
  const text = documentation.slice(start, documentation.indexOf('\n}', start));
  const member = text.slice(0, text.indexOf('    Filters?:')).split('/**').at(-1) ?? '';
  const names = [...member.matchAll(/<code>([a-z0-9<>.:-]+)<\/code>(?:\s*(?:\*\s*)?(?:-|–|\())/g)].map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !name.includes('<') && !name.includes(':') && !values.includes(name));
}

const name = (...Values: string[]) => ({ Name: 'tag:Name', Values });

describe('filters', () => {
  test.each(Object.entries(describes))('%s takes every filter AWS documents, and refuses others', async (operation, send) => {
    const { ec2 } = await cloud();
    const names = documented(operation);
    expect(names.length).toBeGreaterThan(1);
    const refused: string[] = [];
    for (const Name of names) await send(ec2, [{ Name, Values: ['x'] }]).catch(() => refused.push(Name));
    expect(refused).toEqual([]);
    expect(await refusal(send(ec2, [{ Name: 'instance_id', Values: ['x'] }]))).toMatchObject({
      code: 'InvalidParameterValue',
      message: "The filter 'instance_id' is invalid",
    });
  });

  test('all must hold, and of each one value', async () => {
    const { ec2 } = await cloud();
    const find = async (...Filters: Filter[]) => ((await ec2.send(new DescribeSubnetsCommand({ Filters }))).Subnets ?? []).map((one) => one.CidrBlock);
    expect(await find(name('public-subnet-1', 'private-subnet-2'))).toEqual(['10.0.0.0/24', '10.0.3.0/24']);
    expect(await find(name('*-subnet-?'), { Name: 'availability-zone', Values: ['ap-northeast-1c'] })).toEqual(['10.0.1.0/24', '10.0.3.0/24']);
    expect(await find(name('public-subnet-?'), { Name: 'cidr-block', Values: ['10.0.3.*'] })).toEqual([]);
    expect(await find(name('public.subnet.1'))).toEqual([]);
    expect(await find(name('Public-subnet-1'))).toEqual([]);
    expect(await find({ Name: 'tag-key', Values: ['Name'] })).toHaveLength(4);
    expect(await find({ Name: 'tag:Nam', Values: ['*'] })).toEqual([]);
  });

  test('a wildcard with a backslash before it is itself', async () => {
    const { ec2 } = await cloud();
    const { webId } = await base(ec2);
    await ec2.send(new CreateTagsCommand({ Resources: [webId], Tags: [{ Key: 'sign', Value: 'a*b' }] }));
    const count = async (value: string) =>
      (await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'tag:sign', Values: [value] }] }))).Reservations?.length;
    expect([await count('a\\*b'), await count('a\\?b'), await count('a?b'), await count('*\\**')]).toEqual([1, 0, 1, 1]);
  });

  test('the newest state is what they see', async () => {
    const { ec2, advance } = await cloud();
    const count = async (state: string) =>
      (await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'instance-state-name', Values: [state] }] }))).Reservations?.length;
    await launch(ec2);
    expect([await count('pending'), await count('running')]).toEqual([1, 1]);
    await advance(60_000);
    expect([await count('pending'), await count('running')]).toEqual([0, 2]);
  });
});

describe('pages', () => {
  test('together hold everything once, also when something goes meanwhile', async () => {
    const { ec2, lab } = await cloud();
    const found = await base(ec2);
    for (let count = 0; count < 12; count += 1) await launch(ec2, { SubnetId: found.subnet('private-subnet-1') });
    const all = (await instances(ec2)).map((one) => one.InstanceId);
    const seen: (string | undefined)[] = [];
    let pages = 0;
    for await (const page of paginateDescribeInstances({ client: ec2, pageSize: 5 }, {})) {
      pages += 1;
      seen.push(...(page.Reservations ?? []).flatMap((one) => one.Instances ?? []).map((one) => one.InstanceId));
      if (pages === 1) present(lab.worlds.all()[0]).table('instance').remove(present(all[1]));
    }
    expect(pages).toBe(3);
    expect(seen).toEqual(all);
  });

  test('a token is given only when something is left', async () => {
    const { ec2 } = await cloud();
    const { NextToken } = await ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }));
    expect(NextToken).toBeUndefined();
  });

  test.each([
    [{ MaxResults: 4 }, 'InvalidParameterValue', 'Value ( 4 ) for parameter maxResults is invalid. Expecting a value greater than or equal to 5.'],
    [{ NextToken: 'nonsense' }, 'InvalidParameterValue', 'Value ( nonsense ) for parameter NextToken is invalid. The token is invalid.'],
  ])('%j is refused', async (input, code, message) => {
    const { ec2 } = await cloud();
    expect(await refusal(ec2.send(new DescribeInstancesCommand(input)))).toMatchObject({ code, message });
  });

  test('do not go with ids', async () => {
    const { ec2 } = await cloud();
    const { webId } = await base(ec2);
    expect(await refusal(ec2.send(new DescribeInstancesCommand({ InstanceIds: [webId], MaxResults: 5 })))).toMatchObject({
      code: 'InvalidParameterCombination',
      message: 'The parameter instancesSet cannot be used with the parameter maxResults',
    });
  });

  test('are small when the lab is told so, so that who forgets the next page is seen', async () => {
    const { ec2, lab } = await cloud();
    present(lab.worlds.all()[0]).table('fact').put({ id: 'page-size', value: '1' });
    const first = await ec2.send(new DescribeSubnetsCommand({}));
    expect([first.Subnets?.length, typeof first.NextToken]).toEqual([1, 'string']);
  });
});

describe('ids', () => {
  test.each<[string, (ec2: EC2Client, id: string) => Promise<unknown>, string, string]>([
    ['i', (ec2, id) => ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] })), 'InvalidInstanceID', 'The instance ID'],
    ['vpc', (ec2, id) => ec2.send(new DescribeVpcsCommand({ VpcIds: [id] })), 'InvalidVpcID', 'The vpc ID'],
    ['subnet', (ec2, id) => ec2.send(new DescribeSubnetsCommand({ SubnetIds: [id] })), 'InvalidSubnetID', 'The subnet ID'],
    ['rtb', (ec2, id) => ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [id] })), 'InvalidRouteTableID', 'The routeTable ID'],
    ['igw', (ec2, id) => ec2.send(new DescribeInternetGatewaysCommand({ InternetGatewayIds: [id] })), 'InvalidInternetGatewayID', 'The internetGateway ID'],
    ['sg', (ec2, id) => ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] })), 'InvalidGroup', 'The security group'],
    [
      'sgr',
      (ec2, id) => ec2.send(new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [id] })),
      'InvalidSecurityGroupRuleId',
      'The security group rule ID',
    ],
    ['vol', (ec2, id) => ec2.send(new DescribeVolumesCommand({ VolumeIds: [id] })), 'InvalidVolume', 'The volume'],
    ['snap', (ec2, id) => ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [id] })), 'InvalidSnapshot', 'The snapshot'],
    ['eni', (ec2, id) => ec2.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [id] })), 'InvalidNetworkInterfaceID', 'The networkInterface ID'],
  ])("%s-… unknown or malformed are refused in AWS's words", async (prefix, send, code, words) => {
    const { ec2 } = await cloud();
    const id = `${prefix}-0123456789abcdef0`;
    expect(await refusal(send(ec2, id))).toMatchObject({ code: `${code}.NotFound`, message: expect.stringContaining(`${words} '${id}' does not exist`) });
    const malformed = await refusal(send(ec2, 'nonsense'));
    expect(malformed).toMatchObject({ code: expect.stringMatching(/\.Malformed$/), message: `Invalid id: "nonsense" (expecting "${prefix}-...")` });
    expect(await refusal(send(ec2, `${prefix}-xyz`))).toMatchObject({ code: malformed.code, message: `Invalid id: "${prefix}-xyz"` });
  });
});

describe('tags', () => {
  test('are put on, changed and taken off anything that has an id', async () => {
    const { ec2 } = await cloud();
    const found = await base(ec2);
    const Resources = [found.webId, found.vpcId, found.subnet('public-subnet-1'), found.group('web-sg')];
    await ec2.send(
      new CreateTagsCommand({
        Resources,
        Tags: [
          { Key: 'run', Value: '1' },
          { Key: 'empty', Value: '' },
        ],
      }),
    );
    await ec2.send(new CreateTagsCommand({ Resources, Tags: [{ Key: 'run', Value: '2' }] }));
    const tagged = async () =>
      ((await ec2.send(new DescribeTagsCommand({ Filters: [{ Name: 'key', Values: ['run'] }] }))).Tags ?? []).map((tag) => [
        tag.ResourceId,
        tag.ResourceType,
        tag.Value,
      ]);
    expect((await tagged()).toSorted()).toEqual(Resources.map((id, place) => [id, ['instance', 'vpc', 'subnet', 'security-group'][place], '2']).toSorted());
    await ec2.send(new DeleteTagsCommand({ Resources, Tags: [{ Key: 'run', Value: '1' }] }));
    expect(await tagged()).toHaveLength(4);
    await ec2.send(new DeleteTagsCommand({ Resources, Tags: [{ Key: 'run' }, { Key: 'never' }] }));
    expect(await tagged()).toEqual([]);
    expect((await instance(ec2, found.webId)).Tags).toContainEqual({ Key: 'empty', Value: '' });
  });

  test.each([
    [[{ Key: 'aws:mine', Value: 'x' }], 'InvalidParameterValue'],
    [[{ Key: 'a'.repeat(129), Value: 'x' }], 'InvalidParameterValue'],
    [[{ Key: 'a', Value: 'x'.repeat(257) }], 'InvalidParameterValue'],
    [
      [
        { Key: 'a', Value: '1' },
        { Key: 'a', Value: '2' },
      ],
      'InvalidParameterValue',
    ],
    [Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' })), 'TagLimitExceeded'],
  ])('that AWS does not take are refused and change nothing (%#)', async (Tags, code) => {
    const { ec2 } = await cloud();
    const { webId, vpcId, web } = await base(ec2);
    expect(await refusal(ec2.send(new CreateTagsCommand({ Resources: [vpcId, webId], Tags })))).toMatchObject({ code });
    expect((await instance(ec2, webId)).Tags).toEqual(web.Tags);
  });

  test('on what is not there are refused', async () => {
    const { ec2 } = await cloud();
    const put = (id: string) => ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'a', Value: 'b' }] }));
    expect(await refusal(put('i-0123456789abcdef0'))).toMatchObject({ code: 'InvalidInstanceID.NotFound' });
    expect(await refusal(put('nonsense'))).toMatchObject({ code: 'InvalidID', message: "The ID 'nonsense' is not valid" });
  });
});

describe('the small Describes', () => {
  test('tell zones, regions, types and the account', async () => {
    const { ec2 } = await cloud();
    const zones = (await ec2.send(new DescribeAvailabilityZonesCommand({}))).AvailabilityZones ?? [];
    expect(zones.map((zone) => zone.ZoneName)).toEqual(['ap-northeast-1a', 'ap-northeast-1c', 'ap-northeast-1d']);
    expect((await ec2.send(new DescribeRegionsCommand({ RegionNames: ['ap-northeast-1'] }))).Regions).toEqual([
      { RegionName: 'ap-northeast-1', Endpoint: 'ec2.ap-northeast-1.amazonaws.com', OptInStatus: 'opt-in-not-required' },
    ]);
    const offered = async (type: string) => {
      const Filters = [{ Name: 'instance-type', Values: [type] }];
      const { InstanceTypeOfferings = [] } = await ec2.send(new DescribeInstanceTypeOfferingsCommand({ LocationType: 'availability-zone', Filters }));
      return InstanceTypeOfferings.map((one) => one.Location);
    };
    expect(await offered('t3.micro')).toEqual(['ap-northeast-1a', 'ap-northeast-1c', 'ap-northeast-1d']);
    expect(await offered('t2.micro')).toEqual(['ap-northeast-1a', 'ap-northeast-1c']);
    const [micro] = (await ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['t3.micro'] }))).InstanceTypes ?? [];
    expect(micro).toMatchObject({ VCpuInfo: { DefaultVCpus: 2 }, MemoryInfo: { SizeInMiB: 1024 }, ProcessorInfo: { SupportedArchitectures: ['x86_64'] } });
    const { AccountAttributes } = await ec2.send(new DescribeAccountAttributesCommand({ AttributeNames: ['default-vpc'] }));
    expect(AccountAttributes).toEqual([{ AttributeName: 'default-vpc', AttributeValues: [{ AttributeValue: 'none' }] }]);
  });

  test('tell how many addresses a subnet has left', async () => {
    const { ec2 } = await cloud();
    const free = async () =>
      (await ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'tag:Name', Values: ['public-subnet-1'] }] }))).Subnets?.[0]?.AvailableIpAddressCount;
    expect(await free()).toBe(250);
    await launch(ec2);
    expect(await free()).toBe(249);
  });

  test('tell a public key only when asked for it', async () => {
    const { ec2 } = await cloud();
    const [plain] = (await ec2.send(new DescribeKeyPairsCommand({ KeyNames: ['my-key'] }))).KeyPairs ?? [];
    expect([plain?.KeyName, plain?.KeyType, plain?.PublicKey]).toEqual(['my-key', 'ed25519', undefined]);
    const [whole] = (await ec2.send(new DescribeKeyPairsCommand({ IncludePublicKey: true }))).KeyPairs ?? [];
    expect(whole?.PublicKey).toMatch(/^ssh-ed25519 /);
    expect(await refusal(ec2.send(new DescribeKeyPairsCommand({ KeyNames: ['none'] })))).toMatchObject({
      code: 'InvalidKeyPair.NotFound',
      message: "The key pair 'none' does not exist",
    });
  });
});
