import type { AttachVolumeRequest, DetachVolumeRequest, VolumeAttachment } from '@aws-sdk/client-ec2';
import { changes, Refusal, type Operations } from '../operation.ts';
import type { Tables, Transitions, World } from '../world.ts';
import { find } from './ids.ts';
import { stateOf, type Instance } from './instances/states.ts';
import { invalid, required } from './refusals.ts';

type VolumeRow = Tables['volume'];

const takes = 5_000;
const forcedIn = 1_000;

const attachVolume = changes<AttachVolumeRequest, VolumeAttachment>()(['Device', 'InstanceId', 'VolumeId'], (world, input) => {
  const volume = find(world, 'volume', required(input.VolumeId, 'VolumeId'));
  const instance = find(world, 'instance', required(input.InstanceId, 'InstanceId'));
  const device = required(input.Device, 'Device');
  mustAttach(volume, instance, device);
  const AttachTime = world.clock.now();
  const attachment: VolumeAttachment = {
    AttachTime,
    DeleteOnTermination: false,
    Device: device,
    InstanceId: instance.id,
    State: 'attaching',
    VolumeId: volume.id,
  };
  world.table('volume').edit(volume.id, (row) => void Object.assign(row, { State: 'in-use', Attachments: [attachment] }));
  world.table('instance').edit(instance.id, (row) => {
    const shown = { DeviceName: device, Ebs: { AttachTime, DeleteOnTermination: false, Status: 'attaching' as const, VolumeId: volume.id } };
    row.BlockDeviceMappings = [...(row.BlockDeviceMappings ?? []), shown];
  });
  world.later(takes, 'volume.attached', volume.id);
  return attachment;
});

function mustAttach(volume: VolumeRow, instance: Instance, device: string): void {
  if (volume.State === 'in-use') throw new Refusal('VolumeInUse', `${volume.id} is already attached to an instance`);
  if (volume.State !== 'available') throw new Refusal('IncorrectState', `The volume '${volume.id}' is not 'available'.`);
  if (!['running', 'stopped'].includes(stateOf(instance))) throw new Refusal('IncorrectState', `Instance '${instance.id}' is not 'running' or 'stopped'.`);
  if (instance.Placement?.AvailabilityZone !== volume.AvailabilityZone)
    throw new Refusal('InvalidVolume.ZoneMismatch', `The volume '${volume.id}' is not in the same availability zone as instance '${instance.id}'`);
  if (!/^(\/dev\/)?(sd|xvd)[a-z]{1,2}\d{0,2}$/.test(device))
    throw invalid(`Value (${device}) for parameter device is invalid. ${device} is not a valid EBS device name.`);
  if (instance.BlockDeviceMappings?.some((one) => one.DeviceName === device))
    throw invalid(`Invalid value '${device}' for unixDevice. Attachment point ${device} is already in use`);
}

function attached(world: World, id: string): void {
  setState(world, id, 'attached');
}

function setState(world: World, id: string, State: 'attached' | 'detaching'): void {
  const at = world.table('volume').get(id)?.Attachments?.[0];
  if (at === undefined) return;
  world.table('volume').edit(id, (row) => void (row.Attachments = [{ ...at, State }]));
  const shows = world.table('instance').get(at.InstanceId ?? '');
  if (shows === undefined) return;
  world.table('instance').edit(shows.id, (row) => {
    row.BlockDeviceMappings = row.BlockDeviceMappings?.map((one) => (one.Ebs?.VolumeId === id ? { ...one, Ebs: { ...one.Ebs, Status: State } } : one));
  });
}

const detachVolume = changes<DetachVolumeRequest, VolumeAttachment>()(['Device', 'Force', 'InstanceId', 'VolumeId'], (world, input) => {
  const volume = find(world, 'volume', required(input.VolumeId, 'VolumeId'));
  const at = volume.Attachments?.[0];
  const instance = world.table('instance').get(at?.InstanceId ?? '');
  if (at === undefined || at.State === 'detaching' || instance === undefined)
    throw new Refusal('IncorrectState', `Volume '${volume.id}' is in the 'available' state.`);
  const elsewhere = (input.InstanceId !== undefined && input.InstanceId !== instance.id) || (input.Device !== undefined && input.Device !== at.Device);
  if (elsewhere) throw new Refusal('InvalidAttachment.NotFound', `Volume '${volume.id}' is not attached there.`);
  mustLetGo(volume, instance, at.Device);
  setState(world, volume.id, 'detaching');
  world.later(input.Force === true ? forcedIn : takes, 'volume.detached', volume.id);
  return { ...at, State: 'detaching' };
});

function mustLetGo(volume: VolumeRow, instance: Instance, device: string | undefined): void {
  if (device !== instance.RootDeviceName) return;
  if (stateOf(instance) !== 'stopped') throw new Refusal('OperationNotPermitted', `Unable to detach root volume '${volume.id}' from instance '${instance.id}'`);
  throw new Refusal('UnsupportedOperation', 'In the lab a server keeps its root volume: it is the disk itself.');
}

function detached(world: World, id: string): void {
  const volume = world.table('volume').get(id);
  const instance = world.table('instance').get(volume?.Attachments?.[0]?.InstanceId ?? '');
  if (volume?.Attachments?.[0]?.State !== 'detaching') return;
  world.table('volume').edit(id, (row) => void Object.assign(row, { State: 'available', Attachments: [] }));
  if (instance === undefined) return;
  world.table('instance').edit(instance.id, (row) => void (row.BlockDeviceMappings = row.BlockDeviceMappings?.filter((one) => one.Ebs?.VolumeId !== id)));
}

export const operations: Operations = { AttachVolume: attachVolume, DetachVolume: detachVolume };
export const transitions: Transitions = { 'volume.attached': attached, 'volume.detached': detached };
