import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Programs } from './server.ts';

const run = promisify(execFile);

/** The data of a server that was just installed, kept in `cache` for each version of the program; made when there is none. */
export async function emptyTemplate(cache: string, { mariadbd, installDb }: Pick<Programs, 'mariadbd' | 'installDb'>): Promise<string> {
  return keptIn(cache, `mariadb-${versionOf(mariadbd)}`, async (data) => {
    const user = process.getuid?.() === 0 ? ['--user=root'] : [];
    const options = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', '--innodb-log-file-size=16M'];
    await run(installDb, [...options, ...user]);
  });
}

/** Makes a folder once; whoever finds it, finds it whole. */
export async function keptIn(cache: string, name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const kept = join(cache, name);
  if (existsSync(kept)) return kept;
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  const fresh = mkdtempSync(join(cache, '.new-'));
  try {
    const made = join(fresh, 'made');
    mkdirSync(made, { mode: 0o700 });
    await make(made);
    renameSync(made, kept);
  } catch (error) {
    // Somebody else was quicker.
    if (!existsSync(kept)) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return kept;
}

/** A name for the very program: another version, another name. */
export function versionOf(...files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 12);
}
