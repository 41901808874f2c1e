import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateImageCommand, DeregisterImageCommand, DescribeSnapshotsCommand, TerminateInstancesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { expect, test, vi } from 'vitest';
import type { LabForTest } from '../support/lab.ts';
import { base, cloud, image, instance, instances, launch, present } from './cloud.ts';

const minute = 60_000;
const nothing = (): void => undefined;

/** Writes down which disk was copied where and which was removed; `slow` copies end when the test says so. */
function watch({ lab }: LabForTest) {
  const seen: string[] = [];
  const { disks } = lab.home.reality;
  const copy = vi.spyOn(disks, 'copy').mockImplementation(async (_world, from, to) => void seen.push(`${from} > ${to}`));
  vi.spyOn(disks, 'remove').mockImplementation(async (_world, disk) => void seen.push(`${disk} removed`));
  return { seen, copy };
}

async function imageOf(ec2: EC2Client): Promise<{ id: string; snapshot: string }> {
  const { webId } = await base(ec2);
  const id = present((await ec2.send(new CreateImageCommand({ InstanceId: webId, Name: 'Web Server' }))).ImageId);
  return { id, snapshot: present((await image(ec2, id)).BlockDeviceMappings?.[0]?.Ebs?.SnapshotId) };
}

test('an image is a copy of the disk of its source, and a server is a copy of the disk of its image', async () => {
  const lab = await cloud();
  const { webId } = await base(lab.ec2);
  const { seen } = watch(lab);
  const { id, snapshot } = await imageOf(lab.ec2);
  await lab.advance(6 * minute);
  expect(seen).toEqual([`${webId} > ${snapshot}`]);
  const server = present((await launch(lab.ec2, { ImageId: id })).InstanceId);
  await lab.advance(minute);
  expect(seen.slice(1)).toEqual([`${snapshot} > ${server}`]);
  await lab.ec2.send(new TerminateInstancesCommand({ InstanceIds: [server] }));
  await lab.ec2.send(new DeregisterImageCommand({ ImageId: id, DeleteAssociatedSnapshots: true }));
  await lab.advance(minute);
  expect(seen.slice(2)).toEqual([`${snapshot} removed`, `${server} removed`]);
});

test('the copy of an image is taken at once, not when the image is available', async () => {
  const lab = await cloud();
  const { seen } = watch(lab);
  const { id } = await imageOf(lab.ec2);
  await lab.advance(1_000);
  expect(seen).toHaveLength(1);
  expect((await image(lab.ec2, id)).State).toBe('pending');
});

test('a server runs only when its disk is whole', async () => {
  const lab = await cloud();
  const { copy } = watch(lab);
  let finish = nothing;
  copy.mockImplementation(() => new Promise((resolve) => (finish = resolve)));
  const id = present((await launch(lab.ec2)).InstanceId);
  const passing = lab.advance(minute);
  await vi.waitFor(() => expect(copy).toHaveBeenCalled());
  expect((await instance(lab.ec2, id)).State?.Name).toBe('pending');
  finish();
  await passing;
  expect((await instance(lab.ec2, id)).State?.Name).toBe('running');
});

test('a server whose disk cannot be made ends, and says why; it keeps no address', async () => {
  const lab = await cloud();
  const { copy } = watch(lab);
  copy.mockRejectedValue(new Error('no space left on device'));
  const id = present((await launch(lab.ec2)).InstanceId);
  await lab.advance(2 * minute);
  expect(await instance(lab.ec2, id)).toMatchObject({ State: { Name: 'terminated' }, StateReason: { Code: 'Server.InternalError' }, NetworkInterfaces: [] });
});

test('an image whose disk cannot be copied fails, and says why', async () => {
  const lab = await cloud();
  const { copy } = watch(lab);
  copy.mockRejectedValue(new Error('no space left on device'));
  const { id, snapshot } = await imageOf(lab.ec2);
  await lab.advance(6 * minute);
  expect(await image(lab.ec2, id)).toMatchObject({ State: 'failed', StateReason: { Code: 'Server.InternalError' } });
  expect((await lab.ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [snapshot] }))).Snapshots?.[0]?.State).toBe('error');
});

test('an image given up while it was being copied leaves no disk behind', async () => {
  const lab = await cloud();
  const { seen, copy } = watch(lab);
  let finish = nothing;
  copy.mockImplementation(() => new Promise((resolve) => (finish = resolve)));
  const { id, snapshot } = await imageOf(lab.ec2);
  const passing = lab.advance(minute);
  await vi.waitFor(() => expect(copy).toHaveBeenCalled());
  await lab.ec2.send(new DeregisterImageCommand({ ImageId: id, DeleteAssociatedSnapshots: true }));
  seen.splice(0);
  finish();
  await passing;
  expect(seen).toEqual([`${snapshot} removed`]);
});

test('what was on its way when the lab went down arrives after it came up again', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'lab-ec2-'));
  try {
    const before = await cloud({ manual: true, dir });
    const made = present((await launch(before.ec2, { ClientToken: 'one' })).InstanceId);
    const { id } = await imageOf(before.ec2);
    await before.close();
    const after = await cloud({ manual: true, dir });
    expect((await instance(after.ec2, made)).State?.Name).toBe('pending');
    expect((await launch(after.ec2, { ClientToken: 'one' })).InstanceId).toBe(made);
    await after.advance(6 * minute);
    expect([(await instance(after.ec2, made)).State?.Name, (await image(after.ec2, id)).State]).toEqual(['running', 'available']);
    expect(await instances(after.ec2)).toHaveLength(2);
    await after.close();
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
