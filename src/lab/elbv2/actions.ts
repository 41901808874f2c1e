import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { Refusal } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { targetGroupAt } from './arns.ts';
import { badAction, invalid } from './refusals.ts';

/** The one thing a listener of the lab can do: send everything to one target group. */
export function mustBeForward(world: World, actions: readonly Action[] | undefined, balancer: Tables['loadBalancer']): Action[] {
  const [action, ...others] = actions ?? [];
  if (action === undefined) throw invalid('A listener must have at least one default action');
  if (others.length > 0) throw new Refusal('TooManyActions', 'The number of actions exceeds the limit of 1');
  if (action.Type !== 'forward') throw badAction(`Actions of type '${action.Type}' are not supported by this practice cloud`);
  const group = targetGroupAt(world, onlyTargetGroup(action));
  mustBeAssociable(world, group, balancer);
  return [forwardTo(group.id)];
}

/** ARNs of the balancers that a listener of theirs sends to this target group. */
export function balancersUsing(world: World, targetGroupArn: string): string[] {
  const listeners = world
    .table('listener')
    .all()
    .filter((row) => row.DefaultActions?.some((action) => action.TargetGroupArn === targetGroupArn));
  return [...new Set(listeners.flatMap((row) => (row.LoadBalancerArn === undefined ? [] : [row.LoadBalancerArn])))];
}

/** The members that an action of another kind, or a weighted or sticky one, would bring. */
const unserved = ['AuthenticateOidcConfig', 'AuthenticateCognitoConfig', 'RedirectConfig', 'FixedResponseConfig', 'JwtValidationConfig'] as const;

function onlyTargetGroup(action: Action): string | undefined {
  const extra = unserved.find((member) => action[member] !== undefined);
  if (extra !== undefined) throw badAction(`${extra} cannot be specified for actions of type 'forward'`);
  const { TargetGroups: tuples = [], TargetGroupStickinessConfig: sticky } = action.ForwardConfig ?? {};
  if (tuples.length > 1) throw badAction('Forward actions with more than one target group are not supported by this practice cloud');
  if (sticky?.Enabled === true) throw badAction('Target group stickiness is not supported by this practice cloud');
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

const forwardTo = (targetGroupArn: string): Action => ({
  Type: 'forward',
  TargetGroupArn: targetGroupArn,
  ForwardConfig: { TargetGroups: [{ TargetGroupArn: targetGroupArn, Weight: 1 }], TargetGroupStickinessConfig: { Enabled: false } },
});
