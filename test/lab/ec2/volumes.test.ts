import {
  AttachVolumeCommand,
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DeleteSnapshotCommand,
  DeleteVolumeCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  DetachVolumeCommand,
  GetConsoleOutputCommand,
  ModifyInstanceMetadataOptionsCommand,
  StopInstancesCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { describe, expect, test, vi } from 'vitest';
import { base, cloud, instance, present, refusal } from './cloud.ts';

const shown = async (ec2: EC2Client, id: string) => present((await ec2.send(new DescribeVolumesCommand({ VolumeIds: [id] }))).Volumes?.[0]);
const zone = { AvailabilityZone: 'ap-northeast-1a' };

describe('a volume', () => {
  test('is made, attached, detached and deleted, each in its time', async () => {
    const { ec2, advance } = await cloud();
    const { webId: InstanceId } = await base(ec2);
    const made = await ec2.send(new CreateVolumeCommand({ ...zone, Size: 4, VolumeType: 'gp3', ClientToken: 'one' }));
    const VolumeId = present(made.VolumeId);
    expect(made).toMatchObject({ State: 'creating', Size: 4, Iops: 3000, Throughput: 125 });
    expect((await ec2.send(new CreateVolumeCommand({ ...zone, Size: 4, VolumeType: 'gp3', ClientToken: 'one' }))).VolumeId).toBe(VolumeId);
    await advance(2_000);
    const attach = () => ec2.send(new AttachVolumeCommand({ VolumeId, InstanceId, Device: '/dev/sdf' }));
    expect(await attach()).toMatchObject({ State: 'attaching', Device: '/dev/sdf' });
    expect(await refusal(attach())).toMatchObject({ code: 'VolumeInUse', message: `${VolumeId} is already attached to an instance` });
    await advance(5_000);
    expect((await shown(ec2, VolumeId)).Attachments).toMatchObject([{ State: 'attached', InstanceId }]);
    expect((await instance(ec2, InstanceId)).BlockDeviceMappings).toHaveLength(2);
    expect(await refusal(ec2.send(new DeleteVolumeCommand({ VolumeId })))).toMatchObject({
      code: 'VolumeInUse',
      message: `Volume ${VolumeId} is currently attached to ${InstanceId}`,
    });
    expect(await ec2.send(new DetachVolumeCommand({ VolumeId }))).toMatchObject({ State: 'detaching' });
    await advance(5_000);
    expect(await shown(ec2, VolumeId)).toMatchObject({ State: 'available', Attachments: [] });
    expect((await instance(ec2, InstanceId)).BlockDeviceMappings).toHaveLength(1);
    await ec2.send(new DeleteVolumeCommand({ VolumeId }));
    expect(await refusal(shown(ec2, VolumeId))).toMatchObject({ code: 'InvalidVolume.NotFound' });
  });

  test.each([
    [{ Size: 4 }, 'MissingParameter'],
    [{ ...zone }, 'MissingParameter'],
    [{ ...zone, Size: 0 }, 'InvalidParameterValue'],
    [{ ...zone, Size: 4, Iops: 3000 }, 'InvalidParameterCombination'],
    [{ ...zone, Size: 4, Throughput: 200 }, 'InvalidParameterCombination'],
    [{ ...zone, Size: 4, VolumeType: 'gp3' as const, Iops: 10 }, 'InvalidParameterValue'],
    [{ ...zone, Size: 4, VolumeType: 'io2' as const }, 'MissingParameter'],
    [{ AvailabilityZone: 'ap-northeast-1b', Size: 4 }, 'InvalidZone.NotFound'],
    [{ ...zone, SnapshotId: 'snap-00000000000000000' }, 'InvalidSnapshot.NotFound'],
  ])('of %j is refused', async (input, code) => {
    const { ec2 } = await cloud({ empty: true, manual: true });
    expect(await refusal(ec2.send(new CreateVolumeCommand(input)))).toMatchObject({ code });
  });

  test('goes where it can: same zone, a free device, never off the root', async () => {
    const { ec2, advance } = await cloud();
    const { web, webId: InstanceId } = await base(ec2);
    const far = present((await ec2.send(new CreateVolumeCommand({ AvailabilityZone: 'ap-northeast-1c', Size: 1 }))).VolumeId);
    const near = present((await ec2.send(new CreateVolumeCommand({ ...zone, Size: 1 }))).VolumeId);
    await advance(2_000);
    const attach = (VolumeId: string, Device: string) => ec2.send(new AttachVolumeCommand({ VolumeId, InstanceId, Device }));
    expect(await refusal(attach(far, '/dev/sdf'))).toMatchObject({ code: 'InvalidVolume.ZoneMismatch' });
    expect(await refusal(attach(near, present(web.RootDeviceName)))).toMatchObject({ code: 'InvalidParameterValue' });
    expect(await refusal(attach(near, 'C:'))).toMatchObject({ code: 'InvalidParameterValue' });
    const root = present(web.BlockDeviceMappings?.[0]?.Ebs?.VolumeId);
    expect(await refusal(ec2.send(new DetachVolumeCommand({ VolumeId: root })))).toMatchObject({
      code: 'OperationNotPermitted',
      message: `Unable to detach root volume '${root}' from instance '${InstanceId}'`,
    });
    expect(await refusal(ec2.send(new DetachVolumeCommand({ VolumeId: near })))).toMatchObject({ code: 'IncorrectState' });
  });
});

describe('a snapshot', () => {
  test('of a root volume is a copy of the server’s disk, complete after minutes', async () => {
    const { lab, ec2, advance } = await cloud();
    const { web, webId } = await base(ec2);
    const copy = vi.spyOn(lab.home.reality.disks, 'copy');
    const VolumeId = present(web.BlockDeviceMappings?.[0]?.Ebs?.VolumeId);
    const made = await ec2.send(new CreateSnapshotCommand({ VolumeId, Description: 'before' }));
    const SnapshotId = present(made.SnapshotId);
    expect(made).toMatchObject({ State: 'pending', VolumeId, VolumeSize: 8, Description: 'before' });
    const state = async () => (await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId] }))).Snapshots?.[0];
    await advance(100_000);
    expect(copy.mock.calls.map(([, from, to]) => `${from} > ${to}`)).toEqual([`${webId} > ${SnapshotId}`]);
    expect(await state()).toMatchObject({ State: 'pending', Progress: '37%' });
    await advance(200_000);
    expect(await state()).toMatchObject({ State: 'completed', Progress: '100%' });
    await ec2.send(new DeleteSnapshotCommand({ SnapshotId }));
    expect(await refusal(state())).toMatchObject({ code: 'InvalidSnapshot.NotFound' });
  });

  test('of no volume is refused', async () => {
    const { ec2 } = await cloud({ empty: true, manual: true });
    const take = (VolumeId?: string) => ec2.send(new CreateSnapshotCommand({ VolumeId }));
    expect(await refusal(take())).toMatchObject({ code: 'MissingParameter' });
    expect(await refusal(take('vol-00000000000000000'))).toMatchObject({
      code: 'InvalidVolume.NotFound',
      message: "The volume 'vol-00000000000000000' does not exist.",
    });
  });
});

describe('metadata options', () => {
  test('are changed one by one', async () => {
    const { ec2 } = await cloud();
    const { webId: InstanceId } = await base(ec2);
    const change = (more: object) => ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId, ...more }));
    expect(await change({ HttpTokens: 'optional', HttpPutResponseHopLimit: 3 })).toMatchObject({
      InstanceMetadataOptions: { State: 'pending', HttpTokens: 'optional' },
    });
    expect((await instance(ec2, InstanceId)).MetadataOptions).toMatchObject({ State: 'applied', HttpTokens: 'optional', HttpPutResponseHopLimit: 3 });
    expect(await refusal(change({}))).toMatchObject({ code: 'MissingParameter' });
    expect(await refusal(change({ HttpPutResponseHopLimit: 65 }))).toMatchObject({ code: 'InvalidParameterValue' });
    expect(await refusal(change({ HttpEndpoint: 'disabled', HttpTokens: 'required' }))).toMatchObject({ code: 'InvalidParameterCombination' });
  });
});

test('a stop by force is over sooner', async () => {
  const { ec2, advance } = await cloud();
  const { webId } = await base(ec2);
  await ec2.send(new StopInstancesCommand({ InstanceIds: [webId], Force: true }));
  await advance(10_000);
  expect((await instance(ec2, webId)).State?.Name).toBe('stopped');
  await ec2.send(new GetConsoleOutputCommand({ InstanceId: webId, Latest: true }));
});
