import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { outward } from './paths.ts';
import type { Ground } from './ground.ts';

export interface Wires {
  readonly stdin: Readable | undefined;
  readonly stdout: Writable;
  readonly stderr: Writable;
}

export interface Job {
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<{ readonly code: number; readonly signal?: NodeJS.Signals }>;
  /** To everything that the command started. */
  signal(name: NodeJS.Signals): void;
}

/** Runs a program of this machine for a login, with its output's paths led back. */
export function runJob(
  ground: Ground,
  [file, ...rest]: readonly [string, ...string[]],
  options: { cwd: string; env: Record<string, string> },
  wires: Wires,
): Job {
  // A group of its own, so that it ends with everything it started.
  const child = spawn(file, rest, { ...options, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {});
  if (wires.stdin) wires.stdin.pipe(child.stdin);
  else child.stdin.end();
  const out = child.stdout.pipe(outward(ground.roots));
  const err = child.stderr.pipe(outward(ground.roots));
  out.pipe(wires.stdout, { end: false });
  err.pipe(wires.stderr, { end: false });
  return {
    signal: (name) => signalGroup(child, name),
    ended: ending(child, [out, err]).finally(() => wires.stdin?.unpipe(child.stdin)),
  };
}

async function ending(child: ChildProcess, outputs: readonly Readable[]): Promise<{ code: number; signal?: NodeJS.Signals }> {
  const exit = await new Promise<{ code: number; signal?: NodeJS.Signals }>((resolve) => {
    child.once('error', () => resolve({ code: 127 }));
    child.once('exit', (code, signal) => resolve(signal ? { code: 255, signal } : { code: code ?? 255 }));
  });
  if (child.pid !== undefined) await Promise.all(outputs.map((output) => finished(output).catch(() => {})));
  return exit;
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // It is gone already.
  }
}
