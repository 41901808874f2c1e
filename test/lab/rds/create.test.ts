import {
  DeleteDBSubnetGroupCommand,
  DescribeDBInstancesCommand,
  DescribeDBSubnetGroupsCommand,
  StartDBInstanceCommand,
  StopDBInstanceCommand,
  type CreateDBInstanceCommandInput,
} from '@aws-sdk/client-rds';
import { describe, expect, it } from 'vitest';
import { id, minute, present, refusal, scene } from './scene.ts';

describe('creating a database', () => {
  it('has an endpoint only when its machine is there, and is available after its first backup', async () => {
    const { lab, create, database } = await scene();
    expect(await create({ DBInstanceIdentifier: 'Blog' })).toMatchObject({ DBInstanceIdentifier: 'blog', DBInstanceStatus: 'creating' });
    expect((await database('blog')).Endpoint).toBeUndefined();
    await lab.advance(4.5 * minute);
    expect(await database('blog')).toMatchObject({ DBInstanceStatus: 'backing-up', Endpoint: { Port: 3306 } });
    await lab.advance(2 * minute);
    const done = await database('blog');
    expect(done.DBInstanceStatus).toBe('available');
    expect(done.Endpoint?.Address).toMatch(/^blog\.[a-z0-9]{12}\.ap-northeast-1\.rds\.localhost$/);
  });

  it('in two zones has a standby from the beginning', async () => {
    const { create, database } = await scene();
    await create({ MultiAZ: true });
    const { AvailabilityZone: one, SecondaryAvailabilityZone: other } = await database('blog');
    expect([one, other].toSorted()).toEqual(['ap-northeast-1a', 'ap-northeast-1c']);
  });

  it.each<[string, Partial<CreateDBInstanceCommandInput>, string]>([
    ['an identifier that is taken', { DBInstanceIdentifier: 'DATABASE-1' }, 'DBInstanceAlreadyExistsFault'],
    ['an identifier that ends with a hyphen', { DBInstanceIdentifier: 'blog-' }, 'InvalidParameterValue'],
    ['another engine', { Engine: 'postgres' }, 'InvalidParameterValue'],
    ['a version that is not there', { EngineVersion: '5.1' }, 'InvalidParameterCombination'],
    ['a class that is not there', { DBInstanceClass: 'db.x9.huge' }, 'InvalidParameterCombination'],
    ['too little storage', { AllocatedStorage: 5 }, 'InvalidParameterValue'],
    ['a short password', { MasterUserPassword: 'short' }, 'InvalidParameterValue'],
    ['an unknown subnet group', { DBSubnetGroupName: 'nowhere' }, 'DBSubnetGroupNotFoundFault'],
    ['an unknown security group', { VpcSecurityGroupIds: ['sg-0123456789abcdef0'] }, 'InvalidParameterValue'],
    ['a backup window that is none', { PreferredBackupWindow: 'at night' }, 'InvalidParameterValue'],
    ['a maintenance window that is none', { PreferredMaintenanceWindow: 'sunday' }, 'InvalidParameterValue'],
    ['a zone for a Multi-AZ instance', { MultiAZ: true, AvailabilityZone: 'ap-northeast-1a' }, 'InvalidParameterCombination'],
    ['a member that the lab does not read', { KmsKeyId: 'key' }, 'InvalidParameterCombination'],
    ['encrypted storage, which the lab has not', { StorageEncrypted: true }, 'InvalidParameterCombination'],
  ])('refuses %s', async (_what, input, code) => {
    const { create } = await scene();
    expect((await refusal(create(input))).code).toBe(code);
  });
});

describe('describing databases', () => {
  it('takes 20 to 100 a page', async () => {
    const { lab } = await scene();
    expect(await refusal(lab.rds.send(new DescribeDBInstancesCommand({ MaxRecords: 10 })))).toMatchObject({
      code: 'InvalidParameterValue',
      message: 'Invalid value 10 for MaxRecords. Must be between 20 and 100',
    });
  });

  it('goes on where the last page ended', async () => {
    const { lab, create } = await scene();
    for (let number = 1; number <= 20; number += 1) await create({ DBInstanceIdentifier: `blog-${number}` });
    const first = await lab.rds.send(new DescribeDBInstancesCommand({ MaxRecords: 20 }));
    const second = await lab.rds.send(new DescribeDBInstancesCommand({ MaxRecords: 20, Marker: present(first.Marker) }));
    expect([first.DBInstances?.length, second.DBInstances?.length, second.Marker]).toEqual([20, 1, undefined]);
  });

  it('filters by engine', async () => {
    const { lab } = await scene();
    const count = async (engine: string) =>
      (await lab.rds.send(new DescribeDBInstancesCommand({ Filters: [{ Name: 'engine', Values: [engine] }] }))).DBInstances?.length;
    expect([await count('mysql'), await count('postgres')]).toEqual([1, 0]);
  });
});

it('a database is stopped and started again, with the same endpoint', async () => {
  const { lab, database } = await scene();
  const { Endpoint } = await database();
  await lab.rds.send(new StopDBInstanceCommand({ DBInstanceIdentifier: id }));
  expect((await refusal(lab.rds.send(new StartDBInstanceCommand({ DBInstanceIdentifier: id })))).code).toBe('InvalidDBInstanceStateFault');
  await lab.advance(3 * minute);
  expect((await database()).DBInstanceStatus).toBe('stopped');
  await lab.rds.send(new StartDBInstanceCommand({ DBInstanceIdentifier: id }));
  await lab.advance(5 * minute);
  expect(await database()).toMatchObject({ DBInstanceStatus: 'available', Endpoint });
});

describe('a subnet group', () => {
  it('covers two zones or is refused', async () => {
    const { subnetGroup } = await scene();
    expect((await refusal(subnetGroup('narrow', ['private-subnet-1']))).code).toBe('DBSubnetGroupDoesNotCoverEnoughAZs');
    expect((await subnetGroup('Wide', ['private-subnet-1', 'private-subnet-2'])).DBSubnetGroup?.DBSubnetGroupName).toBe('wide');
    expect((await refusal(subnetGroup('wide', ['private-subnet-1', 'private-subnet-2']))).code).toBe('DBSubnetGroupAlreadyExistsFault');
  });

  it('that a database uses cannot be deleted', async () => {
    const { lab } = await scene();
    const remove = (DBSubnetGroupName: string) => lab.rds.send(new DeleteDBSubnetGroupCommand({ DBSubnetGroupName }));
    expect((await refusal(remove('wordpress-db'))).code).toBe('InvalidDBSubnetGroupStateFault');
    expect((await refusal(remove('nowhere'))).code).toBe('DBSubnetGroupNotFoundFault');
    const { DBSubnetGroups = [] } = await lab.rds.send(new DescribeDBSubnetGroupsCommand({}));
    expect(DBSubnetGroups.map((group) => group.DBSubnetGroupName)).toEqual(['wordpress-db']);
  });
});
