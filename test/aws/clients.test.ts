import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand, DescribeVpcsCommand, RebootInstancesCommand } from '@aws-sdk/client-ec2';
import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Vpc } from '@aws-sdk/client-ec2';
import { createAws, type Aws, type AwsSettings } from '../../src/aws/clients.ts';
import { awsCode, isAws, OutcomeUnknown, tolerate } from '../../src/aws/failures.ts';
import { readPages } from '../../src/aws/pages.ts';
import { systemClock } from '../../src/clock.ts';
import { UserError } from '../../src/errors.ts';
import type { Change, Intent } from '../../src/step.ts';
import { leapingClock } from '../support/clock.ts';
import { reply, scriptedEndpoint } from '../support/scripted-endpoint.ts';

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };

interface Wired {
  readonly aws: Aws;
  readonly intents: Intent[];
}

function awsAt(endpoint: string, over: Partial<AwsSettings> = {}): Wired {
  const intents: Intent[] = [];
  const change: Change = (intent, act) => {
    intents.push(intent);
    return act();
  };
  const aws = createAws({
    region: 'ap-northeast-1',
    endpoint,
    credentials,
    change,
    clock: leapingClock(),
    signal: new AbortController().signal,
    timeouts: { connection: 500, request: 200 },
    ...over,
  });
  return { aws, intents };
}

const create = new CreateSecurityGroupCommand({ GroupName: 'LB-SG-1', Description: 'd', VpcId: 'vpc-1' });

describe('reading', () => {
  it('knows the type of the answer', async () => {
    const { url } = await scriptedEndpoint(reply.vpcs('vpc-1'));
    const answer = await awsAt(url).aws.ec2.read(new DescribeVpcsCommand({}));
    expectTypeOf(answer.Vpcs).toEqualTypeOf<Vpc[] | undefined>();
    expect(answer.Vpcs?.[0]?.VpcId).toBe('vpc-1');
  });

  it('asks once for the same thing, again for another, and again after forget()', async () => {
    const { url, sent } = await scriptedEndpoint(reply.vpcs('vpc-1'));
    const { aws } = awsAt(url);
    const one = new DescribeVpcsCommand({ VpcIds: ['vpc-1'] });
    await Promise.all([aws.ec2.read(one), aws.ec2.read(new DescribeVpcsCommand({ VpcIds: ['vpc-1'] }))]);
    expect(sent).toHaveLength(1);
    await aws.ec2.read(new DescribeVpcsCommand({ VpcIds: ['vpc-2'] }));
    expect(sent).toHaveLength(2);
    aws.forget();
    await aws.ec2.read(one);
    expect(sent).toHaveLength(3);
    expect(aws.calls).toEqual({ reads: 3, changes: 0 });
  });

  it('after a change looks anew', async () => {
    const { url, sent } = await scriptedEndpoint(reply.vpcs('vpc-1'), reply.group('sg-1'), reply.vpcs('vpc-1'));
    const { aws } = awsAt(url);
    await aws.ec2.read(new DescribeVpcsCommand({}));
    await aws.ec2.change(create, { repeatable: true });
    await aws.ec2.read(new DescribeVpcsCommand({}));
    expect(sent.map(({ action }) => action)).toEqual(['DescribeVpcs', 'CreateSecurityGroup', 'DescribeVpcs']);
  });

  it('does not remember a failure', async () => {
    const { url } = await scriptedEndpoint(reply.refused(400, 'InvalidVpcID.NotFound'), reply.vpcs('vpc-1'));
    const { aws } = awsAt(url);
    const one = new DescribeVpcsCommand({ VpcIds: ['vpc-1'] });
    expect(await tolerate('InvalidVpcID.NotFound', aws.ec2.read(one))).toBeUndefined();
    expect((await aws.ec2.read(one)).Vpcs).toHaveLength(1);
  });

  it('reads every page', async () => {
    const first = '<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet><nextToken>two</nextToken></DescribeVpcsResponse>';
    const { url } = await scriptedEndpoint(reply.ok(first), reply.vpcs('vpc-2'));
    const { aws } = awsAt(url);
    const pages = await readPages(
      aws.ec2,
      (NextToken) => new DescribeVpcsCommand({ NextToken }),
      ({ NextToken }) => NextToken,
    );
    expect(pages.flatMap(({ Vpcs }) => Vpcs ?? []).map(({ VpcId }) => VpcId)).toEqual(['vpc-1', 'vpc-2']);
  });
});

describe('changing', () => {
  it('declares the intent before the call, with what will be sent', async () => {
    const { url } = await scriptedEndpoint(reply.group('sg-1'));
    const { aws, intents } = awsAt(url);
    expect((await aws.ec2.change(create, { repeatable: true })).GroupId).toBe('sg-1');
    expect(intents).toMatchObject([{ op: 'ec2:CreateSecurityGroup', params: { GroupName: 'LB-SG-1' } }]);
  });

  it('is refused where no change may be made, and nothing is sent', async () => {
    const { url, sent } = await scriptedEndpoint(reply.group('sg-1'));
    const { aws } = awsAt(url, { change: undefined });
    await expect(aws.ec2.change(create, { repeatable: true })).rejects.toThrow('nothing may be changed');
    expect(sent).toEqual([]);
  });

  it('that was throttled goes out again, repeatable or not', async () => {
    const { url, sent } = await scriptedEndpoint(reply.refused(503, 'RequestLimitExceeded'), reply.group('sg-1'));
    await awsAt(url).aws.ec2.change(create, { repeatable: false });
    expect(sent).toHaveLength(2);
  });

  it('whose answer was lost goes out again when it is repeatable', async () => {
    const { url, sent } = await scriptedEndpoint(reply.lost, reply.refused(500, 'InternalError'), reply.silence, reply.group('sg-1'));
    expect((await awsAt(url).aws.ec2.change(create, { repeatable: true })).GroupId).toBe('sg-1');
    expect(sent).toHaveLength(4);
  });

  it('whose answer was lost is sent once and no more when it is not', async () => {
    for (const lost of [reply.lost, reply.silence, reply.html(502), reply.ok('<CreateSecurityGroupResponse><groupId>sg')]) {
      const { url, sent } = await scriptedEndpoint(lost);
      await expect(awsAt(url).aws.ec2.change(create, { repeatable: false })).rejects.toBeInstanceOf(OutcomeUnknown);
      expect(sent).toHaveLength(1);
    }
  });

  it('gives up after two minutes of AWS time', async () => {
    const clock = leapingClock(2);
    const { url } = await scriptedEndpoint(reply.lost);
    await expect(awsAt(url, { clock }).aws.ec2.change(create, { repeatable: true })).rejects.toBeInstanceOf(OutcomeUnknown);
    expect(clock.monotonic()).toBeGreaterThan(59_900);
    expect(clock.monotonic()).toBeLessThan(75_000);
  });

  it('that was refused is not sent again, even with HTTP 500', async () => {
    const { url, sent } = await scriptedEndpoint(reply.refused(500, 'InsufficientInstanceCapacity', 'not enough'));
    const failed = awsAt(url).aws.ec2.change(new RebootInstancesCommand({ InstanceIds: ['i-1'] }), { repeatable: true });
    await expect(failed).rejects.toSatisfy((error) => isAws(error, 'InsufficientInstanceCapacity'));
    expect(sent).toHaveLength(1);
  });

  it('is not begun after Ctrl-C, except by a view that heeds no signal', async () => {
    const { url, sent } = await scriptedEndpoint(reply.vpcs('vpc-1'));
    const { aws } = awsAt(url, { signal: AbortSignal.abort(new Error('stop')) });
    await expect(aws.ec2.read(new DescribeVpcsCommand({}))).rejects.toThrow('stop');
    expect(sent).toEqual([]);
    expect((await aws.afterStop().ec2.read(new DescribeVpcsCommand({}))).Vpcs).toHaveLength(1);
  });

  it('tells the change port when it goes out in spite of Ctrl-C', async () => {
    const { url } = await scriptedEndpoint(reply.group('sg-1'));
    const { aws, intents } = awsAt(url);
    await aws.afterStop().ec2.change(create, { repeatable: true });
    await aws.ec2.change(create, { repeatable: true });
    expect(intents.map(({ evenWhenStopping }) => evenWhenStopping)).toEqual([true, false]);
  });
});

describe('AWS refuses', () => {
  it('with the code that was on the wire, whatever the SDK calls it', async () => {
    const { url } = await scriptedEndpoint(reply.refusedQuery(404, 'DBInstanceNotFound'));
    const failed = awsAt(url).aws.rds.read(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'x' }));
    const error = await failed.catch((reason: unknown) => reason);
    expect(awsCode(error)).toBe('DBInstanceNotFound');
    expect(isAws(error, 'DBInstanceNotFound')).toBe(true);
    expect(isAws(error, 'DBInstanceNotFoundFault')).toBe(true);
    expect(isAws(error, 'DBSnapshotNotFound')).toBe(false);
  });

  it.each([
    ['ExpiredToken', 'credentials-expired'],
    ['RequestExpired', 'credentials-expired'],
    ['InvalidClientTokenId', 'credentials-refused'],
    ['SignatureDoesNotMatch', 'credentials-refused'],
    ['UnauthorizedOperation', 'permission-missing'],
    ['OptInRequired', 'account-not-ready'],
  ] as const)('%s is about credentials or permission: %s, exit 4', async (code, failure) => {
    const { url } = await scriptedEndpoint(reply.refused(403, code));
    await expect(awsAt(url).aws.ec2.read(new DescribeVpcsCommand({}))).rejects.toMatchObject({ code: failure, outcome: 'credentials' });
  });

  it('for want of a permission, which is named as IAM writes it', async () => {
    const { url } = await scriptedEndpoint(reply.refusedQuery(403, 'AccessDenied'));
    await expect(awsAt(url).aws.rds.read(new DescribeDBInstancesCommand({}))).rejects.toMatchObject({
      values: ['rds:DescribeDBInstances', 'AccessDenied', ''],
    });
  });

  it('a change for want of a permission: also found by the code, so that a step can tolerate it', async () => {
    const { url } = await scriptedEndpoint(reply.refused(403, 'UnauthorizedOperation'));
    const open = new AuthorizeSecurityGroupIngressCommand({ GroupId: 'sg-1' });
    const error = await awsAt(url)
      .aws.ec2.change(open, { repeatable: true })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(isAws(error, 'UnauthorizedOperation')).toBe(true);
  });
});

it('IAM, which has no regions, is found and signed for where its partition has it, whatever the region of the blog', () => {
  const { endpointProvider } = new IAMClient({ region: 'ap-northeast-1' }).config;
  const place = (Region: string) => endpointProvider({ Region, UseFIPS: false, UseDualStack: false });
  const signedFor = (region: string) => ({ authSchemes: [expect.objectContaining({ signingRegion: region })] });
  expect(place('ap-northeast-1')).toMatchObject({ url: new URL('https://iam.amazonaws.com'), properties: signedFor('us-east-1') });
  expect(place('cn-north-1')).toMatchObject({ url: new URL('https://iam.cn-north-1.amazonaws.com.cn'), properties: signedFor('cn-north-1') });
});

describe('an endpoint that is not AWS', () => {
  const who = new GetCallerIdentityCommand({});

  it('where nobody listens', async () => {
    await expect(awsAt('http://127.0.0.1:1').aws.sts.read(who)).rejects.toMatchObject({
      code: 'endpoint-unreachable',
      values: ['http://127.0.0.1:1', 'ECONNREFUSED'],
    });
  });

  it('where a web page answers', async () => {
    const { url } = await scriptedEndpoint(reply.html(200));
    await expect(awsAt(url).aws.sts.read(who)).rejects.toMatchObject({ code: 'endpoint-not-aws', values: [url, 200] });
  });

  it('where something else answers', async () => {
    const { url } = await scriptedEndpoint(reply.ok('hello'));
    await expect(awsAt(url).aws.sts.read(who)).rejects.toMatchObject({ code: 'endpoint-not-aws' });
  });

  it('that never answers', async () => {
    const { url } = await scriptedEndpoint(reply.silence);
    await expect(awsAt(url).aws.sts.read(who)).rejects.toMatchObject({ code: 'endpoint-silent', values: [url, 'sts:GetCallerIdentity'] });
  });

  it('with no credentials at all, says so', async () => {
    const { url } = await scriptedEndpoint(reply.silence);
    const nowhere = {
      AWS_CONFIG_FILE: '/nonexistent',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_PROFILE: '',
    };
    const before = Object.fromEntries(Object.keys(nowhere).map((name) => [name, process.env[name]]));
    Object.assign(process.env, nowhere);
    try {
      await expect(awsAt(url, { credentials: undefined, clock: systemClock() }).aws.sts.read(who)).rejects.toMatchObject({
        code: 'credentials-missing',
        outcome: 'credentials',
      });
    } finally {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });
});
