import {
  CreateImageCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  StopInstancesCommand,
  type CreateImageCommandInput,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { base, cloud, image, instance, launch, present, refusal } from './cloud.ts';

const minute = 60_000;

async function create(ec2: EC2Client, more: Partial<CreateImageCommandInput> = {}): Promise<string> {
  const { webId } = await base(ec2);
  return present((await ec2.send(new CreateImageCommand({ InstanceId: webId, Name: 'Web Server', ...more }))).ImageId);
}

async function snapshotOf(ec2: EC2Client, id: string): Promise<string> {
  return present((await image(ec2, id)).BlockDeviceMappings?.[0]?.Ebs?.SnapshotId);
}

async function snapshot(ec2: EC2Client, id: string) {
  return present((await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [id] }))).Snapshots?.[0]);
}

describe('making an image', () => {
  test('takes minutes, with progress, and says where it came from', async () => {
    const { ec2, advance } = await cloud();
    const { webId, imageId } = await base(ec2);
    const tags = ['image', 'snapshot'].map((type) => ({ ResourceType: type as 'image', Tags: [{ Key: 'Name', Value: `my ${type}` }] }));
    const id = await create(ec2, { Description: 'of Web Server1', TagSpecifications: tags });
    expect(await image(ec2, id)).toMatchObject({
      State: 'pending',
      Name: 'Web Server',
      Description: 'of Web Server1',
      SourceInstanceId: webId,
      SourceImageId: imageId,
      Public: false,
      Architecture: 'x86_64',
      RootDeviceName: '/dev/xvda',
      Tags: [
        {
          Key: 'Name',
          Value: 'my image',
        },
      ],
    });
    const held = await snapshotOf(ec2, id);
    expect(await snapshot(ec2, held)).toMatchObject({ State: 'pending', Progress: '0%', VolumeSize: 8, Tags: [{ Key: 'Name', Value: 'my snapshot' }] });
    await advance(2 * minute);
    expect(Number.parseInt(present((await snapshot(ec2, held)).Progress), 10)).toBeGreaterThan(20);
    expect((await image(ec2, id)).State).toBe('pending');
    await advance(4 * minute);
    expect((await image(ec2, id)).State).toBe('available');
    expect(await snapshot(ec2, held)).toMatchObject({ State: 'completed', Progress: '100%' });
  });

  test('reboots a running source, which keeps its address, unless told not to', async () => {
    const { ec2, advance, lab } = await cloud();
    const { web, webId } = await base(ec2);
    const boot = () => present(lab.worlds.all()[0]?.table('instance').get(webId)?.boot);
    const before = boot();
    await create(ec2, { Name: 'without', NoReboot: true });
    await advance(minute);
    expect(boot()).toBe(before);
    await create(ec2, { Name: 'with one' });
    await advance(minute);
    expect(boot()).toBe(before + 1);
    expect((await instance(ec2, webId)).PublicIpAddress).toBe(web.PublicIpAddress);
  });

  test('leaves a stopped source stopped', async () => {
    const { ec2, advance } = await cloud();
    const { webId } = await base(ec2);
    await ec2.send(new StopInstancesCommand({ InstanceIds: [webId] }));
    await advance(2 * minute);
    const id = await create(ec2);
    await advance(6 * minute);
    expect([(await image(ec2, id)).State, (await instance(ec2, webId)).State?.Name]).toEqual(['available', 'stopped']);
  });

  test('a name is used once, until the image is deregistered', async () => {
    const { ec2 } = await cloud();
    const id = await create(ec2);
    expect(await refusal(create(ec2))).toMatchObject({ code: 'InvalidAMIName.Duplicate', message: `AMI name Web Server is already in use by AMI ${id}` });
    await ec2.send(new DeregisterImageCommand({ ImageId: id }));
    expect(await create(ec2)).not.toBe(id);
  });

  test('of a server that never ran is refused', async () => {
    const { ec2 } = await cloud();
    const fresh = present((await launch(ec2)).InstanceId);
    expect(await refusal(create(ec2, { InstanceId: fresh }))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `Invalid value '${fresh}' for instanceId. Instance is not in state 'running' or 'stopping' or 'stopped'`,
    });
    expect(await refusal(create(ec2, { Name: 'no' }))).toMatchObject({ code: 'InvalidAMIName.Malformed' });
    expect(await refusal(create(ec2, { Name: 'ウェブ' }))).toMatchObject({ code: 'InvalidAMIName.Malformed' });
  });

  test('a pending image cannot be launched; an available one can', async () => {
    const { ec2, advance } = await cloud();
    const id = await create(ec2);
    expect(await refusal(launch(ec2, { ImageId: id }))).toMatchObject({
      code: 'InvalidAMIID.Unavailable',
      message: `AMI '${id}' is pending, and cannot be run`,
    });
    await advance(6 * minute);
    const made = await launch(ec2, { ImageId: id });
    await advance(minute);
    expect(await instance(ec2, present(made.InstanceId))).toMatchObject({ ImageId: id, State: { Name: 'running' } });
  });
});

describe('finding images', () => {
  test('by owner, name and source', async () => {
    const { ec2 } = await cloud();
    const { webId, imageId } = await base(ec2);
    const id = await create(ec2);
    const find = async (input: object) => ((await ec2.send(new DescribeImagesCommand(input))).Images ?? []).map((one) => one.ImageId);
    expect(await find({ Owners: ['self'] })).toEqual([id]);
    expect(await find({ Owners: ['amazon'] })).toEqual([imageId]);
    expect(await find({ Filters: [{ Name: 'name', Values: ['Web*'] }] })).toEqual([id]);
    expect(await find({ Owners: ['self'], Filters: [{ Name: 'source-instance-id', Values: [webId] }] })).toEqual([id]);
    expect(await find({ Owners: ['self'], Filters: [{ Name: 'state', Values: ['available'] }] })).toEqual([]);
    expect((await find({})).length).toBe(2);
  });
});

describe('taking an image away', () => {
  test('the snapshot cannot go before it, and can after it', async () => {
    const { ec2, advance } = await cloud();
    const id = await create(ec2);
    await advance(6 * minute);
    const held = await snapshotOf(ec2, id);
    const remove = () => ec2.send(new DeleteSnapshotCommand({ SnapshotId: held }));
    expect(await refusal(remove())).toMatchObject({ code: 'InvalidSnapshot.InUse', message: `The snapshot ${held} is currently in use by ${id}` });
    expect((await ec2.send(new DeregisterImageCommand({ ImageId: id }))).Return).toBe(true);
    await remove();
    expect(await refusal(remove())).toMatchObject({ code: 'InvalidSnapshot.NotFound', message: `The snapshot '${held}' does not exist.` });
  });

  test('the snapshots can go with it', async () => {
    const { ec2, advance } = await cloud();
    const id = await create(ec2);
    await advance(6 * minute);
    const held = await snapshotOf(ec2, id);
    const gone = await ec2.send(new DeregisterImageCommand({ ImageId: id, DeleteAssociatedSnapshots: true }));
    expect(gone.DeleteSnapshotResults).toEqual([{ SnapshotId: held, ReturnCode: 'success' }]);
    expect(await refusal(snapshot(ec2, held))).toMatchObject({ code: 'InvalidSnapshot.NotFound' });
  });

  test('it is unavailable for a while, then unknown', async () => {
    const { ec2, advance } = await cloud();
    const id = await create(ec2);
    const deregister = () => ec2.send(new DeregisterImageCommand({ ImageId: id }));
    await deregister();
    const unavailable = { code: 'InvalidAMIID.Unavailable', message: `The image ID '${id}' is no longer available` };
    expect(await refusal(deregister())).toMatchObject(unavailable);
    expect(await refusal(launch(ec2, { ImageId: id }))).toMatchObject(unavailable);
    expect((await ec2.send(new DescribeImagesCommand({ ImageIds: [id] }))).Images).toEqual([]);
    await advance(20 * minute);
    expect(await refusal(deregister())).toMatchObject({ code: 'InvalidAMIID.NotFound', message: `The image id '[${id}]' does not exist` });
  });

  test("Amazon's own is not ours to take", async () => {
    const { ec2 } = await cloud();
    const { imageId } = await base(ec2);
    expect(await refusal(ec2.send(new DeregisterImageCommand({ ImageId: imageId })))).toMatchObject({
      code: 'AuthFailure',
      message: `Not authorized for image:${imageId}`,
    });
  });
});
