import { readdirSync, readFileSync } from 'node:fs';

export interface Memory {
  readonly processes: number;
  /** Resident pages of all, in MB, shared ones counted in each. */
  readonly rssMb: number;
  /** The same with each shared page counted once, in MB. */
  readonly pssMb: number;
}

/** This process and all it started, by the kernel's list. Linux only: elsewhere there are none. */
export function treeOf(pid: number): readonly number[] {
  const parents = new Map<number, number>();
  for (const name of list('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(name) : undefined;
    if (parent !== undefined) parents.set(Number(name), parent);
  }
  const found = [pid];
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child);
  return found;
}

/** What these processes hold together; one that has just ended holds nothing. */
export function memoryOf(pids: readonly number[]): Memory {
  const held = pids.map(rollup);
  const sum = (name: 'rss' | 'pss') => held.reduce((total, one) => total + one[name], 0) / 1024;
  return { processes: held.filter(({ rss }) => rss > 0).length, rssMb: sum('rss'), pssMb: sum('pss') };
}

function rollup(pid: number): { readonly rss: number; readonly pss: number } {
  const text = read(`/proc/${pid}/smaps_rollup`);
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
  return { rss: kilobytes('Rss'), pss: kilobytes('Pss') };
}

function parentOf(pid: string): number | undefined {
  // After the name in brackets, which may hold anything: the state, then the parent.
  const [, parent] = read(`/proc/${pid}/stat`).split(') ').pop()?.split(' ') ?? [];
  return parent === undefined ? undefined : Number(parent);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
