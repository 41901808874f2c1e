import { Refusal } from '../operation.ts';
import type { Table, Tables, World } from '../world.ts';
import { invalid } from './refusals.ts';

/** Kinds of ELBv2 thing, as their ARNs spell them. */
type Part = 'loadbalancer' | 'targetgroup' | 'listener' | 'listener-rule';

export const hex = (world: World) => world.random(16, '0123456789abcdef');

/** `arn:aws:elasticloadbalancing:<region>:<account>:<part>/<path>`. */
export const elbArn = (world: World, part: Part, path: string) => `arn:aws:elasticloadbalancing:${world.region}:${world.account}:${part}/${path}`;

/** `app/<name>/<hex>`: what an ALB's ARN ends with, and what its network interfaces are described by. */
export const balancerPath = (loadBalancerArn: string) => loadBalancerArn.split(':loadbalancer/')[1] ?? '';

export function loadBalancerAt(world: World, arn: string | undefined): Tables['loadBalancer'] {
  mustBeArn(arn, 'loadbalancer', 'load balancer');
  return found(world.table('loadBalancer'), arn, () => notFound('LoadBalancerNotFound', `Load balancer '${arn}' not found`));
}

export function targetGroupAt(world: World, arn: string | undefined): Tables['targetGroup'] {
  mustBeArn(arn, 'targetgroup', 'target group');
  return found(world.table('targetGroup'), arn, () => notFound('TargetGroupNotFound', `Target group '${arn}' not found`));
}

export function listenerAt(world: World, arn: string | undefined): Tables['listener'] {
  mustBeArn(arn, 'listener', 'listener');
  return found(world.table('listener'), arn, () => notFound('ListenerNotFound', `Listener '${arn}' not found`));
}

export function mustBeArn(arn: string | undefined, part: Part, word: string): asserts arn is string {
  if (arn === undefined || arn === '') throw invalid(`A ${word} ARN must be specified`);
  if (!new RegExp(`^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\\d{12}:${part}/.+`).test(arn)) {
    throw invalid(`'${arn}' is not a valid ${word} ARN`);
  }
}

export const notFound = (code: string, sentence: string) => new Refusal(code, sentence);

function found<Row>(table: Table<Row>, id: string, missing: () => Refusal): Row {
  const row = table.get(id);
  if (row === undefined) throw missing();
  return row;
}
