import type {
  InstanceStateChange,
  RebootInstancesRequest,
  StartInstancesRequest,
  StartInstancesResult,
  StopInstancesRequest,
  StopInstancesResult,
  TerminateInstancesRequest,
  TerminateInstancesResult,
} from '@aws-sdk/client-ec2';
import { changes, Refusal, type Operations } from '../../operation.ts';
import type { Transitions, World } from '../../world.ts';
import { partFromAddress } from '../address-associations.ts';
import { findAll } from '../ids.ts';
import { mustNameOne } from './launch.ts';
import { cardsOf, goPrivate } from './network.ts';
import { moveTo, stateOf, unmoved, type Instance } from './states.ts';

/** How long AWS takes (aws.md 3), and how long it goes on showing what was terminated. */
const stopsIn = 40_000;
/** Without waiting for the operating system. */
const forcedIn = 10_000;
const startsIn = 20_000;
const terminatesIn = 45_000;
const shownFor = 3_600_000;
const tokenLivesOn = 23 * 3_600_000;

const stopInstances = changes<StopInstancesRequest, StopInstancesResult>()(['InstanceIds', 'Force', 'Hibernate', 'SkipOsShutdown'], (world, input) => {
  const instances = findAll(world, 'instance', mustNameOne(input.InstanceIds));
  if (input.Hibernate === true) throw new Refusal('UnsupportedHibernationConfiguration', `Instance '${instances[0]?.id}' is not configured for hibernation.`);
  instances.forEach(mustStop);
  return { StoppingInstances: instances.map((instance) => stop(world, instance, hasty(input) ? forcedIn : stopsIn)) };
});

function mustStop(instance: Instance): void {
  const state = stateOf(instance);
  if (instance.disableApiStop === true && state === 'running') throw notPermitted(instance, 'stopped', 'disableApiStop');
  if (state === 'pending' && instance.boot === 0) throw wrongState(`Instance '${instance.id}' cannot be stopped as it has never reached the 'running' state.`);
  if (state === 'shutting-down' || state === 'terminated') throw wrongState(`This instance '${instance.id}' is not in a state from which it can be stopped.`);
}

const hasty = (input: { Force?: boolean | undefined; SkipOsShutdown?: boolean | undefined }) => input.Force === true || input.SkipOsShutdown === true;

function stop(world: World, instance: Instance, takes: number): InstanceStateChange {
  if (stateOf(instance) === 'stopped' || stateOf(instance) === 'stopping') return unmoved(instance);
  world.cancel(instance.id, 'instance.running');
  world.later(takes, 'instance.stopped', instance.id);
  return moveTo(world, instance.id, 'stopping', 'user');
}

function stopped(world: World, id: string): void {
  const instance = world.table('instance').get(id);
  if (instance === undefined || stateOf(instance) !== 'stopping') return;
  goPrivate(world, instance);
  moveTo(world, id, 'stopped');
}

const startInstances = changes<StartInstancesRequest, StartInstancesResult>()(['InstanceIds'], (world, input) => {
  const instances = findAll(world, 'instance', mustNameOne(input.InstanceIds));
  for (const instance of instances) {
    if (!['stopped', 'running', 'pending'].includes(stateOf(instance)))
      throw wrongState(`The instance '${instance.id}' is not in a state from which it can be started.`);
  }
  return { StartingInstances: instances.map((instance) => start(world, instance)) };
});

function start(world: World, instance: Instance): InstanceStateChange {
  if (stateOf(instance) !== 'stopped') return unmoved(instance);
  world.table('instance').edit(instance.id, (row) => {
    row.LaunchTime = world.clock.now();
  });
  world.later(startsIn, 'instance.running', instance.id);
  return moveTo(world, instance.id, 'pending');
}

const rebootInstances = changes<RebootInstancesRequest, object>()(['InstanceIds'], (world, input) => {
  const instances = findAll(world, 'instance', mustNameOne(input.InstanceIds));
  for (const instance of instances) {
    if (stateOf(instance) !== 'running') throw wrongState(`The instance '${instance.id}' is not in a state from which it can be rebooted.`);
  }
  for (const { id } of instances) reboot(world, id);
  return {};
});

/** Another boot of a running instance: a new process, the same addresses. */
export function reboot(world: World, id: string): void {
  world.table('instance').edit(id, (row) => {
    row.boot += 1;
  });
}

const terminateInstances = changes<TerminateInstancesRequest, TerminateInstancesResult>()(['InstanceIds', 'Force', 'SkipOsShutdown'], (world, input) => {
  const instances = findAll(world, 'instance', mustNameOne(input.InstanceIds));
  for (const instance of instances)
    if (instance.disableApiTermination === true && stateOf(instance) !== 'terminated') throw notPermitted(instance, 'terminated', 'disableApiTermination');
  return { TerminatingInstances: instances.map((instance) => terminate(world, instance, hasty(input) ? forcedIn : terminatesIn)) };
});

function terminate(world: World, instance: Instance, takes: number): InstanceStateChange {
  if (stateOf(instance) === 'shutting-down' || stateOf(instance) === 'terminated') return unmoved(instance);
  world.cancel(instance.id);
  world.later(takes, 'instance.terminated', instance.id);
  return moveTo(world, instance.id, 'shutting-down', 'user');
}

/** What went with the instance goes; it stays visible for an hour, without network or disks. */
async function terminated(world: World, id: string): Promise<void> {
  const instance = world.table('instance').get(id);
  if (instance === undefined || stateOf(instance) !== 'shutting-down') return;
  goPrivate(world, instance);
  for (const card of cardsOf(world, id)) {
    const goes = card.Attachment?.DeleteOnTermination !== false;
    partFromAddress(world, card.id, goes);
    letGo(world, 'networkInterface', card.id, goes);
  }
  for (const volume of volumesOf(world, id)) letGo(world, 'volume', volume.id, volume.Attachments?.[0]?.DeleteOnTermination !== false);
  moveTo(world, id, 'terminated');
  world.table('instance').edit(id, (row) => {
    Object.assign(row, {
      SubnetId: undefined,
      VpcId: undefined,
      PrivateIpAddress: undefined,
      PublicIpAddress: undefined,
      PrivateDnsName: '',
      PublicDnsName: '',
      terminatedAt: world.clock.now(),
    });
    Object.assign(row, { NetworkInterfaces: [], SecurityGroups: [], BlockDeviceMappings: [] });
  });
  world.later(shownFor, 'instance.forgotten', id);
  await world.reality.disks.remove(world, id);
}

function volumesOf(world: World, id: string) {
  return world
    .table('volume')
    .all()
    .filter((volume) => volume.Attachments?.some((at) => at.InstanceId === id));
}

function letGo(world: World, kind: 'networkInterface' | 'volume', id: string, goes: boolean): void {
  if (goes) return world.table(kind).remove(id);
  if (kind === 'volume') world.table('volume').edit(id, (row) => void Object.assign(row, { State: 'available', Attachments: [] }));
  else world.table('networkInterface').edit(id, (row) => void Object.assign(row, { Status: 'available', Attachment: undefined }));
}

function forgotten(world: World, id: string): void {
  const token = world.table('instance').get(id)?.ClientToken;
  world.table('instance').remove(id);
  if (token !== undefined && token !== '') world.later(tokenLivesOn, 'client-token.expired', `RunInstances/${token}`);
}

function wrongState(message: string): Refusal {
  return new Refusal('IncorrectInstanceState', message);
}

function notPermitted({ id }: Instance, done: string, attribute: string): Refusal {
  return new Refusal('OperationNotPermitted', `The instance '${id}' may not be ${done}. Modify its '${attribute}' instance attribute and try again.`);
}

export const operations: Operations = {
  StopInstances: stopInstances,
  StartInstances: startInstances,
  RebootInstances: rebootInstances,
  TerminateInstances: terminateInstances,
};

export const transitions: Transitions = {
  'instance.stopped': stopped,
  'instance.terminated': terminated,
  'instance.forgotten': forgotten,
  'client-token.expired': (world, id) => world.table('clientToken').remove(id),
};
