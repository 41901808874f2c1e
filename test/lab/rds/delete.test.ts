import {
  CreateDBSnapshotCommand,
  DeleteDBInstanceCommand,
  DeleteDBSnapshotCommand,
  DescribeDBSnapshotsCommand,
  RestoreDBInstanceFromDBSnapshotCommand,
  type DeleteDBInstanceCommandInput,
} from '@aws-sdk/client-rds';
import { describe, expect, it } from 'vitest';
import { id, minute, present, refusal, scene } from './scene.ts';

async function deletionScene() {
  const found = await scene();
  const { rds } = found.lab;
  return {
    ...found,
    remove: (more: Partial<DeleteDBInstanceCommandInput>) => rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: id, ...more })),
    snapshot: (name: string) => rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: id, DBSnapshotIdentifier: name })),
    snapshots: async (input = {}) => (await rds.send(new DescribeDBSnapshotsCommand(input))).DBSnapshots ?? [],
  };
}

describe('deleting the database', () => {
  it('is deleting for some minutes, then gone with 404, and the final snapshot stays', async () => {
    const { lab, remove, database, snapshots } = await deletionScene();
    const { DbiResourceId } = await database();
    expect((await remove({ FinalDBSnapshotIdentifier: 'Final' })).DBInstance?.DBInstanceStatus).toBe('deleting');
    expect((await snapshots({ DBSnapshotIdentifier: 'final' }))[0]?.Status).toBe('creating');
    await lab.advance(10 * minute);
    expect(await refusal(database())).toMatchObject({ code: 'DBInstanceNotFoundFault', status: 404 });
    expect(await snapshots()).toMatchObject([{ DBSnapshotIdentifier: 'final', Status: 'available', PercentProgress: 100, DbiResourceId }]);
  });

  it.each<[string, Partial<DeleteDBInstanceCommandInput>, string]>([
    ['neither snapshot nor skip', {}, 'InvalidParameterCombination'],
    ['both snapshot and skip', { SkipFinalSnapshot: true, FinalDBSnapshotIdentifier: 'final' }, 'InvalidParameterCombination'],
    ['a snapshot identifier that ends with a hyphen', { FinalDBSnapshotIdentifier: 'final-' }, 'InvalidParameterValue'],
  ])('refuses %s', async (_what, input, code) => {
    const { remove } = await deletionScene();
    expect((await refusal(remove(input))).code).toBe(code);
  });

  it('refuses a final snapshot whose identifier is taken', async () => {
    const { lab, remove, snapshot } = await deletionScene();
    await snapshot('final');
    await lab.advance(5 * minute);
    expect(await refusal(remove({ FinalDBSnapshotIdentifier: 'FINAL' }))).toMatchObject({
      code: 'DBSnapshotAlreadyExistsFault',
      message: 'Cannot create the snapshot because a snapshot with the identifier final already exists.',
    });
  });

  it('refuses a database that is protected', async () => {
    const { remove, modify } = await deletionScene();
    await modify({ DeletionProtection: true });
    expect(await refusal(remove({ SkipFinalSnapshot: true }))).toMatchObject({
      code: 'InvalidParameterCombination',
      message: 'Cannot delete protected DB Instance, please disable deletion protection and try again.',
    });
  });

  it('refuses a database that is being deleted', async () => {
    const { remove } = await deletionScene();
    await remove({ SkipFinalSnapshot: true });
    expect(await refusal(remove({ SkipFinalSnapshot: true }))).toMatchObject({
      code: 'InvalidDBInstanceStateFault',
      message: 'Instance database-1 is already being deleted.',
    });
  });

  it('during a Multi-AZ change ends that change too', async () => {
    const { lab, remove, modify, database } = await deletionScene();
    await modify({ MultiAZ: true });
    await lab.advance(minute);
    await remove({ SkipFinalSnapshot: true });
    await lab.advance(15 * minute);
    expect((await refusal(database())).code).toBe('DBInstanceNotFoundFault');
  });
});

describe('a snapshot', () => {
  it('is taken while the database goes on, which is backing-up meanwhile', async () => {
    const { lab, snapshot, snapshots, database } = await deletionScene();
    await snapshot('before');
    expect((await database()).DBInstanceStatus).toBe('backing-up');
    await lab.advance(5 * minute);
    expect((await database()).DBInstanceStatus).toBe('available');
    expect(await snapshots({ DBInstanceIdentifier: id, SnapshotType: 'manual' })).toMatchObject([{ Status: 'available', MasterUsername: 'wordpress' }]);
  });

  it('can be restored to a new instance, with the same name after the first is gone', async () => {
    const { lab, remove, database, group } = await deletionScene();
    const before = await database();
    await remove({ FinalDBSnapshotIdentifier: 'final' });
    await lab.advance(10 * minute);
    await lab.rds.send(
      new RestoreDBInstanceFromDBSnapshotCommand({
        DBInstanceIdentifier: id,
        DBSnapshotIdentifier: 'final',
        DBSubnetGroupName: 'wordpress-db',
        VpcSecurityGroupIds: [group('db-sg')],
      }),
    );
    expect((await database()).Endpoint).toBeUndefined();
    await lab.advance(10 * minute);
    const after = await database();
    expect(after).toMatchObject({ DBInstanceStatus: 'available', MultiAZ: false, Endpoint: { Address: before.Endpoint?.Address } });
    expect(after.DbiResourceId).not.toBe(before.DbiResourceId);
  });

  it('that is not done cannot be restored', async () => {
    const { lab, snapshot } = await deletionScene();
    await snapshot('before');
    const restore = lab.rds.send(
      new RestoreDBInstanceFromDBSnapshotCommand({ DBInstanceIdentifier: 'again', DBSnapshotIdentifier: 'before', DBSubnetGroupName: 'wordpress-db' }),
    );
    expect((await refusal(restore)).code).toBe('InvalidDBSnapshotStateFault');
  });

  it('that was deleted is not found', async () => {
    const { lab, snapshot, snapshots } = await deletionScene();
    await snapshot('before');
    await lab.advance(5 * minute);
    const removed = await lab.rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: 'before' }));
    expect(present(removed.DBSnapshot).Status).toBe('deleted');
    expect(await refusal(snapshots({ DBSnapshotIdentifier: 'before' }))).toMatchObject({ code: 'DBSnapshotNotFoundFault', status: 404 });
  });
});
