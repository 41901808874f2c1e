import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';

/** How a program ended that ran in a terminal of its own. */
export interface Left {
  readonly code: number;
  /** All that was written, as it was, and as a person sees it. */
  readonly raw: string;
  readonly said: string;
  /** `stty -a` before it and after it; without `after` there was no terminal any more. */
  readonly before: string;
  readonly after: string | undefined;
}

/** A real terminal (a pty, by `script` from util-linux) with one program in it. */
export interface Pty {
  /** True when it asks the next question, and waits for keys; false when it has ended. */
  asks(): Promise<boolean>;
  /** The question that waits, without its spaces. */
  asked(): string;
  type(keys: string): void;
  signal(name: NodeJS.Signals): void;
  /** Takes the terminal away, as a closed window does. The shells in it may have been told first, and tell their programs. */
  hangUp(): void;
  /** Once it has ended. */
  left(): Promise<Left>;
}

interface Settings {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
}

const bin = join(import.meta.dirname, '..', '..', 'bin', 'redundant-blog.js');
const patienceMs = 180_000;
// As inquirer draws a question for the first time: the mark, bold words, and at the end the cursor's column. Drawn again, the mark stands behind an erased line.
// oxlint-disable-next-line no-control-regex
const asked = /(?<!\u001b\[G)\? \u001b\[1m(?:(?!\? \u001b\[1m)[^])*\u001b\[\d+G$/;

/** Fails where there is none: to skip these tests would look as if they held. */
export function mustHaveScript(): void {
  if (spawnSync('script', ['--version']).status !== 0) throw new Error('These tests need a terminal, and `script` to make one (Debian: bsdutils).');
}

/** Starts it; each `asks` looks only at what was written since the last keys were typed. */
export function inTerminal(words: readonly string[], { home, env }: Settings): Pty {
  const file = (name: string) => join(home, `pty-${name}`);
  for (const name of ['before', 'after', 'code', 'pid']) rmSync(file(name), { force: true });
  const program = `sh -c 'echo $$ > ${file('pid')}; exec ${process.execPath} ${bin} ${words.join(' ')}'`;
  // The shell outlives the terminal, to tell the code.
  const line = `trap : HUP; stty cols 100 rows 40; stty -a > ${file('before')}; ${program}; code=$?; stty -a > ${file('after')} 2>/dev/null; echo $code > ${file('code')}`;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd: home,
    env: { ...env, SHELL: '/bin/sh', TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let raw = '';
  let from = 0;
  let gone = false;
  child.stdin.on('error', () => undefined);
  child.stdout.setEncoding('utf8').on('data', (more: string) => (raw += more));
  child.once('close', () => (gone = true));
  const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : '');
  const until = async (holds: () => boolean) => {
    const late = performance.now() + patienceMs;
    while (!holds()) {
      if (performance.now() > late) {
        child.kill('SIGKILL');
        throw new Error(`neither asked nor ended:\n${stripVTControlCharacters(raw)}`);
      }
      await pause(15);
    }
  };
  return {
    asks: async () => {
      await until(() => gone || asked.test(raw.slice(from)));
      return asked.test(raw.slice(from));
    },
    asked: () => stripVTControlCharacters(asked.exec(raw.slice(from))?.[0] ?? '').replaceAll(/\s/g, ''),
    type: (keys) => {
      from = raw.length;
      child.stdin.write(keys);
    },
    signal: (name) => {
      try {
        process.kill(Number(read('pid')), name);
      } catch (error) {
        // Ended already, by the one before.
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
      }
    },
    hangUp: () => void child.kill('SIGKILL'),
    left: async () => {
      await until(() => gone && read('code').endsWith('\n'));
      const after = read('after');
      return { code: Number(read('code')), raw, said: stripVTControlCharacters(raw), before: read('before'), after: after === '' ? undefined : after };
    },
  };
}
