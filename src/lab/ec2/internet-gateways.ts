import type { DescribeInternetGatewaysRequest, DescribeInternetGatewaysResult } from '@aws-sdk/client-ec2';
import type { FilterTable } from '../filters.ts';
import { reads, type Operations } from '../operation.ts';
import type { Tables } from '../world.ts';
import { list } from './describe.ts';
import { listed } from './declared.ts';

const filters: FilterTable<Tables['internetGateway']> = {
  'attachment.state': (gateway) => gateway.Attachments?.map((one) => one.State),
  'attachment.vpc-id': (gateway) => gateway.Attachments?.map((one) => one.VpcId),
  'internet-gateway-id': (gateway) => gateway.InternetGatewayId,
  'owner-id': (gateway) => gateway.OwnerId,
};

const describeInternetGateways = reads<DescribeInternetGatewaysRequest, DescribeInternetGatewaysResult>()([...listed, 'InternetGatewayIds'], (world, input) => {
  const { rows, ...rest } = list(world, { kind: 'internetGateway', filters, idsParameter: 'internetGatewaySet' }, input.InternetGatewayIds, input);
  return { InternetGateways: [...rows], ...rest };
});

export const operations: Operations = { DescribeInternetGateways: describeInternetGateways };
