import type { Reservation, RunInstancesRequest } from '@aws-sdk/client-ec2';
import { changes, Refusal, type Operations } from '../../operation.ts';
import type { Transitions, World } from '../../world.ts';
import { freeAddresses } from '../addressing.ts';
import { claimOf, madeBefore, remember } from '../client-tokens.ts';
import { combination } from '../refusals.ts';
import { checkedLaunch, countOf } from './launch.ts';
import { launchMembers } from './launch-members.ts';
import { goPublic } from './network.ts';
import { putInstance, type Launch } from './records.ts';
import { reservationOf } from './describe.ts';
import { moveTo, stateOf, type Instance } from './states.ts';

/** AWS time from `pending` to `running`. */
const bootsIn = 20_000;

const runInstances = changes<RunInstancesRequest, Reservation>()(launchMembers, (world, input) => {
  const claim = claimOf('RunInstances', input);
  const before = madeBefore(world, claim);
  if (before !== undefined) return again(world, before);
  const launch = checkedLaunch(world, input);
  const count = fittingCount(world, launch, countOf(input));
  const reservation = world.newId('r');
  const made = Array.from({ length: count }, (_, index) => putInstance(world, launch, reservation, index));
  for (const { id } of made) world.later(bootsIn, 'instance.running', id, 'launch');
  remember(world, claim, reservation);
  return { ReservationId: reservation, OwnerId: world.account, Groups: [], Instances: made.map((instance) => ({ ...instance })) };
});

/** As many as asked for, or as many as the subnet has addresses for, down to the least that will do. */
function fittingCount(world: World, { subnet, privateIp }: Launch, { least, most }: { least: number; most: number }): number {
  if (privateIp !== undefined && most > 1) throw combination('A private IP address may not be specified when launching more than one instance');
  const free = freeAddresses(world, subnet);
  if (free >= least) return Math.min(free, most);
  throw new Refusal(
    'InsufficientFreeAddressesInSubnet',
    `There are not enough free addresses in subnet '${subnet.id}' to satisfy the requested number of instances.`,
  );
}

/** The answer to a repeated request: what the first one made, as it is now. */
function again(world: World, reservation: string): Reservation {
  const made = world
    .table('instance')
    .all()
    .filter((instance) => instance.reservationId === reservation);
  if (made.length === 0 || made.some((instance) => ['terminated', 'shutting-down'].includes(stateOf(instance)))) {
    throw new Refusal(
      'IdempotentInstanceTerminated',
      'The client token you have provided is associated with a terminated instance. Please use a different client token.',
    );
  }
  return reservationOf(world, reservation, made);
}

/** `detail` is `launch` for the first boot, whose disk comes from the image's snapshot. */
async function running(world: World, id: string, detail?: string): Promise<void> {
  const instance = world.table('instance').get(id);
  if (instance === undefined || stateOf(instance) !== 'pending') return;
  if (detail === 'launch' && !(await hasDisk(world, instance))) return failed(world, id);
  const now = world.table('instance').get(id);
  // Terminated while its disk was being copied: what is left of the disk goes too.
  if (now === undefined || stateOf(now) !== 'pending') return world.reality.disks.remove(world, id);
  attach(world, now);
  goPublic(world, now);
  moveTo(world, id, 'running');
}

async function hasDisk(world: World, instance: Instance): Promise<boolean> {
  const root = instance.BlockDeviceMappings?.find((one) => one.DeviceName === instance.RootDeviceName)?.Ebs?.VolumeId;
  const snapshot = world.table('volume').get(root ?? '')?.SnapshotId;
  if (snapshot === undefined || snapshot === '') return false;
  return world.reality.disks.copy(world, snapshot, instance.id).then(
    () => true,
    () => false,
  );
}

function attach(world: World, { id }: Instance): void {
  for (const volume of world
    .table('volume')
    .all()
    .filter((one) => one.Attachments?.some((at) => at.InstanceId === id))) {
    world.table('volume').edit(volume.id, (row) => {
      row.Attachments = row.Attachments?.map((at) => ({ ...at, State: 'attached' as const }));
    });
  }
  world.table('instance').edit(id, (row) => {
    row.boot += 1;
    row.BlockDeviceMappings = row.BlockDeviceMappings?.map((one) => ({ ...one, Ebs: { ...one.Ebs, Status: 'attached' as const } }));
    if (row.MetadataOptions) row.MetadataOptions = { ...row.MetadataOptions, State: 'applied' };
    if (row.Monitoring?.State === 'pending') row.Monitoring = { State: 'enabled' };
  });
}

/** A launch that fails goes from `pending` to `terminated`, and says why. */
function failed(world: World, id: string): void {
  world.later(0, 'instance.terminated', id);
  moveTo(world, id, 'shutting-down');
  world.table('instance').edit(id, (row) => {
    row.StateReason = { Code: 'Server.InternalError', Message: 'Server.InternalError: Internal error on launch' };
    row.StateTransitionReason = 'Server.InternalError';
  });
}

export const operations: Operations = { RunInstances: runInstances };
export const transitions: Transitions = { 'instance.running': running };
