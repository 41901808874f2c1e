import type { DeleteDBInstanceMessage, DeleteDBInstanceResult } from '@aws-sdk/client-rds';
import { changes, type Operations } from '../operation.ts';
import type { Transitions, World } from '../world.ts';
import { tell } from './events.ts';
import { databaseAt, databaseIfThere, described, editDatabase, type Database } from './instances.ts';
import { disksOf } from './places.ts';
import { beginSnapshot, finishSnapshot, mustBeFreeSnapshot } from './snapshots.ts';
import { combination, notServed, wrongState } from './refusals.ts';

/** AWS time: the final snapshot, and the whole with and without one (aws.md section 3). */
const finalSnapshotMs = 240_000;
const deletionMs = { withSnapshot: 480_000, without: 300_000 };

type Deletion = Pick<DeleteDBInstanceMessage, 'SkipFinalSnapshot' | 'FinalDBSnapshotIdentifier' | 'DeleteAutomatedBackups'>;

export const deleteOperations: Operations = {
  DeleteDBInstance: changes<DeleteDBInstanceMessage, DeleteDBInstanceResult>()(
    ['DBInstanceIdentifier', 'SkipFinalSnapshot', 'FinalDBSnapshotIdentifier', 'DeleteAutomatedBackups'],
    (world, input) => {
      const database = databaseAt(world, input.DBInstanceIdentifier);
      if (database.DBInstanceStatus === 'deleting') throw wrongState(`Instance ${database.id} is already being deleted.`);
      if (database.DeletionProtection === true) {
        throw combination('Cannot delete protected DB Instance, please disable deletion protection and try again.');
      }
      if (input.DeleteAutomatedBackups === false) throw notServed('Retained automated backups are');
      const snapshotId = finalSnapshot(world, database, input);
      beginDeleting(world, database, snapshotId);
      return { DBInstance: described(databaseAt(world, database.id)) };
    },
  ),
};

export const deleteTransitions: Transitions = {
  'db.final-snapshot': async (world, id) => {
    const snapshotId = databaseIfThere(world, id)?.finalSnapshotId;
    if (snapshotId !== undefined) await finishSnapshot(world, snapshotId);
  },
  'db.deleted': async (world, id) => {
    const database = databaseIfThere(world, id);
    if (database?.DBInstanceStatus !== 'deleting') return;
    // Never the data before the snapshot of it, should a crash have delayed that one.
    if (database.finalSnapshotId !== undefined) await finishSnapshot(world, database.finalSnapshotId);
    world.table('dbInstance').remove(id);
    tell(world, id, 'deleted');
    await world.reality.disks.remove(world, disksOf(database));
  },
};

/** The final snapshot's identifier, or none when it is to be skipped. */
function finalSnapshot(world: World, database: Database, { SkipFinalSnapshot: skip = false, FinalDBSnapshotIdentifier: given }: Deletion): string | undefined {
  if (skip && given !== undefined) throw combination('FinalDBSnapshotIdentifier can not be specified when deleting with SkipFinalSnapshot.');
  if (skip) return undefined;
  if (given === undefined) throw combination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.');
  const id = mustBeFreeSnapshot(world, given);
  if (!['available', 'stopped'].includes(database.DBInstanceStatus ?? '')) {
    throw wrongState(`Cannot create a snapshot because the database instance ${database.id} is not currently in the available state.`);
  }
  return id;
}

function beginDeleting(world: World, database: Database, snapshotId: string | undefined): void {
  world.cancel(database.id);
  editDatabase(world, database.id, (row) => {
    row.DBInstanceStatus = 'deleting';
    if (snapshotId !== undefined) row.finalSnapshotId = snapshotId;
  });
  if (snapshotId !== undefined) {
    beginSnapshot(world, database, snapshotId, []);
    world.later(finalSnapshotMs, 'db.final-snapshot', database.id);
  }
  world.later(snapshotId === undefined ? deletionMs.without : deletionMs.withSnapshot, 'db.deleted', database.id);
}
