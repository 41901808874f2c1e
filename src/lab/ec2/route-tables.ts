import type { DescribeRouteTablesRequest, DescribeRouteTablesResult } from '@aws-sdk/client-ec2';
import type { FilterTable } from '../filters.ts';
import { reads, type Operations } from '../operation.ts';
import type { Tables } from '../world.ts';
import { list } from './describe.ts';
import { listed } from './declared.ts';

const filters: FilterTable<Tables['routeTable']> = {
  'association.gateway-id': (table) => table.Associations?.map((one) => one.GatewayId),
  'association.route-table-association-id': (table) => table.Associations?.map((one) => one.RouteTableAssociationId),
  'association.route-table-id': (table) => table.Associations?.map((one) => one.RouteTableId),
  'association.subnet-id': (table) => table.Associations?.map((one) => one.SubnetId),
  'association.main': (table) => (table.Associations ?? []).some((one) => one.Main === true),
  'owner-id': (table) => table.OwnerId,
  'route-table-id': (table) => table.RouteTableId,
  'route.destination-cidr-block': (table) => table.Routes?.map((route) => route.DestinationCidrBlock),
  'route.destination-ipv6-cidr-block': (table) => table.Routes?.map((route) => route.DestinationIpv6CidrBlock),
  'route.destination-prefix-list-id': (table) => table.Routes?.map((route) => route.DestinationPrefixListId),
  'route.egress-only-internet-gateway-id': (table) => table.Routes?.map((route) => route.EgressOnlyInternetGatewayId),
  'route.gateway-id': (table) => table.Routes?.map((route) => route.GatewayId),
  'route.instance-id': (table) => table.Routes?.map((route) => route.InstanceId),
  'route.nat-gateway-id': (table) => table.Routes?.map((route) => route.NatGatewayId),
  'route.transit-gateway-id': (table) => table.Routes?.map((route) => route.TransitGatewayId),
  'route.origin': (table) => table.Routes?.map((route) => route.Origin),
  'route.state': (table) => table.Routes?.map((route) => route.State),
  'route.vpc-peering-connection-id': (table) => table.Routes?.map((route) => route.VpcPeeringConnectionId),
  'vpc-id': (table) => table.VpcId,
};

const describeRouteTables = reads<DescribeRouteTablesRequest, DescribeRouteTablesResult>()([...listed, 'RouteTableIds'], (world, input) => {
  const { rows, ...rest } = list(world, { kind: 'routeTable', filters, idsParameter: 'routeTableSet', page: [5, 100] }, input.RouteTableIds, input);
  return { RouteTables: [...rows], ...rest };
});

export const operations: Operations = { DescribeRouteTables: describeRouteTables };
