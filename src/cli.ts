import packageFile from '../package.json' with { type: 'json' };
import { asLastResort } from './aws/failures.ts';
import { commandLine, onlyShown, shownInstead, typedLanguage, type CommandRow, type Surroundings } from './commands/command-line.ts';
import type { FlagName } from './commands/flags.ts';
import { exitCodes, Interrupted, type Outcome } from './errors.ts';
import { wordsIn } from './ui/language/choose.ts';
import { isOfLostTerminal, outliveTerminal } from './ui/lost-terminal.ts';
import { tell } from './ui/tell.ts';

const cloud: readonly FlagName[] = [
  'lab',
  'labDir',
  'learner',
  'region',
  'profile',
  'endpointUrl',
  'key',
  'rdsCa',
  'prefix',
  'stateDir',
  'run',
  'apiOnly',
  'allowRoot',
  'json',
];

const rows: readonly CommandRow[] = [
  {
    name: 'prepare',
    summary: 'prepare',
    flags: ['undo', 'keyOut', 'yes', 'answer', ...cloud.filter((flag) => flag !== 'key')],
    load: async () => (await import('./commands/prepare.ts')).prepare,
  },
  {
    name: 'setup',
    summary: 'setup',
    flags: ['yes', 'answer', 'marker', 'rewriteRows', ...cloud, 'blog', 'db', 'only', 'from', 'until'],
    load: async () => (await import('./commands/locked.ts')).locked(async () => (await import('./commands/setup.ts')).setup),
  },
  { name: 'plan', summary: 'plan', flags: ['prepare', ...cloud], load: async () => (await import('./commands/plan.ts')).plan },
  { name: 'status', summary: 'status', flags: ['watch', 'prepare', ...cloud], load: async () => (await import('./commands/status.ts')).status },
  { name: 'report', summary: 'report', flags: ['format', 'out', 'yes', ...cloud], load: async () => (await import('./commands/report.ts')).report },
  {
    name: 'check',
    summary: 'check',
    argument: { syntax: '[step]', words: 'stepToCheck' },
    flags: ['prepare', ...cloud],
    load: async () => (await import('./commands/check.ts')).check,
  },
  {
    name: 'undo',
    summary: 'undo',
    argument: { syntax: '<step>', words: 'stepToUndo' },
    flags: ['yes', 'answer', ...cloud],
    load: async () => (await import('./commands/locked.ts')).locked(async () => (await import('./commands/undo.ts')).undo),
  },
  {
    name: 'finish',
    summary: 'finish',
    flags: ['deleteDatabase', 'everything', 'yes', 'answer', ...cloud],
    load: async () => (await import('./commands/finish.ts')).finish,
  },
  {
    name: 'drill',
    summary: 'drill',
    argument: { syntax: '<kind>', words: 'drillToHold' },
    flags: ['guess', 'rate', 'which', 'tuned', 'keep', 'yes', 'answer', ...cloud.filter((flag) => flag !== 'apiOnly')],
    load: async () => (await import('./commands/drill.ts')).drill,
  },
  { name: 'doctor', summary: 'doctor', flags: ['answer', ...cloud], load: async () => (await import('./commands/doctor.ts')).doctor },
  {
    name: 'policy',
    summary: 'iamPolicy',
    flags: ['step', 'prepare', 'deleteDatabase', 'region', 'json'],
    load: async () => (await import('./commands/policy.ts')).policy,
  },
  {
    name: 'lab',
    summary: 'lab',
    flags: [],
    under: [
      {
        name: 'up',
        summary: 'up',
        flags: ['labDir', 'port', 'listen', 'speed', 'empty', 'blog', 'db', 'json'],
        load: async () => (await import('./commands/lab.ts')).up,
      },
      { name: 'down', summary: 'down', flags: ['labDir', 'json'], load: async () => (await import('./commands/lab.ts')).down },
      { name: 'status', summary: 'labStatus', flags: ['labDir', 'learner', 'json'], load: async () => (await import('./commands/lab.ts')).status },
      {
        name: 'reset',
        summary: 'reset',
        flags: ['labDir', 'learner', 'empty', 'blog', 'db', 'yes', 'json'],
        load: async () => (await import('./commands/lab.ts')).reset,
      },
      { name: 'env', summary: 'env', flags: ['labDir', 'learner', 'empty', 'json'], load: async () => (await import('./commands/lab.ts')).env },
      {
        name: 'break',
        summary: 'break',
        argument: { syntax: '<what>', words: 'whatToBreak' },
        flags: ['op', 'count', 'seconds', 'on', 'labDir', 'json'],
        load: async () => (await import('./commands/lab-break.ts')).breakIt,
      },
      { name: 'mend', summary: 'mend', flags: ['labDir', 'json'], load: async () => (await import('./commands/lab-break.ts')).mend },
      {
        name: 'policy',
        summary: 'policy',
        argument: { syntax: '<policy>', words: 'policy' },
        flags: ['labDir', 'learner', 'json'],
        load: async () => (await import('./commands/lab.ts')).policy,
      },
    ],
  },
];

const interruption = new AbortController();
const argv = process.argv.slice(2);
const language = typedLanguage(argv, process.env);
const surroundings: Surroundings = {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  words: await wordsIn(language),
  language,
  signal: interruption.signal,
};

// The second signal ends it at once: the journal is written before each change, so that is safe too. Not SIGHUP: a window that
// is closed sends several of them, and nobody is left who is in a hurry; a drill's server is started again first.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopSoftly);
// Whoever read our output has gone (`| head`, a closed window): nobody would see what is done from here on.
outliveTerminal(surroundings, () => interruption.abort(new Interrupted('terminal or output closed')));
process.on('uncaughtException', (error) => {
  if (!isOfLostTerminal(error)) process.exit(exitCodes[ended(error)]);
});

process.exitCode = exitCodes[await outcome()];
// A socket somewhere that nobody closed must not keep a finished command from ending.
setTimeout(() => process.exit(), 1_000).unref();

async function outcome(): Promise<Outcome> {
  let result: Outcome = 'ok';
  try {
    const program = commandLine(rows, packageFile.version, surroundings, async (load, call) => {
      result = await (await load())(call, surroundings);
    });
    await program.parseAsync(argv, { from: 'user' });
    return result;
  } catch (error) {
    if (onlyShown(error)) return 'ok';
    return shownInstead(error) ? 'wrongUse' : ended(error);
  }
}

function ended(error: unknown): Outcome {
  return tell(asLastResort(error), { ...surroundings, debug: argv.includes('--debug'), json: argv.includes('--json') });
}

function stopSoftly(signal: NodeJS.Signals): void {
  if (interruption.signal.aborted && signal !== 'SIGHUP') process.exit(exitCodes.interrupted);
  interruption.abort(new Interrupted());
}
