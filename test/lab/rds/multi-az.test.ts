import { describe, expect, it } from 'vitest';
import { id, minute, refusal, scene } from './scene.ts';

describe('making the database Multi-AZ', () => {
  it('stays available for a while with the change pending, then modifies, then has a standby in the other zone', async () => {
    const { lab, modify, database } = await scene();
    const { AvailabilityZone: first } = await database();
    const { DBInstance: answered } = await modify({ MultiAZ: true });
    expect([answered?.DBInstanceStatus, answered?.MultiAZ, answered?.PendingModifiedValues?.MultiAZ]).toEqual(['available', false, true]);
    await lab.advance(minute);
    expect(await database()).toMatchObject({ DBInstanceStatus: 'modifying', MultiAZ: false, PendingModifiedValues: { MultiAZ: true } });
    await lab.advance(14 * minute);
    const after = await database();
    expect(after).toMatchObject({ DBInstanceStatus: 'available', MultiAZ: true, AvailabilityZone: first });
    expect(after.PendingModifiedValues?.MultiAZ).toBeUndefined();
    expect(after.SecondaryAvailabilityZone).toMatch(/^ap-northeast-1[ac]$/);
    expect(after.SecondaryAvailabilityZone).not.toBe(first);
  });

  it('tells of it in events', async () => {
    const { makeMultiAz, messages } = await scene();
    await makeMultiAz();
    expect(await messages()).toEqual([
      'Applying modification to convert to a Multi-AZ DB instance',
      'Finished applying modification to convert to a Multi-AZ DB instance',
    ]);
  });

  it('waits for the maintenance window without ApplyImmediately, and comes along with the next change that has it', async () => {
    const { lab, modify, database } = await scene();
    await modify({ MultiAZ: true, ApplyImmediately: false });
    await lab.advance(60 * minute);
    expect(await database()).toMatchObject({ DBInstanceStatus: 'available', MultiAZ: false, PendingModifiedValues: { MultiAZ: true } });
    await modify({ DBInstanceClass: 'db.t3.small' });
    await lab.advance(15 * minute);
    expect(await database()).toMatchObject({ MultiAZ: true, DBInstanceClass: 'db.t3.small' });
  });

  it('is no error when it is so already', async () => {
    const { makeMultiAz, modify, database } = await scene();
    await makeMultiAz();
    await modify({ MultiAZ: true });
    expect(await database()).toMatchObject({ DBInstanceStatus: 'available', MultiAZ: true });
  });

  it('needs subnets in two zones', async () => {
    const { lab, modify } = await scene();
    lab.lab.home.table('dbInstance').edit(id, (row) => void row.DBSubnetGroup?.Subnets?.splice(1));
    const { code, message } = await refusal(modify({ MultiAZ: true }));
    expect(code).toBe('DBSubnetGroupDoesNotCoverEnoughAZs');
    expect(message).toContain('Current coverage: 1');
  });

  it('can be taken back', async () => {
    const { lab, makeMultiAz, modify, database } = await scene();
    await makeMultiAz();
    await modify({ MultiAZ: false });
    await lab.advance(10 * minute);
    const after = await database();
    expect([after.MultiAZ, after.SecondaryAvailabilityZone, after.DBInstanceStatus]).toEqual([false, undefined, 'available']);
  });
});

describe('modifying the database', () => {
  it('is refused while it is being modified', async () => {
    const { lab, modify } = await scene();
    await modify({ MultiAZ: true });
    await lab.advance(2 * minute);
    const { code, status } = await refusal(modify({ BackupRetentionPeriod: 7 }));
    expect([code, status]).toEqual(['InvalidDBInstanceStateFault', 400]);
  });

  it('with nothing to modify is refused', async () => {
    const { modify } = await scene();
    expect(await refusal(modify({}))).toMatchObject({ code: 'InvalidParameterCombination', message: 'No modifications were requested' });
  });

  it('sets deletion protection at once', async () => {
    const { modify, database } = await scene();
    await modify({ DeletionProtection: true, ApplyImmediately: false });
    expect((await database()).DeletionProtection).toBe(true);
  });

  it('never shows a pending password', async () => {
    const { lab, modify, database } = await scene();
    await modify({ MasterUserPassword: 'correct-horse' });
    expect(await database()).toMatchObject({ DBInstanceStatus: 'resetting-master-credentials', PendingModifiedValues: { MasterUserPassword: '****' } });
    await lab.advance(minute);
    expect((await database()).DBInstanceStatus).toBe('available');
    expect(lab.lab.home.table('dbInstance').get(id)?.users).toContainEqual({ name: 'wordpress', password: 'correct-horse' });
  });

  it('of an instance that is not there is refused with 404', async () => {
    const { modify } = await scene();
    expect(await refusal(modify({ DBInstanceIdentifier: 'nobody', MultiAZ: true }))).toMatchObject({
      code: 'DBInstanceNotFoundFault',
      status: 404,
      message: 'DBInstance nobody not found.',
    });
  });

  it('finds it whatever the case of its identifier', async () => {
    const { database } = await scene();
    expect((await database('DataBase-1')).DBInstanceIdentifier).toBe('database-1');
  });
});
