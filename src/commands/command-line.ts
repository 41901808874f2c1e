import { Command, CommanderError, Option } from 'commander';
import stringWidth from 'string-width';
import { UserError, type Outcome } from '../errors.ts';
import { chooseLanguage } from '../ui/language/choose.ts';
import { languages, type Language, type Words } from '../ui/language/words.ts';
import { nearest } from './nearest.ts';

/** What was typed, once it has been understood. */
export interface Flags {
  readonly lang?: Language;
  readonly debug?: true;
  readonly json?: true;
  readonly yes?: true;
  readonly lab?: true;
  readonly labDir?: string;
  readonly learner?: string;
  readonly listen?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly key?: string;
  readonly rdsCa?: string;
  readonly blog?: string;
  readonly db?: string;
  readonly keyOut?: string;
  readonly undo?: true;
  readonly prepare?: true;
  readonly prefix?: string;
  readonly stateDir?: string;
  readonly run?: string;
  readonly answer?: readonly string[];
  readonly only?: string;
  readonly from?: string;
  readonly until?: string;
  readonly apiOnly?: true;
  readonly step?: string;
  readonly allowRoot?: true;
  readonly marker?: 'plugin' | 'tutorial';
  readonly rewriteRows?: true;
  readonly deleteDatabase?: true;
  readonly everything?: true;
  readonly port?: number;
  readonly speed?: number;
  readonly empty?: true;
  readonly op?: string;
  readonly count?: number;
  readonly seconds?: number;
  readonly on?: string;
  readonly guess?: string;
  readonly rate?: number;
  readonly which?: 'server1' | 'server2';
  readonly tuned?: true;
  readonly keep?: true;
  readonly format?: string;
  readonly out?: string;
  readonly watch?: true;
}

/** Where a command runs: everything outside it, so that it holds no global. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly words: Words;
  readonly language: Language;
  readonly signal: AbortSignal;
}

export interface Call {
  readonly flags: Flags;
  /** The word after the command, when there is one. */
  readonly word?: string;
}

export type CommandBody = (call: Call, surroundings: Surroundings) => Promise<Outcome>;

export interface CommandRow {
  readonly name: string;
  readonly summary: keyof Words['commands']['summary'];
  readonly flags: readonly FlagName[];
  readonly argument?: { readonly syntax: '[step]' | '<step>' | '<policy>' | '<what>' | '<kind>'; readonly words: keyof Words['commands']['argument'] };
  /** Its module is loaded only when it is called, so that `--help` loads no SDK. */
  readonly load?: () => Promise<CommandBody>;
  readonly under?: readonly CommandRow[];
}

export type FlagName = Exclude<keyof Flags & keyof Words['commands']['flag'], never>;

const syntax: Readonly<Record<FlagName, string>> = {
  lang: '--lang <language>',
  debug: '--debug',
  json: '--json',
  yes: '-y, --yes',
  lab: '--lab',
  labDir: '--lab-dir <dir>',
  learner: '--learner <name>',
  listen: '--listen <address>',
  region: '--region <region>',
  profile: '--profile <name>',
  endpointUrl: '--endpoint-url <url>',
  key: '--key <file>',
  rdsCa: '--rds-ca <file>',
  blog: '--blog <kind>',
  db: '--db <kind>',
  keyOut: '--key-out <file>',
  undo: '--undo',
  prepare: '--prepare',
  prefix: '--prefix <word>',
  stateDir: '--state-dir <dir>',
  run: '--run <id>',
  answer: '--answer <question=value>',
  only: '--only <step>',
  from: '--from <step>',
  until: '--until <step>',
  apiOnly: '--api-only',
  step: '--step <step>',
  allowRoot: '--allow-root',
  marker: '--marker <way>',
  rewriteRows: '--rewrite-rows',
  deleteDatabase: '--delete-database',
  everything: '--everything',
  port: '--port <number>',
  speed: '--speed <number>',
  empty: '--empty',
  op: '--op <operation>',
  count: '--count <number>',
  seconds: '--seconds <number>',
  on: '--on <name>',
  guess: '--guess <time>',
  rate: '--rate <number>',
  which: '--which <server>',
  tuned: '--tuned',
  keep: '--keep',
  format: '--format <form>',
  out: '--out <file>',
  watch: '--watch',
};

/** Values that are wrong whatever the command does with them. */
const readers: Partial<Record<FlagName, (value: string, before: unknown) => unknown>> = {
  lang: (value) => oneOf('--lang', value.toLowerCase(), languages),
  port: (value) => numberIn('--port', value, 1, 65_535),
  speed: (value) => numberIn('--speed', value, 1, 10_000),
  count: (value) => numberIn('--count', value, 0, 1_000_000),
  seconds: (value) => numberIn('--seconds', value, 1, 100_000),
  rate: (value) => numberIn('--rate', value, 1, 20),
  which: (value) => oneOf('--which', value, ['server1', 'server2']),
  learner: learnerIn,
  prefix: prefixIn,
  marker: (value) => oneOf('--marker', value, ['plugin', 'tutorial']),
  answer: (value, before) => [...(Array.isArray(before) ? before : []), value],
};

/** Builds the whole command line; `run` is called with the body of the command that was typed. */
export function commandLine(
  rows: readonly CommandRow[],
  version: string,
  { words, stdout, stderr }: Surroundings,
  run: (body: () => Promise<CommandBody>, call: Call) => Promise<void>,
): Command {
  const { tagline, help, flag } = words.commands;
  const program = new Command('redundant-blog')
    .description(tagline)
    .version(version, '-V, --version', help.version)
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text), outputError: () => {} })
    .addOption(optionFor('lang', flag.lang))
    .addOption(optionFor('debug', flag.debug));
  dress(program, 'root', words);
  addRows(program, rows, words, run);
  return program;
}

/** The language to speak before the command line is understood: help and mistakes are told in it too. */
export function typedLanguage(argv: readonly string[], env: NodeJS.ProcessEnv): Language {
  const at = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const typed = argv[at]?.split('=')[1] ?? argv[at + 1];
  const known = at < 0 ? undefined : languages.find((language) => language === typed?.toLowerCase());
  return chooseLanguage(known, env);
}

/** `value` when it is one of `known`; else a failure that names the nearest one. */
export function oneOf<Known extends string>(flag: string, value: string, known: readonly Known[]): Known {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new UserError('unknown-value', [flag, value, nearest(value, known), known], { outcome: 'wrongUse' });
  return found;
}

/** Is this commander saying that it has shown what was asked for (help, version)? */
export const onlyShown = (error: unknown) =>
  error instanceof CommanderError && (error.code === 'commander.helpDisplayed' || error.code === 'commander.version');

/** Commander has already shown the help, because a command that needs another word had none. */
export const shownInstead = (error: unknown) => error instanceof CommanderError && error.code === 'commander.help';

function addRows(parent: Command, rows: readonly CommandRow[], words: Words, run: Parameters<typeof commandLine>[3]): void {
  for (const { name, summary, flags, argument, load, under } of rows) {
    const command = parent.command(name).description(words.commands.summary[summary]);
    for (const flag of flags) command.addOption(optionFor(flag, words.commands.flag[flag]));
    if (argument) command.argument(argument.syntax, words.commands.argument[argument.words]);
    if (load) {
      command.action(async () => {
        const [word] = command.args;
        await run(load, { flags: command.optsWithGlobals<Flags>(), ...(word === undefined ? {} : { word }) });
      });
    }
    dress(command, summary, words);
    if (under) addRows(command, under, words, run);
  }
}

function optionFor(name: FlagName, description: string): Option {
  const option = new Option(syntax[name], description);
  const read = readers[name];
  return read ? option.argParser(read) : option;
}

/** Help in the chosen language, with examples, and mistakes told our way. */
function dress(command: Command, example: keyof Words['commands']['summary'] | 'root', words: Words): void {
  const { help } = words.commands;
  command
    .helpOption('-h, --help', help.flag)
    .exitOverride((error) => {
      throw asFailure(error, command);
    })
    .configureHelp({ showGlobalOptions: true, displayWidth: stringWidth, styleTitle: (title) => help.titles[title] ?? title })
    .addHelpText('after', () => helpTail(example, words));
  if (example === 'root' || example === 'lab') command.helpCommand('help [command]', help.command);
}

function helpTail(example: keyof Words['commands']['summary'] | 'root', { commands: { help, example: examples }, steps, preparation }: Words): string {
  const lines = (examples[example] ?? []).flatMap(([command, comment]) => [`  ${command}`, `      ${comment}`]);
  const takesSteps = example === 'setup' || example === 'check' || example === 'undo';
  const listed = example === 'prepare' ? preparation : takesSteps ? steps : undefined;
  const named = listed === undefined ? [] : ['', help.steps, ...stepLines(listed)];
  const exits = help.exits.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`);
  return ['', help.examples, ...lines, ...named, '', help.exitCodes, ...exits].join('\n');
}

/** From the catalogue and not from the journey, whose steps would load the SDK. */
function stepLines(steps: Words['steps'] | Words['preparation']): string[] {
  const titled = Object.entries(steps).flatMap(([id, words]) => (typeof words === 'object' && 'title' in words ? [{ id, title: words.title }] : []));
  const widest = Math.max(...titled.map(({ id }) => id.length));
  return titled.map(({ id, title }) => `  ${id.padEnd(widest)}  ${title}`);
}

function asFailure(error: CommanderError, command: Command): Error {
  const [, word = ''] = /'([^']*)'/.exec(error.message) ?? [];
  const path = pathOf(command);
  const options = { outcome: 'wrongUse' } as const;
  switch (error.code) {
    case 'commander.unknownCommand':
      return new UserError('unknown-command', [word, nearest(word, namesUnder(command)), namesUnder(command)], options);
    case 'commander.unknownOption':
      return new UserError('unknown-flag', [word, nearest(word, flagsOf(command)), path], options);
    case 'commander.optionMissingArgument':
      return new UserError('missing-value', [word], options);
    case 'commander.missingArgument':
      return new UserError('missing-argument', [word, path], options);
    case 'commander.excessArguments':
      return new UserError('too-many-words', [path], options);
    default:
      return error;
  }
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

const namesUnder = (command: Command) => command.commands.map((one) => one.name());

function flagsOf(command: Command): string[] {
  const own = [...command.options.flatMap(({ long }) => (long == null ? [] : [long])), '--help'];
  return command.parent ? [...own, ...flagsOf(command.parent)] : own;
}

function numberIn(flag: string, value: string, lowest: number, highest: number): number {
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= lowest && number <= highest) return number;
  throw new UserError('not-a-number', [flag, value, lowest, highest], { outcome: 'wrongUse' });
}

function learnerIn(value: string): string {
  if (/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/.test(value)) return value;
  throw new UserError('learner-name', [value], { outcome: 'wrongUse' });
}

function prefixIn(value: string): string {
  if (/^[A-Za-z][A-Za-z0-9-]{0,11}$/.test(value) && !/^internal-/i.test(value)) return value;
  throw new UserError('prefix-malformed', [value], { outcome: 'wrongUse' });
}
