import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Refusal } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { targetGroupAt } from './arns.ts';
import { badAction, invalid } from './refusals.ts';

/** What is read of an action; the members of other kinds than forwarding are not. */
export const actionMembers = [
  'DefaultActions.Type',
  'DefaultActions.Order',
  'DefaultActions.TargetGroupArn',
  'DefaultActions.ForwardConfig.TargetGroups.TargetGroupArn',
  'DefaultActions.ForwardConfig.TargetGroups.Weight',
  'DefaultActions.ForwardConfig.TargetGroupStickinessConfig.Enabled',
  'DefaultActions.ForwardConfig.TargetGroupStickinessConfig.DurationSeconds',
] as const;

/** The one thing a listener of the lab can do: send everything to one target group. */
export function mustBeForward(world: World, actions: readonly Action[] | undefined, balancer: Tables['loadBalancer']): Action[] {
  const [action, ...others] = actions ?? [];
  if (action === undefined) throw invalid('A listener must have at least one default action');
  if (others.length > 0) throw new Refusal('TooManyActions', 'The number of actions exceeds the limit of 1');
  if (action.Type !== 'forward') throw badAction(`Actions of type '${action.Type}' are not supported by this practice cloud`);
  const group = targetGroupAt(world, onlyTargetGroup(action));
  mustBeAssociable(world, group, balancer);
  return [forwardTo(group.id, action.ForwardConfig?.TargetGroups?.[0]?.Weight ?? 1, mustBeOrder(action.Order))];
}

/** ARNs of the balancers that a listener of theirs sends to this target group. */
export function balancersUsing(world: World, targetGroupArn: string): string[] {
  const listeners = world
    .table('listener')
    .all()
    .filter((row) => row.DefaultActions?.some((action) => action.TargetGroupArn === targetGroupArn));
  return [...new Set(listeners.flatMap((row) => (row.LoadBalancerArn === undefined ? [] : [row.LoadBalancerArn])))];
}

function onlyTargetGroup(action: Action): string | undefined {
  const { TargetGroups: tuples = [], TargetGroupStickinessConfig: sticky } = action.ForwardConfig ?? {};
  if (tuples.length > 1) throw badAction('Forward actions with more than one target group are not supported by this practice cloud');
  if (sticky?.Enabled === true) throw badAction('Target group stickiness is not supported by this practice cloud');
  mustBeWithin('Stickiness duration', sticky?.DurationSeconds, 1, 604_800);
  mustBeWithin('Target group weight', tuples[0]?.Weight, 0, 999);
  if (tuples[0]?.Weight === 0) throw badAction('A target group of weight 0, which gets nothing, is not supported by this practice cloud');
  const inConfig = tuples[0]?.TargetGroupArn;
  if (action.TargetGroupArn !== undefined && inConfig !== undefined && inConfig !== action.TargetGroupArn) {
    throw badAction('The target group ARN of an action must be the one in its ForwardConfig');
  }
  return action.TargetGroupArn ?? inConfig;
}

function mustBeAssociable(world: World, group: Tables['targetGroup'], balancer: Tables['loadBalancer']): void {
  if (group.VpcId !== balancer.VpcId) {
    throw new Refusal('InvalidConfigurationRequest', `Target group '${group.id}' and load balancer '${balancer.id}' must be in the same VPC`);
  }
  if (balancersUsing(world, group.id).some((arn) => arn !== balancer.id)) {
    throw new Refusal('TargetGroupAssociationLimit', `The following target groups cannot be associated with more than one load balancer: ${group.id}`);
  }
}

/** With one action there is nothing to put in order: the number is checked, and shown. */
function mustBeOrder(order: number | undefined): Pick<Action, 'Order'> {
  mustBeWithin('Action order', order, 1, 50_000);
  return order === undefined ? {} : { Order: order };
}

function mustBeWithin(word: string, value: number | undefined, least: number, most: number): void {
  if (value !== undefined && (value < least || value > most)) throw invalid(`${word} '${value}' must be between '${least}' and '${most}' inclusive`);
}

// The only target group of a rule gets everything, whatever its weight.
const forwardTo = (targetGroupArn: string, Weight: number, order: Pick<Action, 'Order'>): Action => ({
  Type: 'forward',
  ...order,
  TargetGroupArn: targetGroupArn,
  ForwardConfig: { TargetGroups: [{ TargetGroupArn: targetGroupArn, Weight }], TargetGroupStickinessConfig: { Enabled: false } },
});
