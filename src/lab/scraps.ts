import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of one's own in the system's temporary place, empty. The same for the same owner, so that what a killed process left is not left for good. */
export function scrapsFor(use: string, owner: string): string {
  const folder = join(tmpdir(), `rb-${use}${createHash('sha256').update(owner).digest('hex').slice(0, 12)}`);
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { mode: 0o700 });
    return realpathSync(folder);
  } catch {
    // Somebody else of this machine has that name.
    return realpathSync(mkdtempSync(join(tmpdir(), 'rb-')));
  }
}
