import type { RunInstancesRequest } from '@aws-sdk/client-ec2';
import type { Declared, Given } from '../../reads.ts';
import { tagsGiven } from '../declared.ts';

/** What the lab acts upon in a RunInstances request. */
export const launchMembers = [
  'BlockDeviceMappings.DeviceName', 'BlockDeviceMappings.NoDevice', 'BlockDeviceMappings.Ebs.DeleteOnTermination', 'BlockDeviceMappings.Ebs.Encrypted',
  'BlockDeviceMappings.Ebs.Iops', 'BlockDeviceMappings.Ebs.SnapshotId', 'BlockDeviceMappings.Ebs.Throughput', 'BlockDeviceMappings.Ebs.VolumeSize',
  'BlockDeviceMappings.Ebs.VolumeType',
  'ClientToken', 'DisableApiStop', 'DisableApiTermination', 'EbsOptimized', 'IamInstanceProfile.Arn', 'IamInstanceProfile.Name', 'ImageId',
  'InstanceInitiatedShutdownBehavior', 'InstanceType', 'KeyName', 'MaxCount', 'MinCount', 'Monitoring.Enabled',
  'MetadataOptions.HttpEndpoint', 'MetadataOptions.HttpProtocolIpv6', 'MetadataOptions.HttpPutResponseHopLimit', 'MetadataOptions.HttpTokens',
  'MetadataOptions.InstanceMetadataTags',
  'NetworkInterfaces.AssociatePublicIpAddress', 'NetworkInterfaces.DeleteOnTermination', 'NetworkInterfaces.Description', 'NetworkInterfaces.DeviceIndex',
  'NetworkInterfaces.Groups', 'NetworkInterfaces.InterfaceType', 'NetworkInterfaces.NetworkCardIndex', 'NetworkInterfaces.PrivateIpAddress',
  'NetworkInterfaces.SubnetId',
  'Placement.AvailabilityZone', 'Placement.GroupName', 'Placement.Tenancy', 'PrivateIpAddress', 'SecurityGroupIds', 'SecurityGroups', 'SubnetId', 'UserData',
  ...tagsGiven,
] as const satisfies readonly Declared<RunInstancesRequest>[]; // prettier-ignore

export type LaunchInput = Given<RunInstancesRequest, (typeof launchMembers)[number]>;
