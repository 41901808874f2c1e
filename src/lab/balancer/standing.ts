import type { TargetState } from '../reality.ts';
import type { Tables, World } from '../world.ts';

type Group = Tables['targetGroup'];
type Instance = Tables['instance'];

/** A target that a balancer sends to, with all that is needed to reach it. */
export interface Reachable {
  readonly instance: Instance;
  readonly balancer: Tables['loadBalancer'];
  readonly group: Group;
  readonly port: number;
}

/** What the records alone say of a target: a state, or that it is to be asked for its health. */
export type Standing = { readonly state: TargetState } | { readonly ask: Reachable };

/** The active or coming balancer that sends to this target group, if any. */
export function balancerOf(world: World, group: Group): Tables['loadBalancer'] | undefined {
  const listener = world
    .table('listener')
    .all()
    .find((row) => row.DefaultActions?.some((action) => action.TargetGroupArn === group.id));
  return listener?.LoadBalancerArn === undefined ? undefined : world.table('loadBalancer').get(listener.LoadBalancerArn);
}

/** How a target stands by the records (aws.md 1.5). */
export function standingOf(world: World, groupArn: string, instanceId: string, port: number): Standing {
  const group = world.table('targetGroup').get(groupArn);
  const among = (targets: Group['targets']) => targets.some((target) => target.Id === instanceId && (target.Port ?? group?.Port) === port);
  if (group === undefined) return { state: notRegistered };
  if (among(group.draining)) return { state: draining };
  if (!among(group.targets)) return { state: notRegistered };
  const balancer = balancerOf(world, group);
  if (balancer === undefined) return { state: notInUse };
  const instance = world.table('instance').get(instanceId);
  if (instance === undefined || !takesTraffic(instance)) return { state: invalidState(instance?.State?.Name ?? 'terminated') };
  if (!balancer.AvailabilityZones?.some((zone) => zone.ZoneName === instance.Placement?.AvailabilityZone)) return { state: zoneOff };
  if (balancer.State?.Code !== 'active') return { state: registering };
  return { ask: { instance, balancer, group, port } };
}

/** A server that is going down is still asked (and fails) until it is down. */
const takesTraffic = (instance: Instance) => ['running', 'stopping', 'shutting-down'].includes(instance.State?.Name ?? '');

const notRegistered: TargetState = { state: 'unused', reason: 'Target.NotRegistered', description: 'Target is not registered to the target group' };
const draining: TargetState = { state: 'draining', reason: 'Target.DeregistrationInProgress', description: 'Target deregistration is in progress' };
const notInUse: TargetState = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description: 'Target group is not configured to receive traffic from the load balancer',
};
const zoneOff: TargetState = {
  state: 'unused',
  reason: 'Target.NotInUse',
  description: 'Target is in an Availability Zone that is not enabled for the load balancer',
};
const registering: TargetState = { state: 'initial', reason: 'Elb.RegistrationInProgress', description: 'Target registration is in progress' };
const invalidState = (name: string): TargetState => ({ state: 'unused', reason: 'Target.InvalidState', description: `Target is in the ${name} state` });
