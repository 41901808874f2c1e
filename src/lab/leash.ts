import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program that is not ours, kept so that it cannot outlive this process. */
export interface Leashed {
  readonly pid: number;
  /** Resolves when it is gone, with its exit code (128 and more: a signal). */
  readonly gone: Promise<number>;
  /** Asks it to end, and ends it after `graceMs`. */
  end(graceMs: number): Promise<void>;
}

export interface LeashOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A line that it says, on either of its outputs. */
  readonly said: (line: string) => void;
}

// The pipe closes however this process ends, kill -9 included; then the whole process group goes, so workers go too.
const holder = `exec 3<&0 0</dev/null
"$@" 3<&- >&2 & program=$!
echo $program
{ cat <&3 >/dev/null; kill -9 0; } &
wait $program`;

/** Starts `program`; resolves when it has a process number, which is before it is ready. */
export function leash(program: string, args: readonly string[], { env, cwd, said }: LeashOptions): Promise<Leashed> {
  const child = spawn('/bin/sh', ['-c', holder, 'sh', program, ...args], {
    ...(env === undefined ? {} : { env }),
    ...(cwd === undefined ? {} : { cwd }),
    // A process group of its own: what ends it must end nobody else.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stderr }).on('line', said);
  const gone = new Promise<number>((resolve) => {
    child.once('exit', (code) => {
      child.stdin.destroy();
      resolve(code ?? 255);
    });
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    createInterface({ input: child.stdout }).once('line', (line) => resolve(held(Number(line), gone, () => child.stdin.destroy())));
  });
}

function held(pid: number, gone: Promise<number>, letGo: () => void): Leashed {
  return {
    pid,
    gone,
    async end(graceMs) {
      signal(pid, 'SIGTERM');
      const hard = setTimeout(letGo, graceMs);
      await gone;
      clearTimeout(hard);
    },
  };
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}
