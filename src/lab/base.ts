import type { World } from './world.ts';

/** Lays the base: what part 1 of the tutorial leaves behind. */
export async function seedBase(_world: World, _dir: string): Promise<void> {}
