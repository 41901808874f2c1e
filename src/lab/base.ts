import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { layDatabase, type BaseDatabase } from './base/database.ts';
import { layImage } from './base/image.ts';
import { layNetwork } from './base/network.ts';
import { layServer, type BaseServer } from './base/server.ts';
import { sow } from './database/sown.ts';
import type { World } from './world.ts';

export interface Base {
  readonly server: BaseServer;
  readonly database: BaseDatabase;
}

/** The records of the base: what part 1 of the tutorial leaves behind. An account that is empty has not even a default VPC. */
export function layBase(world: World): Base {
  const network = layNetwork(world);
  return { server: layServer(world, network), database: layDatabase(world, network) };
}

/** What is on its disks: the system, the blog and its database; and the learner's private key beside them. */
export async function fillBase(world: World, { server, database }: Base, dir: string): Promise<void> {
  // Loaded only now: a lab is furnished once and started many times.
  const { writeWordPress } = await import('./blog/disk.ts');
  const { disks } = world.reality;
  writeFileSync(join(dir, 'my-key.pem'), server.privateKey, { mode: 0o600 });
  writeSystem(disks.path(world, server.systemSnapshotId));
  const { engine, blog } = world.reality.programs ?? { engine: { kind: 'builtin' }, blog: { kind: 'sample' } };
  const source = blog.kind === 'wordpress' ? { source: blog.source } : {};
  await writeWordPress(disks.path(world, server.instanceId), { dbHost: database.host, dbPassword: database.password, ...source });
  const volume = disks.path(world, database.volume);
  const siteUrl = `http://${server.published}`;
  if (engine.kind === 'builtin') return sow(volume, { siteUrl });
  mkdirSync(volume, { recursive: true, mode: 0o700 });
  const { seedRealVolume } = await import('./mariadb/seed.ts');
  await seedRealVolume(volume, { engine, blog, siteUrl, folder: dir });
}

/** What Amazon offers everybody: even an account with nothing in it can launch servers. */
export function layOffer(world: World, disks: boolean): void {
  const { snapshotId } = layImage(world);
  if (disks) writeSystem(world.reality.disks.path(world, snapshotId));
}

/** A server launched from the bare image: Amazon Linux, and no blog on it. */
function writeSystem(disk: string): void {
  mkdirSync(join(disk, 'etc'), { recursive: true, mode: 0o700 });
  writeFileSync(join(disk, 'etc', 'os-release'), 'NAME="Amazon Linux"\nVERSION="2023"\nID="amzn"\nVERSION_ID="2023"\nPRETTY_NAME="Amazon Linux 2023"\n');
  writeFileSync(join(disk, 'etc', 'passwd'), 'root:x:0:0:root:/root:/bin/bash\nec2-user:x:1000:1000:EC2 Default User:/home/ec2-user:/bin/bash\n');
}
