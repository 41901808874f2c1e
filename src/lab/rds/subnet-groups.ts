import type {
  CreateDBSubnetGroupMessage,
  CreateDBSubnetGroupResult,
  DBSubnetGroupMessage,
  DeleteDBSubnetGroupMessage,
  DescribeDBSubnetGroupsMessage,
} from '@aws-sdk/client-rds';
import { changes, reads, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { rdsArn } from './arns.ts';
import { nextMarker, page } from './pages.ts';
import { mustCoverTwoZones, subnetGroupAt } from './settings.ts';
import { mustBeTags } from './tags.ts';

type Group = Tables['dbSubnetGroup'];

export const subnetGroupOperations: Operations = {
  CreateDBSubnetGroup: changes<CreateDBSubnetGroupMessage, CreateDBSubnetGroupResult>()(
    ['DBSubnetGroupName', 'DBSubnetGroupDescription', 'SubnetIds', 'Tags.Key', 'Tags.Value'],
    (world, input) => {
      const name = mustBeName(input.DBSubnetGroupName);
      if (world.table('dbSubnetGroup').get(name) !== undefined)
        throw new Refusal('DBSubnetGroupAlreadyExists', `The DB subnet group '${name}' already exists.`);
      const group = newGroup(world, name, input.DBSubnetGroupDescription ?? '', mustBeSubnets(world, input.SubnetIds));
      mustCoverTwoZones(group);
      world.table('dbSubnetGroup').put({ ...group, tags: mustBeTags(input.Tags) });
      return { DBSubnetGroup: group };
    },
  ),

  DescribeDBSubnetGroups: reads<DescribeDBSubnetGroupsMessage, DBSubnetGroupMessage>()(['DBSubnetGroupName', 'MaxRecords', 'Marker'], (world, input) => {
    const rows = input.DBSubnetGroupName === undefined ? world.table('dbSubnetGroup').all() : [subnetGroupAt(world, input.DBSubnetGroupName)];
    const shown = page(world, rows, (row) => row.id, input);
    return { DBSubnetGroups: [...shown.rows], ...nextMarker(shown) };
  }),

  DeleteDBSubnetGroup: changes<DeleteDBSubnetGroupMessage, Record<string, never>>()(['DBSubnetGroupName'], (world, input) => {
    const group = subnetGroupAt(world, input.DBSubnetGroupName);
    const user = world
      .table('dbInstance')
      .all()
      .find((row) => row.DBSubnetGroup?.DBSubnetGroupName === group.id);
    if (user !== undefined) {
      throw new Refusal(
        'InvalidDBSubnetGroupStateFault',
        `Cannot delete the subnet group '${group.id}' because at least one database instance: ${user.id} is still using it.`,
      );
    }
    world.table('dbSubnetGroup').remove(group.id);
    return {};
  }),
};

function mustBeName(name: string | undefined): string {
  const lower = (name ?? '').toLowerCase();
  if (/^[a-z0-9 ._-]{1,255}$/.test(lower) && lower !== 'default') return lower;
  throw new Refusal(
    'InvalidParameterValue',
    'The parameter DBSubnetGroupName must be provided and must not be blank, not be "default", and contain only letters, digits, hyphens, underscores, periods and spaces.',
  );
}

function mustBeSubnets(world: World, ids: readonly string[] | undefined): readonly Tables['subnet'][] {
  const subnets = [...new Set(ids ?? [])].map((id) => {
    const subnet = world.table('subnet').get(id);
    if (subnet === undefined) throw new Refusal('InvalidSubnet', `Some input subnets in :[${id}] are invalid.`);
    return subnet;
  });
  if (new Set(subnets.map((subnet) => subnet.VpcId)).size > 1) throw new Refusal('InvalidSubnet', 'The subnets of a DB subnet group must be in the same VPC.');
  return subnets;
}

function newGroup(world: World, name: string, description: string, subnets: readonly Tables['subnet'][]): Group {
  return {
    id: name,
    DBSubnetGroupName: name,
    DBSubnetGroupDescription: description,
    DBSubnetGroupArn: rdsArn(world, 'subgrp', name),
    VpcId: subnets[0]?.VpcId,
    SubnetGroupStatus: 'Complete',
    SupportedNetworkTypes: ['IPV4'],
    Subnets: subnets.map((subnet) => ({
      SubnetIdentifier: subnet.id,
      SubnetAvailabilityZone: { Name: subnet.AvailabilityZone },
      SubnetOutpost: {},
      SubnetStatus: 'Active',
    })),
  };
}
