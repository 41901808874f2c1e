import { PassThrough } from 'node:stream';
import type { PseudoTtyInfo, ServerChannel, Session, WindowChangeInfo } from 'ssh2';
import { loginUser } from './auth.ts';
import { homeOf, type Ground } from './ground.ts';
import { inward, scriptStream } from './paths.ts';
import { runJob, type Job } from './run.ts';
import { converse } from './shell.ts';

export interface SessionParts {
  readonly ground: Ground;
  readonly hostname: string;
  readonly endings: Set<() => void>;
  /** Calls `act` when the connection has closed. */
  readonly closed: (act: () => void) => void;
}

/** The size of the person's terminal; undefined columns: there is none. */
export interface Terminal {
  readonly term: string;
  columns: number;
  rows: number;
}

const readsScript = /^\s*(?:sudo\s+(?:-\S+\s+)*)?(?:\/(?:usr\/)?bin\/)?(?:ba|da)?sh(?:\s+-\w+)*\s*(?:-\s*)?$/;
const becomesShell = /^\s*(?:sudo\s+(?:su(?:\s+-l?|\s+-?\s*root)?|-i|-s)|bash|sh)\s*(?:-l?)?\s*$/;

/** One SSH session: a command, or a shell. */
export function openSession(session: Session, parts: SessionParts): void {
  let terminal: Terminal | undefined;
  let job: Job | undefined;
  const begin = (channel: ServerChannel, start: () => Job) => {
    job = start();
    const stop = () => job?.signal('SIGKILL');
    parts.endings.add(stop);
    parts.closed(stop);
    channel.on('close', stop).on('error', stop);
    void job.ended.then(({ code, signal }) => {
      parts.endings.delete(stop);
      if (signal) channel.exit(signal.replace(/^SIG/, ''), false, '');
      else channel.exit(code);
      channel.end();
    });
  };

  session.on('pty', (accept, _reject, info: PseudoTtyInfo & { term?: string }) => {
    terminal = { term: info.term ?? 'xterm', columns: info.cols || 80, rows: info.rows || 24 };
    accept?.();
  });
  session.on('window-change', (accept, _reject, info: WindowChangeInfo) => {
    if (terminal) Object.assign(terminal, { columns: info.cols || terminal.columns, rows: info.rows || terminal.rows });
    accept?.();
  });
  session.on('env', (accept) => accept?.());
  session.on('signal', (accept, _reject, { name }) => {
    job?.signal(`SIG${name}` as NodeJS.Signals);
    accept?.();
  });
  session.on('exec', (accept, _reject, { command }) => {
    const channel = accept();
    begin(channel, () => (terminal && becomesShell.test(command) ? converse(channel, parts, terminal, command) : execute(channel, parts, command)));
  });
  session.on('shell', (accept) => {
    const channel = accept();
    begin(channel, () => (terminal ? converse(channel, parts, terminal) : execute(channel, parts, 'sh -s')));
  });
}

/** A command without a terminal: `sh -c`, with a script on stdin led to the disk when it is a shell that reads one. */
function execute(channel: ServerChannel, { ground }: SessionParts, command: string): Job {
  const stdin = readsScript.test(command) ? channel.pipe(scriptStream(ground.root)) : channel.pipe(new PassThrough());
  const env = ground.environment(loginUser);
  return runJob(
    ground,
    ['sh', '-c', inward(command, ground.root)],
    { cwd: homeOf(ground.root, loginUser), env },
    { stdin, stdout: channel, stderr: channel.stderr },
  );
}
