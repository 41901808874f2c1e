import { DescribeRouteTablesCommand, DescribeSubnetsCommand, type RouteTable, type Subnet } from '@aws-sdk/client-ec2';
import { readPages } from '../pages.ts';
import type { Seeker } from './seeker.ts';

const within = (vpcId: string) => [{ Name: 'vpc-id', Values: [vpcId] }];

/** The network's subnets. */
export async function findSubnets({ aws }: Pick<Seeker, 'aws'>, vpcId: string): Promise<readonly Subnet[]> {
  const pages = await readPages(
    aws.ec2,
    (NextToken) => new DescribeSubnetsCommand({ Filters: within(vpcId), ...(NextToken && { NextToken }) }),
    (page) => page.NextToken,
  );
  return pages.flatMap((page) => page.Subnets ?? []);
}

/** The ids of the subnets from which the internet can be reached. */
export async function findPublicSubnets({ aws }: Pick<Seeker, 'aws'>, vpcId: string): Promise<ReadonlySet<string>> {
  const pages = await readPages(
    aws.ec2,
    (NextToken) => new DescribeRouteTablesCommand({ Filters: within(vpcId), ...(NextToken && { NextToken }) }),
    (page) => page.NextToken,
  );
  const tables = pages.flatMap((page) => page.RouteTables ?? []);
  const subnets = await findSubnets({ aws }, vpcId);
  return new Set(subnets.flatMap(({ SubnetId }) => (SubnetId !== undefined && leadsOutside(tableOf(SubnetId, tables)) ? [SubnetId] : [])));
}

/** A subnet that no table names has the network's main table. */
function tableOf(subnetId: string, tables: readonly RouteTable[]): RouteTable | undefined {
  return (
    tables.find((table) => table.Associations?.some((association) => association.SubnetId === subnetId)) ??
    tables.find((table) => table.Associations?.some((association) => association.Main))
  );
}

function leadsOutside(table: RouteTable | undefined): boolean {
  return (table?.Routes ?? []).some(
    (route) => route.DestinationCidrBlock === '0.0.0.0/0' && route.GatewayId?.startsWith('igw-') && route.State !== 'blackhole',
  );
}
