import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labForTest, type LabForTest } from '../support/lab.ts';

describe('who is calling', () => {
  let test: LabForTest;
  beforeAll(async () => void (test = await labForTest({ empty: true })));
  afterAll(() => test.close());

  it('is the account of the access key', async () => {
    const me = await test.sts.send(new GetCallerIdentityCommand({}));
    expect(me.Account).toBe(test.lab.home.account);
    expect(me.Arn).toMatch(/^arn:aws:iam::\d{12}:user\//);
    expect(me.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });
});
