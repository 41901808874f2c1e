import type { World } from '../world.ts';

const dayMs = 86_400_000;

/** A moment some days before the lab was made: part 1 was done on another day, so what it left is settled. */
export function daysAgo(world: World, days: number): Date {
  const then = world.clock.now().getTime() - days * dayMs;
  return new Date(Math.floor(then / 1000) * 1000);
}

/** `Name=…`, as the console writes a name. */
export function named(name: string): { Key: string; Value: string }[] {
  return [{ Key: 'Name', Value: name }];
}
