import { describe, expect, it } from 'vitest';
import { engineRuns } from '../../../src/lab/rds/engine-states.ts';
import { id, minute, refusal, scene } from './scene.ts';

describe('rebooting with a failover', () => {
  it('takes the engine down, swaps the zones and brings it up on the other side', async () => {
    const { lab, makeMultiAz, reboot, database } = await scene();
    await makeMultiAz();
    const before = await database();
    const boot = lab.lab.home.table('dbInstance').get(id)?.boot ?? 0;
    expect((await reboot(true)).DBInstance?.DBInstanceStatus).toBe('rebooting');
    expect(engineRuns((await database()).DBInstanceStatus ?? '')).toBe(false);
    await lab.advance(2 * minute);
    expect(await database()).toMatchObject({
      DBInstanceStatus: 'available',
      AvailabilityZone: before.SecondaryAvailabilityZone,
      SecondaryAvailabilityZone: before.AvailabilityZone,
      Endpoint: before.Endpoint,
    });
    expect(lab.lab.home.table('dbInstance').get(id)?.boot).toBe(boot + 1);
  });

  it('is told of in events: started, completed, restarted', async () => {
    const { lab, makeMultiAz, reboot, messages } = await scene();
    await makeMultiAz();
    await reboot(true);
    await lab.advance(2 * minute);
    expect((await messages()).slice(2)).toEqual([
      'Multi-AZ instance failover started',
      'Multi-AZ instance failover completed',
      'The user requested a failover of the DB instance',
      'DB instance restarted',
    ]);
  });

  it('soon after another is abandoned, though the call succeeds', async () => {
    const { lab, makeMultiAz, reboot, database, messages } = await scene();
    await makeMultiAz();
    await reboot(true);
    await lab.advance(3 * minute);
    const before = await database();
    await reboot(true);
    await lab.advance(3 * minute);
    expect(await database()).toMatchObject({ DBInstanceStatus: 'available', AvailabilityZone: before.AvailabilityZone });
    expect((await messages()).at(-1)).toBe('Abandoning user requested failover since a failover recently occurred on the database instance');
  });

  it('a quarter of an hour after another fails over again', async () => {
    const { lab, makeMultiAz, reboot, database } = await scene();
    await makeMultiAz();
    const { AvailabilityZone: home } = await database();
    for (let times = 0; times < 2; times += 1) {
      await reboot(true);
      await lab.advance(15 * minute);
    }
    expect((await database()).AvailabilityZone).toBe(home);
  });

  it('is refused for a database in one zone', async () => {
    const { reboot } = await scene();
    expect((await refusal(reboot(true))).code).toBe('InvalidParameterCombination');
  });

  it('is refused while the one before is under way', async () => {
    const { makeMultiAz, reboot } = await scene();
    await makeMultiAz();
    await reboot(true);
    expect((await refusal(reboot(true))).code).toBe('InvalidDBInstanceStateFault');
  });
});

it('a plain reboot keeps the zone', async () => {
  const { lab, reboot, database, messages } = await scene();
  const before = await database();
  await reboot(false);
  expect((await database()).DBInstanceStatus).toBe('rebooting');
  await lab.advance(minute);
  expect(await database()).toMatchObject({ DBInstanceStatus: 'available', AvailabilityZone: before.AvailabilityZone });
  expect(await messages()).toEqual(['DB instance shutdown', 'DB instance restarted']);
});
