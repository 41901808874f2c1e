import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  CreateNetworkInterfaceCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteNetworkInterfaceCommand,
  DescribeAddressesCommand,
  DescribeNetworkInterfacesCommand,
  DisassociateAddressCommand,
  ModifyVpcAttributeCommand,
  ReleaseAddressCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { base, cloud, instance, launch, present, refusal } from './cloud.ts';

async function allocate(ec2: EC2Client) {
  const { AllocationId, PublicIp } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }));
  return { AllocationId: present(AllocationId), PublicIp: present(PublicIp) };
}
const shown = async (ec2: EC2Client, AllocationId: string) =>
  present((await ec2.send(new DescribeAddressesCommand({ AllocationIds: [AllocationId] }))).Addresses?.[0]);

describe('an elastic IP address', () => {
  test('takes the place of the automatic one, outlives a stop, and gives the place back', async () => {
    const { ec2, advance } = await cloud();
    const { webId: InstanceId, web } = await base(ec2);
    const { AllocationId, PublicIp } = await allocate(ec2);
    const { AssociationId } = await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId }));
    expect(await instance(ec2, InstanceId)).toMatchObject({
      PublicIpAddress: PublicIp,
      PublicDnsName: `ec2-${PublicIp.replaceAll('.', '-')}.ap-northeast-1.compute.amazonaws.com`,
    });
    expect(await shown(ec2, AllocationId)).toMatchObject({ AssociationId, InstanceId, PrivateIpAddress: web.PrivateIpAddress });
    const [card] =
      (await ec2.send(new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'association.allocation-id', Values: [AllocationId] }] }))).NetworkInterfaces ??
      [];
    expect(card?.Association).toMatchObject({ AllocationId, AssociationId, PublicIp });

    await ec2.send(new StopInstancesCommand({ InstanceIds: [InstanceId] }));
    await advance(40_000);
    expect((await instance(ec2, InstanceId)).PublicIpAddress).toBe(PublicIp);
    await ec2.send(new StartInstancesCommand({ InstanceIds: [InstanceId] }));
    await advance(20_000);
    expect((await instance(ec2, InstanceId)).PublicIpAddress).toBe(PublicIp);

    await ec2.send(new DisassociateAddressCommand({ AssociationId }));
    const after = (await instance(ec2, InstanceId)).PublicIpAddress;
    expect(after).toMatch(/^203\.0\.113\./);
    expect(after).not.toBe(PublicIp);
    expect((await shown(ec2, AllocationId)).InstanceId).toBeUndefined();
  });

  test('moves when asked to, unless moving is forbidden', async () => {
    const { ec2, advance } = await cloud();
    const { webId } = await base(ec2);
    const other = present((await launch(ec2)).InstanceId);
    const { AllocationId } = await allocate(ec2);
    expect(await refusal(ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId: other })))).toMatchObject({
      code: 'InvalidInstanceID',
      message: `The pending instance '${other}' is not in a valid state for this operation.`,
    });
    await advance(20_000);
    const give = (InstanceId: string, AllowReassociation?: boolean) => ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId, AllowReassociation }));
    const { AssociationId } = await give(webId);
    expect((await give(webId)).AssociationId).toBe(AssociationId);
    expect(await refusal(give(other, false))).toMatchObject({
      code: 'Resource.AlreadyAssociated',
      message: `resource ${AllocationId} is already associated with associate-id ${AssociationId}`,
    });
    await give(other);
    expect((await shown(ec2, AllocationId)).InstanceId).toBe(other);
    const second = await allocate(ec2);
    await ec2.send(new AssociateAddressCommand({ AllocationId: second.AllocationId, InstanceId: other }));
    expect((await shown(ec2, AllocationId)).AssociationId).toBeUndefined();
  });

  test('is free again when its server is terminated', async () => {
    const { ec2, advance } = await cloud();
    const { webId: InstanceId } = await base(ec2);
    const { AllocationId } = await allocate(ec2);
    await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId }));
    expect(await refusal(ec2.send(new ReleaseAddressCommand({ AllocationId })))).toMatchObject({ code: 'InvalidIPAddress.InUse' });
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }));
    await advance(45_000);
    expect((await instance(ec2, InstanceId)).PublicIpAddress).toBeUndefined();
    await ec2.send(new ReleaseAddressCommand({ AllocationId }));
    expect(await refusal(shown(ec2, AllocationId))).toMatchObject({
      code: 'InvalidAllocationID.NotFound',
      message: `The allocation ID '${AllocationId}' does not exist`,
    });
  });

  test('has a public name only where the VPC gives names', async () => {
    const { ec2 } = await cloud();
    const { webId: InstanceId, vpcId: VpcId } = await base(ec2);
    await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: false } }));
    const { AllocationId } = await allocate(ec2);
    await ec2.send(new AssociateAddressCommand({ AllocationId, InstanceId }));
    expect((await instance(ec2, InstanceId)).PublicDnsName).toBe('');
  });

  test('needs a way to the internet', async () => {
    const { ec2 } = await cloud({ empty: true, manual: true });
    const VpcId = present((await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc?.VpcId);
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.0.0/24' }));
    const { NetworkInterface: card } = await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: Subnet?.SubnetId }));
    const { AllocationId } = await allocate(ec2);
    const give = new AssociateAddressCommand({ AllocationId, NetworkInterfaceId: card?.NetworkInterfaceId });
    expect(await refusal(ec2.send(give))).toMatchObject({
      code: 'Gateway.NotAttached',
      message: `Network ${VpcId} is not attached to any internet gateway`,
    });
  });

  test('is one of five at most; somebody else’s is not to be had', async () => {
    const { ec2 } = await cloud();
    for (let index = 0; index < 5; index += 1) await allocate(ec2);
    expect(await refusal(allocate(ec2))).toMatchObject({ code: 'AddressLimitExceeded', message: 'The maximum number of addresses has been reached.' });
    expect(await refusal(ec2.send(new ReleaseAddressCommand({ PublicIp: '192.0.2.7' })))).toMatchObject({
      code: 'AuthFailure',
      message: "The address '192.0.2.7' does not belong to you.",
    });
    expect(await refusal(ec2.send(new DisassociateAddressCommand({ AssociationId: 'eipassoc-00000000000000000' })))).toMatchObject({
      code: 'InvalidAssociationID.NotFound',
      message: "The association ID 'eipassoc-00000000000000000' does not exist",
    });
    expect(await refusal(ec2.send(new ReleaseAddressCommand({})))).toMatchObject({ code: 'MissingParameter' });
  });
});

describe('a network interface', () => {
  test('stands alone in its subnet until it is deleted', async () => {
    const { ec2 } = await cloud();
    const { subnet, group } = await base(ec2);
    const create = () =>
      ec2.send(
        new CreateNetworkInterfaceCommand({
          SubnetId: subnet('public-subnet-1'),
          Groups: [group('web-sg')],
          PrivateIpAddress: '10.0.0.77',
          ClientToken: 'one',
        }),
      );
    const id = present((await create()).NetworkInterface?.NetworkInterfaceId);
    expect((await create()).NetworkInterface?.NetworkInterfaceId).toBe(id);
    const find = async () => (await ec2.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [id] }))).NetworkInterfaces?.[0];
    expect(await find()).toMatchObject({ Status: 'available', PrivateIpAddress: '10.0.0.77', Groups: [{ GroupName: 'web-sg' }] });
    const { AllocationId } = await allocate(ec2);
    await ec2.send(new AssociateAddressCommand({ AllocationId, NetworkInterfaceId: id }));
    await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id }));
    expect((await shown(ec2, AllocationId)).AssociationId).toBeUndefined();
    expect(await refusal(find())).toMatchObject({ code: 'InvalidNetworkInterfaceID.NotFound' });
  });

  test('of a server is not deleted', async () => {
    const { ec2 } = await cloud();
    const id = (await base(ec2)).web.NetworkInterfaces?.[0]?.NetworkInterfaceId;
    expect(await refusal(ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id })))).toMatchObject({
      code: 'InvalidParameterValue',
      message: `Network interface '${id}' is currently in use.`,
    });
  });
});
