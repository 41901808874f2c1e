import type {
  AssociateRouteTableRequest,
  AssociateRouteTableResult,
  CreateRouteTableRequest,
  CreateRouteTableResult,
  DeleteRouteTableRequest,
  DisassociateRouteTableRequest,
  ReplaceRouteTableAssociationRequest,
  ReplaceRouteTableAssociationResult,
  RouteTableAssociation,
} from '@aws-sdk/client-ec2';
import { changes, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { claimOf, madeBefore, remember } from './client-tokens.ts';
import { tagsGiven } from './declared.ts';
import { find } from './ids.ts';
import { invalid, required } from './refusals.ts';
import { newAssociation, newRouteTable } from './route-table-making.ts';
import { tagsOnCreate } from './taggables.ts';
import { inVpc } from './vpc-parts.ts';

type RouteTable = Tables['routeTable'];

const mostTables = 200;

const createRouteTable = changes<CreateRouteTableRequest, CreateRouteTableResult>()(['ClientToken', 'VpcId', ...tagsGiven], (world, input) => {
  const claim = claimOf('CreateRouteTable', input);
  const answer = input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken };
  const before = madeBefore(world, claim);
  if (before !== undefined) return { RouteTable: find(world, 'routeTable', before), ...answer };
  const tags = tagsOnCreate(input.TagSpecifications, ['route-table'])['route-table'];
  const vpc = find(world, 'vpc', required(input.VpcId, 'vpcId'));
  if (inVpc(world, 'routeTable', vpc.id).length >= mostTables)
    throw new Refusal('RouteTableLimitExceeded', 'The maximum number of route tables has been reached.');
  const table = newRouteTable(world, vpc, 'custom', tags);
  remember(world, claim, table.id);
  return { RouteTable: table, ...answer };
});

const deleteRouteTable = changes<DeleteRouteTableRequest, object>()(['RouteTableId'], (world, input) => {
  const table = find(world, 'routeTable', required(input.RouteTableId, 'routeTableId'));
  if ((table.Associations ?? []).length > 0) throw new Refusal('DependencyViolation', `The routeTable '${table.id}' has dependencies and cannot be deleted.`);
  world.table('routeTable').remove(table.id);
  return {};
});

const associateRouteTable = changes<AssociateRouteTableRequest, AssociateRouteTableResult>()(['RouteTableId', 'SubnetId'], (world, input) => {
  const table = find(world, 'routeTable', required(input.RouteTableId, 'routeTableId'));
  if (input.SubnetId === undefined) throw new Refusal('MissingParameter', "Either 'subnetId' or 'gatewayId' should be provided.");
  const subnet = find(world, 'subnet', input.SubnetId);
  if (subnet.VpcId !== table.VpcId) throw invalid(`route table ${table.id} and subnet ${subnet.id} belong to different networks`);
  const held = associations(world).find(({ association }) => association.SubnetId === subnet.id);
  if (held !== undefined && held.table.id !== table.id) {
    throw new Refusal('Resource.AlreadyAssociated', `the specified association for route table ${table.id} conflicts with an existing association`);
  }
  return answerOf(held?.association ?? associate(world, table, newAssociation(world, table.id, { SubnetId: subnet.id })));
});

function associate(world: World, table: RouteTable, association: RouteTableAssociation): RouteTableAssociation {
  world.table('routeTable').edit(table.id, (row) => void (row.Associations = [...(row.Associations ?? []), association]));
  return association;
}

function answerOf({ RouteTableAssociationId: AssociationId, AssociationState }: RouteTableAssociation) {
  return { AssociationId, AssociationState };
}

interface Held {
  readonly table: RouteTable;
  readonly association: RouteTableAssociation;
}

function associations(world: World): Held[] {
  return world
    .table('routeTable')
    .all()
    .flatMap((table) => (table.Associations ?? []).map((association) => ({ table, association })));
}

function associated(world: World, id: string): Held {
  if (!/^rtbassoc-[0-9a-f]+$/.test(id)) throw new Refusal('InvalidAssociationID.Malformed', `Invalid id: "${id}" (expecting "rtbassoc-...")`);
  const held = associations(world).find(({ association }) => association.RouteTableAssociationId === id);
  if (held === undefined) throw new Refusal('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
  return held;
}

const disassociateRouteTable = changes<DisassociateRouteTableRequest, object>()(['AssociationId'], (world, input) => {
  const id = required(input.AssociationId, 'associationId');
  const held = associated(world, id);
  if (held.association.Main === true) throw invalid(`cannot disassociate the main route table association ${id}`);
  disassociate(world, held);
  return {};
});

function disassociate(world: World, { table, association }: Held): void {
  world.table('routeTable').edit(table.id, (row) => {
    row.Associations = row.Associations?.filter((one) => one.RouteTableAssociationId !== association.RouteTableAssociationId);
  });
}

/** Also how another table becomes the main one. */
const replaceRouteTableAssociation = changes<ReplaceRouteTableAssociationRequest, ReplaceRouteTableAssociationResult>()(
  ['AssociationId', 'RouteTableId'],
  (world, input) => {
    const held = associated(world, required(input.AssociationId, 'associationId'));
    const table = find(world, 'routeTable', required(input.RouteTableId, 'routeTableId'));
    if (table.VpcId !== held.table.VpcId) throw invalid(`route table ${table.id} and route table ${held.table.id} belong to different networks`);
    disassociate(world, held);
    const { Main: main, SubnetId: subnet = '' } = held.association;
    const made = associate(world, table, newAssociation(world, table.id, main === true ? { Main: true } : { SubnetId: subnet }));
    const { AssociationId: NewAssociationId, AssociationState } = answerOf(made);
    return { NewAssociationId, AssociationState };
  },
);

export const operations: Operations = {
  CreateRouteTable: createRouteTable,
  DeleteRouteTable: deleteRouteTable,
  AssociateRouteTable: associateRouteTable,
  DisassociateRouteTable: disassociateRouteTable,
  ReplaceRouteTableAssociation: replaceRouteTableAssociation,
};
