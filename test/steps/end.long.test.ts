import { DescribeDBSnapshotsCommand, ListTagsForResourceCommand, ModifyDBInstanceCommand } from '@aws-sdk/client-rds';
import { describe, expect, test } from 'vitest';
import { OutcomeUnknown } from '../../src/aws/failures.ts';
import { undo, undoAll } from '../../src/runner.ts';
import { deleteDatabase } from '../../src/steps/finish.ts';
import type { Outputs, StepId } from '../../src/step.ts';
import { sharedBench, type Wizard } from './bench.ts';

const bench = sharedBench();

async function output<Id extends StepId>(wizard: Wizard, id: Id): Promise<Outputs[Id]> {
  const finding = await wizard.finding(id);
  if (finding.state !== 'done') throw new Error(`${id} is ${finding.state}`);
  return finding.output as Outputs[Id];
}

const stateOf = (id: string) => bench().lab.home.table('instance').get(id)?.State?.Name;
const database = () => bench().lab.home.table('dbInstance').all()[0];
const failovers = () =>
  bench()
    .lab.home.table('dbEvent')
    .all()
    .filter((event) => event.Message?.includes('failover completed')).length;

// One blog, from the drills to its end.
describe.sequential('at the end of the journey', { shuffle: false, timeout: 90_000 }, () => {
  test('a drill that is interrupted while the server is down brings it back before it ends', async () => {
    const wizard: Wizard = bench().wizard({
      around: async (intent, act) => {
        const result = await act();
        if (intent.op === 'ec2:StopInstances') setImmediate(wizard.stop);
        return result;
      },
    });
    await expect(wizard.walk({ until: 'drill-web' })).rejects.toMatchObject({ name: 'Interrupted' });
    const again = bench().wizard();
    const { server2 } = await output(again, 'launch-server-2').catch(() => ({ server2: '' }));
    expect(server2).not.toBe('');
    expect(stateOf(server2)).toBe('running');
    expect(await again.finding('drill-web')).toEqual({ state: 'todo' });
  });

  test('the drill is measured, its figures stand in a tag, and undone they are gone', async () => {
    const wizard = bench().wizard();
    expect(await wizard.walk({ until: 'drill-web' })).toBe('ok');
    const measured = await output(bench().wizard({ forgetful: true }), 'drill-web');
    expect(measured.sent).toBeGreaterThan(10);
    expect(measured.failed).toBeLessThan(measured.sent / 2);
    await undo(wizard.ports, 'drill-web');
    expect(await wizard.finding('drill-web')).toEqual({ state: 'todo' });
  });

  test('a standby that was there before us stays when the step is undone', async () => {
    const { rds } = bench().hand;
    await rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: 'database-1', MultiAZ: true, ApplyImmediately: true }));
    const wizard = bench().wizard();
    await wizard.walk({ from: 'multi-az', until: 'multi-az' });
    expect(await wizard.finding('multi-az')).toMatchObject({ state: 'done' });
    await undo(wizard.ports, 'multi-az');
    expect(database()?.MultiAZ).toBe(true);
  });

  test('a failover whose answer is lost is never sent again, and is measured all the same', async () => {
    const wizard = bench().wizard({
      around: async (intent, act) => {
        const result = await act();
        if (intent.op === 'rds:RebootDBInstance') throw new OutcomeUnknown(intent.op, new Error('lost'));
        return result;
      },
    });
    expect(await wizard.walk({ only: 'drill-database' })).toBe('ok');
    expect(failovers()).toBe(1);
    expect((await output(bench().wizard({ forgetful: true }), 'drill-database')).failed).toBeGreaterThan(0);
  });

  test('undone and done again it is one more failover, and no figure of the first is taken for the second', async () => {
    const wizard = bench().wizard();
    await undo(wizard.ports, 'drill-database');
    expect(await wizard.finding('drill-database')).toEqual({ state: 'todo' });
    await wizard.walk({ only: 'drill-database' }).catch((error: unknown) => expect(error).toMatchObject({ code: 'failover-abandoned' }));
    expect(failovers()).toBeLessThanOrEqual(2);
  });

  test('the list of what is billing has every thing once, and sums up', async () => {
    const wizard = bench().wizard();
    await wizard.walk({ from: 'finish' });
    const { stillBilling } = await output(wizard, 'finish');
    expect(stillBilling.map((one) => one.thing.split(' ')[0])).toEqual(['EC2', 'EC2', 'ALB', 'AMI', 'RDS']);
    expect(new Set(stillBilling.map((one) => one.id)).size).toBe(5);
    expect(stillBilling.every((one) => one.usdPerMonth > 0)).toBe(true);
  });

  test('the database ends with one last copy, which knows the address from before, though the answer to its deletion is lost; twice is fine', async () => {
    const wizard = bench().wizard();
    const preflight = await output(wizard, 'preflight');
    const id = `rb-database-1-final-0badcafe`;
    const ctx = await wizard.context('finish');
    bench().lab.faults.break({ what: 'reset', operation: 'DeleteDBInstance' }, []);
    expect(await deleteDatabase({ ...ctx, outputs: { preflight } })).toBe(id);
    wizard.aws.forget();
    expect(await deleteDatabase({ ...ctx, outputs: { preflight } })).toBe(id);
    const { DBSnapshots = [] } = await bench().hand.rds.send(new DescribeDBSnapshotsCommand({ SnapshotType: 'manual' }));
    expect(DBSnapshots.map((one) => [one.DBSnapshotIdentifier, one.Status])).toEqual([[id, 'available']]);
    const { TagList = [] } = await bench().hand.rds.send(new ListTagsForResourceCommand({ ResourceName: DBSnapshots[0]?.DBSnapshotArn }));
    expect(TagList).toContainEqual({ Key: 'redundant-blog:siteurl-before', Value: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/) });
    expect(database()).toBeUndefined();
  });

  test('without its database the rest can still be taken down', async () => {
    await undoAll(bench().wizard().ports);
    const { home } = bench().lab;
    expect([home.table('loadBalancer').all(), home.table('targetGroup').all()]).toEqual([[], []]);
    expect(
      home
        .table('instance')
        .all()
        .filter((one) => one.State?.Name !== 'terminated')
        .map((one) => one.Tags?.find((tag) => tag.Key === 'Name')?.Value),
    ).toEqual(['Web Server1']);
  });
});
