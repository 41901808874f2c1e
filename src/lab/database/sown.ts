import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { imageName } from './store/volume.ts';

interface Seed {
  /** The address that the blog has in its own settings. */
  readonly siteUrl: string;
}

const seedName = 'seed.json';

/** Notes on a new volume that it holds the sample blog; the tables are made by the engine that first serves it. */
export function sow(volume: string, seed: Seed): void {
  mkdirSync(volume, { recursive: true, mode: 0o700 });
  writeFileSync(join(volume, seedName), JSON.stringify(seed), { mode: 0o600 });
}

/**
 * Makes the blog that was noted, if one was. A crash on the way makes it again from the beginning: until the note is gone, nobody can
 * have written anything.
 */
export async function growSeed(volume: string): Promise<void> {
  const note = join(volume, seedName);
  if (!existsSync(note)) return;
  const { siteUrl } = JSON.parse(readFileSync(note, 'utf8')) as Seed;
  const bed = join(volume, 'seeding');
  await rm(bed, { recursive: true, force: true });
  const { seedWordPress } = await import('./seed.ts');
  await seedWordPress(bed, { siteUrl });
  await rename(join(bed, imageName), join(volume, imageName));
  await rm(note);
  await rm(bed, { recursive: true, force: true });
}
