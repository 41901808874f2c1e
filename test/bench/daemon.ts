import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryOf, treeOf, type Memory } from './processes.ts';

/** The lab's own process, seen from outside. */
export interface Daemon {
  readonly pid: number;
  memory(): Memory;
  /** AWS calls that it has answered since it started. */
  answers(): Promise<number>;
}

/** The daemon that serves this folder. */
export function daemonOf(dir: string): Daemon {
  const { pid, port } = parse(join(dir, 'lab.pid'));
  const { secret } = parse(join(dir, 'redundant-blog-lab.json'));
  return {
    pid: Number(pid),
    memory: () => memoryOf(treeOf(Number(pid))),
    answers: async () => {
      const said: unknown = await (await fetch(`http://127.0.0.1:${port}/_lab/status`, { headers: { 'x-lab-secret': String(secret) } })).json();
      return typeof said === 'object' && said !== null && 'answers' in said ? Number(said.answers) : Number.NaN;
    },
  };
}

function parse(file: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}
