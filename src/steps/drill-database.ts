import { RemoveTagsFromResourceCommand, type DBInstance } from '@aws-sdk/client-rds';
import { findDatabase, findEvents, hasStandby, lastFailover } from '../aws/find/databases.ts';
import { addressOf } from '../aws/find/entrance.ts';
import { tagValue } from '../aws/ownership.ts';
import { pasteable } from '../aws/paste.ts';
import { seen } from '../blog/claims.ts';
import { eventually } from '../blog/eventually.ts';
import { isPage, seenInShort } from '../blog/probe.ts';
import { askGuess } from '../drill/ask.ts';
import { byAwsOwnWord, databaseDrillTag, drillDatabase, finishEarlier } from '../drill/database.ts';
import { alreadySent, forgetFailover, sentBefore } from '../drill/failover.ts';
import { mustHaveSurvived } from '../drill/rehearse.ts';
import { usualRate } from '../drill/traffic.ts';
import { fromTag } from '../drill/verdict.ts';
import { UserError } from '../errors.ts';
import { defineStep, type StepContext } from '../step.ts';

const id = 'drill-database';
const aDay = 24 * 60;
type Context = StepContext<'preflight' | 'launch-server-2' | 'target-group' | 'load-balancer' | 'multi-az'>;

interface Answers {
  readonly guessMs?: number;
}

export default defineStep({
  id,
  needs: ['preflight', 'launch-server-2', 'target-group', 'load-balancer', 'multi-az'],
  undoNeeds: ['preflight'],
  through: 'blog',
  skippable: true,

  facts: async () => ({ usualMs: 180_000, usdPerMonth: 0 }),
  ask: (ctx: Context): Promise<Answers> => askGuess(ctx),

  async look(ctx: Context) {
    const database = await findDatabase(ctx, ctx.outputs.preflight.database);
    if (database === undefined || !hasStandby(database)) return { state: 'todo' };
    // A failover that we sent and did not get to put on record is not done until it is: AWS forgets its events.
    const measured = fromTag(tagValue(database.TagList, databaseDrillTag)) ?? (sentBefore(ctx) === undefined ? await byAwsOwnWord(ctx) : undefined);
    return measured === undefined ? { state: 'todo' } : { state: 'done', output: measured };
  },

  async change(ctx: Context, { guessMs }: Answers) {
    const database = await theDatabase(ctx);
    if (!hasStandby(database)) throw new UserError('database-not-ready', [ctx.outputs.preflight.database.identifier, database.DBInstanceStatus ?? '']);
    if (await alreadySent(ctx)) return finishEarlier(ctx);
    mustHaveSurvived(await drillDatabase(ctx, { guessMs, rate: usualRate }));
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
    await forgetFailover(ctx);
    if (database === undefined || tagValue(database.TagList, databaseDrillTag) === undefined) return;
    await ctx.aws.rds.change(new RemoveTagsFromResourceCommand({ ResourceName: database.DBInstanceArn, TagKeys: [databaseDrillTag] }), { repeatable: true });
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
