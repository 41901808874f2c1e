import { setTimeout as pause } from 'node:timers/promises';

const settleMs = 20;

/**
 * Copies a volume that a server of its own works on: the server stands still meanwhile, so the copy is the disk as it was at one
 * instant, which is what a storage snapshot is. A server that starts on it recovers as after a loss of power.
 */
export async function heldStill<Result>(pid: number | undefined, copy: () => Promise<Result>): Promise<Result> {
  if (pid === undefined || !sent(pid, 'SIGSTOP')) return copy();
  try {
    // Threads that were in the middle of a write come out of it first.
    await pause(settleMs);
    return await copy();
  } finally {
    sent(pid, 'SIGCONT');
  }
}

function sent(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
