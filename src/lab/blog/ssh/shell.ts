import { createInterface } from 'node:readline';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import type { ServerChannel } from 'ssh2';
import { loginUser } from './auth.ts';
import { complete } from './complete.ts';
import { homeOf, type Ground } from './ground.ts';
import { createKeyboard, type Keyboard } from './keyboard.ts';
import { scriptInward } from './paths.ts';
import { runJob, type Job } from './run.ts';
import type { SessionParts, Terminal } from './session.ts';
import { isWhole } from './whole.ts';

/** One level of the shell: `sudo su -` stands on top of the login, and `exit` goes back to it. */
interface Level {
  readonly user: string;
  cwd: string;
  /** Exported variables, as `export -p` writes them. */
  readonly state: string;
  history: string[];
}

interface Talk {
  readonly channel: ServerChannel;
  readonly parts: SessionParts;
  readonly terminal: Terminal;
  readonly keyboard: Keyboard;
  readonly levels: Level[];
  running: Job | undefined;
  over: boolean;
  lastCode: number;
}

const upward = /^\s*(?:sudo\s+)?(su|bash|sh)(?:\s+(-l?|--login))?(?:\s+([a-z][\w-]*))?\s*$|^\s*sudo\s+(-i|-s)\s*$/;
const greeting = 'Amazon Linux 2023, as the lab plays it: a folder of this machine is this server’s disk.\r\n';

/**
 * A shell for a person. Node has no pseudo-terminals, so the line is edited here and each command runs in an `sh` (and on a terminal
 * of its own where the machine can make one); the folder and the exported variables go from one to the next.
 */
export function converse(channel: ServerChannel, parts: SessionParts, terminal: Terminal, first?: string): Job {
  const talk: Talk = { channel, parts, terminal, keyboard: createKeyboard(channel), levels: [], running: undefined, over: false, lastCode: 0 };
  enter(talk, loginUser, homeOf(parts.ground.root, loginUser));
  if (first === undefined) channel.write(greeting);
  const ended = conversation(talk, first).then(() => ({ code: talk.lastCode }));
  return {
    ended,
    signal: (name) => {
      if (name !== 'SIGINT') talk.over = true;
      talk.running?.signal(name);
      if (name !== 'SIGINT') talk.keyboard.close();
    },
  };
}

async function conversation(talk: Talk, first: string | undefined): Promise<void> {
  if (first !== undefined) {
    climb(talk, first);
    talk.levels.shift();
  }
  while (!talk.over && talk.levels.length > 0) {
    const command = await readCommand(talk);
    if (command === undefined) leave(talk);
    else if (command.trim() !== '') await perform(talk, command);
  }
}

async function perform(talk: Talk, command: string): Promise<void> {
  const leaving = /^\s*(?:exit|logout)(?:\s+(\d+))?\s*;?\s*$/.exec(command);
  if (leaving) return leave(talk, leaving[1]);
  if (climb(talk, command)) return;
  const cleared = /^\s*clear\s*$/.test(command);
  if (cleared) talk.channel.write('\x1b[H\x1b[2J');
  else await runLine(talk, command);
}

function leave(talk: Talk, code?: string): void {
  if (code !== undefined) talk.lastCode = Number(code);
  talk.channel.write(talk.levels.length > 1 ? 'exit\r\n' : 'logout\r\n');
  talk.levels.pop();
}

/** `su`, `sudo -i`, `bash` …: another level, with no process of its own. */
function climb(talk: Talk, command: string): boolean {
  const match = upward.exec(command);
  const here = talk.levels.at(-1);
  if (!match || !here) return false;
  const [, program, login, name, flag] = match;
  const elevated = /^\s*sudo\b/.test(command) || here.user === 'root';
  const changes = program === 'su' || flag !== undefined;
  if ((program === 'su' && !elevated) || (name !== undefined && !changes) || (name !== undefined && !isUser(talk.parts.ground, name))) return false;
  const user = changes || /^\s*sudo\b/.test(command) ? (name ?? 'root') : here.user;
  enter(talk, user, login || flag === '-i' ? homeOf(talk.parts.ground.root, user) : here.cwd);
  return true;
}

function isUser(ground: Ground, name: string): boolean {
  return readText(join(ground.root, 'etc/passwd'))
    .split('\n')
    .some((line) => line.startsWith(`${name}:`));
}

function enter(talk: Talk, user: string, cwd: string): void {
  const state = join(talk.parts.ground.scraps, `state-${process.pid}-${Math.random().toString(36).slice(2)}`);
  writeFileSync(state, '');
  talk.levels.push({ user, cwd, state, history: [] });
}

async function readCommand(talk: Talk): Promise<string | undefined> {
  let text = await readLine(talk, promptOf(talk));
  while (text !== undefined && !talk.over && !(await isWhole(text))) {
    const more = await readLine(talk, '> ');
    if (more === undefined) return '';
    text = `${text}\n${more}`;
  }
  return text;
}

function promptOf({ levels, parts: { hostname, ground } }: Talk): string {
  const level = levels.at(-1);
  if (!level) return '';
  const home = homeOf(ground.root, level.user);
  const folder = level.cwd === home ? '~' : level.cwd === ground.root ? '/' : basename(level.cwd);
  return `[${level.user}@${hostname.split('.')[0]} ${folder}]${level.user === 'root' ? '#' : '$'} `;
}

/** One edited line; undefined at end of input (Ctrl-D), '' when given up with Ctrl-C. */
function readLine(talk: Talk, prompt: string): Promise<string | undefined> {
  const level = talk.levels.at(-1);
  if (talk.over || !level) return Promise.resolve(undefined);
  const input = talk.keyboard.lines();
  const output = screen(talk);
  return new Promise((resolve) => {
    const editor = createInterface({
      input,
      output,
      terminal: true,
      prompt,
      history: [...level.history],
      historySize: 500,
      completer: (line: string) => complete(line, level.cwd, talk.parts.ground),
    });
    const settle = (line: string | undefined) => {
      // Closed first: what was typed ahead belongs to the next reader.
      editor.removeAllListeners();
      editor.close();
      talk.keyboard.release();
      resolve(line);
    };
    editor.on('history', (history: string[]) => (level.history = history));
    editor.once('line', settle);
    editor.once('SIGINT', () => {
      talk.channel.write('^C\r\n');
      settle('');
    });
    editor.once('close', () => settle(undefined));
    editor.prompt();
  });
}

function screen({ channel, terminal }: Talk): Writable {
  const output = new Writable({ write: (chunk: Buffer, _encoding, done) => void channel.write(chunk, () => done()) });
  return Object.assign(output, { columns: terminal.columns, rows: terminal.rows, isTTY: true });
}

async function runLine(talk: Talk, command: string): Promise<void> {
  const level = talk.levels.at(-1);
  if (!level) return;
  const { ground } = talk.parts;
  const script = join(ground.scraps, 'line.sh');
  writeFileSync(script, lineScript(talk, level, command));
  const line = ground.onTerminal?.(`sh '${script}'`) ?? (['sh', script] as const);
  const env = ground.environment(level.user, { TERM: talk.terminal.term, LAB_STATE: level.state });
  const stdin = talk.keyboard.raw(command, ground.onTerminal ? undefined : () => talk.running?.signal('SIGINT'));
  const display = ground.onTerminal ? talk.channel : withReturns(talk.channel);
  talk.running = runJob(ground, line, { cwd: ground.root, env }, { stdin, stdout: display, stderr: display });
  const { code } = await talk.running.ended;
  talk.running = undefined;
  talk.keyboard.release();
  talk.lastCode = code;
  level.cwd = readText(`${level.state}.cwd`).replace(/\n$/, '') || level.cwd;
}

function lineScript({ terminal, parts: { ground } }: Talk, level: Level, command: string): string {
  const rewrite = scriptInward(ground.root);
  const text = command
    .split(/(?<=\n)/)
    .map(rewrite)
    .join('')
    .replace(/^(\s*)ll\b/, '$1ls -l');
  return `${ground.onTerminal ? `stty cols ${terminal.columns} rows ${terminal.rows} 2>/dev/null\n` : ''}. "$LAB_STATE"
cd ${quoted(level.cwd)} 2>/dev/null || cd "$HOME"
trap 'code=$?; export -p > "$LAB_STATE"; pwd > "$LAB_STATE.cwd"; exit $code' EXIT
set -a
${text}
`;
}

const quoted = (text: string) => `'${text.replace(/'/g, `'\\''`)}'`;

// Without a terminal of its own, a command's line ends have no return.
function withReturns(channel: ServerChannel): Writable {
  const through = new PassThrough();
  through.on('data', (chunk: Buffer) => channel.write(Buffer.from(chunk.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1')));
  return through;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
