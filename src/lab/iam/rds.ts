import type { World } from '../world.ts';
import { contextOf, tagsIn, type Asked, type Check } from './check.ts';

/** Input members that name a resource, and how its ARN spells what it is. */
const named = { DBInstanceIdentifier: 'db', DBSnapshotIdentifier: 'snapshot', DBSubnetGroupName: 'subgrp' } as const;
type Part = (typeof named)[keyof typeof named];

/** What a read is about when it names nothing. */
const allOf: Readonly<Record<string, Part>> = { DescribeDBInstances: 'db', DescribeDBSnapshots: 'snapshot', DescribeDBSubnetGroups: 'subgrp' };

/** What a call makes: its tags are put on that, and nothing of it carries tags yet. */
const made: Readonly<Record<string, keyof typeof named>> = {
  CreateDBInstance: 'DBInstanceIdentifier',
  RestoreDBInstanceFromDBSnapshot: 'DBInstanceIdentifier',
  CreateDBSnapshot: 'DBSnapshotIdentifier',
  CreateDBSubnetGroup: 'DBSubnetGroupName',
};

const arn = (world: World, part: Part, name: string) => `arn:aws:rds:${world.region}:${world.account}:${part}:${name.toLowerCase()}`;

/** What a call of RDS needs. */
export function databaseChecks({ operation, input, world }: Asked): Check[] {
  const action = `rds:${operation}`;
  const tags = tagsIn(input['Tags']);
  const checkOf = (resource: string, doing = action): Check => ({
    action: doing,
    resource,
    context: contextOf(world, { onResource: tagsAt(world, resource), inRequest: tags }),
  });
  const checks = Object.entries(named).flatMap(([member, part]) => (typeof input[member] === 'string' ? [checkOf(arn(world, part, input[member]))] : []));
  if (typeof input['ResourceName'] === 'string') checks.push(checkOf(input['ResourceName']));
  if (typeof input['FinalDBSnapshotIdentifier'] === 'string')
    checks.push(checkOf(arn(world, 'snapshot', input['FinalDBSnapshotIdentifier']), 'rds:CreateDBSnapshot'));
  const fresh = made[operation];
  if (tags !== undefined && fresh !== undefined) checks.push(checkOf(arn(world, named[fresh], String(input[fresh])), 'rds:AddTagsToResource'));
  if (checks.length > 0) return checks;
  const all = allOf[operation];
  return [{ action, resource: all === undefined ? '*' : arn(world, all, '*'), context: contextOf(world, {}) }];
}

function tagsAt(world: World, resource: string) {
  const [part, name = ''] = resource.split(':').slice(5);
  if (part === 'db') return world.table('dbInstance').get(name)?.TagList;
  return part === 'snapshot' ? world.table('dbSnapshot').get(name)?.TagList : world.table('dbSubnetGroup').get(name)?.tags;
}
