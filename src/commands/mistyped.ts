import type { Command, CommanderError } from 'commander';
import { UserError } from '../errors.ts';
import { nearest } from './nearest.ts';

/** Commander's mistake as a failure of ours, with the nearest word that there is. */
export function asFailure(error: CommanderError, command: Command): Error {
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
