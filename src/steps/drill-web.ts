import { RemoveTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { findHealth, findTargetGroup, healthOf } from '../aws/find/balancers.ts';
import { addressOf } from '../aws/find/entrance.ts';
import { ours } from '../aws/find/seeker.ts';
import { waitUntilHealthy } from '../aws/health.ts';
import { tagValue } from '../aws/ownership.ts';
import { pasteable } from '../aws/paste.ts';
import { seen } from '../blog/claims.ts';
import { askGuess } from '../drill/ask.ts';
import { mustHaveSurvived } from '../drill/rehearse.ts';
import { usualRate } from '../drill/traffic.ts';
import { startStopped, stoppedByUs } from '../drill/unfinished.ts';
import { asTag, fromTag } from '../drill/verdict.ts';
import { askWhich, drillWeb, webDrillTag, type Which } from '../drill/web.ts';
import { defineStep, type StepContext } from '../step.ts';

const id = 'drill-web';
type Context = StepContext<'preflight' | 'launch-server-2' | 'target-group' | 'load-balancer' | 'web-firewall'>;

interface Answers {
  readonly stop: Which;
  readonly guessMs?: number;
}

export default defineStep({
  id,
  needs: ['preflight', 'launch-server-2', 'target-group', 'load-balancer', 'web-firewall'],
  undoNeeds: [],
  through: 'blog',
  skippable: true,

  facts: async () => ({ usualMs: 180_000, usdPerMonth: 0 }),

  async ask(ctx: Context): Promise<Answers> {
    return { stop: await askWhich(ctx), ...(await askGuess(ctx)) };
  },

  async look(ctx: Context) {
    const measured = fromTag(tagValue(ours(await findTargetGroup(ctx))?.tags, webDrillTag));
    return measured === undefined || stoppedByUs(ctx) !== undefined ? { state: 'todo' } : { state: 'done', output: measured };
  },

  async change(ctx: Context, { stop, guessMs }: Answers) {
    // An interrupted drill may have left a server stopped: first everything is as it was.
    await startStopped(ctx);
    await waitUntilHealthy(ctx, ctx.outputs['target-group'].targetGroupArn, servers(ctx));
    mustHaveSurvived(await drillWeb(ctx, stop, { guessMs, rate: usualRate }));
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
    await startStopped(ctx);
    const found = ours(await findTargetGroup(ctx));
    if (found?.group.TargetGroupArn === undefined || tagValue(found.tags, webDrillTag) === undefined) return;
    await ctx.aws.elb.change(new RemoveTagsCommand({ ResourceArns: [found.group.TargetGroupArn], TagKeys: [webDrillTag] }), { repeatable: true });
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
        `aws elbv2 add-tags --resource-arns ${arn} --tags ${pasteable(`Key=${webDrillTag},Value=${value}`)}`,
      ],
    };
  },
});

const servers = (ctx: Context): readonly string[] => [ctx.outputs.preflight.server1, ctx.outputs['launch-server-2'].server2];
