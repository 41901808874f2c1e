import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import type { Target } from './load.ts';

/** A lab of records only, in a process of its own. */
export interface Staged {
  readonly target: Target;
  end(): void;
}

export interface Size {
  readonly instances: number;
  readonly groups: number;
  readonly targetGroups: number;
}

/** Starts it; resolves when it answers. It ends with this process, whatever happens. */
export function staged(size: Size): Promise<Staged> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bench-stage.js'), JSON.stringify(size)], { stdio: ['pipe', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', (code) => reject(new Error(`the stage ended with ${code}`)));
    createInterface({ input: child.stdout }).once('line', (line) => resolve({ target: JSON.parse(line) as Target, end: () => child.stdin.end() }));
  });
}
