import type { DescribeAccountAttributesRequest, DescribeAccountAttributesResult } from '@aws-sdk/client-ec2';
import { reads, type Operations } from '../operation.ts';
import type { World } from '../world.ts';
import { invalid } from './refusals.ts';

const describeAccountAttributes = reads<DescribeAccountAttributesRequest, DescribeAccountAttributesResult>()(['AttributeNames'], (world, input) => {
  const all = attributesOf(world);
  for (const name of input.AttributeNames ?? [])
    if (!(name in all)) throw invalid(`Value (${name}) for parameter attributeName is invalid. Unknown attribute.`);
  const asked = Object.entries(all).filter(([name]) => (input.AttributeNames ?? []).length === 0 || input.AttributeNames?.some((one) => one === name));
  return { AccountAttributes: asked.map(([AttributeName, value]) => ({ AttributeName, AttributeValues: [{ AttributeValue: value }] })) };
});

function attributesOf(world: World): Record<string, string> {
  const home = world
    .table('vpc')
    .all()
    .find((vpc) => vpc.IsDefault === true);
  return {
    'supported-platforms': 'VPC',
    'vpc-max-security-groups-per-interface': '5',
    'max-elastic-ips': '5',
    'max-instances': '20',
    'vpc-max-elastic-ips': '5',
    'default-vpc': home?.VpcId ?? 'none',
  };
}

export const operations: Operations = { DescribeAccountAttributes: describeAccountAttributes };
