import { Refusal } from '../operation.ts';
import type { Tables, World } from '../world.ts';
import { find } from './ids.ts';

export type ImageRow = Tables['image'];

/** The image for a launch, or EC2's reason why not. */
export function launchable(world: World, id: string): ImageRow {
  const image = standing(world, id);
  if (image.State === 'available') return image;
  throw new Refusal('InvalidAMIID.Unavailable', `AMI '${id}' is ${image.State ?? 'not available'}, and cannot be run`);
}

/** An image that was not deregistered; EC2 remembers for a while that one was. */
export function standing(world: World, id: string): ImageRow {
  const image = find(world, 'image', id);
  if (image.State === 'deregistered') throw new Refusal('InvalidAMIID.Unavailable', `The image ID '${id}' is no longer available`);
  return image;
}
