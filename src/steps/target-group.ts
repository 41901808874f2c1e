import {
  AddTagsCommand,
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  RegisterTargetsCommand,
  RemoveTagsCommand,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { isAws, tolerate } from '../aws/failures.ts';
import { findHealth, findTargetGroup } from '../aws/find/balancers.ts';
import { ours, present } from '../aws/find/seeker.ts';
import { adoptedTags, runOn, tagsFor, wasAdopted } from '../aws/ownership.ts';
import { ownKeys, pasteTagWords } from '../aws/paste.ts';
import { waitUntil } from '../aws/poll.ts';
import { ensureRunning } from '../aws/power.ts';
import { tellTaken } from '../aws/taken.ts';
import { seen } from '../blog/claims.ts';
import { UserError } from '../errors.ts';
import { defineStep, type StepContext } from '../step.ts';
import { differsOf } from './target-group/differs.ts';

const id = 'target-group';
type Context = StepContext<'preflight' | 'launch-server-2'>;

interface Answers {
  readonly name: string;
}

/** The tutorial leaves the console's defaults: asked every 30 s. These notice a dead server in about 20 s. */
const health = { path: '/readme.html', interval: 10, timeout: 5, healthy: 2, unhealthy: 2, code: '200' } as const;

export default defineStep({
  id,
  needs: ['preflight', 'launch-server-2'],
  undoNeeds: ['preflight'],
  through: 'api',
  skippable: false,

  facts: async () => ({ usualMs: 5_000, usdPerMonth: 0 }),

  async ask(ctx: Context): Promise<Answers> {
    const { questions } = ctx.words.steps[id];
    const rule = (text: string) => (/^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/.test(text) ? true : questions.nameRule);
    return { name: await ctx.prompts.input({ message: questions.name, flag: '--answer target-group-name=…', default: ctx.names.targetGroup, validate: rule }) };
  },

  async look(ctx: Context, answers) {
    const found = await findTargetGroup(ctx, answers?.name);
    if (found.is === 'absent') return { state: 'todo' };
    const { group } = found.thing;
    const targetGroupArn = present(group.TargetGroupArn, 'TargetGroupArn');
    const differences = differencesOf(ctx, group);
    if (found.is === 'foreign')
      return {
        state: 'foreign',
        thing: { kind: 'target group', name: group.TargetGroupName ?? '', id: targetGroupArn, run: runOn(found.thing.tags), differences },
      };
    return (await missing(ctx, targetGroupArn)).length === 0 ? { state: 'done', output: { targetGroupArn } } : { state: 'todo' };
  },

  differs: (ctx: Context, answers) => differsOf(ctx, servers(ctx), answers?.name),

  async change(ctx: Context, { name }: Answers) {
    const known = ours(await findTargetGroup(ctx, name))?.group;
    const TargetGroupArn = present((known ?? (await create(ctx, name))).TargetGroupArn, 'TargetGroupArn');
    tellTaken(ctx, { op: 'elasticloadbalancing:CreateTargetGroup', name, id: TargetGroupArn, known: known !== undefined });
    for (const Id of await missing(ctx, TargetGroupArn)) {
      await ensureRunning(ctx, Id); // AWS takes only running servers
      await ctx.aws.elb.change(new RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id, Port: 80 }] }), { repeatable: true });
    }
  },

  async adopt(ctx: Context, thing) {
    await ctx.aws.elb.change(new AddTagsCommand({ ResourceArns: [thing.id], Tags: adoptedTags(ctx.run, id) }), { repeatable: true });
  },

  async prove(ctx: Context, { targetGroupArn }) {
    const words = ctx.words.steps[id].claims;
    const registered = (await findHealth(ctx, targetGroupArn)).map((one) => one.Target?.Id ?? '');
    return [
      seen(
        words.registered,
        servers(ctx).every((one) => registered.includes(one)),
        registered.join(', '),
      ),
    ];
  },

  async undo(ctx: Context) {
    const found = ours(await findTargetGroup(ctx));
    const arn = found?.group.TargetGroupArn;
    if (found === undefined || arn === undefined) return;
    if (wasAdopted(found.tags)) await ctx.aws.elb.change(new RemoveTagsCommand({ ResourceArns: [arn], TagKeys: [...ownKeys] }), { repeatable: true });
    else await remove(ctx, arn);
  },

  async byHand(ctx: Context, answers) {
    const name = answers?.name ?? ctx.names.targetGroup;
    const check = `--health-check-path ${health.path} --health-check-interval-seconds ${health.interval} --health-check-timeout-seconds ${health.timeout} --healthy-threshold-count ${health.healthy} --unhealthy-threshold-count ${health.unhealthy}`;
    return {
      clicks: ctx.words.steps[id].clicks(name, health.path),
      commands: [
        `TARGETS=$(aws elbv2 create-target-group --name ${name} --protocol HTTP --port 80 --vpc-id ${ctx.outputs.preflight.vpcId} ${check} --tags ${pasteTagWords(tagsFor(ctx.run, id))} --query 'TargetGroups[0].TargetGroupArn' --output text)`,
        `aws elbv2 register-targets --target-group-arn "$TARGETS" --targets ${servers(ctx)
          .map((one) => `Id=${one}`)
          .join(' ')}`,
      ],
    };
  },
});

const servers = (ctx: Context): readonly string[] => [ctx.outputs.preflight.server1, ctx.outputs['launch-server-2'].server2];

async function missing(ctx: Context, targetGroupArn: string): Promise<readonly string[]> {
  // A server that is on its way out is as good as not on the list.
  const registered = (await findHealth(ctx, targetGroupArn)).filter((one) => one.TargetHealth?.State !== 'draining').map((one) => one.Target?.Id);
  return servers(ctx).filter((one) => !registered.includes(one));
}

async function create(ctx: Context, name: string): Promise<TargetGroup> {
  const command = new CreateTargetGroupCommand({
    Name: name,
    Protocol: 'HTTP',
    Port: 80,
    VpcId: ctx.outputs.preflight.vpcId,
    TargetType: 'instance',
    HealthCheckProtocol: 'HTTP',
    HealthCheckPath: health.path,
    HealthCheckIntervalSeconds: health.interval,
    HealthCheckTimeoutSeconds: health.timeout,
    HealthyThresholdCount: health.healthy,
    UnhealthyThresholdCount: health.unhealthy,
    Matcher: { HttpCode: health.code },
    Tags: tagsFor(ctx.run, id),
  });
  await tolerate('DuplicateTargetGroupName', ctx.aws.elb.change(command, { repeatable: true }));
  // AWS may hand back a stranger's twin as a success, so the tags are read before it counts as ours.
  return waitUntil<TargetGroup>({
    what: ctx.words.steps[id].waiting(name),
    every: 3_000,
    usual: 3_000,
    deadline: 300_000,
    ctx,
    look: async () => {
      const found = await findTargetGroup(ctx, name);
      if (found.is === 'foreign') throw new UserError('name-taken', ['target group', name, found.thing.group.TargetGroupArn ?? '']);
      return found.is === 'ours' ? { done: found.thing.group } : { waiting: ctx.words.waits.notVisible };
    },
  });
}

function remove(ctx: Context, TargetGroupArn: string): Promise<true> {
  return waitUntil<true>({
    what: ctx.words.steps[id].removing,
    every: 5_000,
    usual: 5_000,
    deadline: 300_000,
    ctx,
    look: async () => {
      try {
        await tolerate('TargetGroupNotFound', ctx.aws.elb.change(new DeleteTargetGroupCommand({ TargetGroupArn }), { repeatable: true }));
        return { done: true };
      } catch (error) {
        if (isAws(error, 'ResourceInUse')) return { waiting: ctx.words.waits.stillInUse };
        throw error;
      }
    },
  });
}

function differencesOf(ctx: Context, group: TargetGroup): string[] {
  const words = ctx.words.steps.differences;
  return [
    ...(group.VpcId === ctx.outputs.preflight.vpcId ? [] : [words.network(group.VpcId ?? '')]),
    ...(group.Protocol === 'HTTP' && group.Port === 80 ? [] : [words.port(`${group.Protocol ?? ''} ${group.Port ?? ''}`)]),
    ...(group.TargetType === 'instance' ? [] : [words.targetType(group.TargetType ?? '')]),
    ...(group.HealthCheckPath === health.path ? [] : [words.healthPath(group.HealthCheckPath ?? '')]),
  ];
}
