import { Command, CommanderError } from 'commander';
import stringWidth from 'string-width';
import type { Outcome } from '../errors.ts';
import { chooseLanguage } from '../ui/language/choose.ts';
import { languages, type Language, type Words } from '../ui/language/words.ts';
import { optionFor, type FlagName, type Flags } from './flags.ts';
import { asFailure } from './mistyped.ts';

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
