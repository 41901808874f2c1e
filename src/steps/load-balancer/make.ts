import { CreateListenerCommand, CreateLoadBalancerCommand, type Listener, type LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2';
import { isAws, tolerate } from '../../aws/failures.ts';
import { findBalancer, findListeners } from '../../aws/find/balancers.ts';
import { tagsFor } from '../../aws/ownership.ts';
import { waitUntil } from '../../aws/poll.ts';
import { UserError } from '../../errors.ts';
import type { StepContext } from '../../step.ts';

const step = 'load-balancer';
type Context = StepContext<'preflight' | 'launch-server-2' | 'balancer-firewall' | 'target-group'>;

/** What was made a moment ago may be unknown to the next service for a moment. */
const notKnownYet = ['InvalidSecurityGroup', 'SubnetNotFound', 'TargetGroupNotFound', 'LoadBalancerNotFound'];

/** Makes the balancer, or finds the one that an earlier call of ours made. */
export function make(ctx: Context, name: string): Promise<LoadBalancer> {
  const command = new CreateLoadBalancerCommand({
    Name: name,
    Type: 'application',
    Scheme: 'internet-facing',
    Subnets: ctx.outputs.preflight.subnets.map((place) => place.subnetId),
    SecurityGroups: [ctx.outputs['balancer-firewall'].balancerGroupId],
    Tags: tagsFor(ctx.run, step),
  });
  return waitUntil<LoadBalancer>({
    what: ctx.words.steps[step].making(name),
    every: 3_000,
    usual: 3_000,
    deadline: 300_000,
    ctx,
    look: async () => {
      const before = await findBalancer(ctx, name);
      if (before.is === 'ours') return { done: before.thing.balancer };
      // AWS may hand back a stranger's twin as a success, so whose it is is read from its tags and not from the answer.
      if (before.is === 'foreign') throw new UserError('name-taken', ['load balancer', name, before.thing.balancer.LoadBalancerArn ?? '']);
      await untilKnown(ctx.aws.elb.change(command, { repeatable: true }), 'DuplicateLoadBalancerName');
      const made = await findBalancer(ctx, name);
      return made.is === 'ours' ? { done: made.thing.balancer } : { waiting: ctx.words.waits.notVisible };
    },
  });
}

/** Port 80 of the balancer leads to the target group, once. */
export function listen(ctx: Context, LoadBalancerArn: string): Promise<true> {
  const TargetGroupArn = ctx.outputs['target-group'].targetGroupArn;
  const command = new CreateListenerCommand({
    LoadBalancerArn,
    Protocol: 'HTTP',
    Port: 80,
    DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    Tags: tagsFor(ctx.run, step),
  });
  return waitUntil<true>({
    what: ctx.words.steps[step].listening,
    every: 3_000,
    usual: 3_000,
    deadline: 120_000,
    ctx,
    look: async () => {
      const atPort = (await findListeners(ctx, LoadBalancerArn)).find((one) => one.Port === 80);
      if (atPort !== undefined && !leadsTo(atPort, TargetGroupArn)) throw new UserError('listener-taken', [atPort.ListenerArn ?? '']);
      if (atPort !== undefined) return { done: true };
      await untilKnown(ctx.aws.elb.change(command, { repeatable: true }), 'DuplicateListener');
      return { waiting: ctx.words.waits.notVisible };
    },
  });
}

/** The listener at port 80 that leads to our target group. */
export async function ownListener(ctx: Context, balancerArn: string): Promise<Listener | undefined> {
  const target = ctx.outputs['target-group'].targetGroupArn;
  return (await findListeners(ctx, balancerArn)).find((one) => one.Port === 80 && leadsTo(one, target));
}

const leadsTo = (listener: Listener, targetGroupArn: string) =>
  (listener.DefaultActions ?? []).some((action) => action.Type === 'forward' && action.TargetGroupArn === targetGroupArn);

async function untilKnown(call: Promise<unknown>, duplicate: string): Promise<void> {
  try {
    await tolerate(duplicate, call);
  } catch (error) {
    if (!isAws(error, ...notKnownYet)) throw error;
  }
}
