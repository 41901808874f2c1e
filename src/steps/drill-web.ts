import { AddTagsCommand, RemoveTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { findHealth, findTargetGroup, healthOf } from '../aws/find/balancers.ts';
import { addressOf } from '../aws/find/entrance.ts';
import { mustFindServer } from '../aws/find/servers.ts';
import { ours } from '../aws/find/seeker.ts';
import { waitUntilHealthy } from '../aws/health.ts';
import { tagValue } from '../aws/ownership.ts';
import { pasteable } from '../aws/paste.ts';
import { waitUntil } from '../aws/poll.ts';
import { startAgain, stopServer } from '../aws/power.ts';
import { seen } from '../blog/claims.ts';
import { markOf } from '../blog/marking.ts';
import { rehearse, showTraffic } from '../drill/rehearse.ts';
import { asTag, fromTag, measure } from '../drill/verdict.ts';
import { UserError } from '../errors.ts';
import { defineStep, type StepContext } from '../step.ts';

const id = 'drill-web';
const key = 'redundant-blog:drill-web';
type Context = StepContext<'preflight' | 'launch-server-2' | 'target-group' | 'load-balancer' | 'web-firewall'>;

interface Answers {
  readonly stop: 'server1' | 'server2';
}

export default defineStep({
  id,
  needs: ['preflight', 'launch-server-2', 'target-group', 'load-balancer', 'web-firewall'],
  undoNeeds: [],
  through: 'blog',
  skippable: true,

  facts: async () => ({ usualMs: 180_000, usdPerMonth: 0 }),

  async ask(ctx: Context): Promise<Answers> {
    const { questions } = ctx.words.steps[id];
    const choices = [
      { value: 'server2', name: ctx.names.server2 },
      { value: 'server1', name: ctx.names.server1 },
    ] as const;
    return { stop: await ctx.prompts.select<Answers['stop']>({ message: questions.which, flag: '--answer stop=…', choices, default: 'server2' }) };
  },

  async look(ctx: Context) {
    const measured = fromTag(tagValue(ours(await findTargetGroup(ctx))?.tags, key));
    return measured === undefined || stoppedByUs(ctx) !== undefined ? { state: 'todo' } : { state: 'done', output: measured };
  },

  async change(ctx: Context, { stop }: Answers) {
    const arn = ctx.outputs['target-group'].targetGroupArn;
    // An interrupted drill may have left a server stopped: first everything is as it was.
    await bringBack(ctx);
    await waitUntilHealthy(ctx, arn, servers(ctx));
    const [one, two] = await Promise.all(servers(ctx).map((server) => mustFindServer(ctx, server)));
    const names = [one, two].map((server, index) => (server === undefined ? '' : markOf(server, index === 0 ? ctx.names.server1 : ctx.names.server2)));
    const victim = stop === 'server1' ? ctx.outputs.preflight.server1 : ctx.outputs['launch-server-2'].server2;
    const { hits, at } = await rehearse(ctx, `${addressOf(ctx.outputs['load-balancer'].dnsName)}/`, () => failAndReturn(ctx, victim));
    showTraffic(ctx, hits, names);
    const Tags = [{ Key: key, Value: asTag(measure(hits, at)) }];
    await ctx.aws.elb.change(new AddTagsCommand({ ResourceArns: [arn], Tags }), { repeatable: true });
  },

  async prove(ctx: Context, measured) {
    const words = ctx.words.steps[id].claims;
    const health = await findHealth(ctx, ctx.outputs['target-group'].targetGroupArn);
    const states = servers(ctx).map((server) => `${server} ${healthOf(health, server)}`);
    return [
      seen(words.survived, measured.sent > measured.failed, ctx.words.drill.figures(measured.sent, measured.failed, measured.longestGapMs)),
      seen(
        words.backAgain,
        servers(ctx).every((server) => healthOf(health, server) === 'healthy'),
        states.join(', '),
      ),
    ];
  },

  async undo(ctx: Context) {
    await bringBack(ctx);
    const found = ours(await findTargetGroup(ctx));
    if (found?.group.TargetGroupArn === undefined || tagValue(found.tags, key) === undefined) return;
    await ctx.aws.elb.change(new RemoveTagsCommand({ ResourceArns: [found.group.TargetGroupArn], TagKeys: [key] }), { repeatable: true });
  },

  async byHand(ctx: Context) {
    const { server2 } = ctx.outputs['launch-server-2'];
    const arn = ctx.outputs['target-group'].targetGroupArn;
    const value = asTag({ sent: 0, failed: 0, longestGapMs: 0, at: new Date(ctx.clock.now()).toISOString() });
    return {
      clicks: ctx.words.steps[id].clicks(ctx.names.server2),
      commands: [
        `aws ec2 stop-instances --instance-ids ${server2}`,
        `while sleep 1; do curl -s -o /dev/null -w '%{http_code}\\n' ${addressOf(ctx.outputs['load-balancer'].dnsName)}/; done`,
        `aws ec2 start-instances --instance-ids ${server2}`,
        `aws elbv2 wait target-in-service --target-group-arn ${arn}`,
        `aws elbv2 add-tags --resource-arns ${arn} --tags ${pasteable(`Key=${key},Value=${value}`)}`,
      ],
    };
  },
});

const servers = (ctx: Context): readonly string[] => [ctx.outputs.preflight.server1, ctx.outputs['launch-server-2'].server2];

/** The server is always started again: after Ctrl-C and errors here, after a crash by the next run. */
async function failAndReturn(ctx: Context, victim: string): Promise<void> {
  const arn = ctx.outputs['target-group'].targetGroupArn;
  const health = await findHealth(ctx, arn);
  const other = servers(ctx).find((server) => server !== victim) ?? '';
  if (healthOf(health, other) !== 'healthy') throw new UserError('drill-without-spare', [other, healthOf(health, other)]);
  await ctx.memory.keep('stopped', victim);
  try {
    await stopServer(ctx, victim);
    await untilBalancerKnows(ctx, victim);
    await ctx.clock.sleep(Math.max(1_500, 10_000 / ctx.clock.pace), ctx.signal);
  } finally {
    await bringBack(ctx);
  }
  await waitUntilHealthy(ctx, arn, servers(ctx));
}

function untilBalancerKnows(ctx: Context, victim: string): Promise<true> {
  return waitUntil<true>({
    what: ctx.words.steps[id].noticing,
    every: 3_000,
    usual: 20_000,
    deadline: 300_000,
    ctx,
    look: async () => {
      const state = healthOf(await findHealth(ctx, ctx.outputs['target-group'].targetGroupArn), victim);
      return state === 'healthy' ? { waiting: state } : { done: true };
    },
  });
}

function stoppedByUs(ctx: Context): string | undefined {
  const stopped = ctx.memory.recall('stopped');
  return typeof stopped === 'string' ? stopped : undefined;
}

/** Starts what this drill has stopped, heeding no interruption; nothing is done where nothing was stopped. */
async function bringBack(ctx: Context): Promise<void> {
  const stopped = stoppedByUs(ctx);
  if (stopped === undefined) return;
  await startAgain({ ...ctx, aws: ctx.aws.afterStop(), signal: new AbortController().signal }, stopped);
  await ctx.memory.keep('stopped', null);
}
