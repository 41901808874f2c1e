import type { StartDBInstanceMessage, StartDBInstanceResult, StopDBInstanceMessage, StopDBInstanceResult } from '@aws-sdk/client-rds';
import { changes, type Operations } from '../operation.ts';
import type { Transitions, World } from '../world.ts';
import { tell } from './events.ts';
import { databaseAt, databaseIfThere, described, editDatabase } from './instances.ts';
import { wrongState } from './refusals.ts';

const stoppingMs = 120_000;
const startingMs = 240_000;
/** RDS starts by itself what was stopped for seven days. */
const longestRestMs = 7 * 24 * 3_600_000;

export const restOperations: Operations = {
  StopDBInstance: changes<StopDBInstanceMessage, StopDBInstanceResult>()(['DBInstanceIdentifier'], (world, input) => {
    const { id } = mustBe(world, input.DBInstanceIdentifier, 'available');
    setStatus(world, id, 'stopping');
    world.later(stoppingMs, 'db.stopped', id);
    return { DBInstance: described(databaseAt(world, id)) };
  }),

  StartDBInstance: changes<StartDBInstanceMessage, StartDBInstanceResult>()(['DBInstanceIdentifier'], (world, input) => {
    const { id } = mustBe(world, input.DBInstanceIdentifier, 'stopped');
    begin(world, id);
    return { DBInstance: described(databaseAt(world, id)) };
  }),
};

export const restTransitions: Transitions = {
  'db.stopped': (world, id) => {
    if (databaseIfThere(world, id)?.DBInstanceStatus !== 'stopping') return;
    editDatabase(world, id, (row) => {
      row.DBInstanceStatus = 'stopped';
      row.AutomaticRestartTime = new Date(world.clock.now().getTime() + world.clock.scaled(longestRestMs));
    });
    tell(world, id, 'stopped');
    world.later(longestRestMs, 'db.rested', id);
  },
  'db.rested': (world, id) => {
    if (databaseIfThere(world, id)?.DBInstanceStatus === 'stopped') begin(world, id);
  },
  'db.started': (world, id) => {
    if (databaseIfThere(world, id)?.DBInstanceStatus !== 'starting') return;
    editDatabase(world, id, (row) => {
      row.DBInstanceStatus = 'available';
      row.boot += 1;
    });
    tell(world, id, 'started');
  },
};

function begin(world: World, id: string): void {
  world.cancel(id, 'db.rested');
  editDatabase(world, id, (row) => {
    row.DBInstanceStatus = 'starting';
    delete row.AutomaticRestartTime;
  });
  world.later(startingMs, 'db.started', id);
}

function mustBe(world: World, given: string | undefined, status: 'available' | 'stopped') {
  const database = databaseAt(world, given);
  if (database.DBInstanceStatus !== status) throw wrongState(`Instance ${database.id} is not in ${status} state.`);
  return database;
}

function setStatus(world: World, id: string, status: string): void {
  editDatabase(world, id, (row) => {
    row.DBInstanceStatus = status;
  });
}
