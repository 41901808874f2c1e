import type { RouteTableAssociation, Tag } from '@aws-sdk/client-ec2';
import type { Tables, World } from '../world.ts';
import { shownTags } from './taggables.ts';

type RouteTable = Tables['routeTable'];

/** Puts a route table with the one route inside the VPC. */
export function newRouteTable(world: World, vpc: Tables['vpc'], kind: 'main' | 'custom', tags: Tag[]): RouteTable {
  const id = world.newId('rtb');
  const table: RouteTable = {
    id,
    RouteTableId: id,
    VpcId: vpc.id,
    OwnerId: world.account,
    Routes: [{ DestinationCidrBlock: vpc.CidrBlock, GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' }],
    Associations: kind === 'main' ? [newAssociation(world, id, { Main: true })] : [],
    PropagatingVgws: [],
    Tags: shownTags(tags),
  };
  world.table('routeTable').put(table);
  return table;
}

/** A table's tie to a subnet, or to the VPC as its main one. */
export function newAssociation(world: World, tableId: string, to: { readonly Main: true } | { readonly SubnetId: string }): RouteTableAssociation {
  return { RouteTableAssociationId: world.newId('rtbassoc'), RouteTableId: tableId, Main: false, ...to, AssociationState: { State: 'associated' } };
}
