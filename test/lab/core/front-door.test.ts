import { DescribeInstancesCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientsOf, labForTest, type LabForTest } from '../support/lab.ts';
import { sendRaw, type RawRequest } from '../support/raw.ts';

let test: LabForTest;
beforeAll(async () => void (test = await labForTest()));
afterAll(() => test.close());

const whoami = 'Action=GetCallerIdentity&Version=2011-06-15';
const vpcs = 'Action=DescribeVpcs&Version=2016-11-15';
const raw = (request: RawRequest) => sendRaw(test.lab.connection, request);
const unsigned: RawRequest['tamper'] = ({ headers }) => void delete headers['authorization'];
const filler = (length: number) => `${vpcs}&Filter.1.Name=tag%3AName&Filter.1.Value.1=${'x'.repeat(length)}`;
const server = () => test.lab.home.table('instance').all()[0];
const minutesAway = (minutes: number) => new Date(Date.now() + minutes * 60_000);

describe('who is calling', () => {
  it('is the account of the access key', async () => {
    const me = await test.sts.send(new GetCallerIdentityCommand({}));
    expect(me.Account).toBe(test.lab.home.account);
    expect(me.Arn).toBe(`arn:aws:iam::${me.Account}:user/learner`);
    expect(me.UserId).toMatch(/^AIDA[A-Z2-7]{16}$/);
  });

  it('gets a request id in the header and in the body, and the right time', async () => {
    const answer = await raw({ service: 'sts', body: whoami });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain(`<RequestId>${String(answer.headers['x-amzn-requestid'])}</RequestId>`);
    expect(Math.abs(Date.parse(String(answer.headers['date'])) - Date.now())).toBeLessThan(2_000);
  });

  it('sees another region as another cloud', async () => {
    const { ec2 } = clientsOf({ ...test.lab.connection, region: 'eu-west-1' });
    expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs).toEqual([]);
    expect((await test.ec2.send(new DescribeVpcsCommand({}))).Vpcs).toHaveLength(1);
  });
});

describe('a signature', () => {
  it.each([
    ['ec2', vpcs, 401, 'AuthFailure'],
    ['sts', whoami, 403, 'InvalidClientTokenId'],
    ['rds', 'Action=DescribeDBInstances&Version=2014-10-31', 403, 'InvalidClientTokenId'],
    ['ec2-instance-connect', '{}', 400, 'UnrecognizedClientException'],
  ])('by an unknown key is refused in the words of %s', async (service, body, status, code) => {
    const answer = await sendRaw({ ...test.lab.connection, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' }, { service, body });
    expect(answer).toMatchObject({ status, code });
  });

  it.each([
    ['ec2', vpcs, 401, 'AuthFailure'],
    ['sts', whoami, 403, 'SignatureDoesNotMatch'],
    ['ec2-instance-connect', '{}', 400, 'InvalidSignatureException'],
  ])('by the wrong secret is refused in the words of %s', async (service, body, status, code) => {
    const answer = await sendRaw({ ...test.lab.connection, secretAccessKey: 'guess' }, { service, body });
    expect(answer).toMatchObject({ status, code });
  });

  it('holds for this body only', async () => {
    const answer = await raw({ service: 'sts', body: whoami, tamper: (sent) => (sent.body = sent.body.replace('2011-06-15', '2011-06-16')) });
    expect(answer.code).toBe('SignatureDoesNotMatch');
  });

  it('holds for these headers only', async () => {
    const answer = await raw({ service: 'sts', body: whoami, tamper: ({ headers }) => (headers['content-type'] = 'text/plain') });
    expect(answer.code).toBe('SignatureDoesNotMatch');
  });

  it('is too old or too early after five minutes, and not after four', async () => {
    expect((await raw({ service: 'ec2', body: vpcs, at: minutesAway(-6) })).code).toBe('RequestExpired');
    expect((await raw({ service: 'sts', body: whoami, at: minutesAway(-6) })).message).toMatch(/^Signature expired: \d{8}T\d{6}Z is now earlier than/);
    expect((await raw({ service: 'sts', body: whoami, at: minutesAway(6) })).message).toMatch(/^Signature not yet current:/);
    expect((await raw({ service: 'sts', body: whoami, at: minutesAway(4) })).status).toBe(200);
  });

  it('with a session token belongs to other credentials', async () => {
    expect((await raw({ service: 'sts', body: whoami, headers: { 'x-amz-security-token': 'token' } })).code).toBe('InvalidClientTokenId');
  });

  it('that is not there is missed', async () => {
    expect(await raw({ service: 'sts', body: whoami, tamper: unsigned })).toMatchObject({ status: 403, code: 'MissingAuthenticationToken' });
    expect(await raw({ service: 'ec2', body: vpcs, tamper: unsigned })).toMatchObject({ status: 400, code: 'MissingParameter' });
  });

  it('must be for a service and a region that there are', async () => {
    expect((await raw({ service: 's3', body: whoami })).message).toContain('no s3');
    expect((await raw({ service: 'sts', body: whoami, region: 'tokyo' })).message).toContain("not 'tokyo'");
  });
});

describe('a request', () => {
  it.each([
    ['ec2', 'Action=Fly&Version=2016-11-15', 'InvalidAction', 'The action Fly is not valid for this web service.'],
    [
      'ec2',
      'Action=CreateVpnGateway&Version=2016-11-15',
      'InvalidAction',
      'The action CreateVpnGateway is not valid for this web service. AWS has it; this practice cloud does not.',
    ],
    ['ec2', 'Action=toString&Version=2016-11-15', 'InvalidAction', 'The action toString is not valid for this web service.'],
    ['ec2', 'Action=DescribeVpcs&Version=2006-06-26', 'NoSuchVersion', 'The requested version (2006-06-26) of service AmazonEC2 does not exist'],
    ['ec2', 'Version=2016-11-15', 'MissingAction', 'The request must contain the parameter Action'],
    ['sts', 'Action=AssumeRole&Version=2011-06-15', 'InvalidAction', 'Could not find operation AssumeRole. AWS has it; this practice cloud does not.'],
    ['sts', 'Action=GetCallerIdentity&Version=2014-10-31', 'InvalidAction', 'Could not find operation GetCallerIdentity for version 2014-10-31'],
    ['sts', `${whoami}&Colour=red`, 'InvalidQueryParameter', 'The parameter Colour is not recognized'],
  ])('%s %s is refused', async (service, body, code, message) => {
    expect(await raw({ service, body })).toMatchObject({ status: 400, code, message });
  });

  it('with a member that the lab does not read is refused, not half obeyed', async () => {
    const body = 'Action=RunInstances&Version=2016-11-15&ImageId=ami-1&MinCount=1&MaxCount=1&LicenseSpecification.1.LicenseConfigurationArn=x';
    expect(await raw({ service: 'ec2', body })).toMatchObject({ code: 'UnsupportedOperation', message: expect.stringContaining('LicenseSpecifications') });
  });

  it('that is a dry run is told so by every EC2 operation, after it was understood', async () => {
    await expect(test.ec2.send(new DescribeInstancesCommand({ DryRun: true }))).rejects.toMatchObject({
      name: 'DryRunOperation',
      $metadata: { httpStatusCode: 412 },
    });
    expect((await raw({ service: 'ec2', body: `${vpcs}&DryRun=true&Colour=red` })).code).toBe('UnknownParameter');
    expect((await raw({ service: 'ec2', body: `${vpcs}&DryRun=false` })).status).toBe(200);
  });

  it('may be as long as requests get, and no longer', async () => {
    expect((await raw({ service: 'ec2', body: filler(200_000) })).status).toBe(200);
    expect((await raw({ service: 'ec2', body: filler(2_000_000) })).status).toBe(413);
  });
});

describe('EC2 Instance Connect', () => {
  const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHU0BWYVdr1DTSnBmMKPLmKJn0ST9wxTW6h1s0iGRrWR me';
  const send = (change: object) =>
    test.eic.send(new SendSSHPublicKeyCommand({ InstanceId: server()?.id, InstanceOSUser: 'ec2-user', SSHPublicKey: key, ...change }));

  it('takes a key for a running server', async () => {
    expect(await send({})).toMatchObject({ Success: true, RequestId: expect.any(String) });
    expect(await send({ AvailabilityZone: 'ap-northeast-1a' })).toMatchObject({ Success: true });
  });

  it.each([
    [{ InstanceId: 'i-00000000000000000' }, 'EC2InstanceNotFoundException'],
    [{ AvailabilityZone: 'ap-northeast-1c' }, 'EC2InstanceNotFoundException'],
    [{ InstanceId: 'server-1' }, 'InvalidArgsException'],
    [{ InstanceOSUser: 'root; reboot' }, 'InvalidArgsException'],
    [{ SSHPublicKey: '-----BEGIN RSA PRIVATE KEY-----' }, 'InvalidArgsException'],
    [{ SSHPublicKey: undefined }, 'InvalidArgsException'],
  ])('refuses %j', async (change, name) => {
    await expect(send(change)).rejects.toMatchObject({ name });
  });

  it('refuses a server that does not run', async () => {
    const id = server()?.id ?? '';
    const state = (Name: 'stopped' | 'running') => test.lab.home.table('instance').edit(id, (row) => void (row.State = { Name, Code: 0 }));
    state('stopped');
    await expect(send({})).rejects.toMatchObject({ name: 'EC2InstanceStateInvalidException' });
    state('running');
  });
});
