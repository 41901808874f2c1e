import type { DescribeInstanceAttributeRequest, InstanceAttribute, InstanceAttributeName, ModifyInstanceAttributeRequest } from '@aws-sdk/client-ec2';
import { changes, reads, Refusal, type Operations } from '../../operation.ts';
import type { World } from '../../world.ts';
import { find } from '../ids.ts';
import { typeNamed } from '../instance-types.ts';
import { combination, invalid, required } from '../refusals.ts';
import { editCard } from './network.ts';
import { stateOf, type Instance } from './states.ts';

const shown: Partial<Record<InstanceAttributeName, (instance: Instance) => InstanceAttribute>> = {
  blockDeviceMapping: ({ BlockDeviceMappings }) => ({ BlockDeviceMappings }),
  disableApiStop: ({ disableApiStop = false }) => ({ DisableApiStop: { Value: disableApiStop } }),
  disableApiTermination: ({ disableApiTermination = false }) => ({ DisableApiTermination: { Value: disableApiTermination } }),
  ebsOptimized: ({ EbsOptimized = false }) => ({ EbsOptimized: { Value: EbsOptimized } }),
  enaSupport: ({ EnaSupport = true }) => ({ EnaSupport: { Value: EnaSupport } }),
  enclaveOptions: ({ EnclaveOptions }) => ({ EnclaveOptions }),
  groupSet: ({ SecurityGroups }) => ({ Groups: SecurityGroups }),
  instanceInitiatedShutdownBehavior: ({ shutdownBehavior = 'stop' }) => ({ InstanceInitiatedShutdownBehavior: { Value: shutdownBehavior } }),
  instanceType: ({ InstanceType }) => ({ InstanceType: { Value: InstanceType } }),
  kernel: () => ({ KernelId: {} }),
  productCodes: () => ({ ProductCodes: [] }),
  ramdisk: () => ({ RamdiskId: {} }),
  rootDeviceName: ({ RootDeviceName }) => ({ RootDeviceName: { Value: RootDeviceName } }),
  sourceDestCheck: ({ SourceDestCheck = true }) => ({ SourceDestCheck: { Value: SourceDestCheck } }),
  sriovNetSupport: () => ({ SriovNetSupport: {} }),
  userData: ({ userData }) => ({ UserData: userData === undefined ? {} : { Value: userData } }),
};

const describeInstanceAttribute = reads<DescribeInstanceAttributeRequest, InstanceAttribute>()(['InstanceId', 'Attribute'], (world, input) => {
  const instance = find(world, 'instance', required(input.InstanceId, 'InstanceId'));
  const attribute = required(input.Attribute, 'Attribute');
  const show = shown[attribute];
  if (show === undefined) throw invalid(`Value (${attribute}) for parameter attribute is invalid. Unknown attribute.`);
  return { InstanceId: instance.id, ...show(instance) };
});

const settable = [
  'DisableApiStop',
  'DisableApiTermination',
  'Groups',
  'InstanceInitiatedShutdownBehavior',
  'InstanceType',
  'SourceDestCheck',
  'UserData',
] as const;

const settableAt = [
  'DisableApiStop.Value',
  'DisableApiTermination.Value',
  'Groups',
  'InstanceInitiatedShutdownBehavior.Value',
  'InstanceType.Value',
  'SourceDestCheck.Value',
  'UserData.Value',
] as const;

const modifyInstanceAttribute = changes<ModifyInstanceAttributeRequest, object>()(['InstanceId', ...settableAt], (world, input) => {
  const instance = find(world, 'instance', required(input.InstanceId, 'InstanceId'));
  const asked = settable.filter((name) => input[name] !== undefined);
  if (asked.length === 0) throw new Refusal('MissingParameter', 'The request must contain at least one attribute to modify');
  if (asked.length > 1) throw combination('Fields for multiple attribute types specified');
  if (stateOf(instance) === 'terminated') throw new Refusal('IncorrectInstanceState', `The instance '${instance.id}' is terminated.`);
  if (input.Groups !== undefined) setGroups(world, instance, input.Groups);
  if (input.SourceDestCheck !== undefined) editCard(world, instance, (card) => void (card.SourceDestCheck = input.SourceDestCheck?.Value));
  setOwn(world, instance, input);
  return {};
});

function setGroups(world: World, instance: Instance, ids: readonly string[]): void {
  const groups = required([...ids], 'GroupId').map((id) => find(world, 'securityGroup', id));
  const strange = groups.find((group) => group.VpcId !== instance.VpcId);
  if (strange) throw new Refusal('InvalidGroup.NotFound', `The security group '${strange.id}' does not exist in VPC '${instance.VpcId}'`);
  if (groups.length > 5) throw new Refusal('SecurityGroupsPerInterfaceLimitExceeded', 'The maximum number of security groups per interface has been reached.');
  editCard(world, instance, (card) => {
    card.Groups = groups.map((group) => ({ GroupId: group.id, GroupName: group.GroupName }));
  });
}

type Own = Pick<ModifyInstanceAttributeRequest, 'DisableApiStop' | 'DisableApiTermination' | 'InstanceInitiatedShutdownBehavior' | 'InstanceType' | 'UserData'>;

function setOwn(
  world: World,
  instance: Instance,
  { DisableApiStop: stop, DisableApiTermination: terminate, InstanceInitiatedShutdownBehavior: shutdown, InstanceType: type, UserData: data }: Own,
): void {
  if ((type !== undefined || data !== undefined) && stateOf(instance) !== 'stopped') {
    throw new Refusal('IncorrectInstanceState', `The instance '${instance.id}' is not in the 'stopped' state.`);
  }
  const facts = type === undefined ? undefined : typeNamed(required(type.Value, 'InstanceType.Value'));
  const behavior = shutdown?.Value;
  if (shutdown !== undefined && behavior !== 'stop' && behavior !== 'terminate')
    throw invalid(`Invalid value '${behavior}' for InstanceInitiatedShutdownBehavior. Use 'stop' or 'terminate'.`);
  world.table('instance').edit(instance.id, (row) => {
    if (stop?.Value !== undefined) row.disableApiStop = stop.Value;
    if (terminate?.Value !== undefined) row.disableApiTermination = terminate.Value;
    if (behavior === 'stop' || behavior === 'terminate') row.shutdownBehavior = behavior;
    if (facts !== undefined) row.InstanceType = facts.name as NonNullable<Instance['InstanceType']>;
    if (data?.Value !== undefined) row.userData = Buffer.from(data.Value).toString('base64');
  });
}

export const operations: Operations = { DescribeInstanceAttribute: describeInstanceAttribute, ModifyInstanceAttribute: modifyInstanceAttribute };
