import {
  AddTagsToResourceCommand,
  DescribeDBEngineVersionsCommand,
  DescribeDBMajorEngineVersionsCommand,
  DescribeOrderableDBInstanceOptionsCommand,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
} from '@aws-sdk/client-rds';
import { expect, it } from 'vitest';
import { present, refusal, scene } from './scene.ts';

it('the major version of the base tells until when it is supported', async () => {
  const { lab } = await scene();
  const { DBMajorEngineVersions = [] } = await lab.rds.send(new DescribeDBMajorEngineVersionsCommand({ Engine: 'mysql', MajorEngineVersion: '8.4' }));
  expect(DBMajorEngineVersions[0]?.SupportedEngineLifecycles?.map((cycle) => cycle.LifecycleSupportName)).toEqual([
    'open-source-rds-standard-support',
    'open-source-rds-extended-support',
  ]);
});

it('versions and classes on offer hold those of the base', async () => {
  const { lab, database } = await scene();
  const { EngineVersion, DBInstanceClass } = await database();
  const { DBEngineVersions = [] } = await lab.rds.send(new DescribeDBEngineVersionsCommand({ Engine: 'mysql' }));
  expect(DBEngineVersions.map((row) => row.EngineVersion)).toContain(EngineVersion);
  const { OrderableDBInstanceOptions = [] } = await lab.rds.send(
    new DescribeOrderableDBInstanceOptionsCommand({ Engine: 'mysql', EngineVersion, DBInstanceClass }),
  );
  expect(OrderableDBInstanceOptions.map((row) => row.MultiAZCapable)).toEqual([true]);
});

it('tags of a database are added, overwritten, listed and taken off', async () => {
  const { lab, database } = await scene();
  const ResourceName = present((await database()).DBInstanceArn);
  await lab.rds.send(
    new AddTagsToResourceCommand({
      ResourceName,
      Tags: [
        { Key: 'run', Value: '1' },
        { Key: 'step', Value: 'a' },
      ],
    }),
  );
  await lab.rds.send(new AddTagsToResourceCommand({ ResourceName, Tags: [{ Key: 'run', Value: '2' }] }));
  await lab.rds.send(new RemoveTagsFromResourceCommand({ ResourceName, TagKeys: ['step'] }));
  expect((await lab.rds.send(new ListTagsForResourceCommand({ ResourceName }))).TagList).toEqual([{ Key: 'run', Value: '2' }]);
  expect((await database()).TagList).toEqual([{ Key: 'run', Value: '2' }]);
  expect((await refusal(lab.rds.send(new ListTagsForResourceCommand({ ResourceName: `${ResourceName}0` })))).code).toBe('DBInstanceNotFoundFault');
});
