import { spawn, type ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import type { LabClock } from '../clock.ts';
import { staysUp } from './words.ts';

export interface Program {
  /** How the lab's log calls it. */
  readonly name: string;
  /** The bundle to run. */
  readonly entry: string;
  /** What it is told on the first line of its stdin; made anew for each start. */
  readonly config: () => unknown;
  readonly clock: LabClock;
  readonly log: (line: string) => void;
  /** It is ready (its first line), or it is gone (undefined). */
  readonly changed: (ports: Ports | undefined) => void;
  /** How long it may take to end when asked, before it is killed. */
  readonly graceMs?: number;
  /** It was stopped for good. */
  readonly ended?: () => void;
}

/** Loopback ports a program reported: `port` of an engine, `http` and `ssh` of a server. */
export type Ports = Readonly<Record<string, number>>;

export interface Supervised {
  /** Its ports while it is up. */
  ports(): Ports | undefined;
  /** Resolves when it was ready once, or stopped, or failed to start. */
  readonly begun: Promise<void>;
  /** A further line on its stdin. */
  tell(message: unknown): void;
  /** Asks it to end, if it has nothing to do; tells whether it did. It stays ended then. */
  rest(): Promise<boolean>;
  /** Kills it; resolves when it is gone. */
  stop(): Promise<void>;
}

const firstPause = 100;
const longestPause = 5_000;
const usualGraceMs = 500;
const slowStartMs = 60_000;

interface State {
  child?: ChildProcess;
  ports?: Ports | undefined;
  gone?: Promise<void>;
  stopped: boolean;
  forget?: () => void;
  /** It was asked to rest, and this is who wants to know. */
  asked?: ((rests: boolean) => void) | undefined;
}

/**
 * Keeps one program running until it is stopped: a real server's init would start a crashed service again too.
 * The program must exit when its stdin closes, so it cannot outlive this process however that ends.
 */
export function supervise(program: Program): Supervised {
  const state: State = { stopped: false };
  const waiting: (() => void)[] = [];
  const begun = new Promise<void>((resolve) => waiting.push(resolve));
  const begin = () => waiting.forEach((resolve) => resolve());

  const start = (pause: number) => {
    const child = launch(program);
    state.child = child;
    const startedAt = performance.now();
    state.gone = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        resolve();
        if (state.asked !== undefined && !state.stopped) {
          Object.assign(state, { stopped: true, ports: undefined });
          program.ended?.();
        }
        state.asked?.(true);
        if (state.stopped) return begin();
        program.log(`${program.name} ended (${signal ?? `code ${code}`}); starting it again in ${pause} ms`);
        report(undefined);
        begin();
        const steady = performance.now() - startedAt > longestPause;
        state.forget = program.clock.alarm(pause, () => start(steady ? firstPause : Math.min(pause * 2, longestPause)));
      });
    });
    onLines(child, program, (ports) => {
      if (staysUp in ports) return state.asked?.(false);
      if (state.stopped || state.ports) return;
      report(ports);
      begin();
    });
  };
  const report = (ports: Ports | undefined) => {
    state.ports = ports;
    program.changed(ports);
  };
  start(firstPause);
  const slow = setTimeout(() => {
    program.log(`${program.name} has not said that it is ready; not waiting for it any longer`);
    begin();
  }, slowStartMs).unref();
  void begun.then(() => clearTimeout(slow));

  return {
    begun,
    ports: () => state.ports,
    tell: (message) => void state.child?.stdin?.write(`${JSON.stringify(message)}\n`),
    rest: () => {
      if (state.ports === undefined || state.stopped) return Promise.resolve(false);
      const said = new Promise<boolean>((resolve) => (state.asked = resolve));
      // Whoever wants to enter waits meanwhile, so one that says nothing is taken to stay.
      const silent = setTimeout(() => state.asked?.(false), slowStartMs);
      state.child?.stdin?.write(`${JSON.stringify({ rest: true })}\n`);
      return said.finally(() => {
        clearTimeout(silent);
        state.asked = undefined;
      });
    },
    stop: async () => {
      state.stopped = true;
      state.ports = undefined;
      state.forget?.();
      if (state.child) await end(state.child, state.gone, program.graceMs ?? usualGraceMs);
      program.ended?.();
      begin();
    },
  };
}

function launch(program: Program): ChildProcess {
  // Nothing of this process's environment (credentials among it) is a server's business.
  const { PATH = '', LANG = 'C.UTF-8', TMPDIR = '/tmp', TERM = 'xterm' } = process.env;
  const child = spawn(process.execPath, ['--max-semi-space-size=1', program.entry], { env: { PATH, LANG, TMPDIR, TERM }, stdio: ['pipe', 'pipe', 'pipe'] });
  yieldToDaemon(child.pid);
  child.on('error', (error) => program.log(`${program.name}: ${error.message}`));
  child.stdin.on('error', () => {});
  child.stdin.write(`${JSON.stringify(program.config())}\n`);
  return child;
}

/**
 * Every call, page and query passes through the daemon. With a class of learners on a small machine it would otherwise get no
 * more of the processor than any one of their servers, and all of them would wait for it.
 */
function yieldToDaemon(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or this system does not let us: then they take turns as equals.
  }
}

function onLines(child: ChildProcess, program: Program, ready: (ports: Ports) => void): void {
  const tell = (line: string) => program.log(`${program.name}: ${line}`);
  if (child.stderr) createInterface({ input: child.stderr }).on('line', tell);
  if (!child.stdout) return;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = objectIn(line);
    if (said === undefined) tell(line);
    else if (Object.keys(said).length > 0) ready(said);
  });
}

/** The numbers of a JSON line: what a program reports. Undefined when the line is no such thing. */
function objectIn(line: string): Ports | undefined {
  try {
    const said: unknown = JSON.parse(line);
    if (typeof said !== 'object' || said === null) return undefined;
    return Object.fromEntries(Object.entries(said).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
  } catch {
    return undefined;
  }
}

async function end(child: ChildProcess, gone: Promise<void> | undefined, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return gone;
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await gone;
  clearTimeout(hard);
}
