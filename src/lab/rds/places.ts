import type { Tables, World } from '../world.ts';

type Database = Tables['dbInstance'];

export const defaultPort = 3306;
/** The Route 53 zone of RDS endpoints in ap-northeast-1. */
const hostedZone = 'Z24O6O9L7SGTNB';
const suffixFact = 'rds-endpoint-suffix';

/** All disks of a database. */
export const disksOf = (database: Pick<Database, 'DbiResourceId'>) => `db/${database.DbiResourceId}`;

/** The disk that a database has in one zone. */
export const volumeIn = (database: Pick<Database, 'DbiResourceId'>, zone: string) => `${disksOf(database)}/${zone}`;

/** The disk that its engine works on now. */
export const primaryVolume = (database: Database) => volumeIn(database, database.AvailabilityZone ?? '');

/** The disk of a snapshot. */
export const snapshotDisk = (snapshotId: string) => `db-snapshot/${snapshotId}`;

/** Zones that the subnet group reaches. */
export const zonesOf = (group: Tables['dbInstance']['DBSubnetGroup']) => [
  ...new Set((group?.Subnets ?? []).flatMap(({ SubnetAvailabilityZone: zone }) => (zone?.Name === undefined ? [] : [zone.Name]))),
];

/** A zone of the group other than this one: where a standby would be. */
export const standbyZone = (database: Pick<Database, 'AvailabilityZone' | 'DBSubnetGroup'>) =>
  zonesOf(database.DBSubnetGroup).find((zone) => zone !== database.AvailabilityZone);

/** Where a database is reached. One account's endpoints share their middle part, so the same identifier gives the same name again. */
export function endpointOf(world: World, identifier: string, port: number): NonNullable<Database['Endpoint']> {
  return { Address: `${identifier}.${suffixOf(world)}.${world.region}.rds.localhost`, Port: port, HostedZoneId: hostedZone };
}

function suffixOf(world: World): string {
  const facts = world.table('fact');
  const known =
    facts.get(suffixFact)?.value ??
    world
      .table('dbInstance')
      .all()
      .map((row) => row.Endpoint?.Address?.split('.')[1])
      .find((part) => part !== undefined);
  const value = known ?? world.random(12);
  if (facts.get(suffixFact) === undefined) facts.put({ id: suffixFact, value });
  return value;
}
