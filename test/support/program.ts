import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const bin = join(import.meta.dirname, '..', '..', 'bin', 'redundant-blog.js');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, as a person sees them. */
  readonly said: string;
  readonly ms: number;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** A place of one's own: an empty home, an empty lab folder, and nothing of this machine's environment but PATH. */
export interface Place {
  readonly home: string;
  readonly labDir: string;
  readonly env: Readonly<Record<string, string>>;
  start(words: readonly string[], env?: Readonly<Record<string, string>>): Started;
  run(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** Runs it and reads its `--json` lines. */
  events(words: readonly string[], env?: Readonly<Record<string, string>>): Promise<{ readonly ended: Ended; readonly events: readonly Event[] }>;
  /** Takes the lab down and removes the folders. */
  clear(): Promise<void>;
}

export type Event = Readonly<Record<string, unknown>> & { readonly type: string };

export function newPlace(): Place {
  const home = mkdtempSync(join(tmpdir(), 'redundant-blog-'));
  const labDir = join(home, 'lab');
  const base = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    REDUNDANT_BLOG_LAB_DIR: labDir,
    // The same on every machine, whatever is installed there.
    REDUNDANT_BLOG_LAB_BLOG: 'sample',
    REDUNDANT_BLOG_LAB_DB: 'builtin',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const start: Place['start'] = (words, env = {}) => startProgram(words, { ...base, ...env }, home);
  const run: Place['run'] = (words, env) => start(words, env).ended;
  return {
    home,
    labDir,
    env: base,
    start,
    run,
    async events(words, env) {
      const ended = await run([...words, '--json'], env);
      return { ended, events: jsonLines(ended.stdout) };
    },
    async clear() {
      await run(['lab', 'down']);
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

function startProgram(words: readonly string[], env: Readonly<Record<string, string>>, cwd: string): Started {
  const began = performance.now();
  const child = spawn(process.execPath, [bin, ...words], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '', both: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
      said.both += text;
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, stdout: said.stdout, stderr: said.stderr, said: said.both, ms: performance.now() - began }));
  });
  return { child, ended };
}

const jsonLines = (text: string): Event[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Event);
