import { constants } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Disks } from '../reality.ts';
import type { World } from '../world.ts';

/** Disks as folders under `<dir>/disks/<account>-<region>/`. */
export function createDisks(dir: string): Disks {
  const path = (world: World, disk: string) => join(dir, 'disks', `${world.account}-${world.region}`, ...disk.split('/'));
  const aside = () => join(dir, 'disks', '.aside', randomBytes(8).toString('hex'));
  return {
    path,
    copy: async (world, from, to) => {
      const fresh = aside();
      await mkdir(dirname(fresh), { recursive: true });
      await cp(path(world, from), fresh, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
      await replace(path(world, to), fresh, aside());
    },
    // Renamed away first: a half-deleted disk must never be found under its own name.
    remove: async (world, disk) => {
      const gone = aside();
      await mkdir(dirname(gone), { recursive: true });
      if (await moved(path(world, disk), gone)) await rm(gone, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Copies that a crash left unfinished. */
export async function sweepDisks(dir: string): Promise<void> {
  await rm(join(dir, 'disks', '.aside'), { recursive: true, force: true });
}

async function replace(target: string, fresh: string, old: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const replaced = await moved(target, old);
  await rename(fresh, target);
  if (replaced) await rm(old, { recursive: true, force: true, maxRetries: 3 });
}

async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
