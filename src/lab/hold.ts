import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holdName } from './folder.ts';
import { replaceFile } from './store.ts';

/** Who serves a lab's folder now. `start` tells a process from a later one with the same number. */
export interface Holder {
  readonly pid: number;
  readonly start: string;
  readonly port?: number;
  readonly speed?: number;
  /** Where it listens besides loopback. */
  readonly listen?: string;
}

/** The holder of the folder, when the process that wrote it still lives. */
export function holderOf(dir: string): Holder | undefined {
  const holder = readHold(dir);
  return holder !== undefined && startOf(holder.pid) === holder.start ? holder : undefined;
}

/**
 * Takes the folder for this process; undefined when a living one has it. The file is made with O_EXCL, and a dead
 * holder's is put aside under a second O_EXCL file, so that of several that come at once only one gets in.
 */
export function takeHold(dir: string): { say(told: { port: number; speed: number; listen?: string }): void; release(): void } | undefined {
  const file = join(dir, holdName);
  const mine: Holder = { pid: process.pid, start: startOf(process.pid) ?? '' };
  if (!makeExclusive(file, JSON.stringify(mine)) && !takeOver(dir, file, mine)) return undefined;
  return {
    say: (told) => replaceFile(file, JSON.stringify({ ...mine, ...told })),
    release: () => {
      if (readHold(dir)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

function takeOver(dir: string, file: string, mine: Holder): boolean {
  const guard = `${file}.taking`;
  const guardHeld = readPid(guard);
  if (guardHeld !== undefined && startOf(guardHeld) === undefined) rmSync(guard, { force: true });
  if (!makeExclusive(guard, String(process.pid))) return false;
  try {
    if (holderOf(dir) !== undefined) return false;
    rmSync(file, { force: true });
    return makeExclusive(file, JSON.stringify(mine));
  } finally {
    rmSync(guard, { force: true });
  }
}

function makeExclusive(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readPid(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function readHold(dir: string): Holder | undefined {
  try {
    const parsed = JSON.parse(readFileSync(join(dir, holdName), 'utf8')) as Partial<Holder>;
    return typeof parsed.pid === 'number' && typeof parsed.start === 'string' ? (parsed as Holder) : undefined;
  } catch {
    return undefined;
  }
}

/** When this process was started, in whatever words the system has for it; undefined when none of that number lives. */
function startOf(pid: number): string | undefined {
  try {
    // After the name in brackets (which may hold spaces): the state first, the start as the 20th.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ') ?? [];
    return isDead(fields[0]) ? undefined : fields[19];
  } catch {
    return existsSync('/proc/self/stat') ? undefined : startByPs(pid);
  }
}

function startByPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const [state, ...start] = line.split(/\s+/);
    return isDead(state) ? undefined : start.join(' ') || undefined;
  } catch {
    return undefined;
  }
}

/** In a container where nobody collects the dead, a killed daemon stays in the list of processes for ever. */
function isDead(state: string | undefined): boolean {
  return state === undefined || /^[ZXx]/.test(state);
}
