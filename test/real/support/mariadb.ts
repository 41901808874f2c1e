import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startMariaDb, type MariaDbConfig, type RunningMariaDb } from '../../../src/lab/mariadb/server.ts';
import { configFor } from '../../lab/database/database.ts';
import { cache, programs } from './parts.ts';

export interface Place {
  readonly folder: string;
  /** The volume of a zone. */
  volume(zone: string): string;
  start(zone: string, other: string | null, more?: Partial<MariaDbConfig>): Promise<RunningMariaDb>;
  readonly said: readonly string[];
  clear(): Promise<void>;
}

/** A folder for one database's volumes. */
export async function newPlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'rb-t-'));
  const said: string[] = [];
  const volume = (zone: string) => join(folder, 'db-X', zone);
  return {
    folder,
    volume,
    said,
    start: async (zone, other, more = {}) => {
      const scraps = await mkdtemp(join(folder, 's'));
      return startMariaDb({ ...configFor(volume(zone), other === null ? null : volume(other)), programs, cache, ...more }, scraps, (line) => said.push(line));
    },
    clear: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** The same in its own process, from the bundle, as the lab runs it; `pid` is the server's, `kill` is for the process around it. */
export async function spawnMariaDb(place: Place): Promise<{ readonly pid: number; kill(): void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', '..', '..', 'dist', 'lab-mariadb.js')], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write(`${JSON.stringify({ ...configFor(place.volume('own'), null), programs, cache })}\n`);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { pid } = JSON.parse(line) as { pid: number };
  return { pid, kill: () => void child.kill('SIGKILL') };
}
