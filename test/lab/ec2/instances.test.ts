import {
  CreateSecurityGroupCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeNetworkInterfacesCommand,
  DescribeTagsCommand,
  DescribeVolumesCommand,
  GetConsoleOutputCommand,
  ModifyInstanceAttributeCommand,
  RebootInstancesCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { base, cloud, instance, instances, launch, present, refusal } from './cloud.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('launching', () => {
  test('a new server is pending, without public address, and runs with one after a while', async () => {
    const { ec2, advance } = await cloud();
    const found = await base(ec2);
    const made = await launch(ec2, {
      KeyName: 'my-key',
      NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: found.subnet('public-subnet-2'), Groups: [found.group('web-sg')], AssociatePublicIpAddress: true }],
      TagSpecifications: ['instance', 'volume', 'network-interface'].map((ResourceType) => ({
        ResourceType: ResourceType as 'instance',
        Tags: [{ Key: 'Name', Value: `new ${ResourceType}` }],
      })),
    });
    expect(made).toMatchObject({
      State: { Code: 0, Name: 'pending' },
      StateReason: { Code: 'pending' },
      KeyName: 'my-key',
      Placement: { AvailabilityZone: 'ap-northeast-1c' },
    });
    expect(made.PublicIpAddress).toBeUndefined();
    await advance(minute);
    const now = await instance(ec2, present(made.InstanceId));
    expect(now.State).toEqual({ Code: 16, Name: 'running' });
    expect(now.PublicIpAddress).toMatch(/^203\.0\.113\.\d+$/);
    expect(now.PublicDnsName).toBe(`ec2-${now.PublicIpAddress?.replaceAll('.', '-')}.ap-northeast-1.compute.amazonaws.com`);
    expect(now.PrivateDnsName).toBe(`ip-${now.PrivateIpAddress?.replaceAll('.', '-')}.ap-northeast-1.compute.internal`);
    expect(now.SecurityGroups).toEqual([{ GroupId: found.group('web-sg'), GroupName: 'web-sg' }]);
    expect(now.NetworkInterfaces?.[0]).toMatchObject({
      Association: { PublicIp: now.PublicIpAddress, IpOwnerId: 'amazon' },
      Attachment: { Status: 'attached', DeviceIndex: 0 },
    });
    const volume = present(
      (await ec2.send(new DescribeVolumesCommand({ Filters: [{ Name: 'attachment.instance-id', Values: [present(now.InstanceId)] }] }))).Volumes?.[0],
    );
    expect(volume).toMatchObject({ State: 'in-use', Size: 8, VolumeType: 'gp3', Tags: [{ Key: 'Name', Value: 'new volume' }] });
    const card = (await ec2.send(new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'attachment.instance-id', Values: [present(now.InstanceId)] }] })))
      .NetworkInterfaces?.[0];
    expect(card?.TagSet).toEqual([{ Key: 'Name', Value: 'new network-interface' }]);
  });

  test('a running server says in tags where this machine reaches its ports', async () => {
    const { ec2, advance } = await cloud();
    const id = present((await launch(ec2)).InstanceId);
    await advance(minute);
    const tags = (await ec2.send(new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [id] }] }))).Tags ?? [];
    expect(tags.map((tag) => tag.Key).toSorted()).toEqual(['redundant-blog:lab:22', 'redundant-blog:lab:80']);
    for (const tag of tags) expect(tag.Value).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  test('without a wish for one, the subnet decides about the public address', async () => {
    const { ec2, advance } = await cloud();
    const id = present((await launch(ec2)).InstanceId);
    await advance(minute);
    expect((await instance(ec2, id)).PublicIpAddress).toBeUndefined();
  });

  test('several at once share a reservation and get addresses of their own', async () => {
    const { ec2, advance } = await cloud();
    const found = await base(ec2);
    const input = {
      ImageId: found.imageId,
      InstanceType: 't3.micro' as const,
      MinCount: 3,
      MaxCount: 3,
      NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: found.subnet('public-subnet-1'), AssociatePublicIpAddress: true }],
    };
    const { ReservationId } = await ec2.send(new RunInstancesCommand(input));
    await advance(minute);
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'reservation-id', Values: [present(ReservationId)] }] }));
    expect(Reservations).toHaveLength(1);
    const made = Reservations[0]?.Instances ?? [];
    expect(new Set(made.map((one) => one.PrivateIpAddress)).size).toBe(3);
    expect(new Set(made.map((one) => one.PublicIpAddress)).size).toBe(3);
    expect(made.map((one) => one.AmiLaunchIndex)).toEqual([0, 1, 2]);
  });

  test.each([
    ['an unknown image', { ImageId: 'ami-00000000000000000' }, 'InvalidAMIID.NotFound', "The image id '[ami-00000000000000000]' does not exist"],
    ['a malformed image', { ImageId: 'amy' }, 'InvalidAMIID.Malformed', 'Invalid id: "amy" (expecting "ami-...")'],
    ['an unknown type', { InstanceType: 't9.huge' as 't3.micro' }, 'InvalidParameterValue', "Invalid value 't9.huge' for InstanceType."],
    ['an unknown key', { KeyName: 'nobody' }, 'InvalidKeyPair.NotFound', "The key pair 'nobody' does not exist"],
    ['an unknown group', { SecurityGroupIds: ['sg-00000000000000000'] }, 'InvalidGroup.NotFound', "The security group 'sg-00000000000000000' does not exist"],
    ['an unknown subnet', { SubnetId: 'subnet-00000000000000000' }, 'InvalidSubnetID.NotFound', "The subnet ID 'subnet-00000000000000000' does not exist"],
    [
      'a subnet in both places',
      { SubnetId: 'subnet-00000000000000000', NetworkInterfaces: [{ DeviceIndex: 0 }] },
      'InvalidParameterCombination',
      'Network interfaces and an instance-level subnet ID may not be specified on the same request',
    ],
    [
      'tags for what is not made',
      { TagSpecifications: [{ ResourceType: 'vpc' as const, Tags: [{ Key: 'a', Value: 'b' }] }] },
      'InvalidParameterValue',
      "'vpc' is not a valid taggable resource type for this operation.",
    ],
    [
      'a reserved tag',
      { TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'aws:x', Value: 'b' }] }] },
      'InvalidParameterValue',
      "Value ( aws:x ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use",
    ],
    [
      'a nested member nobody reads',
      { NetworkInterfaces: [{ DeviceIndex: 0, Ipv6AddressCount: 1 }] },
      'UnsupportedOperation',
      'The parameter NetworkInterfaces.Ipv6AddressCount is not supported by this practice cloud.',
    ],
  ])('%s is refused and nothing is made', async (_case, more, code, message) => {
    const { ec2 } = await cloud();
    expect(await refusal(launch(ec2, more))).toMatchObject({ code, message, status: 400 });
    expect(await instances(ec2)).toHaveLength(1);
    expect((await ec2.send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces).toHaveLength(1);
  });

  test('a subnet without room refuses, and launches fewer when fewer will do', async () => {
    const { ec2 } = await cloud();
    const found = await base(ec2);
    const input = { ImageId: found.imageId, InstanceType: 't3.micro' as const, SubnetId: found.subnet('private-subnet-1'), MaxCount: 300 };
    expect(await refusal(ec2.send(new RunInstancesCommand({ ...input, MinCount: 300 })))).toMatchObject({ code: 'InsufficientFreeAddressesInSubnet' });
    const { Instances } = await ec2.send(new RunInstancesCommand({ ...input, MinCount: 1 }));
    expect(Instances).toHaveLength(251);
  });
});

describe('a client token', () => {
  test('sent again gives the same server', async () => {
    const { ec2 } = await cloud();
    const first = await launch(ec2, { ClientToken: 'one' });
    const second = await launch(ec2, { ClientToken: 'one' });
    expect(second.InstanceId).toBe(first.InstanceId);
    expect(await instances(ec2)).toHaveLength(2);
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'client-token', Values: ['one'] }] }));
    expect(Reservations?.[0]?.Instances?.[0]?.InstanceId).toBe(first.InstanceId);
  });

  test('sent with other settings is refused', async () => {
    const { ec2 } = await cloud();
    await launch(ec2, { ClientToken: 'one' });
    expect(await refusal(launch(ec2, { ClientToken: 'one', InstanceType: 't3.small' }))).toMatchObject({
      code: 'IdempotentParameterMismatch',
      message: 'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    });
  });

  test('stays taken after its server was terminated, even when that is no longer shown, for a day', async () => {
    const { ec2, advance } = await cloud();
    const made = await launch(ec2, { ClientToken: 'one' });
    await advance(minute);
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [present(made.InstanceId)] }));
    await advance(minute);
    expect(await refusal(launch(ec2, { ClientToken: 'one' }))).toMatchObject({ code: 'IdempotentInstanceTerminated' });
    await advance(2 * hour);
    expect(await refusal(launch(ec2, { ClientToken: 'one' }))).toMatchObject({ code: 'IdempotentInstanceTerminated' });
    await advance(24 * hour);
    expect((await launch(ec2, { ClientToken: 'one' })).InstanceId).not.toBe(made.InstanceId);
  });
});

describe('stopping and starting', () => {
  test('takes the public address and the published ports away and gives another address', async () => {
    const { ec2, advance } = await cloud();
    const { web, webId } = await base(ec2);
    const { StoppingInstances } = await ec2.send(new StopInstancesCommand({ InstanceIds: [webId] }));
    expect(StoppingInstances).toEqual([{ InstanceId: webId, CurrentState: { Code: 64, Name: 'stopping' }, PreviousState: { Code: 16, Name: 'running' } }]);
    await advance(2 * minute);
    const stopped = await instance(ec2, webId);
    expect(stopped.State?.Name).toBe('stopped');
    expect(stopped.StateReason?.Code).toBe('Client.UserInitiatedShutdown');
    expect(stopped.StateTransitionReason).toMatch(/^User initiated \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\)$/);
    expect(stopped.PublicIpAddress).toBeUndefined();
    expect(stopped.NetworkInterfaces?.[0]?.Association).toBeUndefined();
    expect(stopped.PrivateIpAddress).toBe(web.PrivateIpAddress);
    expect(stopped.Tags?.map((tag) => tag.Key)).toEqual(['Name']);
    await ec2.send(new StartInstancesCommand({ InstanceIds: [webId] }));
    expect((await instance(ec2, webId)).State?.Name).toBe('pending');
    await advance(minute);
    const started = await instance(ec2, webId);
    expect(started.State?.Name).toBe('running');
    expect(started.PublicIpAddress).toMatch(/^203\.0\.113\./);
    expect(started.Tags).toHaveLength(3);
    expect(present(started.LaunchTime).getTime()).toBeGreaterThan(present(web.LaunchTime).getTime());
  });

  test('what is already so succeeds; what cannot be is refused', async () => {
    const { ec2, advance } = await cloud();
    const { webId } = await base(ec2);
    const stop = () => ec2.send(new StopInstancesCommand({ InstanceIds: [webId] }));
    const start = () => ec2.send(new StartInstancesCommand({ InstanceIds: [webId] }));
    expect((await start()).StartingInstances?.[0]?.CurrentState?.Name).toBe('running');
    await stop();
    expect(await refusal(start())).toMatchObject({
      code: 'IncorrectInstanceState',
      message: `The instance '${webId}' is not in a state from which it can be started.`,
    });
    await advance(2 * minute);
    expect((await stop()).StoppingInstances?.[0]).toMatchObject({ CurrentState: { Name: 'stopped' }, PreviousState: { Name: 'stopped' } });
    const fresh = present((await launch(ec2)).InstanceId);
    expect(await refusal(ec2.send(new StopInstancesCommand({ InstanceIds: [fresh] })))).toMatchObject({
      code: 'IncorrectInstanceState',
      message: `Instance '${fresh}' cannot be stopped as it has never reached the 'running' state.`,
    });
    expect(await refusal(ec2.send(new StopInstancesCommand({ InstanceIds: undefined })))).toMatchObject({ code: 'MissingParameter' });
  });

  test('one bad id of several changes nothing', async () => {
    const { ec2 } = await cloud();
    const { webId } = await base(ec2);
    const call = ec2.send(new StopInstancesCommand({ InstanceIds: [webId, 'i-00000000000000001', 'i-00000000000000002'] }));
    expect(await refusal(call)).toMatchObject({
      code: 'InvalidInstanceID.NotFound',
      message: "The instance IDs 'i-00000000000000001, i-00000000000000002' do not exist",
    });
    expect((await instance(ec2, webId)).State?.Name).toBe('running');
  });

  test('a reboot keeps every address', async () => {
    const { ec2, advance, lab } = await cloud();
    const { web, webId } = await base(ec2);
    const boot = () => lab.worlds.all()[0]?.table('instance').get(webId)?.boot;
    const before = boot();
    await ec2.send(new RebootInstancesCommand({ InstanceIds: [webId] }));
    await advance(minute);
    const now = await instance(ec2, webId);
    expect(boot()).toBe(present(before) + 1);
    expect([now.State?.Name, now.PublicIpAddress, now.Tags?.length]).toEqual(['running', web.PublicIpAddress, web.Tags?.length]);
  });
});

describe('terminating', () => {
  test('takes network and disk, stays visible for an hour, and is repeatable', async () => {
    const { ec2, advance } = await cloud();
    const id = present((await launch(ec2)).InstanceId);
    await advance(minute);
    const terminate = () => ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    expect((await terminate()).TerminatingInstances?.[0]?.CurrentState?.Name).toBe('shutting-down');
    await advance(minute);
    const gone = await instance(ec2, id);
    expect(gone).toMatchObject({ State: { Code: 48, Name: 'terminated' }, NetworkInterfaces: [], BlockDeviceMappings: [], SecurityGroups: [] });
    expect(gone.PublicIpAddress ?? gone.PrivateIpAddress ?? gone.VpcId).toBeUndefined();
    expect((await ec2.send(new DescribeVolumesCommand({}))).Volumes).toHaveLength(1);
    expect((await ec2.send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces).toHaveLength(1);
    expect((await terminate()).TerminatingInstances?.[0]?.PreviousState?.Name).toBe('terminated');
    await advance(hour);
    expect(await refusal(instances(ec2, id))).toMatchObject({ code: 'InvalidInstanceID.NotFound', message: `The instance ID '${id}' does not exist` });
  });

  test('is refused while the server is protected', async () => {
    const { ec2 } = await cloud();
    const { webId } = await base(ec2);
    const modify = (Value: boolean) => ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: webId, DisableApiTermination: { Value } }));
    const terminate = () => ec2.send(new TerminateInstancesCommand({ InstanceIds: [webId] }));
    await modify(true);
    const shown = await ec2.send(new DescribeInstanceAttributeCommand({ InstanceId: webId, Attribute: 'disableApiTermination' }));
    expect(shown.DisableApiTermination).toEqual({ Value: true });
    expect(await refusal(terminate())).toMatchObject({
      code: 'OperationNotPermitted',
      message: `The instance '${webId}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
    });
    await modify(false);
    expect((await terminate()).TerminatingInstances).toHaveLength(1);
  });

  test('a server terminated while it was being launched never runs', async () => {
    const { ec2, advance } = await cloud();
    const id = present((await launch(ec2)).InstanceId);
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await advance(2 * minute);
    expect((await instance(ec2, id)).State?.Name).toBe('terminated');
  });
});

describe('attributes, status and console', () => {
  test('other security groups are shown by the server and by its interface', async () => {
    const { ec2 } = await cloud();
    const { webId, vpcId } = await base(ec2);
    const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'other', Description: 'other', VpcId: vpcId }));
    await ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: webId, Groups: [present(GroupId)] }));
    const expected = [{ GroupId, GroupName: 'other' }];
    const now = await instance(ec2, webId);
    expect([now.SecurityGroups, now.NetworkInterfaces?.[0]?.Groups]).toEqual([expected, expected]);
    expect((await ec2.send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces?.[0]?.Groups).toEqual(expected);
  });

  test('user data comes back as it was given', async () => {
    const { ec2 } = await cloud();
    const userData = Buffer.from('#!/bin/sh\necho 日本\n').toString('base64');
    const id = present((await launch(ec2, { UserData: userData })).InstanceId);
    const shown = await ec2.send(new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: 'userData' }));
    expect(shown.UserData?.Value).toBe(userData);
  });

  test('two attributes in one call are refused', async () => {
    const { ec2 } = await cloud();
    const { webId } = await base(ec2);
    const call = ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: webId, DisableApiStop: { Value: true }, DisableApiTermination: { Value: true } }));
    expect(await refusal(call)).toMatchObject({ code: 'InvalidParameterCombination', message: 'Fields for multiple attribute types specified' });
  });

  test('the type is changed only while stopped', async () => {
    const { ec2, advance } = await cloud();
    const { webId } = await base(ec2);
    const modify = () => ec2.send(new ModifyInstanceAttributeCommand({ InstanceId: webId, InstanceType: { Value: 't3.small' } }));
    expect(await refusal(modify())).toMatchObject({ code: 'IncorrectInstanceState', message: `The instance '${webId}' is not in the 'stopped' state.` });
    await ec2.send(new StopInstancesCommand({ InstanceIds: [webId] }));
    await advance(2 * minute);
    await modify();
    expect((await instance(ec2, webId)).InstanceType).toBe('t3.small');
  });

  test('status checks are initializing for a while, then ok; others than running ones are shown on request', async () => {
    const { ec2, advance } = await cloud();
    const id = present((await launch(ec2)).InstanceId);
    const status = async (all = false) =>
      (await ec2.send(new DescribeInstanceStatusCommand({ InstanceIds: [id], IncludeAllInstances: all }))).InstanceStatuses ?? [];
    expect(await status()).toEqual([]);
    expect((await status(true))[0]).toMatchObject({ InstanceState: { Name: 'pending' }, InstanceStatus: { Status: 'not-applicable' } });
    await advance(minute);
    expect((await status())[0]).toMatchObject({ InstanceStatus: { Status: 'initializing' }, SystemStatus: { Status: 'initializing' } });
    await advance(3 * minute);
    expect((await status())[0]).toMatchObject({
      InstanceStatus: { Status: 'ok', Details: [{ Name: 'reachability', Status: 'passed' }] },
      SystemStatus: { Status: 'ok' },
    });
  });

  test('the console says nothing before the first boot', async () => {
    const { ec2 } = await cloud();
    const id = present((await launch(ec2)).InstanceId);
    const said = await ec2.send(new GetConsoleOutputCommand({ InstanceId: id }));
    expect([said.InstanceId, said.Output]).toEqual([id, undefined]);
  });
});
