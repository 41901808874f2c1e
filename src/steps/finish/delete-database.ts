import { AddTagsToResourceCommand, DeleteDBInstanceCommand, type DBInstance, type DBSnapshot } from '@aws-sdk/client-rds';
import { isAws } from '../../aws/failures.ts';
import { findBalancer } from '../../aws/find/balancers.ts';
import { finalSnapshotId } from '../../aws/find/billing.ts';
import { findDatabase, findSnapshot } from '../../aws/find/databases.ts';
import { ours } from '../../aws/find/seeker.ts';
import { tagsFor, tagValue } from '../../aws/ownership.ts';
import { waitUntil } from '../../aws/poll.ts';
import { UserError } from '../../errors.ts';
import type { StepContext } from '../../step.ts';

type Context = StepContext<'preflight'>;

/**
 * Deletes the database as the tutorial ends, after a last copy (final snapshot) of it. Again is fine: what an earlier
 * call began is waited for. Returns the copy's name.
 */
export async function deleteDatabase(ctx: Context): Promise<string> {
  const { identifier } = ctx.outputs.preflight.database;
  const snapshotId = finalSnapshotId(ctx, identifier);
  const database = await findDatabase(ctx, ctx.outputs.preflight.database);
  if (database === undefined) await copyMustBeOurs(ctx, snapshotId);
  else if (database.DBInstanceStatus !== 'deleting') await sendDelete(ctx, database, snapshotId);
  await waitUntilCopied(ctx, snapshotId);
  await waitUntilGone(ctx);
  return snapshotId;
}

async function copyMustBeOurs(ctx: Context, snapshotId: string): Promise<void> {
  const { identifier, resourceId } = ctx.outputs.preflight.database;
  const snapshot = await findSnapshot(ctx, snapshotId);
  if (snapshot === undefined || snapshot.DbiResourceId !== resourceId) throw new UserError('database-gone', [identifier]);
}

async function sendDelete(ctx: Context, database: DBInstance, snapshotId: string): Promise<void> {
  const { identifier, resourceId } = ctx.outputs.preflight.database;
  if (database.DeletionProtection === true) throw new UserError('database-protected', [identifier]);
  const taken = await findSnapshot(ctx, snapshotId);
  if (taken !== undefined) throw new UserError('snapshot-taken', [snapshotId, taken.DbiResourceId === resourceId ? identifier : (taken.DbiResourceId ?? '')]);
  await waitUntil<true>({
    what: ctx.words.steps.finish.deleting(identifier),
    every: 10_000,
    usual: 5_000,
    deadline: 1_800_000,
    ctx,
    look: async () => {
      const now = await findDatabase(ctx, ctx.outputs.preflight.database);
      if (now === undefined || now.DBInstanceStatus === 'deleting') return { done: true };
      return (await sent(ctx, identifier, snapshotId)) ? { done: true } : { waiting: now.DBInstanceStatus ?? '' };
    },
  });
}

/** False: the database is busy and did not listen. The copy's name is unique, so a second send cannot make a second copy. */
async function sent(ctx: Context, identifier: string, snapshotId: string): Promise<boolean> {
  const command = new DeleteDBInstanceCommand({ DBInstanceIdentifier: identifier, SkipFinalSnapshot: false, FinalDBSnapshotIdentifier: snapshotId });
  try {
    await ctx.aws.rds.change(command, { repeatable: true });
    return true;
  } catch (error) {
    if (isAws(error, 'DBInstanceNotFound', 'DBSnapshotAlreadyExists')) return true;
    if (isAws(error, 'InvalidDBInstanceState')) return false;
    throw error;
  }
}

async function waitUntilCopied(ctx: Context, snapshotId: string): Promise<void> {
  const snapshot = await waitUntil<DBSnapshot>({
    what: ctx.words.steps.finish.copying(snapshotId),
    every: 12_000,
    usual: 300_000,
    deadline: 3_600_000,
    ctx,
    look: async () => {
      const found = await findSnapshot(ctx, snapshotId);
      if (found?.Status === 'failed') throw new UserError('snapshot-failed', [snapshotId]);
      if (found?.Status === 'available') return { done: found };
      return { waiting: found === undefined ? ctx.words.waits.notVisible : `${found.Status ?? ''} ${found.PercentProgress ?? 0}%` };
    },
  });
  await tell(ctx, snapshot);
}

/** The copy holds an address that cleaning up may delete, so whoever restores it must know the one from before. */
async function tell(ctx: Context, snapshot: DBSnapshot): Promise<void> {
  const before = tagValue(ours(await findBalancer(ctx))?.tags, 'redundant-blog:siteurl-before');
  const Tags = [...tagsFor(ctx.run, 'finish'), ...(before === undefined ? [] : [{ Key: 'redundant-blog:siteurl-before', Value: before }])];
  await ctx.aws.rds.change(new AddTagsToResourceCommand({ ResourceName: snapshot.DBSnapshotArn, Tags }), { repeatable: true });
}

async function waitUntilGone(ctx: Context): Promise<void> {
  const { identifier } = ctx.outputs.preflight.database;
  await waitUntil<true>({
    what: ctx.words.steps.finish.deleting(identifier),
    every: 12_000,
    usual: 300_000,
    deadline: 3_600_000,
    ctx,
    look: async () => {
      const database = await findDatabase(ctx, ctx.outputs.preflight.database);
      return database === undefined ? { done: true } : { waiting: database.DBInstanceStatus ?? '' };
    },
  });
}
