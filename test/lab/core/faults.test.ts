import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecurityGroupCommand, DescribeSecurityGroupsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Effect } from '../../../src/lab/effects.ts';
import type { Break } from '../../../src/lab/faults/fault.ts';
import { startLab, type Lab } from '../../../src/lab/server.ts';
import { inertReality } from '../support/inert.ts';

let dir: string;
let lab: Lab;
let ec2: EC2Client;
let rds: RDSClient;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lab-faults-'));
  lab = await startLab({ dir, port: 0, speed: 1_000, reality: () => inertReality(), disks: false });
  const { endpoint, region, accessKeyId, secretAccessKey } = lab.connection;
  const config = {
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 400, throwOnRequestTimeout: true },
  };
  ec2 = new EC2Client(config);
  rds = new RDSClient(config);
});

afterEach(async () => {
  await lab.close();
  rmSync(dir, { recursive: true, force: true });
});

const makeGroup = () =>
  ec2.send(
    new CreateSecurityGroupCommand({
      GroupName: 'twin',
      Description: 'x',
      VpcId: lab.home.table('vpc').all()[0]?.id,
    }),
  );
const groups = () =>
  lab.home
    .table('securityGroup')
    .all()
    .filter(({ GroupName }) => GroupName === 'twin');
const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: Error & { code?: string }) => `${error.name} ${error.code ?? ''}`.trim(),
  );
const effects = () =>
  readFileSync(join(dir, 'effects.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Effect);

describe('a call that is broken', () => {
  test.each<[Break['what'], string, number]>([
    ['throttle', 'RequestLimitExceeded', 0],
    ['internal-error', 'InternalError', 0],
    ['unavailable', 'Unavailable', 0],
    ['access-denied', 'UnauthorizedOperation', 0],
    ['expired-token', 'RequestExpired', 0],
    ['unknown-code', 'PracticeCloudMishap', 0],
    ['no-answer', 'TimeoutError', 0],
    ['answer-lost', 'TimeoutError', 1],
    ['reset', 'ECONNRESET', 1],
  ])('%s: the caller meets %s, and the call had its effect %i times', async (what, met, times) => {
    lab.faults.break({ what, operation: 'CreateSecurityGroup' }, []);
    expect(await failureOf(makeGroup())).toContain(met);
    expect(groups()).toHaveLength(times);
  });

  test('truncated and web-page: an answer that cannot be read, with the effect and without it', async () => {
    lab.faults.break({ what: 'web-page' }, []);
    expect(await failureOf(makeGroup())).toBeDefined();
    expect(groups()).toHaveLength(0);
    lab.faults.break({ what: 'truncated' }, []);
    expect(await failureOf(makeGroup())).toBeDefined();
    expect(groups()).toHaveLength(1);
  });

  test('is struck as often as asked for, after as many as were to pass, and no other is', async () => {
    lab.faults.break({ what: 'throttle', operation: 'rds:DescribeDBInstances', skip: 1, count: 2 }, []);
    const met: (string | undefined)[] = [];
    for (let call = 0; call < 4; call += 1) met.push(await failureOf(rds.send(new DescribeDBInstancesCommand({}))));
    expect(met).toEqual([undefined, 'Throttling', 'Throttling', undefined]);
    expect(await failureOf(ec2.send(new DescribeVpcsCommand({})))).toBeUndefined();
  });

  test('is whole again once it is mended', async () => {
    lab.faults.break({ what: 'unavailable', count: 0 }, []);
    expect(await failureOf(makeGroup())).toContain('Unavailable');
    lab.faults.mend();
    expect(await failureOf(makeGroup())).toBeUndefined();
  });
});

const seen = async () => (await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups?.some(({ GroupName }) => GroupName === 'twin');

test('with stale reads a new thing is there for its name and not yet to be seen', async () => {
  lab.faults.break({ what: 'stale-reads', seconds: 300 }, []);
  await makeGroup();
  expect(await seen()).toBe(false);
  expect(await failureOf(makeGroup())).toContain('InvalidGroup.Duplicate');
  await new Promise((resolve) => setTimeout(resolve, 320));
  expect(await seen()).toBe(true);
});

test('the log of effects holds each mutating call, also the one nobody was told of, with what it made', async () => {
  lab.faults.break({ what: 'reset' }, []);
  await failureOf(makeGroup());
  await failureOf(makeGroup());
  const [first, second] = effects();
  expect(first).toMatchObject({
    operation: 'ec2:CreateSecurityGroup',
    ended: 'ok',
    account: lab.home.account,
    asked: { GroupName: 'twin' },
  });
  expect(first?.made).toContain(`securityGroup/${groups()[0]?.id}`);
  expect(first?.invocation).toMatch(/^[0-9a-f-]{36}$/);
  expect(second).toMatchObject({ ended: 'InvalidGroup.Duplicate', made: [] });
});
