import type { DescribeVpcAttributeRequest, DescribeVpcAttributeResult, ModifyVpcAttributeRequest } from '@aws-sdk/client-ec2';
import { changes, reads, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { find } from './ids.ts';
import { combination, invalid, missing, required } from './refusals.ts';

type Vpc = Tables['vpc'];

const describeVpcAttribute = reads<DescribeVpcAttributeRequest, DescribeVpcAttributeResult>()(['Attribute', 'VpcId'], (world, input) => {
  const vpc = find(world, 'vpc', required(input.VpcId, 'VpcId'));
  return { VpcId: vpc.id, ...shown(vpc, required(input.Attribute, 'Attribute')) };
});

function shown(vpc: Vpc, attribute: string): Partial<DescribeVpcAttributeResult> {
  if (attribute === 'enableDnsSupport') return { EnableDnsSupport: { Value: vpc.dnsSupport ?? true } };
  if (attribute === 'enableDnsHostnames') return { EnableDnsHostnames: { Value: vpc.dnsHostnames ?? false } };
  if (attribute === 'enableNetworkAddressUsageMetrics') return { EnableNetworkAddressUsageMetrics: { Value: vpc.usageMetrics ?? false } };
  throw invalid(`Value (${attribute}) for parameter attribute is invalid. Unknown attribute.`);
}

const settable = ['EnableDnsHostnames', 'EnableDnsSupport', 'EnableNetworkAddressUsageMetrics'] as const;

const modifyVpcAttribute = changes<ModifyVpcAttributeRequest, object>()(
  ['VpcId', 'EnableDnsHostnames.Value', 'EnableDnsSupport.Value', 'EnableNetworkAddressUsageMetrics.Value'],
  (world, input) => {
    const vpc = find(world, 'vpc', required(input.VpcId, 'VpcId'));
    const asked = settable.filter((name) => input[name] !== undefined);
    if (asked.length === 0) throw missing('attribute');
    if (asked.length > 1) throw combination('Fields for multiple attribute types specified');
    modify(world, vpc, input);
    return {};
  },
);

function modify(
  world: World,
  vpc: Vpc,
  {
    EnableDnsHostnames: hostnames,
    EnableDnsSupport: support,
    EnableNetworkAddressUsageMetrics: metrics,
  }: Pick<ModifyVpcAttributeRequest, (typeof settable)[number]>,
): void {
  if (hostnames?.Value === true && vpc.dnsSupport === false) throw combination('DNS hostnames can be enabled only where DNS support is.');
  world.table('vpc').edit(vpc.id, (row) => {
    if (hostnames?.Value !== undefined) row.dnsHostnames = hostnames.Value;
    if (support?.Value !== undefined) row.dnsSupport = support.Value;
    if (metrics?.Value !== undefined) row.usageMetrics = metrics.Value;
  });
}

export const operations: Operations = { DescribeVpcAttribute: describeVpcAttribute, ModifyVpcAttribute: modifyVpcAttribute };
