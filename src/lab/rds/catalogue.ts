import type {
  DBEngineVersionMessage,
  DBMajorEngineVersion,
  DescribeDBEngineVersionsMessage,
  DescribeDBMajorEngineVersionsRequest,
  DescribeDBMajorEngineVersionsResponse,
  DescribeOrderableDBInstanceOptionsMessage,
  OrderableDBInstanceOption,
  OrderableDBInstanceOptionsMessage,
} from '@aws-sdk/client-rds';
import { reads, type Operations } from '../operation.ts';
import type { World } from '../world.ts';
import { nextMarker, page } from './pages.ts';
import { invalid } from './refusals.ts';

/** What the lab's RDS has to offer: MySQL in a few versions and classes. Oldest first. */
export const versions: readonly string[] = ['8.0.42', '8.0.43', '8.4.5', '8.4.6'];

export const classes: readonly string[] = [
  'db.t3.micro',
  'db.t3.small',
  'db.t3.medium',
  'db.t4g.micro',
  'db.t4g.small',
  'db.t4g.medium',
  'db.m5.large',
  'db.m6g.large',
  'db.r6g.large',
];

export const majorOf = (version: string) => version.split('.').slice(0, 2).join('.');

/** End of support as AWS announced it; extended support is what costs extra. */
const lifecycles: Readonly<Record<string, { standard: readonly [string, string]; extended: readonly [string, string] }>> = {
  '5.7': { standard: ['2016-02-22', '2024-02-29'], extended: ['2024-03-01', '2027-02-28'] },
  '8.0': { standard: ['2018-10-23', '2026-07-31'], extended: ['2026-08-01', '2029-07-31'] },
  '8.4': { standard: ['2024-11-21', '2029-07-31'], extended: ['2029-08-01', '2032-07-31'] },
};

export const catalogueOperations: Operations = {
  DescribeDBEngineVersions: reads<DescribeDBEngineVersionsMessage, DBEngineVersionMessage>()(
    ['Engine', 'EngineVersion', 'DBParameterGroupFamily', 'DefaultOnly', 'MaxRecords', 'Marker'],
    (world, input) => {
      const newest = versions.at(-1);
      const chosen = ofMysql(input.Engine, versions)
        .filter((version) => input.EngineVersion === undefined || version === input.EngineVersion || version.startsWith(`${input.EngineVersion}.`))
        .filter((version) => input.DBParameterGroupFamily === undefined || familyOf(version) === input.DBParameterGroupFamily)
        .filter((version) => input.DefaultOnly !== true || version === newest);
      const shown = page(world, chosen, (version) => version, input);
      return { DBEngineVersions: shown.rows.map(engineVersion), ...nextMarker(shown) };
    },
  ),

  DescribeDBMajorEngineVersions: reads<DescribeDBMajorEngineVersionsRequest, DescribeDBMajorEngineVersionsResponse>()(
    ['Engine', 'MajorEngineVersion', 'MaxRecords', 'Marker'],
    (world, input) => {
      const chosen = ofMysql(input.Engine, Object.keys(lifecycles)).filter(
        (major) => input.MajorEngineVersion === undefined || major === input.MajorEngineVersion,
      );
      const shown = page(world, chosen, (major) => major, input);
      return { DBMajorEngineVersions: shown.rows.map(majorVersion), ...nextMarker(shown) };
    },
  ),

  DescribeOrderableDBInstanceOptions: reads<DescribeOrderableDBInstanceOptionsMessage, OrderableDBInstanceOptionsMessage>()(
    ['Engine', 'EngineVersion', 'DBInstanceClass', 'LicenseModel', 'Vpc', 'MaxRecords', 'Marker'],
    (world, input) => {
      if (input.Engine !== 'mysql') throw invalid(`Invalid DB engine: ${input.Engine}`);
      const chosen = versions
        .filter((version) => input.EngineVersion === undefined || version === input.EngineVersion)
        .flatMap((version) => classes.map((name) => orderable(world, version, name)))
        .filter((option) => input.DBInstanceClass === undefined || option.DBInstanceClass === input.DBInstanceClass)
        .filter((option) => input.LicenseModel === undefined || option.LicenseModel === input.LicenseModel)
        .filter((option) => input.Vpc === undefined || option.Vpc === input.Vpc);
      const shown = page(world, chosen, (option) => `${option.EngineVersion}/${option.DBInstanceClass}`, input);
      return { OrderableDBInstanceOptions: [...shown.rows], ...nextMarker(shown) };
    },
  ),
};

const ofMysql = (engine: string | undefined, rows: readonly string[]) => (engine === undefined || engine === 'mysql' ? rows : []);

export const familyOf = (version: string) => `mysql${majorOf(version)}`;

const engineVersion = (version: string) => ({
  Engine: 'mysql',
  MajorEngineVersion: majorOf(version),
  EngineVersion: version,
  DBParameterGroupFamily: familyOf(version),
  DBEngineDescription: 'MySQL Community Edition',
  DBEngineVersionDescription: `MySQL ${version}`,
  Status: 'available',
  SupportsReadReplica: false,
  ValidUpgradeTarget: versions.slice(versions.indexOf(version) + 1).map((target) => ({
    Engine: 'mysql',
    EngineVersion: target,
    Description: `MySQL ${target}`,
    AutoUpgrade: false,
    IsMajorVersionUpgrade: majorOf(target) !== majorOf(version),
  })),
});

function majorVersion(major: string): DBMajorEngineVersion {
  const { standard, extended } = lifecycles[major] ?? { standard: ['', ''], extended: ['', ''] };
  return {
    Engine: 'mysql',
    MajorEngineVersion: major,
    SupportedEngineLifecycles: [
      { LifecycleSupportName: 'open-source-rds-standard-support', ...span(standard) },
      { LifecycleSupportName: 'open-source-rds-extended-support', ...span(extended) },
    ],
  };
}

const span = ([from, to]: readonly [string, string]) => ({
  LifecycleSupportStartDate: new Date(`${from}T00:00:00Z`),
  LifecycleSupportEndDate: new Date(`${to}T23:59:59Z`),
});

const orderable = (world: World, version: string, name: string): OrderableDBInstanceOption => ({
  Engine: 'mysql',
  EngineVersion: version,
  DBInstanceClass: name,
  LicenseModel: 'general-public-license',
  AvailabilityZones: world.zones.map((zone) => ({ Name: zone.name })),
  MultiAZCapable: true,
  ReadReplicaCapable: false,
  Vpc: true,
  StorageType: 'gp3',
  SupportsStorageEncryption: false,
  MinStorageSize: 20,
  MaxStorageSize: 65_536,
});
