import type { DBInstance, DBInstanceMessage, DescribeDBInstancesMessage } from '@aws-sdk/client-rds';
import { matcher, type FilterTable } from '../filters.ts';
import { reads, Refusal, type Operations } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { parseArn } from './arns.ts';
import { nextMarker, page } from './pages.ts';
import { missing } from './refusals.ts';

export type Database = Tables['dbInstance'];

const filters: FilterTable<Database> = {
  'db-instance-id': (row) => [row.DBInstanceIdentifier, row.DBInstanceArn],
  'dbi-resource-id': (row) => row.DbiResourceId,
  engine: (row) => row.Engine,
  'db-cluster-id': () => undefined,
  domain: () => undefined,
};

export const instanceOperations: Operations = {
  DescribeDBInstances: reads<DescribeDBInstancesMessage, DBInstanceMessage>()(
    ['DBInstanceIdentifier', 'Filters.Name', 'Filters.Values', 'MaxRecords', 'Marker'],
    (world, input) => {
      const rows = input.DBInstanceIdentifier === undefined ? world.table('dbInstance').all() : [databaseAt(world, input.DBInstanceIdentifier)];
      const shown = page(world, rows.filter(matcher(input.Filters, filters)), (row) => row.id, input);
      return { DBInstances: shown.rows.map(described), ...nextMarker(shown) };
    },
  ),
};

/** The instance with this identifier, in any case, or ARN. */
export function databaseAt(world: World, given: string | undefined): Database {
  if (given === undefined || given === '') throw missing('DBInstanceIdentifier');
  const name = (given.startsWith('arn:') ? parseArn(given).name : given).toLowerCase();
  const row = world.table('dbInstance').get(name);
  if (row === undefined) throw new Refusal('DBInstanceNotFound', `DBInstance ${name} not found.`, 404);
  return row;
}

/** The instance, if it is still there: transitions may come after its end. */
export const databaseIfThere = (world: World, id: string) => world.table('dbInstance').get(id);

/** Changes the record; returns it as it is then. */
export const editDatabase = (world: World, id: string, change: (row: Database) => void) => world.table('dbInstance').edit(id, change);

/** An instance as described: a value that is pending is never told when it is a secret. */
export function described(row: Database): DBInstance {
  const pending = row.PendingModifiedValues ?? {};
  return pending.MasterUserPassword === undefined ? row : { ...row, PendingModifiedValues: { ...pending, MasterUserPassword: '****' } };
}
