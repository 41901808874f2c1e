import {
  AddTagsCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  RemoveTagsCommand,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { addressOf } from '../aws/find/entrance.ts';
import { findBalancer, findHealth, findListeners, findTargetGroup, healthOf, type TaggedBalancer } from '../aws/find/balancers.ts';
import { mustFindServer } from '../aws/find/servers.ts';
import { ours, present } from '../aws/find/seeker.ts';
import { tolerate } from '../aws/failures.ts';
import { waitUntilHealthy } from '../aws/health.ts';
import { adoptedTags, runOn, tagsFor, wasAdopted } from '../aws/ownership.ts';
import { ownKeys, pasteTagWords } from '../aws/paste.ts';
import { waitUntil } from '../aws/poll.ts';
import { tellTaken } from '../aws/taken.ts';
import { ensureRunning } from '../aws/power.ts';
import { balancerPrice } from '../aws/prices.ts';
import { seen, unseen } from '../blog/claims.ts';
import { meet } from '../blog/eventually.ts';
import { markOf } from '../blog/marking.ts';
import { isPage, seenInShort } from '../blog/probe.ts';
import { defineStep, type StepContext } from '../step.ts';
import { differsOf } from './load-balancer/differs.ts';
import { listen, make, ownListener } from './load-balancer/make.ts';

const id = 'load-balancer';
type Context = StepContext<'preflight' | 'launch-server-2' | 'balancer-firewall' | 'target-group'>;

interface Answers {
  readonly name: string;
}

const usualMs = 180_000;

export default defineStep({
  id,
  needs: ['preflight', 'launch-server-2', 'balancer-firewall', 'target-group'],
  undoNeeds: ['preflight'],
  through: 'api',
  skippable: false,

  facts: async () => ({ usualMs: usualMs + 30_000, usdPerMonth: balancerPrice() }),

  async ask(ctx: Context): Promise<Answers> {
    const { questions } = ctx.words.steps[id];
    const rule = (text: string) => (/^(?!-|internal-)[A-Za-z0-9-]{1,32}(?<!-)$/.test(text) ? true : questions.nameRule);
    return { name: await ctx.prompts.input({ message: questions.name, flag: '--answer balancer-name=…', default: ctx.names.balancer, validate: rule }) };
  },

  async look(ctx: Context, answers) {
    const found = await findBalancer(ctx, answers?.name);
    if (found.is === 'absent') return { state: 'todo' };
    const { balancer } = found.thing;
    const loadBalancerArn = present(balancer.LoadBalancerArn, 'LoadBalancerArn');
    if (found.is === 'foreign') {
      return {
        state: 'foreign',
        thing: {
          kind: 'load balancer',
          name: balancer.LoadBalancerName ?? '',
          id: loadBalancerArn,
          run: runOn(found.thing.tags),
          differences: differences(ctx, balancer),
        },
      };
    }
    const listener = await ownListener(ctx, loadBalancerArn);
    const listenerArn = listener?.ListenerArn;
    if (balancer.State?.Code !== 'active' || listenerArn === undefined || !(await allHealthy(ctx))) return { state: 'todo' };
    return { state: 'done', output: { loadBalancerArn, listenerArn, dnsName: present(balancer.DNSName, 'DNSName') } };
  },

  differs: (ctx: Context, answers) => differsOf(ctx, servers(ctx), answers?.name),

  async change(ctx: Context, { name }: Answers) {
    const known = ours(await findBalancer(ctx, name))?.balancer;
    const balancer = known ?? (await make(ctx, name));
    const arn = present(balancer.LoadBalancerArn, 'LoadBalancerArn');
    tellTaken(ctx, { op: 'elasticloadbalancing:CreateLoadBalancer', name, id: arn, known: known !== undefined });
    await listen(ctx, arn);
    await waitUntilActive(ctx, name);
    for (const server of servers(ctx)) await ensureRunning(ctx, server);
    await waitUntilHealthy(ctx, ctx.outputs['target-group'].targetGroupArn, servers(ctx));
  },

  async adopt(ctx: Context, thing) {
    await ctx.aws.elb.change(new AddTagsCommand({ ResourceArns: [thing.id], Tags: adoptedTags(ctx.run, id) }), { repeatable: true });
  },

  async prove(ctx: Context, { dnsName }) {
    const words = ctx.words.steps[id].claims;
    const health = await findHealth(ctx, ctx.outputs['target-group'].targetGroupArn);
    const states = servers(ctx).map((server) => `${server} ${healthOf(health, server)}`);
    const healthy = seen(words.healthy, await allHealthy(ctx), states.join(', '));
    if (ctx.apiOnly) return [healthy, unseen(words.bothAnswer)];
    const [one, two] = await Promise.all(servers(ctx).map((server) => mustFindServer(ctx, server)));
    const names = [one, two].map((server, index) => (server === undefined ? '' : markOf(server, index === 0 ? ctx.names.server1 : ctx.names.server2)));
    const { met, last } = await meet(ctx, `${addressOf(dnsName)}/`, names);
    // Without markers both look the same; then a page is all that can be told from outside.
    const unmarked = met.size === 0 && isPage(last);
    return [
      healthy,
      unmarked
        ? unseen(words.bothAnswer)
        : seen(
            words.bothAnswer,
            names.every((name) => met.has(name)),
            [...met.keys()].join(', ') || seenInShort(last),
          ),
    ];
  },

  async undo(ctx: Context) {
    const found = ours(await findBalancer(ctx));
    if (found === undefined) return;
    if (wasAdopted(found.tags)) await release(ctx, found);
    else await remove(ctx, found.balancer);
  },

  async byHand(ctx: Context, answers) {
    const name = answers?.name ?? ctx.names.balancer;
    const { subnets } = ctx.outputs.preflight;
    const group = ctx.outputs['balancer-firewall'].balancerGroupId;
    const tags = pasteTagWords(tagsFor(ctx.run, id));
    return {
      clicks: ctx.words.steps[id].clicks(name, subnets.map((one) => one.subnetId).join(', '), ctx.names.balancerGroup, ctx.names.targetGroup),
      commands: [
        `BALANCER=$(aws elbv2 create-load-balancer --name ${name} --type application --scheme internet-facing --subnets ${subnets.map((one) => one.subnetId).join(' ')} --security-groups ${group} --tags ${tags} --query 'LoadBalancers[0].LoadBalancerArn' --output text)`,
        'aws elbv2 wait load-balancer-available --load-balancer-arns "$BALANCER"',
        `aws elbv2 create-listener --load-balancer-arn "$BALANCER" --protocol HTTP --port 80 --default-actions Type=forward,TargetGroupArn=${ctx.outputs['target-group'].targetGroupArn} --tags ${tags}`,
      ],
    };
  },
});

const servers = (ctx: Context): readonly string[] => [ctx.outputs.preflight.server1, ctx.outputs['launch-server-2'].server2];

async function allHealthy(ctx: Context): Promise<boolean> {
  const health = await findHealth(ctx, ctx.outputs['target-group'].targetGroupArn);
  return servers(ctx).every((server) => healthOf(health, server) === 'healthy');
}

function waitUntilActive(ctx: Context, name: string): Promise<true> {
  return waitUntil<true>({
    what: ctx.words.steps[id].waiting(name),
    every: 5_000,
    usual: usualMs,
    deadline: 900_000,
    ctx,
    look: async () => {
      const state = ours(await findBalancer(ctx, name))?.balancer.State;
      return state?.Code === 'active' ? { done: true } : { waiting: [state?.Code, state?.Reason].filter(Boolean).join(': ') };
    },
  });
}

/** Adopted: only the door that we put in goes. */
async function release(ctx: Context, { balancer }: TaggedBalancer): Promise<void> {
  const arn = present(balancer.LoadBalancerArn, 'LoadBalancerArn');
  const target = ours(await findTargetGroup(ctx))?.group.TargetGroupArn;
  const listener = (await findListeners(ctx, arn)).find((one) =>
    one.DefaultActions?.some((action) => target !== undefined && action.TargetGroupArn === target),
  );
  if (listener?.ListenerArn !== undefined)
    await tolerate('ListenerNotFound', ctx.aws.elb.change(new DeleteListenerCommand({ ListenerArn: listener.ListenerArn }), { repeatable: true }));
  await ctx.aws.elb.change(new RemoveTagsCommand({ ResourceArns: [arn], TagKeys: [...ownKeys] }), { repeatable: true });
}

async function remove(ctx: Context, balancer: LoadBalancer): Promise<void> {
  const LoadBalancerArn = present(balancer.LoadBalancerArn, 'LoadBalancerArn');
  await ctx.aws.elb.change(new DeleteLoadBalancerCommand({ LoadBalancerArn }), { repeatable: true });
  await waitUntil<true>({
    what: ctx.words.steps[id].removing,
    every: 5_000,
    usual: 10_000,
    deadline: 300_000,
    ctx,
    look: async () => ((await findBalancer(ctx)).is === 'ours' ? { waiting: ctx.words.waits.stillThere } : { done: true }),
  });
}

function differences(ctx: Context, balancer: LoadBalancer): string[] {
  const words = ctx.words.steps.differences;
  const { vpcId, subnets } = ctx.outputs.preflight;
  const own = (balancer.AvailabilityZones ?? []).map((zone) => zone.SubnetId);
  const group = ctx.outputs['balancer-firewall'].balancerGroupId;
  return [
    ...(balancer.VpcId === vpcId ? [] : [words.network(balancer.VpcId ?? '')]),
    ...(balancer.Type === 'application' ? [] : [words.balancerType(balancer.Type ?? '')]),
    ...(balancer.Scheme === 'internet-facing' ? [] : [words.scheme(balancer.Scheme ?? '')]),
    ...(subnets.every((one) => own.includes(one.subnetId)) ? [] : [words.subnets(own.join(', '))]),
    ...(balancer.SecurityGroups?.includes(group) ? [] : [words.firewall((balancer.SecurityGroups ?? []).join(', '), group)]),
  ];
}
