import { describe, expect, it } from 'vitest';
import { policyFor } from '../../src/aws/policy.ts';

const partitions = ['ap-northeast-1', 'ap-southeast-1', 'cn-northwest-1', 'us-gov-west-1'];
// AWS's limit for a managed policy; white space does not count.
const longest = 6_144;

describe('the printed policy', () => {
  it.each(partitions.flatMap((region) => [false, true].map((preparation) => ({ region, preparation }))))(
    'is not longer than AWS takes: $region, of the preparation: $preparation',
    ({ region, preparation }) => {
      expect(JSON.stringify(policyFor({ callers: undefined, region, account: undefined, preparation })).length).toBeLessThanOrEqual(longest);
    },
  );

  it('asks of IAM, which has no regions, no condition on one', () => {
    const { Statement } = policyFor({ callers: undefined, region: 'ap-northeast-1', account: undefined });
    expect(Statement.find(({ Action }) => Action.includes('iam:ListAccountAliases'))).toEqual({
      Sid: 'NameOfAccount',
      Effect: 'Allow',
      Action: ['iam:ListAccountAliases'],
      Resource: ['*'],
    });
    expect(Statement.find(({ Sid }) => Sid === 'Look')?.Condition).toEqual({ StringEquals: { 'aws:RequestedRegion': 'ap-northeast-1' } });
  });
});
