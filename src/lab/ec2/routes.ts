import type { CreateRouteRequest, CreateRouteResult, DeleteRouteRequest, ReplaceRouteRequest, Route } from '@aws-sdk/client-ec2';
import { changes, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { block, canonicalIpv6, holds } from './cidr.ts';
import { find } from './ids.ts';
import { combination, invalid, required } from './refusals.ts';
import { cidrGiven } from './vpc-parts.ts';

type RouteTable = Tables['routeTable'];
type Destination = Pick<Route, 'DestinationCidrBlock'> | Pick<Route, 'DestinationIpv6CidrBlock'>;

const mostRoutes = 500;
const destinations = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock'] as const;

const createRoute = changes<CreateRouteRequest, CreateRouteResult>()(['RouteTableId', 'GatewayId', ...destinations], (world, input) => {
  const table = find(world, 'routeTable', required(input.RouteTableId, 'routeTableId'));
  const destination = destinationOf(input);
  const GatewayId = target(world, table, input.GatewayId);
  if (routeTo(table, destination) !== undefined) throw new Refusal('RouteAlreadyExists', `The route identified by ${textOf(destination)} already exists.`);
  mustLeaveVpc(world, table, destination);
  if ((table.Routes ?? []).length >= mostRoutes) throw new Refusal('RouteLimitExceeded', 'The maximum number of routes has been reached.');
  setRoutes(world, table, [...(table.Routes ?? []), { ...destination, GatewayId, Origin: 'CreateRoute', State: 'active' }]);
  return { Return: true };
});

const replaceRoute = changes<ReplaceRouteRequest, object>()(['RouteTableId', 'GatewayId', ...destinations], (world, input) => {
  const table = find(world, 'routeTable', required(input.RouteTableId, 'routeTableId'));
  const destination = destinationOf(input);
  const GatewayId = target(world, table, input.GatewayId);
  const held = routeTo(table, destination);
  if (held === undefined) throw invalid(`There is no route defined for '${textOf(destination)}' in the route table. Use CreateRoute instead.`);
  if (held.GatewayId === 'local') throw invalid(`cannot replace local route ${textOf(destination)} in route table ${table.id}`);
  setRoutes(
    world,
    table,
    (table.Routes ?? []).map((route) => (route === held ? { ...held, GatewayId, State: 'active' } : route)),
  );
  return {};
});

const deleteRoute = changes<DeleteRouteRequest, object>()(['RouteTableId', ...destinations], (world, input) => {
  const table = find(world, 'routeTable', required(input.RouteTableId, 'routeTableId'));
  const destination = destinationOf(input);
  const held = routeTo(table, destination);
  const parameter = 'DestinationCidrBlock' in destination ? 'destination-cidr-block' : 'destination-ipv6-cidr-block';
  if (held === undefined) throw new Refusal('InvalidRoute.NotFound', `no route with ${parameter} ${textOf(destination)} in route table ${table.id}`);
  if (held.GatewayId === 'local') throw invalid(`cannot remove local route ${textOf(destination)} in route table ${table.id}`);
  setRoutes(
    world,
    table,
    (table.Routes ?? []).filter((route) => route !== held),
  );
  return {};
});

function destinationOf({ DestinationCidrBlock: four, DestinationIpv6CidrBlock: six }: Pick<CreateRouteRequest, (typeof destinations)[number]>): Destination {
  if (four !== undefined && six !== undefined) throw combination('Only one of destinationCidrBlock and destinationIpv6CidrBlock may be specified');
  if (four !== undefined) return { DestinationCidrBlock: cidrGiven(four, 'destinationCidrBlock') };
  if (six === undefined) throw new Refusal('MissingParameter', 'The request must contain the parameter destinationCidrBlock or destinationIpv6CidrBlock');
  const kept = canonicalIpv6(six);
  if (kept === undefined) throw invalid(`Value (${six}) for parameter destinationIpv6CidrBlock is invalid. This is not a valid IPv6 CIDR block.`);
  return { DestinationIpv6CidrBlock: kept };
}

/** The one sort of target the lab has: an internet gateway that is attached to the table's VPC. */
function target(world: World, table: RouteTable, gatewayId: string | undefined): string {
  if (gatewayId === undefined) throw new Refusal('MissingParameter', 'The request must contain exactly one of gatewayId, natGatewayId, networkInterfaceId, …');
  const gateway = world.table('internetGateway').get(gatewayId);
  if (gateway === undefined) throw new Refusal('InvalidGatewayID.NotFound', `The gateway ID '${gatewayId}' does not exist`);
  if (!gateway.Attachments?.some((at) => at.VpcId === table.VpcId))
    throw invalid(`route table ${table.id} and network gateway ${gateway.id} belong to different networks`);
  return gateway.id;
}

function routeTo(table: RouteTable, destination: Destination): Route | undefined {
  return table.Routes?.find((route) => textOf(route) === textOf(destination));
}

function textOf(route: Partial<Route>): string {
  return route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? '';
}

/** What stays in the VPC is not for a gateway. */
function mustLeaveVpc(world: World, table: RouteTable, destination: Destination): void {
  const wanted = block(textOf(destination));
  const room = block(world.table('vpc').get(table.VpcId ?? '')?.CidrBlock ?? '');
  if (wanted === undefined || room === undefined || !holds(room, wanted)) return;
  throw invalid(
    `The destination CIDR block ${textOf(destination)} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.`,
  );
}

function setRoutes(world: World, table: RouteTable, routes: Route[]): void {
  world.table('routeTable').edit(table.id, (row) => void (row.Routes = routes));
}

export const operations: Operations = { CreateRoute: createRoute, ReplaceRoute: replaceRoute, DeleteRoute: deleteRoute };
