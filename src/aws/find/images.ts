import { DescribeImagesCommand, type Image } from '@aws-sdk/client-ec2';
import { readPages } from '../pages.ts';
import { findAmong, type Found, type Seeker } from './seeker.ts';

const gone = new Set(['deregistered', 'invalid']);

/** The account's own images. */
export async function findImages({ aws }: Pick<Seeker, 'aws'>): Promise<readonly Image[]> {
  const pages = await readPages(
    aws.ec2,
    (NextToken) => new DescribeImagesCommand({ Owners: ['self'], ...(NextToken && { NextToken }) }),
    (page) => page.NextToken,
  );
  return pages.flatMap((page) => page.Images ?? []).filter((image) => !gone.has(image.State ?? ''));
}

/** The copy of the first server. Names of images are unique in an account and region. */
export async function findImage(seeker: Seeker, name: string = seeker.names.image): Promise<Found<Image>> {
  return findAmong(await findImages(seeker), { run: seeker.run, step: 'create-image', name, tagsOf: (image) => image.Tags, nameOf: (image) => image.Name });
}

/** The disk copies that an image consists of, all of them. */
export function snapshotsOf(image: Image): readonly string[] {
  return (image.BlockDeviceMappings ?? []).flatMap((mapping) => mapping.Ebs?.SnapshotId ?? []);
}

/** Gigabytes of disk behind an image. */
export function sizeOf(image: Image): number {
  return (image.BlockDeviceMappings ?? []).reduce((sum, mapping) => sum + (mapping.Ebs?.VolumeSize ?? 0), 0);
}
