import type {
  DeregisterTargetsInput,
  DeregisterTargetsOutput,
  DescribeTargetHealthInput,
  DescribeTargetHealthOutput,
  RegisterTargetsInput,
  RegisterTargetsOutput,
  TargetDescription,
  TargetHealthDescription,
  TargetHealthReasonEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { changes, reads, Refusal, type Operations } from '../operation.ts';
import type { Tables, Transitions, World } from '../world.ts';
import { balancersUsing } from './actions.ts';
import { targetGroupAt } from './arns.ts';
import { invalid } from './refusals.ts';

type Group = Tables['targetGroup'];
/** A target with its port filled in. */
interface Target {
  readonly Id: string;
  readonly Port: number;
}

const mostTargets = 1000;
const targetMembers = ['Targets.Id', 'Targets.Port', 'Targets.AvailabilityZone', 'Targets.QuicServerId'] as const;

export const targetOperations: Operations = {
  RegisterTargets: changes<RegisterTargetsInput, RegisterTargetsOutput>()(['TargetGroupArn', ...targetMembers], (world, input) => {
    const group = targetGroupAt(world, input.TargetGroupArn);
    const asked = mustBeTargets(input.Targets).map((target) => withPort(group, target));
    mustBeRegistrable(world, group, asked);
    const fresh = asked.filter((target) => !group.targets.some(same(target)));
    if (group.targets.length + fresh.length > mostTargets) throw new Refusal('TooManyTargets', 'The maximum number of targets has been reached');
    for (const target of asked) world.cancel(drainingKey(group.id, target));
    world.table('targetGroup').edit(group.id, (row) => {
      row.targets = [...row.targets, ...fresh];
      row.draining = row.draining.filter((target) => !asked.some(same(target)));
    });
    return {};
  }),

  DeregisterTargets: changes<DeregisterTargetsInput, DeregisterTargetsOutput>()(['TargetGroupArn', ...targetMembers], (world, input) => {
    const group = targetGroupAt(world, input.TargetGroupArn);
    const leaving = mustBeTargets(input.Targets).flatMap((asked) => registered(group, asked));
    world.table('targetGroup').edit(group.id, (row) => {
      row.targets = row.targets.filter((target) => !leaving.some(same(target)));
    });
    for (const target of leaving) drain(world, group, target);
    return {};
  }),

  DescribeTargetHealth: reads<DescribeTargetHealthInput, DescribeTargetHealthOutput>()(['TargetGroupArn', 'Targets.Id', 'Targets.Port'], (world, input) => {
    const group = targetGroupAt(world, input.TargetGroupArn);
    const asked = input.Targets ?? [];
    const all = [...group.targets, ...group.draining];
    const shown = asked.length === 0 ? all : asked.map((target) => withPort(group, target));
    return { TargetHealthDescriptions: shown.map((target) => healthOf(world, group, withPort(group, target))) };
  }),
};

export const targetTransitions: Transitions = {
  'target.drained': (world, key) => {
    const { groupArn, targetKey } = drainingParts(key);
    if (world.table('targetGroup').get(groupArn) === undefined) return;
    world.table('targetGroup').edit(groupArn, (row) => {
      row.draining = row.draining.filter((target) => keyOf(target) !== targetKey);
    });
  },
};

function healthOf(world: World, group: Group, target: Target): TargetHealthDescription {
  const { state, reason, description } = world.reality.targetHealth(world, group.id, target.Id, target.Port);
  return {
    Target: { Id: target.Id, Port: target.Port },
    HealthCheckPort: group.HealthCheckPort === 'traffic-port' ? String(target.Port) : group.HealthCheckPort,
    TargetHealth: {
      State: state,
      ...(reason === undefined ? {} : { Reason: reason as TargetHealthReasonEnum }),
      ...(description === undefined ? {} : { Description: description }),
    },
  };
}

function mustBeTargets(targets: readonly TargetDescription[] | undefined): readonly TargetDescription[] {
  if (targets === undefined || targets.length === 0) throw invalid('At least one target must be specified');
  for (const { Id: id, Port: port, AvailabilityZone: zone, QuicServerId: quic } of targets) {
    if (id === undefined || !/^i-[0-9a-f]{8,17}$/.test(id)) throw invalid(`Instance ID '${id ?? ''}' is not valid`);
    if (port !== undefined && (port < 1 || port > 65_535)) throw invalid(`Port '${port}' must be between '1' and '65535' inclusive`);
    if (zone !== undefined) throw invalid("You cannot specify an Availability Zone for targets with target type 'instance'");
    if (quic !== undefined) throw invalid("You cannot specify a QUIC server ID for target groups with protocol 'HTTP'");
  }
  return targets;
}

function mustBeRegistrable(world: World, group: Group, targets: readonly Target[]): void {
  const instances = targets.map(({ Id: id }) => ({ id, instance: world.table('instance').get(id) }));
  mustBeNone(
    instances.filter(({ instance }) => instance === undefined),
    'The following targets do not exist',
  );
  mustBeNone(
    instances.filter(({ instance }) => instance?.VpcId !== group.VpcId),
    `The following targets are not in the target group VPC '${group.VpcId}'`,
  );
  mustBeNone(
    instances.filter(({ instance }) => instance?.State?.Name !== 'running'),
    'The following targets are not in a running state and cannot be registered',
  );
}

function mustBeNone(wrong: readonly { id: string }[], sentence: string): void {
  if (wrong.length > 0) throw new Refusal('InvalidTarget', `${sentence}: ${wrong.map(({ id }) => `'${id}'`).join(', ')}`);
}

/** Without a port, all ports that the instance is registered with. */
const registered = (group: Group, asked: TargetDescription) =>
  group.targets.filter((target) => target.Id === asked.Id && (asked.Port === undefined || target.Port === asked.Port));

/** A target that no balancer sends to has nothing to finish. */
function drain(world: World, group: Group, target: TargetDescription): void {
  const seconds = Number(group.attributes['deregistration_delay.timeout_seconds'] ?? '300');
  if (seconds === 0 || balancersUsing(world, group.id).length === 0) return;
  world.table('targetGroup').edit(group.id, (row) => {
    row.draining = [...row.draining.filter((other) => !same(target)(other)), target];
  });
  world.later(seconds * 1000, 'target.drained', drainingKey(group.id, withPort(group, target)));
}

const withPort = (group: Group, target: TargetDescription): Target => ({ Id: target.Id ?? '', Port: target.Port ?? group.Port ?? 80 });
const keyOf = (target: TargetDescription) => `${target.Id}:${target.Port}`;
const same = (target: TargetDescription) => (other: TargetDescription) => keyOf(other) === keyOf(target);
const drainingKey = (groupArn: string, target: Target) => `${groupArn} ${keyOf(target)}`;

function drainingParts(key: string): { groupArn: string; targetKey: string } {
  const [groupArn = '', targetKey = ''] = key.split(' ');
  return { groupArn, targetKey };
}
