import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { startOf } from '../process-start.ts';
import type { Holder } from './value.ts';

/** This process on this machine, as another machine may know it. */
export type Here = Pick<Holder, 'host' | 'pid' | 'machine' | 'start'>;

/** `machine`: another machine's words for itself, for tests. */
export function thisProcess(machine = wordsForMachine(), pid = process.pid): Here {
  return { host: hostname(), pid, machine: short(machine), start: startHere(pid) };
}

/** Is it known for certain that this holder's process is gone? Only of one's own machine can that be said. */
export function isGoneHere({ pid, machine, start }: Holder, here: Here): boolean {
  // This process knows no other run: what it finds of itself is left from an earlier one.
  return machine === here.machine && (pid === here.pid || startHere(pid) !== start);
}

const startHere = (pid: number) => short(startOf(pid) ?? 'gone');
const short = (words: string) => createHash('sha256').update(words).digest('hex').slice(0, 12);

/** A process number means something only within one boot and one set of processes (a container has its own). */
function wordsForMachine(): string {
  const words = process.platform === 'linux' ? [textOf('/proc/sys/kernel/random/boot_id'), linkOf('/proc/self/ns/pid')] : cards();
  return [hostname(), process.platform, ...words].join(' ');
}

const cards = () =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => (addresses ?? []).map(({ mac }) => mac))
    .toSorted();

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
