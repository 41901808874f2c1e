import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labForTest, type LabForTest } from '../support/lab.ts';

let test: LabForTest;
beforeAll(async () => void (test = await labForTest()));
afterAll(() => test.close());

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program that is pointed at the lab as `lab env` would point it. */
function run(program: string, words: readonly string[]): Promise<Ran> {
  const { endpoint, region, accessKeyId, secretAccessKey } = test.lab.connection;
  const lab = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  const { PATH = '', HOME = '' } = process.env;
  const env = {
    PATH,
    HOME,
    LANG: 'C.UTF-8',
    AWS_PAGER: '',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    ...lab,
  };
  return new Promise((resolve) => {
    const child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
    child.once('error', () => resolve({ code: null, ...said }));
    child.once('close', (code) => resolve({ code, ...said }));
  });
}

/** Is it on this machine? If not, the test says so, and is counted as having had nothing to do. */
async function there(what: string, program: string, words: readonly string[]): Promise<boolean> {
  const { code } = await run(program, words);
  if (code !== 0) console.warn(`${what} is not on this machine: nothing was tried with it.`);
  return code === 0;
}

const patience = { timeout: 120_000 };

describe('clients that share no code with the SDK', () => {
  it('boto3 builds and describes, and is refused, as on AWS', patience, async () => {
    if (!(await there('boto3', 'python3', ['-c', 'import boto3']))) return;
    const { code, stdout, stderr } = await run('python3', [join(import.meta.dirname, 'describes.py')]);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    const server = test.lab.home.table('instance').all()[0];
    expect(JSON.parse(stdout)).toEqual({
      account: test.lab.home.account,
      instances: [[server?.id, 'running', true]],
      zones: ['ap-northeast-1a', 'ap-northeast-1c'],
      ingress: [{ CidrIp: '0.0.0.0/0', Description: 'web' }],
      health: [server?.id],
      database: ['available', false, ['active']],
      tags: expect.arrayContaining([{ Key: 'team', Value: 'blog <&> 日本' }]),
      refusals: [
        ['InvalidInstanceID.NotFound', 400],
        ['InvalidGroup.Duplicate', 400],
        ['DependencyViolation', 400],
        ['DryRunOperation', 412],
        ['LoadBalancerNotFound', 400],
        ['DBInstanceNotFound', 404],
        ['InvalidParameterCombination', 400],
      ],
    });
  });

  it('the AWS CLI describes, waits, and tells of refusals by their codes', patience, async () => {
    if (!(await there('the AWS CLI', 'aws', ['--version']))) return;
    const server = test.lab.home.table('instance').all()[0];
    const text = async (...words: string[]) => (await run('aws', [...words, '--output', 'text'])).stdout.trim();
    expect(await text('sts', 'get-caller-identity', '--query', 'Account')).toBe(test.lab.home.account);
    expect(await text('ec2', 'describe-instances', '--filters', 'Name=tag:Name,Values=Web Server1', '--query', 'Reservations[].Instances[].InstanceId')).toBe(
      server?.id,
    );
    expect(await text('rds', 'describe-db-instances', '--query', 'DBInstances[].DBInstanceIdentifier')).toBe('database-1');
    expect((await run('aws', ['ec2', 'wait', 'instance-running', '--instance-ids', server?.id ?? ''])).code).toBe(0);
    const refused = await run('aws', ['elbv2', 'describe-load-balancers', '--names', 'LB-9']);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain("(LoadBalancerNotFound) when calling the DescribeLoadBalancers operation: Load balancers '[LB-9]' not found");
  });
});
