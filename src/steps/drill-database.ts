import { AddTagsToResourceCommand, RemoveTagsFromResourceCommand, type DBInstance } from '@aws-sdk/client-rds';
import { findDatabase, findEvents, hasStandby, lastFailover } from '../aws/find/databases.ts';
import { addressOf } from '../aws/find/entrance.ts';
import { tagValue } from '../aws/ownership.ts';
import { pasteable } from '../aws/paste.ts';
import { seen } from '../blog/claims.ts';
import { eventually } from '../blog/eventually.ts';
import { isPage, seenInShort } from '../blog/probe.ts';
import { rehearse, showTraffic } from '../drill/rehearse.ts';
import { asTag, fromTag, measure } from '../drill/verdict.ts';
import { UserError } from '../errors.ts';
import { defineStep, type Measured, type StepContext } from '../step.ts';
import { alreadySent, sendFailover, sentBefore, waitForEvidence, type Before } from './drill-database/failover.ts';

const id = 'drill-database';
const key = 'redundant-blog:drill-database';
const aDay = 24 * 60;
type Context = StepContext<'preflight' | 'load-balancer' | 'multi-az'>;

export default defineStep({
  id,
  needs: ['preflight', 'load-balancer', 'multi-az'],
  undoNeeds: ['preflight'],
  through: 'blog',
  skippable: true,

  facts: async () => ({ usualMs: 180_000, usdPerMonth: 0 }),
  ask: async () => ({}),

  async look(ctx: Context) {
    const database = await findDatabase(ctx, ctx.outputs.preflight.database);
    if (database === undefined || !hasStandby(database)) return { state: 'todo' };
    // A failover that we sent and did not get to put on record is not done until it is: AWS forgets its events.
    const measured = fromTag(tagValue(database.TagList, key)) ?? (sentBefore(ctx) === undefined ? await byAwsOwnWord(ctx) : undefined);
    return measured === undefined ? { state: 'todo' } : { state: 'done', output: measured };
  },

  async change(ctx: Context) {
    const database = await theDatabase(ctx);
    if (!hasStandby(database)) throw new UserError('database-not-ready', [ctx.outputs.preflight.database.identifier, database.DBInstanceStatus ?? '']);
    const url = `${addressOf(ctx.outputs['load-balancer'].dnsName)}/`;
    if (await alreadySent(ctx)) return finishEarlier(ctx);
    const before: Before = { zone: database.AvailabilityZone ?? '', since: new Date(ctx.clock.now()).toISOString() };
    const { hits, at } = await rehearse(ctx, url, async () => {
      await sendFailover(ctx, before);
      await waitForEvidence(ctx, before);
      await eventually(ctx, url, isPage, 100);
    });
    showTraffic(ctx, hits, [...new Set(hits.flatMap((hit) => hit.server ?? []))].toSorted());
    await record(ctx, measure(hits, at));
  },

  async prove(ctx: Context, measured) {
    const words = ctx.words.steps[id].claims;
    const events = await findEvents(ctx, ctx.outputs.preflight.database.identifier, 14 * aDay);
    const failover = lastFailover(events);
    const database = await theDatabase(ctx);
    const page = await eventually(ctx, `${addressOf(ctx.outputs['load-balancer'].dnsName)}/`, isPage);
    return [
      seen(
        words.tookOver,
        failover !== undefined,
        `${database.AvailabilityZone ?? ''}${failover === undefined ? '' : `, ${failover.completed.toISOString()}`}`,
      ),
      seen(words.measured, true, ctx.words.drill.figures(measured.sent, measured.failed, measured.longestGapMs)),
      seen(words.answers, isPage(page), seenInShort(page)),
    ];
  },

  async undo(ctx: Context) {
    const database = await findDatabase(ctx, ctx.outputs.preflight.database);
    await ctx.memory.keep('forgotten', new Date(ctx.clock.now()).toISOString());
    await ctx.memory.keep('before', null);
    if (database === undefined || tagValue(database.TagList, key) === undefined) return;
    await ctx.aws.rds.change(new RemoveTagsFromResourceCommand({ ResourceName: database.DBInstanceArn, TagKeys: [key] }), { repeatable: true });
  },

  async byHand(ctx: Context) {
    const { identifier } = ctx.outputs.preflight.database;
    return {
      clicks: ctx.words.steps[id].clicks(identifier),
      commands: [
        `aws rds reboot-db-instance --db-instance-identifier ${identifier} --force-failover`,
        `while sleep 1; do curl -s -o /dev/null -w '%{http_code}\\n' ${addressOf(ctx.outputs['load-balancer'].dnsName)}/; done`,
        `aws rds describe-events --source-type db-instance --source-identifier ${pasteable(identifier)} --duration 60`,
      ],
    };
  },
});

async function theDatabase(ctx: Context): Promise<DBInstance> {
  const database = await findDatabase(ctx, ctx.outputs.preflight.database);
  if (database === undefined) throw new UserError('database-gone', [ctx.outputs.preflight.database.identifier]);
  return database;
}

/** A failover that AWS's own events tell of (by hand, or by a run that was cut off) counts: nobody needs a second outage. */
async function byAwsOwnWord(ctx: Context): Promise<Measured | undefined> {
  const failover = lastFailover(await findEvents(ctx, ctx.outputs.preflight.database.identifier, aDay));
  const forgotten = ctx.memory.recall('forgotten');
  if (failover === undefined || (typeof forgotten === 'string' && failover.completed.toISOString() <= forgotten)) return undefined;
  return { sent: 0, failed: 0, longestGapMs: failover.completed.getTime() - failover.started.getTime(), at: failover.started.toISOString() };
}

/** A run before this one sent the reboot; its own figures are lost, AWS's are not. */
async function finishEarlier(ctx: Context): Promise<void> {
  const unmeasured = { sent: 0, failed: 0, longestGapMs: 0, at: sentBefore(ctx)?.since ?? '' };
  await record(ctx, (await byAwsOwnWord(ctx)) ?? unmeasured);
}

async function record(ctx: Context, measured: Measured): Promise<void> {
  const { DBInstanceArn } = await theDatabase(ctx);
  await ctx.aws.rds.change(new AddTagsToResourceCommand({ ResourceName: DBInstanceArn, Tags: [{ Key: key, Value: asTag(measured) }] }), { repeatable: true });
}
