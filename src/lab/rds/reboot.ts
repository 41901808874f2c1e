import type { RebootDBInstanceMessage, RebootDBInstanceResult } from '@aws-sdk/client-rds';
import { changes, type Operations } from '../operation.ts';
import type { Transitions, World } from '../world.ts';
import { tell } from './events.ts';
import { databaseAt, databaseIfThere, described, editDatabase, type Database } from './instances.ts';
import { combination, wrongState } from './refusals.ts';

/** AWS time without an engine (aws.md section 3), and what the restart's event comes later than the failover's end. */
const rebootMs = 25_000;
const failoverMs = 80_000;
const restartedMs = 15_000;
/** A forced failover this soon after another is abandoned, though the call succeeded; the span is an assumption. */
const tooSoonMs = 600_000;

export const rebootOperations: Operations = {
  RebootDBInstance: changes<RebootDBInstanceMessage, RebootDBInstanceResult>()(['DBInstanceIdentifier', 'ForceFailover'], (world, input) => {
    const database = databaseAt(world, input.DBInstanceIdentifier);
    if (input.ForceFailover === true && !database.MultiAZ) {
      throw combination('Force failover is not available because the DB instance is not configured for Multi-AZ');
    }
    if (database.DBInstanceStatus !== 'available') throw wrongState('Instance cannot currently reboot due to an in-progress management operation.');
    if (input.ForceFailover === true) failOver(world, database);
    else reboot(world, database);
    return { DBInstance: described(databaseAt(world, database.id)) };
  }),
};

export const rebootTransitions: Transitions = {
  'db.rebooted': (world, id) => {
    if (databaseIfThere(world, id)?.DBInstanceStatus !== 'rebooting') return;
    editDatabase(world, id, (row) => {
      row.DBInstanceStatus = 'available';
      row.boot += 1;
    });
    tell(world, id, 'restarted');
  },
  'db.failed-over': (world, id) => {
    if (databaseIfThere(world, id)?.DBInstanceStatus !== 'rebooting') return;
    editDatabase(world, id, (row) => {
      [row.AvailabilityZone, row.SecondaryAvailabilityZone] = [row.SecondaryAvailabilityZone, row.AvailabilityZone];
      row.DBInstanceStatus = 'available';
      row.boot += 1;
    });
    tell(world, id, 'failoverCompleted');
    tell(world, id, 'failoverAsked');
    world.later(restartedMs, 'db.restarted', id);
  },
  'db.restarted': (world, id) => {
    if (databaseIfThere(world, id) !== undefined) tell(world, id, 'restarted');
  },
};

function reboot(world: World, { id }: Database): void {
  editDatabase(world, id, (row) => {
    row.DBInstanceStatus = 'rebooting';
  });
  tell(world, id, 'shutDown');
  world.later(rebootMs, 'db.rebooted', id);
}

function failOver(world: World, { id, lastFailoverAt }: Database): void {
  const now = world.clock.now();
  if (lastFailoverAt !== undefined && now.getTime() - lastFailoverAt.getTime() < world.clock.scaled(tooSoonMs)) return tell(world, id, 'failoverAbandoned');
  editDatabase(world, id, (row) => {
    row.DBInstanceStatus = 'rebooting';
    row.lastFailoverAt = now;
  });
  tell(world, id, 'failoverStarted');
  world.later(failoverMs, 'db.failed-over', id);
}
