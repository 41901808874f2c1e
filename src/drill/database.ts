import { AddTagsToResourceCommand } from '@aws-sdk/client-rds';
import { findDatabase, findEvents, lastFailover } from '../aws/find/databases.ts';
import { tagValue } from '../aws/ownership.ts';
import { eventually } from '../blog/eventually.ts';
import { isPage } from '../blog/probe.ts';
import { UserError } from '../errors.ts';
import type { Measured, StepContext } from '../step.ts';
import { alreadySent, forgetFailover, sendFailover, sentBefore, waitForEvidence, type Before } from './failover.ts';
import { mustBeAtRest, mustBeHealthy } from './ready.ts';
import { keepDrill } from './record.ts';
import { rehearse } from './rehearse.ts';
import type { DrillResult } from './result.ts';
import { findScene, type DrillContext, type DrillOptions } from './scene.ts';
import { asTag, fromTag } from './verdict.ts';

/** Stands on the database once the drill has been held. */
export const databaseDrillTag = 'redundant-blog:drill-database';

const aDay = 24 * 60;
type Context = StepContext<'preflight'>;

/** Makes the standby take over, once, and watches what readers meet. */
export async function drillDatabase(ctx: DrillContext, options: DrillOptions): Promise<DrillResult> {
  await mustBeAtRest(ctx, ctx.outputs.preflight.database);
  const scene = await findScene(ctx);
  const { database, servers, targetGroupArn } = scene.subjects;
  await mustBeHealthy(ctx, targetGroupArn, servers);
  const before = beforeNow(ctx, database.zone);
  const result = await rehearse(ctx, {
    drill: 'database',
    options,
    scene,
    struck: [database.identifier],
    noticed: ({ database: now }) => now?.DBInstanceStatus !== 'available',
    strike: async () => {
      await sendFailover(ctx, before);
      await waitForEvidence(ctx, before);
      await eventually(ctx, `${scene.address}/`, isPage, 100);
    },
    restore: async () => undefined,
    recovered: async () => undefined,
    zones: async () => ({ before: before.zone, after: await primaryZone(ctx) }),
  });
  await keepDrill(ctx.memory, result);
  await recordFailover(ctx, result);
  return result;
}

/** How it stands, to be told from how it stands after the failover. */
export const beforeNow = ({ clock }: Context, zone: string): Before => ({ zone, since: new Date(clock.now()).toISOString() });

/** Where the database's primary is now. */
export async function primaryZone(ctx: Context): Promise<string> {
  ctx.aws.forget();
  return (await findDatabase(ctx, ctx.outputs.preflight.database))?.AvailabilityZone ?? '';
}

/** A failover that AWS's own events tell of (by hand, or by a run that was cut off) counts: nobody needs a second outage. */
export async function byAwsOwnWord(ctx: Context): Promise<Measured | undefined> {
  const failover = lastFailover(await findEvents(ctx, ctx.outputs.preflight.database.identifier, aDay));
  const forgotten = ctx.memory.recall('forgotten');
  if (failover === undefined || (typeof forgotten === 'string' && failover.completed.toISOString() <= forgotten)) return undefined;
  return { sent: 0, failed: 0, longestGapMs: failover.completed.getTime() - failover.started.getTime(), at: failover.started.toISOString() };
}

/** A run before this one sent the failover; its own figures are lost, AWS's are not. */
export async function finishEarlier(ctx: Context): Promise<void> {
  const unmeasured = { sent: 0, failed: 0, longestGapMs: 0, at: sentBefore(ctx)?.since ?? '' };
  await recordFailover(ctx, (await byAwsOwnWord(ctx)) ?? unmeasured);
}

/** A failover that an earlier drill left open is put on record first, so that no drill is taken for another. */
export async function settleFailover(ctx: Context): Promise<void> {
  const before = sentBefore(ctx);
  if (before === undefined) return;
  const known = await recordedFailover(ctx);
  if (known !== undefined && known.at >= before.since) await forgetFailover(ctx);
  else if (await alreadySent(ctx)) await finishEarlier(ctx);
}

/** The figures that stand on the database, if there are any. */
export async function recordedFailover(ctx: Context): Promise<Measured | undefined> {
  const database = await findDatabase(ctx, ctx.outputs.preflight.database);
  return fromTag(tagValue(database?.TagList, databaseDrillTag));
}

/** Puts the figures on the database itself; only then the failover counts as over. */
async function recordFailover(ctx: Context, measured: Measured): Promise<void> {
  const { identifier } = ctx.outputs.preflight.database;
  const database = await findDatabase(ctx, ctx.outputs.preflight.database);
  if (database === undefined) throw new UserError('database-gone', [identifier]);
  const Tags = [{ Key: databaseDrillTag, Value: asTag(measured) }];
  await ctx.aws.rds.change(new AddTagsToResourceCommand({ ResourceName: database.DBInstanceArn, Tags }), { repeatable: true });
  await forgetFailover(ctx);
}
