import type {
  CreateImageRequest,
  CreateImageResult,
  DeleteSnapshotReturnCode,
  DeregisterImageRequest,
  DeregisterImageResult,
  DescribeImagesRequest,
  DescribeImagesResult,
} from '@aws-sdk/client-ec2';
import { absent, type FilterTable } from '../filters.ts';
import { changes, reads, Refusal, type Operations } from '../operation.ts';
import type { Transitions, World } from '../world.ts';
import { list } from './describe.ts';
import { find } from './ids.ts';
import { standing, type ImageRow } from './image-rows.ts';
import { imageOf, imagesAvailable, snapshotsOf } from './image-making.ts';
import { invalid, required } from './refusals.ts';
import { deleteSnapshotOf, inUseBy } from './snapshots.ts';
import { tagsOnCreate } from './taggables.ts';
import { listed, tagsGiven } from './declared.ts';

/** AWS time that EC2 remembers a deregistered image. */
const rememberedFor = 900_000;

const filters: FilterTable<ImageRow> = {
  architecture: (image) => image.Architecture,
  'block-device-mapping.delete-on-termination': (image) => image.BlockDeviceMappings?.map((one) => one.Ebs?.DeleteOnTermination),
  'block-device-mapping.device-name': (image) => image.BlockDeviceMappings?.map((one) => one.DeviceName),
  'block-device-mapping.snapshot-id': (image) => image.BlockDeviceMappings?.map((one) => one.Ebs?.SnapshotId),
  'block-device-mapping.volume-size': (image) => image.BlockDeviceMappings?.map((one) => one.Ebs?.VolumeSize),
  'block-device-mapping.volume-type': (image) => image.BlockDeviceMappings?.map((one) => one.Ebs?.VolumeType),
  'block-device-mapping.encrypted': (image) => image.BlockDeviceMappings?.map((one) => one.Ebs?.Encrypted),
  'boot-mode': (image) => image.BootMode,
  'creation-date': (image) => image.CreationDate,
  description: (image) => image.Description,
  'ena-support': (image) => image.EnaSupport,
  'free-tier-eligible': (image) => image.FreeTierEligible,
  hypervisor: (image) => image.Hypervisor,
  'image-id': (image) => image.ImageId,
  'image-type': (image) => image.ImageType,
  'is-public': (image) => image.Public ?? false,
  'manifest-location': (image) => image.ImageLocation,
  name: (image) => image.Name,
  'owner-alias': (image) => image.ImageOwnerAlias,
  'owner-id': (image) => image.OwnerId,
  'root-device-name': (image) => image.RootDeviceName,
  'root-device-type': (image) => image.RootDeviceType,
  'source-image-id': (image) => image.SourceImageId,
  'source-image-region': (image) => image.SourceImageRegion,
  'source-instance-id': (image) => image.SourceInstanceId,
  state: (image) => image.State,
  'state-reason-code': (image) => image.StateReason?.Code,
  'state-reason-message': (image) => image.StateReason?.Message,
  'virtualization-type': (image) => image.VirtualizationType,
  ...absent('image-watermark.source-image-creation-time', 'image-watermark.source-image-id', 'image-watermark.source-image-region'),
  ...absent('image-watermark.watermark-creation-time', 'image-watermark.watermark-key'),
  ...absent('instance-type-specification.supported-instance-type', 'instance-type-specification.unsupported-instance-type'),
  ...absent('scan-result.finding-scan-date', 'scan-result.highest-finding-severity-label', 'scan-result.informational-fix-available-since'),
  ...absent(
    'scan-result.low-fix-available-since',
    'scan-result.medium-fix-available-since',
    'scan-result.high-fix-available-since',
    'scan-result.critical-fix-available-since',
  ),
  ...absent('image-allowed', 'kernel-id', 'platform', 'product-code', 'product-code.type', 'public-ssm-parameter-name', 'ramdisk-id', 'sriov-net-support'),
};

const describeImages = reads<DescribeImagesRequest, DescribeImagesResult>()(
  [...listed, 'ImageIds', 'Owners', 'ExecutableUsers', 'IncludeDeprecated', 'IncludeDisabled'],
  (world, input) => {
    const seen = (image: ImageRow) => visible(world, image) && asked(world, image, input) && current(world, image, input);
    const { rows, ...rest } = list(world, { kind: 'image', filters, idsParameter: 'imagesSet' }, input.ImageIds, input, seen);
    return { Images: [...rows], ...rest };
  },
);

function visible(world: World, image: ImageRow): boolean {
  return image.State !== 'deregistered' && (image.Public === true || image.OwnerId === world.account);
}

/** Deprecated images of others and disabled ones are shown on request. */
function current(world: World, image: ImageRow, { IncludeDeprecated, IncludeDisabled }: DescribeImagesRequest): boolean {
  const deprecated = image.OwnerId !== world.account && image.DeprecationTime !== undefined && new Date(image.DeprecationTime) <= world.clock.now();
  return (IncludeDeprecated === true || !deprecated) && (IncludeDisabled === true || image.State !== 'disabled');
}

function asked(world: World, image: ImageRow, { Owners: owners = [], ExecutableUsers: users = [] }: DescribeImagesRequest): boolean {
  const owner = (name: string) => name === image.OwnerId || name === image.ImageOwnerAlias || (name === 'self' && image.OwnerId === world.account);
  const user = (name: string) => (name === 'all' ? image.Public === true : image.OwnerId === world.account && (name === 'self' || name === world.account));
  return (owners.length === 0 || owners.some(owner)) && (users.length === 0 || users.some(user));
}

const createImage = changes<CreateImageRequest, CreateImageResult>()(['InstanceId', 'Name', 'Description', 'NoReboot', ...tagsGiven], (world, input) => {
  const instance = find(world, 'instance', required(input.InstanceId, 'InstanceId'));
  const name = imageName(required(input.Name, 'Name'));
  const tags = tagsOnCreate(input.TagSpecifications, ['image', 'snapshot']);
  if (!['running', 'stopping', 'stopped'].includes(instance.State?.Name ?? '')) {
    throw invalid(`Invalid value '${instance.id}' for instanceId. Instance is not in state 'running' or 'stopping' or 'stopped'`);
  }
  const twin = world
    .table('image')
    .all()
    .find((image) => image.Name === name && image.OwnerId === world.account && image.State !== 'deregistered');
  if (twin) throw new Refusal('InvalidAMIName.Duplicate', `AMI name ${name} is already in use by AMI ${twin.id}`);
  const image = imageOf(world, instance, { name, description: input.Description, tags: tags.image, snapshotTags: tags.snapshot });
  const reboot = input.NoReboot !== true && instance.State?.Name === 'running';
  world.later(0, 'image.copied', image.id, reboot ? 'reboot' : undefined);
  return { ImageId: image.id };
});

function imageName(name: string): string {
  if (name.length >= 3 && name.length <= 128 && /^[\w()[\] ./\-'@]+$/.test(name)) return name;
  throw new Refusal(
    'InvalidAMIName.Malformed',
    "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, parentheses (()), square brackets ([]), spaces ( ), periods (.), slashes (/), dashes (-), single quotes ('), at-signs (@), or underscores(_).",
  );
}

const deregisterImage = changes<DeregisterImageRequest, DeregisterImageResult>()(['ImageId', 'DeleteAssociatedSnapshots'], async (world, input) => {
  const image = standing(world, required(input.ImageId, 'ImageId'));
  if (image.OwnerId !== world.account) throw new Refusal('AuthFailure', `Not authorized for image:${image.id}`);
  world.table('image').edit(image.id, (row) => void (row.State = 'deregistered'));
  world.later(rememberedFor, 'image.forgotten', image.id);
  if (input.DeleteAssociatedSnapshots !== true) return { Return: true };
  const results: DeleteSnapshotReturnCode[] = [];
  for (const id of snapshotsOf(image)) results.push(await deleteQuietly(world, id));
  return { Return: true, DeleteSnapshotResults: results };
});

async function deleteQuietly(world: World, id: string): Promise<DeleteSnapshotReturnCode> {
  if (world.table('snapshot').get(id) === undefined || inUseBy(world, id) !== undefined) return { SnapshotId: id, ReturnCode: 'skipped' };
  await deleteSnapshotOf(world, id);
  return { SnapshotId: id, ReturnCode: 'success' };
}

export const operations: Operations = { CreateImage: createImage, DeregisterImage: deregisterImage, DescribeImages: describeImages };

export const transitions: Transitions = {
  ...imagesAvailable,
  'image.forgotten': (world, id) => world.table('image').remove(id),
};
