import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { LabConnection } from '../../src/lab/connection.ts';

export interface Ended {
  readonly code: number | null;
  readonly killed: boolean;
  readonly said: string;
  readonly ms: number;
  /** What was written to the journal, in order: `intent create-image ec2:CreateImage`. */
  readonly written: readonly string[];
  /** When it first heard a signal, in ms of this machine's clock; Infinity when it never did. */
  readonly heardAt: number;
}

/**
 * At which write to the journal it ends, and how far that write has come; `answer`: when what it announces was done and the answer is on its way.
 * `signal`: it is told to stop (SIGINT) when the write is safe.
 */
export interface JournalMoment {
  readonly write: number;
  readonly moment: 'lost' | 'torn' | 'after' | 'answer' | 'full' | 'signal';
}

export interface Wizard {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

interface Place {
  readonly root: string;
  readonly home: string;
  readonly connection: LabConnection;
  /** Another machine than this one, as far as others at work can tell. */
  readonly machine?: string;
}

const patienceMs = 120_000;

/** The program as people start it, in a process of its own; `at` ends it at a write to its journal. */
export function startWizard({ root, home, connection, machine }: Place, words: readonly string[], at?: JournalMoment): Wizard {
  const [trace, safe, heard] = [join(home, 'trace'), join(home, 'safe'), join(home, 'heard')];
  for (const file of [trace, safe, heard]) rmSync(file, { force: true });
  const began = performance.now();
  const env = {
    ...environmentOf({ home, connection }),
    CRASH_TRACE: trace,
    CRASH_SAFE: safe,
    CRASH_HEARD: heard,
    CRASH_DISKS: join(home, 'lab', 'disks'),
    ...(machine === undefined ? {} : { REDUNDANT_BLOG_MACHINE: machine }),
    ...(at === undefined ? {} : { CRASH_AT: `${at.write}:${at.moment}` }),
  };
  const child = spawn(process.execPath, ['--import', join(root, 'test/crash/seam.mjs'), join(root, 'bin/redundant-blog.js'), ...words], {
    cwd: home,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const late = setTimeout(() => child.kill('SIGABRT'), patienceMs);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(late);
      const killed = signal === 'SIGKILL';
      if (killed) losePageCache(safe);
      resolve({ code, killed, said, ms: performance.now() - began, written: linesOf(trace), heardAt: Number(linesOf(heard)[0] ?? Infinity) });
    });
  });
  return { child, ended };
}

/** The changes that were announced in these lines of a journal: `ec2:CreateImage`, `ssh:…`. */
export const intentsIn = (written: readonly string[]): string[] => written.flatMap((line) => /^intent \S+ (.*)$/.exec(line)?.[1] ?? []);

const linesOf = (file: string): string[] => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []);

/** All that the program is told of its surroundings: this lab, and nothing of this machine but PATH. */
export const environmentOf = ({ home, connection }: Pick<Place, 'home' | 'connection'>) => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  LANG: 'C.UTF-8',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL: connection.endpoint,
  AWS_REGION: connection.region,
  AWS_ACCESS_KEY_ID: connection.accessKeyId,
  AWS_SECRET_ACCESS_KEY: connection.secretAccessKey,
  REDUNDANT_BLOG_KEY: connection.keyPath,
  REDUNDANT_BLOG_STATE_DIR: connection.stateDir,
  REDUNDANT_BLOG_PACE: String(connection.speed),
});

/** What was written and not made safe is gone after a power cut, so it is taken away here too. */
function losePageCache(safe: string): void {
  if (!existsSync(safe)) return;
  const { path, length } = JSON.parse(readFileSync(safe, 'utf8')) as { path: string; length: number };
  if (existsSync(path) && statSync(path).size > length) truncateSync(path, length);
}
