import type { GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput } from '@aws-sdk/client-sts';
import { reads, type Operations } from '../operation.ts';

const getCallerIdentity = reads<GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput>()([], (_world, _input, caller) => ({
  Account: caller.account,
  Arn: caller.arn,
  UserId: caller.userId,
}));

/** Who is calling; needs no permission on AWS either. */
export const operations: Operations = { GetCallerIdentity: getCallerIdentity };
