import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** When a process began, or undefined when there is no such process (any more). Only equality means anything. */
export function startOf(pid: number): string | undefined {
  if (!exists(pid)) return undefined;
  return process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid);
}

function exists(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, only not ours to signal.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function startOnLinux(pid: number): string | undefined {
  try {
    // The second field is the program's name in brackets, which may hold spaces and brackets itself.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const [state, started] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${started}`;
  } catch {
    return startByPs(pid);
  }
}

function startByPs(pid: number): string | undefined {
  try {
    const start = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return start === '' ? undefined : start;
  } catch {
    return undefined;
  }
}
