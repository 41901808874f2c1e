import type { Listener } from '@aws-sdk/client-elastic-load-balancing-v2';
import { findBalancer, findHealth, findListeners, healthOf } from '../../aws/find/balancers.ts';
import { ours } from '../../aws/find/seeker.ts';
import type { Difference, StepContext } from '../../step.ts';

type Context = StepContext<'target-group'>;

/** The balancer, its way to the servers, and how it finds them. */
export async function differsOf(ctx: Context, servers: readonly string[], name = ctx.names.balancer): Promise<readonly Difference[]> {
  const { drift } = ctx.words.steps;
  const balancer = ours(await findBalancer(ctx, name))?.balancer;
  if (balancer === undefined) return [{ what: drift.loadBalancer(name), is: drift.gone, should: 'active' }];
  const shown = balancer.LoadBalancerName ?? '';
  const { targetGroupArn } = ctx.outputs['target-group'];
  const listener = (await findListeners(ctx, balancer.LoadBalancerArn ?? '')).find(({ Port }) => Port === 80);
  const health = await findHealth(ctx, targetGroupArn);
  return [
    { what: drift.loadBalancer(shown), is: balancer.State?.Code ?? '', should: 'active' },
    { what: drift.listener(shown), is: leads(listener) ?? drift.gone, should: `forward ${nameIn(targetGroupArn)}` },
    ...servers.map((server) => ({ what: drift.health(server), is: healthOf(health, server), should: 'healthy' })),
  ];
}

const leads = (listener: Listener | undefined) =>
  listener?.DefaultActions?.map(({ Type, TargetGroupArn }) => `${Type} ${nameIn(TargetGroupArn ?? '')}`.trim()).join(', ');

/** `TG-1/0123456789abcdef`: two of one name, one after the other, are two. */
const nameIn = (arn: string) => arn.split('/').slice(-2).join('/');
